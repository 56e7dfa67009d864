"""Features: what a perceptron is shown in place of the thing itself.

    x (n, 2)  -->  phi(x) (n, 1 + m), the first of them always 1  -->  w . phi

    raw     1, x, y                                    a straight line
    polar   1, r, theta                                a line in (r, theta): rings, sectors, a turn of a spiral
    poly    1, x, y, x^2, xy, y^2, x^3 ... y^3         a cubic curve
    A-units 1, a_1, a_2 ...                            what the random wires of a Mark I make of a picture

A perceptron can only draw a line, but it draws it among the features. The constant feature is the bias: its weight
needs no rule of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.errors import ConfigError, expected
from mark1.machine.mark1 import MarkI
from mark1.text import nearest

DEGREE = 3  # the highest power of ``poly``


@dataclass(frozen=True)
class FeatureMap:
    """A table of basis functions: ``of`` names them, without the constant one; ``columns`` computes them."""

    name: str
    of: tuple[str, ...]
    columns: Callable[[NDArray[Any], NDArray[Any]], list[NDArray[Any]]]

    def __call__(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """The features of points (n, 2): ndarray of shape (n, 1 + m), float64."""
        x, y = np.asarray(xy, np.float64).T
        return np.stack([np.ones_like(x), *self.columns(x, y)], axis=1)


def _polar(x: NDArray[Any], y: NDArray[Any]) -> list[NDArray[Any]]:
    """Distance from (0, 0), and direction in radians: 0 is to the right, the jump from pi to -pi to the left."""
    return [np.hypot(x, y), np.arctan2(y, x)]


POWERS = [(degree - j, j) for degree in range(1, DEGREE + 1) for j in range(degree + 1)]


def _poly(x: NDArray[Any], y: NDArray[Any]) -> list[NDArray[Any]]:
    """Every product of powers of x and y up to ``DEGREE``."""
    return [x**i * y**j for i, j in POWERS]


def _product(i: int, j: int) -> str:
    """``x^2 y`` for (2, 1)."""
    return " ".join(f"{name}^{power}" if power > 1 else name for name, power in (("x", i), ("y", j)) if power)


FEATURES = {
    "raw": FeatureMap("raw", ("x", "y"), lambda x, y: [x, y]),
    "polar": FeatureMap("polar", ("r", "theta"), _polar),
    "poly": FeatureMap("poly", tuple(_product(i, j) for i, j in POWERS), _poly),
}


def feature_map(name: str) -> FeatureMap:
    """The features called ``name``. Raises ConfigError that lists them."""
    if name not in FEATURES:
        raise ConfigError(expected("features", f"one of {', '.join(FEATURES)}", name) + nearest(name, FEATURES))
    return FEATURES[name]


class AUnits:
    """The A-units of a Mark I as basis functions of a picture: 0 / 1, chosen by chance and then fixed.

    ::

        light (n, rows, cols)  -->  retina, patch board, A-units  -->  phi (n, 1 + n_a) of 0 and 1

    Whole numbers, so that a perceptron behind them computes exactly. Not modelled: a machine has no constant A-unit;
    ``constant=False`` leaves it out.
    """

    def __init__(self, machine: MarkI, *, constant: bool = True) -> None:
        self.machine, self.constant = machine, constant

    def __call__(self, light: NDArray[np.float32]) -> NDArray[np.int64]:
        """The features of pictures on the retina: ndarray of shape (n, 1 + n_a), int64."""
        a = np.stack([self.machine.activity(picture) for picture in light]).astype(np.int64)
        return np.insert(a, 0, 1, axis=1) if self.constant else a
