"""Panels: how the pictures of a training run are laid out on a page. Knows sizes and places, not how ink is put down.

    +------------------------------------------------------------+
    | headline, story                     figures in large print |
    +-------------------------+----------------------+-----------+
    | retina                  | learning curve       | hardest   |
    +-------------------------+----------------------+-----------+
    | what each R-unit looks for, its potentiometers under it    |
    +------------------------------------------------------------+

Every sign can be read without colour: + is a filled square or a needle to the right, - an open ring or to the left.
"""

import math
from bisect import bisect
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from mark1.lab.training_record import TrainingRecord, brief, counted, duration, printable
from mark1.machine.sampling import coverage

PAPER, INK, FADED, HAIRLINE = "#f5efe2", "#22282e", "#6f6a5f", "#d3c8b3"
ACCENT = "#b3402a"
PLATE, LIT = (0.133, 0.157, 0.180), (0.992, 0.945, 0.835)

MOST_R_UNITS = 16
SMALLEST_PX = 11
"""Letters are never smaller than this."""
FARTHEST_DEG = 135.0
"""Where the needle of a dial stands at full scale, from the middle."""


class Box(NamedTuple):
    """A place on the page, in pixels."""

    x: float
    y: float
    w: float
    h: float


class Paper(Protocol):
    """What a panel draws on: see ``report.Page``."""

    def text(
        self, x: float, y: float, text: str, px: float, align: str = ..., colour: str = ..., face: str = ...
    ) -> None: ...

    def width_of(self, text: str, px: float, face: str = ...) -> float: ...

    def image(self, x: float, y: float, rgb: NDArray[Any]) -> None: ...

    def polygons(self, corners: Any, fill: str = ..., edge: str = ..., line: float = ...) -> None: ...

    def rects(self, boxes: Any, fill: str = ..., edge: str = ..., line: float = ...) -> None: ...

    def circles(self, centres: Any, radii: Any, fill: str = ..., edge: str = ..., line: float = ...) -> None: ...

    def lines(self, ends: Any, colour: str = ..., line: float = ...) -> None: ...


# ---- pages


def poster(page: Paper, box: Box, record: TrainingRecord) -> None:
    """The whole run on one page."""
    x, y, w, h = box
    header(page, box, record)
    rule(page, x, y + 146, w)
    page.lines([[(x + 742, y + 168), (x + 742, y + 458)], [(x + 1166, y + 168), (x + 1166, y + 458)]], HAIRLINE)
    retina(page, panel(page, Box(x, y + 166, 714, 296), "RETINA", retina_caption(record, 1)), record, 1)
    learning_curve(page, panel(page, Box(x + 770, y + 166, 368, 296), "LEARNING", "pass by pass"), record)
    hardest(page, panel(page, Box(x + 1194, y + 166, w - 1194, 296), "HARDEST", per_picture(record)), record)
    rule(page, x, y + 480, w)
    inside = panel(page, Box(x, y + 500, w, h - 512), "RESPONSE UNITS", r_caption(record) + " " + WITH_POTS)
    r_units_over_dials(page, inside, record)
    footer(page, box, record, "Time in 1960: by assumed exposure and motor times.")


def retina_page(page: Paper, box: Box, record: TrainingRecord) -> None:
    """What the retina saw."""
    retina(page, _page(page, box, record, "RETINA", retina_caption(record, 99)), record, 99)


def learning_curve_page(page: Paper, box: Box, record: TrainingRecord) -> None:
    """Wrong pictures and corrections, pass by pass."""
    learning_curve(page, _page(page, box, record, "LEARNING", "pass by pass"), record)


def hardest_page(page: Paper, box: Box, record: TrainingRecord) -> None:
    """The classes that took the most corrections."""
    hardest(page, _page(page, box, record, "HARDEST", per_picture(record)), record)


def r_units_page(page: Paper, box: Box, record: TrainingRecord) -> None:
    """What each R-unit has come to look for."""
    r_units(page, _page(page, box, record, "RESPONSE UNITS", r_caption(record)), record)


def potentiometers_page(page: Paper, box: Box, record: TrainingRecord) -> None:
    """The dials, by R-unit."""
    n_r, scale = len(record.looks_for), f"{_volts(-record.scale_v)} to {_volts(record.scale_v)}"
    of = f"those of the first {MOST_R_UNITS} of {n_r:,} R-units" if n_r > MOST_R_UNITS else "by R-unit"
    caption = f"{len(record.wiper_v):,} dials from {scale}, {of}"
    potentiometers(page, _page(page, box, record, "POTENTIOMETERS", caption), record)


def _page(page: Paper, box: Box, record: TrainingRecord, name: str, caption: str) -> Box:
    """A page of one panel; the place that is left for it."""
    x, y, w, h = box
    page.text(x, y + 26, fitted(page, record.headline(), w, 34), 34)
    rule(page, x, y + 46, w)
    footer(page, box, record, "Mark I Perceptron")
    return panel(page, Box(x, y + 68, w, h - 100), name, caption)


# ---- the frame of a page


def header(page: Paper, box: Box, record: TrainingRecord) -> None:
    """What happened, in words on the left and in figures on the right."""
    x, y, w, _ = box
    page.text(x, y + 10, tracked("MARK I PERCEPTRON"), 13, face="label")
    right = x + w
    for value, what in reversed(figures_in_words(record)):
        width = max(page.width_of(value, 42), page.width_of(tracked(what), SMALLEST_PX, "label"))
        page.text(right - width, y + 58, value, 42, colour=ACCENT if what == "CORRECTIONS" else INK)
        page.text(right - width, y + 86, tracked(what), SMALLEST_PX, colour=FADED, face="label")
        right -= width + 40
    px = fitting_px(page, [record.headline()], right - x, 42, 26)
    page.text(x, y + 58, fitted(page, record.headline(), right - x, px), px)
    for i, line in enumerate(wrapped(page, record.story(), min(right - x, 820), 17)[:3]):
        page.text(x, y + 89 + 22 * i, line, 17, colour=FADED)


def figures_in_words(record: TrainingRecord) -> list[tuple[str, str]]:
    """The numbers a visitor remembers."""
    return [
        (f"{record.passes:,}", "PASSES"),
        (f"{record.corrections:,}", "CORRECTIONS"),
        (duration(record.machine_time_s), "IN 1960"),
        (brief(record.seconds), "HERE"),
    ]


def footer(page: Paper, box: Box, record: TrainingRecord, right: str) -> None:
    """The small print: which machine, which seed, and a remark on the right."""
    y = box.y + box.h + 12
    page.text(box.x + box.w, y, right, 14, "right", FADED, "italic")
    width = page.width_of(right, 14, "italic")
    left = f"{printable(record.name)} · seed {record.seed} · {printable(record.settings)}"
    page.text(box.x, y, fitted(page, left, box.w - width - 40, 14), 14, colour=FADED)


def panel(page: Paper, box: Box, name: str, caption: str) -> Box:
    """An engraved label and a caption over a panel; the place that is left under them."""
    x, y, w, h = box
    width = page.width_of(tracked(name), SMALLEST_PX, "label") + 28
    page.polygons([_rounded(Box(x, y, width, 20), 4)], fill=INK)
    page.circles([(x + 7, y + 10), (x + width - 7, y + 10)], 1.6, fill=FADED)
    page.text(x + 14, y + 14, tracked(name), SMALLEST_PX, colour=PAPER, face="label")
    page.text(x + width + 12, y + 15, fitted(page, caption, w - width - 12, 16, "italic"), 16, "left", FADED, "italic")
    return Box(x, y + 36, w, h - 36)


def rule(page: Paper, x: float, y: float, w: float) -> None:
    """A double line across the page."""
    page.lines([[(x, y), (x + w, y)]], INK, 1.6)
    page.lines([[(x, y + 4), (x + w, y + 4)]], INK, 0.6)


# ---- retina


def retina_caption(record: TrainingRecord, most_each: int) -> str:
    """What the plates show."""
    rows, cols = record.light.shape[1:]
    which = f"each {record.noun}" if record.one_each else f"one {record.noun} of each class"
    if most_each > 1 and not record.one_each:
        which = f"some {record.noun}s of each class"
    return f"{which}, as {rows} × {cols} photocells saw it"


def retina(page: Paper, box: Box, record: TrainingRecord, most_each: int) -> None:
    """One row of plates for each class, or where classes have one picture each, plates one after the other."""
    classes = list(record.pictures_of)
    if most_each == 1 or record.one_each:
        _plates(page, box, record, [(label, record.samples(label, 1)[0]) for label in classes])
    else:
        _rows_of_plates(page, box, record, classes, most_each)


def _plates(page: Paper, box: Box, record: TrainingRecord, shown: list[tuple[str, int]]) -> None:
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


def _rows_of_plates(page: Paper, box: Box, record: TrainingRecord, classes: list[str], most_each: int) -> None:
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


# ---- learning curve


def learning_curve(page: Paper, box: Box, record: TrainingRecord) -> None:
    """Bars: pictures with a wrong answer in each pass; line: corrections."""
    if not record.passes:
        nothing(page, box, "No pass has been made.")
        return
    n, top = record.passes, max(1, *record.corrections_per_pass, *record.wrong_per_pass)
    left = page.width_of(f"{top:,}", 14) + 10
    plot = Box(box.x + left, box.y + 34, box.w - left, box.h - 60)
    up = plot.h / (top * 1.04)
    for tick in ticks(top, min(6, max(2, int(plot.h // 45)))):
        y = plot.y + plot.h - tick * up
        page.lines([[(plot.x, y), (plot.x + plot.w, y)]], HAIRLINE, 0.8)
        page.text(plot.x - 8, y + 5, f"{tick:,}", 14, "right", FADED)
    pitch = plot.w / n
    bar = min(pitch * 0.7 if pitch >= 3 else pitch, 48.0)
    centres = plot.x + (np.arange(n) + 0.5) * pitch
    floor = plot.y + plot.h
    wrong = np.array(record.wrong_per_pass, float) * up
    page.rects(np.stack([centres - bar / 2, floor - wrong, np.full(n, bar), wrong], axis=1), fill=INK)
    line = np.stack([centres, floor - np.array(record.corrections_per_pass, float) * up], axis=1)
    page.lines([line], ACCENT, 1.8)
    if pitch >= 7:
        page.circles(line, 2.6, fill=PAPER, edge=ACCENT, line=1.6)
    page.lines([[(plot.x, floor), (plot.x + plot.w, floor)]], INK, 1.0)
    for tick in [1, *(t for t in ticks(n, min(12, max(2, int(plot.w // 60)))) if t > 1)]:
        page.text(centres[tick - 1], floor + 18, f"{tick:,}", 14, "center", FADED)
    _key(page, box, f"{record.noun}s with a wrong answer")


def _key(page: Paper, box: Box, bars: str) -> None:
    """The key, in one line over the curve."""
    page.rects([(box.x, box.y + 1, 16, 11)], fill=INK)
    page.text(box.x + 24, box.y + 12, bars, 15)
    x = box.x + 52 + page.width_of(bars, 15)
    page.lines([[(x, box.y + 7), (x + 20, box.y + 7)]], ACCENT, 1.8)
    page.circles([(x + 10, box.y + 7)], 2.6, fill=PAPER, edge=ACCENT, line=1.6)
    page.text(x + 28, box.y + 12, "corrections", 15)


def ticks(top: int, most: int) -> list[int]:
    """Round whole numbers above 0 up to ``top``, at most ``most`` of them."""
    step = next(m * 10**e for e in range(20) for m in (1, 2, 5) if top // (m * 10**e) <= most)
    return list(range(step, top + 1, step))


# ---- hardest


def per_picture(record: TrainingRecord) -> str:
    """What the bars count."""
    return "corrections it took" if record.one_each else f"corrections for each {record.noun}"


def hardest(page: Paper, box: Box, record: TrainingRecord) -> None:
    """The classes that took the most corrections, as bars beside the picture that took the most."""
    hard = record.hardest(12)
    if not hard:
        nothing(page, box, "No correction was needed.")
        return
    hard = hard[: max(1, int(box.h // 30))]
    pitch = min(box.h / len(hard), 52.0)
    side = whole_cells(int(min(pitch - 6, 40)), record.light.shape[1:])
    labels = [printable(label) for label, _, _ in hard]
    px = fitting_px(page, labels, box.w * 0.34, 17, 14)
    label_w = min(box.w * 0.34, widest(page, labels, px) + 12)
    number = "{:,.0f}" if record.one_each else "{:,.1f}"
    value_w = page.width_of(number.format(hard[0].corrections), 15) + 10
    left = box.x + side + 12 + label_w
    longest = box.w - (left - box.x) - value_w
    for i, (label, corrections, picture) in enumerate(hard):
        y = box.y + i * pitch
        drawn = plate(record.light[picture], side, record.light.shape[1:])
        page.image(box.x + (side - drawn.shape[1]) // 2, y + (side - len(drawn)) // 2, drawn)
        page.text(box.x + side + 12, y + side / 2 + 6, fitted(page, printable(label), label_w - 8, px), px)
        length = longest * corrections / hard[0].corrections
        page.rects([(left, y + side / 2 - 5, length, 10)], fill=ACCENT if i == 0 else INK)
        page.text(left + length + 7, y + side / 2 + 5, number.format(corrections), 15, colour=FADED)


# ---- R-units


WITH_POTS = "With each, its potentiometers."


def r_caption(record: TrainingRecord) -> str:
    """How to read the pictures of the R-units."""
    n_r = len(record.looks_for)
    first = f"The first {MOST_R_UNITS} of {n_r:,}: what" if n_r > MOST_R_UNITS else "What"
    return f"{first} each has come to look for: light on ■ speaks for +1, light on ○ for −1."


def r_units(page: Paper, box: Box, record: TrainingRecord) -> None:
    """What each R-unit looks for, as large as fits."""
    shown = record.looks_for[:MOST_R_UNITS]
    cols, side = best_grid(len(shown), box.w, box.h, 36, 40, 760)
    left = box.x + (box.w - cols * (side + 36) + 36) / 2
    for r, volts in enumerate(shown):
        x, y = left + r % cols * (side + 36), box.y + r // cols * (side + 40)
        field(page, Box(x, y + 22, side, side), volts, _strongest(shown))
        page.text(x, y + 14, f"R {r}", 17)


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


# ---- potentiometers


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


# ---- where things fit


def best_grid(n: int, w: float, h: float, gap: int, below: int, most: int) -> tuple[int, int]:
    """Columns and side, in whole pixels, of the largest ``n`` squares in ``w`` x ``h`` with ``below`` under each."""
    sides = {
        cols: min((w - gap * (cols - 1)) / cols, h / -(-n // cols) - below, float(most)) for cols in range(1, n + 1)
    }
    cols = max(sides, key=lambda c: (int(sides[c]), -math.ceil(n / c), -c))
    return cols, max(1, int(sides[cols]))


def _pitch(n: int, w: float, h: float, most: float) -> tuple[int, float]:
    """Columns and pitch of the largest ``n`` dials in ``w`` x ``h``."""
    cols, side = best_grid(n, w, h, 0, 0, int(max(w, h)))
    return (cols, min(w / cols, h / -(-n // cols), most)) if side else (cols, most)


def nothing(page: Paper, box: Box, words: str) -> None:
    """A panel with nothing to draw says so."""
    page.text(box.x, box.y + 22, fitted(page, words, box.w, 17, "italic"), 17, "left", FADED, "italic")


# ---- words


def tracked(text: str) -> str:
    """Capitals spaced out as an engraver would."""
    return "\u200a\u200a".join(text)


def widest(page: Paper, texts: Sequence[str], px: float) -> float:
    """The width of the widest of some texts; of the 200 longest, where there are more."""
    return max(page.width_of(printable(text), px) for text in sorted(set(texts), key=len)[-200:])


def fitting_px(page: Paper, texts: Sequence[str], width: float, px: int, least: int) -> int:
    """The largest size from ``px`` down to ``least`` at which all texts fit, or ``least``."""
    return next((size for size in range(px, least, -1) if widest(page, texts, size) <= width), least)


def fitted(page: Paper, text: str, width: float, px: float, face: str = "roman") -> str:
    """The text, or as much of its two ends as fits, with an ellipsis between."""
    if page.width_of(text, px, face) <= width:
        return text
    lengths = range(1, min(len(text), int(width / px * 5) + 2))
    too_long = bisect(lengths, False, key=lambda keep: page.width_of(_elided(text, keep), px, face) > width)
    return _elided(text, max(1, too_long))


def _elided(text: str, keep: int) -> str:
    return f"{text[: -(-keep // 2)]}…{text[len(text) - keep // 2 :]}"


def wrapped(page: Paper, text: str, width: float, px: float) -> list[str]:
    """Lines that are no wider than ``width``, broken between words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and page.width_of(longer, px) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _volts(volts: float) -> str:
    return f"{volts:+.1f} V".replace("-", "−") if abs(volts) < 100 else f"{volts:+,.0f} V".replace("-", "−")


def _rounded(box: Box, radius: float) -> NDArray[np.float64]:
    """The outline of a box with round corners."""
    quarter = np.linspace(0, math.pi / 2, 7)
    middles: Sequence[tuple[float, float, float]] = (
        (box.x + box.w - radius, box.y + radius, -math.pi / 2),
        (box.x + box.w - radius, box.y + box.h - radius, 0.0),
        (box.x + radius, box.y + box.h - radius, math.pi / 2),
        (box.x + radius, box.y + radius, math.pi),
    )
    corners = [
        np.stack([x + radius * np.cos(start + quarter), y + radius * np.sin(start + quarter)], -1)
        for x, y, start in middles
    ]
    return np.concatenate(corners)
