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
from mark1.backprop.functions import (
    Abs,
    Exp,
    Index,
    Largest,
    Log,
    Mean,
    Reciprocal,
    Reshape,
    Sum,
    Transpose,
    absolute,
    exp,
    largest,
    log,
    mean,
    reciprocal,
    reshape,
    total,
    transpose,
)
from mark1.backprop.nodes import Array, Gate, Node, Operand, Shape

__all__ = [
    "Abs", "Add", "Bias", "Copy", "Exp", "Index", "Largest", "Log", "MatrixProduct", "Max", "Mean", "Multiply", "Node",
    "Power", "Reciprocal", "Reshape", "Spread", "Sum", "Transpose", "absolute", "bias", "exp", "largest", "log",
    "maximum", "mean", "power", "reciprocal", "reshape", "total", "transpose",
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


class Add(Elementwise, sign="+", numpy=np.add):
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


class Multiply(Elementwise, sign="*", numpy=np.multiply):
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


class Max(Elementwise, numpy=np.maximum):
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


class Power(Elementwise, sign="**", numpy=np.power):
    """z = x^y.    dx = dz y x^(y-1),  dy = dz z ln x: not a number where x < 0."""

    kind = "power"
    pattern = "{0} ** {1}"
    work: Array
    zero: Array

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        z = self.shape(*shapes)
        return super().arrays(dtype, *shapes) | {"work": np.empty(z, dtype), "zero": np.empty(z, bool)}

    def forward(self) -> None:
        np.power(self.x.value, self.y.value, out=self.value)

    def backward(self) -> None:
        x, y, work = self.x.value, self.y.value, self.work
        if self.dx is not None:
            np.copyto(work, y)
            np.equal(work, 0, out=self.zero)
            np.subtract(work, 1, out=work)
            np.copyto(work, 0, where=self.zero)  # y x^(y-1) is 0 for y = 0, also at x = 0
            np.power(x, work, out=work)
            np.multiply(work, y, out=work)
            np.multiply(work, self.gradient, out=self.dx)
        if self.dy is not None:
            np.copyto(work, x)
            np.copyto(work, 1, where=np.equal(work, 0, out=self.zero))  # z ln x falls to 0 with x
            np.log(work, out=work)
            np.multiply(work, self.value, out=work)
            np.multiply(work, self.gradient, out=self.dy)


class MatrixProduct(Gate, sign="@", numpy=np.matmul):
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


# ---- the gates as functions


def maximum(x: Operand, y: Operand) -> Node:
    """The larger of two, entry by entry."""
    return Max(x, y)


def bias(x: Node, b: Node) -> Node:
    """x (n, k) with b (k,) added to every row."""
    return Bias(x, b)


def power(x: Operand, y: Operand) -> Node:
    """x to the power of y, entry by entry: x ** y."""
    return Power(x, y)
