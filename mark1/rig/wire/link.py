"""Requests and replies over a port: deadlines, retries, a window of requests on their way.

::

    ask_all --> window --> port --> board          late (RoundTrip), refused as out of step, or overtaken:
       ^                              |            everything from the oldest on is sent again, in order
       +--------- answers <-----------+            nothing to say for KEEP_S: a keep-alive, or motors go off
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from mark1.errors import BoardResetError, RigError
from mark1.log import logger
from mark1.rig.wire import protocol, replies
from mark1.rig.wire.framing import STOP_BYTE, Decoder, Frame, encode
from mark1.rig.wire.in_flight import InFlight, Request, Waiting
from mark1.rig.wire.protocol import REPLY, ErrorCode, Hello, HelloRequest, Notice, NoticeKind, Type
from mark1.rig.wire.rates import SAID
from mark1.rig.wire.refusals import Answer, in_order, refused, word
from mark1.rig.wire.round_trip import RoundTrip
from mark1.rig.wire.serial_port import Port
from mark1.rig.wire.strangers import Strangers

log = logger(__name__)
SCAN_S = 0.08  # more patience for each SCAN that is unanswered
CALM_S = 0.05  # one lost request gives several BAD_SEQUENCE: go back once
TRIES = 20
KEEP_S = 0.2  # twice before a board that hears nothing stops: protocol.SILENCE_MS
GO_BACK = (ErrorCode.BAD_SEQUENCE,)
LOST = (ErrorCode.NO_HELLO, ErrorCode.BAD_REPEAT)
HELLO_EVERY_S = 0.3
HELLO_WITHIN_S = 5.0
ANSWER_WITHIN_S = 3.0


@dataclass
class LinkCounters:
    """What ``monitor`` shows: bytes heard, requests answered, sent again, and of those needlessly; the last round trip.

    ``sent`` counts frames. The round trip is that of the last request that was sent once.
    """

    heard: int = 0
    sent: int = 0
    answered: int = 0
    retries: int = 0
    needless: int = 0
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
        self.decoder, self.counters, self.round_trip = Decoder(), LinkCounters(), RoundTrip()
        self.in_flight = InFlight(session & 0xFF)
        self.calm_s = self.moved_s = self.spoke_s = 0.0  # until when; since the last answer; since the last word
        self.board: Hello | None = None

    def hello(self, within_s: float = HELLO_WITHIN_S, *, before: bytes = b"", every_s: float = HELLO_EVERY_S) -> Hello:
        """Who the board is. Opening a port resets most boards, so HELLO is said until one answers.

        Each is sent in one piece with the bytes that go ``before`` it, so that nobody comes between.
        Raises RigError if none does, RefusedError if it speaks another protocol.
        """
        frame = self.in_flight.numbered(
            Request(Type.HELLO, protocol.pack(HelloRequest(protocol.VERSION, self.session)))
        )
        self.in_flight.clear()
        heard, good = self.counters.heard, self.decoder.good
        began_s = self.now_s()
        while (sent_s := self.now_s()) < began_s + within_s:
            self.strangers.hello_sent(frame.seq)
            self._write(before + encode(frame))
            again_s = min(began_s + within_s, sent_s + every_s)
            while self.now_s() < again_s:
                for reply in self._heard(again_s):
                    if (reply.seq, reply.type) == (frame.seq, Type.ERROR):
                        raise refused(self.port.name, Type.HELLO, protocol.unpack(protocol.Refusal, reply.payload))
                    if (reply.seq, reply.type) == (frame.seq, Type.HELLO | REPLY):
                        return self._greeted(protocol.unpack(Hello, reply.payload), once=sent_s == began_s)
        heard, good = self.counters.heard - heard, self.decoder.good - good
        came = f"{heard} bytes received, {good} good frames" if heard else "no byte received"
        raise RigError(
            f"the board: nothing on {self.port.name} answered HELLO in {within_s:g} s ({came}): is it a mark1_rig "
            f"board, and at {SAID} baud? mark1 rig doctor --port {self.port.name} looks closer"
        )

    def _greeted(self, board: Hello, once: bool) -> Hello:
        if once:
            self.round_trip.sample(self.now_s() - self.spoke_s)
        self.board = board
        self.strangers.answered(board)
        return board

    def ask(self, kind: Type, payload: bytes = b"", within_s: float = ANSWER_WITHIN_S) -> bytes:
        """The payload of the reply. Raises RefusedError, BoardResetError, RigError."""
        return self.ask_all([Request(kind, payload)], within_s)[0]

    def ask_all(self, requests: Sequence[Request], within_s: float = ANSWER_WITHIN_S) -> list[bytes]:
        """The payloads of the replies, in order; several requests are on their way at a time.

        Each reply comes ``within_s`` of the one before it. Raises RefusedError for the first request that is refused
        (those after it are done all the same), BoardResetError if the board no longer knows us, RigError if no answer
        comes: the board is stopped then.
        """
        if self.board is None:
            raise RigError("our message: say hello first")
        for left in self.in_flight:
            left.place = None
        self.moved_s = self.now_s()
        answers: dict[int, Answer] = {}
        unsent = list(enumerate(requests))[::-1]
        while len(answers) < len(requests):
            while unsent and self.in_flight.room_for(unsent[-1][1], self.board):
                self._send([self.in_flight.begin(*unsent.pop())])
            for reply in self._heard(min(self.moved_s + within_s, self._due_s(), self.spoke_s + KEEP_S)):
                self._answered(reply, answers)
            self._keep_on(self.moved_s + within_s)
        return in_order(answers)

    def post(self, request: Request) -> None:
        """Send a request whose answer nobody waits for: the next call hears it, or sends it again. Raises RigError."""
        if self.board is None or not self.in_flight.room_for(request, self.board):
            self.ask_all([request])
        else:
            self._send([self.in_flight.begin(None, request)])

    def stop(self) -> None:
        """The stop byte, three times: all motors off, whatever else is on the wire. HELLO comes next."""
        self.in_flight.clear()
        self.board, self.strangers.our_stop = None, True
        self.port.write(bytes((STOP_BYTE,)) * 3)

    def close(self) -> None:
        self.port.close()

    # ---- sending

    def _write(self, data: bytes) -> None:
        self.counters.sent += 1
        self.spoke_s = self.now_s()
        self.port.write(data)

    def _send(self, some: Iterable[Waiting]) -> None:
        for one in some:
            self.counters.retries += one.tries > 0
            if one.tries:
                log.debug("%s: %s sent again, try %d", self.port.name, word(Type, one.frame.type), one.tries + 1)
            one.tries, one.turn, one.sent_s = one.tries + 1, self.counters.sent, self.now_s()
            self._write(one.wire)

    def _due_s(self) -> float:
        """When the answer to the oldest is late: its turn comes after the last answer, whenever it was sent."""
        oldest = self.in_flight.oldest
        scans = sum(one.frame.type == Type.SCAN for one in self.in_flight)
        since_s = max(oldest.sent_s, self.moved_s) if oldest else self.now_s()
        return since_s + self.round_trip.patience_s + SCAN_S * scans

    def _keep_on(self, deadline_s: float) -> None:
        """Go back if the oldest has waited too long; give up at the deadline, or after TRIES."""
        oldest = self.in_flight.oldest
        if oldest is None:
            return
        too_late = self.now_s() >= self._due_s()
        if self.now_s() >= deadline_s or (too_late and oldest.tries >= TRIES):
            self._give_up(oldest)
        if too_late:
            self._go_back()
        elif self.now_s() >= self.spoke_s + KEEP_S:
            self._write(self.in_flight.keep_alive())

    def _go_back(self) -> None:
        """Send everything unanswered again, the oldest first."""
        self.calm_s = self.now_s() + max(CALM_S, self.round_trip.mean_s or 0.0)
        self._send(self.in_flight)

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
        if notice.kind == NoticeKind.BANNER and self.in_flight.oldest:
            self._lost("says it was reset")

    def _answered(self, reply: Frame, answers: dict[int, Answer]) -> None:
        one = self.in_flight.waiting.get(reply.seq)
        if one is None:
            if self.in_flight.is_again(reply.seq):
                self.counters.needless += 1
                self.round_trip.back_off()
            return
        assert self.board
        if not replies.answers(one.frame, reply, self.board):
            one.misfit = reply
            return
        answer: Answer = reply.payload
        if reply.type == Type.ERROR:
            refusal = protocol.unpack(protocol.Refusal, reply.payload)
            if refusal.code in GO_BACK or refusal.code in LOST:
                self._out_of_step(refusal)
                return
            if replies.misheard(one.frame, refusal):
                self._lost("heard another message than ours")
            answer = refused(self.port.name, one.frame.type, refusal)
        self._take(one)
        if one.place is not None:
            answers[one.place] = answer

    def _take(self, one: Waiting) -> None:
        """An answer came: measure it, unless it may be that of an earlier try, or waited for us to listen."""
        self.counters.answered += 1
        self.moved_s = self.now_s()
        if one.tries == 1 and one.place is not None:
            self.counters.round_trip_s = self.moved_s - one.sent_s
            self.round_trip.sample(self.counters.round_trip_s)
        self._send(self.in_flight.taken(one))

    def _out_of_step(self, refusal: protocol.Refusal) -> None:
        alien = refusal.code == ErrorCode.BAD_SEQUENCE and not self.in_flight.is_ours(refusal.detail)
        if alien or refusal.code == ErrorCode.BAD_REPEAT:
            self.strangers.suspected = True
        if alien or refusal.code in LOST:
            self._lost(f"answers {word(ErrorCode, refusal.code)}")
        elif self.now_s() >= self.calm_s:
            self._go_back()

    def _lost(self, why: str) -> None:
        self.in_flight.clear()
        self.board = None
        raise BoardResetError(f"the board: {self.port.name} {why}: hello, arm, and read the wipers again")
