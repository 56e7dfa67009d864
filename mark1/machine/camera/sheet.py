"""Sheet: a sheet of paper that lies on a table, found by its four straight sides. Arrays only.

    page (h, w) --> even light --> halves by tone --> largest region --> outline --> four sides --> corners, or None
                                                                                                    |
                              straight page (h', w')  <--  perspective  <---------------------------+

Both steps work with numpy alone. A sheet has four straight sides, a desk of another tone beyond them, and something on
it that does not reach them.

Assumed: all of it. The slides of the machine had no desk around them.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.machine.camera.blots import blots, filled
from mark1.machine.camera.heaps import LEVELS, two_heaps
from mark1.machine.camera.sampling import Array, coarse
from mark1.machine.camera.sides import four_sides

LOOK_PX = 160  # longest side of the look in which a sheet is searched
SMALLEST_PX = 96  # shortest side of a picture that may be a photograph of a sheet
SMALLEST = 0.12  # share of the picture that a sheet has at least
FEWEST = 0.001  # share of the picture that any of desk, paper and ink has
ASIDE = 0.02  # of the longest side: how far beside a side of the sheet is paper, or desk
STRAIGHT, STRAIGHTEST = 0.6, 0.85  # share of each side, and of all, with paper on one side of it and desk on the other
JUMP = 0.06  # least difference of tone across a side; light on paper changes gradually
TONE = 0.02  # least difference of ink and desk, black to white; paper differs from both by twice as much
MOSTLY = 0.65  # share of the rim that is paper; the rest may be in a shadow
RIM = 0.03  # share of a straight page that is cut off on each side: its edge is neither paper nor desk
PROPORTIONS = (2**0.5, 11 / 8.5)  # A4 and Letter, which are tried first
LIKE = 0.08  # relative difference from one of these up to which it is meant


class StraightPage(NamedTuple):
    """A sheet seen from above: luminance (h, w), and the matrix (3, 3) that carries its (x, y, 1) to the picture.

    ``corners``: those of the sheet on the picture (4, 2), whose rim the page lacks; None if no sheet was straightened.
    """

    page: Array
    to_picture: Array
    corners: Array | None = None


def find_sheet(page: Array) -> Array | None:
    """Corners of the sheet on a page (h, w), (x, y) in pixels, clockwise from the top left: (4, 2), or None."""
    if min(page.shape) < SMALLEST_PX:
        return None
    look = coarse(page[np.newaxis], LOOK_PX)[0]
    if not _has_three_tones(look):
        return None
    scale = np.array([page.shape[1] / look.shape[1], page.shape[0] / look.shape[0]])
    for tones in (_evened(look), look):
        sheets = [_sheet_of(half, look) for light in _halves(tones) for half in (light, ~light)]
        found = [corners for corners in sheets if corners is not None]
        if found:
            return np.asarray(max(found, key=_area) * scale)
    return None


def straightened(page: Array, corners: Array) -> StraightPage:
    """The quadrilateral ``corners`` (4, 2) of a page (h, w) as a rectangle, without its rim; bilinear."""
    wide = np.mean([np.hypot(*(corners[1] - corners[0])), np.hypot(*(corners[2] - corners[3]))])
    high = np.mean([np.hypot(*(corners[3] - corners[0])), np.hypot(*(corners[2] - corners[1]))])
    for ratio in PROPORTIONS:
        if abs(max(wide, high) / min(wide, high) / ratio - 1.0) < LIKE:
            wide, high = (wide, wide * ratio) if high > wide else (high * ratio, high)
            break
    width, height = max(2, round(float(wide))), max(2, round(float(high)))
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    to_picture = perspective(square, corners)
    cut_x, cut_y = round(width * RIM), round(height * RIM)
    shift = np.array([[1.0, 0.0, cut_x], [0.0, 1.0, cut_y], [0.0, 0.0, 1.0]])
    to_picture = to_picture @ shift
    y, x = np.mgrid[0 : height - 2 * cut_y, 0 : width - 2 * cut_x] + 0.5
    at = carried(np.stack([x.ravel(), y.ravel()], axis=1), to_picture)
    return StraightPage(_bilinear(page, at[:, 0], at[:, 1]).reshape(x.shape), to_picture, corners)


def perspective(here: Array, there: Array) -> Array:
    """The matrix (3, 3) that carries four points ``here`` (4, 2) to four points ``there``."""
    rows, values = [], []
    for (x, y), (u, v) in zip(here, there, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return np.asarray(
        np.append(np.linalg.solve(np.array(rows, np.float64), np.array(values, np.float64)), 1.0).reshape(3, 3)
    )


def carried(points: Array, matrix: Array) -> Array:
    """Points (n, 2) carried by a perspective (3, 3): ndarray of shape (n, 2)."""
    at = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(at[:, :2] / at[:, 2:])


def _has_three_tones(look: Array) -> bool:
    """Whether some of the border of a look, as a desk would, has both lighter and darker pixels in the picture."""
    border = np.concatenate([look[0], look[-1], look[:, 0], look[:, -1]])
    least = FEWEST * look.size
    tones = np.percentile(border, (10.0, 50.0, 90.0))
    return any(min(np.sum(look > tone + 2 * TONE), np.sum(look < tone - TONE)) >= least for tone in tones)


def _halves(tones: Array) -> Iterator[NDArray[np.bool_]]:
    """Ways to part a look by tone, as its lighter half: in the middle, and once more in the middle of either half."""
    levels = np.rint(tones * LEVELS)
    middle = _threshold(levels)
    yield levels > middle
    for half in (levels[levels > middle], levels[levels <= middle]):
        if half.size > 1:
            yield levels > _threshold(half)


def _threshold(levels: Array) -> float:
    dark, lit = two_heaps(levels.reshape(1, -1))
    return float(dark[0] + lit[0]) / 2


def _evened(look: Array) -> Array:
    """A look with a steady change of its light, to the right and down, taken out; 0..1.

    Most neighbours lie on one surface, so the median of their ratios is that of the light.
    """
    tones = np.log(np.maximum(look, 1 / 64))
    height, width = look.shape
    step = max(1, max(look.shape) // 16)
    across = np.median(tones[:, step:] - tones[:, :-step]) / step
    down = np.median(tones[step:] - tones[:-step]) / step
    tones = tones - across * np.arange(width) - down * np.arange(height)[:, np.newaxis]
    return np.asarray((tones - tones.min()) / (np.ptp(tones) or 1.0))


def _sheet_of(half: NDArray[np.bool_], look: Array) -> Array | None:
    """Corners of the largest region of a half, if that is a sheet; in pixels of the look."""
    regions = blots(half)
    sizes = np.bincount(regions[half], minlength=half.size)
    if sizes.max() < SMALLEST * half.size:
        return None
    region = filled(half & (regions == sizes.argmax()))
    corners = four_sides(region)
    if corners is None or not _has_straight_sides(region, corners, look) or not _is_written_on(look, region, corners):
        return None
    return corners


def _area(corners: Array) -> float:
    """Area of a polygon (n, 2), by the shoelace formula."""
    x, y = corners.T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _has_straight_sides(region: NDArray[np.bool_], corners: Array, look: Array) -> bool:
    """Whether the region lies on one side of every side of its corners, and the tone jumps there.

    At least one side is inside the picture; the others may be where it ends.
    """
    height, width = region.shape
    aside = ASIDE * max(region.shape)
    share, jumps, seen = [], [], 0.0
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = end - start
        inwards = np.array([-along[1], along[0]]) / (np.hypot(*along) or 1.0) * aside
        at = start + np.linspace(0.04, 0.96, 47)[:, np.newaxis] * along
        on = ((at - inwards >= 0) & (at - inwards < (width, height))).all(axis=1)
        (paper_y, paper_x), (desk_y, desk_x) = (
            np.clip(np.floor(at + side).astype(int).T[::-1], 0, [[height - 1], [width - 1]])
            for side in (inwards, -inwards)
        )
        share.append(float(np.mean(region[paper_y, paper_x] & (~region[desk_y, desk_x] | ~on))))
        seen += float(np.mean(on))
        if np.mean(on) > 0.5:
            jumps.append(abs(float(np.median((look[paper_y, paper_x] - look[desk_y, desk_x])[on]))))
    straight = min(share) >= STRAIGHT and float(np.mean(share)) >= STRAIGHTEST
    return straight and seen >= 0.9 and min(jumps, default=0.0) > JUMP


def _is_written_on(look: Array, region: NDArray[np.bool_], corners: Array) -> bool:
    """Whether there is paper along the sides, and some ink, of another tone than the desk, within."""
    page = straightened(look, corners).page
    levels = np.rint(page * LEVELS)
    light = levels > _threshold(levels)
    rim = np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]])
    is_light = bool(np.mean(rim) > 0.5)
    ink = light != is_light
    if np.mean(rim == is_light) < MOSTLY or not FEWEST < ink.mean() < 0.5 or region.all():
        return False
    paper, ink_tone, desk = (float(np.median(tones)) for tones in (page[~ink], page[ink], look[~region]))
    return min(abs(paper - ink_tone), abs(paper - desk)) > 2 * TONE and abs(desk - ink_tone) > TONE


def _bilinear(page: Array, x: Array, y: Array) -> Array:
    """The page (h, w) at points (x, y), in pixels, ndarray of their shape; beyond the edge it repeats itself."""
    height, width = page.shape
    x, y = np.clip(x - 0.5, 0, width - 1), np.clip(y - 0.5, 0, height - 1)
    left, top = np.minimum(x.astype(int), max(0, width - 2)), np.minimum(y.astype(int), max(0, height - 2))
    right, below = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    across, down = x - left, y - top
    upper = page[top, left] * (1 - across) + page[top, right] * across
    lower = page[below, left] * (1 - across) + page[below, right] * across
    return np.asarray(upper * (1 - down) + lower * down)
