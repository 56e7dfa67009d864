"""Heaps: two tones that explain a picture best; and an aperture that stays as it is. Arrays only."""

import numpy as np
from numpy.typing import NDArray

from mark1.machine.camera.sampling import Array

# Steps of light a cell is read in: sums over them are exact, so a picture alone and in a batch give the same bits.
LEVELS = 4096


def two_heaps(levels: Array) -> tuple[Array, Array]:
    """Mean of the dark and of the lit heap of each row of ``levels`` (n, m), parted by Otsu's criterion, each (n,).

    The split is the one with the largest variance between heaps, ``k (m - k) (lit - dark)^2`` with k in the dark heap.
    Levels are whole numbers, so every sum is exact. Of a row of one level, or one cell, both heaps are that level.
    """
    n, m = levels.shape
    if m == 1:
        return np.zeros(n), levels[:, 0].astype(np.float64)
    ordered = np.sort(levels.astype(np.int32), axis=1)
    below = np.cumsum(ordered, axis=1, dtype=np.int64)
    k = np.arange(1, m)
    dark = below[:, :-1] / k
    lit = (below[:, -1:] - below[:, :-1]) / (m - k)
    best = np.argmax(k * (m - k) * (lit - dark) ** 2, axis=1)[:, np.newaxis]
    return np.take_along_axis(dark, best, 1)[:, 0], np.take_along_axis(lit, best, 1)[:, 0]


def fixed_exposure(cells: Array, exposure: float) -> NDArray[np.float32]:
    """Light of an aperture that stays as it is: ``clip(exposure * cells, 0, 1)``, in steps of 1/4096."""
    return np.asarray(np.clip(exposure * np.rint(cells * LEVELS) / LEVELS, 0.0, 1.0), np.float32)
