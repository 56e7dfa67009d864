"""Figure and ground: which part of a picture is the figure, and how far it stands out. Arrays only.

    page (h, w) --> coarse look --> ground: what lines the border --> contrast: how far each pixel is from its ground
                        |
                        +--> ink: the lit one of two heaps --> box around it, dust left out

A page is luminance 0 black .. 1 white; a contrast is positive towards the figure, whatever the polarity of the page.
Everything is decided on a coarse look, in which averaging hides noise.

Assumed: all of it. A builder's hand and eye set up the slides of the machine.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.machine.camera.figures import figures_of_each
from mark1.machine.camera.heaps import LEVELS, two_heaps
from mark1.machine.camera.polarity import CLEAR, JUDGE_PX, SHAPED_PX, ink_odds
from mark1.machine.camera.sampling import Array, coarse
from mark1.machine.config import Polarity

# Longest side of the coarse look from which ground, polarity and framing are decided; averaging hides noise.
LOOK_PX = 64
# Least difference of figure and ground, on a scale of black 0 to white 1, that counts as something to see.
FAINTEST = 0.02
APART = 0.1  # of black to white: the halves of a fainter page may be noise, so only its border is asked
NARROW = 4  # times as long as wide: a picture that may be filled by one stroke
FRAME_DEPTH = 0.1  # A scanner's dark frame is at most this share of the picture deep, on each side


Box = tuple[float, float, float, float]  # top, bottom, left and right, in pixels


class Figures(NamedTuple):
    """Pictures seen as figure on ground."""

    # How far each pixel is from its ground, towards the figure, ndarray of shape (n, height, width).
    contrast: Array
    # Light of the ground when the figure is the lighter of the two, 0..1, ndarray of shape (n,).
    ground: Array


def see_figures(pages: Array, polarity: Polarity, *, flatten: bool) -> Figures:
    """Figure and ground of luminances (n, h, w).

    The ground is what lines the border, unless the border belongs to both; ``flatten`` evens out its light.
    """
    look = coarse(pages, LOOK_PX)
    rim = _border(look)
    ground, dark = _ground(look, rim, polarity)
    sign = np.where(dark, -1.0, 1.0)
    contrast = (pages - ground[:, np.newaxis, np.newaxis]) * sign[:, np.newaxis, np.newaxis]
    for i in _uneven(look, rim) if flatten else ():
        even = _flattened(pages[i], look[i], rim[i], polarity)
        contrast[i] = contrast[i] if even is None else even
    return Figures(contrast, np.where(dark, 1.0 - ground, ground))


def dark_odds(pages: Array) -> Array:
    """Log odds that each of the luminances (n, h, w) shows something dark on light: ndarray of shape (n,).

    Of a page whose ground is unevenly lit they are those of a clear judgement; of one without a figure they are 0. In
    pages too small for strokes and areas, only a border within a quarter of black or white speaks; of a narrow one,
    half as loud, for it may be an I that was cropped to its box.
    """
    look = coarse(pages, LOOK_PX)
    odds, rim = _odds(look), _border(look)
    if min(look.shape[1:]) < SHAPED_PX:
        ground, (short, long) = np.median(rim, axis=1), sorted(look.shape[1:])
        loud = CLEAR if long >= NARROW * short else 2.0 * CLEAR
        return np.asarray(loud * ((ground > 0.75).astype(np.float64) - (ground < 0.25)))
    for i in _uneven(look, rim):
        surface = _ground_surface(look[i], rim[i])
        if surface is not None:
            odds[i] = 2.0 * CLEAR if _is_darker(look[i] - _terms(look[i].shape) @ surface) else -2.0 * CLEAR
    return odds


def _odds(look: Array) -> Array:
    """Log odds of "dark on light" for looks (n, h, w), by their lighter halves; 0 for faint and for very small ones."""
    if min(look.shape[1:]) < SHAPED_PX:
        return np.zeros(len(look))
    look = coarse(look, JUDGE_PX)
    levels = np.rint(look * LEVELS).reshape(len(look), -1)
    dark, lit = two_heaps(levels)
    light = levels > (dark + lit)[:, np.newaxis] / 2
    return np.asarray(np.where(lit - dark >= APART * LEVELS, ink_odds(light.reshape(look.shape)), 0.0))


def _uneven(look: Array, rim: Array) -> NDArray[np.intp]:
    """The pages whose border has more than one tone, by number."""
    span = np.ptp(look, axis=(1, 2))
    astray = np.percentile(np.abs(rim - np.median(rim, axis=1)[:, np.newaxis]), 75.0, axis=1)
    return np.flatnonzero((astray > 0.05 * span) & (astray > FAINTEST))


def _ground(look: Array, rim: Array, polarity: Polarity) -> tuple[Array, NDArray[np.bool_]]:
    """Luminance of the ground, and whether the figure is darker than it, each of shape (n,).

    The ground is the median of the border; the figure is towards the extreme that is farther from it. When neither is,
    the majority of pixels is ground. Where the polarity is given, or judged because the border belongs to both, and
    the border disagrees, the ground is the other extreme.
    """
    low, high = look.min(axis=(1, 2)), look.max(axis=(1, 2))
    middle, ground = (low + high) / 2, np.median(rim, axis=1)
    tie = np.abs(ground - middle) < 1e-9
    most = np.median(look[tie].reshape(np.count_nonzero(tie), -1), axis=1) if tie.any() else ground[tie]
    ground[tie] = np.where(most > middle[tie], high[tie], low[tie])
    light_ground = ground > middle
    dark = np.full(len(look), polarity == "dark") if polarity != "auto" else _is_dark(look, light_ground)
    return np.where(light_ground == dark, ground, np.where(dark, high, low)), dark


def _is_dark(look: Array, light_ground: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the figure of each look is the darker part; by the median of its border alone, if that has no odds."""
    odds = _odds(look)
    return np.asarray(np.where(odds == 0.0, light_ground, odds > 0.0))


def _flattened(page: Array, look: Array, rim: Array, polarity: Polarity) -> Array | None:
    """Contrast of a page against its own uneven ground (h, w).

    None when the border is uneven for another reason, or when the given polarity is not what the border shows.
    """
    surface = _ground_surface(look, rim)
    if surface is None:
        return None
    over = look - _terms(look.shape) @ surface
    ground = np.maximum(_terms(page.shape) @ surface, FAINTEST)
    dark = _is_darker(over)
    if polarity not in ("auto", "dark" if dark else "light"):
        return None
    return np.asarray((ground - page) / ground * ground.mean() if dark else page - ground)


def _is_darker(over: Array) -> bool:
    """Whether the figure is darker than its ground, by how far each pixel is above it."""
    return bool(-over.min() > over.max())


def _ground_surface(look: Array, rim: Array) -> Array | None:
    """Six coefficients of a quadratic surface through the ground, or None when no smooth surface explains the border.

    Nine tenths of the border must come three times nearer to the surface than to a level, and nothing on it may jump:
    light on paper changes gradually, a figure that reaches the border does not.
    """
    if _steepest(look) > np.ptp(rim) / 2.0:
        return None
    terms = _terms(look.shape)
    around = _border(terms.transpose(2, 0, 1)).T
    surface = _trimmed_fit(around, rim)
    off = float(np.percentile(np.abs(rim - around @ surface), 90.0))
    if off > np.percentile(np.abs(rim - np.median(rim)), 90.0) / 3.0:
        return None
    for _ in range(2):
        paper = np.abs(look - terms @ surface) <= 3.0 * off + FAINTEST
        surface = _least_squares(terms[paper], look[paper])
    return surface


def _steepest(look: Array) -> float:
    """Largest change along an eighth of a side (at least one pixel), on the border of a page (h, w)."""
    sides = (look[[0, -1], :], look[:, [0, -1]].T)
    apart = (np.abs(side[:, max(1, side.shape[1] // 8) :] - side[:, : -max(1, side.shape[1] // 8)]) for side in sides)
    return max(float(change.max(initial=0.0)) for change in apart)


def _trimmed_fit(terms: Array, values: Array) -> Array:
    """Least squares through the three quarters of ``values`` that agree best."""
    kept = np.ones(len(values), np.bool_)
    for _ in range(6):
        fit = _least_squares(terms[kept], values[kept])
        off = np.abs(values - terms @ fit)
        kept = off <= np.percentile(off, 75.0)
    return fit


def _least_squares(terms: Array, values: Array) -> Array:
    return np.asarray(np.linalg.lstsq(terms, values, rcond=None)[0], np.float64)


def _terms(shape: tuple[int, ...]) -> Array:
    """1, y, x, xy, y^2, x^2 at the middle of each pixel, with y and x from -1 to 1, ndarray of shape (h, w, 6)."""
    height, width = shape
    y, x = np.meshgrid(*((2 * np.arange(n) + 1) / n - 1.0 for n in (height, width)), indexing="ij")
    return np.stack([np.ones(shape), y, x, x * y, y * y, x * x], axis=-1)


def _border(pages: Array) -> Array:
    """The outermost pixels of each page (n, h, w), ndarray of shape (n, 2 h + 2 w); corners count twice."""
    return np.concatenate([pages[:, 0, :], pages[:, -1, :], pages[:, :, 0], pages[:, :, -1]], axis=1)


def ink_box(contrast: Array) -> Box | None:
    """Top, bottom, left and right of the figures of one picture (h, w), in pixels; None when there is none.

    Found on a coarse look and, in a large picture, found again closer by. What is no figure: see ``figures.py``.
    """
    return ink_boxes(contrast[np.newaxis])[0]


def ink_boxes(contrasts: Array) -> list[Box | None]:
    """The ``ink_box`` of each of many pictures (n, h, w)."""
    boxes = [_around(boxes) for boxes in _boxes_of_each(contrasts, LOOK_PX)]
    return [_closer(*each) for each in zip(contrasts, boxes, strict=True)]


def _closer(contrast: Array, box: Box | None) -> Box | None:
    """The box of a picture (h, w), found again closer by if the picture is large."""
    for _ in range(2):
        if box is None or max(contrast.shape) <= LOOK_PX:
            break
        top, bottom, left, right = box
        pad = max(bottom - top, right - left) / 8 + 2 * max(contrast.shape) / LOOK_PX / LOOK_PX
        y, x = max(0, math.floor(top - pad)), max(0, math.floor(left - pad))
        closer = _around(figure_boxes(contrast[y : math.ceil(bottom + pad), x : math.ceil(right + pad)]))
        box = box if closer is None else (closer[0] + y, closer[1] + y, closer[2] + x, closer[3] + x)
    return box


def figure_boxes(contrast: Array, look_px: int = LOOK_PX) -> Array:
    """Top, bottom, left and right of each figure in a contrast (h, w), in pixels, in reading order: (n, 4)."""
    return _boxes_of_each(contrast[np.newaxis], look_px)[0]


def _boxes_of_each(contrasts: Array, look_px: int) -> list[Array]:
    """The boxes of the figures in each contrast (n, h, w); none in one that is too faint."""
    look = coarse(contrasts, look_px)
    levels = np.rint(np.maximum(look, 0.0) * LEVELS)
    dark, lit = (heap[:, np.newaxis, np.newaxis] for heap in two_heaps(levels.reshape(len(levels), -1)))
    ink = (levels > (dark + lit) / 2) & (lit - dark >= FAINTEST * LEVELS)
    y, x = contrasts.shape[1] / look.shape[1], contrasts.shape[2] / look.shape[2]
    return [np.array(boxes, np.float64).reshape(-1, 4) * np.array([y, y, x, x]) for boxes in figures_of_each(ink)]


def _around(boxes: Array) -> Box | None:
    """The box around boxes (n, 4), or None if there is none."""
    if not len(boxes):
        return None
    (top, _, left, _), (_, bottom, _, right) = boxes.min(axis=0), boxes.max(axis=0)
    return float(top), float(bottom), float(left), float(right)


def inside_scanner_frame(page: Array) -> Array:
    """A page (h, w) without a frame of the other polarity all around it, as an open scanner lid leaves; else as it is.

    A frame: the border is one heap, the ring a tenth of the picture inside is the other, and so is most of the picture.
    """
    look = coarse(page[np.newaxis], LOOK_PX)[0]
    dark, lit = two_heaps(np.rint(look * LEVELS).reshape(1, -1))
    light = look * LEVELS > (dark[0] + lit[0]) / 2
    deep_y, deep_x = (max(1, round(n * FRAME_DEPTH)) for n in light.shape)
    ring = light[deep_y:-deep_y, deep_x:-deep_x]
    if not ring.size or not 0.5 < np.mean(ring == ring[0, 0]) < 1.0:
        return page
    outer, inner = (_border(part[np.newaxis].astype(np.float64)).mean() for part in (light, ring))
    if not ((outer < 0.05 and inner > 0.95) or (outer > 0.95 and inner < 0.05)):
        return page
    cut_y, cut_x = (math.ceil(n * FRAME_DEPTH) for n in page.shape)
    return page[cut_y:-cut_y, cut_x:-cut_x]
