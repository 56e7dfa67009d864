"""ScoringBackend: what a back end of your own derives from. It learns arrays, and gives every class a score.

    light (n, n_s) 0..1  -->  learn, epoch by epoch  -->  arrays  -->  scores (n, n_classes)  -->  highest: the answer

A subclass has a ``name`` and the three methods ``begin``, ``learn`` and ``scores``. Saving, undo, the window, sweeps
and the panel then work as with any other back end. See ``examples/plugin/``.
"""

from abc import ABC, abstractmethod
from collections.abc import Generator
from copy import copy
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mark1.backends.answer import AnswerFacts, NoAnswer, answered, silence
from mark1.backends.backend import Arrays, Light, NameOf, Observation, Show, TrainingStep, indices_in
from mark1.backends.mark1 import Mark1Backend
from mark1.errors import ConfigError, expected
from mark1.machine.mark1 import MarkI
from mark1.machine.simulated_time import Process
from mark1.machine.teacher import index_of
from mark1.stimuli.stimulus_set import StimulusSet

OWN = "brain."  # what the names of its arrays begin with in a saved file
Numbers = NDArray[np.float64]


class ScoringBackend(ABC):
    """A classifier behind the photocells of ``front``, a Mark I that stays as it is. ``arrays``: what it learned."""

    name = ""
    by_epoch, by_rule, in_volts, pictured, network = True, False, False, True, None

    def __init__(self, front: Mark1Backend) -> None:
        self.front = front
        self.reset()

    # ---- of a subclass

    @abstractmethod
    def begin(self, n_s: int, n_classes: int) -> Arrays:
        """The arrays before anything is learned, by name; learning never changes their shapes or dtypes."""

    @abstractmethod
    def learn(self, light: Numbers, class_of: NDArray[np.int64], rng: np.random.Generator) -> bool:
        """One epoch: learn pictures ``light`` (n, n_s), 0..1, of the classes ``class_of`` (n,), into ``self.arrays``.

        Returns whether further epochs would change nothing. ``rng`` is drawn from the machine's seed.
        """

    @abstractmethod
    def scores(self, light: Numbers) -> Numbers:
        """How well every class fits pictures ``light`` (n, n_s): ndarray of shape (n, n_classes), pure numbers."""

    def in_a_line(self) -> str:
        """Its sizes and settings, for people."""
        return f"{self.machine.retina.n_s} photocells -> {len(self.classes) or 'no'} classes"

    def looks_for(self, since_start: bool = False) -> Numbers:
        """What each class looks for on the retina, (n_classes, rows, cols); zeros unless a subclass knows better."""
        return np.zeros((len(self.classes), self.front.machine.optics.rows, self.front.machine.optics.cols))

    # ---- of all

    @property
    def machine(self) -> MarkI:
        """The machine it looks through."""
        return self.front.machine

    @property
    def taught(self) -> bool:
        """Whether it has learned anything yet."""
        return self.epochs > 0

    def reset(self) -> None:
        """Forget everything learned, and the classes."""
        self.classes: tuple[str, ...] = ()
        self.arrays: Arrays = {}
        self.epochs = 0

    def adopt(self, classes: tuple[str, ...]) -> str:
        """Begin with these classes, unless it has them all. Raises ConfigError if it learned others."""
        if set(classes) <= set(self.classes):
            return ""
        if self.taught:
            raise ConfigError(f"{self.name} has learned other classes ({self.classes[0]!r} ...): reset it first")
        self.classes, self.arrays = classes, self.begin(self.machine.retina.n_s, len(classes))
        return ""

    def look(self, name: str, light: Light) -> Observation:
        """What photocells and A-units make of a picture ``light`` (rows, cols), and the scores of the classes."""
        s = self.machine.retina.sense(light)
        a = self.machine.association.fire(self.machine.patch_board.carry(s))
        return Observation(name, light, s, a, scores=self._scores(light[np.newaxis])[0] if self.classes else None)

    def answer(self, observation: Observation) -> AnswerFacts:
        """``label`` and ``score``, and the ``scores`` by class; ``reason`` where there is no answer."""
        scores = observation.scores
        if scores is None or len(scores) != len(self.classes):
            return silence(NoAnswer.NO_CLASSES)
        if not observation.light.any():
            return silence(NoAnswer.NO_LIGHT)
        by_class = {label: float(score) for label, score in zip(self.classes, scores, strict=True)}
        best = np.flatnonzero(scores == scores.max())
        if len(best) > 1:
            return {**silence(NoAnswer.TIE, [self.classes[i] for i in best]), "score": None, "scores": by_class}
        label = self.classes[int(best[0])]
        return {**answered(label), "score": by_class[label], "scores": by_class}

    def nearness(self, outputs: Numbers) -> Numbers | None:
        """The scores themselves, (n_classes,); None where they do not fit."""
        return outputs if self.classes and len(outputs) == len(self.classes) else None

    def classify(self, light: Light) -> NDArray[np.int64]:
        """The class with the highest score for every picture (n, rows, cols): indices into ``classes``, (n,)."""
        return np.asarray(self._scores(light).argmax(axis=1), np.int64)

    def teach(self, observation: Observation, label: str) -> Generator[Observation, float | None, tuple[None, str]]:
        """Learn one picture. Raises ConfigError for an unknown class."""
        self.epoch(observation.light[np.newaxis], np.array([index_of(label, self.classes)]))
        return None, "learned one picture"
        yield observation  # never: learning takes no machine time

    def wrong_units(self, observation: Observation, label: str) -> None:
        """None: there are no R-units."""
        return

    def trainer(self, stimuli: StimulusSet, most: int, name_of: NameOf, show: Show) -> "ScoringTrainer":
        """Whole epochs, until it settles."""
        return ScoringTrainer(self, stimuli)

    def epoch(self, light: Light, class_of: NDArray[np.int64]) -> bool:
        """One epoch of pictures (n, rows, cols): whether further ones would change nothing."""
        rng = np.random.Generator(np.random.PCG64([self.machine.config.seed, self.epochs]))
        self.arrays = {name: array.copy() for name, array in self.arrays.items()}  # others may still look at these
        settled = self.learn(_flat(light), class_of, rng)
        self.epochs += 1
        return bool(settled)

    def _scores(self, light: Light) -> Numbers:
        return np.asarray(self.scores(_flat(light)), np.float64).reshape(len(light), len(self.classes))

    # ---- state

    def own(self) -> tuple[dict[str, Any], Arrays]:
        """What it has beside the machine: plain values, and copies of its arrays."""
        plain = {"classes": list(self.classes), "epochs": self.epochs}
        return plain, {name: array.copy() for name, array in self.arrays.items()}

    @classmethod
    def behind(cls, front: Mark1Backend, plain: dict[str, Any], arrays: Arrays) -> Self:
        """The back end that ``own`` captured, or a new one of ``{}``. Raises ConfigError for arrays that do not fit."""
        backend = cls(front)
        if plain.get("classes"):
            backend.adopt(tuple(map(str, plain["classes"])))
            backend.epochs, usual = int(plain["epochs"]), backend.arrays
            if _heads(arrays) != _heads(usual):
                raise ConfigError(expected(f"arrays of {cls.name}", str(_heads(usual)), _heads(arrays)))
            backend.arrays = {name: array.copy() for name, array in arrays.items()}
        return backend

    def still(self) -> Self:
        """A copy to look at, which stays as it is."""
        twin = copy(self)
        twin.front = self.front.still()
        return twin

    def capture(self) -> tuple[dict[str, Any], Arrays]:
        """The machine it looks through, and what it learned."""
        (plain, arrays), (brain, held) = self.front.capture(), self.own()
        return {**plain, "brain": brain}, arrays | {f"{OWN}{name}": array for name, array in held.items()}

    @classmethod
    def restored(cls, plain: dict[str, Any], arrays: Arrays) -> Self:
        """What ``capture`` saw. Raises ConfigError, KeyError, TypeError or ValueError for what cannot be one."""
        held = {name.removeprefix(OWN): array for name, array in arrays.items() if name.startswith(OWN)}
        return cls.behind(Mark1Backend.restored(plain, arrays), plain["brain"], held)


class ScoringTrainer:
    """Epoch after epoch of one set. Its loss is the fraction of wrong answers after the epoch."""

    def __init__(self, backend: ScoringBackend, stimuli: StimulusSet) -> None:
        self.backend, self.light, self.class_of = backend, stimuli.light, indices_in(backend.classes, stimuli)

    def order(self) -> NDArray[np.int64]:
        return np.arange(len(self.class_of))

    def teach(self, order: NDArray[np.int64], dt_s: float | None) -> Process[TrainingStep]:
        settled = self.backend.epoch(self.light, self.class_of)
        wrong_of = (self.backend.classify(self.light) != self.class_of).astype(np.int64)
        return TrainingStep(len(order), wrong_of, loss=float(wrong_of.mean()), settled=settled)
        yield  # never: an epoch has no machine time

    def end(self) -> None:
        """Nothing is left to be done."""


def _flat(light: Light) -> Numbers:
    return np.ascontiguousarray(light.reshape(len(light), -1), np.float64)


def _heads(arrays: Arrays) -> dict[str, tuple[tuple[int, ...], str]]:
    return {name: (array.shape, str(array.dtype)) for name, array in sorted(arrays.items())}
