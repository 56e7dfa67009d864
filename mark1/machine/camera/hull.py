"""Hull: the convex outline of a region, and the four straight sides that fit it."""

import numpy as np
from numpy.typing import NDArray

from mark1.machine.camera.sampling import Array

NEAR = 0.02  # of the longest side: points so near to a side belong to it


def four_sides(region: NDArray[np.bool_]) -> Array | None:
    """Corners of the quadrilateral around a region (h, w), (x, y), clockwise from the top left: (4, 2), or None.

    Of its hull, the side whose loss adds the least area is taken away until four are left; so a corner under a finger
    is found where its sides meet. Each side is then fitted to the points of the outline near it.
    """
    outline = _outline(region)
    hull = _hull(outline)
    while len(hull) > 4:
        shorter = _without_least(hull)
        if shorter is None:
            return None
        hull = shorter
    return None if len(hull) < 4 else _fitted(hull, outline, NEAR * max(region.shape))


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


def _hull(points: Array) -> Array:
    """Convex hull of points (n, 2), clockwise as the eye sees it with y down (Andrew's monotone chain)."""
    ordered = sorted(map(tuple, np.unique(points, axis=0).tolist()))

    def chain(some: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
        kept: list[tuple[float, ...]] = []
        for p in some:
            while len(kept) > 1 and _cross(kept[-2], kept[-1], p) <= 0:
                kept.pop()
            kept.append(p)
        return kept[:-1]

    return np.array(chain(ordered) + chain(ordered[::-1]))


def _cross(a: tuple[float, ...], b: tuple[float, ...], c: tuple[float, ...]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _without_least(hull: Array) -> Array | None:
    """The hull without the side whose neighbours, extended, enclose the least area more; None if none can go."""
    before, start, end, after = np.roll(hull, 1, axis=0), hull, np.roll(hull, -1, axis=0), np.roll(hull, -2, axis=0)
    u, v, gap = start - before, after - end, end - start
    turn = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    reach = np.divide(gap[:, 0] * v[:, 1] - gap[:, 1] * v[:, 0], turn, out=np.full(len(hull), -1.0), where=turn > 1e-9)
    meet = start + reach[:, np.newaxis] * u
    tip = meet - start
    area = np.where(reach >= 0, np.abs(tip[:, 0] * gap[:, 1] - tip[:, 1] * gap[:, 0]), np.inf)
    least = int(area.argmin())
    if not np.isfinite(area[least]):
        return None
    kept = hull.copy()
    kept[least] = meet[least]
    return np.delete(kept, (least + 1) % len(hull), axis=0)


def _fitted(corners: Array, outline: Array, near: float) -> Array | None:
    """The corners again, after each side was fitted to the outline near it, its ends left out."""
    lines = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = end - start
        length = float(np.hypot(*along)) or 1.0
        normal = np.array([-along[1], along[0]]) / length
        middle = start
        for within in (near, near / 2):
            off, place = (outline - middle) @ normal, (outline - start) @ along / length**2
            own = outline[(np.abs(off) <= within) & (place > 0.05) & (place < 0.95)]
            if len(own) < 4:
                break
            middle = own.mean(axis=0)
            normal = np.linalg.svd(own - middle, full_matrices=False)[2][1]
        lines.append((normal, float(middle @ normal)))
    met = []
    for (n, d), (m, e) in zip([lines[-1], *lines[:-1]], lines, strict=True):
        pair = np.array([n, m])
        if abs(np.linalg.det(pair)) < 0.2:
            return None
        met.append(np.linalg.solve(pair, np.array([d, e])))
    found = np.array(met)
    return np.roll(found, -int(found.sum(axis=1).argmin()), axis=0)
