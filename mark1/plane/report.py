"""Plane report: the results of learning points of the plane, as a PNG file.

    one PlaneRecord    -->  a page: the plane; what the last layer sees; what each hidden unit does; the course
    some PlaneRecords  -->  a page: the planes side by side, and the course of each under it

The same records give the same bytes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mark1.figures.page import page_png
from mark1.figures.pages import panel, rule
from mark1.kind import PNG
from mark1.paper import ACCENT, FADED, INK, SMALLEST_PX, Box, fitted, fitting_px, tracked, wrapped
from mark1.plane.panel import bent, course, curve, hidden_caption, hidden_units, key, largest, plane
from mark1.plane.record import PlaneRecord, percent, small
from mark1.plane.story import story
from mark1.storage import write_file

if TYPE_CHECKING:
    from mark1.figures.page import Page

SIZE = (1600, 1000)
GAP = 28
MOST_SIDE_BY_SIDE = 6


def draw_plane(record: PlaneRecord, path: Path | str) -> None:
    """One run on a page. Raises StorageError."""
    _draw(SIZE, lambda page: _one(page, record), path)


def draw_planes(records: Sequence[PlaneRecord], names: Sequence[str], title: str, path: Path | str) -> None:
    """Two to six runs side by side, each under its name. Raises StorageError."""
    side = _side(len(records))
    _draw((SIZE[0], side + 460), lambda page: _side_by_side(page, records, names, title), path)


def _draw(size: tuple[int, int], layout: Callable[["Page"], None], path: Path | str) -> None:
    """Lay out a page and write it to ``path``."""
    png = page_png(size, layout)
    write_file(path, lambda file: file.write(png) and None, PNG)


# ---- one run


def _one(page: "Page", record: PlaneRecord) -> None:
    """The plane on the left, on the right what there is to say of it."""
    x, y, w, h = Box(56, 44, page.width - 112, page.height - 88)
    _header(page, Box(x, y, w, h), record.headline(), story(record), _figures(record))
    rule(page, x, y + 128, w)
    top, side = y + 150, 690
    inside = panel(page, Box(x, top, side, side + 36), "THE PLANE", "and what each place of it is taken for")
    plane(page, inside, record)
    key(page, x, top + 36 + side + 26, side, record)
    _beside(page, Box(x + side + 44, top, w - side - 44, 36 + side), record)
    _footer(page, Box(x, y, w, h), [record])


def _beside(page: "Page", box: Box, record: PlaneRecord) -> None:
    """The course; over it, if there are any, the space of the last layer and the hidden units."""
    x, y, w, h = box
    if record.space is None:
        course(page, panel(page, box, "LEARNING", "epoch by epoch"), record)
        return
    caption = f"as the {record.space.kind} bend it; here it draws a line"
    if record.config.backend != "mlp":
        bent(page, panel(page, Box(x, y, w, 410), "THE PLANE, BENT", caption), record, record.space)
        course(page, panel(page, Box(x, y + 430, w, h - 430), "LEARNING", "epoch by epoch"), record)
        return
    half = 350
    bent(page, panel(page, Box(x, y, half + 60, 410), "THE PLANE, BENT", "here it draws a line"), record, record.space)
    course(page, panel(page, Box(x + half + 90, y, w - half - 90, 410), "LEARNING", "epoch by epoch"), record)
    units = Box(x, y + 430, w, h - 430)
    hidden_units(page, panel(page, units, "HIDDEN UNITS", hidden_caption(record.space)), record, record.space)


def _figures(record: PlaneRecord) -> list[tuple[str, str]]:
    """The numbers a visitor remembers."""
    learned = (
        (small(record.curve[-1]), "DATA LOSS") if record.is_network else (f"{record.corrections:,}", "CORRECTIONS")
    )
    right = [(percent(record.train_accuracy), "RIGHT")]
    if record.test_accuracy is not None:
        right.append((percent(record.test_accuracy), "RIGHT OF TEST"))
    return [*right, (f"{record.epochs:,}", "EPOCHS"), learned]


def _header(page: "Page", box: Box, headline: str, story: str, figures: list[tuple[str, str]]) -> None:
    """What happened, in words on the left and in figures on the right."""
    x, y, w, _ = box
    page.text(x, y + 10, tracked("WHERE A LINE IS NOT ENOUGH"), 13, face="label")
    right = x + w
    for value, what in reversed(figures):
        width = max(page.width_of(value, 42), page.width_of(tracked(what), SMALLEST_PX, "label"))
        page.text(right - width, y + 58, value, 42, colour=ACCENT if what == "CORRECTIONS" else INK)
        page.text(right - width, y + 84, tracked(what), SMALLEST_PX, colour=FADED, face="label")
        right -= width + 40
    px = fitting_px(page, [headline], right - x, 38, 24)
    page.text(x, y + 56, fitted(page, headline, right - x, px), px)
    for i, line in enumerate(wrapped(page, story, min(right - x, 1000), 17)[:2]):
        page.text(x, y + 86 + 22 * i, line, 17, colour=FADED)


def _footer(page: "Page", box: Box, records: Sequence[PlaneRecord]) -> None:
    """The small print."""
    y, first = box.y + box.h + 14, records[0]
    same = {record.config.seed for record in records} == {first.config.seed}
    page.text(box.x, y, f"seed {first.config.seed}" if same else "seeds as named", 14, colour=FADED)
    right = "On the line it is undecided." if first.sure else "The surer, the stronger the tint."
    if first.training is not None:
        how = first.training.in_words()
        page.text(
            box.x + 110, y, fitted(page, how, box.w - 130 - page.width_of(right, 14, "italic"), 14), 14, "left", FADED
        )
    page.text(box.x + box.w, y, right, 14, "right", FADED, "italic")


# ---- some runs


def _side(n: int) -> int:
    """The side of each of ``n`` planes, pixels."""
    return min(600, int((SIZE[0] - 112 - GAP * (n - 1)) / n))


def _side_by_side(page: "Page", records: Sequence[PlaneRecord], names: Sequence[str], title: str) -> None:
    """The planes from left to right, and the course of each under it."""
    box, side = Box(56, 44, page.width - 112, page.height - 88), _side(len(records))
    x, y, w, _ = box
    page.text(x, y + 10, tracked("WHERE A LINE IS NOT ENOUGH"), 13, face="label")
    page.text(x, y + 52, fitted(page, title, w, 34), 34)
    rule(page, x, y + 74, w)
    pitch = (w + GAP) / len(records)
    comparable = len({(record.is_network, record.config.loss) for record in records}) == 1 and records[0].is_network
    top = max(largest(record.curve) for record in records) if comparable else 0.0
    for i, (record, name) in enumerate(zip(records, names, strict=True)):
        left = round(x + i * pitch)
        right = f"{percent(record.train_accuracy)} right"
        if record.test_accuracy is not None:
            right = f"{percent(record.train_accuracy)}, test {percent(record.test_accuracy)}"
        page.text(left + side, y + 108, right, 16, "right", FADED)
        page.text(left, y + 108, fitted(page, name, side - page.width_of(right, 16) - 12, 21), 21)
        same_points = [other for other in records if other is not record and other.stimuli is record.stimuli]
        lines = same_points if len({r.config.seed for r in records}) == len(records) else ()
        plane(page, Box(left, y + 120, side, side), record, lines)
        key(page, left, y + 120 + side + 26, side, record)
        below = Box(left, y + side + 166, pitch - GAP, 170)
        kind = "data loss" if record.is_network else "E_P"
        curve(page, below, record.curve, record.epochs, f"{kind}: {record.outcome()}", ACCENT, top)
    _footer(page, box, records)
