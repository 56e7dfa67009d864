"""Functions: gates of one value. Forward is beside backward, as in ``gates.py``."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from mark1.backprop.nodes import Array, Function, Node, Operand, Shape
from mark1.errors import ConfigError, Described, expected

# ---- entry by entry


class Exp(Function, numpy=np.exp):
    """z = e^x.    dx = dz z."""

    kind = "exp"

    def forward(self) -> None:
        np.exp(self.x.value, out=self.value)

    def backward(self) -> None:
        np.multiply(self.gradient, self.value, out=self.dx)


class Log(Function, numpy=np.log):
    """z = ln x.    dx = dz / x."""

    kind = "log"

    def forward(self) -> None:
        np.log(self.x.value, out=self.value)

    def backward(self) -> None:
        np.divide(self.gradient, self.x.value, out=self.dx)


class Reciprocal(Function, sign="1 /", numpy=np.reciprocal):
    """z = 1 / x.    dx = -dz z^2."""

    kind = "reciprocal"
    pattern = "1 / {0}"

    def forward(self) -> None:
        np.reciprocal(self.x.value, out=self.value)

    def backward(self) -> None:
        np.multiply(self.value, self.value, out=self.dx)
        np.multiply(self.gradient, self.dx, out=self.dx)
        np.negative(self.dx, out=self.dx)


class Abs(Function, numpy=np.absolute):
    """z = |x|.    dx = dz where x > 0, -dz where x < 0, 0 at 0."""

    kind = "abs"

    def forward(self) -> None:
        np.absolute(self.x.value, out=self.value)

    def backward(self) -> None:
        np.sign(self.x.value, out=self.dx)
        np.multiply(self.dx, self.gradient, out=self.dx)


# ---- from many entries to few


class Reduction(Function):
    """A gate of all entries of x, or of those along an axis, which its value does not have any more."""

    def __init__(self, x: Operand, axis: int | None = None) -> None:
        super().__init__(x)
        self.axis = axis
        if axis is not None:
            self.pattern = f"{self.kind}({{0}}, axis={axis})"

    def shape(self, *shapes: Shape) -> Shape:
        axis, dims = self.axis, len(shapes[0])
        if axis is None:
            return ()
        if not -dims <= axis < dims:
            raise self.refuse(f"an axis of x for axis={axis}", *shapes)
        return tuple(np.delete(shapes[0], axis).tolist())

    def along(self, array: Array) -> Array:
        """An array of the shape of the value, so that it repeats to the shape of x."""
        return array if self.axis is None else np.expand_dims(array, self.axis)


class Sum(Reduction, numpy=np.sum):
    """z = the sum of x.    Every entry gets dz."""

    kind = "sum"

    def forward(self) -> None:
        np.add.reduce(self.x.value, axis=self.axis, out=self.value)

    def backward(self) -> None:
        np.copyto(self.dx, self.along(self.gradient))


class Mean(Reduction, numpy=np.mean):
    """z = the mean of n entries of x.    Every entry gets dz / n."""

    kind = "mean"

    def forward(self) -> None:
        np.add.reduce(self.x.value, axis=self.axis, out=self.value)
        np.divide(self.value, self._n(), out=self.value)

    def backward(self) -> None:
        np.copyto(self.dx, self.along(self.gradient))
        np.divide(self.dx, self._n(), out=self.dx)

    def _n(self) -> int:
        x = self.x.value
        return int(x.size if self.axis is None else x.shape[self.axis])


class Largest(Reduction, numpy=np.max):
    """z = the largest of x.    It gets dz, the others 0; of equal ones the first."""

    kind = "max"

    def forward(self) -> None:
        np.maximum.reduce(self.x.value, axis=self.axis, out=self.value)

    def backward(self) -> None:
        self.dx.fill(0)
        if self.axis is None:
            self.dx.reshape(-1)[self.x.value.argmax()] = self.gradient
        else:
            first = self.along(self.x.value.argmax(axis=self.axis))
            np.put_along_axis(self.dx, first, self.along(self.gradient), self.axis)


# ---- entries in other places


class Reshape(Function, sign="reshape"):
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


class Transpose(Function, numpy=np.transpose):
    """Z = X^T: axes in reverse order.    dX = dZ^T."""

    kind = "transpose"
    pattern = "{0}.T"

    def shape(self, *shapes: Shape) -> Shape:
        return shapes[0][::-1]

    def forward(self) -> None:
        np.copyto(self.value, self.x.value.T)

    def backward(self) -> None:
        np.copyto(self.dx, self.gradient.T)


class Index(Function, sign="[]"):
    """z = x[key], by index, slice, or lists of indices.    dx = dz at these places, added up; 0 elsewhere."""

    kind = "index"

    def __init__(self, x: Operand, key: Any) -> None:
        super().__init__(x)
        self.key, each = key, key if isinstance(key, tuple) else (key,)
        if any(isinstance(one, Node) for one in each):
            raise ConfigError(expected(f"{self.x}[...]", "numbers, slices or lists as an index", Described("a node")))
        self.by_list = any(np.ndim(one) > 0 for one in each if isinstance(one, (list, np.ndarray)))
        self.pattern = f"{{0}}[{', '.join(map(_in_brackets, each))}]"

    def shape(self, *shapes: Shape) -> Shape:
        try:
            return np.shape(np.broadcast_to(0, shapes[0])[self.key])
        except IndexError as error:
            raise self.refuse(f"an index that x has ({error})", *shapes) from None

    def arrays(self, dtype: DTypeLike, *shapes: Shape) -> dict[str, Array]:
        return {"value": np.empty(self.shape(*shapes), dtype)}

    def forward(self) -> None:
        np.copyto(self.value, self.x.value[self.key])

    def backward(self) -> None:
        self.dx.fill(0)
        if self.by_list:
            np.add.at(self.dx, self.key, self.gradient)  # a place that is listed twice gets both
        else:
            self.dx[self.key] = self.gradient


def _in_brackets(key: Any) -> str:
    """One part of an index, as it is written."""
    if isinstance(key, slice):
        ends = ["" if end is None else str(end) for end in (key.start, key.stop, key.step)]
        return ":".join(ends if ends[2] else ends[:2])
    if key is Ellipsis:
        return "..."
    return str(key.tolist() if isinstance(key, np.ndarray) else key)


# ---- the gates as functions


def exp(x: Operand) -> Node:
    """e to the power of x."""
    return Exp(x)


def log(x: Operand) -> Node:
    """The natural logarithm of x."""
    return Log(x)


def reciprocal(x: Operand) -> Node:
    """One divided by x, entry by entry: 1 / x."""
    return Reciprocal(x)


def absolute(x: Operand) -> Node:
    """x without its sign, entry by entry: abs(x)."""
    return Abs(x)


def total(x: Node, axis: int | None = None) -> Node:
    """The sum of all entries, of shape (); or of those along an axis."""
    return Sum(x, axis)


def mean(x: Node, axis: int | None = None) -> Node:
    """The mean of all entries, of shape (); or of those along an axis."""
    return Mean(x, axis)


def largest(x: Node, axis: int | None = None) -> Node:
    """The largest of all entries, of shape (); or of those along an axis."""
    return Largest(x, axis)


def reshape(x: Node, *to: int) -> Node:
    """The entries of x in the shape ``to``, in the same order. Raises ConfigError where the numbers differ."""
    return Reshape(x, to)


def transpose(x: Node) -> Node:
    """x with its axes in reverse order: x.T."""
    return Transpose(x)
