"""The session: what is on the panel, whatever asks for it. It knows no command and no line of text."""

import os
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments, storage
from mark1.backends.answer import AnswerFacts
from mark1.backends.backend import Backend, Observation
from mark1.backends.catalogue import check_sizes, is_state, restored
from mark1.backends.mark1 import Mark1Backend
from mark1.commit import attributes, commit
from mark1.deprecated import OldAttribute
from mark1.errors import CommandError, Mark1Error, RigError, StorageError
from mark1.log import logger
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.optics import Scene
from mark1.panel.changes import BackendState, Changes, Snapshot
from mark1.panel.journal import Journal
from mark1.panel.stop_request import StopRequest
from mark1.stimuli.reading import AS_USUAL, Reading
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.text import counted
from mark1.training.evaluation import EvaluationResult
from mark1.training.novelty import MEMORY, OFF, Memory, memory_arrays, memory_of, with_distance
from mark1.training.training_run import TrainingRun

if TYPE_CHECKING:
    from mark1.rig.board.joined import Rig

ALBUM = "album"
GLANCE_S = 1 / 30


class Session:
    """One machine with its back end, the picture it looks at, what it was taught, and the journal.

    ``on_progress(what, done, total, note)`` is called during long work, ``on_note(text)`` for what happens beside it.
    While training, Ctrl-C asks to stop after the pass; with a rig at once, and its motors are off before that.
    ``album``: pictures that were kept, with their labels. ``evaluation_is_old``, ``accuracy_is_old``: the machine was
    changed since the evaluation, or since the training run was over. ``origin``: another object after everything was
    forgotten, or for another machine. ``others``: back ends not in use, by name. ``changes``: what undo and redo go to;
    ``snapshots``: what is kept, by name. ``glance_s``: how often fast work is looked at; 0 after every stretch,
    whatever the clock says. ``files``: what was saved or loaded here, which a line may write over. ``memory``: the
    training pictures, by which ``answer`` knows what is like none of them; ``unknown_cells``: how far that is, ``off``
    or ``auto``.
    """

    course = OldAttribute("training_run")
    verdict = OldAttribute("evaluation")
    verdict_is_old = OldAttribute("evaluation_is_old")
    sight = OldAttribute("observation")

    def __init__(
        self,
        config: MachineConfig | None = None,
        journal: Journal | None = None,
        on_progress: Callable[[str, int, int, str], None] | None = None,
        on_note: Callable[[str], None] | None = None,
    ) -> None:
        config = MachineConfig() if config is None else config
        arguments.instance("config", config, MachineConfig)
        journal = Journal() if journal is None else journal
        arguments.instance("journal", journal, Journal)
        arguments.function("on_progress", on_progress)
        arguments.function("on_note", on_note)
        asked = config.response.n_r != MachineConfig().response.n_r
        self._backend: Backend = Mark1Backend(MarkI(config), asked_r_units=asked)
        self.journal = journal
        self.on_progress = on_progress or _unheard
        self.on_note = on_note or _unheard
        self.journal.on_trouble = lambda text: self.on_note(text)
        self.stop_request = StopRequest()
        self.glance_s = GLANCE_S
        self.observation: Observation | None = None
        self.observation_is_old = False
        self.training_run: TrainingRun | None = None
        self.accuracy_is_old = False
        self.evaluation: EvaluationResult | None = None
        self.evaluation_is_old = False
        self.origin: object = object()
        self.rig: Rig | None = None
        self.album: tuple[tuple[str, NDArray[np.float32]], ...] = ()
        self.history: list[str] = []
        self.changes = Changes()
        self.others: Mapping[str, BackendState] = {}
        self.snapshots: dict[str, Snapshot] = {}
        self.files: set[str] = set()
        self.memory: Memory | None = None
        self.unknown_cells: float | str = OFF
        self._told_slow = False

    def __getstate__(self) -> dict[str, Any]:
        """What a copy takes along, here or in another process: all but what there can be only one of.

        The journal's file, the rig, and who listens stay with the original; the copy's journal has the same lines, in
        memory, and its pots are simulated from where they stand.
        """
        journal = Journal()
        journal.lines = list(self.journal.lines)
        alone = {"journal": journal, "rig": None, "stop_request": StopRequest()}
        return {**vars(self), **alone, "on_progress": _unheard, "on_note": _unheard}

    @property
    def machine(self) -> MarkI:
        """The machine: its camera, photocells and wires serve every back end.

        It is one object for the life of the session. A new machine, a loaded one, undo and a line that failed give it
        other parts (``machine.potentiometers`` ...): ask it for them anew.
        """
        return self.backend.machine

    @property
    def backend(self) -> Backend:
        """The back end in use. One that is set brings its machine along, as the parts of ``machine``."""
        return self._backend

    @backend.setter
    def backend(self, backend: Backend) -> None:
        commit(self._exchange(backend))

    def _exchange(self, backend: Backend) -> list[partial[Any]]:
        """The changes of switching the back end, for a commit."""
        machine = self.machine
        parts = [attributes(machine, vars(backend.machine)), attributes(backend.front, {"machine": machine})]
        return [*parts, attributes(self, {"_backend": backend})]

    # ---- pictures

    def look(
        self, light: NDArray[np.float32], name: str, scene: Scene | None = None, again: Observation | None = None
    ) -> Observation:
        """Let the machine see light on its retina, cut out of a scene; what it made of it stays on the panel.

        ``again``: with the jitter that the photocells had when they saw that.
        """
        arguments.instance("name", name, str)
        generator = self.machine.retina.rng.bit_generator
        before = generator.state
        chance = before if again is None or again.chance is None else again.chance
        generator.state = chance
        self.observation, self.observation_is_old = (
            replace(self.backend.look(name, light), scene=scene, chance=chance),
            False,
        )
        if chance is not before:
            generator.state = before
        if self.rig:
            self.rig.show(self.observation.a, self.observation.responses)
        return self.observation

    def stimuli(self, data: str, reading: Reading = AS_USUAL) -> StimulusSet:
        """The labelled pictures ``data`` names, as this machine's camera sees them. Same seed, same pictures."""
        from mark1.stimuli.library import load

        arguments.instance("data", data, str)
        if data == ALBUM:
            return self._kept()

        def progress(done: int, total: int) -> None:
            self.on_progress("pictures", done, total, os.path.basename(data)[-40:])

        found = load(data, self.machine.optics, rng=self.rng(data), progress=progress, reading=reading)
        logger(__name__).info("%s: %d pictures, %d classes", data, len(found), len(found.classes))
        return found

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
        arguments.instance("purpose", purpose, str)
        return chance_for(self.machine.config.seed, purpose)

    def remember(self, stimuli: StimulusSet) -> None:
        """Keep the pictures of a training set, as the photocells see them without jitter."""
        arguments.instance("stimuli", stimuli, StimulusSet)
        self.memory = Memory.of(stimuli, self.machine.retina.config.threshold)

    def answer(self, observation: Observation) -> AnswerFacts:
        """The answer to a picture, its distance from the training picture of that class which is nearest, in cells.

        Beyond ``unknown_cells`` there is no answer. The distance is None where no training pictures are known.
        """
        arguments.instance("observation", observation, Observation)
        return with_distance(self.backend.answer(observation), observation, self.memory, self.unknown_cells)

    # ---- the rig

    def join_rig(self) -> None:
        """The present machine's first pots are those of the rig, if there is one. Raises RigError."""
        if self.rig:
            self.rig.join(self.machine)

    def leave_rig(self) -> None:
        """Disconnect the rig; the machine keeps its weights."""
        if self.rig:
            self.rig.leave(self.machine)
        self.rig = None

    def stop_motors(self) -> None:
        """All motors of a rig off until 'rig arm', now: from any thread, whatever is under way. Raises RigError."""
        if self.rig:
            self.rig.board.stop()

    def halt_motors(self) -> None:
        """``stop_motors`` for a signal handler: a board that is away stops by itself."""
        with suppress(RigError):
            self.stop_motors()

    # ---- notes

    def note(self, text: str) -> None:
        """Tell what happened beside the work; the journal keeps it."""
        arguments.instance("note", text, str)
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
        storage.save(path, *self.contents(amid))
        self.files.add(os.path.realpath(path))

    def contents(self, amid: str = "") -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """What ``save`` writes: plain values, and arrays by name."""
        plain, arrays = self.backend.capture()
        history = [*self.history, f"# amid: {amid}"] if amid else self.history
        meta = {"backend": self.backend.name, **plain, "history": history, "course": self._summary()}
        if self.memory is not None:
            meta["remembered"] = list(self.memory.classes)
        return meta, arrays | memory_arrays(self.memory)

    def load(self, path: str) -> None:
        """Replace the machine by a saved one. Raises StorageError; the machine then stays."""
        meta, arrays = storage.load(path, lambda name: is_state(name) or name in MEMORY, check_sizes)
        try:
            backend = restored(meta["backend"], meta, arrays)
            history = [str(line) for line in meta["history"]]
            memory = memory_of(arrays, meta.get("remembered"))
        except (KeyError, TypeError, ValueError, Mark1Error) as error:
            raise StorageError(f"{path}: not a valid .mark1 file ({error})") from error
        kept: dict[str, Any] = {"history": history, "others": {}, "memory": memory}
        commit([*self._exchange(backend), attributes(self, _forgotten() | kept)])
        self.files.add(os.path.realpath(path))

    def forget(self) -> None:
        """No picture, training run or evaluation: they were another machine's."""
        commit([attributes(self, _forgotten())])

    def _summary(self) -> dict[str, Any] | None:
        if self.training_run is None:
            return None
        course = self.training_run
        return {
            "stimuli": course.stimuli.name,
            "passes": course.epochs,  # the key of saved files, whatever the word elsewhere
            "corrections": course.corrections,
            "train_accuracy": course.train_accuracy,
            "test_accuracy": course.test_accuracy,
        }


def chance_for(seed: int, purpose: str) -> np.random.Generator:
    """A generator for one purpose of a session whose machine has this seed."""
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32(purpose.encode(errors="surrogateescape"))]))


def _unheard(*told: object) -> None:
    """Where nobody listens."""


def _forgotten() -> dict[str, Any]:
    """A session's attributes without a picture, a training run or an evaluation."""
    none = dict.fromkeys(("observation", "training_run", "evaluation"))
    return {**none, "accuracy_is_old": False, "evaluation_is_old": False, "origin": object(), "memory": None}
