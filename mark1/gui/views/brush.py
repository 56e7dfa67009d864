"""Brush: puts light on cells, or takes it off, along a stroke."""

import numpy as np
from numpy.typing import NDArray

Light = NDArray[np.float32]
Spot = tuple[float, float]


def brush(light: Light, start: Spot, end: Spot, width: float, lit: bool) -> None:
    """Draw a line ``width`` cells wide on ``light`` (rows, cols) 0..1. Spots are in cells, right and down.

    A cell that the line covers in part is lit in part; drawing never darkens a cell, and erasing never brightens one.
    """
    rows, cols = light.shape
    x, y = np.arange(cols) + 0.5, np.arange(rows)[:, np.newaxis] + 0.5
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = np.clip(((x - start[0]) * dx + (y - start[1]) * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
    away = np.hypot(x - start[0] - along * dx, y - start[1] - along * dy)
    covered = np.clip(0.5 + width / 2 - away, 0, 1).astype(np.float32)
    if lit:
        np.maximum(light, covered, out=light)
    else:
        np.minimum(light, 1 - covered, out=light)
