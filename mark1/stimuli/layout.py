"""Layout: pictures and labels in any of the shapes and ranges in which libraries store them, brought to one.

(n, h, w)  (n, h*w)  (n, h, w, 1|3|4)  (n, 1|3|4, h, w)  (h, w, n)   -->  pictures (n, h, w) or (n, h, w, 3)
(n,)  (n, 1)  (n, k) one-hot;  words, whole numbers                  -->  labels, one text per picture
"""

from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.errors import StimulusError, expected
from mark1.stimuli.eye import BATCH, Eye
from mark1.stimuli.reading_report import ReadingReport

Pictures = NDArray[Any]

CHANNELS, CHANNELS_FIRST = (1, 3, 4), (1, 3)  # grey; red, green, blue; and alpha
SHAPES = "(n, h, w), (n, h * w), (n, h, w, c), (n, c, h, w) or (h, w, n), c = 1, 3 or 4 channels"
LOWEST = -0.99  # Assumed: real numbers from -1 to 1 reach at least this; others from below 0 are a mistake
_RED_GREEN_BLUE = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601 luma


def as_pictures(
    values: Pictures, source: str, eye: Eye, n: int | None = None, report: ReadingReport | None = None
) -> Pictures:
    """``values`` as (n, h, w), or (n, h, w, 3 or 4) in colour. ``n``: how many pictures there must be, if known.

    Raises StimulusError for any other shape or type.
    """
    if values.dtype.kind not in "buif":
        raise StimulusError(f"{source}: pixels must be numbers, got {values.dtype}")
    if values.dtype == np.bool_:
        values = values.astype(np.uint8)
    if values.ndim in (3, 4) and n is not None and len(values) != n and values.shape[-1] == n:
        values = np.moveaxis(values, -1, 0)
        if report:
            report.assumed.append(f"the last axis counts the pictures, as {n:,} labels say")
    if values.ndim == 2 and len(values):
        values = values.reshape(len(values), *picture_shape(values.shape[1], source, eye))
    if values.ndim == 4 and values.shape[3] not in CHANNELS and values.shape[1] in CHANNELS_FIRST:
        values = np.moveaxis(values, 1, 3)
    if values.ndim == 4 and values.shape[3] == 1:
        values = values[..., 0]
    if values.size == 0:
        raise StimulusError(f"{source}: no pictures")
    if values.ndim != 3 and not (values.ndim == 4 and values.shape[3] in CHANNELS):
        raise StimulusError(f"{source}: pictures must have shape {SHAPES}, got {values.shape}")
    return values


def from_zero(values: Pictures, report: ReadingReport | None = None, lowest: float = LOWEST) -> Pictures:
    """Pictures whose values run from -1 to 1, as networks like them, as 0 to 1; others as they are."""
    if values.dtype.kind not in "if" or not values.size or not -1.0001 <= values.min() <= lowest or values.max() > 1:
        return values
    if report:
        report.assumed.append("pixel values from -1 to 1 run from black to white")
    return np.asarray((np.asarray(values, np.float32) + np.float32(1)) / np.float32(2))


def opaque(pictures: Pictures) -> Pictures:
    """Pictures (n, h, w, 4) laid over paper, (n, h, w, 3); others as they are.

    The paper is white, or black if white would swallow what is opaque: judged for the set by its first pictures.
    """
    if pictures.ndim != 4 or pictures.shape[3] != 4:
        return pictures
    alpha = pictures[..., 3]
    full = 1 if pictures.dtype.kind == "f" and pictures.max() <= 1 else 255
    if alpha.min() == full:
        return pictures[..., :3]
    first = pictures[:BATCH].astype(np.float32) / full
    ink = (first[..., :3] @ _RED_GREEN_BLUE)[first[..., 3] > 0.5]
    paper = 0 if ink.size and np.percentile(ink, 1.0) > 0.5 else full
    laid = np.empty((*pictures.shape[:3], 3), pictures.dtype)
    for start in range(0, len(pictures), BATCH):
        batch = pictures[start : start + BATCH].astype(np.float32)
        share = batch[..., 3:] / full
        over = batch[..., :3] * share + paper * (1 - share)
        laid[start : start + BATCH] = over if pictures.dtype.kind == "f" else np.rint(over)
    return laid


def picture_shape(n_pixels: int, source: str, eye: Eye) -> tuple[int, int]:
    """Height and width of a picture stored as a row: square, or of the retina's own shape. Raises StimulusError."""
    side = isqrt(n_pixels)
    if side and side * side == n_pixels:
        return side, side
    if n_pixels == eye.rows * eye.cols:
        return eye.rows, eye.cols
    retina = f"{eye.rows * eye.cols} = {eye.rows} x {eye.cols} of the retina"
    allowed = f"a square number of pixels per picture, such as 784 = 28 x 28, or {retina}"
    raise StimulusError(expected(source, allowed, n_pixels))


def label_texts(labels: NDArray[Any], source: str, report: ReadingReport | None = None) -> list[str]:
    """One text per label: words as they are, whole numbers without a point. Raises StimulusError."""
    if labels.ndim == 2 and is_one_hot(labels):
        labels = np.argmax(labels, axis=1)
        if report:
            report.assumed.append("the rows of labels are one-hot: the class is the number of the column, from 0")
    if labels.ndim == 2 and 1 in labels.shape:
        labels = labels.ravel()
    if labels.ndim != 1 or labels.dtype.kind not in "buifUS":
        raise StimulusError(
            f"{source}: labels must be words or numbers of shape (n,), got {labels.dtype} {labels.shape}"
        )
    if labels.dtype.kind == "S":
        labels = np.char.decode(labels, "utf-8", "replace")
    if labels.dtype.kind in "bui":
        known = {value: label_text(value, source, 0) for value in np.unique(labels).tolist()}
        return [known[value] for value in labels.tolist()]
    return [label_text(label, source, i) for i, label in enumerate(labels.tolist())]


def is_one_hot(rows: NDArray[Any]) -> bool:
    """Whether each of the ``rows`` (n, k), k > 1, has a single 1 and else only 0."""
    if rows.ndim != 2 or rows.shape[1] < 2 or not len(rows) or rows.dtype.kind not in "buif":
        return False
    return bool(((rows == 0) | (rows == 1)).all() and (rows.sum(axis=1) == 1).all())


def label_text(label: str | int | float, source: str, place: int) -> str:
    """A label as text: 5, 5.0 and "5" are the class "5". Raises StimulusError for 0.5, NaN and empty texts."""
    if isinstance(label, float):
        if not label.is_integer():
            raise StimulusError(f"{source}: label {place} (from 0) is {label:g}; a label is a word or a whole number")
        label = int(label)
    text = str(label).strip()
    if not text:
        raise StimulusError(f"{source}: label {place} (from 0) is empty")
    return text
