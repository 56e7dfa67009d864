"""Another program on a board's line, and a witness of what the motors do after it stopped them."""

from firmware_sim.virtual_board.session import BoardSession
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import STOP_BYTE, Frame, encode
from mark1.rig.wire.protocol import HelloRequest, Type

THEIRS = 0x5151
STOP = bytes((STOP_BYTE,)) * 3


def hello(session: int = THEIRS, seq: int = 200) -> bytes:
    return encode(Frame(seq, Type.HELLO, protocol.pack(HelloRequest(protocol.VERSION, session))))


class Witness:
    """Another program on the line, which sends ``sent`` (ms, bytes): how long motors ran after the first stop since.

    Without them, since the board heard the HELLO of ``THEIRS``, of whoever comes through its port.
    """

    def __init__(self, session: BoardSession, *sent: tuple[int, bytes]) -> None:
        self.session, self.sent = session, sorted(sent, reverse=True)
        self.begins = self._is_stopped if sent else self._is_theirs
        self.driven_ms, self.stopped_ms, self.armed_ms = 0, 0, 0
        self.step, self.session.step = self.session.step, self.look

    def look(self) -> bytes:
        board, begun = self.session.board, len(self.sent)
        while self.sent and self.sent[-1][0] <= self.session.now_ms:
            self.session.send(self.sent.pop()[1])
            begun = True
        data = self.step()
        if not self.stopped_ms and self.begins(bool(begun)):
            self.stopped_ms = self.session.now_ms
        if self.stopped_ms and not self.armed_ms and board.state == protocol.State.ARMED:
            self.armed_ms = self.session.now_ms
        self.driven_ms += bool(self.stopped_ms and board.drive.any())
        return data

    def _is_stopped(self, begun: bool) -> bool:
        return begun and self.session.board.state == protocol.State.STOPPED

    def _is_theirs(self, begun: bool) -> bool:
        return self.session.board.session == THEIRS
