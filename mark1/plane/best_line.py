"""Best line: how many points any straight line can get right, by trying all that matter.

A line can be moved until it touches two points, without another point changing sides. Turned a little about a place
between two points that it touches, it has those before the place on one side and those after it on the other. So the
lines through all pairs of points, turned about all places, are enough.
"""

import numpy as np
from numpy.typing import NDArray

MOST_POINTS = 300
HAIR = 1e-12


def best_line(xy: NDArray[np.float64], class_of: NDArray[np.int64]) -> int:
    """The most points (n, 2) of two classes, 0 and 1, that a line has on their sides."""
    side = 2 * class_of - 1
    most = int(max((side > 0).sum(), (side < 0).sum()))  # all on one side
    for i in range(len(xy) - 1):
        along = xy[i + 1 :] - xy[i]
        away = xy - xy[i]
        cross = along[:, :1] * away[:, 1] - along[:, 1:] * away[:, 0]  # (pairs, n): the side of the line
        touched = np.abs(cross) <= HAIR
        agree = np.where(touched, 0, np.sign(cross)) * side
        off = np.stack([(agree > 0).sum(axis=1), (agree < 0).sum(axis=1)])  # right, with the line either way round
        two = touched.sum(axis=1) == 2
        most = max(most, int(off[:, two].max(initial=0)) + 2)
        for j in np.flatnonzero(~two & along.any(axis=1)):
            on = touched[j]
            most = max(most, int(off[:, j].max()) + _turned(away[on] @ along[j], side[on]))
    return min(most, len(xy))


def _turned(at: NDArray[np.float64], side: NDArray[np.int64]) -> int:
    """The most of the points on a line, ``at`` along it, that are right once it is turned about a place on it."""
    order = np.argsort(at, kind="stable")
    places, sides = at[order], side[order]
    before = np.concatenate([[0], np.cumsum(sides)])  # how many more of +1 than of -1 stand before each place
    excess = np.abs(2 * before - before[-1])
    possible = np.concatenate([[True], np.diff(places) > HAIR, [True]])
    return int((len(sides) + excess[possible].max()) // 2)
