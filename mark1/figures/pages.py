"""Pages: which panels stand where, and the frame round them. Knows sizes and places, not how ink is put down.

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
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mark1.figures.dial_panel import dials_caption, potentiometers
from mark1.figures.learning_panel import hardest, learning_curve
from mark1.figures.page import Page
from mark1.figures.r_unit_panel import WITH_POTS, r_caption, r_units, r_units_over_dials
from mark1.figures.retina_panel import retina, retina_caption
from mark1.figures.training_record import TrainingRecord, brief, duration
from mark1.paper import (
    ACCENT,
    FADED,
    HAIRLINE,
    INK,
    PAPER,
    SMALLEST_PX,
    Box,
    fitted,
    fitting_px,
    tracked,
    wrapped,
)
from mark1.text import printable

REMARK = {True: "Mark I Perceptron", False: "Not the Mark I: a later classifier behind its photocells."}
TITLES = {"mark1": "RESPONSE UNITS", "mlp": "HIDDEN UNITS", "logistic": "OUTPUTS"}


def poster(page: Page, box: Box, record: TrainingRecord) -> None:
    """The whole run on one page."""
    x, y, w, h = box
    header(page, box, record)
    rule(page, x, y + 146, w)
    page.lines([[(x + 742, y + 168), (x + 742, y + 458)], [(x + 1166, y + 168), (x + 1166, y + 458)]], HAIRLINE)
    retina(page, panel(page, Box(x, y + 166, 714, 296), "RETINA", retina_caption(record, 1)), record, 1)
    learning_curve(page, panel(page, Box(x + 770, y + 166, 368, 296), "LEARNING", "epoch by epoch"), record)
    hardest(page, panel(page, Box(x + 1194, y + 166, w - 1194, 296), "HARDEST", record.effort()), record)
    rule(page, x, y + 480, w)
    place = Box(x, y + 500, w, h - 512)
    if record.corrects:
        r_units_over_dials(page, panel(page, place, TITLES["mark1"], r_caption(record) + " " + WITH_POTS), record)
        footer(page, box, record, "Time in 1960: by assumed exposure and motor times.")
    else:
        r_units(page, panel(page, place, TITLES.get(record.backend, "CLASSES"), r_caption(record)), record)
        footer(page, box, record, REMARK[record.corrects])


def retina_page(page: Page, box: Box, record: TrainingRecord) -> None:
    """What the retina saw."""
    retina(page, _page(page, box, record, "RETINA", retina_caption(record, 99)), record, 99)


def learning_curve_page(page: Page, box: Box, record: TrainingRecord) -> None:
    """Wrong pictures and corrections, epoch by epoch."""
    learning_curve(page, _page(page, box, record, "LEARNING", "epoch by epoch"), record)


def hardest_page(page: Page, box: Box, record: TrainingRecord) -> None:
    """The classes that took the most corrections."""
    hardest(page, _page(page, box, record, "HARDEST", record.effort()), record)


def r_units_page(page: Page, box: Box, record: TrainingRecord) -> None:
    """What each R-unit has come to look for."""
    r_units(page, _page(page, box, record, TITLES.get(record.backend, "CLASSES"), r_caption(record)), record)


def potentiometers_page(page: Page, box: Box, record: TrainingRecord) -> None:
    """The dials, by R-unit."""
    potentiometers(page, _page(page, box, record, "POTENTIOMETERS", dials_caption(record)), record)


def _page(page: Page, box: Box, record: TrainingRecord, name: str, caption: str) -> Box:
    """A page of one panel; the place that is left for it."""
    x, y, w, h = box
    page.text(x, y + 26, fitted(page, record.headline(), w, 34), 34)
    rule(page, x, y + 46, w)
    footer(page, box, record, REMARK[record.corrects])
    return panel(page, Box(x, y + 68, w, h - 100), name, caption)


# ---- the frame of a page


def header(page: Page, box: Box, record: TrainingRecord) -> None:
    """What happened, in words on the left and in figures on the right."""
    x, y, w, _ = box
    page.text(x, y + 10, tracked("MARK I PERCEPTRON"), 13, face="label")
    right = x + w
    for value, what in reversed(figures_in_words(record)):
        width = max(page.width_of(value, 42), page.width_of(tracked(what), SMALLEST_PX, "label"))
        page.text(right - width, y + 58, value, 42, colour=ACCENT if what == record.work.upper() else INK)
        page.text(right - width, y + 86, tracked(what), SMALLEST_PX, colour=FADED, face="label")
        right -= width + 40
    px = fitting_px(page, [record.headline()], right - x, 42, 26)
    page.text(x, y + 58, fitted(page, record.headline(), right - x, px), px)
    for i, line in enumerate(wrapped(page, record.story(), min(right - x, 820), 17)[:3]):
        page.text(x, y + 89 + 22 * i, line, 17, colour=FADED)


def figures_in_words(record: TrainingRecord) -> list[tuple[str, str]]:
    """The numbers a visitor remembers."""
    if not record.corrects:
        loss = f"{record.losses[-1]:.2g}" if record.losses else "none"
        return [(f"{record.epochs:,}", "EPOCHS"), (loss, "LOSS"), (brief(record.seconds), "HERE")]
    return [
        (f"{record.epochs:,}", "EPOCHS"),
        (f"{record.corrections:,}", record.work.upper()),
        (duration(record.machine_time_s), "IN 1960"),
        (brief(record.seconds), "HERE"),
    ]


def footer(page: Page, box: Box, record: TrainingRecord, right: str) -> None:
    """The small print: which machine, which seed, and a remark on the right."""
    y = box.y + box.h + 12
    page.text(box.x + box.w, y, right, 14, "right", FADED, "italic")
    width = page.width_of(right, 14, "italic")
    left = f"{printable(record.name)} · seed {record.seed} · {printable(record.settings)}"
    page.text(box.x, y, fitted(page, left, box.w - width - 40, 14), 14, colour=FADED)


def panel(page: Page, box: Box, name: str, caption: str) -> Box:
    """An engraved label and a caption over a panel; the place that is left under them."""
    x, y, w, h = box
    width = page.width_of(tracked(name), SMALLEST_PX, "label") + 28
    page.polygons([_rounded(Box(x, y, width, 20), 4)], fill=INK)
    page.circles([(x + 7, y + 10), (x + width - 7, y + 10)], 1.6, fill=FADED)
    page.text(x + 14, y + 14, tracked(name), SMALLEST_PX, colour=PAPER, face="label")
    page.text(x + width + 12, y + 15, fitted(page, caption, w - width - 12, 16, "italic"), 16, "left", FADED, "italic")
    return Box(x, y + 36, w, h - 36)


def rule(page: Page, x: float, y: float, w: float) -> None:
    """A double line across the page."""
    page.lines([[(x, y), (x + w, y)]], INK, 1.6)
    page.lines([[(x, y + 4), (x + w, y + 4)]], INK, 0.6)


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
