"""The operator: the one who works the machine. Lines go in, replies come out; the window never waits for him.

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
from mark1.panel.commands.camera import AGAIN, THROUGH_CAMERA, presented
from mark1.panel.commands.table import command_of
from mark1.panel.control_panel import ControlPanel
from mark1.panel.quoting import AMEND
from mark1.panel.reply import Reply

PREPARING = "compiling"
WAITS = "paused:"
IN_A_WINDOW = "Ctrl-C", "STOP"  # what ends a wait
LOOK_AGAIN = f"present {AGAIN}"


class Operator:
    """One worker on one panel. ``log``, ``progress``, ``busy``.

    Others see the machine by ``look`` alone: a copy that the operator makes after every line, and between portions of
    one as often as somebody looks.

    ``why``: the potentiometer last wondered about, and why it last moved. ``trouble``: what went wrong last, empty once
    something went well; ``waits``: what the work under way waits for, as long as it does. ``pace``: how fast machine
    time passes. ``permit(line)`` raises CommandError for what may not be done; ``on_pause()`` is called on the
    operator's thread after every line, between portions of one, and again after as many seconds as it returns if
    nothing happens until then (None: not again).
    """

    def __init__(self, panel: ControlPanel) -> None:
        self.panel = panel
        self._moment, self._is_looked_at = Moment.of(panel), False
        self.log = TeletypeLog()
        self.progress: Progress | None = None
        self.busy = False
        self.why: tuple[int, str] = (-1, "")
        self._presented = ("", "")
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
        """Begin to work."""
        self._thread.start()

    def ask(self, line: str) -> None:
        """Queue a line."""
        self.ask_all((line,))

    def ask_all(self, lines: Iterable[str], gesture: str = "") -> None:
        """Queue lines that belong together: none of them ends a run among them.

        Lines of one ``gesture`` replace each other while they wait; one undo takes back all of it, and the log keeps
        where it came to.
        """
        self._inbox.put(lines, gesture)
        self.pace.hurry()

    def wonder(self, pot: int) -> None:
        """Find out why a potentiometer last moved, also in the middle of long work; nothing is logged."""
        self._wondered = pot
        self.pace.hurry()
        if self.settled:
            self._inbox.add(())

    def stop(self) -> None:
        """All motors of a rig off, now; forget what was asked, and end the work under way as soon as it can end."""
        self._inbox.forget()
        self._interruption.forget()
        self.panel.stop_request.asked = True
        self._stop_motors()
        self.pace.hurry()

    def _stop_motors(self) -> None:
        """From the window's thread: a board that was unplugged is no reason to end it."""
        try:
            self.panel.stop_motors()
        except (Mark1Error, OSError) as error:
            self.trouble = str(error)
            self.log.write("error", self.trouble)

    def close(self, patience_s: float = 2.0) -> None:
        """Stop, and wait a little for the last line to end."""
        self.stop()
        self._inbox.end()
        if self._thread.is_alive():
            self._thread.join(patience_s)

    @property
    def has_ended(self) -> bool:
        """Whether nothing is done any more."""
        return not self._thread.is_alive()

    @property
    def settled(self) -> bool:
        """Whether nothing is queued or under way."""
        return self.waiting == 0

    @property
    def waiting(self) -> int:
        """How many batches of lines are queued or under way."""
        return self._inbox.waiting

    def look(self) -> tuple[Moment, OperatorStatus]:
        """The machine as it was last seen at rest between two portions of work, and what the operator is about.

        ``settled`` is read first: a machine at rest is never older than the lines that are done.
        """
        settled, self._is_looked_at = self.settled, True
        moment, under_way = self._moment, self.panel.under_way
        again = self._again(moment.sight.name if moment.sight else "", under_way)
        return moment, OperatorStatus(settled, self.busy, under_way, self.progress, self.why, again)

    def publish(self) -> None:
        """Make the copy that others see. On the thread that works the panel, between two portions of work."""
        self._is_looked_at = False
        self._moment = Moment.of(self.panel)

    def _again(self, seen: str, under_way: str) -> tuple[str, ...]:
        if not seen or self._interruption.is_on or command_of(under_way).course != "nothing":
            return ()
        line, of = self._presented
        return (f"{LOOK_AGAIN} {line.partition(' ')[2]}" if of == seen else LOOK_AGAIN,)

    @property
    def _seen(self) -> str:
        """What is before the camera."""
        sight = self.panel.sight
        return sight.name if sight else ""

    # ---- the work

    def carry_out(self, line: str, *, amends: bool = False) -> Reply | None:
        """Do one line now and write it into the log; None if it could not be done. ``amends``: as part of the last."""
        try:
            return self.do(line, amends=amends)
        except (Mark1Error, OSError, MemoryError):
            return None
        except Exception as error:  # noqa: BLE001  # whoever works the machine goes on with the next line
            self._keep(error)
            return None

    def do(self, line: str, *, amends: bool = False) -> Reply:
        """The same. Raises what the panel raises, once it is in the log."""
        self.log.write("line", line)
        try:
            self.permit(line)
            reply = self._at_pace(f"{AMEND} {line}" if amends else line)
        except Exception as error:
            self.trouble = str(error) or type(error).__name__
            self.log.write("error", self.trouble)
            raise
        finally:
            self.progress, self.waits = None, ""
            self.publish()
        self.trouble = self._failed
        if presented(line) in THROUGH_CAMERA:
            self._presented = line, self._seen
        if reply.text:
            self.log.write("reply", reply.text)
        return reply

    def _at_pace(self, line: str) -> Reply:
        """Do a line in portions of machine time. A step asked for while time stands still is done all the same."""
        course, is_held = command_of(line).course, self.pace.paused

        def to_end() -> bool:
            return self._to_end(line) or (is_held and course == "next")

        with closing(self.panel.work(line)) as work:
            self.pace.begin()
            try:
                next(work)
                while True:
                    while not self.pace.may_pass(to_end, self.on_pause()):
                        pass
                    dt_s = self.pace.portion(to_end)
                    work.send(None if course == "whole" and self.panel.stop_request.asked else dt_s)
                    self._forget_preparations()
                    if self._is_looked_at:
                        self.publish()
            except StopIteration as ended:
                reply: Reply = ended.value
                return reply

    def _forget_preparations(self) -> None:
        """Once a portion is done, nothing is being prepared any more."""
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
        """What was asked next; None: the end."""
        while True:
            try:
                return self._inbox.next(self.on_pause())
            except queue.Empty:
                continue

    def _do_all(self, lines: Sequence[str], asked: Asked) -> None:
        """Do lines that belong together; those of the gesture that was done last are part of it.

        After one that fails, the others are not done, but for the look at what came of it; what went wrong stays told.
        """
        amends = bool(asked.gesture) and asked.gesture == self._gesture
        if amends:
            self.log.take_back(self._begun)
        self._gesture, self._begun, self._failed = asked.gesture, self.log.written, ""
        for number, line in enumerate(lines):
            if self._failed and presented(line) != AGAIN:
                continue
            if not self._inbox.is_stopped(asked, line):
                self._do_and_go_on(line, amends=amends and not number, more=number + 1 < len(lines))

    def _do_and_go_on(self, line: str, *, amends: bool, more: bool) -> None:
        """Do a line; a run that it came in between of goes on, unless there is ``more`` to do."""
        self._interruption.begin(command_of(line))
        if self.carry_out(line, amends=amends) is None:
            self._gesture, self._failed = "", self._failed or self.trouble
        self.on_pause()
        idle = (not more or bool(self._failed)) and self._inbox.is_empty
        if self._interruption.done(command_of(line), self.panel.course, is_idle=idle):
            self._inbox.add((RUN,))

    def _to_end(self, line: str) -> bool:
        """Whether a line is to end here: it was stopped, or makes room. What was wondered about is found out first."""
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
            self.why = (-1, "")  # another machine by now

    def _on_progress(self, what: str, done: int, total: int, note: str) -> None:
        if what != "compiling" or self.pace.speed == math.inf:  # through time, nothing is compiled
            self.progress = Progress(what, done, total, note)

    def _on_note(self, text: str) -> None:
        """What happened beside the work; what it waits for is on the strip until it comes, or is stopped."""
        text = text.replace(*IN_A_WINDOW)
        self.waits = text if text.startswith(WAITS) else ""
        if self.waits:
            self.progress = None
        self.log.write("note", text)

    def report(self, what: str, error: Exception) -> None:
        """A fault of this program: ``what`` failed in the log, all of it in the journal. From any thread."""
        self.log.write("error", what)
        self._keep(error)

    def _keep(self, error: Exception) -> None:
        """Where in the program it was: in the journal."""
        self.panel.journal.record("".join(traceback.format_exception(error)).rstrip(), replays=False)

    def tell(self, text: str) -> None:
        """Write what happened beside the work into the log."""
        self.log.write("note", text)
