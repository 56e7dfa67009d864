"""Requests and replies over a port: deadlines, retries, a window. The only file that imports serial."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple, Protocol

from mark1.errors import BoardResetError, RefusedError, RigError
from mark1.rig.wire import opening, protocol, rates, replies
from mark1.rig.wire.framing import STOP_BYTE, Decoder, Frame, encode
from mark1.rig.wire.protocol import REPLY, ErrorCode, Hello, HelloRequest, Notice, NoticeKind, Refusal, Type
from mark1.rig.wire.strangers import Strangers

BAUD = rates.USUAL
RETRY_S = 0.1  # without a reply for so long, everything unanswered is sent again: several times before SILENCE
SCAN_S = 0.08  # more for each SCAN that is unanswered
CALM_S = 0.05  # one lost request gives several BAD_SEQUENCE: go back once
TRIES = 20
TICK_S = 0.005
MOST = 4096  # bytes of one read: a port that never pauses must not hold us
WRITE_S = 1.0  # the largest frame takes 25 ms; a busy computer may let it wait
GO_BACK = (ErrorCode.BAD_SEQUENCE,)
LOST = (ErrorCode.NO_HELLO, ErrorCode.BAD_REPEAT)
HELLO_EVERY_S = 0.3
HELLO_WITHIN_S = 5.0
ANSWER_WITHIN_S = 3.0


class Port(Protocol):
    """A way to the board. ``read`` gives what has come, waiting up to ``timeout_s`` for the first byte."""

    name: str

    def write(self, data: bytes) -> None: ...
    def read(self, timeout_s: float) -> bytes: ...
    def close(self) -> None: ...


class ListedPort(NamedTuple):
    """A serial port as listed by the system; ``vendor`` and ``product`` are None if it is not on USB."""

    device: str
    vendor: int | None = None
    product: int | None = None
    serial_number: str = ""
    description: str = ""
    hardware: str = ""


def listed_ports() -> list[ListedPort]:
    """The serial ports of this computer. Raises RigError if the system does not tell."""
    try:
        from serial.tools import list_ports

        found = list_ports.comports()
    except (ImportError, OSError, TypeError, ValueError) as wrong:  # what comes and goes meanwhile is a TypeError
        raise RigError(f"the cable: the system does not list its ports ({wrong}): name one with --port") from wrong
    return [
        ListedPort(
            port.device, port.vid, port.pid, *(_told(t) for t in (port.serial_number, port.description, port.hwid))
        )
        for port in found
    ]


def _told(text: str | None) -> str:
    return "" if text in (None, "n/a") else str(text)


class SerialPort:
    """A port of this computer, or a URL that pyserial knows: ``socket://``, ``rfc2217://``, ``spy://``, ``loop://``.

    No other program of ours can open it meanwhile, unless it is ``shared``: then who reads first has the bytes. Raises
    RigError if it cannot be opened, or goes away; what to do is then said for the ``doctor``, or is to ask it.
    """

    def __init__(self, name: str, shared: bool = False, doctor: bool = False) -> None:
        import serial

        self.name, self.wrong = name, serial.SerialException
        self.heard_last, self.shared = b"", shared
        # A terminal server takes neither a deadline for writing nor, without asking it anew, another one for reading.
        own: dict[str, Any] = (
            {} if name.startswith("rfc2217://") else {"write_timeout": WRITE_S, "exclusive": None if shared else True}
        )
        try:
            self.serial = serial.serial_for_url(name, rates.of_port(name) if shared else BAUD, timeout=TICK_S, **own)
        except (serial.SerialException, ValueError) as wrong:
            said = opening.why(name, str(wrong), doctor=doctor)
            raise RigError(f"the cable: port {name} cannot be opened: {said}") from wrong
        self.rate = rates.RateFinder(self.serial, name)
        if hasattr(self.serial, "_write_lock"):  # of rfc2217://; a signal handler may stop motors amid another write
            self.serial._write_lock = threading.RLock()

    def write(self, data: bytes) -> None:
        try:
            self.rate.before_write()
            self.serial.write(data)
        except (self.wrong, OSError) as wrong:
            raise RigError(f"the cable: port {self.name} takes no bytes any more: {wrong}") from wrong

    def read(self, timeout_s: float) -> bytes:
        """Wait for the first byte, then take what else is there. With socket:// ``in_waiting`` is 0 or 1, no count."""
        until_s, data = time.monotonic() + timeout_s, b""
        try:
            if timeout_s <= 0 and not self.serial.in_waiting:
                return b""
            while not (data := self.serial.read(1)) and time.monotonic() < until_s:
                pass  # each turn waits TICK_S
            while data and len(data) < MOST and (there := self.serial.in_waiting):
                data += self.serial.read(min(there, MOST))
        except (self.wrong, OSError) as wrong:
            if self.shared and opening.SHARED in str(wrong):
                time.sleep(TICK_S)
                return bytes(data)
            why = opening.reason_in(self.heard_last + data) or wrong
            raise RigError(f"the cable: port {self.name} is gone: {why}") from wrong
        self.rate.heard(data)
        self.heard_last = (self.heard_last + data)[-len(opening.TAKEN) :]
        return bytes(data)

    def close(self) -> None:
        """Also a socket whose other side hung up: pyserial 3.5 forgets that one without closing it."""
        joined = getattr(self.serial, "_socket", None)
        self.serial.close()
        if joined is not None:
            joined.close()


class Request(NamedTuple):
    type: Type
    payload: bytes = b""


@dataclass
class Waiting:
    """A request on its way: which of the batch it is, its bytes, how often and when they were last sent.

    ``misfit``: the last reply that cannot be its answer. ``place`` None: left by a call that was interrupted; its
    answer no longer matters, its turn does.
    """

    place: int | None
    frame: Frame
    wire: bytes
    tries: int = 0
    sent_s: float = 0.0
    misfit: Frame | None = None


@dataclass
class LinkCounters:
    """What ``monitor`` shows: bytes heard, requests answered, requests sent again, the last round trip."""

    heard: int = 0
    answered: int = 0
    retries: int = 0
    round_trip_s: float = 0.0
    notices: list[Notice] = field(default_factory=list)


class Link:
    """The host's end of the wire. Every call returns, or raises RigError, within its deadline.

    ``session`` (1 to 65535) is drawn anew by each program; ``now_s`` is the clock that deadlines go by; ``strangers``
    are handed on to the next link with the same board.
    """

    def __init__(
        self,
        port: Port,
        session: int,
        now_s: Callable[[], float] = time.monotonic,
        strangers: Strangers | None = None,
    ) -> None:
        self.port, self.session, self.now_s = port, session, now_s
        self.strangers = strangers or Strangers(session)
        self.decoder, self.counters = Decoder(), LinkCounters()
        self.next_seq = session & 0xFF
        self.waiting: dict[int, Waiting] = {}
        self.calm_s = 0.0
        self.board: Hello | None = None

    def hello(self, within_s: float = HELLO_WITHIN_S, *, before: bytes = b"") -> Hello:
        """Who the board is. Opening a port resets most boards, so HELLO is said until one answers.

        The first is sent in one piece with the bytes that go ``before`` it, so that nobody comes between.
        Raises RigError if none does, RefusedError if it speaks another protocol.
        """
        frame = self._numbered(Request(Type.HELLO, protocol.pack(HelloRequest(protocol.VERSION, self.session))))
        self.waiting.clear()
        heard, good = self.counters.heard, self.decoder.good
        deadline_s = self.now_s() + within_s
        while self.now_s() < deadline_s:
            self.strangers.hello_sent(frame.seq)
            self.port.write(before + encode(frame))
            before = b""
            again_s = min(deadline_s, self.now_s() + HELLO_EVERY_S)
            while self.now_s() < again_s:
                for reply in self._heard(again_s):
                    if (reply.seq, reply.type) == (frame.seq, Type.HELLO | REPLY):
                        self.board = protocol.unpack(Hello, reply.payload)
                        self.strangers.answered(self.board)
                        return self.board
                    if (reply.seq, reply.type) == (frame.seq, Type.ERROR):
                        raise self._refused(Type.HELLO, protocol.unpack(Refusal, reply.payload))
        heard, good = self.counters.heard - heard, self.decoder.good - good
        came = f"{heard} bytes received, {good} good frames" if heard else "no byte received"
        raise RigError(
            f"the board: nothing on {self.port.name} answered HELLO in {within_s:g} s ({came}): is it a mark1_rig "
            f"board, and at {BAUD} baud? mark1 rig doctor --port {self.port.name} looks closer"
        )

    def ask(self, kind: Type, payload: bytes = b"", within_s: float = ANSWER_WITHIN_S) -> bytes:
        """The payload of the reply. Raises RefusedError, BoardResetError, RigError."""
        return self.ask_all([Request(kind, payload)], within_s)[0]

    def ask_all(self, requests: Sequence[Request], within_s: float = ANSWER_WITHIN_S) -> list[bytes]:
        """The payloads of the replies, in order; several requests are on their way at a time.

        Raises RefusedError for the first that is refused (those after it are done all the same), BoardResetError if
        the board no longer knows us, RigError if no answer comes: the board is stopped then.
        """
        if self.board is None:
            raise RigError("our message: say hello first")
        for left in self.waiting.values():
            left.place = None
        answers: dict[int, bytes | RefusedError] = {}
        deadline_s = self.now_s() + within_s
        unsent = list(enumerate(requests))[::-1]
        while len(answers) < len(requests):
            while unsent and self._room_for(unsent[-1][1]):
                self._begin(*unsent.pop())
            oldest = next(iter(self.waiting.values()))
            for reply in self._heard(min(deadline_s, oldest.sent_s + self._patience_s())):
                self._answered(reply, answers)
            self._keep_on(deadline_s)
        return in_order(answers)

    def stop(self) -> None:
        """The stop byte, three times: all motors off, whatever else is on the wire. HELLO comes next."""
        self.waiting.clear()
        self.board = None
        self.port.write(bytes((STOP_BYTE,)) * 3)

    def close(self) -> None:
        self.port.close()

    # ---- sending

    def _numbered(self, request: Request) -> Frame:
        frame = Frame(self.next_seq, request.type, request.payload)
        self.next_seq = self.next_seq + 1 & 0xFF
        return frame

    def _room_for(self, request: Request) -> bool:
        """Whether the board remembers, and holds, one more."""
        if not self.waiting:
            return True
        assert self.board
        ahead = self.next_seq - next(iter(self.waiting)) & 0xFF
        size = len(encode(Frame(self.next_seq, *request))) + sum(len(one.wire) for one in self.waiting.values())
        return ahead < self.board.window and size <= self.board.rx_buffer

    def _begin(self, place: int, request: Request) -> None:
        frame = self._numbered(request)
        one = self.waiting[frame.seq] = Waiting(place, frame, encode(frame))
        self._send(one)

    def _send(self, one: Waiting) -> None:
        one.tries, one.sent_s = one.tries + 1, self.now_s()
        self.port.write(one.wire)

    def _keep_on(self, deadline_s: float) -> None:
        """Go back if the oldest has waited too long; give up at the deadline, or after TRIES."""
        oldest = next(iter(self.waiting.values()), None)
        if oldest is None:
            return
        late_s = self.now_s() - oldest.sent_s
        too_late = late_s >= self._patience_s()
        if self.now_s() >= deadline_s or (too_late and oldest.tries >= TRIES):
            self._give_up(oldest)
        if too_late:
            self._go_back()

    def _patience_s(self) -> float:
        return RETRY_S + SCAN_S * sum(one.frame.type == Type.SCAN for one in self.waiting.values())

    def _go_back(self) -> None:
        """Send everything unanswered again, the oldest first."""
        self.calm_s = self.now_s() + CALM_S
        for one in self.waiting.values():
            self.counters.retries += 1
            self._send(one)

    def _give_up(self, oldest: Waiting) -> None:
        name, tries, heard = word(Type, oldest.frame.type), oldest.tries, self.decoder
        board = self.board
        self.stop()
        if oldest.misfit and board:
            raise RigError(
                f"the board: its reply to {name} has {len(oldest.misfit.payload)} bytes, "
                f"{replies.size_of(oldest.frame, board)} are right: old firmware? It was sent a stop"
            )
        raise RigError(
            f"the cable: no answer to {name} on {self.port.name} after {tries} tries ({heard.good} good frames and "
            f"{heard.bad_fcs} broken frames); the board was sent a stop: check the cable, then say hello"
        )

    # ---- hearing

    def _heard(self, until_s: float) -> list[Frame]:
        """Frames that come until then, at the first that do; notices are kept apart."""
        data = self.port.read(max(0.0, until_s - self.now_s()))
        self.counters.heard += len(data)
        frames = [found for found in self.decoder.feed(data) if isinstance(found, Frame)]
        for frame in frames:
            if frame.type == Type.NOTICE and len(frame.payload) == protocol.FIXED[Notice].size:
                self._noticed(protocol.unpack(Notice, frame.payload))
            if frame.type == Type.HELLO | REPLY:
                self.strangers.hello_heard(frame.seq)
        return [frame for frame in frames if frame.type != Type.NOTICE]

    def _noticed(self, notice: Notice) -> None:
        self.counters.notices.append(notice)
        if notice.kind == NoticeKind.BANNER and self.waiting:
            self._lost("says it was reset")

    def _answered(self, reply: Frame, answers: dict[int, bytes | RefusedError]) -> None:
        one = self.waiting.get(reply.seq)
        if one is None:
            return
        assert self.board
        if not replies.answers(one.frame, reply, self.board):
            one.misfit = reply
            return
        answer: bytes | RefusedError = reply.payload
        if reply.type == Type.ERROR:
            refusal = protocol.unpack(Refusal, reply.payload)
            if refusal.code in GO_BACK or refusal.code in LOST:
                self._out_of_step(refusal)
                return
            if replies.misheard(one.frame, refusal):
                self._lost("heard another message than ours")
            answer = self._refused(one.frame.type, refusal)
        del self.waiting[reply.seq]
        if one.place is not None:
            answers[one.place] = answer
        self.counters.answered += 1
        self.counters.round_trip_s = self.now_s() - one.sent_s

    def _out_of_step(self, refusal: Refusal) -> None:
        alien = refusal.code == ErrorCode.BAD_SEQUENCE and not self._is_ours(refusal.detail)
        if alien or refusal.code == ErrorCode.BAD_REPEAT:
            self.strangers.suspected = True
        if alien or refusal.code in LOST:
            self._lost(f"answers {word(ErrorCode, refusal.code)}")
        elif self.now_s() >= self.calm_s:
            self._go_back()

    def _is_ours(self, expected: int) -> bool:
        """Whether the board waits for one of our requests, or for the next."""
        oldest = next(iter(self.waiting))
        return expected - oldest & 0xFF <= self.next_seq - oldest & 0xFF

    def _lost(self, why: str) -> None:
        self.waiting.clear()
        self.board = None
        raise BoardResetError(f"the board: {self.port.name} {why}: hello, arm, and read the wipers again")

    def _refused(self, kind: int, refusal: Refusal) -> RefusedError:
        name, (code, _, detail) = self.port.name, refusal
        text = f"the board: {name} refused {word(Type, kind)}: {word(ErrorCode, code)}, detail {detail}"
        if code == ErrorCode.BAD_PROTOCOL and detail < protocol.VERSION:
            text = f"the board: {name} speaks protocol {detail}, we speak {protocol.VERSION}: give it newer firmware"
        elif code == ErrorCode.BAD_PROTOCOL:
            text = f"our message: {name} speaks protocol {detail}, we speak {protocol.VERSION}: update mark1"
        return RefusedError(text, code, detail)


def in_order(answers: dict[int, bytes | RefusedError]) -> list[bytes]:
    """The answers of a batch. Raises the first refusal."""
    found = []
    for place in range(len(answers)):
        answer = answers[place]
        if isinstance(answer, RefusedError):
            raise answer
        found.append(answer)
    return found


def word(words: type[IntEnum], number: int) -> str:
    """The name of a code, or the number if a newer board has codes we do not know."""
    return words(number).name if number in words._value2member_map_ else f"code {number}"
