"""The link over lines that are far away, that become so, and that lose what is sent: in the board's own time."""

import pytest
from virtual_rig import VirtualRig

from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.session_port import SessionPort
from mark1.errors import RigError
from mark1.panel.control_panel import ControlPanel
from mark1.rig.wire import protocol
from mark1.rig.wire.in_flight import Request
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import ArmRequest, Pulse, State, Type

SESSION = 0x1234
PINGS = [Request(Type.PING, bytes((number,))) for number in range(40)]


def linked(latency_ms: int) -> Link:
    port = SessionPort(new_session(latency_ms=latency_ms))
    link = Link(port, SESSION, port.now_s)
    link.hello()
    return link


def become(link: Link, latency_ms: int) -> None:
    """From now on the line is ``latency_ms`` long; nothing is on its way."""
    for line in (link.port.session.to_board, link.port.session.to_host):
        line.latency_ms = latency_ms
        line.clear()


@pytest.mark.parametrize("latency_ms", [0, 20, 60, 100, 300])
def test_nothing_is_sent_twice_and_the_window_is_full(latency_ms):
    link = linked(latency_ms)
    started_s = link.now_s()
    assert link.ask_all(PINGS) == [request.payload for request in PINGS]
    assert link.counters.retries == link.counters.needless == 0
    windows = len(PINGS) / protocol.WINDOW
    assert link.now_s() - started_s <= windows * (2 * latency_ms / 1000 + 0.02)
    assert link.counters.round_trip_s == pytest.approx(2 * latency_ms / 1000, abs=0.02)


def test_a_board_is_not_left_in_silence_while_its_answer_is_on_the_way():
    link = linked(300)
    link.ask(Type.ARM, protocol.pack(ArmRequest(SESSION)))
    link.ask(Type.PULSE, protocol.pack_pulses([Pulse(0, 1, 3000)]))
    for _ in range(4):
        link.ask(Type.STATUS)
    board = link.port.session.board
    assert (board.state, board.stops, link.counters.retries) == (State.ARMED, 0, 0)
    assert board.uptime_ms / 1000 > 5 * 0.6


def test_a_line_that_becomes_slow_is_learned_in_a_few_tries():
    link = linked(0)
    link.ask_all(PINGS)
    become(link, 300)
    link.ask_all(PINGS[:8])
    assert 0 < link.counters.needless <= link.counters.retries <= 4 * 6
    resent = link.counters.retries
    for _ in range(20):
        link.ask_all(PINGS[:4])
    assert link.counters.retries == resent


def test_a_line_that_becomes_fast_is_learned_too():
    link = linked(300)
    become(link, 0)
    link.ask_all(PINGS)
    assert link.round_trip.patience_s < 0.3


def test_an_answer_to_a_request_that_was_sent_twice_measures_nothing():
    """Karn's rule."""
    link = linked(60)
    mean_s = link.round_trip.mean_s
    put, pieces = link.port.session.to_board.put, iter(range(1000))
    link.port.session.to_board.put = lambda data: put(b"" if data and next(pieces) == 0 else data)
    link.ask(Type.PING)
    assert (link.counters.retries, link.counters.needless) == (1, 0)
    assert link.round_trip.mean_s == mean_s
    link.ask(Type.PING)
    assert link.round_trip.mean_s != mean_s


def test_a_lost_answer_is_seen_by_the_next_one():
    """Nothing overtakes on a line: it is not waited for until it is late."""
    link = linked(300)
    send, lost = link.port.session.board._send, []

    def lose_the_first(frame) -> None:
        if frame.payload == PINGS[0].payload and not lost:
            lost.append(frame)
        else:
            send(frame)

    link.port.session.board._send = lose_the_first
    started_s = link.now_s()
    link.ask_all(PINGS[:4])
    assert (link.counters.retries, link.counters.needless) == (1, 0)
    assert link.now_s() - started_s < 2 * 0.6 + 0.05


def test_each_answer_has_its_deadline():
    """Ten windows of 0.6 s take longer than one answer may."""
    link = linked(300)
    assert len(link.ask_all(PINGS, within_s=1.0)) == len(PINGS)
    link.port.session.to_host.put = lambda data: None
    started_s = link.now_s()
    with pytest.raises(RigError, match="no answer to PING"):
        link.ask_all(PINGS, within_s=1.0)
    assert link.now_s() - started_s == pytest.approx(1.0, abs=0.02)


def test_what_is_posted_is_not_waited_for_but_done():
    link = linked(100)
    started_s = link.now_s()
    for _ in range(3):
        link.post(Request(Type.LAMPS, bytes(9)))
    assert link.now_s() == started_s
    assert link.ask(Type.PING, b"later") == b"later"
    assert (link.counters.answered, link.counters.retries) == (4, 0)
    assert link.port.session.board.last_seq == link.in_flight.next_seq - 1 & 0xFF


def test_what_is_posted_and_lost_is_sent_again():
    link = linked(0)
    put = link.port.session.to_board.put
    link.port.session.to_board.put = lambda data: None
    link.post(Request(Type.LAMPS, b"\1" + bytes(8)))
    link.port.session.to_board.put = put
    link.ask(Type.PING)
    assert link.port.session.board.a_lamps == 1


def test_motors_are_driven_over_300_ms():
    virtual = VirtualRig(latency_ms=300, pots=4)
    virtual.board.seek(dict.fromkeys(range(4), 500), 4)
    started_s = virtual.session.now_ms / 1000
    for target in (520, 540, 560):
        rest = virtual.board.seek(dict.fromkeys(range(4), target), 4)
        assert abs(rest.wipers - target).max() <= 10
    assert virtual.session.now_ms / 1000 - started_s < 3 * 3 * 0.6  # told, seen to move, seen to rest
    assert (virtual.session.board.stops, virtual.board.counters.armed) == (0, 1)
    assert virtual.board.link.counters.needless == 0


@pytest.mark.ci
def test_letters_are_learned_over_300_ms():
    """13 epochs of 26 pictures are 338 round trips: 203 s of 300 ms each way, and the motors' own time.

    ``python -m benchmarks long far_lines`` does so for other lines.
    """
    virtual, panel = VirtualRig(latency_ms=300), ControlPanel()
    panel.rig = virtual.rig()
    panel.join_rig()
    assert "converged after 13 epochs (340 corrections), 0 errors" in panel.execute("train letters").text
    told = virtual.board.link.counters
    assert told.needless <= 0.01 * told.sent and virtual.session.board.stops == 0
    assert virtual.session.now_ms / 1000 <= 360
