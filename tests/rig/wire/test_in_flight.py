"""Requests on their way: numbers, room, what an answer says of those before it."""

from mark1.rig.wire.in_flight import RECENT, InFlight, Request, Waiting
from mark1.rig.wire.protocol import Hello, Type

BOARD = Hello(*[0] * len(Hello._fields))._replace(window=4, rx_buffer=64)
PING = Request(Type.PING)


def begun(count: int, first: int = 254) -> tuple[InFlight, list[Waiting]]:
    """``count`` requests, sent in order."""
    flight = InFlight(first)
    some = [flight.begin(place, PING) for place in range(count)]
    for turn, one in enumerate(some):
        one.tries, one.turn = 1, turn
    return flight, some


def test_numbers_go_round():
    flight, some = begun(4)
    assert [one.frame.seq for one in some] == [254, 255, 0, 1] and flight.next_seq == 2
    assert flight.oldest is some[0] and list(flight) == some


def test_room_is_the_window_and_the_buffer_of_the_board():
    flight, some = begun(3)
    assert flight.room_for(PING, BOARD)
    assert not flight.room_for(PING, BOARD._replace(window=3))
    assert not flight.room_for(PING, BOARD._replace(rx_buffer=4 * len(some[0].wire) - 1))
    assert InFlight(0).room_for(Request(Type.LAMPS, bytes(100)), BOARD)  # one on its own always is


def test_the_window_counts_from_the_oldest():
    flight, some = begun(4)
    flight.taken(some[1])
    assert not flight.room_for(PING, BOARD)
    flight.taken(some[0])
    assert flight.room_for(PING, BOARD)


def test_an_answer_overtakes_nothing_so_those_before_it_are_lost():
    flight, some = begun(4)
    assert flight.taken(some[2]) == some[:2]


def test_an_answer_that_may_be_to_the_first_try_says_nothing():
    flight, some = begun(3)
    some[2].tries = 2
    assert flight.taken(some[2]) == []


def test_what_was_sent_after_it_is_not_lost():
    flight, some = begun(3)
    some[0].tries, some[0].turn = 2, 7
    assert flight.taken(some[2]) == [some[1]]


def test_a_second_answer_is_known_for_a_while():
    flight, some = begun(1, first=0)
    some[0].tries = 2
    flight.taken(some[0])
    assert flight.is_again(0) and not flight.is_again(1)
    for _ in range(RECENT):
        flight.taken(flight.begin(None, PING))
    assert not flight.is_again(0)  # nor is the refusal of a keep-alive, half a circle on, taken for one


def test_a_number_that_is_used_again_was_not_answered():
    flight, some = begun(1, first=0)
    some[0].tries = 2
    flight.taken(some[0])
    flight.next_seq = 0
    flight.begin(None, PING)
    assert not flight.is_again(0)


def test_the_keep_alive_is_neither_expected_nor_remembered():
    flight, _ = begun(4)
    seq = flight.keep_alive()[1]
    assert all((expected - seq) & 0xFF > BOARD.window + 1 for expected in range(254, 254 + 5))
