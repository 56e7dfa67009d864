"""Copies: what a plan puts in wherever a value has more than one use, or is repeated to a larger shape."""

from collections.abc import Sequence

import numpy as np

from mark1.backprop.nodes import Array


class Copy:
    """z1 = z2 = ... = x.    dx = dz1 + dz2 + ...: gradients of a value that is used more than once add.

    All uses read the same array. The first of them writes its gradient into ``dx``; ``others`` are added to it.
    """

    def __init__(self, dx: Array, others: Sequence[Array]) -> None:
        self.dx, self.others = dx, others

    def forward(self) -> None:
        """Do nothing: all uses read x itself."""

    def backward(self) -> None:
        for dz in self.others:
            np.add(self.dx, dz, out=self.dx)


class Spread:
    """z = x repeated along some axes, as NumPy repeats a row for all rows.    dx = the sum of dz along them."""

    def __init__(self, dx: Array, dz: Array) -> None:
        new = dz.ndim - dx.ndim
        self.dz, self.dx = dz, dx.reshape((1,) * new + dx.shape)
        self.axes = tuple(axis for axis, length in enumerate(self.dx.shape) if length != dz.shape[axis])

    def forward(self) -> None:
        """Do nothing: NumPy repeats x where it is read."""

    def backward(self) -> None:
        np.add.reduce(self.dz, axis=self.axes, out=self.dx, keepdims=True)
