"""The monitor on a virtual board, in its own time: through resets and unplugging, and it never arms."""

import pytest

from firmware_sim.virtual_board.fault_events import FaultEvent
from firmware_sim.virtual_board.faults import FaultConfig
from firmware_sim.virtual_board.session import BoardSession, new_session
from firmware_sim.virtual_board.session_port import SessionPort
from mark1.errors import RigError
from mark1.rig.doctor.monitor import LEFT_ALONE_S, Monitor
from mark1.rig.wire.protocol import State, StopReason


def monitor_of(session: BoardSession) -> Monitor:
    port = SessionPort(session)

    def opened() -> SessionPort:
        if not session.plugged:
            raise RigError("the cable: port virtual cannot be opened")
        return port

    return Monitor(opened, 9, port.now_s)


def monitor(**session) -> Monitor:
    return monitor_of(new_session(**session))


def test_a_healthy_board():
    seen = monitor()
    assert seen.hello().pots == 64
    facts = [seen.facts(seen.look()) for _ in range(3)][-1]
    assert (facts["state"], facts["reason"], facts["trouble"]) == ("safe", "reset", None)
    assert (facts["answered"], facts["retries"], facts["bad_from_board"], facts["bad_to_board"]) == (6, 0, 0, 0)
    assert facts["good_to_board"] == 1 + 6 and facts["good_from_board"] == 1 + 1 + 6  # banner, hello, the answers
    assert 0 < facts["best_ms"] <= facts["median_ms"] < 10
    assert facts["moving"] == facts["stalled"] == facts["at_end"] == facts["late"] == []


def test_pots_in_trouble_are_told():
    seen = monitor()
    seen.hello()
    seen.link.port.session.board.motors[7].stalled = True
    assert seen.facts(seen.look())["stalled"] == [7]


def test_round_trips_are_the_best_and_the_middle():
    seen = monitor()
    look = (seen.hello(), seen.look())[1]
    seen.trips_s.clear()
    seen.trips_s.extend((0.004, 0.002, 0.009))
    assert (seen.facts(look)["best_ms"], seen.facts(look)["median_ms"]) == (2.0, 4.0)


def test_broken_frames_are_counted_on_both_sides():
    seen = monitor(seed=2, faults=FaultConfig(flip=0.01))
    facts = [seen.facts(seen.look()) for _ in range(60)][-1]
    assert facts["bad_to_board"] > 0 and facts["bad_from_board"] > 0 and facts["retries"] > 0


def test_an_unplugged_board_is_waited_for():
    seen = monitor(events=[FaultEvent(100, "unplug")])
    session = seen.link.port.session
    seen.hello()
    session.run(100)
    looks = [seen.look(), seen.look()]
    assert [look.status for look in looks] == [None, None]
    assert "port virtual is gone" in looks[0].trouble and "cannot be opened" in looks[1].trouble
    assert seen.facts(looks[1])["state"] is None
    session.replug()
    assert seen.look().status is not None


def test_a_silent_board_is_asked_again():
    seen = monitor()
    seen.hello()
    line = seen.link.port.session.to_host
    put, line.put = line.put, lambda data: None
    assert "no answer to PING" in seen.look().trouble
    assert "nothing on virtual answered HELLO" in seen.look(within_s=0.5).trouble
    line.put = put
    assert seen.look().status is not None


def test_a_reset_is_told_and_survived():
    seen = monitor()
    seen.look()
    seen.link.port.session.board.reset()
    looks = [seen.look(), seen.look()]
    assert looks[0].status is None and "the board: virtual" in looks[0].trouble
    assert looks[1].status is not None


def test_a_board_that_another_program_armed_notices_its_silence():
    seen = monitor()
    session = seen.link.port.session
    session.board.state, session.board.heard_ms = State.ARMED, session.board.uptime_ms
    assert seen.look().status.counters.state == State.ARMED
    assert seen.pause_s(0.25) == LEFT_ALONE_S
    session.run(round(1000 * LEFT_ALONE_S))
    assert seen.look().status.counters[:2] == (State.STOPPED, StopReason.SILENCE)
    assert seen.pause_s(0.25) == 0.25


def test_a_port_that_is_not_there():
    session = new_session()
    session.unplug()
    with pytest.raises(RigError, match="cannot be opened"):
        monitor_of(session)
