"""The simplest host: one request at a time on a session without a baud rate, no retries. Time is the session's."""

from firmware_sim.virtual_board.session import BoardSession, new_session
from mark1.rig.wire import protocol
from mark1.rig.wire.framing import Decoder, Frame, encode
from mark1.rig.wire.protocol import (
    Ack,
    ArmRequest,
    ErrorCode,
    HelloRequest,
    Notice,
    Pulse,
    Refusal,
    SeekHead,
    Target,
    Type,
)

SESSION = 0xBEEF
SAFE, ARMED, STOPPED = protocol.State


class PlainHost:
    """``ask`` sends a request and gives its reply; what else came is in ``notices``."""

    def __init__(self, session: BoardSession | None = None, hello: bool = True, arm: bool = False) -> None:
        self.session = session or new_session(baud=0)
        self.board = self.session.board
        self.decoder, self.seq = Decoder(), 0
        self.notices: list[Notice] = []
        self.heard(self.session.run(1))
        if hello or arm:
            self.hello()
        if arm:
            assert self.arm() == Ack(ARMED, protocol.StopReason.NONE)

    def heard(self, data: bytes) -> list[Frame]:
        frames = [found for found in self.decoder.feed(data) if isinstance(found, Frame)]
        self.notices += [protocol.unpack(Notice, frame.payload) for frame in frames if frame.type == Type.NOTICE]
        return [frame for frame in frames if frame.type != Type.NOTICE]

    def send(self, frame: Frame, ms: int = 1) -> list[Frame]:
        """The replies that come within ``ms``."""
        self.session.send(encode(frame))
        return self.heard(self.session.run(ms))

    def ask(self, kind: int, payload: bytes = b"", ms: int = 1) -> Frame:
        frame = Frame(self.seq, kind, payload)
        self.seq = self.seq + 1 & 0xFF
        (reply,) = self.send(frame, ms)
        assert reply.seq == frame.seq
        return reply

    def acked(self, kind: int, payload: bytes = b"") -> Ack:
        reply = self.ask(kind, payload)
        assert reply.type == kind | protocol.REPLY, self.refusal(reply)
        return protocol.unpack(Ack, reply.payload)

    def refused(self, kind: int, payload: bytes = b"") -> tuple[ErrorCode, int]:
        return self.refusal(self.ask(kind, payload))

    @staticmethod
    def refusal(reply: Frame) -> tuple[ErrorCode, int]:
        assert reply.type == Type.ERROR
        refusal = protocol.unpack(Refusal, reply.payload)
        return ErrorCode(refusal.code), refusal.detail

    def hello(self, session: int = SESSION) -> protocol.Hello:
        reply = self.ask(Type.HELLO, protocol.pack(HelloRequest(protocol.VERSION, session)))
        return protocol.unpack(protocol.Hello, reply.payload)

    def arm(self) -> Ack:
        return self.acked(Type.ARM, protocol.pack(ArmRequest(SESSION)))

    def pulse(self, *pulses: tuple[int, int, int]) -> Ack:
        return self.acked(Type.PULSE, protocol.pack_pulses([Pulse(*one) for one in pulses]))

    def seek(self, *targets: tuple[int, int], dead_band: int = 4, limit_ms: int = 20_000) -> Ack:
        head = SeekHead(dead_band, limit_ms)
        return self.acked(Type.SEEK, protocol.pack_seek(head, [Target(*one) for one in targets]))

    def status(self) -> protocol.Status:
        return protocol.unpack_status(self.ask(Type.STATUS).payload, self.board.sizes.pots)

    def wait(self, ms: int) -> None:
        """Let time pass, saying PING every 100 ms."""
        for _ in range(ms // 100):
            self.heard(self.session.run(99))
            self.ask(Type.PING)
        self.heard(self.session.run(ms % 100))

    def until_at_rest(self, most_ms: int = 30_000) -> protocol.Status:
        for _ in range(most_ms // 100):
            self.wait(100)
            status = self.status()
            if not status.moving:
                return status
        raise AssertionError(f"pots {status.moving} still move after {most_ms} ms")
