"""Encoder: how a row of numbers becomes a picture that the camera can take.

    X (n, n_features), any real numbers  -->  [encoder]  -->  pictures (n, height, width), light 0 dark .. 1 lit

The machine sees light and nothing else, and each photocell is on or off. A table has to be drawn first. Assumed: all of
it; the Mark I was shown pictures only.
"""

from math import isqrt
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mark1.errors import ConfigError, expected
from mark1.estimators.ground import SMALLEST_PICTURE

Numbers = NDArray[Any]
Light = NDArray[np.float64]

SIDE = 20  # cells along a side of the Mark I's retina; a smaller picture is enlarged to it by the camera
MOST_CELLS = 256  # cells along a side of the largest retina


class Encoder(Protocol):
    """How numbers are drawn: the retina that suits the pictures, and the pictures."""

    rows: int
    cols: int

    def pictures(self, x: Numbers) -> Light:
        """Light of every row of ``x`` (n, n_features): ndarray of shape (n, height, width), 0..1."""


class LightEncoder:
    """A row of numbers is a square picture: its smallest number is dark, its largest lit.

    ::

        x (n, side * side)  -->  [(x - low) / (high - low), no more than 0..1]  -->  pictures (n, side, side)

    ``low`` and ``high`` are the smallest and the largest number of the training set. The retina is that of the Mark I,
    20 x 20 cells, or has one cell per pixel where the picture is larger.

    Raises ConfigError if the numbers make no square, or one larger than the largest retina.
    """

    def __init__(self, x: Numbers) -> None:
        self.side = isqrt(x.shape[1])
        if self.side**2 != x.shape[1] or self.side > MOST_CELLS:
            allowed = f"a square number of features up to {MOST_CELLS} x {MOST_CELLS}"
            raise ConfigError(f"{expected('retina=light', allowed, x.shape[1])}: retina='thermometer' takes any")
        self.rows = self.cols = max(SIDE, self.side)
        self.low, self.high = float(x.min()), float(x.max())

    def pictures(self, x: Numbers) -> Light:
        """Light of every row of ``x`` (n, side * side): ndarray of shape (n, side, side), 0..1."""
        half_span = self.high / 2 - self.low / 2 or 1.0  # halves: the whole may be more than a float can hold
        light = np.clip((x.astype(np.float64) / 2 - self.low / 2) / half_span, 0.0, 1.0)
        return np.asarray(light.reshape(-1, self.side, self.side))


class ThermometerEncoder:
    """Every number is a thermometer: a row of cells lit from the left, the farther the larger the number.

    ::

        x (n, n_features)  -->  [x > marks (n_features, levels) ?]  -->  pictures (n, rows, cols) of 0 and 1

    The marks of a feature lie between the different values it takes in the training set, at equal shares of them, so
    that as many steps fall where values are close as where they are far apart. One row of cells per feature; more than
    256 features share the rows, each with fewer levels where 256 cells do not hold them.

    Raises ConfigError for more features than the largest retina has cells.
    """

    def __init__(self, x: Numbers, levels: int) -> None:
        self.n_features = x.shape[1]
        self.features_a_row = -(-self.n_features // MOST_CELLS)
        if self.features_a_row > MOST_CELLS:
            text = expected("retina='thermometer'", f"at most {MOST_CELLS**2} features", self.n_features)
            raise ConfigError(f"{text}: reduce them first")
        self.levels = min(levels, MOST_CELLS // self.features_a_row)
        self.rows, self.cols = -(-self.n_features // self.features_a_row), self.features_a_row * self.levels
        self.marks = np.array([_marks(feature, self.levels) for feature in x.T])

    def pictures(self, x: Numbers) -> Light:
        """Light of every row of ``x``: ndarray of shape (n, rows, cols), 0 or 1; cells no feature needs stay dark."""
        light = np.zeros((len(x), self.rows * self.features_a_row, self.levels))
        light[:, : self.n_features] = x[:, :, np.newaxis] > self.marks
        return light.reshape(len(x), self.rows, self.cols)


def make_encoder(retina: str, x: Numbers, levels: int) -> Encoder:
    """The encoder for a training set. ``auto`` draws as light what looks like pictures, else a thermometer code.

    Raises ConfigError where the training set cannot be drawn in this way.
    """
    if retina == "light" or (retina == "auto" and _looks_like_pictures(x)):
        return LightEncoder(x)
    return ThermometerEncoder(x, levels)


def _looks_like_pictures(x: Numbers) -> bool:
    """Whether rows of ``x`` may be pictures: squares of at least 8 x 8 pixels, none below 0, and all of one scale.

    One scale: at least half of the pixels come past half of the brightest.
    """
    side = isqrt(x.shape[1])
    square = side**2 == x.shape[1] and SMALLEST_PICTURE <= side <= MOST_CELLS
    return square and bool(x.min() >= 0 and np.mean(x.max(axis=0) > x.max() / 2) >= 0.5)


def _marks(feature: Numbers, levels: int) -> Light:
    """The levels of one feature: ndarray of shape (levels,), ascending."""
    values = np.unique(feature).astype(np.float64)
    between = values[:-1] / 2 + values[1:] / 2 if len(values) > 1 else values
    return np.asarray(np.quantile(between, (np.arange(levels) + 0.5) / levels, method="nearest"))
