"""The control panel: what an operator can do. Every action is one line of text."""

import os
import shlex
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1 import storage
from mark1.errors import CommandError, ConfigError, Mark1Error, StorageError
from mark1.machine import state
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.teacher import Code, r_units_needed
from mark1.panel.journal import Journal
from mark1.panel.stop_request import StopRequest
from mark1.panel.training import Course, Verdict
from mark1.stimuli.stimulus_set import StimulusSet

UNDO_STEPS = 50
UNDO_BYTES = 256 * 2**20
BYTES_A_POT = 50
HISTORY_LINES = 10_000


@dataclass(frozen=True)
class Reply:
    """What an action answers: a line for people, and values for programs."""

    text: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sight:
    """The picture before the camera, and what the machine made of it."""

    name: str
    light: NDArray[np.float32]
    s: NDArray[np.bool_]
    a: NDArray[np.bool_]
    sum_v: NDArray[np.float64]
    responses: NDArray[np.int8]


@dataclass(frozen=True)
class Snapshot:
    """All that undo must bring back."""

    plain: dict[str, Any]
    arrays: dict[str, NDArray[Any]]
    code: Code | None
    sight: Sight | None
    course: Course | None
    verdict: Verdict | None
    asked_r_units: bool
    history: list[str]

    @property
    def bytes(self) -> int:
        """Memory of the arrays."""
        return sum(array.nbytes for array in self.arrays.values())


class ControlPanel:
    """One machine, its code, the picture it looks at, and the journal. ``execute`` is the only way to change them.

    ``on_progress(what, done, total, note)`` is called during long work. While training, Ctrl-C asks to stop after
    the pass.
    """

    def __init__(
        self,
        config: MachineConfig | None = None,
        journal: Journal | None = None,
        on_progress: Callable[[str, int, int, str], None] | None = None,
    ) -> None:
        self.machine = MarkI(config)
        self.journal = journal or Journal()
        self.on_progress = on_progress or (lambda what, done, total, note: None)
        self.stop_request = StopRequest()
        self.code: Code | None = None
        self.sight: Sight | None = None
        self.course: Course | None = None
        self.verdict: Verdict | None = None
        self.asked_r_units = False
        self.history: list[str] = []
        self._past: list[Snapshot] = []

    # ---- actions as text

    def execute(self, line: str) -> Reply:
        """Do what one line says. Raises CommandError for what it cannot mean; nothing is changed by an error."""
        from mark1.panel.commands.table import COMMANDS
        from mark1.panel.commands.words import nearest

        words = self._words(line)
        if not words:
            return Reply("")
        command = COMMANDS.get(words[0])
        if command is None:
            raise CommandError(f"no command {words[0]!r}{nearest(words[0], COMMANDS)}; help lists them")
        before = self._snapshot() if command.kind == "act" else None
        try:
            reply = command.run(self, words[1:])
        except BaseException:
            if before is not None:
                self._return_to(before)
            raise
        if command.kind == "act":
            self._remember(before)
        said = reply.data.get("journal", shlex.join(words))
        self.journal.record(said, replays=command.kind != "ask")
        if command.kind != "ask" and words[0] not in ("load", "undo"):
            self.history = [*self.history, said][-HISTORY_LINES:]
        return reply

    def _words(self, line: str) -> list[str]:
        try:
            return shlex.split(line, comments=True)
        except ValueError as error:
            raise CommandError(f"{line!r}: a quote is not closed ({error})") from None

    # ---- undo

    def undo(self) -> None:
        """Back to before the last change. Raises CommandError if there is none to go back to."""
        if not self._past:
            raise CommandError("nothing to undo, or the machine is too large to keep a second time")
        self._return_to(self._past.pop())

    def _snapshot(self) -> Snapshot | None:
        """The present, unless it is too large to keep a second time."""
        if self.machine.potentiometers.n_pots * BYTES_A_POT > UNDO_BYTES:
            return None
        plain, arrays = state.capture(self.machine)
        return Snapshot(
            plain, arrays, self.code, self.sight, self.course, self.verdict, self.asked_r_units, self.history
        )

    def _return_to(self, then: Snapshot) -> None:
        self.machine = state.restored(then.plain, then.arrays)
        self.code, self.sight, self.course, self.verdict = then.code, then.sight, then.course, then.verdict
        self.asked_r_units, self.history = then.asked_r_units, then.history

    def _remember(self, before: Snapshot | None) -> None:
        """Keep what was before the last change; one too large to keep is where undo ends."""
        self._past = [*self._past, before][-UNDO_STEPS:] if before else []
        while self._past and sum(then.bytes for then in self._past) > UNDO_BYTES:
            del self._past[0]

    # ---- what several actions share

    def look(self, light: NDArray[np.float32], name: str) -> Sight:
        """Let the machine see light on its retina; what it made of it stays on the panel."""
        machine = self.machine
        s = machine.retina.sense(light)
        a = machine.association.fire(machine.patch_board.carry(s))
        sum_v = machine.potentiometers.sum(a)
        self.sight = Sight(name, light, s, a, sum_v, machine.response.answer(sum_v))
        return self.sight

    def answer(self, sight: Sight) -> dict[str, Any]:
        """The answer to a sight: ``label`` (None before any class is known), ``margin_v``, ``responses``."""
        responses = sight.responses.tolist()
        if self.code is None:
            return {"label": None, "margin_v": None, "responses": responses}
        index = int(self.code.nearest(sight.sum_v[np.newaxis])[0])
        margin_v = self.code.margin_v(sight.sum_v, index)
        return {"label": self.code.classes[index], "margin_v": margin_v, "responses": responses}

    def stimuli(self, data: str) -> StimulusSet:
        """The labelled pictures ``data`` names, as this machine's camera sees them. Same seed, same pictures."""
        from mark1.stimuli.library import load

        def progress(done: int, total: int) -> None:
            self.on_progress("pictures", done, total, os.path.basename(data)[-40:])

        return load(data, self.machine.optics, rng=self.rng(data), progress=progress)

    def rng(self, purpose: str) -> np.random.Generator:
        """Chance for one purpose, from the machine's seed: always the same for the same purpose."""
        seeds = [self.machine.config.seed, zlib.crc32(purpose.encode(errors="surrogateescape"))]
        return np.random.Generator(np.random.PCG64(seeds))

    def adopt(self, classes: tuple[str, ...]) -> str:
        """Make the code for these classes, unless the one in use has them all; a note if the machine had to grow.

        Raises ConfigError when the machine has learned other classes, or its R-units cannot tell so many apart.
        """
        if self.code is not None and set(classes) <= set(self.code.classes):
            return ""
        if self.code is not None and self.machine.corrections:
            new = sorted(set(classes) - set(self.code.classes))
            raise ConfigError(
                f"the machine has learned other classes ({new[0]!r} is not among them): reset it first, "
                "or make a new machine"
            )
        config, note = self.machine.config, ""
        name, needed = config.teacher.code, r_units_needed(config.teacher.code, len(classes))
        if (
            name == "onehot"
            and needed > config.response.n_r
            and not self.asked_r_units
            and not self.machine.corrections
        ):
            self.machine = _with_r_units(self.machine, needed)
            note = f"one R-unit a class: the machine got {needed} R-units (the Mark I had {config.response.n_r})"
        self.code = Code(name, classes, self.machine.config.response.n_r)
        return note

    # ---- files

    def save(self, path: str) -> None:
        """Save machine, code and history. Raises StorageError."""
        plain, arrays = state.capture(self.machine)
        code = {"name": self.code.name, "classes": list(self.code.classes)} if self.code else None
        meta = {"backend": "mark1", "code": code, "asked_r_units": self.asked_r_units, "history": self.history}
        storage.save(path, {**meta, "course": self._summary(), "machine": plain}, arrays)

    def load(self, path: str) -> None:
        """Replace the machine by a saved one. Raises StorageError; the machine then stays."""
        meta, arrays = storage.load(path)
        try:
            if meta.get("backend") != "mark1":
                raise ConfigError(f"its back end {meta.get('backend')!r} is not known here")
            machine = state.restored(meta["machine"], arrays)
            code, history = _code(meta["code"], machine.config.response.n_r), [str(line) for line in meta["history"]]
        except (KeyError, TypeError, ValueError, Mark1Error) as error:
            raise StorageError(f"{path}: damaged, or not of this program ({error}): use another copy") from error
        self.machine, self.code, self.history = machine, code, history
        self.asked_r_units = meta.get("asked_r_units") is True
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


def _code(plain: Any, n_r: int) -> Code | None:
    """The code of a saved file. Raises ConfigError for what is none."""
    if plain is None:
        return None
    name, classes = plain["name"], plain["classes"]
    labels = isinstance(classes, list) and all(isinstance(label, str) for label in classes)
    if name not in ("binary", "onehot") or not labels or not 2 <= len(classes) == len(set(classes)):
        raise ConfigError("a code is binary or onehot, for two different classes or more")
    return Code(name, classes, n_r)


def _with_r_units(machine: MarkI, n_r: int) -> MarkI:
    """The machine with another number of R-units and a new bank of pots; wires, units and faults stay."""
    config = machine.config
    grown = MarkI(replace(config, response=replace(config.response, n_r=n_r)))
    grown.retina, grown.patch_board, grown.association = machine.retina, machine.patch_board, machine.association
    grown.teacher_rng, grown.damage_rng = machine.teacher_rng, machine.damage_rng
    return grown
