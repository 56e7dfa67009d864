"""Answers: the class that sums mean, and whether they mean any. A tie is no answer, whatever is asked of it.

sums (n, classes)  -->  the largest, if it beats the others  -->  class, or undecided
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Sums = NDArray[np.float64]
NOISE = 1e-9  # sums of a network that differ by less differ by rounding


def undecided(sums: NDArray[Any], noise: float = 0.0) -> NDArray[np.bool_]:
    """Where the two largest sums differ by no more than ``noise``: the shape of ``sums`` but the last."""
    second, first = np.partition(sums, -2, axis=-1)[..., -2:].transpose(-1, *range(sums.ndim - 1))
    return np.asarray(first - second <= noise)


def mistaken(sums: Sums, class_of: NDArray[np.int64], noise: float = 0.0) -> NDArray[np.bool_]:
    """Which points (n,) do not get their class: another sum is larger, or as large."""
    right = np.take_along_axis(sums, class_of[:, np.newaxis], axis=1)[:, 0]
    others = np.where(np.arange(sums.shape[1]) == class_of[:, np.newaxis], -np.inf, sums).max(axis=1)
    return np.asarray(right - others <= noise)
