"""The control panel: what an operator can do. Every action is one line of text."""

import os
import shlex
import zlib
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments, storage
from mark1.backends.backend import Backend, Sight
from mark1.backends.catalogue import check_sizes, is_state, restored
from mark1.backends.mark1 import Mark1Backend
from mark1.commit import attributes, commit
from mark1.errors import CommandError, Mark1Error, RigError, StorageError
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.optics import Scene
from mark1.machine.simulated_time import Lapse, at_once
from mark1.machine.state import chance
from mark1.panel.changes import UNDO_BYTES, Aside, Brain, Change, Changes, Snapshot
from mark1.panel.journal import Journal
from mark1.panel.quoting import words_of
from mark1.panel.stop_request import StopRequest
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.text import MOST_MESSAGE, counted, short
from mark1.training.evaluation import Verdict
from mark1.training.training_run import Course

if TYPE_CHECKING:
    from mark1.panel.commands.table import Command
    from mark1.rig.board.joined import Rig

ALBUM = "album"
AMEND = "amend"
"""Before a line: it is part of the last change."""
MOST_ASIDE = 4
BYTES_A_POT = 50
HISTORY_LINES = 10_000
OF_HISTORY = ("load", "undo", "redo", "aside", "back")
"""Commands that bring another history with them."""
OF_PRESENT = (
    "sight", "sight_is_old", "course", "accuracy_is_old", "verdict", "verdict_is_old", "origin", "history", "others",
)  # fmt: skip
"""What a snapshot keeps beside the brain and its machine."""
GLANCE_S = 1 / 30


@dataclass(frozen=True)
class Reply:
    """What an action answers: a line for people, whatever others wrote into it, and values for programs."""

    text: str
    data: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", short(self.text, MOST_MESSAGE))

    @classmethod
    def of_lines(cls, lines: Iterable[str]) -> Self:
        """A reply of several lines."""
        reply = cls("")
        object.__setattr__(reply, "text", "\n".join(short(line, MOST_MESSAGE) for line in lines))
        return reply


class ControlPanel:
    """One machine with its brain, the picture it looks at, and the journal. ``work`` is the only way to change them.

    A line is done or not done, whatever interrupts it: an error, Ctrl-C, a callback that raises.

    ``on_progress(what, done, total, note)`` is called during long work, ``on_note(text)`` for what happens beside it.
    While training, Ctrl-C asks to stop after the pass. ``album``: pictures that were kept, with their labels.
    ``verdict_is_old``, ``accuracy_is_old``: the machine was changed since the verdict, or since the course was over.
    ``origin``: another object after everything was forgotten, or for another machine.
    ``glance_s``: how often fast work is looked at; 0 after every stretch, whatever the clock says. ``files``: what was
    saved or loaded here, which a line may write over.
    """

    def __init__(
        self,
        config: MachineConfig | None = None,
        journal: Journal | None = None,
        on_progress: Callable[[str, int, int, str], None] | None = None,
        on_note: Callable[[str], None] | None = None,
    ) -> None:
        config = MachineConfig() if config is None else config
        arguments.instance("config", config, MachineConfig)
        arguments.instance("journal", journal or Journal(), Journal)
        asked = config.response.n_r != MachineConfig().response.n_r
        self._backend: Backend = Mark1Backend(MarkI(config), asked_r_units=asked)
        self.journal = journal or Journal()
        self.on_progress = on_progress or _unheard
        self.on_note = on_note or _unheard
        self.journal.on_trouble = lambda text: self.on_note(text)
        self.stop_request = StopRequest()
        self.glance_s = GLANCE_S
        self.sight: Sight | None = None
        self.sight_is_old = False
        self.course: Course | None = None
        self.accuracy_is_old = False
        self.verdict: Verdict | None = None
        self.verdict_is_old = False
        self.origin: object = object()
        self.rig: Rig | None = None
        self.album: tuple[tuple[str, NDArray[np.float32]], ...] = ()
        self.history: list[str] = []
        self.under_way = ""
        self._learned_before: object = None
        self.changes = Changes()
        self.others: Mapping[str, Brain] = {}
        self._told_slow = False
        self._way_back: Callable[[], None] | None = None  # of a line that is neither done nor taken back
        self.aside: dict[str, Aside] = {}
        self.files: set[str] = set()
        if config != MachineConfig():
            self._begin_with(config)

    def _begin_with(self, config: MachineConfig) -> None:
        """The line that makes such a machine: journal and history begin with it."""
        from mark1.panel.commands.words import words_for

        line = shlex.join(["machine", *words_for(config)])
        self.journal.record(line, replays=True)
        self.history = [line]

    def __getstate__(self) -> dict[str, Any]:
        """What a copy takes along, here or in another process: all but what there can be only one of.

        The journal's file, the rig, who listens, and a line under way stay with the original; the copy's journal has
        the same lines, in memory, and its pots are simulated from where they stand.
        """
        journal = Journal()
        journal.lines = list(self.journal.lines)
        alone = {"journal": journal, "rig": None, "under_way": "", "stop_request": StopRequest()}
        return {**vars(self), **alone, "on_progress": _unheard, "on_note": _unheard}

    @property
    def machine(self) -> MarkI:
        """The machine: its camera, photocells and wires serve whichever brain is in use.

        It is one object for the life of the panel. A new machine, a loaded one, undo and a line that failed give it
        other parts (``machine.potentiometers`` ...): ask it for them anew.
        """
        return self.backend.machine

    @property
    def backend(self) -> Backend:
        """The brain in use. One that is set brings its machine along, as the parts of ``machine``."""
        return self._backend

    @backend.setter
    def backend(self, backend: Backend) -> None:
        commit(self._exchange(backend))

    def _exchange(self, backend: Backend) -> list[partial[Any]]:
        """What setting another brain changes, for a commit."""
        machine = self.machine
        parts = [attributes(machine, vars(backend.machine)), attributes(backend.front, {"machine": machine})]
        return [*parts, attributes(self, {"_backend": backend})]

    # ---- actions as text

    def execute(self, line: str) -> Reply:
        """Do what one line says. Raises CommandError for what it cannot mean; nothing is changed by an error."""
        return at_once(self.work(line))

    def work(self, line: str) -> Lapse[Reply]:
        """The same in portions: it comes back wherever the work may pause or machine time pass, see ``lapse.py``.

        Closed before its end, it changes nothing, as if there had been an error. While it is ``under_way``, only
        questions are answered; ``stop_request.asked`` ends a run, which is journaled as far as it went.
        """
        if self._way_back and not self.under_way:
            self._way_back()  # Ctrl-C came a second time, while a line was being taken back
        arguments.instance("a line", line, str)
        words = words_of(line)
        if not words:
            return Reply("")
        amends, words = words[0] == AMEND, words[1:] if words[0] == AMEND else words
        command, seen = self._command(words or [AMEND]), self.sight
        judged = self.verdict, self.course
        if command.kind == "act":
            self._learned_before = self._learned if command.changes == "weights" else None
        before = self._snapshot() if command.kind == "act" else None
        outer = {"under_way": self.under_way, "_way_back": self._way_back}
        way_back = self._way_back_to(command, before, outer)
        try:
            commit([attributes(self, {"under_way": line, "_way_back": way_back or self._way_back})])
            done = command.run(self, words[1:])
            reply = (yield from done) if isinstance(done, Generator) else done
            self.join_rig()
            said = reply.data.get("journal", shlex.join(words))
            changes: dict[str, Any] = {}
            if command.kind == "act":
                amends, work = amends and bool(self.changes.past), str(reply.data.get("done", ""))
                after = self.changes.after(shlex.join(words), work, before, amends=amends)
                said = f"{AMEND} {said}" if amends else said
                changes = {"changes": after, "sight_is_old": self.sight is seen}
                if command.changes == "answers":
                    changes["others"] = {name: brain.stale() for name, brain in self.others.items()}
                if command.changes == "answers" or self.has_learned:
                    changes["verdict_is_old"] = self.verdict is judged[0]
                    changes["accuracy_is_old"] = self.course is judged[1]
            if command.kind != "ask" and words[0] not in OF_HISTORY:
                changes["history"] = [*self.history, said][-HISTORY_LINES:]
            entry = self.journal.adding(said, replays=command.kind != "ask")
            commit([attributes(self, changes | outer), entry])
        except BaseException:
            if way_back and self._way_back is way_back:
                way_back()
            raise
        finally:
            self.under_way = str(outer["under_way"])
            self.journal.catch_up()
        return reply

    def _way_back_to(
        self, command: "Command", before: Snapshot | None, outer: dict[str, Any]
    ) -> Callable[[], None] | None:
        """What takes a line back that is not done; None where that is not possible, or there is nothing to take back.

        With motors of metal, a look stays as far as it went.
        """
        if before is not None:
            return partial(self._return_to, before, **outer)
        if command.kind != "look" or self.rig:
            return None
        names = ("_backend", "album", "aside", "changes", "_learned_before", *OF_PRESENT)
        present = {name: vars(self)[name] for name in names}  # looks put others in their place, and write into none
        changes = [
            *chance(self.machine),
            attributes(self.machine, vars(self.machine)),
            attributes(self, present | outer),
        ]
        return lambda: commit(changes)

    @property
    def has_learned(self) -> bool:
        """Whether the last act, or the one under way, taught the machine anything."""
        return self._learned_before is not None and self._learned != self._learned_before

    @property
    def _learned(self) -> object:
        """Another value after anything was learned; of a brain that does not count corrections, always."""
        return object() if self.backend.by_pass else (self.machine, self.machine.corrections)

    def _command(self, words: list[str]) -> "Command":
        """The command that is meant. Raises CommandError, also for one that has to wait for another's end."""
        from mark1.panel.commands.table import COMMANDS
        from mark1.panel.commands.words import nearest

        command = COMMANDS.get(words[0])
        if command is None:
            raise CommandError(f"no command {words[0]!r}{nearest(words[0], COMMANDS)}; help lists them")
        if command.kind != "ask":
            if self.under_way:
                raise CommandError(f"{self.under_way!r} is under way: stop it first, or wait")
            self.stop_request.asked = False
        return command

    # ---- undo

    def undo(self) -> Change:
        """Back to before the last change: which one. Raises CommandError if there is none to go back to."""
        if not self.changes.past:
            raise CommandError("nothing to undo, or the machine is too large to keep a second time")
        change, changes = self.changes.undone(self._present())
        self._return_to(change.state, changes=changes)
        return change

    def redo(self) -> Change:
        """Forward to after the change that was undone last: which one. Raises CommandError if there is none."""
        if not self.changes.future:
            raise CommandError("nothing to redo: redo brings back what undo took, until something else is changed")
        change, changes = self.changes.redone(self._present())
        self._return_to(change.state, changes=changes)
        return change

    def put_aside(self, name: str) -> None:
        """Keep the present, album and undo under a name. Raises CommandError for too many names."""
        if name not in self.aside and len(self.aside) >= MOST_ASIDE:
            raise CommandError(f"aside: at most {MOST_ASIDE} names, there are {', '.join(self.aside)}; use one again")
        self.aside = {**self.aside, name: Aside(self._present(), self.changes, self.album)}

    def take_back(self, name: str) -> None:
        """Go on with what was put aside; it stays there too. Raises CommandError for a name that is none."""
        if name not in self.aside:
            raise CommandError(f"nothing was put aside as {name!r}; there is: {', '.join(self.aside) or 'nothing'}")
        then = self.aside[name]
        self._return_to(then.present, changes=then.changes, album=then.album)

    def _snapshot(self) -> Snapshot | None:
        """The present, unless it is too large to keep a second time."""
        if self.machine.potentiometers.n_pots * BYTES_A_POT > UNDO_BYTES:
            return None
        return self._present()

    def _present(self) -> Snapshot:
        plain, arrays = self.backend.capture()
        return Snapshot(
            self.backend.name, plain, arrays, self.sight, self.sight_is_old, self.course, self.accuracy_is_old,
            self.verdict, self.verdict_is_old, self.origin, self.history, self.others,
        )  # fmt: skip

    def _return_to(self, then: Snapshot, **more: Any) -> None:
        """Bring what was back, in one step, and set ``more`` of the panel's attributes with it."""
        backend = restored(then.backend, then.plain, then.arrays)
        present = {name: getattr(then, name) for name in OF_PRESENT}
        commit([*self._exchange(backend), attributes(self, present | more)])
        try:
            self.join_rig()
        except RigError as error:
            self.leave_rig()
            self.note(f"the rig is no longer joined: {error}")

    # ---- what several actions share

    def look(
        self, light: NDArray[np.float32], name: str, scene: Scene | None = None, again: Sight | None = None
    ) -> Sight:
        """Let the machine see light on its retina, cut out of a scene; what it made of it stays on the panel.

        ``again``: with the jitter that the photocells had when they saw that.
        """
        generator = self.machine.retina.rng.bit_generator
        before = generator.state
        chance = before if again is None or again.chance is None else again.chance
        generator.state = chance
        self.sight, self.sight_is_old = replace(self.backend.look(name, light), scene=scene, chance=chance), False
        if chance is not before:
            generator.state = before
        if self.rig:
            self.rig.show(self.sight.a, self.sight.responses)
        return self.sight

    def stimuli(self, data: str) -> StimulusSet:
        """The labelled pictures ``data`` names, as this machine's camera sees them. Same seed, same pictures."""
        from mark1.stimuli.library import load

        if data == ALBUM:
            return self._kept()

        def progress(done: int, total: int) -> None:
            self.on_progress("pictures", done, total, os.path.basename(data)[-40:])

        return load(data, self.machine.optics, rng=self.rng(data), progress=progress)

    def _kept(self) -> StimulusSet:
        """The album. Raises CommandError if it is empty, or for a retina of another size."""
        retina = self.machine.retina.config
        fits = [one for one in self.album if one[1].shape == (retina.rows, retina.cols)]
        if not fits or len(fits) < len(self.album):
            pictures = f"{counted(len(fits), 'picture')} for a retina of {retina.rows} x {retina.cols}"
            raise CommandError(f"the album has {pictures}: present one, then keep A")
        labels, light = zip(*fits, strict=True)
        return StimulusSet.labelled(ALBUM, np.stack(light), labels)

    def rng(self, purpose: str) -> np.random.Generator:
        """Chance for one purpose, from the machine's seed: always the same for the same purpose."""
        seeds = [self.machine.config.seed, zlib.crc32(purpose.encode(errors="surrogateescape"))]
        return np.random.Generator(np.random.PCG64(seeds))

    # ---- the rig

    def join_rig(self) -> None:
        """The present machine's first pots are those of the rig, if there is one. Raises RigError."""
        if self.rig:
            self.rig.join(self.machine)

    def leave_rig(self) -> None:
        """The machine goes on by itself, its pots where they are."""
        if self.rig:
            self.rig.leave(self.machine)
        self.rig = None

    def stop_motors(self) -> None:
        """All motors of a rig off until 'rig arm', now: from any thread, whatever is under way. Raises RigError."""
        if self.rig:
            self.rig.board.stop()

    def note(self, text: str) -> None:
        """Tell what happened beside the work; the journal keeps it."""
        self.journal.record(text, replays=False)
        self.on_note(text)

    def note_if_slow(self) -> None:
        """Before long work, once: why it is slow, where the passes are not compiled."""
        from mark1.machine.compiled.chosen import slow_because

        if not self._told_slow and slow_because():
            self.note(slow_because())
        self._told_slow = True

    # ---- files

    def save(self, path: str, amid: str = "") -> None:
        """Save machine, code and history, which says so if it is ``amid`` the work of a line. Raises StorageError."""
        plain, arrays = self.backend.capture()
        history = [*self.history, f"# amid: {amid}"] if amid else self.history
        meta = {"backend": self.backend.name, **plain, "history": history, "course": self._summary()}
        storage.save(path, meta, arrays)
        self.files.add(os.path.realpath(path))

    def load(self, path: str) -> None:
        """Replace the machine by a saved one. Raises StorageError; the machine then stays."""
        meta, arrays = storage.load(path, is_state, check_sizes)
        try:
            backend = restored(meta["backend"], meta, arrays)
            history = [str(line) for line in meta["history"]]
        except (KeyError, TypeError, ValueError, Mark1Error) as error:
            raise StorageError(f"{path}: damaged, or not of this program ({error}): use another copy") from error
        commit([*self._exchange(backend), attributes(self, _forgotten() | {"history": history, "others": {}})])
        self.files.add(os.path.realpath(path))

    def forget(self) -> None:
        """No picture, course or verdict: they were another machine's."""
        commit([attributes(self, _forgotten())])

    def _summary(self) -> dict[str, Any] | None:
        if self.course is None:
            return None
        course = self.course
        return {
            "stimuli": course.stimuli.name,
            "passes": course.passes,
            "corrections": course.corrections,
            "train_accuracy": course.train_accuracy,
            "test_accuracy": course.test_accuracy,
        }


def _unheard(*told: object) -> None:
    """Where nobody listens."""


def _forgotten() -> dict[str, Any]:
    """A panel's attributes without a picture, a course or a verdict."""
    none = dict.fromkeys(("sight", "course", "verdict"))
    return {**none, "accuracy_is_old": False, "verdict_is_old": False, "origin": object()}
