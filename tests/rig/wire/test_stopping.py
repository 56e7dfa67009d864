"""Stop against the virtual board, in its own time: also where HELLO fails."""

import pytest

from firmware_sim.virtual_board.fault_events import FaultEvent
from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.session_port import SessionPort
from mark1.errors import RigError
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import STOP_BYTE, Decoder, Frame
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import ArmRequest, Pulse, State, StopReason, Type
from mark1.rig.wire.stopping import stop

SESSION = 5


def linked(**session) -> Link:
    port = SessionPort(new_session(**session))
    return Link(port, SESSION, port.now_s)


def turning() -> Link:
    link = linked()
    link.hello()
    link.ask(Type.ARM, protocol.pack(ArmRequest(SESSION)))
    link.ask(Type.PULSE, protocol.pack_pulses([Pulse(3, 1, 30_000)]))
    return link


def test_a_board_whose_motors_turn():
    board = (link := turning()).port.session.board
    assert board.drive[3]
    assert stop(link)
    assert (board.state, board.reason) == (State.STOPPED, StopReason.STOP_BYTE) and not board.drive.any()


def test_a_board_that_was_stopped_before():
    link = linked()
    link.port.session.board.stop(StopReason.STOP_INPUT)
    assert stop(link)
    assert link.port.session.board.reason == StopReason.STOP_INPUT


def test_a_board_that_was_starting_is_stopped_when_it_listens():
    """Opening its port reset it: the first bytes go to the boot loader."""
    link = linked(events=[FaultEvent(700, "reset")])
    put = link.port.session.to_board.put
    link.port.session.to_board.put = lambda data: put(data) if link.now_s() > 1 else None
    assert stop(link)
    assert link.port.session.board.state == State.STOPPED
    assert link.now_s() < 2


def test_the_notice_will_do_where_hello_fails(monkeypatch):
    link = turning()
    monkeypatch.setattr(Decoder, "feed", without_hello(Decoder.feed))
    assert stop(link)
    assert link.board is None and link.port.session.board.state == State.STOPPED


def without_hello(feed):
    """Replies to HELLO get lost."""

    def found(self, data):
        return [f for f in feed(self, data) if not (isinstance(f, Frame) and f.type == Type.HELLO | protocol.REPLY)]

    return found


def test_a_board_that_says_nothing():
    link = linked()
    sent = bytearray()
    link.port.session.to_board.put = sent.extend
    link.port.session.to_host.put = lambda data: None
    assert not stop(link)
    assert link.now_s() == pytest.approx(4.0, abs=0.05)
    assert sent.count(STOP_BYTE) == 3 * 40  # each HELLO has its own


def test_a_port_that_is_gone():
    link = linked()
    link.port.session.unplug()
    with pytest.raises(RigError, match="the cable"):
        stop(link)
