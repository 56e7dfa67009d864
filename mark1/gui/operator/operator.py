"""The operator: works the machine on a thread of its own. Lines go in, replies come out; the window never waits.

window  --lines-->  [ operator's thread: ControlPanel ]  -->  log, progress
"""

import math
import queue
import threading
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

from mark1.errors import Mark1Error
from mark1.gui.base.moment import Moment
from mark1.gui.base.status import Asked, OperatorStatus, Progress
from mark1.gui.operator.inbox import Inbox
from mark1.gui.operator.interruption import RUN, Interruption
from mark1.gui.operator.log import TeletypeLog
from mark1.gui.operator.pace import Pace
from mark1.gui.operator.presented import PresentedPicture
from mark1.panel.commands.camera import AGAIN, presented
from mark1.panel.commands.table import command_of
from mark1.panel.control_panel import ControlPanel
from mark1.panel.quoting import AMEND
from mark1.panel.reply import Reply

PREPARING = "compiling"
WAITS = "paused:"
IN_A_WINDOW = "Ctrl-C", "STOP"  # the words for ending a wait


class Operator:
    """One worker on one panel. ``log``, ``progress``, ``busy``.

    Others see the machine by ``look`` alone: a copy that the operator makes after every line, and between portions of a
    line as often as somebody looks.

    ``why``: the last potentiometer asked about, and why it last moved. ``trouble``: the last error, empty after a
    success; ``waits``: what the current work is waiting for. ``presented``: the last pictures. ``pace``: the speed of
    machine time. ``permit(line)`` raises CommandError for a line that is not allowed; ``on_pause()`` is called on the
    operator's thread after every line and between portions of one, and again after the number of seconds it returns
    (None: not again).
    """

    def __init__(self, panel: ControlPanel) -> None:
        self.panel = panel
        self._moment, self._is_looked_at = Moment.of(panel), False
        self.log = TeletypeLog()
        self.progress: Progress | None = None
        self.busy = False
        self.why: tuple[int, str] = (-1, "")
        self.presented = PresentedPicture()
        self.trouble = self.waits = self._failed = ""
        self.pace = Pace()
        self.permit: Callable[[str], None] = lambda line: None
        self.on_pause: Callable[[], float | None] = lambda: None
        self._inbox, self._present = Inbox(), 0
        self._wondered: int | None = None
        self._interruption = Interruption()
        self._gesture, self._begun = "", 0
        self._thread = threading.Thread(target=self._work, name="operator", daemon=True)
        panel.on_progress = self._on_progress
        panel.on_note = self._on_note

    # ---- for the window

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def ask(self, line: str) -> None:
        """Queue a line."""
        self.ask_all((line,))

    def ask_all(self, lines: Iterable[str], gesture: str = "") -> None:
        """Queue lines that belong together: none of them interrupts a run started by another.

        Lines of one ``gesture`` replace each other while they wait; one undo reverts the whole gesture, and the log
        keeps its last line.
        """
        self._inbox.put(lines, gesture)
        self.pace.hurry()

    def wonder(self, pot: int) -> None:
        """Find out why a potentiometer last moved, even during long work; nothing is logged."""
        self._wondered = pot
        self.pace.hurry()
        if self.settled:
            self._inbox.add(())

    def stop(self) -> None:
        """Switch all motors of a rig off, discard waiting lines, and end the current work as soon as possible."""
        self._inbox.forget()
        self._interruption.forget()
        self.panel.stop_request.asked = True
        self._stop_motors()
        self.pace.hurry()

    def _stop_motors(self) -> None:
        """Stop the motors from the window's thread; an unplugged board is logged, not raised."""
        try:
            self.panel.stop_motors()
        except (Mark1Error, OSError) as error:
            self.trouble = str(error)
            self.log.write("error", self.trouble)

    def close(self, patience_s: float = 2.0) -> None:
        """Stop, and wait up to ``patience_s`` for the last line to end."""
        self.stop()
        self._inbox.end()
        if self._thread.is_alive():
            self._thread.join(patience_s)

    @property
    def has_ended(self) -> bool:
        """Whether the thread has ended."""
        return not self._thread.is_alive()

    @property
    def settled(self) -> bool:
        """Whether nothing is queued or running."""
        return self.waiting == 0

    @property
    def waiting(self) -> int:
        """The number of batches of lines queued or running."""
        return self._inbox.waiting

    def look(self) -> tuple[Moment, OperatorStatus]:
        """The machine as last published between two portions of work, and the status of the operator.

        ``settled`` is read first: if it is true, the machine includes all lines that are done.
        """
        settled, self._is_looked_at = self.settled, True
        moment, under_way = self._moment, self.panel.under_way
        again = self._again(moment.observation.name if moment.observation else "", under_way)
        photograph = self.presented.photograph
        return moment, OperatorStatus(settled, self.busy, under_way, self.progress, self.why, again, photograph)

    def publish(self) -> None:
        """Make the copy that others see. Call it on the operator's thread, between two portions of work."""
        self._is_looked_at = False
        self._moment = Moment.of(self.panel)

    def _again(self, seen: str, under_way: str) -> tuple[str, ...]:
        if not seen or self._interruption.is_on or command_of(under_way).presents != "nothing":
            return ()
        return (self.presented.again(seen),)

    # ---- the work

    def carry_out(self, line: str, *, amends: bool = False) -> Reply | None:
        """Run one line and log it; None if it failed. ``amends``: as part of the last line."""
        try:
            return self.do(line, amends=amends)
        except (Mark1Error, OSError, MemoryError):
            return None
        except Exception as error:  # noqa: BLE001  # the operator continues with the next line
            self._keep(error)
            return None

    def do(self, line: str, *, amends: bool = False) -> Reply:
        """Run one panel command, log it, and return the reply. Errors are logged and re-raised."""
        self.log.write("line", line)
        try:
            self.permit(line)
            reply = self._at_pace(f"{AMEND} {line}" if amends else line)
        except Exception as error:
            self.trouble = str(error) or type(error).__name__
            self.log.write("error", self.trouble)
            self.presented.refuse(error)
            raise
        finally:
            self.progress, self.waits = None, ""
            self.publish()
        self.trouble = self._failed
        self.presented.accept(line, self.panel.observation)
        if reply.text:
            self.log.write("reply", reply.text)
        return reply

    def _at_pace(self, line: str) -> Reply:
        """Run a line in portions of machine time. A step requested while time is paused is done all the same."""
        presents, is_held = command_of(line).presents, self.pace.paused

        def to_end() -> bool:
            return self._to_end(line) or (is_held and presents == "next")

        with closing(self.panel.work(line)) as work:
            self.pace.begin()
            try:
                next(work)
                while True:
                    while not self.pace.may_pass(to_end, self.on_pause()):
                        pass
                    dt_s = self.pace.portion(to_end)
                    work.send(None if presents == "whole" and self.panel.stop_request.asked else dt_s)
                    self._forget_preparations()
                    if self._is_looked_at:
                        self.publish()
            except StopIteration as ended:
                reply: Reply = ended.value
                return reply

    def _forget_preparations(self) -> None:
        """Clear the progress of preparations once a portion is done."""
        if self.progress is not None and self.progress.what == PREPARING:
            self.progress = None

    def _work(self) -> None:
        while (asked := self._next()) is not None:
            self.busy, self._present = True, asked.batch
            lines = self._inbox.take(asked)
            self._find_out()
            if lines:
                self._do_all(lines, asked)
            self.busy = False
            self._inbox.done()

    def _next(self) -> Asked | None:
        """The next request; None at the end."""
        while True:
            try:
                return self._inbox.next(self.on_pause())
            except queue.Empty:
                continue

    def _do_all(self, lines: Sequence[str], asked: Asked) -> None:
        """Run lines that belong together; those of the latest gesture are part of it.

        After a line that fails, the others are skipped, except for presenting the picture again; the error remains.
        """
        amends = bool(asked.gesture) and asked.gesture == self._gesture
        if amends:
            self.log.take_back(self._begun)
        self._gesture, self._begun, self._failed = asked.gesture, self.log.written, ""
        for number, line in enumerate(lines):
            if self._failed and presented(line) != AGAIN:
                continue
            if not self._inbox.is_stopped(asked, line):
                self._do_and_resume(line, amends=amends and not number, more=number + 1 < len(lines))

    def _do_and_resume(self, line: str, *, amends: bool, more: bool) -> None:
        """Run a line; resume a run that it interrupted, unless there is ``more`` to do."""
        self._interruption.begin(command_of(line))
        if self.carry_out(line, amends=amends) is None:
            self._gesture, self._failed = "", self._failed or self.trouble
        self.on_pause()
        idle = (not more or bool(self._failed)) and self._inbox.is_empty
        if self._interruption.done(command_of(line), self.panel.training_run, is_idle=idle):
            self._inbox.add((RUN,))

    def _to_end(self, line: str) -> bool:
        """Whether a line is to end here, because of a stop or a new request. Answers a pending question first."""
        request = self.panel.stop_request
        self._find_out()
        if command_of(line).makes_room and self._present < self._inbox.batches and not self._inbox.is_empty:
            request.asked = True
        return request.asked

    def _find_out(self) -> None:
        pot, self._wondered = self._wondered, None
        if pot is None:
            return
        try:
            self.why = (pot, self.panel.machine.why(pot))
        except Mark1Error:
            self.why = (-1, "")  # the machine was replaced

    def _on_progress(self, what: str, done: int, total: int, note: str) -> None:
        if what != "compiling" or self.pace.speed == math.inf:  # at a limited speed, nothing is compiled
            self.progress = Progress(what, done, total, note)

    def _on_note(self, text: str) -> None:
        """Log a note; what the work is waiting for is in the status bar until it arrives, or there is a stop."""
        text = text.replace(*IN_A_WINDOW)
        self.waits = text if text.startswith(WAITS) else ""
        if self.waits:
            self.progress = None
        self.log.write("note", text)

    def report(self, what: str, error: Exception) -> None:
        """Report a fault of this program: ``what`` failed in the log, the traceback in the journal. Thread-safe."""
        self.log.write("error", what)
        self._keep(error)

    def _keep(self, error: Exception) -> None:
        """Record the traceback in the journal."""
        self.panel.journal.record("".join(traceback.format_exception(error)).rstrip(), replays=False)

    def tell(self, text: str) -> None:
        """Log a note."""
        self.log.write("note", text)
