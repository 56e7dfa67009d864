"""Firing: which A-units a picture switches on, in plain NumPy: a matrix product counts the signals."""

from typing import Any

import numpy as np

BLOCK = 2048  # pictures sensed at a time
UNITS = 1024  # A-units whose wires are laid out as a matrix at a time


def fire(on: Any, wires: Any, start_of_a: Any, start_count: Any, n_digits: int, activity: Any) -> None:
    """Activity of the A-units for many pictures: fills ``activity`` (n, n_lanes) uint16.

    Arguments as ``kernels.fire`` has them. A matrix product counts the signals: whole numbers below 2^24, so exact.
    """
    n, n_s = on.shape
    n_a, n_lanes = len(start_of_a) - 1, activity.shape[1]
    least = (1 << (n_digits - 1)) - start_count.astype(np.int64)
    fired = np.zeros((min(n, BLOCK), 16 * n_lanes), bool)
    for first in range(0, n, BLOCK):
        cells = on[first : first + BLOCK].astype(np.float32)
        for a in range(0, n_a, UNITS):
            units = slice(a, min(a + UNITS, n_a))
            signs, inhibitory = _signs(wires, start_of_a, units, n_s)
            fired[: len(cells), units] = cells @ signs >= least[units] - inhibitory
        bits = fired[: len(cells)].reshape(len(cells), 16, n_lanes).astype(np.uint16)
        activity[first : first + BLOCK] = np.bitwise_or.reduce(bits << np.arange(16, dtype=np.uint16)[:, np.newaxis], 1)


def _signs(wires: Any, start_of_a: Any, units: slice, n_s: int) -> tuple[Any, Any]:
    """The wires of some A-units as a matrix (n_s, n) of -1, 0 and 1, and how many of each are inhibitory."""
    n = units.stop - units.start
    wires_of_units = wires[start_of_a[units.start] : start_of_a[units.stop]]
    unit = np.repeat(np.arange(n), np.diff(start_of_a[units.start : units.stop + 1]))
    signs = np.zeros((2 * n_s + 1, n), np.float32)
    np.add.at(signs, (wires_of_units, unit), 1)
    inhibitory = signs[n_s:-1]
    return signs[:n_s] - inhibitory, inhibitory.sum(axis=0)
