"""The operator: the one who works the machine. Lines go in, replies come out; the window never waits for him.

window  --lines-->  [ operator's thread: ControlPanel ]  -->  log, progress
"""

import math
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Literal, NamedTuple

from mark1.errors import Mark1Error
from mark1.gui.pace import Pace
from mark1.panel.control_panel import ControlPanel, Reply
from mark1.panel.training import Course

MOST_LINES = 2000
NEVER_FORGOTTEN = ("aside ", "back ")
"""Lines that begin so stay in the queue when the rest is forgotten: a machine is put aside, or given back."""
PREPARING = "compiling"
NOTHING = ""
SHOWN = ("present letter", "present digit", "present shape", "present file")
LONG = ("run", "step")
"""Lines that make room when another is asked."""
WHOLE = "train"
"""A line that ends with a pass, and hurries there."""
IN_BETWEEN = ("theta", "trim", "set", "plug", "unplug", "damage", "repair", "rule", "undecided", "keep", "noise",
              "shift", "rotate", "scale", "blur", "exposure", "framing", "polarity")  # fmt: skip
"""Lines that are done in the middle of a run, which then goes on; after any other it stays ended."""


class Entry(NamedTuple):
    """One line of the log: what was asked, what was answered, what went wrong, what happened beside it."""

    kind: Literal["line", "reply", "error", "note"]
    text: str


class Asked(NamedTuple):
    """A line in the queue, what it is the latest of, its batch, and how often there was a stop before it.

    Lines of one ``batch`` belong together.
    """

    line: str
    instead_of: str
    batch: int
    stops: int


class Progress(NamedTuple):
    """How far long work is; ``total`` 0 if nobody knows."""

    what: str
    done: int
    total: int
    note: str


class Operator:
    """One worker on one panel. ``log`` (the last ones), ``written`` (how many ever), ``progress``, ``busy``.

    ``why``: the potentiometer last wondered about, and why it last moved. ``presented``: the last line that showed a
    picture through the camera. ``trouble``: what went wrong last, empty once something went well. ``pace``: how fast
    machine time passes. ``permit(line)`` raises CommandError for what may not be done; ``on_pause()`` is called after
    every line and between portions of one, on the operator's thread.
    """

    def __init__(self, panel: ControlPanel) -> None:
        self.panel = panel
        self.log: deque[Entry] = deque(maxlen=MOST_LINES)
        self.written = 0
        self.progress: Progress | None = None
        self.busy = False
        self.why: tuple[int, str] = (-1, "")
        self.presented = ""
        self.trouble = ""
        self.pace = Pace()
        self.permit: Callable[[str], None] = lambda line: None
        self.on_pause: Callable[[], None] = lambda: None
        self._lines: queue.Queue[Asked | None] = queue.Queue()
        self._batches = self._present = self._stops = 0
        self._wondered: int | None = None
        self._to_go_on: Course | None = None
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
        self._batches += 1
        if instead_of:
            self._latest[instead_of] = line
        if not waiting:
            self._queue(line, instead_of)
        self.pace.hurry()

    def ask_all(self, lines: Iterable[str]) -> None:
        """Queue lines that belong together: none of them ends a run among them."""
        self._batches += 1
        for line in lines:
            self._queue(line)
        self.pace.hurry()

    def _queue(self, line: str, instead_of: str = "") -> None:
        self._lines.put(Asked(line, instead_of, self._batches, self._stops))

    def wonder(self, pot: int) -> None:
        """Find out why a potentiometer last moved, also in the middle of long work; nothing is logged."""
        self._wondered = pot
        self.pace.hurry()
        if self.settled:
            self._queue(NOTHING)

    def stop(self) -> None:
        """All motors of a rig off, now; forget what was asked, and end the work under way as soon as it can end."""
        self._stops += 1
        forgotten = []
        while not self._lines.empty():
            try:
                forgotten.append(self._lines.get_nowait())
            except queue.Empty:
                break
            self._lines.task_done()
        self._latest.clear()
        for one in forgotten:
            if one is not None and one.line.startswith(NEVER_FORGOTTEN):
                self._queue(one.line)
        self._to_go_on = None
        self.panel.stop_request.asked = True
        self.panel.stop_motors()
        self.pace.hurry()

    def close(self, patience_s: float = 2.0) -> None:
        """Stop, and wait a little for the last line to end."""
        self.stop()
        self._lines.put(None)
        if self._thread.is_alive():
            self._thread.join(patience_s)

    @property
    def has_ended(self) -> bool:
        """Whether nothing is done any more."""
        return not self._thread.is_alive()

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
            self.permit(line)
            reply = self._at_pace(line)
        except Exception as error:
            self.trouble = str(error) or type(error).__name__
            self._write("error", self.trouble)
            raise
        finally:
            self.progress = None
        self.trouble = ""
        if line.startswith(SHOWN):
            self.presented = line
        if reply.text:
            self._write("reply", reply.text)
        return reply

    def _at_pace(self, line: str) -> Reply:
        """Do a line in portions of machine time."""
        whole = line.startswith(WHOLE)
        with closing(self.panel.work(line)) as work:
            self.pace.begin()
            try:
                next(work)
                while True:
                    dt_s = self.pace.portion(lambda: self._to_end(line))
                    work.send(None if whole and self.panel.stop_request.asked else dt_s)
                    self._forget_preparations()
                    self.on_pause()
            except StopIteration as ended:
                reply: Reply = ended.value
                return reply

    def _forget_preparations(self) -> None:
        """Once a portion is done, nothing is being prepared any more."""
        if self.progress is not None and self.progress.what == PREPARING:
            self.progress = None

    def _work(self) -> None:
        while (asked := self._lines.get()) is not None:
            self.busy, self._present = True, asked.batch
            line = self._latest.pop(asked.instead_of, asked.line)
            self._find_out()
            was_stopped = asked.stops < self._stops and not line.startswith(NEVER_FORGOTTEN)
            if line != NOTHING and not was_stopped:
                self._do_and_go_on(line)
            self.busy = False
            self._lines.task_done()

    def _do_and_go_on(self, line: str) -> None:
        """Do a line; a run that it came in between of goes on."""
        word, panel = line.split(" ")[0], self.panel
        self.carry_out(line)
        self.on_pause()
        if word in LONG and panel.course is not None and panel.course.interrupted:
            self._to_go_on = panel.course if word == "run" and not self._lines.empty() else None
        elif self._to_go_on is not None and (word not in IN_BETWEEN or panel.course is not self._to_go_on):
            self._to_go_on = None
        elif self._to_go_on is not None and self._lines.empty():
            self._to_go_on = None
            self._queue("run")

    def _to_end(self, line: str) -> bool:
        """Whether a line is to end here: it was stopped, or makes room. What was wondered about is found out first."""
        request = self.panel.stop_request
        self._find_out()
        if line.split(" ")[0] in LONG and self._present < self._batches and not self._lines.empty():
            request.asked = True
        return request.asked

    def _find_out(self) -> None:
        pot, self._wondered = self._wondered, None
        if pot is None:
            return
        try:
            self.why = (pot, self.panel.machine.why(pot))
        except Mark1Error:
            self.why = (-1, "")  # another machine by now

    def _on_progress(self, what: str, done: int, total: int, note: str) -> None:
        if what != "compiling" or self.pace.speed == math.inf:  # through time, nothing is compiled
            self.progress = Progress(what, done, total, note)

    def _on_note(self, text: str) -> None:
        self._write("note", text)

    def tell(self, text: str) -> None:
        """Write what happened beside the work into the log."""
        self._write("note", text)

    def _write(self, kind: Literal["line", "reply", "error", "note"], text: str) -> None:
        for one in text.split("\n"):
            self.log.append(Entry(kind, one))
            self.written += 1
