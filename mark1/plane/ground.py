"""Plane ground: the plane as a picture, every place tinted and hatched as the class it is taken for.

    scores on a lattice  -->  drawn out to pixels  -->  class, sureness, boundary  -->  rgb (h, w, 3) of 0..1

Classes can be told apart without colour: by lightness and by hatching. The surer, the stronger the tint.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.paper import Box
from mark1.plane.answers import NOISE, undecided
from mark1.plane.record import Sums, in_batches

Rgb = NDArray[np.float64]
Scores = Callable[[Sums], Sums]

LATTICE = 221  # points per side at which scores are computed, linear in between
FINE = 2  # each pixel averages FINE x FINE finer ones, so that edges are smooth
GROUND, EDGE, OTHERS = (0.961, 0.937, 0.886), (0.133, 0.157, 0.180), (0.52, 0.50, 0.46)
TINTS = np.array(
    [
        (0.972, 0.870, 0.810),
        (0.765, 0.790, 0.795),
        (0.930, 0.870, 0.620),
        (0.720, 0.850, 0.740),
        (0.760, 0.780, 0.900),
        (0.890, 0.760, 0.870),
        (0.840, 0.820, 0.780),
        (0.680, 0.850, 0.880),
        GROUND,
    ]
)
UNDECIDED = len(TINTS) - 1  # in place of a class: paper, without hatching
HATCH_PX = 9


class Viewport(NamedTuple):
    """The part of a plane that is shown."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, xy: Sums, margin: float = 0.13, square: bool = True) -> "Viewport":
        """All points with a margin; in a plane, the same length for both axes."""
        low, high = xy.min(axis=0), xy.max(axis=0)
        reach = np.maximum(high - low, 1e-9 * np.maximum(1.0, np.abs(high)))
        reach = np.maximum(reach, reach.max() if square else reach.max() * 1e-6)
        middle, half = (low + high) / 2, reach * (0.5 + margin)
        return cls(*(float(v) for axis in (0, 1) for v in (middle[axis] - half[axis], middle[axis] + half[axis])))

    def on_page(self, box: Box, xy: Sums) -> Sums:
        """Where points (n, 2) lie in a box on the page, pixels."""
        x = box.x + (xy[..., 0] - self.left) / (self.right - self.left) * box.w
        y = box.y + (self.top - xy[..., 1]) / (self.top - self.bottom) * box.h
        return np.stack([x, y], axis=-1)

    def lattice(self, across: int, down: int) -> Sums:
        """Places in rows from the top: ndarray of shape (down * across, 2)."""
        y, x = np.meshgrid(
            np.linspace(self.top, self.bottom, down), np.linspace(self.left, self.right, across), indexing="ij"
        )
        return np.stack([x.ravel(), y.ravel()], axis=1)


def surface(view: Viewport, of: Scores, w: int, h: int) -> Sums:
    """The values ``of`` (n, 2) -> (n, m) all over the view: ndarray of shape (h, w, m)."""
    coarse = in_batches(of, view.lattice(LATTICE, LATTICE)).reshape(LATTICE, LATTICE, -1)
    return np.asarray(np.einsum("yi,ijm,xj->yxm", _between(h), coarse, _between(w), optimize=True))


def _between(n: int) -> Sums:
    """Straight lines between the places of the lattice: ndarray of shape (n, LATTICE)."""
    at = (np.arange(n) + 0.5) / n * (LATTICE - 1)
    return np.asarray(np.maximum(0.0, 1 - np.abs(at[:, np.newaxis] - np.arange(LATTICE))))


def regions(
    view: Viewport,
    of: Callable[[Sums], Sums],
    w: int,
    h: int,
    *,
    sure: bool,
    others: tuple[Callable[[Sums], Sums], ...] = (),
) -> Rgb:
    """The plane as a picture (h, w, 3). ``sure``: the same tint everywhere; else the scores are logarithms of odds.

    ``others``: of these scores too the boundary is drawn, thin.
    """
    sums = surface(view, of, w * FINE, h * FINE)
    taken_for = np.where(undecided(sums, NOISE), UNDECIDED, sums.argmax(axis=-1))
    strength = np.ones(taken_for.shape) if sure else 0.3 + 0.7 * sureness(sums)
    strength = strength + _hatch(taken_for) * (0.25 + 0.45 * strength)
    rgb = (TINTS - np.array(GROUND))[taken_for]
    rgb *= strength[..., np.newaxis]
    rgb += np.array(GROUND)
    for other in others:
        rgb[_boundary(surface(view, other, w * FINE, h * FINE).argmax(axis=-1), 1)] = OTHERS
    rgb[_boundary(taken_for, 2)] = EDGE
    fine = np.clip(rgb, 0, 1, out=rgb).reshape(h, FINE, w, FINE, 3)
    return np.asarray(sum(fine[:, i, :, j] for i in range(FINE) for j in range(FINE)) / FINE**2)


def sureness(sums: Sums) -> Sums:
    """The probability of the likeliest class, from 0 (all alike) to 1 (certain): the shape of ``sums`` but the last."""
    odds = np.exp(sums - sums.max(axis=-1, keepdims=True))
    alike = 1 / sums.shape[-1]
    return np.asarray((1 / odds.sum(axis=-1) - alike) / (1 - alike))


def _hatch(taken_for: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where the hatching of each class puts its lines; class 0 has none."""
    pitch = HATCH_PX * FINE
    y, x = np.mgrid[:pitch, :pitch]
    up, down, across, along = ((v % pitch) < FINE for v in (x + y, x - y, y, x))
    dots = (x < 2 * FINE) & (y < 2 * FINE)
    none = np.zeros_like(up)
    tiles = np.stack([none, up, dots, across, down, along, up | down, across | along, none])
    rows, columns = (np.arange(n) % pitch for n in taken_for.shape)
    return np.asarray(tiles[taken_for, rows[:, np.newaxis], columns])


def _boundary(taken_for: NDArray[np.int64], reach: int) -> NDArray[np.bool_]:
    """Within ``reach`` fine pixels of another class."""
    near = np.zeros(taken_for.shape, bool)
    across, down = taken_for[:, 1:] != taken_for[:, :-1], taken_for[1:] != taken_for[:-1]
    near[:, 1:] |= across
    near[1:] |= down
    wide = near.copy()
    for step in range(1, reach + 1):
        wide[:, step:] |= near[:, :-step]
        wide[:, :-step] |= near[:, step:]
        wide[step:] |= near[:-step]
        wide[:-step] |= near[step:]
    return wide


def relief(values: Sums, low: float, high: float) -> Rgb:
    """Values (h, w) as shades from paper (``low``) to ink (``high``), with four lines of equal height: (h, w, 3)."""
    share = np.clip((values - low) / max(high - low, 1e-12), 0, 1)
    rgb = np.array(GROUND) + share[..., np.newaxis] * (np.array(EDGE) - np.array(GROUND))
    lines = _boundary(np.floor(share * 4.999).astype(np.int64), 0)
    rgb[lines] = 0.6 * rgb[lines] + 0.4 * np.where(share[lines] > 0.5, 1.0, 0.0)[:, np.newaxis]
    h, w = values.shape
    return np.asarray(rgb.reshape(h // FINE, FINE, w // FINE, FINE, 3).mean(axis=(1, 3)))
