"""What the firmware does, on this PC with sanitizers and as the built image in simavr: the same tests for both."""

from collections.abc import Callable

import pytest
from loops import each
from scripted_board import (
    ARM,
    DISARM,
    ERROR,
    HELLO,
    LAMPS,
    NOTICE,
    PING,
    PULSE,
    REPLY,
    SCAN,
    SEEK,
    SESSION,
    STATUS,
    STOP,
    WIPERS,
    ScriptedBoard,
    frame,
    frames_in,
    unpack,
)

SAFE, ARMED, STOPPED = 0, 1, 2
STOP_BYTE, SILENCE, STOP_INPUT, WATCHDOG, BROWN_OUT, HOST_USER = 3, 4, 5, 6, 7, 16
NO_READINGS = 14
UP = 0x8000


def pulses(*runs: tuple[int, int]) -> bytes:
    return b"".join(bytes((pot,)) + run.to_bytes(2, "little") for pot, run in runs)


def seek(dead_band: int, limit_ms: int, *targets: tuple[int, int]) -> bytes:
    return bytes((dead_band,)) + limit_ms.to_bytes(2, "little") + pulses(*targets)


def scan(first: int, count: int, threshold: int = 0) -> bytes:
    return b"".join(number.to_bytes(2, "little") for number in (first, count, threshold))


def error(code: int, kind: int, detail: int = 0) -> tuple[int, bytes]:
    return ERROR, bytes((code, kind)) + detail.to_bytes(2, "little")


def status(board: ScriptedBoard) -> dict[str, set[int] | int]:
    kind, payload = board.ask(STATUS)
    assert kind == STATUS | REPLY
    names = {"moving": 18, "stalled": 26, "at_end": 34, "late": 42}
    bits = {name: int.from_bytes(payload[at : at + 8], "little") for name, at in names.items()}
    pots: dict[str, set[int] | int] = {name: {p for p in range(64) if word >> p & 1} for name, word in bits.items()}
    return pots | {"state": payload[0], "reason": payload[1], "stops": int.from_bytes(payload[16:18], "little")}


# ---- nothing moves by itself


def test_after_a_reset_a_board_says_so_and_has_no_power(new_board: Callable[[], ScriptedBoard]) -> None:
    board = new_board()
    assert board.run(10) == [(0, NOTICE, b"\x01\x01\x00\x01")]
    assert not board.power[0]


def test_nothing_is_done_before_hello_and_nothing_moves_before_arm(new_board: Callable[[], ScriptedBoard]) -> None:
    board = new_board()
    board.run(10)
    assert board.ask(PULSE, pulses((0, UP | 50))) == error(1, PULSE)
    board.hello()
    assert board.ask(PULSE, pulses((0, UP | 50))) == error(8, PULSE, SAFE + 256 * 1)
    assert board.pot(0)[1] == 0


@pytest.mark.parametrize("inside", [b"", b"\x7e\x05", b"\x7e\x05\x7d"])
def test_the_stop_byte_cuts_the_power_within_a_millisecond_wherever_it_stands(
    armed: ScriptedBoard, inside: bytes
) -> None:
    armed.ask(PULSE, pulses((3, UP | 1000)))
    armed.send(inside)
    armed.run(3)
    sent_us = armed.now_us
    armed.send(b"\x18")
    assert (0, NOTICE, bytes((2, STOP_BYTE, STOPPED, 1))) in armed.run(10)
    on, since_us = armed.power
    assert not on and 0 <= since_us - sent_us <= 1000 + 87  # a byte takes 87 us on the line
    assert armed.ask(PULSE, pulses((3, UP | 50))) == error(8, PULSE, STOPPED + 256 * STOP_BYTE)
    armed.arm()
    assert status(armed)["moving"] == set()
    assert armed.power[0]


def test_an_arm_that_waits_in_the_buffer_does_not_arm_after_the_stop_byte(board: ScriptedBoard) -> None:
    board.send(frame(board.seq, SCAN, scan(0, 400, 512)) + frame(board.seq + 1, ARM, SESSION) + b"\x18")
    board.run(100)
    assert not board.power[0]
    board.hello()
    assert status(board)["state"] == STOPPED


def test_silence_for_half_a_second_stops(armed: ScriptedBoard) -> None:
    armed.ask(PULSE, pulses((3, 30000)))
    armed.ask(PING)
    last_us = armed.now_us - 20_000
    assert (0, NOTICE, bytes((2, SILENCE, STOPPED, 1))) in armed.run(600)
    assert 500_000 <= armed.power[1] - last_us <= 504_000


def test_a_board_that_is_talked_to_goes_on(armed: ScriptedBoard) -> None:
    armed.keep(1200)
    assert armed.power[0]


def test_an_open_stop_input_stops_and_latches(armed: ScriptedBoard) -> None:
    armed.ask(PULSE, pulses((3, 30000)))
    opened_us = armed.now_us
    armed.tell("stop", 1)
    armed.run(5)
    assert armed.power[0] is False and armed.power[1] - opened_us <= 1000
    assert armed.ask(ARM, SESSION) == error(10, ARM)
    armed.tell("stop", 0)
    armed.run(5)
    assert not armed.power[0]
    armed.arm()


def test_the_first_reason_stays_but_an_open_stop_input_is_told(armed: ScriptedBoard) -> None:
    assert armed.ask(STOP, bytes((HOST_USER,))) == (STOP | REPLY, bytes((STOPPED, HOST_USER)))
    armed.send(b"\x18")
    armed.run(5)
    assert (status(armed)["reason"], status(armed)["stops"]) == (HOST_USER, 1)
    armed.tell("stop", 1)
    armed.run(5)
    assert (status(armed)["reason"], status(armed)["stops"]) == (STOP_INPUT, 1)


def test_a_board_that_hangs_is_reset_by_its_watchdog(armed: ScriptedBoard) -> None:
    armed.ask(PULSE, pulses((3, 30000)))
    armed.tell("hang")
    assert armed.run(150) == [(0, NOTICE, bytes((1, WATCHDOG, SAFE, 1)))]
    assert not armed.power[0]
    assert armed.hello()[25:31] == bytes((0, 0, 0, SAFE, WATCHDOG, WATCHDOG))


def test_without_readings_a_board_is_reset_once_and_then_it_says_so(armed: ScriptedBoard) -> None:
    armed.ask(PULSE, pulses((3, 30000)))
    armed.tell("adc", 0)
    assert armed.run(100) == [(0, NOTICE, bytes((1, WATCHDOG, SAFE, 1)))]
    assert not armed.power[0]
    assert armed.run(300) == []
    assert armed.hello()[25:31] == bytes((0, 0, 0, SAFE, WATCHDOG, WATCHDOG))
    for kind, payload in ((SCAN, scan(0, 100)), (WIPERS, bytes((0, 4))), (ARM, SESSION)):
        assert armed.ask(kind, payload) == error(NO_READINGS, kind)
    request = frame(armed.seq - 3, SCAN, scan(0, 100))
    armed.send(request)
    assert armed.run(20) == [(armed.seq - 3, *error(NO_READINGS, SCAN))]  # a repeat is answered too
    armed.tell("adc", 1)
    armed.tell("reset")
    armed.run(10)
    armed.hello()
    assert armed.ask(SCAN, scan(0, 100), ms=40)[0] == SCAN | REPLY


def test_a_scan_ends_with_an_error_when_its_cells_stop_coming(board: ScriptedBoard) -> None:
    board.send(frame(board.seq, SCAN, scan(0, 400, 512)))
    board.run(3)
    board.tell("adc", 0)
    came = bytes.fromhex(board.tell("run", 25_000))
    _, aborted, answer = came.partition(b"\x7d\x7e")
    assert aborted and frames_in(answer) == [(board.seq, *error(NO_READINGS, SCAN))]


def test_a_brown_out_is_told_as_such(board: ScriptedBoard) -> None:
    board.tell("brown-out")
    board.run(10)
    assert board.hello()[28:31] == bytes((SAFE, BROWN_OUT, BROWN_OUT))
    board.tell("reset")
    board.run(10)
    assert board.hello()[28:31] == bytes((SAFE, 1, 1))


def test_disarm_ends_every_motion(armed: ScriptedBoard) -> None:
    armed.ask(PULSE, pulses((3, 30000), (4, UP | 30000)))
    assert armed.ask(DISARM) == (DISARM | REPLY, b"\x00\x00")
    assert status(armed)["moving"] == set() and not armed.power[0]
    armed.arm()
    assert status(armed)["moving"] == set()


# ---- requests


def test_hello_tells_sizes_and_who_was_there_before(board: ScriptedBoard) -> None:
    board.ask(PING)
    reply = board.hello()
    assert len(reply) == 31
    assert reply[8:17] == bytes((0xFF, 0, 20, 20, 64, 64, 0, 8, 10))
    assert reply[21:25] == bytes((255, 0, 4, 136))
    assert reply[25:28] == SESSION + bytes((1,))


def test_hello_in_another_protocol_counts_for_nothing(board: ScriptedBoard) -> None:
    board.send(frame(77, HELLO, b"\x02" + SESSION))
    assert board.run(20) == [(77, *error(6, HELLO, 1))]
    assert board.ask(PING) == (PING | REPLY, b"")


def test_a_repeated_request_is_answered_again_and_done_once(armed: ScriptedBoard) -> None:
    request = frame(armed.seq, PULSE, pulses((7, UP | 40)))
    armed.send(request)
    first = armed.run(60)
    armed.send(request)
    assert armed.run(60) == first == [(armed.seq, PULSE | REPLY, b"\x01\x00")]
    assert armed.pot(7)[1] == pytest.approx(40, abs=1)


def test_a_repeated_read_is_read_again(board: ScriptedBoard) -> None:
    request = frame(board.seq, WIPERS, bytes((9, 1)))
    board.tell("wiper", 9, 100)
    board.run(20)
    board.send(request)
    (once,) = board.run(20)
    board.tell("wiper", 9, 200)
    board.run(20)
    board.send(request)
    (again,) = board.run(20)
    assert [unpack(payload[2:], 1) for _, _, payload in (once, again)] == [[100], [200]]


def test_another_request_under_an_old_sequence_is_refused(armed: ScriptedBoard) -> None:
    armed.ask(PING)
    armed.send(frame(armed.seq - 1, PULSE, pulses((7, UP | 40))))
    assert armed.run(60) == [(armed.seq - 1, *error(3, PULSE, armed.seq))]
    assert armed.pot(7)[1] == 0


def test_a_sequence_out_of_order_is_refused_but_a_stop_is_obeyed(armed: ScriptedBoard) -> None:
    armed.send(frame(armed.seq + 9, PULSE, pulses((7, UP | 40))))
    assert armed.run(60) == [(armed.seq + 9, *error(2, PULSE, armed.seq))]
    armed.send(frame(armed.seq + 9, STOP, bytes((HOST_USER,))))
    armed.run(20)
    assert not armed.power[0]


def test_four_requests_at_once_are_done_in_order(board: ScriptedBoard) -> None:
    board.send(b"".join(frame(board.seq + i, PING, bytes((i,))) for i in range(4)))
    assert board.run(30) == [(board.seq + i, PING | REPLY, bytes((i,))) for i in range(4)]


@each(
    "kind, payload, refusal",
    [
        (0x7F, b"", error(4, 0x7F)),
        (ARM, b"\x01\x00", error(9, ARM, 0xBEEF)),
        (PING, bytes(9), error(5, PING, 9)),
        (PULSE, b"", error(5, PULSE, 0)),
        (PULSE, bytes(4), error(5, PULSE, 4)),
        (PULSE, pulses((64, 10)), error(11, PULSE, 64)),
        (PULSE, pulses((5, 10), (6, 10), (5, 10)), error(11, PULSE, 5)),
        (PULSE, pulses((5, 10), (6, UP)), error(12, PULSE, 6)),
        (SEEK, seek(4, 1000, (5, 1024)), error(12, SEEK, 5)),
        (SEEK, seek(0, 1000, (5, 10)), error(12, SEEK, 0)),
        (SEEK, seek(4, 0, (5, 10)), error(12, SEEK, 1)),
        (WIPERS, bytes((0, 0)), error(12, WIPERS, 1)),
        (WIPERS, bytes((60, 5)), error(12, WIPERS, 1)),
        (SCAN, scan(0, 101), error(12, SCAN, 1)),
        (SCAN, scan(400, 1), error(12, SCAN, 0)),
        (SCAN, scan(0, 1, 1024), error(12, SCAN, 2)),
        (STOP, b"\x03", error(12, STOP, 0)),
    ],
)
def test_a_wrong_request_is_refused_whole(
    armed: ScriptedBoard, kind: int, payload: bytes, refusal: tuple[int, bytes]
) -> None:
    assert armed.ask(kind, payload) == refusal
    assert status(armed)["moving"] == set()


# ---- motors


@pytest.mark.parametrize("run_ms", [1, 2, 50, 333])
def test_a_pulse_lasts_as_many_milliseconds_as_it_says(armed: ScriptedBoard, run_ms: int) -> None:
    armed.ask(PULSE, pulses((0, UP | run_ms), (63, run_ms)))
    armed.keep(run_ms + 100)
    (up, up_ms), (down, down_ms) = armed.pot(0), armed.pot(63)
    assert (up_ms, down_ms) == (pytest.approx(run_ms, abs=0.1), pytest.approx(run_ms, abs=0.1))
    assert up > 511.5 > down


def test_a_pot_that_moves_takes_no_other_motion(armed: ScriptedBoard) -> None:
    armed.ask(PULSE, pulses((0, UP | 100)))
    assert armed.ask(PULSE, pulses((1, 10), (0, UP | 1))) == error(13, PULSE, 0)
    armed.run(100)
    assert (armed.pot(0)[1], armed.pot(1)[1]) == (pytest.approx(100, abs=0.1), 0)


def starts(board: ScriptedBoard) -> tuple[int, ...]:
    """Motors that were switched on or round: how many, the most at once, the least microseconds between two."""
    return tuple(map(int, board.tell("starts").split()))


def test_44_pulses_in_a_frame_start_one_by_one_and_are_whole(armed: ScriptedBoard) -> None:
    asked_us = armed.now_us
    armed.ask(PULSE, pulses(*((pot, UP | 20) for pot in range(44))), ms=20)
    armed.keep(200)
    assert [armed.pot(pot)[1] for pot in range(44)] == [pytest.approx(20, abs=1)] * 44
    n, at_once, apart_us = starts(armed)
    assert (n, at_once) == (44, 1) and apart_us >= 1000
    armed.run(1)
    armed.ask(PULSE, pulses((0, UP | 5)), ms=20)
    assert starts(armed)[0] == 45 and armed.now_us - asked_us < 300_000


def test_64_motors_that_seek_never_start_together(armed: ScriptedBoard) -> None:
    for pot in range(64):
        armed.tell("wiper", pot, 480 + pot)
    armed.run(20)
    for pots in (range(44), range(44, 64)):
        armed.ask(SEEK, seek(4, 8000, *((pot, 512) for pot in pots)))
    armed.keep(1200)
    now = status(armed)
    assert now["moving"] == now["stalled"] == set()
    n, at_once, apart_us = starts(armed)
    assert n >= 55 and at_once == 1 and apart_us >= 1000


def test_a_seek_ends_inside_its_dead_band_from_both_sides(armed: ScriptedBoard) -> None:
    for pot, start in ((1, 100), (62, 900)):
        armed.tell("wiper", pot, start)
    armed.run(20)
    assert armed.ask(SEEK, seek(4, 8000, (1, 512), (62, 512))) == (SEEK | REPLY, b"\x01\x00")
    armed.keep(2500)
    assert status(armed)["moving"] == set()
    assert all(abs(armed.pot(pot)[0] - 512) <= 4.5 for pot in (1, 62))


def test_a_stuck_motor_goes_off_and_the_others_go_on(armed: ScriptedBoard) -> None:
    armed.tell("stuck", 8, 1)
    armed.ask(PULSE, pulses((8, UP | 600), (9, UP | 600)))
    armed.keep(400)
    now = status(armed)
    assert (now["moving"], now["stalled"]) == ({9}, {8})
    assert armed.pot(8)[1] == pytest.approx(255, abs=6)  # a reading may be 10 ms old
    armed.keep(400)
    assert armed.pot(9)[1] == pytest.approx(600, abs=1)


def test_short_pulses_find_a_stuck_motor_too(armed: ScriptedBoard) -> None:
    armed.tell("stuck", 8, 1)
    for _ in range(7):
        armed.ask(PULSE, pulses((8, UP | 40)), ms=60)
    assert status(armed)["stalled"] == {8}


def test_at_an_end_a_motor_goes_off_and_can_go_back(armed: ScriptedBoard) -> None:
    armed.tell("wiper", 10, 950)
    armed.run(20)
    armed.ask(PULSE, pulses((10, UP | 5000)))
    armed.keep(500)
    assert status(armed)["at_end"] == {10}
    driven_ms = armed.pot(10)[1]
    assert driven_ms < 200
    assert armed.ask(PULSE, pulses((10, UP | 100))) == (PULSE | REPLY, b"\x01\x00")
    assert armed.pot(10)[1] == driven_ms and status(armed)["at_end"] == {10}
    armed.ask(PULSE, pulses((10, 100)), ms=200)
    assert armed.pot(10)[1] == pytest.approx(driven_ms + 100, abs=0.6) and status(armed)["at_end"] == set()


def test_a_seek_that_takes_too_long_is_late(armed: ScriptedBoard) -> None:
    armed.ask(SEEK, seek(4, 100, (11, 1000)))
    armed.keep(200)
    assert status(armed)["late"] == {11}
    assert armed.pot(11)[1] == pytest.approx(100, abs=1)


# ---- readings and lamps


def test_every_wiper_is_read_in_its_place(board: ScriptedBoard) -> None:
    expected = [(37 * pot + 11) % 1024 for pot in range(64)]
    for pot, counts in enumerate(expected):
        board.tell("wiper", pot, counts)
    board.run(10)  # none is older
    kind, payload = board.ask(WIPERS, bytes((0, 64)), ms=30)
    assert (kind, payload[:2]) == (WIPERS | REPLY, bytes((0, 64)))
    assert unpack(payload[2:], 64) == expected


def cells_of(board: ScriptedBoard) -> list[int]:
    read: list[int] = []
    for first in range(0, 400, 100):
        kind, payload = board.ask(SCAN, scan(first, 100), ms=40)
        assert kind == SCAN | REPLY
        read += unpack(payload[4:], 100)
    return read


def test_dark_columns_between_bright_ones_are_dark(board: ScriptedBoard) -> None:
    """250 pF of ribbon cable, 70 pF that all channels share: 3.2 us for 1/e, and every other cell in full light."""
    for cell in range(400):
        board.tell("light", cell, 1000 * (cell % 2))
    board.tell("row", 0)
    assert cells_of(board) == [0, 1000] * 200


@pytest.mark.parametrize(("driver_ohm", "lost"), [(12, 21), (45, 76)])
def test_bright_neighbours_take_from_a_cell_what_its_driver_does_not_give(
    board: ScriptedBoard, driver_ohm: int, lost: int
) -> None:
    """By hand: 19.55 cells of full light, times the driver's resistance over 10 kohm."""
    board.tell("row", driver_ohm)
    read = []
    for neighbours in (0, 1000):
        for cell in range(20):
            board.tell("light", cell, 1000 if cell == 7 else neighbours)
        read.append(unpack(board.ask(SCAN, scan(7, 1), ms=20)[1][4:], 1)[0])
    assert read[0] - read[1] == pytest.approx(lost, abs=2)


def test_every_cell_is_read_in_its_place(board: ScriptedBoard) -> None:
    expected = [(101 * cell + 7) % 1024 for cell in range(400)]
    for cell, counts in enumerate(expected):
        board.tell("light", cell, counts)
    board.tell("row", 0)
    assert cells_of(board) == expected
    _, payload = board.ask(SCAN, scan(3, 395, 512), ms=90)
    assert unpack(payload[4:], 395, bits=1) == [value >= 512 for value in expected[3:398]]


def test_lamps_are_lit_behind_the_motors_in_the_chain(board: ScriptedBoard) -> None:
    lamps = bytes((1, 2, 3, 4, 5, 6, 7, 8, 0x81))
    assert board.ask(LAMPS, lamps) == (LAMPS | REPLY, b"\x00\x01")
    assert bytes.fromhex(board.tell("chain")) == bytes(16) + lamps
