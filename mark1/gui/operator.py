"""The operator: the one who works the machine. Lines go in, replies come out; the window never waits for him.

window  --lines-->  [ operator's thread: ControlPanel ]  -->  log, progress
"""

import math
import queue
import threading
import time
from collections import deque
from contextlib import closing
from typing import Literal, NamedTuple

from mark1.errors import Mark1Error
from mark1.panel.control_panel import ControlPanel, Reply

MOST_LINES = 2000
WHY = "why"
PREPARING = "compiling"
PORTION_S = 1 / 60


class Entry(NamedTuple):
    """One line of the log: what was asked, what was answered, what went wrong, what happened beside it."""

    kind: Literal["line", "reply", "error", "note"]
    text: str


class Progress(NamedTuple):
    """How far long work is; ``total`` 0 if nobody knows."""

    what: str
    done: int
    total: int
    note: str


class Asked(NamedTuple):
    """A line that waits, what it is the latest of, and how often there was a stop before it."""

    kind: str
    line: str
    stops: int


class Operator:
    """One worker on one panel. ``log`` (the last ones), ``written`` (how many ever), ``progress``, ``busy``.

    ``speed``: machine seconds a second in which motors turn; inf as fast as it goes. ``why``: the potentiometer last
    wondered about, and why it last moved.
    """

    def __init__(self, panel: ControlPanel) -> None:
        self.panel = panel
        self.log: deque[Entry] = deque(maxlen=MOST_LINES)
        self.written = 0
        self.progress: Progress | None = None
        self.busy = False
        self.speed = math.inf
        self.why: tuple[int, str] = (-1, "")
        self._lines: queue.Queue[Asked | None] = queue.Queue()
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._stops = 0
        self._latest: dict[str, str] = {}
        self._thread = threading.Thread(target=self._work, name="operator", daemon=True)
        panel.on_progress = self._on_progress
        panel.on_note = self._on_note

    # ---- for the window

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def ask(self, line: str, instead_of: str = "") -> None:
        """Queue a line. Lines ``instead_of`` the same thing replace each other while they wait."""
        waiting = instead_of in self._latest
        if instead_of:
            self._latest[instead_of] = line
        if not waiting:
            self._lines.put(Asked(instead_of, line, self._stops))

    def wonder(self, pot: int) -> None:
        """Find out why a potentiometer last moved; nothing is logged."""
        self.ask(str(pot), instead_of=WHY)

    def stop(self) -> None:
        """All motors of a rig off, now; forget what was asked, and end the work under way as soon as it can end."""
        self._stops += 1
        while not self._lines.empty():
            try:
                self._lines.get_nowait()
            except queue.Empty:
                break
            self._lines.task_done()
        self._latest.clear()
        self.panel.stop_request.asked = True
        self.panel.stop_motors()
        self.pause(False)

    def pause(self, paused: bool) -> None:
        """Let lines wait, or go on."""
        (self._may_go_on.clear if paused else self._may_go_on.set)()

    def close(self, patience_s: float = 2.0) -> None:
        """Stop, and wait a little for the last line to end."""
        self.stop()
        self._lines.put(None)
        if self._thread.is_alive():
            self._thread.join(patience_s)

    @property
    def settled(self) -> bool:
        """Whether nothing is queued or under way."""
        return self._lines.unfinished_tasks == 0

    # ---- the work

    def carry_out(self, line: str) -> Reply | None:
        """Do one line now and write it into the log; None if it could not be done."""
        try:
            return self.do(line)
        except (Mark1Error, OSError, MemoryError):
            return None

    def do(self, line: str) -> Reply:
        """The same. Raises what the panel raises, once it is in the log."""
        self._write("line", line)
        try:
            reply = self._worked(line)
        except Exception as error:
            self._write("error", str(error) or type(error).__name__)
            raise
        finally:
            self.progress = None
        if reply.text:
            self._write("reply", reply.text)
        return reply

    def _worked(self, line: str) -> Reply:
        """Do a line in the portions of time that it comes in."""
        with closing(self.panel.work(line)) as lapse:
            try:
                next(lapse)
                while True:
                    self._may_go_on.wait()
                    lapse.send(self._portion_s())
                    self._forget_preparations()
            except StopIteration as ended:
                reply: Reply = ended.value
                return reply

    def _forget_preparations(self) -> None:
        """Once a portion is done, nothing is being prepared any more."""
        if self.progress is not None and self.progress.what == PREPARING:
            self.progress = None

    def _portion_s(self) -> float | None:
        """Machine time until the next look at the clock; None: as much as the work takes."""
        if math.isinf(self.speed):
            return None
        time.sleep(PORTION_S)
        return PORTION_S * self.speed

    def _work(self) -> None:
        while (asked := self._lines.get()) is not None:
            self._may_go_on.wait()
            if asked.stops == self._stops:  # else it was asked before a stop
                self._answer(asked.kind, self._latest.pop(asked.kind, asked.line))
            self._lines.task_done()

    def _answer(self, kind: str, line: str) -> None:
        """Do a line, or find out what it wonders about."""
        self.busy = True
        if kind == WHY:
            self._find_out(int(line))
        else:
            self.carry_out(line)
        self.busy = False

    def _find_out(self, pot: int) -> None:
        try:
            self.why = (pot, self.panel.machine.why(pot))
        except Mark1Error:
            self.why = (-1, "")  # another machine by now

    def _on_progress(self, what: str, done: int, total: int, note: str) -> None:
        self.progress = Progress(what, done, total, note)

    def _on_note(self, text: str) -> None:
        self._write("note", text)

    def _write(self, kind: Literal["line", "reply", "error", "note"], text: str) -> None:
        for one in text.split("\n"):
            self.log.append(Entry(kind, one))
            self.written += 1
