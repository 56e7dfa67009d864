"""Gates: small functions that know their own slope. Forward is beside backward.

::

    x  --->+------+             z  = f(x, y)
           | gate |---> z       dx = dz * df/dx      (added up where x has more than one use)
    y  --->+------+<--- dz      dy = dz * df/dy

A gate keeps what its backward needs and never forms a Jacobian. Values and gradients are written into arrays planned
once for the shapes at hand (see ``plan.py``). ``dx`` is None where nobody wants to know it.
"""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from mark1.backprop.copies import Copy, Spread
from mark1.backprop.nodes import Array, Function, Gate, Node, Operand, Shape

__all__ = [
    "Add", "Bias", "Copy", "Exp", "Log", "MatrixProduct", "Max", "Multiply", "Node", "Reciprocal", "Reshape", "Spread",
    "Sum", "bias", "exp", "log", "maximum", "reciprocal", "reshape", "total",
]  # fmt: skip


# ---- arithmetic


class Elementwise(Gate):
    """A gate of two values, entry by entry; a smaller one is repeated to the shape of the larger."""

    names = ("x", "y")
    spreads = True
    x: Node
    y: Node
    dx: Array | None
    dy: Array | None

    def name_inputs(self, *inputs: Any) -> None:
        self.x, self.y = inputs

    def name_gradients(self, *gradients: Any) -> None:
        self.dx, self.dy = gradients

    def shape(self, *shapes: Shape) -> Shape:
        try:
            return np.broadcast_shapes(*shapes)
        except ValueError:
            raise self.refuse("equal shapes, or one that repeats to the other", *shapes) from None


class Add(Elementwise, sign="+"):
    """z = x + y.    dx = dz,  dy = dz: the gradient goes to both."""

    kind = "add"
    pattern = "{0} + {1}"
    passes_on = ("x", "y")

    def forward(self) -> None:
        np.add(self.x.value, self.y.value, out=self.value)

    def backward(self) -> None:
        if self.dx is not None and self.dx is not self.gradient:
            np.copyto(self.dx, self.gradient)
        if self.dy is not None and self.dy is not self.gradient:
            np.copyto(self.dy, self.gradient)


class Multiply(Elementwise, sign="*"):
    """z = x y.    dx = dz y,  dy = dz x: each gets the gradient times the other."""

    kind = "multiply"
    pattern = "{0} * {1}"

    def forward(self) -> None:
        np.multiply(self.x.value, self.y.value, out=self.value)

    def backward(self) -> None:
        if self.dx is not None:
            np.multiply(self.gradient, self.y.value, out=self.dx)
        if self.dy is not None:
            np.multiply(self.gradient, self.x.value, out=self.dy)


class Max(Elementwise):
    """z = max(x, y).    The larger gets dz, the other 0; where they are equal, x gets it."""

    kind = "max"
    larger: Array

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        return super().arrays(dtype, *shapes) | {"larger": np.empty(self.shape(*shapes), bool)}

    def forward(self) -> None:
        np.maximum(self.x.value, self.y.value, out=self.value)

    def backward(self) -> None:
        np.greater_equal(self.x.value, self.y.value, out=self.larger)
        if self.dx is not None:
            np.copyto(self.dx, self.larger)
            np.multiply(self.dx, self.gradient, out=self.dx)
        if self.dy is not None:
            np.copyto(self.dy, np.logical_not(self.larger, out=self.larger))
            np.multiply(self.dy, self.gradient, out=self.dy)


class MatrixProduct(Gate, sign="@"):
    """Z = X W, (n, m) @ (m, k).    dX = dZ W^T,  dW = X^T dZ."""

    kind = "matrix product"
    names = ("x", "w")
    pattern = "{0} @ {1}"
    x: Node
    w: Node
    dx: Array | None
    dw: Array | None

    def name_inputs(self, *inputs: Any) -> None:
        self.x, self.w = inputs

    def name_gradients(self, *gradients: Any) -> None:
        self.dx, self.dw = gradients

    def shape(self, *shapes: Shape) -> Shape:
        x, w = shapes
        if len(x) != 2 or len(w) != 2 or x[1] != w[0]:
            raise self.refuse("(n, m) @ (m, k): as many columns in the first as rows in the second", x, w)
        return x[0], w[1]

    def forward(self) -> None:
        np.dot(self.x.value, self.w.value, out=self.value)

    def backward(self) -> None:
        if self.dx is not None:
            np.dot(self.gradient, self.w.value.T, out=self.dx)
        if self.dw is not None:
            np.dot(self.x.value.T, self.gradient, out=self.dw)


class Bias(Gate):
    """Z = X + b, (n, k) + (k,): one number a column.    dX = dZ,  db = the sum of dZ over the rows."""

    kind = "bias"
    names = ("x", "b")
    passes_on = ("x",)
    x: Node
    b: Node
    dx: Array | None
    db: Array | None
    ones: Array

    def name_inputs(self, *inputs: Any) -> None:
        self.x, self.b = inputs

    def name_gradients(self, *gradients: Any) -> None:
        self.dx, self.db = gradients

    def shape(self, *shapes: Shape) -> Shape:
        x, b = shapes
        if len(x) != 2 or b != x[1:]:
            raise self.refuse("(n, k) and (k,)", x, b)
        return x

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        return super().arrays(dtype, *shapes) | {"ones": np.ones(shapes[0][0], dtype)}

    def forward(self) -> None:
        np.copyto(self.value, self.b.value)
        np.add(self.x.value, self.value, out=self.value)

    def backward(self) -> None:
        if self.dx is not None and self.dx is not self.gradient:
            np.copyto(self.dx, self.gradient)
        if self.db is not None:
            np.dot(self.ones, self.gradient, out=self.db)  # the sum of the rows


class Sum(Function):
    """z = the sum of all entries of x.    Every entry gets dz."""

    kind = "sum"

    def shape(self, *shapes: Shape) -> Shape:
        return ()

    def forward(self) -> None:
        np.add.reduce(self.x.value, axis=None, out=self.value)

    def backward(self) -> None:
        np.copyto(self.dx, self.gradient)


class Reshape(Function):
    """z = x, laid out in another shape; one length may be -1.    dx = dz, laid out as x is."""

    kind = "reshape"

    def __init__(self, x: Node, to: Shape) -> None:
        super().__init__(x)
        self.to = to

    def shape(self, *shapes: Shape) -> Shape:
        try:
            return np.broadcast_to(0, shapes[0]).reshape(self.to).shape
        except ValueError:
            raise self.refuse(f"as many entries as shape {self.to} holds", *shapes) from None

    def forward(self) -> None:
        np.copyto(self.value, self.x.value.reshape(self.to))

    def backward(self) -> None:
        np.copyto(self.dx, self.gradient.reshape(self.dx.shape))


# ---- functions of one value


class Exp(Function):
    """z = e^x.    dx = dz z."""

    kind = "exp"

    def forward(self) -> None:
        np.exp(self.x.value, out=self.value)

    def backward(self) -> None:
        np.multiply(self.gradient, self.value, out=self.dx)


class Log(Function):
    """z = ln x.    dx = dz / x."""

    kind = "log"

    def forward(self) -> None:
        np.log(self.x.value, out=self.value)

    def backward(self) -> None:
        np.divide(self.gradient, self.x.value, out=self.dx)


class Reciprocal(Function, sign="1 /"):
    """z = 1 / x.    dx = -dz z^2."""

    kind = "reciprocal"
    pattern = "1 / {0}"

    def forward(self) -> None:
        np.reciprocal(self.x.value, out=self.value)

    def backward(self) -> None:
        np.multiply(self.value, self.value, out=self.dx)
        np.multiply(self.gradient, self.dx, out=self.dx)
        np.negative(self.dx, out=self.dx)


# ---- the gates as functions


def maximum(x: Operand, y: Operand) -> Node:
    """The larger of two, entry by entry."""
    return Max(x, y)


def bias(x: Node, b: Node) -> Node:
    """x (n, k) with b (k,) added to every row."""
    return Bias(x, b)


def total(x: Node) -> Node:
    """The sum of all entries, of shape ()."""
    return Sum(x)


def reshape(x: Node, *to: int) -> Node:
    """The entries of x in the shape ``to``, in the same order. Raises ConfigError where the numbers differ."""
    return Reshape(x, to)


def exp(x: Operand) -> Node:
    """e to the power of x."""
    return Exp(x)


def log(x: Operand) -> Node:
    """The natural logarithm of x."""
    return Log(x)


def reciprocal(x: Operand) -> Node:
    """One divided by x, entry by entry: 1 / x."""
    return Reciprocal(x)
