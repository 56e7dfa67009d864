"""Sweep plot: the curves of a sweep on one page.

    +----------------------------------------------+
    | y over x                            [what]   |
    |   |      .-o-                       o  mean  |
    |   |  .-o-  |    whiskers: lowest    # other  |
    |   | o      |    to highest seed              |
    |   +--------------- x                         |
    +----------------------------------------------+

Curves can be told apart without colour: each has a mark of its own.
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mark1.figures.page import page_png
from mark1.figures.pages import rule
from mark1.kind import PNG
from mark1.paper import (
    ACCENT,
    BLUE,
    FADED,
    HAIRLINE,
    INK,
    OCHRE,
    PAPER,
    Box,
    fitted,
    fitting_px,
    tracked,
    wrapped,
)
from mark1.storage import write_file
from mark1.sweep.curves import Curve, Curves
from mark1.text import printable

if TYPE_CHECKING:
    from mark1.figures.page import Page

SIZE = (1200, 760)
WIDE = 16  # from this ratio of largest to smallest x, the scale is logarithmic
MOST_TICKS = 12
SHARES = ("train_accuracy", "test_accuracy", "settled")
COLOURS = (INK, ACCENT, BLUE, OCHRE)
MARKS = ((4, np.pi / 4), (32, 0.0), (3, 0.0), (4, 0.0))  # corners and turn: square, circle, triangle, diamond
Scale = Callable[[float], float]


def draw(curves: Curves, path: Path) -> None:
    """Write the page. Raises StorageError."""
    png = page_png(SIZE, lambda page: _page(page, curves))
    write_file(path, lambda file: file.write(png), PNG)


def _page(page: "Page", curves: Curves) -> None:
    box = Box(56, 44, page.width - 112, page.height - 88)
    title = printable(f"{in_words(curves.y)} over {in_words(curves.x)}")
    page.text(box.x, box.y + 10, tracked("A SWEEP"), 13, face="label")
    page.text(box.x, box.y + 52, fitted(page, title, box.w, 34), 34)
    rule(page, box.x, box.y + 74, box.w)
    names = [printable(curve.name) for curve in curves.curves]
    beside = 260 if any(names) else 0
    plot = Box(box.x + 70, box.y + 112, box.w - 70 - beside, box.h - 182)
    right = _across(page, plot, curves)
    up = _upward(page, plot, curves)
    for i, curve in enumerate(curves.curves):
        _curve(page, curve, i, right, up, len(curves.curves))
    for i, name in enumerate(names if beside else []):
        y = plot.y + 10 + 46 * i
        _mark(page, plot.x + plot.w + 34, y, i)
        for j, line in enumerate(wrapped(page, name, beside - 50, 15)[:2]):
            page.text(plot.x + plot.w + 50, y + 5 + 18 * j, fitted(page, line, beside - 50, 15), 15)
    page.text(plot.x + plot.w / 2, plot.y + plot.h + 54, fitted(page, printable(curves.x), plot.w, 17), 17, "center")
    told = "Marks: mean over the seeds; lines: from the lowest seed to the highest."
    page.text(box.x + box.w, box.y + box.h + 14, told, 14, "right", FADED, "italic")
    page.text(box.x, box.y + box.h + 14, fitted(page, printable(curves.title), 400, 14), 14, colour=FADED)


def in_words(column: str) -> str:
    """A column's name for people, with its unit in brackets."""
    name = column.removesuffix("_s")
    return name.replace("_", " ") + (" (s)" if name != column else "")


def _curve(page: "Page", curve: Curve, i: int, right: dict[str, float], up: Scale, n: int) -> None:
    """Draw one curve: whiskers, a line, marks. Curves are offset slightly from one another."""
    colour, aside = COLOURS[i % len(COLOURS)], 5.0 * (i - (n - 1) / 2)
    at = [(right[point.x] + aside, up(point.mean)) for point in curve.points]
    for point, (x, _) in zip(curve.points, at, strict=True):
        page.lines([[(x, up(point.low)), (x, up(point.high))]], colour, 1.0)
    page.lines([at], colour, 1.8)
    for x, y in at:
        _mark(page, x, y, i)


def shape(i: int) -> tuple[int, float, bool]:
    """Corners and rotation of the mark of curve ``i``, and whether it is filled: eight different marks."""
    return *MARKS[i % len(MARKS)], i < len(MARKS)


def _mark(page: "Page", x: float, y: float, i: int) -> None:
    """The mark of curve ``i``."""
    (sides, turn, filled), colour = shape(i), COLOURS[i % len(COLOURS)]
    at = np.arange(sides) * 2 * np.pi / sides - np.pi / 2 + turn
    corners = np.stack([x + 5.5 * np.cos(at), y + 5.5 * np.sin(at)], axis=-1)
    page.polygons([corners], fill=colour if filled else PAPER, edge=colour, line=1.6)


# ---- scales


def _across(page: "Page", plot: Box, curves: Curves) -> dict[str, float]:
    """The position and label of each x: numbers to scale, words side by side."""
    places = positions(curves.xs)
    at = {x: plot.x + plot.w * (0.04 + 0.92 * place) for x, place in zip(curves.xs, places, strict=True)}
    page.lines([[(plot.x, plot.y + plot.h), (plot.x + plot.w, plot.y + plot.h)]], INK, 1.0)
    every = -(-len(at) // MOST_TICKS)
    room = plot.w / max(1, min(len(at), MOST_TICKS)) - 8
    shown = [(x, place) for i, (x, place) in enumerate(at.items()) if i % every == 0]
    px = fitting_px(page, [printable(x) for x, _ in shown], room, 15, 11)
    last = -math.inf
    for x, place in shown:
        text = fitted(page, printable(x), max(room, 60), px)
        half = page.width_of(text, px) / 2
        page.lines([[(place, plot.y + plot.h), (place, plot.y + plot.h + 5)]], INK, 1.0)
        if place - half > last + 6:
            page.text(place, plot.y + plot.h + 24, text, px, "center", FADED)
            last = place + half
    return at


def positions(xs: tuple[str, ...]) -> list[float]:
    """Where each x stands between 0 and 1: in proportion, by its logarithm over a wide range, or side by side."""
    try:
        numbers = [float(x.removesuffix("%")) for x in xs]
    except ValueError:
        numbers = [float(i) for i in range(len(xs))]
    if len(numbers) == 1:
        return [0.5]
    low, high = min(numbers), max(numbers)
    if low > 0 and high / low >= WIDE:
        numbers, low, high = [math.log(x) for x in numbers], math.log(low), math.log(high)
    return [(x - low) / (high - low) for x in numbers]


def _upward(page: "Page", plot: Box, curves: Curves) -> Scale:
    """The height of each y; hairlines at round values."""
    points = [point for curve in curves.curves for point in curve.points]
    steps = round_values(min(0.0, *(p.low for p in points)), max(p.high for p in points))
    low, high = steps[0], steps[-1]

    def up(value: float) -> float:
        return plot.y + plot.h * (1 - (value - low) / (high - low))

    for value in steps:
        page.lines([[(plot.x, up(value)), (plot.x + plot.w, up(value))]], HAIRLINE, 0.8)
        told = f"{100 * value:.4g}%" if curves.y in SHARES else f"{value:,.6g}"
        page.text(plot.x - 10, up(value) + 5, told, 14, "right", FADED)
    return up


def round_values(low: float, high: float, most: int = 8) -> list[float]:
    """Round numbers from one not above ``low`` to one not below ``high``, at most ``most`` and one steps."""
    span = high - low or abs(high) or 1.0
    power = math.floor(math.log10(span / most))
    for step in (m * 10.0**e for e in range(power, power + 3) for m in (1, 2, 5)):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if 0 < last - first <= most:
            return [round(i * step, 12 - power) for i in range(first, last + 1)]
    return [low, low + span]
