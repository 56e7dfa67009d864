"""Proof page: the pictures of a certificate beside the dials they turn, and a picture before and after it fools.

certificate, light  -->  plates, each with its number and side; a table of the dials they turn
light before, after -->  two plates, the changed cells framed
"""

import numpy as np
from numpy.typing import NDArray

from mark1.figures.page import Page, page_png
from mark1.figures.retina_panel import plate, whole_cells
from mark1.paper import ACCENT, BLUE, FADED, HAIRLINE, INK, fitted
from mark1.proofs.certificate import Certificate
from mark1.proofs.fooling import Fooling
from mark1.proofs.fooling_report import amount
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.text import counted, printable
from mark1.training.training_run import name_of

EDGE, PLATE_PX, ROW_PX = 40, 120, 150
MOST_ROWS, MOST_DIALS, CELL_PX = 8, 32, 26
FOOL_PX, FRAME_PX = 400, 3
FRAME = (0.90, 0.25, 0.16)


def certificate_page(stimuli: StimulusSet, certificate: Certificate) -> bytes:
    """A PNG: a row for each of the first pictures, a column for each of the first dials, and the sums below."""
    rows, dials = min(MOST_ROWS, len(certificate.rows)), list(certificate.turns)[:MOST_DIALS]
    width = max(900, EDGE * 2 + 330 + CELL_PX * len(dials))

    def layout(page: Page) -> None:
        page.text(EDGE, 52, f"Why R-unit {certificate.dichotomy.r} cannot learn this", 26)
        note = "Show each picture this often: every dial is turned up as often as down."
        left_out = [
            counted(len(certificate.rows) - rows, "more picture") if rows < len(certificate.rows) else "",
            counted(len(certificate.turns) - len(dials), "more dial") if len(dials) < len(certificate.turns) else "",
        ]
        more = " and ".join(text for text in left_out if text)
        page.text(EDGE, 80, note + (f" ({more} not shown)" if more else ""), 16, "left", FADED, "italic")
        for row in range(rows):
            _row(page, 110 + row * ROW_PX, stimuli, certificate, row, dials)
        _sums(page, 110 + rows * ROW_PX, certificate, dials)

    return page_png((width, 180 + rows * ROW_PX), layout)


def _row(page: Page, y: float, stimuli: StimulusSet, certificate: Certificate, row: int, dials: list[int]) -> None:
    """A picture, how often to show it and which side is wanted, and the dials that it turns."""
    picture, side, number = certificate.pictures[row], certificate.sides[row], certificate.multipliers[row]
    shape = stimuli.light.shape[1:]
    page.image(EDGE, y, plate(stimuli.light[picture], whole_cells(PLATE_PX, shape), shape))
    x = EDGE + PLATE_PX + 20
    page.text(x, y + 34, f"{number:,} ×", 22)
    page.text(x, y + 62, f"wanted {side:+d}", 17, "left", BLUE if side > 0 else ACCENT)
    page.text(x, y + 86, fitted(page, printable(name_of(stimuli, picture)), 180, 14), 14, "left", FADED)
    on = set(certificate.dichotomy.a_units[certificate.dichotomy.signed[certificate.rows[row]] != 0].tolist())
    for i, dial in enumerate(dials):
        place = (EDGE + 350 + i * CELL_PX, y + 30, CELL_PX, CELL_PX)
        page.rects([place], edge=HAIRLINE)
        if dial in on:
            sign, colour = ("+", BLUE) if side > 0 else ("−", ACCENT)
            page.text(place[0] + CELL_PX / 2, y + 49, sign, 20, "center", colour)


def _sums(page: Page, y: float, certificate: Certificate, dials: list[int]) -> None:
    """Of every dial, its number and how often it is turned each way."""
    page.text(EDGE + 330, y + 8, "A-unit", 14, "right", FADED)
    page.text(EDGE + 330, y + 32, "up = down", 14, "right", FADED)
    for i, dial in enumerate(dials):
        x = EDGE + 350 + (i + 0.5) * CELL_PX
        page.text(x, y + 8, str(dial), 11, "center", FADED)
        page.text(x, y + 32, fitted(page, f"{certificate.turns[dial]:,}", CELL_PX, 14), 14, "center", INK)


def fooling_page(light: NDArray[np.float32], found: Fooling) -> bytes:
    """A PNG: the picture, and the picture as it is changed, with the changed cells framed; for cells and light.

    ``found`` has a changed picture.
    """
    assert found.light is not None
    before, after = light, found.light
    side = whole_cells(FOOL_PX, light.shape)
    bound = "less does not" if found.proved else f"{amount(found.change, found.lower_bound)} or more are needed"
    note = f"{amount(found.change, found.count or 0)}; {bound}"

    def layout(page: Page) -> None:
        for x, picture, label, framed in (
            (EDGE, before, found.answer, []),
            (EDGE * 2 + side, after, str(found.to), found.changes),
        ):
            page.image(x, EDGE, _framed(plate(picture, side, light.shape), framed, side // max(light.shape)))
            page.text(x + side / 2, EDGE + side + 34, fitted(page, printable(label), side, 24), 24, "center")
        page.text(EDGE * 1.5 + side, EDGE + side + 66, note, 16, "center", FADED, "italic")

    return page_png((EDGE * 3 + side * 2, EDGE * 2 + side + 60), layout)


def _framed(drawn: NDArray[np.float64], cells: list[list[int]], px: int) -> NDArray[np.float64]:
    """A plate with these cells [row, col], of ``px`` pixels each, framed."""
    for row, col in cells:
        cell = drawn[row * px : (row + 1) * px, col * px : (col + 1) * px]
        inside = cell[FRAME_PX:-FRAME_PX, FRAME_PX:-FRAME_PX].copy()
        cell[:] = FRAME
        cell[FRAME_PX:-FRAME_PX, FRAME_PX:-FRAME_PX] = inside
    return drawn
