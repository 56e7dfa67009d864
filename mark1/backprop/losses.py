"""Losses: how wrong the scores are, as one number. Gates like all others; the output has shape ().

::

    scores (n, k) --->+------+
                      | loss |---> z        the mean over the n examples of a batch
    target        --->+------+

``target`` is an Input: class numbers 0 .. k - 1 of shape (n,) for ``softmax_cross_entropy`` and ``hinge``; an array of
the shape of the scores for ``squared_error`` and ``logistic``. Targets have no gradient.
"""

from typing import Any, cast

import numpy as np
from numpy.typing import DTypeLike

from mark1.backprop.nodes import Array, Gate, Node, Shape
from mark1.errors import ConfigError, Described, expected

MARGIN = 1.0  # hinge: by how much the right score must beat every other


class Loss(Gate):
    """A gate of scores and their target. ``work`` has room for one number a score."""

    names = ("scores", "target")
    scores: Node
    target: Node
    dscores: Array
    work: Array

    def __init__(self, scores: Node, target: Node) -> None:
        super().__init__(scores, target)
        if target.wants_gradient:
            raise ConfigError(f"{self.kind} gate: a target has no gradient, but {target} wants one; hand in an Input")

    def name_inputs(self, *inputs: Any) -> None:
        self.scores, self.target = inputs

    def name_gradients(self, *gradients: Any) -> None:
        self.dscores, _ = gradients

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        return super().arrays(dtype, *shapes) | {"work": np.empty(shapes[0], dtype)}


# ---- one class out of k


class ClassLoss(Loss):
    """A loss for class numbers.

    ``right`` (n, 1): the place of each example's right class in the scores laid end to end. ``row``, ``of_right`` and
    ``cost`` (n, 1) have room for one number an example.
    """

    class_numbers = ("target",)
    start_of_row: Array
    ones: Array
    right: Array
    row: Array
    of_right: Array
    cost: Array

    def shape(self, *shapes: Shape) -> Shape:
        scores, target = shapes
        if len(scores) != 2 or target != scores[:1] or not np.prod(scores):
            raise self.refuse("scores (n, k) and class numbers (n,), n and k at least 1", scores, target)
        return ()

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        arrays = super().arrays(dtype, *shapes)
        n, k = shapes[0]
        for name in ("row", "of_right", "cost"):
            arrays[name] = np.empty((n, 1), dtype)
        arrays["start_of_row"] = np.arange(0, n * k, k)[:, np.newaxis]
        return arrays | {"ones": np.ones((k, 1), dtype), "right": np.empty((n, 1), np.intp)}

    def find_right(self) -> None:
        """Write ``right``. Raises ConfigError if a class number has no score."""
        classes, k = self.target.value, self.work.shape[1]
        if np.maximum.reduce(classes.view(np.uintp)) >= k:  # seen as unsigned, a negative number is a huge one
            wrong = classes[(classes < 0) | (classes >= k)][0]
            raise ConfigError(expected(f"{self.kind} gate, {self.target}", f"class numbers from 0 to {k - 1}", wrong))
        np.add(self.start_of_row, classes[:, np.newaxis], out=self.right)


class SoftmaxCrossEntropy(ClassLoss):
    """z = mean of -ln p_right,  p = e^s / (sum of e^s over the row).    ds = dz (p - [right]) / n.

    Every row is shifted first so that its largest score is 0: p is the same, and nothing overflows.
    """

    kind = "softmax cross entropy"

    def forward(self) -> None:
        scores, e = self.scores.value, self.work
        self.find_right()
        np.maximum.reduce(scores, axis=1, keepdims=True, out=self.row)
        np.subtract(scores, self.row, out=e)
        e.take(self.right, out=self.of_right, mode="clip")
        np.exp(e, out=e)
        np.dot(e, self.ones, out=self.row)  # the sum of each row
        np.log(self.row, out=self.cost)
        np.subtract(self.cost, self.of_right, out=self.cost)
        np.add.reduce(self.cost, axis=None, out=self.value)
        np.divide(self.value, len(e), out=self.value)

    def backward(self) -> None:
        np.divide(self.work, self.row, out=self.dscores)
        self.dscores.reshape(-1)[self.right] -= 1
        np.multiply(self.dscores, self.gradient / len(self.work), out=self.dscores)


class Hinge(ClassLoss):
    """z = mean of the sum over the wrong classes j of max(0, s_j - s_right + 1).

    ds_j = dz / n for every wrong class inside the margin; ds_right is minus their sum.
    """

    kind = "hinge"

    def forward(self) -> None:
        scores, inside = self.scores.value, self.work
        self.find_right()
        scores.take(self.right, out=self.of_right, mode="clip")
        np.subtract(scores, self.of_right, out=inside)
        np.add(inside, MARGIN, out=inside)
        np.maximum(inside, 0, out=inside)
        inside.reshape(-1)[self.right] = 0
        np.dot(inside, self.ones, out=self.cost)  # the sum of each row
        np.add.reduce(self.cost, axis=None, out=self.value)
        np.divide(self.value, len(inside), out=self.value)

    def backward(self) -> None:
        ds = self.dscores
        np.sign(self.work, out=ds)
        np.dot(ds, self.ones, out=self.row)
        ds.reshape(-1)[self.right] = np.negative(self.row, out=self.row)
        np.multiply(ds, self.gradient / len(ds), out=ds)


# ---- numbers


class NumberLoss(Loss):
    """A loss for numbers. ``n`` (): the number of examples."""

    n: Array

    def shape(self, *shapes: Shape) -> Shape:
        scores, target = shapes
        if scores != target or not np.prod(scores):
            raise self.refuse("a target for every score, and at least one", scores, target)
        return ()

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        n = shapes[0][0] if shapes[0] else 1
        return super().arrays(dtype, *shapes) | {"n": np.asarray(n, dtype)}


class SquaredError(NumberLoss):
    """z = (sum of (s - t)^2) / n.    ds = 2 dz (s - t) / n.    Without ``mean``, n is 1."""

    kind = "squared error"

    def __init__(self, scores: Node, target: Node, mean: bool) -> None:
        super().__init__(scores, target)
        self.averages = mean

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        arrays = super().arrays(dtype, *shapes)
        return arrays if self.averages else arrays | {"n": np.ones((), dtype)}

    def forward(self) -> None:
        np.subtract(self.scores.value, self.target.value, out=self.work)
        np.divide(np.vdot(self.work, self.work), self.n, out=self.value)

    def backward(self) -> None:
        np.multiply(self.work, 2 * self.gradient / self.n, out=self.dscores)


class Logistic(NumberLoss):
    """z = (sum of ln(1 + e^s) - t s) / n.    ds = dz (sigmoid(s) - t) / n.

    The cross entropy of sigmoid(s) and t, which is 0 or 1, written so that nothing overflows;
    sigmoid(s) = e^(s - ln(1 + e^s)).
    """

    kind = "logistic"
    cost: Array

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        return super().arrays(dtype, *shapes) | {"cost": np.empty(shapes[0], dtype)}

    def forward(self) -> None:
        np.logaddexp(0, self.scores.value, out=self.work)
        np.multiply(self.target.value, self.scores.value, out=self.cost)
        np.subtract(self.work, self.cost, out=self.cost)
        np.add.reduce(self.cost, axis=None, out=self.value)
        np.divide(self.value, self.n, out=self.value)

    def backward(self) -> None:
        np.subtract(self.scores.value, self.work, out=self.dscores)
        np.exp(self.dscores, out=self.dscores)
        np.subtract(self.dscores, self.target.value, out=self.dscores)
        np.multiply(self.dscores, self.gradient / self.n, out=self.dscores)


# ---- weights


class L2(Gate):
    """z = lam (sum of w^2).    dw = 2 lam dz w."""

    kind = "l2"
    names = ("w",)
    w: Node
    dw: Array

    def __init__(self, w: Node, lam: float) -> None:
        super().__init__(w)
        self.lam = float(lam)

    def name_inputs(self, *inputs: Any) -> None:
        (self.w,) = inputs

    def name_gradients(self, *gradients: Any) -> None:
        (self.dw,) = gradients

    def shape(self, *shapes: Shape) -> Shape:
        return ()

    def forward(self) -> None:
        np.multiply(np.vdot(self.w.value, self.w.value), self.lam, out=self.value)

    def backward(self) -> None:
        np.multiply(self.w.value, 2 * self.lam * self.gradient, out=self.dw)


# ---- the losses as functions


def softmax_cross_entropy(scores: Node, target: Node) -> Node:
    """Minus the log of the right class's probability, mean over the batch."""
    return SoftmaxCrossEntropy(scores, target)


def hinge(scores: Node, target: Node) -> Node:
    """Multi-class hinge (support vector machine) with margin 1, mean over the batch."""
    return Hinge(scores, target)


def squared_error(scores: Node, target: Node, mean: bool = True) -> Node:
    """Squared differences, summed over an example's outputs, mean over the batch; ``mean=False``: the plain sum."""
    return SquaredError(scores, target, mean)


def logistic(scores: Node, target: Node) -> Node:
    """Cross entropy of sigmoid(scores) and targets 0 / 1, summed over an example's outputs, mean over the batch."""
    return Logistic(scores, target)


def l2(lam: float, *weights: Node) -> Node:
    """lam times the sum of all squared weights, to be added to a loss."""
    if not weights:
        raise ConfigError(expected("l2", "weights to keep small", Described("none")))
    return sum((L2(w, lam) for w in weights[1:]), start=cast(Node, L2(weights[0], lam)))
