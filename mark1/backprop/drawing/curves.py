"""Curves: activation functions and their derivatives, as SVG, worked out by the gates themselves.

::

    +---------+  +---------+
    |      /--|  |    __/  |     the function in blue, its derivative in red: what backward multiplies with
    | ----/   |  | __/     |
    +---------+  +---------+
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from mark1.backprop.gates import bias
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.nodes import Array
from mark1.backprop.registry import activation_named
from mark1.errors import ConfigError, Described, expected
from mark1.paper import ACCENT, BLUE, FADED, HAIRLINE, INK, Box
from mark1.svg import SvgPage

USUAL = ("sigmoid", "tanh", "relu", "leaky_relu", "maxout", "elu")
FORMULAS = {
    "sigmoid": "1 / (1 + e⁻ˣ)", "tanh": "tanh x", "relu": "max(0, x)", "leaky_relu": "max({0} x, x)",
    "maxout": "max of {0} lines", "elu": "x, or {0} (eˣ − 1) below 0", "identity": "x",
}  # fmt: skip
PIECES = ((-0.5, 1.0, 0.2), (-1.0, -1.0, 0.4))  # slopes and starts of the lines that maxout is shown with
FAR, POINTS, MOST = 4.0, 801, 24
SIDE, GAP, MARGIN, HEAD = 300, 36, 44, 56


def svg(names: Sequence[Any] = USUAL, title: str = "", *, columns: int = 3) -> str:
    """A panel for each activation, by name (``elu:0.5``) or as a function, from x = -4 to 4, as an SVG file.

    Raises ConfigError.
    """
    names = list(names)
    if not 1 <= len(names) <= MOST:
        raise ConfigError(expected("curves", f"1 to {MOST} activations", Described(str(len(names)))))
    columns = max(1, min(columns, len(names)))
    top, rows = MARGIN + (44 if title else 0), -(-len(names) // columns)
    width = 2 * MARGIN + columns * SIDE + (columns - 1) * GAP
    page = SvgPage(width, top + rows * (SIDE + HEAD) + MARGIN)
    page.text(MARGIN, MARGIN + 12, title, 24)
    for i, name in enumerate(names):
        place = Box(MARGIN + i % columns * (SIDE + GAP), top + i // columns * (SIDE + HEAD) + HEAD - 14, SIDE, SIDE)
        _draw_panel(page, place, name)
    x, y = float(MARGIN), page.height - 16.0
    for words, colour in (("the function", BLUE), (" and ", FADED), ("its derivative", ACCENT)):
        page.text(x, y, words, 16, "left", colour)
        x += page.width_of(words, 16)
    return page.svg()


def sampled(name: Any) -> tuple[Array, Array, Array]:
    """An activation from -4 to 4: x, the function, and its derivative; three ndarrays of shape (801,)."""
    found = activation_named(name)
    x = Input("x", wants_gradient=True)
    slopes, starts = (np.resize(each, found.pieces) for each in (PIECES if found.pieces > 1 else ((1.0,), (0.0,))))
    graph = Graph(found.function(bias(x @ Parameter(slopes[np.newaxis]), Parameter(starts))))
    at = np.linspace(-FAR, FAR, POINTS)
    value = graph.forward({x: at[:, np.newaxis]})
    if value.shape != (POINTS, 1):
        raise ConfigError(
            expected(f"activation {found.name}", "a function of each number by itself", Described(str(value.shape)))
        )
    graph.backward(np.ones_like(value))
    return at, value[:, 0].copy(), x.gradient[:, 0].copy()


def _draw_panel(page: SvgPage, box: Box, name: Any) -> None:
    """One activation: its name and formula, the axes, and both curves."""
    called = activation_named(name).name.partition(":")
    formula = FORMULAS.get(called[0], "").format(called[2])
    page.text(box.x, box.y - 12, called[0].replace("_", " "), 19)
    page.text(box.x + box.w, box.y - 12, formula, 15, "right", FADED, "italic")
    x, value, slope = sampled(name)
    low = np.floor(min(-1.5, float(np.min([value, slope]))))
    high = max(low + 2, np.ceil(max(1.5, float(np.max([value, slope])))))
    down: Callable[[Any], Any] = lambda v: box.y + (high - v) / (high - low) * box.h  # noqa: E731
    across: Callable[[Any], Any] = lambda v: box.x + (v + FAR) / (2 * FAR) * box.w  # noqa: E731
    page.rects([box], "#fffdf8", HAIRLINE)
    page.lines([[(across(0), box.y), (across(0), box.y + box.h)], [(box.x, down(0)), (box.x + box.w, down(0))]], FADED)
    for tick in range(int(low) + 1, int(high)):
        page.lines([[(across(0) - 4, down(tick)), (across(0) + 4, down(tick))]], FADED)
        page.text(across(0) - 9, down(tick) + 4, f"{tick}".replace("-", "−") if tick else "", 13, "right", FADED)
    for tick in (-3, -2, -1, 1, 2, 3):
        page.lines([[(across(tick), down(0) - 4), (across(tick), down(0) + 4)]], FADED)
        page.text(across(tick), down(0) + 17, f"{tick}".replace("-", "−"), 13, "center", FADED)
    for values, colour, line in ((slope, ACCENT, 2.0), (value, BLUE, 2.6)):
        page.lines(
            [np.stack([across(x[piece]), down(values[piece])], axis=1) for piece in _pieces(values)], colour, line
        )
    page.rects([box], "none", INK)


def _pieces(values: Array) -> list[slice]:
    """Where a curve jumps it is drawn in pieces."""
    jumps = np.flatnonzero(np.abs(np.diff(values)) > 0.2) + 1
    ends = [0, *jumps.tolist(), len(values)]
    return [slice(first, last) for first, last in pairwise(ends) if last - first > 1]
