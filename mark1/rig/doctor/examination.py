"""Examination of a board: open its port, say HELLO, count broken frames. Never arms it.

::

    open --> HELLO --> answered?  no: silence, text, garbage, another protocol
                         | yes
                       state, last reset, the line (line_quality.py)
"""

import time
from collections.abc import Callable, Iterator

from mark1.errors import RefusedError, RigError
from mark1.rig.doctor import identity, line_quality
from mark1.rig.doctor.doctor import BOARD, CABLE, Finding, Severity, fine
from mark1.rig.wire import protocol
from mark1.rig.wire.link import HELLO_WITHIN_S, Link
from mark1.rig.wire.protocol import ErrorCode, Hello, State, StopReason, Type, WipersRequest
from mark1.rig.wire.rates import SAID
from mark1.rig.wire.refusals import MEND, NO_READINGS
from mark1.rig.wire.serial_port import BAUD, Port
from mark1.text import counted

KEPT = 60
TEXT_SHARE = 0.9
AFTER_RESET: dict[int, str] = {
    StopReason.WATCHDOG: "check that its 5 V supply holds while motors run; if it does, the firmware or its converter "
    "hung: report a bug",
    StopReason.BROWN_OUT: "motors need a supply of their own; use a shorter USB cable or a powered hub",
}
SKETCH = "mark1 rig build --mcu atmega328p --out DIR"


class Tap:
    """A port that remembers the first bytes received, and whether it failed."""

    def __init__(self, port: Port) -> None:
        self.port, self.name = port, port.name
        self.first, self.broke = b"", ""

    def write(self, data: bytes) -> None:
        try:
            self.port.write(data)
        except RigError as wrong:
            self.broke = str(wrong)
            raise

    def read(self, timeout_s: float) -> bytes:
        try:
            data = self.port.read(timeout_s)
        except RigError as wrong:
            self.broke = str(wrong)
            raise
        self.first += data[: KEPT - len(self.first)]
        return data

    def close(self) -> None:
        self.port.close()


class Examination:
    """``opened`` opens a port by name; ``session`` and ``now_s`` are those of a Link."""

    def __init__(
        self, opened: Callable[[str], Port], session: int, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.opened, self.session, self.now_s = opened, session, now_s

    def __call__(self, name: str) -> Iterator[Finding]:
        """Yield the findings; the port is closed afterwards."""
        try:
            tap = Tap(self.opened(name))
        except RigError as wrong:
            yield Finding("opens", Severity.wrong, *blamed(wrong))
            return
        yield fine("opens", f"at {BAUD} baud")
        try:
            yield from self._heard(Link(tap, self.session, self.now_s), tap)
        finally:
            tap.close()

    def _heard(self, link: Link, tap: Tap) -> Iterator[Finding]:
        try:
            board = link.hello(HELLO_WITHIN_S)
        except RefusedError as refused:
            yield refusal(refused)
            return
        except RigError as wrong:
            yield Finding("answers", Severity.wrong, *blamed(wrong)) if tap.broke else unanswered(link, tap)
            return
        answer = fine("answers", f"mark1_rig {identity.firmware(board)}, protocol {board.protocol}")
        yield answer._replace(facts=identity.facts(board))
        yield from (state(board), last_reset(board), wiring(board))
        yield self._line(link, board)
        yield from converter(link, board)  # last: on a bad line this may end the link

    def _line(self, link: Link, board: Hello) -> Finding:
        """Round trips, and frames lost or broken meanwhile in either direction."""
        try:
            quality = line_quality.measured(link, board)
        except RigError as wrong:
            return Finding("line", Severity.wrong, *blamed(wrong))
        found, to, back = str(quality), quality.to_board, quality.from_board
        if not (quality.loss or quality.corruption or quality.resent):
            return fine("line", found)._replace(facts=quality.facts())
        found += f" (frames lost {to.lost} to the board, {back.lost} from it; broken {to.broken} and {back.broken})"
        todo = "use a shorter cable, away from the motors' wires; one common ground; no hub"
        return Finding("line", Severity.doubtful, found, CABLE, todo, quality.facts())


def converter(link: Link, board: Hello) -> Iterator[Finding]:
    """The finding if the board cannot read wipers; none if it can, or has none."""
    try:
        if board.pots:
            link.ask(Type.WIPERS, protocol.pack(WipersRequest(0, 1)), line_quality.WITHIN_S)
    except RefusedError as refused:
        if refused.code == ErrorCode.NO_READINGS:
            yield Finding("converter", Severity.wrong, NO_READINGS, BOARD, MEND)
    except RigError:
        pass  # the line, which was examined before


def blamed(wrong: RigError) -> tuple[str, str]:
    """The finding and the side at fault, with which the text of a RigError begins."""
    side, _, found = str(wrong).partition(": ")
    return found, side


# ---- no answer


def refusal(refused: RefusedError) -> Finding:
    """The finding if HELLO was refused: one side is out of date."""
    found, side = blamed(refused)
    ours_is_old = refused.code == ErrorCode.BAD_PROTOCOL and refused.detail > protocol.VERSION
    todo = "python -m pip install --upgrade mark1" if ours_is_old else f"upload the sketch of this version: {SKETCH}"
    return Finding("answers", Severity.wrong, found, side, todo)


def unanswered(link: Link, tap: Tap) -> Finding:
    """The finding if HELLO was not answered, from the bytes received instead."""
    n, good = link.counters.heard, link.decoder.good
    if not n:
        found = "no byte received: the board is silent"
        todo = (
            f"check the port (mark1 rig ports), the power and the sketch ({SKETCH}); with a USB-serial adapter, "
            "connect RX to TX, TX to RX, ground to ground"
        )
    elif good:
        found = (
            f"{good} good frames received, but no answer to HELLO: our bytes are echoed, or another host is answered"
        )
        todo = "check whether RX and TX are connected to each other, or another program uses the line"
    elif is_text(tap.first):
        found = f"it sends text, {tap.first.decode('ascii', 'replace')!r}: another sketch runs on it"
        todo = f"upload mark1_rig: {SKETCH}"
    else:
        causes = f"a baud rate other than {SAID}, another sketch, or a noisy cable"
        found = f"{counted(n, 'byte')} received, no good frame: {causes}"
        todo = f"upload mark1_rig: {SKETCH}; if it is installed, try another cable"
    return Finding("answers", Severity.wrong, found, BOARD, todo)


def is_text(data: bytes) -> bool:
    """Whether it looks like a sketch that prints lines."""
    readable = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in data)
    return readable >= TEXT_SHARE * len(data)


# ---- what the board reports about itself


def state(board: Hello) -> Finding:
    words = identity.standing(board.state, board.reason)
    if (board.state, board.reason) == (State.STOPPED, StopReason.STOP_INPUT):
        todo = "release the emergency stop; if it is released, its wire to ground is broken"
        return Finding("state", Severity.wrong, words, BOARD, todo)
    if board.state == State.ARMED:
        return Finding("state", Severity.doubtful, f"{words}: another program armed it", BOARD, "mark1 rig stop")
    return fine("state", words)


def last_reset(board: Hello) -> Finding:
    words = identity.REASONS.get(board.reset, f"reason {board.reset}")
    if board.reset not in AFTER_RESET:
        return fine("last reset", words)
    return Finding("last reset", Severity.doubtful, words, BOARD, AFTER_RESET[board.reset])


def wiring(board: Hello) -> Finding:
    """The wiring number: boards with equal numbers are wired alike."""
    return fine("wiring", f"{board.wiring:08x}, {counted(board.pots, 'pot')}, {board.rows} x {board.cols} cells")
