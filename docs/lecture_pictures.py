"""The pictures of the lecture that no command draws. ``write_lecture.py --pictures`` writes them.

A picture is an SVG drawing, made of curves on axes or of gates, and is written as PNG at twice its size.
"""

import contextlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import write_lecture

from mark1.backprop.drawing import architecture, curves, drawing
from mark1.figures import graph, raster
from mark1.paper import ACCENT, FADED, HAIRLINE, INK, PAPER
from mark1.svg import SvgPage

COLOURS = (INK, ACCENT, "#2c6e8f", "#7a8c2e", "#8a5a9e")
TEXT_PX, SMALL_PX = 17, 14
Curve = tuple[str, Callable[[Any], Any]]


class Chart:
    """Axes on a sheet: ``box`` x, y, w, h in pixels; ``across`` and ``up`` the values at their ends."""

    def __init__(
        self,
        page: SvgPage,
        box: tuple[float, float, float, float],
        across: tuple[float, float],
        up: tuple[float, float],
    ) -> None:
        self.page, self.box, self.across, self.up = page, box, across, up

    def place(self, x: Any, y: Any) -> Any:
        """Where values lie on the sheet: ndarray of shape (n, 2)."""
        left, top, w, h = self.box
        (x0, x1), (y0, y1) = self.across, self.up
        return np.column_stack(
            [left + (np.asarray(x) - x0) / (x1 - x0) * w, top + (y1 - np.asarray(y)) / (y1 - y0) * h]
        )

    def axes(self, xs: Sequence[float], ys: Sequence[float], title: str = "", x_name: str = "") -> None:
        """A frame with a thin line at each of ``ys``, the numbers of ``xs``, and a title."""
        left, top, w, h = self.box
        for y in ys:
            ends = self.place(self.across, (y, y))
            self.page.lines([ends], HAIRLINE)
            self.page.text(left - 8, ends[0, 1] + 5, f"{y:g}".replace("-", "−"), SMALL_PX, "right", FADED, "label")
        for x in xs:
            at = self.place([x], [self.up[0]])[0]
            self.page.text(at[0], top + h + 20, f"{x:g}".replace("-", "−"), SMALL_PX, "center", FADED, "label")
        self.page.rects([self.box], edge=FADED)
        self.page.text(left, top - 12, title, TEXT_PX + 2)
        self.page.text(left + w, top + h + 40, x_name, TEXT_PX, "right", FADED, "italic")

    def curve(self, x: Any, y: Any, colour: str = INK, line: float = 2.2) -> None:
        """A line through points; what is outside the axes is cut off."""
        y = np.asarray(y, float)
        inside = (y >= self.up[0] - 1e-9) & (y <= self.up[1] + 1e-9)
        for run in np.split(np.arange(len(y)), np.flatnonzero(np.diff(inside.astype(int))) + 1):
            if inside[run[0]] and len(run) > 1:
                self.page.lines([self.place(np.asarray(x)[run], y[run])], colour, line)

    def label(self, x: float, y: float, text: str, colour: str, align: str = "left") -> None:
        """Words at a place of the axes."""
        at = self.place([x], [y])[0]
        self.page.text(at[0], at[1], text, TEXT_PX, align, colour)


# ---- the pictures


def bumps() -> str:
    """Page 5: a sine made of bumps, and the bumps."""
    names = _names("05")
    page = SvgPage(760, 470)
    chart = Chart(page, (60, 50, 660, 360), (0, 2 * np.pi), (-1.25, 1.25))
    chart.axes((0, 1, 2, 3, 4, 5, 6), (-1, 0, 1), "sin x, and 12 bumps that add up to it", "x")
    x = np.linspace(0, 2 * np.pi, 1201)
    edges = np.linspace(0, 2 * np.pi, 13)
    half = np.pi / 24
    for a, b in pairwise(edges):
        one = np.sin((a + b) / 2) * names["bump"](x, a - half, a + half, b - half, b + half)
        chart.curve(x, np.where(np.abs(one) < 1e-9, np.nan, one), COLOURS[2], 1.2)
    chart.curve(x, names["approximation"](np.sin, x, 12), ACCENT)
    chart.curve(x, np.sin(x), INK, 1.4)
    chart.label(3.4, 0.86, "their sum", ACCENT)
    chart.label(3.4, 0.66, "sin x", INK)
    chart.label(3.4, 0.46, "one bump", COLOURS[2])
    return page.svg()


def losses() -> str:
    """Page 9: what each loss charges."""
    page = SvgPage(760, 470)
    chart = Chart(page, (60, 50, 660, 350), (-2.5, 3), (0, 4))
    chart.axes(range(-2, 4), range(5), "loss of one point", "margin t w·x")
    m = np.linspace(-2.5, 3, 551)
    chart.curve(m, np.maximum(0, 1 - m), COLOURS[1])
    chart.curve(m, np.log1p(np.exp(-m)), COLOURS[2])
    chart.curve(m, np.maximum(0, -m), COLOURS[0])
    chart.curve(m, (1 - m) ** 2, COLOURS[3])
    chart.label(-2.35, 3.62, "hinge", COLOURS[1])
    chart.label(-2.35, 2.72, "logistic", COLOURS[2])
    chart.label(-2.35, 1.38, "perceptron", COLOURS[0])
    chart.label(2.35, 2.4, "squared", COLOURS[3], "right")
    return page.svg()


def patterns() -> str:
    """Page 11: four gates with values above and gradients below."""
    page = SvgPage(860, 250)
    gates = (
        ("add", "+", ("3", "4"), ("2", "2"), ("7",), ("2",)),
        ("multiply", "×", ("2", "3"), ("15", "10"), ("6",), ("5",)),
        ("copy", "", ("7",), ("6",), ("7", "7"), ("4", "2")),
        ("max", "max", ("4", "5"), ("0", "9"), ("5",), ("9",)),
    )
    for i, (name, sign, values, gradients, outputs, upstream) in enumerate(gates):
        _gate(page, 20 + 210 * i, name, sign, (values, gradients), (outputs, upstream))
    page.text(20, 232, "above the line: the value", SMALL_PX, colour=COLOURS[2])
    page.text(240, 232, "below the line: the gradient", SMALL_PX, colour=ACCENT)
    return page.svg()


def _gate(page: SvgPage, left: float, name: str, sign: str, inputs: Any, outputs: Any) -> None:
    """One gate: its lines from the left and to the right, each with value and gradient."""
    middle, centre, reach = 118.0, left + 95, 22 if sign else 0
    page.text(centre, 34, name, TEXT_PX + 3, "center")
    for (values, gradients), way in ((inputs, -1), (outputs, 1)):
        for k, (value, gradient) in enumerate(zip(values, gradients, strict=True)):
            y = middle + (0 if len(values) == 1 else (-44, 44)[k])
            far, bend, near = (centre + way * distance for distance in (90, 56, reach))
            page.lines([[(far, y), (bend, y), (near, middle)]], INK, 1.6)
            page.text((far + bend) / 2, y - 8, value, TEXT_PX, "center", COLOURS[2])
            page.text((far + bend) / 2, y + 20, gradient, TEXT_PX, "center", ACCENT)
    page.circles([(centre, middle)], reach or 5, PAPER if sign else INK, INK, 1.8)
    page.text(centre, middle + (8 if len(sign) == 1 else 5), sign, 24 if len(sign) == 1 else 15, "center")


def random_wiring() -> str:
    """Page 7: units in a row, wires as arcs from earlier ones to later ones, above and below in turn."""
    page = SvgPage(860, 290)
    middle, pitch = 165, 90
    turn = np.linspace(0, np.pi, 201)
    for k, (source, number) in enumerate(_names("07")["wires"]):
        x0, x1 = 70 + pitch * source, 70 + pitch * number
        height = 26 + 16 * (number - source)
        up = -1 if k % 2 else 1
        arc = np.column_stack([(x0 + x1) / 2 - (x1 - x0) / 2 * np.cos(turn), middle + up * height * np.sin(turn)])
        page.lines([arc], COLOURS[2] if up < 0 else FADED, 1.6)
        tip = arc[np.hypot(*(arc - arc[-1]).T) > 21][-1]
        page.polygons([_head(arc[np.hypot(*(arc - arc[-1]).T) > 33][-1], tip)], INK)
    for number in range(9):
        at = (70 + pitch * number, middle)
        page.circles([at], 20, PAPER if number else HAIRLINE, INK, 1.6)
        page.text(
            at[0], at[1] + 6, str(number) if number else "x", TEXT_PX, "center", face="roman" if number else "italic"
        )
    return page.svg()


def _head(before: Any, at: Any) -> Any:
    """The head of an arrow from one place to the next, where its tip is."""
    along = (at - before) / np.hypot(*(at - before))
    across = np.array([-along[1], along[0]])
    return [at, at - 11 * along + 5 * across, at - 11 * along - 5 * across]


def gradient_check() -> str:
    """Page 12: how far the numerical slope of x^3 at 2 is off, one-sided and two-sided, for each h."""
    page = SvgPage(760, 450)
    chart = Chart(page, (80, 50, 640, 330), (-12, 0), (-12, 1))
    for power in range(-12, 1, 3):
        at = chart.place((-12, 0), (power, power))
        page.lines([at], HAIRLINE)
        page.text(72, at[0, 1] + 5, f"1e{power}".replace("-", "−"), SMALL_PX, "right", FADED, "label")
        page.text(
            chart.place([power], [-12])[0, 0], 400, f"1e{power}".replace("-", "−"), SMALL_PX, "center", FADED, "label"
        )
    chart.axes((), (), "relative error", "h")
    h = 10.0 ** np.linspace(-12, -0.3, 200)
    both = np.abs(((2 + h) ** 3 - (2 - h) ** 3) / (2 * h) / 12 - 1)
    one = np.abs(((2 + h) ** 3 - 8) / h / 12 - 1)
    chart.curve(np.log10(h), np.log10(one + 1e-12), COLOURS[2], 1.6)
    chart.curve(np.log10(h), np.log10(both + 1e-12), ACCENT, 1.6)
    chart.label(-3.3, -1.3, "one side", COLOURS[2], "right")
    chart.label(-1.9, -7.2, "both sides", ACCENT)
    return page.svg()


def product() -> str:
    """Page 13: the shapes of a matrix product, forward and backward."""
    page = SvgPage(860, 270)
    n, d, m = 46, 70, 104
    rows = (
        (14, "forward", (("X", n, d, INK), ("W", d, m, INK)), ("Y", n, m, COLOURS[2])),
        (140, "backward", (("dY", n, m, ACCENT), ("Wᵀ", m, d, INK)), ("dX", n, d, ACCENT)),
        (140, "", (("Xᵀ", d, n, INK), ("dY", n, m, ACCENT)), ("dW", d, m, ACCENT)),
    )
    for k, (top, word, factors, result) in enumerate(rows):
        x = 105.0 if k < 2 else 485.0
        middle = top + 62
        page.text(20, middle + 6, word, TEXT_PX + 1, face="italic")
        for sign, (name, h, w, colour) in zip(("", "·", "="), (*factors, result), strict=True):
            x += 14
            page.text(x, middle + 8, sign, 22, "center")
            x += 14 if sign else 0
            page.rects([(x, middle - h / 2, w, h)], PAPER, colour, 2)
            page.text(x + w / 2, middle + 6, name, TEXT_PX + 1, "center", colour, "italic")
            x += w
    page.text(485, 82, "X: N × D      W: D × M      Y: N × M", TEXT_PX, colour=FADED)
    return page.svg()


def twenty_lines() -> str:
    """Page 14: the loss of both programs."""
    names = _names("14")
    page = SvgPage(760, 430)
    chart = Chart(page, (80, 50, 640, 310), (0, 50), (3.4, 4.6))
    chart.axes(range(0, 51, 10), (), "loss", "step")
    for power in (3000, 10000, 30000):
        at = chart.place(chart.across, (np.log10(power),) * 2)
        page.lines([at], HAIRLINE)
        page.text(72, at[0, 1] + 5, f"{power:,}", SMALL_PX, "right", FADED, "label")
    steps = np.arange(50)
    chart.curve(steps, np.log10(names["losses"]), ACCENT)
    page.circles(chart.place(steps[::3], np.log10(names["of_graph"][::3])), 4, edge=INK, line=1.4)
    chart.label(15, 4.2, "line: plain NumPy; circles: the graph", INK)
    return page.svg()


def _names(number: str) -> dict[str, Any]:
    """The names that the code of a page leaves behind, its solutions not run."""
    names: dict[str, Any] = {}
    (path,) = (path for path in write_lecture.pages() if path.name.startswith(number))
    for block in write_lecture.blocks(path.read_text("utf-8")):
        if block.kind == "python" and not (block.hidden or block.is_long):
            with contextlib.redirect_stdout(None):
                exec(block.text, names)
    return names


def _graph_of(number: str, name: str) -> bytes:
    return graph.png(_names(number)[name])


PICTURES: dict[str, Callable[[], bytes]] = {
    "05-bumps": lambda: raster.png(bumps()),
    "05-architecture": lambda: raster.png(architecture.svg((3, 4, 4, 1), ("relu", "relu"))),
    "06-activations": lambda: raster.png(curves.svg()),
    "07-random": lambda: raster.png(random_wiring()),
    "09-losses": lambda: raster.png(losses()),
    "10-neuron": lambda: _graph_of("10", "stages"),
    "11-copy": lambda: raster.png(drawing.svg(_names("11")["twice"], copies=True)),
    "11-patterns": lambda: raster.png(patterns()),
    "12-check": lambda: raster.png(gradient_check()),
    "13-product": lambda: raster.png(product()),
    "14-loss": lambda: raster.png(twenty_lines()),
}


def write(number: str, folder: Path) -> None:
    """The pictures of the page with this number."""
    for name, picture in PICTURES.items():
        if name.startswith(number):
            (folder / f"{name}.png").write_bytes(picture())
