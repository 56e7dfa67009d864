"""Retina panel: what the photocells saw, as dark plates of lit cells.

    light (n, rows, cols)  -->  one plate for each class, or a row of plates for each

Where a plate is large enough, every cell has the same whole number of pixels.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.figures.page import Page
from mark1.figures.training_record import TrainingRecord
from mark1.machine.camera.sampling import coverage
from mark1.paper import FADED, SMALLEST_PX, Box, best_grid, fitted, fitting_px, widest
from mark1.text import printable

PLATE, LIT = (0.133, 0.157, 0.180), (0.992, 0.945, 0.835)


def retina_caption(record: TrainingRecord, most_each: int) -> str:
    """What the plates show."""
    rows, cols = record.light.shape[1:]
    which = f"each {record.noun}" if record.one_each else f"one {record.noun} of each class"
    if most_each > 1 and not record.one_each:
        which = f"some {record.noun}s of each class"
    return f"{which}, as {rows} × {cols} photocells saw it"


def retina(page: Page, box: Box, record: TrainingRecord, most_each: int) -> None:
    """One row of plates for each class, or where classes have one picture each, plates one after the other."""
    classes = list(record.pictures_of)
    if most_each == 1 or record.one_each:
        _plates(page, box, record, [(label, record.samples(label, 1)[0]) for label in classes])
    else:
        _rows_of_plates(page, box, record, classes, most_each)


def _plates(page: Page, box: Box, record: TrainingRecord, shown: list[tuple[str, int]]) -> None:
    """Plates with their label below, as large as fits; the first ones where not all fit."""
    shape = record.light.shape[1:]
    n = len(shown)
    if n > int((box.w + 12) // 52) * int(box.h // 66):
        box = box._replace(h=box.h - 16)
        shown = shown[: max(1, int((box.w + 12) // 72) * int(box.h // 84))]
        page.text(box.x, box.y + box.h + 14, f"The first {len(shown):,} of {n:,} classes.", 14, "left", FADED, "italic")
    cols, side = best_grid(len(shown), box.w, box.h, 12, 24, 180)
    side = whole_cells(side, shape)
    pitch = side + 12 if cols == len(shown) else min((box.w - side) / max(1, cols - 1), 1.6 * side)
    px = fitting_px(page, [label for label, _ in shown], pitch - 6, 14, SMALLEST_PX)
    for i, (label, picture) in enumerate(shown):
        x, y = box.x + i % cols * pitch, box.y + i // cols * (side + 24)
        drawn = plate(record.light[picture], side, shape)
        page.image(x + (side - drawn.shape[1]) // 2, y + side - len(drawn), drawn)
        page.text(x + side / 2, y + side + 16, fitted(page, printable(label), pitch - 6, px), px, "center")


def _rows_of_plates(page: Page, box: Box, record: TrainingRecord, classes: list[str], most_each: int) -> None:
    """A row of plates for each class, the rows in one or more columns."""
    label_w = min(150.0, widest(page, classes, 15) + 14)
    columns = next(
        (c for c in (1, 2, 3, 4) if -(-len(classes) // c) * 46 <= box.h), 4
    )  # so that a plate has 40 pixels and more, as long as that is possible
    rows = min(-(-len(classes) // columns), int(box.h // 46))
    if rows * columns < len(classes):
        note = f"The first {rows * columns} of {len(classes):,} classes."
        page.text(box.x, box.y + box.h + 14, note, 14, "left", FADED, "italic")
    pitch = min(box.h / rows, 140.0)
    column_w = (box.w - 36 * (columns - 1)) / columns
    side = whole_cells(int(pitch - 4), record.light.shape[1:])
    fit = max(1, int((column_w - label_w + 8) // (side + 8)))
    for i, label in enumerate(classes[: rows * columns]):
        x, y = box.x + i // rows * (column_w + 36), box.y + i % rows * pitch
        page.text(x, y + side / 2 + 5, fitted(page, printable(label), label_w - 8, 15), 15)
        for k, picture in enumerate(record.samples(label, min(fit, most_each))):
            drawn = plate(record.light[picture], side, record.light.shape[1:])
            page.image(x + label_w + k * (side + 8) + (side - drawn.shape[1]) // 2, y, drawn)


def whole_cells(side: int, shape: tuple[int, ...]) -> int:
    """The largest side up to ``side`` that gives every photocell the same number of pixels, if there is one."""
    return side // max(shape) * max(shape) or side


def plate(light: NDArray[Any], side: int, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """A picture on the retina as a dark plate of lit photocells, (h, w, 3), at most ``side`` pixels a side."""
    rows, cols = shape
    whole = side // max(rows, cols)
    lit: NDArray[np.float64] = np.clip(np.nan_to_num(np.asarray(light, np.float64)), 0.0, 1.0)
    if whole >= 1:
        lit = np.asarray(np.kron(lit, np.ones((whole, whole))), np.float64)
        if whole >= 3:
            between = np.arange(max(lit.shape)) % whole == whole - 1
            lit[between[: len(lit)]] *= 0.35
            lit[:, between[: lit.shape[1]]] *= 0.35
    else:
        px = side / max(rows, cols)
        high, wide = max(1, round(rows * px)), max(1, round(cols * px))
        lit = np.asarray(coverage(0.0, rows / high, high, rows) @ lit @ coverage(0.0, cols / wide, wide, cols).T)
    return np.asarray(np.array(PLATE) + lit[..., np.newaxis] * (np.array(LIT) - np.array(PLATE)))
