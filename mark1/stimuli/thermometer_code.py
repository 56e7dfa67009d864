"""Thermometer code: a point of the plane as light on the retina, so that a machine that sees can learn the plane.

    x = 0.4   ############........      upper half: lit from the left, as far as x
    y = -0.8  #####...............      lower half: as far as y

Light counts up, so weights on it add up to f(x) + g(y): what these cannot separate (xor) takes A-units, or hidden
units.
Assumed: all of it; the Mark I was shown pictures only.
"""

import numpy as np
from numpy.typing import NDArray

from mark1.stimuli.plane import Points

REACH = 1.7  # what lies farther out looks like this


def light_of(xy: Points, rows: int, cols: int) -> NDArray[np.float32]:
    """Points (n, 2) as light: ndarray of shape (n, rows, cols), 0..1; the last lit cell is lit in part."""
    lit_cells = (np.clip(xy, -REACH, REACH) + REACH) / (2 * REACH) * cols
    bars = np.clip(lit_cells[:, :, np.newaxis] - np.arange(cols), 0, 1).astype(np.float32)
    axis_of_row = (np.arange(rows) >= rows // 2).astype(np.int64)
    return np.ascontiguousarray(bars[:, axis_of_row])
