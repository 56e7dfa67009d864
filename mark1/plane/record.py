"""Plane record: the results of learning points of the plane: everything that a figure shows, and the report.

PlaneSet + PlaneConfig  -->  experiment.py  -->  PlaneRecord  -->  report.py draws it
"""

import warnings
from collections.abc import Callable
from dataclasses import InitVar, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.backprop.network import ACTIVATIONS
from mark1.backprop.settings import NetworkSettings, number, word
from mark1.plane.features import FEATURES
from mark1.stimuli.plane import PlaneSet, Points
from mark1.text import counted, printable

Sums = NDArray[np.float64]
BATCH = 4096


@dataclass(frozen=True)
class PlaneConfig(NetworkSettings):
    """What may be set before points are learned. Assumed: epochs and rate. Raises ConfigError."""

    part = "plane"
    backend: str = word("perceptron", ("perceptron", "mlp", "logistic"))
    features: str = word("raw", tuple(FEATURES))
    hidden: int = number(8, 1, 1024)
    l2: float = number(0.0, 0, 1000)
    activation: str = word("tanh", tuple(ACTIVATIONS))
    epochs: int = number(1000, 1, 100_000)
    rate: float = number(0.05, 1e-6, 10)
    seed: int = number(0, 0, 2**63)
    passes: InitVar[int | None] = None  # deprecated: the name of epochs in version 0.1.0

    def __post_init__(self, passes: int | None) -> None:
        if passes is not None:
            warnings.warn("PlaneConfig(passes=) is deprecated: use epochs", FutureWarning, stacklevel=3)
            object.__setattr__(self, "epochs", passes)
        super().__post_init__()


@dataclass(frozen=True)
class Space:
    """What the last layer sees of the plane: ``of`` (n, 2) -> (n, m). There a line, or a plane, is enough."""

    kind: str  # "features", "hidden units"
    names: tuple[str, ...]
    of: Callable[[Points], Sums]


@dataclass(frozen=True)
class PlaneRecord:
    """A run. ``scores`` (n, 2) -> (n, classes): the largest is the answer; of networks, logarithms of odds.

    ``curve`` is E_P of a perceptron at the start and after each epoch, or the mean loss of a network in each epoch;
    ``wrong`` the points that are wrong at the start and after each epoch.
    """

    stimuli: PlaneSet
    config: PlaneConfig
    scores: Callable[[Points], Sums]
    curve: list[float]
    wrong: list[int]
    space: Space | None = None
    corrections: int | None = None
    cycle: tuple[int, int] | None = None

    @cached_property
    def taken_for(self) -> NDArray[np.int64]:
        """The class each point is taken for: ndarray of shape (n,). A sum of exactly 0 counts as another class."""
        sums = self.scores(self.stimuli.xy)
        right = np.arange(sums.shape[1]) == self.stimuli.class_of[:, np.newaxis]
        return np.asarray(np.argmax(np.where(right, np.nextafter(sums, -np.inf), sums), axis=1))

    @property
    def wrong_points(self) -> NDArray[np.bool_]:
        """Which points are on the wrong side: ndarray of shape (n,)."""
        return np.asarray(self.taken_for != self.stimuli.class_of)

    @property
    def train_accuracy(self) -> float:
        """The share of points on the right side, 0..1."""
        return float(1 - self.wrong_points.mean())

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
    def noun(self) -> str:
        """The back end in words."""
        return {
            "perceptron": "a perceptron",
            "logistic": "logistic regression",
            "mlp": f"{self.config.hidden} hidden unit{'s' if self.config.hidden != 1 else ''}",
        }[self.config.backend]

    def headline(self) -> str:
        """What happened."""
        name, wrong, n = printable(self.stimuli.name), int(self.wrong_points.sum()), len(self.stimuli)
        with_features = f" with {self.config.features} features" if self.config.features != "raw" else ""
        came = "every point right" if not wrong else f"{wrong} of {counted(n, 'point')} wrong"
        return f"{name}, {self.noun}{with_features}: {came}"

    def story(self) -> str:
        """The results in sentences."""
        if self.is_network:
            decay = f" Weights were held back by λ = {self.config.l2:g}." if self.config.l2 else ""
            bends = self.config.backend == "mlp" and not self.wrong[-1]
            bent = " The hidden units bend the plane until a line is enough." if bends else ""
            return f"After {counted(self.epochs, 'epoch')} the mean loss is {small(self.curve[-1])}.{decay}{bent}"
        epochs, done = counted(self.epochs, "epoch"), counted(self.corrections or 0, "correction")
        if self.settled:
            return f"Converged in epoch {self.epochs:,}, after {done} of one point at a time."
        if self.cycle:
            first, again = self.cycle
            values = f"the values of epoch {first}" if first else "their initial values"
            return (
                f"It never converges: after epoch {again} the weights return to {values}, so training cycles forever. "
                f"{done} in {epochs}."
            )
        return f"Not converged after {epochs} ({done}). Whether it ever will cannot be told from the run."

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
        if self.is_network:
            hidden = config.hidden if config.backend == "mlp" else 0
            facts |= {"hidden": hidden, "activation": config.activation if hidden else None, "l2": config.l2}
            facts |= {"loss": self.curve[-1]}
        else:
            facts |= {"corrections": self.corrections, "criterion": self.curve[-1]}
            facts |= {"cycle": list(self.cycle) if self.cycle else None}
        facts |= {"epochs": self.epochs, "passes": self.epochs}  # the old key, for one version
        facts |= {"settled": self.settled, "wrong": int(self.wrong_points.sum())}
        return facts | {"train_accuracy": self.train_accuracy, "seed": config.seed}


def small(loss: float) -> str:
    """A loss in three digits, unless it is next to nothing."""
    return f"{loss:.3g}" if loss >= 0.001 else "below 0.001"


def in_batches(of: Callable[[Points], Sums], xy: Points) -> Sums:
    """``of`` for many points, a few thousand at a time."""
    return np.concatenate([of(xy[first : first + BATCH]) for first in range(0, len(xy), BATCH)])
