"""Sampling: how much of each pixel falls on each photocell. Arrays only.

    pages (n, height, width)  -->  coverage (down) @ page @ coverage (across)  -->  (n, rows, cols)

Area and Gaussian blur are separable, so each is one small matrix for a side.
"""

import math

import numpy as np
from numpy.typing import NDArray

from mark1.machine.elementary import exp

Array = NDArray[np.float64]


def coverage(start: float | Array, cell: float | Array, n_cells: int, n_px: int) -> Array:
    """Share of each cell that each pixel covers, along one side, ndarray of shape (n_cells, n_px).

    Cell i lies from ``start + i * cell`` to ``start + (i + 1) * cell``, in pixels. A row sums to 1, or to less when
    part of the cell lies off the picture. Of n starts and cells, the shape is (n, n_cells, n_px).
    """
    start, cell = np.asarray(start)[..., np.newaxis], np.asarray(cell)[..., np.newaxis]
    edges = start + cell * np.arange(n_cells + 1)
    pixels = np.arange(n_px)
    overlap = np.minimum(edges[..., 1:, np.newaxis], pixels + 1) - np.maximum(edges[..., :-1, np.newaxis], pixels)
    return np.asarray(np.maximum(overlap, 0.0) / cell[..., np.newaxis])


def coarse(pages: Array, longest: int) -> Array:
    """Pages of shape (n, h, w) averaged down to at most ``longest`` pixels a side; smaller ones as they are."""
    _, height, width = pages.shape
    cell = max(height, width) / longest
    if cell <= 1.0:
        return pages
    rows, cols = max(1, round(height / cell)), max(1, round(width / cell))
    down = coverage(0.0, height / rows, rows, height)
    return np.asarray(down @ pages @ np.ascontiguousarray(coverage(0.0, width / cols, cols, width).T))


def blur_matrix(n_cells: int, sigma: float) -> Array:
    """Gaussian blur along one side, ndarray of shape (n_cells, n_cells); light that leaves the retina is lost."""
    if sigma == 0.0:
        return np.eye(n_cells)
    reach = np.arange(-math.ceil(5 * sigma), math.ceil(5 * sigma) + 1)
    total = exp(-0.5 * (reach / sigma) ** 2).sum()
    apart = np.arange(n_cells)[:, np.newaxis] - np.arange(n_cells)
    near = np.abs(apart) <= math.ceil(5 * sigma)
    return np.asarray(np.where(near, exp(-0.5 * (apart / sigma) ** 2), 0.0) / total)
