"""The curves of neurons: sigmoid, tanh, ReLU and its kin. Forward is beside backward, as in ``gates.py``."""

import numpy as np
from numpy.typing import DTypeLike

from mark1.backprop.nodes import Array, Function, Node, Shape
from mark1.errors import ConfigError, expected


class Sigmoid(Function):
    """z = 1 / (1 + e^-x).    dx = dz z (1 - z)."""

    kind = "sigmoid"
    lowest: Array

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        lowest = np.asarray(1 - np.log(np.finfo(np.dtype(dtype)).max), dtype)  # e^-x of anything lower overflows
        return super().arrays(dtype, *shapes) | {"lowest": lowest}

    def forward(self) -> None:
        z = self.value
        np.maximum(self.x.value, self.lowest, out=z)
        np.negative(z, out=z)
        np.exp(z, out=z)
        np.add(z, 1, out=z)
        np.reciprocal(z, out=z)

    def backward(self) -> None:
        np.subtract(1, self.value, out=self.dx)
        np.multiply(self.dx, self.value, out=self.dx)
        np.multiply(self.dx, self.gradient, out=self.dx)


class Tanh(Function, numpy=np.tanh):
    """z = tanh x.    dx = dz (1 - z^2)."""

    kind = "tanh"

    def forward(self) -> None:
        np.tanh(self.x.value, out=self.value)

    def backward(self) -> None:
        np.multiply(self.value, self.value, out=self.dx)
        np.subtract(1, self.dx, out=self.dx)
        np.multiply(self.dx, self.gradient, out=self.dx)


class ReLU(Function):
    """z = x where x > 0, else 0.    dx = dz where x > 0, else 0."""

    kind = "relu"
    on: Array

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        return super().arrays(dtype, *shapes) | {"on": np.empty(shapes[0], bool)}

    def forward(self) -> None:
        np.maximum(self.x.value, 0, out=self.value)

    def backward(self) -> None:
        np.greater(self.x.value, 0, out=self.on)
        np.copyto(self.dx, self.on)
        np.multiply(self.dx, self.gradient, out=self.dx)


class LeakyReLU(Function):
    """z = x where x > 0, else slope x.    dx = dz where x > 0, else slope dz.    0 <= slope <= 1."""

    kind = "leaky relu"
    on: Array

    def __init__(self, x: Node, slope: float) -> None:
        super().__init__(x)
        self.slope = float(slope)
        if not 0 <= self.slope <= 1:
            raise ConfigError(expected("leaky relu gate", "a slope from 0 to 1", slope))

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        return super().arrays(dtype, *shapes) | {"on": np.empty(shapes[0], bool)}

    def forward(self) -> None:
        np.multiply(self.x.value, self.slope, out=self.value)
        np.maximum(self.x.value, self.value, out=self.value)

    def backward(self) -> None:
        np.greater(self.x.value, 0, out=self.on)
        np.copyto(self.dx, self.on)
        np.maximum(self.dx, self.slope, out=self.dx)
        np.multiply(self.dx, self.gradient, out=self.dx)


class ELU(Function):
    """z = x where x > 0, else alpha (e^x - 1).    dx = dz where x > 0, else dz alpha e^x = dz (z + alpha)."""

    kind = "elu"
    on: Array

    def __init__(self, x: Node, alpha: float) -> None:
        super().__init__(x)
        self.alpha = float(alpha)

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        return super().arrays(dtype, *shapes) | {"on": np.empty(shapes[0], bool)}

    def forward(self) -> None:
        z = self.value
        np.greater(self.x.value, 0, out=self.on)
        np.minimum(self.x.value, 0, out=z)
        np.expm1(z, out=z)
        np.multiply(z, self.alpha, out=z)
        np.copyto(z, self.x.value, where=self.on)

    def backward(self) -> None:
        np.add(self.value, self.alpha, out=self.dx)
        np.multiply(self.dx, self.gradient, out=self.dx)
        np.copyto(self.dx, self.gradient, where=self.on)


class Maxout(Function):
    """z = the largest of ``pieces`` numbers, (n, pieces k) to (n, k).    The largest gets dz, the others 0.

    Column j of z is the largest of columns j, k + j, 2 k + j ... of x; of equal ones the first gets the gradient.
    """

    kind = "maxout"
    largest: Array
    found: Array

    def __init__(self, x: Node, pieces: int) -> None:
        super().__init__(x)
        self.pieces = pieces

    def shape(self, *shapes: Shape) -> Shape:
        x = shapes[0]
        if len(x) != 2 or self.pieces < 1 or x[1] % self.pieces:
            raise self.refuse(f"(n, {self.pieces} k): {self.pieces} pieces of k columns", x)
        return x[0], x[1] // self.pieces

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        z = self.shape(*shapes)
        return super().arrays(dtype, *shapes) | {"largest": np.empty(z, bool), "found": np.empty(z, bool)}

    def forward(self) -> None:
        n, k = self.value.shape
        np.maximum.reduce(self.x.value.reshape(n, self.pieces, k), axis=1, out=self.value)

    def backward(self) -> None:
        k = self.value.shape[1]
        self.found.fill(False)
        for first in range(0, self.pieces * k, k):
            x, dx = self.x.value[:, first : first + k], self.dx[:, first : first + k]
            np.equal(x, self.value, out=self.largest)
            np.greater(self.largest, self.found, out=self.largest)  # and none before it was
            np.logical_or(self.found, self.largest, out=self.found)
            np.copyto(dx, self.largest)
            np.multiply(dx, self.gradient, out=dx)


# ---- the gates as functions


def identity(x: Node) -> Node:
    """x itself: layers with nothing between them are one linear layer."""
    return x


def sigmoid(x: Node) -> Node:
    """From 0 to 1, 1/2 at 0."""
    return Sigmoid(x)


def tanh(x: Node) -> Node:
    """From -1 to 1, 0 at 0."""
    return Tanh(x)


def relu(x: Node) -> Node:
    """Rectified linear unit: x, or 0 if x is less."""
    return ReLU(x)


def leaky_relu(x: Node, slope: float = 0.1) -> Node:
    """ReLU that lets a little of what is below 0 through."""
    return LeakyReLU(x, slope)


def elu(x: Node, alpha: float = 1.0) -> Node:
    """Exponential linear unit: x, or a curve that falls to -alpha."""
    return ELU(x, alpha)


def maxout(x: Node, pieces: int = 2) -> Node:
    """The largest of ``pieces`` linear functions: x (n, pieces k) holds them side by side."""
    return Maxout(x, pieces)
