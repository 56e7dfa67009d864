"""The control panel: what an operator can do. Every action is one line of text."""

import os
import shlex
import zlib
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mark1 import storage
from mark1.backends.backend import Backend, Sight
from mark1.backends.catalogue import check_sizes, is_state, restored
from mark1.backends.mark1 import Mark1Backend
from mark1.errors import CommandError, Mark1Error, RigError, StorageError
from mark1.machine.config import MachineConfig
from mark1.machine.lapse import Lapse, at_once
from mark1.machine.mark1 import MarkI
from mark1.machine.optics import Scene
from mark1.panel.journal import Journal, words_of
from mark1.panel.stop_request import StopRequest
from mark1.panel.training import Course, Verdict
from mark1.stimuli.stimulus_set import StimulusSet

if TYPE_CHECKING:
    from mark1.panel.commands.table import Command
    from mark1.rig.rig import Rig

ALBUM = "album"
AMEND = "amend"
"""Before a line: it is part of the last change."""
UNDO_STEPS = 50
UNDO_BYTES = 256 * 2**20
MOST_ASIDE = 4
BYTES_A_POT = 50
HISTORY_LINES = 10_000
GLANCE_S = 1 / 30


@dataclass(frozen=True)
class Reply:
    """What an action answers: a line for people, and values for programs."""

    text: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """All that undo must bring back."""

    backend: str
    plain: dict[str, Any]
    arrays: dict[str, NDArray[Any]]
    sight: Sight | None
    sight_is_old: bool
    course: Course | None
    verdict: Verdict | None
    history: list[str]

    @property
    def bytes(self) -> int:
        """Memory of the arrays."""
        return sum(array.nbytes for array in self.arrays.values()) + (self.course.bytes if self.course else 0)


@dataclass(frozen=True)
class Aside:
    """What was put aside: a machine, what undo knew of it, and the album."""

    present: Snapshot
    past: list[Snapshot]
    album: tuple[tuple[str, NDArray[np.float32]], ...]


class ControlPanel:
    """One machine with its brain, the picture it looks at, and the journal. ``work`` is the only way to change them.

    ``on_progress(what, done, total, note)`` is called during long work, ``on_note(text)`` for what happens beside it.
    While training, Ctrl-C asks to stop after the pass. ``album``: pictures that were kept, with their labels.
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
        config = config or MachineConfig()
        asked = config.response.n_r != MachineConfig().response.n_r
        self.backend: Backend = Mark1Backend(MarkI(config), asked_r_units=asked)
        self.journal = journal or Journal()
        self.on_progress = on_progress or (lambda what, done, total, note: None)
        self.on_note = on_note or (lambda text: None)
        self.journal.on_trouble = lambda text: self.on_note(text)
        self.stop_request = StopRequest()
        self.glance_s = GLANCE_S
        self.sight: Sight | None = None
        self.sight_is_old = False
        self.course: Course | None = None
        self.verdict: Verdict | None = None
        self.rig: Rig | None = None
        self.album: tuple[tuple[str, NDArray[np.float32]], ...] = ()
        self.history: list[str] = []
        self.under_way = ""
        self._past: list[Snapshot] = []
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

    @property
    def machine(self) -> MarkI:
        """The machine: its camera, photocells and wires serve whichever brain is in use."""
        return self.backend.machine

    # ---- actions as text

    def execute(self, line: str) -> Reply:
        """Do what one line says. Raises CommandError for what it cannot mean; nothing is changed by an error."""
        return at_once(self.work(line))

    def work(self, line: str) -> Lapse[Reply]:
        """The same in portions: it comes back wherever the work may pause or machine time pass, see ``lapse.py``.

        Closed before its end, it changes nothing, as if there had been an error. While it is ``under_way``, only
        questions are answered; ``stop_request.asked`` ends a run, which is journaled as far as it went.
        """
        words = self._words(line)
        if not words:
            return Reply("")
        amends, words = words[0] == AMEND, words[1:] if words[0] == AMEND else words
        command, seen = self._command(words or [AMEND]), self.sight
        before = self._snapshot() if command.kind == "act" else None
        interrupted, self.under_way = self.under_way, line
        try:
            done = command.run(self, words[1:])
            reply = (yield from done) if isinstance(done, Generator) else done
            self.join_rig()
        except BaseException:
            if before is not None:
                self._return_to(before)
            raise
        finally:
            self.under_way = interrupted
        said = reply.data.get("journal", shlex.join(words))
        if command.kind == "act":
            if amends and self._past:
                said = f"{AMEND} {said}"
            else:
                self._remember(before)
            self.sight_is_old = self.sight is seen
        self.journal.record(said, replays=command.kind != "ask")
        if command.kind != "ask" and words[0] not in ("load", "undo", "aside", "back"):
            self.history = [*self.history, said][-HISTORY_LINES:]
        return reply

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

    def _words(self, line: str) -> list[str]:
        try:
            return words_of(line)
        except ValueError as error:
            raise CommandError(f"{line!r}: a quote is not closed ({error})") from None

    # ---- undo

    def undo(self) -> None:
        """Back to before the last change. Raises CommandError if there is none to go back to."""
        if not self._past:
            raise CommandError("nothing to undo, or the machine is too large to keep a second time")
        self._return_to(self._past.pop())

    def put_aside(self, name: str) -> None:
        """Keep the present, album and undo under a name. Raises CommandError for too many names."""
        if name not in self.aside and len(self.aside) >= MOST_ASIDE:
            raise CommandError(f"aside: at most {MOST_ASIDE} names, there are {', '.join(self.aside)}; use one again")
        self.aside[name] = Aside(self._present(), self._past, self.album)

    def take_back(self, name: str) -> None:
        """Go on with what was put aside; it stays there too. Raises CommandError for a name that is none."""
        if name not in self.aside:
            raise CommandError(f"nothing was put aside as {name!r}; there is: {', '.join(self.aside) or 'nothing'}")
        then = self.aside[name]
        self._return_to(then.present)
        self._past, self.album = then.past, then.album

    def _snapshot(self) -> Snapshot | None:
        """The present, unless it is too large to keep a second time."""
        if self.machine.potentiometers.n_pots * BYTES_A_POT > UNDO_BYTES:
            return None
        return self._present()

    def _present(self) -> Snapshot:
        plain, arrays = self.backend.capture()
        return Snapshot(
            self.backend.name, plain, arrays, self.sight, self.sight_is_old, self.course, self.verdict, self.history
        )

    def _return_to(self, then: Snapshot) -> None:
        self.backend = restored(then.backend, then.plain, then.arrays)
        self.sight, self.sight_is_old = then.sight, then.sight_is_old
        self.course, self.verdict, self.history = then.course, then.verdict, then.history
        try:
            self.join_rig()
        except RigError as error:
            self.leave_rig()
            self.note(f"the rig is no longer joined: {error}")

    def _remember(self, before: Snapshot | None) -> None:
        """Keep what was before the last change; one too large to keep is where undo ends."""
        self._past = [*self._past, before][-UNDO_STEPS:] if before else []
        while self._past and sum(then.bytes for then in self._past) > UNDO_BYTES:
            del self._past[0]

    # ---- what several actions share

    def look(self, light: NDArray[np.float32], name: str, scene: Scene | None = None) -> Sight:
        """Let the machine see light on its retina, cut out of a scene; what it made of it stays on the panel."""
        self.sight, self.sight_is_old = replace(self.backend.look(name, light), scene=scene), False
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
            raise CommandError(
                f"the album has {len(fits)} pictures for a retina of {retina.rows} x {retina.cols}: present one, "
                "then keep A"
            )
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
        """All motors of a rig off until 'rig arm', now: from any thread, whatever is under way."""
        if self.rig:
            self.rig.board.stop()

    def note(self, text: str) -> None:
        """Tell what happened beside the work; the journal keeps it."""
        self.journal.record(text, replays=False)
        self.on_note(text)

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
        self.backend, self.history = backend, history
        self.files.add(os.path.realpath(path))
        self.forget()

    def forget(self) -> None:
        """No picture, course or verdict: they were another machine's."""
        self.sight = self.course = self.verdict = None

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
