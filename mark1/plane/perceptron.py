"""The perceptron algorithm: Rosenblatt's rule on paper, without motors, stops or volts.

    phi (n, m), t (n,)  -->  [t w . phi <= 0: a mistake]  -->  w += t phi  -->  the next point

The criterion that the rule goes down, over the set M of mistakes:

    E_P(w) = - sum over M of  t w . phi

Many classes: one row of weights a class, and the largest sum is the answer. A mistake moves the right row towards phi
and the row that was taken for it away (a multi-class perceptron, not one against the rest: it settles wherever one row
a class can be right at all, while one against the rest also asks that each class be split from all others by a line).
With features of whole numbers all arithmetic is exact.

Source: the rule, NAVY60, NOV; the criterion and the basis functions, PRML section 4.1.7.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Features = NDArray[Any]  # (n, m) float64 or int64
ClassOf = NDArray[np.int64]  # (n,)

LOOK_AHEAD = 64  # points asked at once for the next mistake: until there is one, the weights stay


class Learner(Protocol):
    """What both perceptrons are."""

    w: NDArray[Any]

    def scores(self, phi: Features) -> NDArray[Any]:
        """One sum for each class, the largest is the answer: ndarray of shape (n, classes)."""

    def shortfall(self, phi: Features, class_of: ClassOf) -> NDArray[Any]:
        """How far each point is on the wrong side, below 0 on the right one: ndarray of shape (n,)."""

    def correct(self, phi: Features, k: int) -> None:
        """Move the weights after a mistake on one point, (m,), of class ``k``."""


class Perceptron:
    """Two classes: one row of weights ``w`` (m,), t = -1 for class 0 and +1 for class 1."""

    def __init__(self, w: NDArray[Any]) -> None:
        self.w = w

    def scores(self, phi: Features) -> NDArray[Any]:
        """-w . phi and +w . phi: ndarray of shape (n, 2)."""
        sums = phi @ self.w
        return np.stack([-sums, sums], axis=1)

    def shortfall(self, phi: Features, class_of: ClassOf) -> NDArray[Any]:
        """-t w . phi: ndarray of shape (n,)."""
        return np.asarray((1 - 2 * class_of) * (phi @ self.w))

    def correct(self, phi: Features, k: int) -> None:
        """w += t phi."""
        self.w += (2 * k - 1) * phi


class MultiClassPerceptron:
    """Many classes: a row of weights each, ``w`` (classes, m)."""

    def __init__(self, w: NDArray[Any]) -> None:
        self.w = w

    def scores(self, phi: Features) -> NDArray[Any]:
        """w_k . phi: ndarray of shape (n, classes)."""
        return np.asarray(phi @ self.w.T)

    def shortfall(self, phi: Features, class_of: ClassOf) -> NDArray[Any]:
        """The largest sum of another class, less that of the right one: ndarray of shape (n,)."""
        sums = self.scores(phi)
        right = np.arange(sums.shape[1]) == np.asarray(class_of)[:, np.newaxis]
        others = sums[~right].reshape(len(sums), -1)
        return np.asarray(others.max(axis=1) - sums[right])

    def correct(self, phi: Features, k: int) -> None:
        """w_k += phi; the row that spoke loudest of the others -= phi, the first of equals."""
        others = np.delete(np.arange(len(self.w)), k)
        rows = np.array([k, others[np.argmax(self.w[others] @ phi)]])
        moved = self.w[rows]
        moved[0] += phi
        moved[1] -= phi
        self.w[rows] = moved  # both at once, so that Ctrl-C cannot come between them


def perceptron(n_classes: int, n_features: int, rng: np.random.Generator | None = None) -> Learner:
    """An untrained perceptron for ``n_classes`` classes. Its weights are zeros, or random.

    With ``rng`` they lie between -1 and +1, multiples of 1/64: sums with whole and short binary features stay exact.
    """
    shape = (n_features,) if n_classes == 2 else (n_classes, n_features)
    w = np.zeros(shape, np.int64) if rng is None else rng.integers(-64, 65, shape) / 64
    return Perceptron(w) if n_classes == 2 else MultiClassPerceptron(w)


def mistakes(learner: Learner, phi: Features, class_of: ClassOf) -> NDArray[np.bool_]:
    """Which points are wrong: ndarray of shape (n,). A sum of exactly 0 is a mistake, as for the machine's teacher."""
    return np.asarray(learner.shortfall(phi, class_of) >= 0)


def criterion(learner: Learner, phi: Features, class_of: ClassOf) -> float:
    """E_P(w): how far all mistakes together are on the wrong side; 0 if there are none."""
    return float(np.maximum(learner.shortfall(phi, class_of), 0).sum())


# ---- teaching


@dataclass
class PerceptronRun:
    """What happened: corrections in each epoch; points wrong and E_P at the start and after each epoch."""

    corrections: list[int] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    criterion: list[float] = field(default_factory=list)
    cycle: tuple[int, int] | None = None

    @property
    def settled(self) -> bool:
        """Whether the last epoch needed no correction."""
        return bool(self.corrections) and self.corrections[-1] == 0

    def look(self, learner: Learner, phi: Features, class_of: ClassOf) -> None:
        """Note how things stand."""
        self.wrong.append(int(mistakes(learner, phi, class_of).sum()))
        self.criterion.append(criterion(learner, phi, class_of))


def teach(learner: Learner, phi: Features, class_of: ClassOf, epochs: int) -> PerceptronRun:
    """Show all points in the order they stand, epoch after epoch, until one needs no correction, at most ``epochs``.

    The order is always the same, so weights that come back prove that it will never settle: from there everything is
    repeated. ``PerceptronRun.cycle`` holds the first two epochs (from 1; 0 is the start) that ended with the same
    weights.
    """
    learner.w = learner.w.astype(np.result_type(learner.w, phi), copy=False)
    course, ended_with = PerceptronRun(), {_digest(learner.w): 0}
    course.look(learner, phi, class_of)
    while not course.settled and len(course.corrections) < epochs:
        course.corrections.append(one_epoch(learner, phi, class_of))
        course.look(learner, phi, class_of)
        this = len(course.corrections)
        before = ended_with.setdefault(_digest(learner.w), this)
        if before < this and not course.settled:
            course.cycle = course.cycle or (before, this)
    return course


def _digest(w: NDArray[Any]) -> bytes:
    """The bits of the weights, in short."""
    return sha256(w.tobytes()).digest()


def one_epoch(learner: Learner, phi: Features, class_of: ClassOf) -> int:
    """Show every point once and correct at once: how many corrections. Cut short, those that were made are whole."""
    corrections, place = 0, 0
    while place < len(phi):
        ahead = slice(place, place + LOOK_AHEAD)
        wrong = np.flatnonzero(mistakes(learner, phi[ahead], class_of[ahead]))
        place += int(wrong[0]) if len(wrong) else LOOK_AHEAD
        if len(wrong):
            learner.correct(phi[place], int(class_of[place]))
            corrections, place = corrections + 1, place + 1
    return corrections
