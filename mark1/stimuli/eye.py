"""The eye: what a source of pictures needs of the optics, and how arrays of pictures are handed to it.

    values as stored (n, h, w[, 3]) -> full scale, polarity of the set -> luminance, a batch at a time
        -> margin, if smaller than the retina -> Eye.project_all -> light (n, rows, cols)

The pictures of one array come from one hand: they have one scale and, nearly always, one polarity. Judged one by one,
a digit that fills its 8 x 8 pixels would now and then pass for the ground, so the polarity is judged for all together.

Not modelled: an operator's hand holding each picture before the camera.
"""

from collections.abc import Callable
from math import prod
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mark1.errors import PictureError, StimulusError
from mark1.machine.config import Framing, Polarity
from mark1.packed import LARGE

Progress = Callable[[int, int], None]

BATCH = 1024
LARGEST, GLANCE = 2**24, 2**22  # bytes of one picture in an array, and of those that are looked at first
CLEAR_MAJORITY = 0.75  # Assumed: that many pictures with a ground near one extreme speak for the set
_RED_GREEN_BLUE = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601 luma
_DEPTHS = (1.0, 16.0, 255.0)


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
    low, high = float(values.min()), float(values.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise StimulusError(f"{source}: a pixel value is not a finite number, {_first_unfinite(values)}")
    if low < 0:
        raise StimulusError(f"{source}: expected pixel values from 0 up, got {low:g}")
    depths = (*_DEPTHS, 65535.0) if values.dtype == np.uint16 else _DEPTHS
    for depth in depths:
        if high <= depth * (1 + 1e-6):
            return depth
    raise StimulusError(f"{source}: expected pixel values from 0 to 1, 16 or 255, got {high:g}")


def set_polarity(pictures: NDArray[Any], depth: float) -> Polarity:
    """Whether the figures of a set are ``light`` or ``dark``, by the ground at its borders; ``auto`` if that differs.

    Median of each picture's border within a quarter of black: a dark ground; of white: a light one.
    """
    edges = [pictures[:, 0], pictures[:, -1], pictures[:, :, 0], pictures[:, :, -1]]
    border = np.concatenate([edge.reshape(len(pictures), -1) for edge in edges], axis=1)
    ground = np.median(border, axis=1) / depth
    if np.mean(ground < 0.25) >= CLEAR_MAJORITY:
        return "light"
    return "dark" if np.mean(ground > 0.75) >= CLEAR_MAJORITY else "auto"


def project_scaled(
    eye: Eye,
    pictures: NDArray[Any],
    source: str,
    *,
    framing: Framing = "whole",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
    bad: dict[int, str] | None = None,
) -> NDArray[np.float32]:
    """The light, (n, rows, cols), of stored pictures (n, h, w) or, in colour, (n, h, w, 3).

    Works a batch at a time, so that only the stored values and the light are ever held whole. Pictures of fewer pixels
    than the retina has cells, both ways, are taken to be cropped to their figure and get a margin of one pixel.

    ``bad`` is given every picture with nothing in it, by number, and why; its light is dark.

    Raises StimulusError for impossible values; without ``bad`` PictureError that names the first such picture.
    """
    depth, n = full_scale(pictures, source), len(pictures)
    polarity = set_polarity(pictures, depth) if polarity == "auto" else polarity
    light = np.empty((n, eye.rows, eye.cols), np.float32)
    for start in range(0, n, BATCH):
        batch = _with_margin(_luminance(pictures[start : start + BATCH], depth), eye, polarity)
        try:
            light[start : start + len(batch)] = eye.project_all(batch, framing=framing, polarity=polarity)
        except PictureError as error:
            if bad is None:
                guilty, why = _first_unseen(eye, batch, framing, polarity) or (0, error)
                raise PictureError(f"{source}: picture {start + guilty} (from 0): {why}") from error
            for i, picture in enumerate(batch, start):
                try:
                    light[i] = eye.project(picture, framing=framing, polarity=polarity)
                except PictureError as why:
                    light[i], bad[i] = 0, str(why)
        if progress:
            progress(start + len(batch), n)
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
