"""Blots: which pixels of a mask hang together. Arrays only."""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def blots(ink: Mask) -> NDArray[np.int64]:
    """Number of the blot each pixel of ``ink`` (..., h, w) belongs to: the place of its first pixel; corners touch.

    Each pixel takes the least number around it, then that number's own number, until nothing changes.
    """
    nowhere = ink.size
    number = np.where(ink, np.arange(ink.size).reshape(ink.shape), nowhere)
    while True:
        spread = number.copy()
        np.minimum(spread[..., 1:, :], number[..., :-1, :], out=spread[..., 1:, :])
        np.minimum(spread[..., :-1, :], number[..., 1:, :], out=spread[..., :-1, :])
        down = spread.copy()
        np.minimum(spread[..., 1:], down[..., :-1], out=spread[..., 1:])
        np.minimum(spread[..., :-1], down[..., 1:], out=spread[..., :-1])
        known = np.append(np.where(ink, spread, nowhere).ravel(), nowhere)
        least = known[known][:-1].reshape(ink.shape)
        if np.array_equal(least, number):
            return np.where(ink, number, 0)
        number = least


def filled(region: Mask) -> Mask:
    """A region (h, w) and all that it encloses: everything but the blot of the frame around the picture, number 0."""
    around = np.pad(~region, 1, constant_values=True)
    return np.asarray(((blots(around) != 0) | ~around)[1:-1, 1:-1])
