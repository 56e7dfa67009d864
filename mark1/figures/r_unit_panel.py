"""R-unit panel: what each R-unit has come to look for, alone or with its potentiometers.

    looks_for (n_r, rows, cols), volts  -->  marks whose area is the voltage

The sign can be read without colour: + is a filled square, - an open ring.
"""

import numpy as np
from numpy.typing import NDArray

from mark1.figures.dial_panel import dials
from mark1.figures.training_record import TrainingRecord
from mark1.machine.camera.sampling import coverage
from mark1.paper import ACCENT, HAIRLINE, INK, MOST_R_UNITS, Box, Paper, best_grid, fitted

WITH_POTS = "With each, its potentiometers."


def r_caption(record: TrainingRecord) -> str:
    """How to read the pictures of the R-units."""
    n_r = len(record.looks_for)
    first = f"The first {MOST_R_UNITS} of {n_r:,}: what" if n_r > MOST_R_UNITS else "What"
    if not record.corrects:
        return f"{first} each has learned. Since the start, light on ■ raises it more, light on ○ less."
    return f"{first} each has come to look for: light on ■ speaks for +1, light on ○ for −1."


def r_units(page: Paper, box: Box, record: TrainingRecord) -> None:
    """What each R-unit looks for, as large as fits."""
    shown = record.looks_for[:MOST_R_UNITS]
    cols, side = best_grid(len(shown), box.w, box.h, 36, 40, 760)
    left = box.x + (box.w - cols * (side + 36) + 36) / 2
    for r, volts in enumerate(shown):
        x, y = left + r % cols * (side + 36), box.y + r // cols * (side + 40)
        field(page, Box(x, y + 22, side, side), volts, _strongest(shown))
        page.text(x, y + 14, fitted(page, record.unit_name(r), side, 17), 17)


def r_units_over_dials(page: Paper, box: Box, record: TrainingRecord) -> None:
    """A column for each R-unit: what it looks for, and its potentiometers, beside it where there is room."""
    shown = record.looks_for[:MOST_R_UNITS]
    gap = 26 if len(shown) <= 8 else 14
    width = (box.w - gap * (len(shown) - 1)) / len(shown)
    side = min(width, (box.h - 32) / 2)
    beside = width > 3 * side
    if beside:
        side = min(box.h - 18, 0.42 * width)
    for r, volts in enumerate(shown):
        x, y = box.x + r * (width + gap), box.y + 18
        page.text(x, box.y + 10, f"R {r}", 16)
        field(page, Box(x, y, side, side), volts, _strongest(shown))
        right, below = (side + 20, 0.0) if beside else (0.0, side + 14)
        place = Box(x + right, y + below, width - right, box.y + box.h - y - below)
        dials(page, place, record.pots_of(r), record.scale_v)


def _strongest(looks_for: NDArray[np.float64]) -> float:
    """The largest voltage of any cell: one scale for all units."""
    return max(float(np.nanmax(np.abs(looks_for), initial=0.0)), 1e-9)


def field(page: Paper, box: Box, volts: NDArray[np.float64], strongest: float) -> None:
    """Voltages (rows, cols) as marks whose area is the voltage: filled squares +, open rings -."""
    rows, cols = volts.shape
    px = max(6.0, min(box.w / cols, box.h / rows))
    high, wide = min(rows, max(1, int(box.h / px))), min(cols, max(1, int(box.w / px)))
    volts = coverage(0.0, rows / high, high, rows) @ volts @ coverage(0.0, cols / wide, wide, cols).T
    px = min(box.w / wide, box.h / high)
    left, top = box.x + (box.w - wide * px) / 2, box.y + (box.h - high * px) / 2
    page.rects([(left, top, wide * px, high * px)], fill="#efe7d5", edge=HAIRLINE, line=0.8)
    y, x = np.mgrid[:high, :wide]
    centres = np.stack([left + (x + 0.5) * px, top + (y + 0.5) * px], axis=-1)
    size = px * 0.96 * np.sqrt(np.minimum(np.abs(volts) / strongest, 1.0))
    plus, minus = (volts > 0) & (size >= 0.6), (volts < 0) & (size >= 0.6)
    side = size[plus][:, np.newaxis]
    page.rects(np.hstack([centres[plus] - side / 2, side, side]), fill=INK)
    line = max(1.0, px / 8)
    page.circles(centres[minus], np.maximum(size[minus] / 2 - line / 2, 0.3), edge=ACCENT, line=line)
