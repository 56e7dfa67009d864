"""Plane space: the plane as the last layer sees it, laid flat.

    features or hidden units (n, m)  -->  two directions of that space  -->  places (n, 2) on the page

The first directions are those that the last layer reads, so that what it draws is straight; what room is left goes
to the direction in which the points are spread most.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mark1.plane.record import PlaneRecord, Space, Sums

TINY = 1e-9


@dataclass(frozen=True)
class Flat:
    """Laid flat. ``axes`` (m, 2): a place is (h - middle) @ axes; ``readout`` (3, classes) reads scores there."""

    middle: Sums
    axes: Sums
    readout: Sums
    names: tuple[str, str]

    def places(self, h: Sums) -> Sums:
        """Where points of the space (n, m) lie: ndarray of shape (n, 2)."""
        return np.asarray((h - self.middle) @ self.axes)

    def scores(self, places: Sums) -> Sums:
        """The scores at places (n, 2): ndarray of shape (n, classes). Exact where two directions are all it reads."""
        return np.asarray(with_one(places) @ self.readout)


def laid_flat(record: PlaneRecord, space: Space, look: Callable[[], Sums]) -> Flat:
    """The space of a run, laid flat. ``look()`` are the places of the plane (n, 2) that matter."""
    xy = look()
    h, sums = space.of(xy), record.scores(xy)
    sums = sums - sums.mean(axis=1, keepdims=True)
    m = h.shape[1]
    if m <= 2:
        axes, middle = np.eye(m, 2), np.zeros(m)
        names = (space.names[0], space.names[1] if m == 2 else "")
    else:
        axes, middle, names = _directions(h, sums, space.of(record.stimuli.xy))
    places = (h - middle) @ axes
    return Flat(middle, axes, np.linalg.lstsq(with_one(places), sums, rcond=None)[0], names)


def _directions(h: Sums, sums: Sums, points: Sums) -> tuple[Sums, Sums, tuple[str, str]]:
    """Two directions at right angles (m, 2), the middle of the points (m,), and what the directions are."""
    weights = np.linalg.lstsq(with_one(h), sums, rcond=None)[0][1:]
    read, sizes, _ = np.linalg.svd(weights, full_matrices=False)
    read = read[:, sizes > TINY * max(1.0, float(sizes.max()))][:, :2]
    middle = points.mean(axis=0)
    rest = (points - middle) - (points - middle) @ read @ read.T
    spread = np.linalg.svd(rest, full_matrices=False)[2].T
    axes = np.hstack([read, spread])[:, :2]
    if read.shape[1] == 1 and read[:, 0] @ weights[:, -1] < 0:
        axes[:, 0] *= -1
    names = ("what the output reads", "the widest spread of the rest" if read.shape[1] == 1 else "and the second")
    return axes, middle, names


def with_one(places: Sums) -> Sums:
    """A column of ones before the others."""
    return np.insert(places, 0, 1.0, axis=1)
