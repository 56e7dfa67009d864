"""Sides: the four straight sides of a region, as the longest lines of its outline. Arrays only.

    region (h, w) --> outline --> votes of its points for lines --> the four longest --> corners, where neighbours meet

So a corner is found that a finger covers, or from which a finger seems to grow: the edges of the finger are shorter
than the sides. Source of the method: Duda and Hart 1972 (lines by angle and distance; Hough transform).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.machine.camera.sampling import Array

NEAR = 0.02  # of the longest side of the picture: points so near to a line belong to it
SHARPEST = 0.2  # sine of the least angle at which two sides meet
ANGLES = np.deg2rad(np.arange(180.0))
NORMALS = np.stack([np.cos(ANGLES), np.sin(ANGLES)])


class Line(NamedTuple):
    """The points p with ``normal`` . p = ``offset``; (x, y) in pixels, the normal (2,) of length 1."""

    normal: Array
    offset: float


def four_sides(region: NDArray[np.bool_]) -> Array | None:
    """Corners of the quadrilateral around a region (h, w), (x, y), clockwise from the top left: (4, 2), or None."""
    near = NEAR * max(region.shape)
    points, lines = _outline(region), []
    for _ in range(4):
        if len(points) < 4:
            return None
        lines.append(_longest_line(points, near))
        points = points[np.abs(points @ lines[-1].normal - lines[-1].offset) > near]
    y, x = np.nonzero(region)
    return _corners(lines, np.array([x.mean(), y.mean()]) + 0.5)


def _outline(region: NDArray[np.bool_]) -> Array:
    """Outermost points of every row and column of a region, (n, 2), at the edges of its pixels."""
    points = []
    for mask, swap in ((region, False), (region.T, True)):
        lines = np.flatnonzero(mask.any(axis=1))
        first = mask[lines].argmax(axis=1)
        last = mask.shape[1] - mask[lines][:, ::-1].argmax(axis=1)
        for ends in (first, last):
            pair = np.stack([ends, lines + 0.5], axis=1)
            points.append(pair[:, ::-1] if swap else pair)
    return np.concatenate(points).astype(np.float64)


def _longest_line(points: Array, near: float) -> Line:
    """The line with most of the points (n, 2) in a strip as wide as ``near``, then fitted to those near it."""
    offsets = points @ NORMALS
    low, step = float(offsets.min()), near / 2
    strip = np.floor((offsets - low) / step).astype(np.intp)
    strips = int(strip.max()) + 2
    votes = np.bincount((strip + strips * np.arange(len(ANGLES))).ravel(), minlength=strips * len(ANGLES))
    votes = votes.reshape(len(ANGLES), strips)
    angle, first = np.unravel_index((votes[:, :-1] + votes[:, 1:]).argmax(), (len(ANGLES), strips - 1))
    line = Line(NORMALS[:, angle], low + float(first + 1) * step)
    for within in (near, near / 2):
        own = points[np.abs(points @ line.normal - line.offset) <= within]
        if len(own) < 2:
            break
        middle = own.mean(axis=0)
        normal = np.linalg.svd(own - middle, full_matrices=False)[2][1]
        line = Line(normal, float(middle @ normal))
    return line


def _corners(lines: list[Line], middle: Array) -> Array | None:
    """Where each of four lines around a point meets the next, (4, 2); None if two neighbours are nearly parallel."""
    signs = [1.0 if line.offset > line.normal @ middle else -1.0 for line in lines]
    outwards = [Line(sign * line.normal, sign * line.offset) for sign, line in zip(signs, lines, strict=True)]
    outwards.sort(key=lambda line: float(np.arctan2(line.normal[1], line.normal[0])))
    met = []
    for before, after in zip([outwards[-1], *outwards[:-1]], outwards, strict=True):
        pair = np.array([before.normal, after.normal])
        if np.linalg.det(pair) < SHARPEST:
            return None
        met.append(np.linalg.solve(pair, np.array([before.offset, after.offset])))
    corners = np.array(met)
    return np.roll(corners, -int(corners.sum(axis=1).argmin()), axis=0)
