"""Connection: a board behind a port that may go away and come back. It asks, and mends the line by itself.

::

    ask  -->  link  -->  answer
               |
               +-- reset: hello, lamps as they were --+
               +-- cable: wait, open the port anew ---+-->  ask again
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mark1.errors import BoardResetError, RefusedError, RigError, StoppedError
from mark1.log import logger
from mark1.rig.wire import opening
from mark1.rig.wire.in_flight import Request
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import Hello, Type
from mark1.rig.wire.serial_port import Port
from mark1.rig.wire.strangers import new_session

log = logger(__name__)
PATIENCE_S = 600.0  # how long a board may be away before work on it is given up
KNOCK_EVERY_S = 0.5  # at a port that is away
HELLO_WITHIN_S = 3.0
MOST_ROUNDS = 200
STRANGER_WITHIN_S = 0.4  # another program sends its stop and HELLO each 0.1 s until it has its answer
# Who stopped the motors, and how that is said.
HERE, ANOTHER, STOP_INPUT, SOMEBODY = "this program", "another program", "the stop input", "somebody"
WHY_OFF = {
    HERE: "it was stopped from here",
    ANOTHER: "another program stopped it",
    STOP_INPUT: "the stop input is open",
    SOMEBODY: "somebody stopped it",
}


@dataclass
class BoardCounters:
    """What happened: requests that moved motors, times armed, resets of the board, times the line was mended."""

    motions: int = 0
    armed: int = 0
    resets: int = 0
    mended: int = 0


class Connection:
    """A board that answers, sooner or later: ``ask`` ends, or raises RigError, within ``patience_s`` of its going away.

    ``open_port`` opens the port anew; ``tell`` hears what happened, a sentence each; ``asked_to_stop`` is looked at
    while the board is away. ``lamps_on``: what its lamps show again after a reset; ``on_motion`` hears the number of
    each motion that was begun. ``stopped_by``: another program that spoke to the board; motors stay off until ``arm``.
    ``has_armed``: whether motors may have had power from us.
    """

    def __init__(
        self,
        open_port: Callable[[], Port],
        tell: Callable[[str], None] = lambda text: None,
        asked_to_stop: Callable[[], bool] = lambda: False,
        patience_s: float = PATIENCE_S,
        now_s: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
        session: int | None = None,
    ) -> None:
        self.open_port, self.tell, self.asked_to_stop = open_port, tell, asked_to_stop
        self.patience_s, self.now_s, self.pause = patience_s, now_s, pause
        self.session = session or new_session()
        self.counters, self.stopped, self.stopped_by = BoardCounters(), False, ""
        self.has_armed = False
        self.lamps_on: bytes | None = None
        self.on_motion: Callable[[int], None] = lambda count: None
        self.port = open_port()
        self.link = Link(self.port, self.session, now_s)
        try:
            self.hello: Hello = self.link.hello()
        except RigError:
            self.port.close()
            raise

    @property
    def name(self) -> str:
        """Its number and its port, for people."""
        return f"{self.hello.board_id:08x} at {self.port.name}"

    def stays_off(self, by: str) -> StoppedError:
        """What to raise instead of arming over somebody's stop."""
        why = WHY_OFF[by]
        return StoppedError(f"the board: {self.name}: motors are off: {why}; 'rig arm' lets them run again", by)

    def ask(self, requests: Sequence[Request], again: bool = True) -> list[bytes]:
        """The replies, however often the line has to be mended; none if it was and ``again`` is off.

        Raises RefusedError, RigError; StoppedError if another program spoke to it meanwhile.
        """
        for _ in range(MOST_ROUNDS):
            try:
                return self.link.ask_all(requests)
            except RefusedError:
                raise
            except BoardResetError:
                log.info("%s: the board was reset: hello again", self.name)
                self.counters.resets += 1
                self._greet()
            except RigError as error:
                log.info("%s: the line is lost: %s", self.name, error)
                self._rejoin(error)
            if not again:
                return []
        raise RigError(f"the cable: {self.name} was mended {MOST_ROUNDS} times and still does not hold")

    def post(self, request: Request) -> None:
        """Send what nothing waits for. Raises RigError if the line does not hold."""
        try:
            self.link.post(request)
        except RigError:
            self.ask([request])

    def _greet(self) -> None:
        try:
            self._make_way()
            self._restore(self.link.hello(HELLO_WITHIN_S))
        except StoppedError:
            raise
        except RigError as error:
            self._rejoin(error)

    def _make_way(self) -> None:
        """Two programs that read one port take each other's answers: another that may be there has its own first."""
        if self.link.strangers.suspected or self.link.board is None:
            self.pause(STRANGER_WITHIN_S)

    def _rejoin(self, why: RigError) -> None:
        """Wait for the board to come back. Raises RigError if it does not in time, or the user no longer waits."""
        began_s, told = self.now_s(), False
        self.counters.mended += 1
        if opening.SHARED in str(why):
            self.link.strangers.suspected = True
        self._make_way()
        while self.now_s() < began_s + self.patience_s:
            if self.asked_to_stop() or self.stopped:
                raise StoppedError(f"the board: {self.name}: stopped on request while it was away ({why})", HERE)
            try:
                self._open()
                break
            except StoppedError:
                raise
            except RigError:
                if not told:
                    self.tell(f"paused: {why}; waiting for it to come back (Ctrl-C ends the wait)")
                    told = True
                self.pause(KNOCK_EVERY_S)
        else:
            raise RigError(f"the cable: {self.name} did not come back in {self.patience_s:g} s: {why}")
        if told:
            self.tell(f"the board: {self.name} is back after {self.now_s() - began_s:.1f} s; going on")

    def _open(self) -> None:
        """The line as it is, if hello still comes through; else the port anew. Raises RigError."""
        try:
            hello = self.link.hello(1.0)
        except RigError:
            self.port.close()
            self.port = self.open_port()
            before = self.link
            self.link = Link(self.port, self.session, self.now_s, before.strangers)
            self.link.counters.retries = before.counters.retries
            hello = self.link.hello(HELLO_WITHIN_S)
        self._restore(hello)

    def _restore(self, hello: Hello) -> None:
        """Its lamps as they were. Raises RigError if another board is on the port now: the work waits for ours.

        Raises StoppedError if another program drove or stopped it: one that stops motors says HELLO with its stop byte.
        """
        ours = (self.hello.board_id, self.hello.wiring, self.hello.pots)
        if (hello.board_id, hello.wiring, hello.pots) != ours:
            raise RigError(f"the board: another ({hello.board_id:08x}) is on {self.port.name} now: plug ours in again")
        if self.link.strangers.spoke:
            self.stopped_by = ANOTHER
            raise self.stays_off(ANOTHER)
        if self.lamps_on is not None:
            self.link.ask(Type.LAMPS, self.lamps_on)
