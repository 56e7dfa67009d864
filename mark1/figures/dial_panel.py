"""Dial panel: every potentiometer as a dial, its needle where the wiper is.

    wiper_v (n_pots), volts  -->  needle: up is 0 V, full scale 135 degrees to either side

The sign can be read without colour: + is a needle to the right, - to the left.
"""

import numpy as np
from numpy.typing import NDArray

from mark1.figures.training_record import TrainingRecord
from mark1.paper import ACCENT, FADED, INK, MOST_R_UNITS, Box, Paper, best_grid, fitted
from mark1.text import counted

FARTHEST_DEG = 135.0  # angle of a dial's needle at full scale, from the middle


def dials_caption(record: TrainingRecord) -> str:
    """How many dials there are, their scale, and whose they are."""
    n_r, scale = len(record.looks_for), f"{_volts(-record.scale_v)} to {_volts(record.scale_v)}"
    of = f"those of the first {MOST_R_UNITS} of {n_r:,} R-units" if n_r > MOST_R_UNITS else "by R-unit"
    return f"{len(record.wiper_v):,} dials from {scale}, {of}"


def potentiometers(page: Paper, box: Box, record: TrainingRecord) -> None:
    """The dials of each R-unit in a block of their own, as large as fits."""
    n = min(len(record.looks_for), MOST_R_UNITS)
    columns = {1: 1, 2: 2, 3: 3}.get(n, 4)
    rows = -(-n // columns)
    w, h = (box.w - 40 * (columns - 1)) / columns, (box.h - 24 * (rows - 1)) / rows
    for r in range(n):
        x, y = box.x + r % columns * (w + 40), box.y + r // columns * (h + 24)
        volts = record.pots_of(r)
        page.text(x, y + 14, f"R {r}", 17)
        page.text(x + w, y + 14, _spread(volts), 14, "right", FADED)
        dials(page, Box(x, y + 26, w, h - 26), volts, record.scale_v)


def _spread(volts: NDArray[np.float64]) -> str:
    """From the lowest to the highest wiper."""
    if not len(volts):
        return "none"
    return f"{counted(len(volts), 'dial')}, {_volts(float(volts.min()))} to {_volts(float(volts.max()))}"


def _volts(volts: float) -> str:
    return f"{volts:+.1f} V".replace("-", "−") if abs(volts) < 100 else f"{volts:+,.0f} V".replace("-", "−")


def dials(page: Paper, box: Box, volts: NDArray[np.float64], scale_v: float) -> None:
    """Needle dials, as large as fits; the first ones where not all fit, and how many there are."""
    if not len(volts):
        return
    total = len(volts)
    if total > int(box.w // 9) * int(box.h // 9):
        box = box._replace(h=box.h - 16)
        volts = volts[: max(1, int(box.w // 9) * int(box.h // 9))]
        more = fitted(page, f"{len(volts):,} of {total:,}", box.w, 13)
        page.text(box.x, box.y + box.h + 14, more, 13, "left", FADED, "italic")
    cols, pitch = _pitch(len(volts), box.w, box.h, 64.0)
    at = np.arange(len(volts))
    centres = np.stack([box.x + (at % cols + 0.5) * pitch, box.y + (at // cols + 0.5) * pitch], axis=-1)
    radius = pitch * 0.42
    angle = np.radians(FARTHEST_DEG) * np.clip(volts / scale_v, -1.0, 1.0)
    aim = np.stack([np.sin(angle), -np.cos(angle)], axis=-1)
    page.circles(centres, radius, fill="#efe7d5", edge="#b9ad95", line=0.9)
    _stops(page, centres, radius)
    for needle, colour, wide in (
        (volts == 0, "#a39a86", 1.0),
        (volts > 0, INK, 1.7),
        (volts < 0, ACCENT, 1.7),
    ):
        ends = np.stack([centres - 0.25 * radius * aim, centres + 0.92 * radius * aim], axis=1)[needle]
        page.lines(ends, colour, wide if pitch > 14 else wide * 0.75)


def _stops(page: Paper, centres: NDArray[np.float64], radius: float) -> None:
    """A tick outside each dial at both stops and in the middle, where dials are large enough."""
    if radius < 9:
        return
    for angle in np.radians([-FARTHEST_DEG, 0.0, FARTHEST_DEG]):
        aim = np.array([np.sin(angle), -np.cos(angle)])
        page.lines(np.stack([centres + radius * aim, centres + 1.16 * radius * aim], axis=1), "#b9ad95", 0.9)


def _pitch(n: int, w: float, h: float, most: float) -> tuple[int, float]:
    """Columns and pitch of the largest ``n`` dials in ``w`` x ``h``."""
    cols, side = best_grid(n, w, h, 0, 0, int(max(w, h)))
    return (cols, min(w / cols, h / -(-n // cols), most)) if side else (cols, most)
