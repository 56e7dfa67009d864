"""Plane record: the results of learning points of the plane: everything that a figure shows, and the report.

PlaneSet + PlaneConfig  -->  experiment.py  -->  PlaneRecord  -->  report.py draws it
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.backprop.registry import PROBABILITIES
from mark1.plane.answers import NOISE, mistaken, undecided
from mark1.plane.best_line import MOST_POINTS, best_line
from mark1.plane.config import PlaneConfig
from mark1.plane.features import feature_map
from mark1.stimuli.plane import PlaneSet, Points
from mark1.text import counted, printable

__all__ = ["PlaneConfig", "PlaneRecord", "Space"]

Sums = NDArray[np.float64]
BATCH = 4096


@dataclass(frozen=True)
class Space:
    """What the last layer sees of the plane: ``of`` (n, 2) -> (n, m). There a line, or a plane, is enough."""

    kind: str  # "features", "hidden units"
    names: tuple[str, ...]
    of: Callable[[Points], Sums]


@dataclass(frozen=True)
class TrainingFacts:
    """How a network was taught, for the record: names and numbers that are otherwise out of sight."""

    optimizer: str
    rate: float
    last_rate: float
    schedule: str
    batch: int

    def in_words(self) -> str:
        """In one sentence."""
        return (
            f"{self.optimizer}, rate {self.rate:g} falling to {self.last_rate:g} ({self.schedule}), batches of"
            f" {self.batch}; features standardized to mean 0 and spread 1"
        )


@dataclass(frozen=True)
class PlaneRecord:
    """A run. ``scores`` (n, 2) -> (n, classes): the largest is the answer; equal ones are none.

    ``curve`` is E_P of a perceptron, or the data loss of a network, and ``wrong`` the points that are wrong: at the
    start and after each epoch. ``penalty`` is lambda R at the end: what is added to the data loss. ``test``: points
    that were not learned.
    """

    stimuli: PlaneSet
    config: PlaneConfig
    scores: Callable[[Points], Sums]
    curve: list[float]
    wrong: list[int]
    space: Space | None = None
    corrections: int | None = None
    cycle: tuple[int, int] | None = None
    penalty: float = 0.0
    training: TrainingFacts | None = None
    test: PlaneSet | None = None

    @property
    def noise(self) -> float:
        """Differences of sums that are rounding; a perceptron is exact."""
        return NOISE if self.is_network else 0.0

    @cached_property
    def wrong_points(self) -> NDArray[np.bool_]:
        """Which points do not get their class, tied ones included: ndarray of shape (n,)."""
        return mistaken(self.scores(self.stimuli.xy), self.stimuli.class_of, self.noise)

    @cached_property
    def undecided(self) -> bool:
        """Whether the sums are equal at every point."""
        return bool(undecided(self.scores(self.stimuli.xy), self.noise).all())

    @property
    def train_accuracy(self) -> float:
        """The share of points on the right side, 0..1."""
        return float(1 - self.wrong_points.mean())

    @cached_property
    def test_accuracy(self) -> float | None:
        """The share of the test points that get their class, 0..1; None without any."""
        if self.test is None:
            return None
        return float(1 - mistaken(self.scores(self.test.xy), self.test.class_of, self.noise).mean())

    @cached_property
    def best_right(self) -> int | None:
        """The most points that any line gets right; None for more than two features or classes, or many points."""
        phi = feature_map(self.config.features)(self.stimuli.xy)[:, 1:]
        if phi.shape[1] != 2 or len(self.stimuli.classes) != 2 or len(phi) > MOST_POINTS:
            return None
        return best_line(phi, self.stimuli.class_of)

    @property
    def epochs(self) -> int:
        """How often all points were shown."""
        return len(self.wrong) - 1

    @property
    def settled(self) -> bool:
        """Whether no point is wrong any more: for a perceptron, that a whole epoch needed no correction."""
        return self.wrong[-1] == 0

    @property
    def is_network(self) -> bool:
        """Whether the scores are those of a network."""
        return self.corrections is None

    @property
    def sure(self) -> bool:
        """Whether scores say which class, and not how probable it is."""
        return not self.is_network or self.config.loss not in PROBABILITIES

    @property
    def noun(self) -> str:
        """The back end in words."""
        units = " + ".join(map(str, self.config.hidden))
        return {
            "perceptron": "a bare perceptron",
            "logistic": LINEAR.get(str(self.config.loss), "a linear classifier"),
            "mlp": f"{units} hidden unit{'s' if units != '1' else ''}",
        }[self.config.backend]

    def headline(self) -> str:
        """What happened."""
        name, wrong, n = printable(self.stimuli.title), int(self.wrong_points.sum()), len(self.stimuli)
        with_features = f" with {self.config.features} features" if self.config.features != "raw" else ""
        came = "every point right" if not wrong else f"{wrong} of {counted(n, 'point')} wrong"
        if self.undecided:
            came = f"undecided: 1/{len(self.stimuli.classes)} everywhere"
        elif wrong and not self.is_network:
            came += " with the last weights"
        return f"{name}, {self.noun}{with_features}: {came}"

    def outcome(self) -> str:
        """How it ended, in a few words."""
        if self.is_network:
            return f"{small(self.curve[-1])} after {counted(self.epochs, 'epoch')}"
        if self.settled:
            return f"converged in epoch {self.epochs:,}"
        return (
            "never converges, the weights cycle" if self.cycle else f"not converged in {counted(self.epochs, 'epoch')}"
        )

    def figures(self) -> dict[str, Any]:
        """The run in figures, for ``--json``."""
        config, facts = self.config, {"dataset": self.stimuli.name, "points": len(self.stimuli)}
        facts |= {"classes": list(self.stimuli.classes), "backend": config.backend, "features": config.features}
        if self.training is not None:
            hidden = config.hidden if config.backend == "mlp" else (0,)
            facts |= {"hidden": hidden[0] if len(hidden) == 1 else list(hidden)}
            facts |= {"activation": config.activation if any(hidden) else None, "l2": config.l2}
            facts |= {"loss_function": config.loss, "data_loss": self.curve[-1], "penalty": self.penalty}
            facts |= {"loss": self.curve[-1] + self.penalty, "undecided": self.undecided}
            facts |= {**vars(self.training), "standardized": True}
        else:
            facts |= {"corrections": self.corrections, "criterion": self.curve[-1]}
            facts |= {"cycle": list(self.cycle) if self.cycle else None, "best_right": self.best_right}
        facts |= {"epochs": self.epochs, "passes": self.epochs}  # the old key, for one version
        facts |= {"settled": self.settled, "wrong": int(self.wrong_points.sum())}
        facts |= {"train_accuracy": self.train_accuracy}
        facts |= {"test_points": 0 if self.test is None else len(self.test), "test_accuracy": self.test_accuracy}
        return facts | {"seed": config.seed}


LINEAR = {
    "softmax": "logistic regression", "logistic": "logistic regression", "hinge": "a linear SVM",
    "squared": "least squares",
}  # fmt: skip


def percent(share: float) -> str:
    """A share in percent; 100% only if it is all."""
    return "100%" if share == 1 else f"{min(share, 0.9994):.1%}"


def small(loss: float) -> str:
    """A loss in three digits, unless it is next to nothing."""
    return f"{loss:.3g}" if loss >= 0.001 else "below 0.001"


def in_batches(of: Callable[[Points], Sums], xy: Points) -> Sums:
    """``of`` for many points, a few thousand at a time."""
    return np.concatenate([of(xy[first : first + BATCH]) for first in range(0, len(xy), BATCH)])
