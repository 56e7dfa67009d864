"""The eye: what a source of pictures needs of the optics, and how arrays of pictures are handed to it.

    values as stored (n, h, w[, 3]) -> full scale, polarities of the set -> luminance, a batch at a time
        -> margin, if smaller than the retina -> Eye.project_all -> light (n, rows, cols)

The pictures of one set come from one hand: they have one scale and, nearly always, one polarity. Judged one by one,
a digit that fills its 8 x 8 pixels would now and then pass for the ground, so the polarity is judged for all together
(``polarities.py``).

Not modelled: an operator's hand holding each picture before the camera.
"""

from collections.abc import Callable
from math import prod
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from mark1.errors import Described, PictureError, StimulusError, expected
from mark1.machine.config import Framing, Polarity
from mark1.packed import LARGE
from mark1.stimuli.polarities import SIDES, PolarityTally, array_odds
from mark1.stimuli.room import extremes, room_for

Progress = Callable[[int, int], None]

BATCH = 1024
LARGEST, GLANCE = 2**24, 2**22  # bytes of one picture in an array, and of those that are looked at first
_RED_GREEN_BLUE = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601 luma
_DEPTHS = (1.0, 16.0, 255.0)


@runtime_checkable
class Eye(Protocol):
    """The optics, seen from a source of pictures; the keywords are what this source would like."""

    rows: int
    cols: int

    def project(
        self, picture: NDArray[Any], *, framing: Framing = "whole", polarity: Polarity = "auto"
    ) -> NDArray[np.float32]:
        """The light on the retina, (rows, cols), of one picture (h, w). Raises PictureError."""

    def project_all(
        self, pictures: NDArray[Any], *, framing: Framing = "whole", polarity: Polarity = "auto"
    ) -> NDArray[np.float32]:
        """The light on the retina, (n, rows, cols), of pictures (n, h, w). Raises PictureError."""


def full_scale(values: NDArray[Any], source: str) -> float:
    """The value that stands for full light: 1, 16, 255 or (16-bit arrays only) 65535, by the largest value.

    Raises StimulusError when a value is negative, not finite, or larger than any of these.
    """
    low, high = extremes(values)
    if not (np.isfinite(low) and np.isfinite(high)):
        raise StimulusError(f"{source}: a pixel value is not a finite number, {_first_unfinite(values)}")
    if low < 0:
        raise StimulusError(expected(source, "pixel values from 0 up", Described(f"{low:g}")))
    depths = (*_DEPTHS, 65535.0) if values.dtype == np.uint16 else _DEPTHS
    for depth in depths:
        if high <= depth * (1 + 1e-6):
            return depth
    raise StimulusError(expected(source, "pixel values from 0 to 1, 16 or 255", Described(f"{high:g}")))


def project_scaled(
    eye: Eye,
    pictures: NDArray[Any],
    source: str,
    *,
    framing: Framing = "whole",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
    tally: PolarityTally | None = None,
    bad: dict[int, str] | None = None,
) -> NDArray[np.float32]:
    """The light, (n, rows, cols), of stored pictures (n, h, w) or, in colour, (n, h, w, 3).

    Works a batch at a time, so that only the stored values and the light are ever held whole. Pictures of fewer pixels
    than the retina has cells, both ways, are taken to be cropped to their figure and get a margin of one pixel.
    ``tally`` is given how many were taken as dark on light and as light on dark; ``bad`` every picture with nothing in
    it, by number, and why: its light is dark.

    Raises StimulusError for impossible values; without ``bad`` PictureError that names the first such picture.
    """
    depth, n = full_scale(pictures, source), len(pictures)

    def luminances(some: slice) -> NDArray[Any]:
        return _luminance(pictures[some], depth)

    asked = polarity_asked(eye, polarity)
    if tally is None and asked != "auto":
        sides = np.full(n, SIDES.index(asked), np.int8)
    else:
        sides = (tally or PolarityTally()).judge(array_odds(luminances, n, BATCH), asked)
    light = room_for(n, eye.rows, eye.cols)
    for start in range(0, n, BATCH):
        batch = luminances(slice(start, start + BATCH))
        for side in np.unique(sides[start : start + BATCH]).tolist():
            own = np.flatnonzero(sides[start : start + BATCH] == side)
            alike = batch if len(own) == len(batch) else batch[own]
            light[start + own] = _projected(eye, alike, source, start + own, framing, SIDES[side], bad)
        if progress:
            progress(start + len(batch), n)
    return light


def polarity_asked(eye: Eye, polarity: Polarity) -> Polarity:
    """The polarity that is fixed, by the source or by the camera's setting, which wins; else ``auto``."""
    config = getattr(eye, "config", None)
    return polarity if config is None or config.polarity == "auto" else config.polarity


def _projected(
    eye: Eye,
    pictures: NDArray[Any],
    source: str,
    numbers: NDArray[np.intp],
    framing: Framing,
    polarity: Polarity,
    bad: dict[int, str] | None,
) -> NDArray[np.float32]:
    """The light of pictures of one polarity. Raises PictureError that has the number of the first without a figure,
    unless there is room for all such in ``bad``."""
    batch = _with_margin(pictures, eye, polarity)
    try:
        return eye.project_all(batch, framing=framing, polarity=polarity)
    except PictureError as error:
        if bad is None:
            guilty, why = _first_unseen(eye, batch, framing, polarity) or (0, error)
            raise PictureError(f"{source}: picture {numbers[guilty]} (from 0): {why}") from error
    light = np.zeros((len(batch), eye.rows, eye.cols), np.float32)
    for i, picture in enumerate(batch):
        try:
            light[i] = eye.project(picture, framing=framing, polarity=polarity)
        except PictureError as error:
            bad[int(numbers[i])] = str(error)
    return light


def look_at_first(
    eye: Eye,
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
    first: Callable[[int], NDArray[Any]],
    source: str,
    *,
    framing: Framing = "whole",
    polarity: Polarity = "auto",
) -> None:
    """Before a large set (n, h, w[, 3]) is unpacked: can the first of its pictures be seen? ``first(n)`` reads them.

    Raises StimulusError for pictures that are larger than any camera's, what ``project_scaled`` raises for the first.
    """
    n, size = shape[0], prod(shape[1:]) * dtype.itemsize
    if size > LARGEST:
        raise StimulusError(f"{source}: a picture of {size} bytes; at most {LARGEST} are allowed for each")
    if n * size > LARGE:
        sample = first(min(n, BATCH, max(1, GLANCE // size)))
        bad: dict[int, str] = {}
        project_scaled(eye, sample, source, framing=framing, polarity=polarity, bad=bad)
        if len(bad) == len(sample):
            raise PictureError(f"{source}: picture 0 (from 0): {bad[0]}; so are the {len(sample)} after it")


def _luminance(values: NDArray[Any], depth: float) -> NDArray[Any]:
    """Pictures (n, h, w) for the optics: bytes 0 to 255 as they are, anything else as float32 from 0 to 1."""
    if values.ndim == 4:
        values = values.astype(np.float32) @ _RED_GREEN_BLUE
    if values.dtype == np.uint8 and depth == 255.0:
        return values
    return np.asarray(np.minimum(values.astype(np.float32) / np.float32(depth), np.float32(1.0)))


def _with_margin(pictures: NDArray[Any], eye: Eye, polarity: Polarity) -> NDArray[Any]:
    """Pictures (n, h, w) smaller than the retina as (n, h + 2, w + 2), others as they are; so is an unclear ground."""
    _, height, width = pictures.shape
    if polarity == "auto" or height >= eye.rows or width >= eye.cols:
        return pictures
    white = 255 if pictures.dtype == np.uint8 else 1
    return np.pad(pictures, ((0, 0), (1, 1), (1, 1)), constant_values=white if polarity == "dark" else 0)


def _first_unseen(
    eye: Eye, pictures: NDArray[Any], framing: Framing, polarity: Polarity
) -> tuple[int, PictureError] | None:
    """The place of the first picture that alone cannot be seen, and why; None if each can."""
    for i, picture in enumerate(pictures):
        try:
            eye.project(picture, framing=framing, polarity=polarity)
        except PictureError as error:
            return i, error
    return None


def _first_unfinite(values: NDArray[Any]) -> str:
    """The place of the first value that is not a finite number, in words."""
    with np.errstate(over="ignore"):
        where = np.argwhere(~np.isfinite(values.astype(np.float64)))[0]  # a long double may be finite and too large
    return f"in picture {where[0]} (from 0) at {tuple(int(i) for i in where[1:])}"
