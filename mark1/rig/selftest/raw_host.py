"""A host that may say anything, rightly or wrongly numbered, whole or broken: what the checks of a board speak through.

::

    the checks   -->  RawHost  -->  Port  ~~~ cable ~~~  board
                      sees every frame, sends nothing again

``Link`` would not send what these checks are about. Every wait has an end.
"""

from collections.abc import Callable
from contextlib import suppress

from mark1.errors import BoardResetError, Described, RigError, expected
from mark1.rig.selftest.expectations import expect, expect_refusal, in_words, payload_of
from mark1.rig.wire import protocol
from mark1.rig.wire.bits import unpack_values
from mark1.rig.wire.framing import STOP_BYTE, Decoder, Frame, encode
from mark1.rig.wire.link import HELLO_EVERY_S, HELLO_WITHIN_S
from mark1.rig.wire.protocol import (
    REPLY,
    Ack,
    ArmRequest,
    Capability,
    ErrorCode,
    Hello,
    HelloRequest,
    Notice,
    NoticeKind,
    Refusal,
    State,
    Status,
    StopMessage,
    StopReason,
    Type,
    WipersRequest,
)
from mark1.rig.wire.rates import SAID
from mark1.rig.wire.refusals import word
from mark1.rig.wire.serial_port import Port

ANSWER_S = 3.0  # longer than any board needs: only a failure takes it
KEEP_S = 0.1  # between two PINGs of a host that waits: SILENCE is 0.5 s
LATE_S = 0.3  # since the last byte sent: this computer was busy, and the board may have stopped
STOP = bytes((STOP_BYTE,))
HOST_USER = StopReason.HOST_USER


class Skipped(Exception):  # noqa: N818
    """A check that this board, as it is now, cannot show."""


class RawHost:
    """``session`` (1 to 65535) as of a Link; ``now_s`` is the clock that deadlines go by.

    ``board`` is None until a HELLO was answered; ``notices`` came since the check began; ``late`` says that this
    computer let the board wait; ``garbled`` that we sent broken frames on purpose.
    """

    def __init__(self, port: Port, session: int, now_s: Callable[[], float]) -> None:
        self.port, self.session, self.now_s = port, session, now_s
        self.decoder, self.seq = Decoder(), session & 0xFF
        self.came: list[Frame] = []
        self.notices: list[Notice] = []
        self.unknown: list[tuple[Frame, Frame]] = []  # requests before HELLO, and what was answered
        self.first: Hello | None = None  # the first HELLO's answer
        self.board: Hello | None = None
        self.bad_before = 0
        self.counters: protocol.Counters | None = None
        self.late = self.garbled = False
        self.sent_s = now_s()

    def begin(self) -> None:
        """A check begins: nothing is left of the one before."""
        self.notices.clear()
        self.counters, self.late, self.garbled = None, False, False
        self.sent_s = self.now_s()
        self.bad_before = self.decoder.bad_fcs + self.decoder.too_long
        self.hello()
        self.counters = self.status().counters

    def lost_on_the_way(self) -> int:
        """Frames that came broken to the board since the check began, neither on purpose nor for want of buffer."""
        if self.garbled or self.counters is None:
            return 0
        with suppress(RigError):
            self.hello()
            now, then = self.status().counters, self.counters
            if now.overruns != then.overruns:
                return 0
            return (now.bad_fcs - then.bad_fcs & 0xFFFF) + (now.too_long - then.too_long & 0xFFFF)
        return 0

    # ---- bytes

    def send(self, *pieces: bytes) -> None:
        """Bytes as they are."""
        self.late |= self.now_s() - self.sent_s > LATE_S
        self.sent_s = self.now_s()
        self.port.write(b"".join(pieces))

    def send_garbage(self, *pieces: bytes) -> None:
        """Bytes that are not all good frames."""
        self.garbled = True
        self.send(*pieces)

    def hear(self, until_s: float) -> None:
        """Take what comes until then, at the first that does.

        Raises BoardResetError at a banner in the middle of a check.
        """
        data = self.port.read(max(0.0, until_s - self.now_s()))
        for frame in self.decoder.feed(data):
            if isinstance(frame, Frame) and frame.type == Type.NOTICE:
                self._noticed(protocol.unpack(Notice, frame.payload))
            elif isinstance(frame, Frame):
                self.came.append(frame)

    def _noticed(self, notice: Notice) -> None:
        self.notices.append(notice)
        if notice.kind == NoticeKind.BANNER and self.board:
            self.board = None
            why = word(StopReason, notice.reason)
            raise BoardResetError(f"the board: it was reset ({why}) in the middle: does its supply sag?")

    def reply(self, within_s: float = ANSWER_S) -> Frame | None:
        """The next frame that is no notice; None if none comes."""
        deadline_s = self.now_s() + within_s
        while not self.came and self.now_s() < deadline_s:
            self.hear(deadline_s)
        return self.came.pop(0) if self.came else None

    # ---- requests

    def numbered(self, kind: int, payload: bytes = b"") -> Frame:
        """The next request."""
        frame = Frame(self.seq, kind, payload)
        self.seq = self.seq + 1 & 0xFF
        return frame

    def answer(self, request: Frame) -> Frame:
        """Send a request unchanged; the next frame must be its reply."""
        self.send(encode(request))
        return self.answer_to(request)

    def answer_to(self, request: Frame) -> Frame:
        """The frame that comes next, which must be the reply to ``request``."""
        reply = self.reply()
        name = word(Type, request.type)
        if reply is None:
            raise RigError(f"the board: {name} was not answered in {ANSWER_S:g} s")
        if reply.seq != request.seq or reply.type not in (Type.ERROR, request.type | REPLY):
            raise RigError(
                expected("the board", f"the answer to {name} of sequence {request.seq}", Described(in_words(reply)))
            )
        return reply

    def payload(self, request: Frame) -> bytes:
        """Of the reply, which must not be a refusal."""
        return payload_of(request, self.answer(request))

    def ask(self, kind: int, payload: bytes = b"") -> bytes:
        """The payload of the reply to the next request."""
        return self.payload(self.numbered(kind, payload))

    def acked(self, kind: int, payload: bytes = b"") -> Ack:
        return protocol.unpack(Ack, self.ask(kind, payload))

    def refused(self, kind: int, payload: bytes, code: ErrorCode, detail: int) -> None:
        """The next request must be refused, and so."""
        request = self.numbered(kind, payload)
        expect_refusal(self.answer(request), request.type, code, detail)

    # ---- the usual ones

    def awake(self) -> None:
        """Opening a port resets most boards: wait for an answer, of a board that does not know us yet, then HELLO.

        Raises RigError if nothing answers.
        """
        for request in (self.numbered(Type.PING), self.numbered(Type.STOP, protocol.pack(StopMessage(HOST_USER)))):
            reply = self._until_answered(request, HELLO_WITHIN_S)
            if reply is None:
                raise RigError(
                    f"the board: nothing on {self.port.name} answered PING in {HELLO_WITHIN_S:g} s: is it a mark1_rig "
                    f"board, and at {SAID} baud?"
                )
            self.unknown.append((request, reply))
        self.first = self.hello()

    def hello(self) -> Hello:
        """HELLO until it is answered; what came before its answer is forgotten. Raises RigError if nothing comes."""
        request = self.numbered(Type.HELLO, protocol.pack(HelloRequest(protocol.VERSION, self.session)))
        reply = self._until_answered(request, ANSWER_S)
        if reply is None:
            raise RigError(f"the cable: nothing on {self.port.name} answers HELLO any more")
        self.board = protocol.unpack(Hello, payload_of(request, reply))
        return self.board

    def _until_answered(self, request: Frame, within_s: float) -> Frame | None:
        """Say it every 0.3 s; other frames are forgotten."""
        deadline_s = self.now_s() + within_s
        while self.now_s() < deadline_s:
            self.send(encode(request))
            again_s = min(deadline_s, self.now_s() + HELLO_EVERY_S)
            while reply := self.reply(again_s - self.now_s()):
                if reply.seq == request.seq and reply.type in (Type.ERROR, request.type | REPLY):
                    return reply
        return None

    def status(self) -> Status:
        return protocol.unpack_status(self.ask(Type.STATUS), self.known.pots)

    def wipers(self, first: int = 0, count: int | None = None) -> list[int]:
        """Readings, counts, of all pots if not said otherwise."""
        count = self.known.pots - first if count is None else count
        found: list[int] = []
        while len(found) < count:
            n = min(count - len(found), protocol.most_values(self.known.adc_bits))
            payload = self.ask(Type.WIPERS, protocol.pack(WipersRequest(first + len(found), n)))
            found += unpack_values(payload[2:], n, self.known.adc_bits)
        return found

    def arm(self) -> None:
        """Raises Skipped while the stop input is open: only a person can close it."""
        request = self.numbered(Type.ARM, protocol.pack(ArmRequest(self.session)))
        reply = self.answer(request)
        if reply.type == Type.ERROR and protocol.unpack(Refusal, reply.payload).code == ErrorCode.STOP_INPUT_OPEN:
            raise Skipped("the stop input is open: close it")
        expect("ARM", Ack(State.ARMED, StopReason.NONE), protocol.unpack(Ack, payload_of(request, reply)))

    def wait(self, seconds: float) -> None:
        """Let time pass without falling silent."""
        until_s = self.now_s() + seconds
        while (left_s := until_s - self.now_s()) > 0:
            self.quiet(min(KEEP_S, left_s))
            self.ask(Type.PING)

    def quiet(self, seconds: float) -> None:
        """Say nothing for so long; what comes is kept."""
        until_s = self.now_s() + seconds
        while self.now_s() < until_s:
            self.hear(until_s)
        self.sent_s = self.now_s()

    def until_notice(self) -> None:
        """Say nothing until the board does, unasked; it may never."""
        deadline_s = self.now_s() + ANSWER_S
        while not self.notices and self.now_s() < deadline_s:
            self.hear(deadline_s)
        self.sent_s = self.now_s()

    @property
    def known(self) -> Hello:
        """What HELLO told."""
        assert self.board
        return self.board

    def has(self, needs: Capability) -> bool:
        return self.known.capabilities & needs == needs
