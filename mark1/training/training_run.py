"""A course of training: the trainer shows the pictures, epoch after epoch, until no answer is wrong."""

import sys
import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.backends.backend import Backend, Trainer, TrainingStep
from mark1.data_frame import data_frame
from mark1.deprecated import OldAttribute
from mark1.errors import RigError, StoppedError
from mark1.log import logger
from mark1.machine.config import CORRECTING
from mark1.machine.simulated_time import Process
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.training import warm_up

if TYPE_CHECKING:
    from pandas import DataFrame

log = logger(__name__)
# What a teacher's work is called: by a rule that looks at errors, and by one that does not.
WORKS = ("corrections", "reinforcements")
ALL = sys.maxsize
MUTABLE = ("corrections", "losses", "wrong", "wrong_of", "wrong_of_now")  # of a course, in place


class EpochResult(NamedTuple):
    """A whole epoch: its corrections or reinforcements (for a network, its loss), and the fraction of right answers."""

    work: float
    right: float


@dataclass(eq=False)
class TrainingRun:
    """A training run: its progress and its results.

    Lists have one entry per epoch, ``wrong_of`` one per picture. ``corrections`` is empty for a network, ``losses``
    for the Mark I; ``before``: the epochs of earlier runs with these pictures on this machine. ``wrong_of`` counts the
    corrections each picture took; for a network, or a rule that ignores errors, the epochs in which it was wrong.
    ``rule``: the rule of the Mark I, as last set. ``trouble``: what ended the run early, if a rig did; ``stopped_by``:
    who switched its motors off. The accuracies are None until it is over.

    Of the current epoch: ``order`` of the pictures, ``place`` in it (the number shown), ``corrections_now`` and
    ``wrong_of_now``. ``showing``: the picture shown last, by number; ``wrong_r`` (n_r,): the R-units whose sum is on
    the wrong side for it, None for a network. The pictures stay as the camera saw them when the run began.
    """

    stimuli: StimulusSet
    classes: tuple[str, ...]
    wanted_epochs: int
    test: StimulusSet | None = None
    rule: str = CORRECTING[0]
    before: tuple[EpochResult, ...] = ()
    corrections: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    wrong_of: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    order: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    place: int = 0
    corrections_now: int = 0
    wrong_of_now: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    showing: int | None = None
    wrong_r: NDArray[np.bool_] | None = None
    seconds: float = 0.0
    machine_time_s: float = 0.0
    settled: bool = False
    interrupted: bool = False
    trouble: str = ""
    stopped_by: str = ""
    train_accuracy: float | None = None
    test_accuracy: float | None = None

    passes: ClassVar = OldAttribute("epochs")

    @property
    def corrects(self) -> bool:
        """Whether only errors are reinforced, so that it may settle."""
        return self.rule in CORRECTING

    @property
    def alone(self) -> bool:
        """Whether nobody said what is right."""
        return self.rule == "spontaneous"

    @property
    def work(self) -> str:
        """What ``corrections`` counts."""
        return WORKS[not self.corrects]

    @property
    def curve(self) -> NDArray[np.float64]:
        """Work and share right of every whole epoch, (n_epochs, 2); those of the courses before included."""
        works, wrong = np.array(self.losses or self.corrections, np.float64), np.array(self.wrong, np.float64)
        n = min(len(works), len(wrong))
        now = np.stack([works[:n], 1 - wrong[:n] / max(1, len(self.stimuli))], axis=1)
        return np.concatenate([np.array(self.before, np.float64).reshape(-1, 2), now])

    def to_dataframe(self) -> "DataFrame":
        """A row per epoch, earlier runs included: ``epoch``, the work (``corrections``, ``reinforcements`` or
        ``loss``), and ``right``, the fraction of right answers. Raises ImportError without pandas."""
        work, right = self.curve.T
        result = {"loss": work} if self.losses else {self.work: work.astype(np.int64)}
        return data_frame({"epoch": np.arange(1, len(work) + 1), **result, "right": right})

    @property
    def epochs(self) -> int:
        """Epochs done."""
        return len(self.wrong)

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.settled or self.epochs >= self.wanted_epochs

    @property
    def wanted(self) -> str | None:
        """The label of the picture shown last."""
        return None if self.showing is None else self.stimuli.classes[self.stimuli.class_of[self.showing]]

    @property
    def bytes(self) -> int:
        """Memory of what is its own: not of the pictures."""
        return self.order.nbytes + self.wrong_of.nbytes + self.wrong_of_now.nbytes

    def resumed(self) -> "TrainingRun":
        """A copy to continue with; this one stays as it is, for undo."""
        mutable: dict[str, Any] = {name: copy(getattr(self, name)) for name in MUTABLE}
        return replace(self, **mutable, interrupted=False, trouble="", stopped_by="")

    def still(self) -> "TrainingRun":
        """A copy to look at, which stays as it is while this one continues; without the counts of each picture."""
        twin = copy(self)
        twin.corrections, twin.losses, twin.wrong = self.corrections[:], self.losses[:], self.wrong[:]
        twin.wrong_of = twin.wrong_of_now = np.zeros(0, np.int64)
        return twin

    def next_pictures(self, trainer: Trainer, most: int) -> NDArray[np.int64]:
        """The pictures that come next in this epoch, or in a new one: their numbers."""
        if self.place == len(self.order):
            self.order, self.place, self.corrections_now = trainer.order(), 0, 0
            self.wrong_of_now = np.zeros(len(self.stimuli), np.int64)
        return self.order[self.place : self.place + most]

    def add(self, step: TrainingStep) -> None:
        """Count a step: its pictures were shown, in the order that was asked for."""
        self.place += step.shown
        self.showing = int(self.order[self.place - 1])
        self.wrong_of_now += step.wrong_of
        self.corrections_now += step.corrections or 0
        if self.place == len(self.order):
            self._end_epoch(step)

    def lose_rig(self, lost: RigError, asked: bool) -> None:
        """The rig is lost for good, or was stopped: no trouble if that was asked for."""
        self.interrupted, self.stopped_by = True, lost.by if isinstance(lost, StoppedError) else ""
        self.trouble = "" if self.stopped_by and asked else str(lost)

    def _end_epoch(self, last: TrainingStep) -> None:
        if last.corrections is not None:
            self.corrections.append(self.corrections_now)
        if last.loss is not None:
            self.losses.append(last.loss)
        self.wrong.append(int(np.count_nonzero(self.wrong_of_now)))
        self.wrong_of = self.wrong_of_now + (self.wrong_of if len(self.wrong_of) else 0)
        self.settled = last.settled or (self.corrects and last.corrections is not None and self.corrections_now == 0)


def advance(
    backend: Backend,
    course: TrainingRun,
    trainer: Trainer,
    pictures: int = ALL,
    asked_to_stop: Callable[[], bool] = lambda: False,
    after: Callable[[TrainingStep], None] = lambda step: None,
) -> Process[int]:
    """Show the next pictures of a course, epoch after epoch, a stretch at a time: how many were shown.

    Ends with the course, when asked to stop, or when a rig is lost for good; of the last two the course says so, and
    what was learned is kept. ``after`` hears of every stretch. Before each, time may pass.
    """
    shown, dt_s = 0, (yield)
    log.debug("%s: from epoch %d, at most %d", course.stimuli.name, course.epochs, course.wanted_epochs)
    try:
        while True:
            order = course.next_pictures(trainer, pictures - shown)
            if backend.by_rule and warm_up.pays(backend.machine, len(order)):
                warm_up.warm_up(backend.machine)
            began, began_s = time.perf_counter(), backend.machine.machine_time_s
            step = yield from trainer.teach(order, dt_s)
            course.add(step)
            course.seconds += time.perf_counter() - began
            course.machine_time_s += backend.machine.machine_time_s - began_s
            shown += step.shown
            done = course.over or shown >= pictures
            course.interrupted = not done and asked_to_stop()
            after(step)
            if done or course.interrupted:
                log.debug("%s: %d pictures shown, %d epochs done", course.stimuli.name, shown, course.epochs)
                return shown
            dt_s = yield
    except RigError as lost:
        course.lose_rig(lost, asked_to_stop())
        return shown


def name_of(stimuli: StimulusSet, i: int) -> str:
    """What a picture is called in reports: its source, or its number in the set, and its label."""
    source = stimuli.sources[i] if stimuli.sources else f"{stimuli.name} number {i}"
    return f"{source} ({stimuli.classes[stimuli.class_of[i]]})"
