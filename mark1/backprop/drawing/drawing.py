"""Graph drawing: a computational graph as an SVG drawing.

::

             value                           values above the arrows, going right
    [ gate ]-------->[ gate ]                gradients below them, coming back
             gradient

Boxes stand in topological columns. An array is drawn as its shape and range. The same graph gives the same bytes.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from mark1.backprop.drawing.layout import Layout, Place
from mark1.backprop.local import use_gradients
from mark1.backprop.nodes import Array, Constant, Gate, Node, Parameter
from mark1.backprop.wording import OrderedNodes
from mark1.errors import ConfigError
from mark1.paper import ACCENT, FADED, INK, PAPER, Paper
from mark1.svg import SvgPage

VALUE, GRADIENT = "#1f5f8b", ACCENT
BOX_FILL, PARAMETER_FILL = "#fffdf8", "#e9dfc8"
ROW, BOX_H, MARGIN, HEAD = 92, 46, 48, 9
LABEL_PX, GATE_PX, NAME_PX, TITLE_PX = 15, 19, 14, 24
BLANK, BLANK_W = "______", 44  # where a number is to be written by hand
COPY_BEND = 120  # room for the gradients of branches, pixels
BEND = 56  # room between a label and the next box, in which arrows turn, pixels
CURVE = np.linspace(0, 1, 25)
MOST_NODES = 150
MOST_ENTRIES = 3  # arrays up to this long are written out
LEGEND = ("value", VALUE), (" above the arrow,  ", FADED), ("gradient", GRADIENT), (" below it", FADED)
SIGNS = {
    "add": "+", "multiply": "×", "matrix product": "@", "reciprocal": "1 / x", "exp": "eˣ", "log": "ln", "sum": "Σ",
    "relu": "ReLU", "leaky relu": "leaky ReLU", "elu": "ELU", "l2": "L2", "softmax cross entropy": "softmax loss",
}  # fmt: skip


def svg(graph: OrderedNodes, title: str = "", *, blank: bool = False, copies: bool = False) -> str:
    """The drawing as an SVG file. Raises ConfigError if forward has not run, or the graph is too large for a page.

    ``blank`` leaves room where values and gradients are to be worked out by hand. ``copies`` draws a copy node where a
    value has several uses: each branch has its own gradient, and they add up.
    """
    if graph.output.value is None:
        raise ConfigError(f"drawing of {graph.output}: it has no values yet; call forward first")
    return page_of(graph, title, blank=blank, copies=copies).svg()


def page_of(graph: OrderedNodes, title: str = "", *, blank: bool = False, copies: bool = False) -> SvgPage:
    """The drawing on a page; without numbers, if forward has not run. Raises ConfigError if it is too large."""
    if len(graph.nodes) > MOST_NODES:
        raise ConfigError(f"drawing: up to {MOST_NODES} nodes fit on a page, the graph has {len(graph.nodes)}")
    drawing = Drawing(graph, title, SvgPage(1, 1), blank=blank, copies=copies)
    page = SvgPage(*drawing.size)
    drawing.draw(page)
    return page


class Column(NamedTuple):
    """Boxes from ``x`` to ``x + w``, then their labels up to ``bend``, then the room where arrows turn."""

    x: float
    w: float
    bend: float


class Drawing:
    """The place of everything of a graph on a page; ``size`` is that of the page. ``ruler`` measures words."""

    def __init__(
        self, graph: OrderedNodes, title: str, ruler: Paper, *, blank: bool = False, copies: bool = False
    ) -> None:
        self.graph, self.title, self.blank = graph, title, blank
        self.parts = parts_of(graph) if copies else {}
        self.numbers: dict[Node, str] = {}  # written over gates without a name
        self.bend = COPY_BEND if self.parts else BEND
        self.layout = Layout(graph, ROW)
        self.columns = list(self._columns(ruler))
        self.top = MARGIN + BOX_H / 2 + (TITLE_PX + 24 if title else 0)
        width = max(self.columns[-1].bend + HEAD + MARGIN, 2 * MARGIN + ruler.width_of(title, TITLE_PX))
        self.size = round(width), round(self.top + max(self.layout.y.values()) + ROW / 2 + MARGIN + NAME_PX)

    def _columns(self, ruler: Paper) -> Iterator[Column]:
        x = float(MARGIN)
        for number, places in enumerate(self.layout.places):
            nodes = [place.node for place in places if self.layout.column[place.node] == number]
            w = max(ruler.width_of(sign(node), GATE_PX) for node in nodes) + 28
            label = max(ruler.width_of(text, LABEL_PX) for node in nodes for text in self.labels(node)) + 22
            yield Column(x, max(w, BOX_H), x + max(w, BOX_H) + label)
            x += max(w, BOX_H) + label + self.bend

    def draw(self, page: Paper) -> None:
        """Draw all of it."""
        self.draw_structure(page)
        for node in self.graph.nodes:
            self.draw_value(page, node)
            self.draw_gradient(page, node)
            for gate in dict.fromkeys(self.layout.uses[node]):
                self.draw_branch(page, node, gate)
        self.draw_legend(page)

    def draw_structure(self, page: Paper) -> None:
        """Draw boxes and arrows."""
        if self.title:
            page.text(MARGIN, MARGIN + TITLE_PX / 2, self.title, TITLE_PX)
        for node in self.graph.nodes:
            self._draw_arrows(page, node)
        for node in self.graph.nodes:
            self.draw_box(page, node)

    def _y(self, place: Place) -> float:
        return self.top + self.layout.y[place]

    # ---- boxes and words

    def draw_box(self, page: Paper, node: Node, edge: str = "", line: float = 0) -> None:
        """The box of a node; with another edge to point it out."""
        column, y = self._at(node)
        fill = PARAMETER_FILL if isinstance(node, Parameter) else BOX_FILL if isinstance(node, Gate) else PAPER
        edge = edge or (INK if isinstance(node, Gate) else FADED)
        face = "roman" if isinstance(node, (Gate, Constant)) else "italic"
        line = line or (1.4 if isinstance(node, Gate) else 1.0)
        page.rects([(column.x, y - BOX_H / 2, column.w, BOX_H)], fill, edge, line)
        page.text(column.x + column.w / 2, y + GATE_PX * 0.32, sign(node), GATE_PX, "center", INK, face)
        name = (node.name or self.numbers.get(node, "")) if isinstance(node, Gate) else ""
        page.text(column.x + column.w / 2, y - BOX_H / 2 - 6, name, NAME_PX, "center", FADED, "italic")

    def labels(self, node: Node) -> tuple[str, str]:
        """What is written above and below the arrow; of several uses, the gradients that add up to it."""
        value, gradient = labels(node)
        if self.blank:
            given = node is self.graph.output or not gradient
            return (BLANK if isinstance(node, Gate) else value), gradient if given else BLANK
        if len(self.parts.get(node, ())) > 1:
            added = " + ".join(f"({shown(part)})" if part.size > 1 else shown(part) for part in self.parts[node])
            gradient = f"{added.replace('+ −', '− ')} = {gradient}"
        return value, gradient

    def draw_value(self, page: Paper, node: Node) -> None:
        """The value of a node, above its arrow."""
        self._draw_label(page, node, self.labels(node)[0], -7, VALUE)

    def draw_gradient(self, page: Paper, node: Node) -> None:
        """The gradient of a node, below its arrow."""
        self._draw_label(page, node, self.labels(node)[1], LABEL_PX + 3, GRADIENT)

    def draw_branch(self, page: Paper, node: Node, gate: Gate) -> None:
        """Of a node with a copy node: the gradient it gets from this gate, below the arrow into the gate."""
        if len(self.parts.get(node, ())) < 2:
            return
        ends = [(each, end) for each in dict.fromkeys(self.layout.uses[node]) for end in self._ports(each, node)]
        for (each, (x, y)), part in zip(ends, self.parts[node], strict=True):
            if each is gate:
                self._draw_on_arrow(page, x - HEAD - 8, y, "" if self.blank else shown(part))

    def _draw_on_arrow(self, page: Paper, right: float, y: float, words: str) -> None:
        """A gradient on the arrow itself, which it interrupts."""
        w = page.width_of(words, NAME_PX) if words else BLANK_W
        page.rects([(right - w - 4, y - NAME_PX / 2, w + 8, NAME_PX)], PAPER)
        page.text(right, y + NAME_PX * 0.34, words, NAME_PX, "right", GRADIENT)
        if not words:
            page.lines([[(right - w, y + NAME_PX / 2 - 1), (right, y + NAME_PX / 2 - 1)]], GRADIENT, 0.8)

    def _draw_label(self, page: Paper, node: Node, text: str, below: float, colour: str) -> None:
        column, y = self._at(node)
        x = column.x + column.w + 10
        if text == BLANK:
            page.lines([[(x, y + below + 1), (x + BLANK_W, y + below + 1)]], colour, 0.8)
        else:
            page.text(x, y + below, text, LABEL_PX, "left", colour)

    def draw_legend(self, page: Paper) -> None:
        """Say which numbers are which."""
        x, y = float(MARGIN), self.size[1] - MARGIN + NAME_PX
        for words, colour in LEGEND:
            page.text(x, y, words, NAME_PX, "left", colour)
            x += page.width_of(words, NAME_PX)

    def _at(self, node: Node) -> tuple[Column, float]:
        number = self.layout.column[node]
        return self.columns[number], self._y(Place(node, number))

    # ---- arrows

    def _draw_arrows(self, page: Paper, node: Node) -> None:
        """A line through the node's lanes, and from each lane arrows to the gates of the next column."""
        number, uses = self.layout.column[node], self.layout.uses[node]
        for column in range(number, max((self.layout.column[gate] for gate in uses), default=number + 1)):
            start, y = self.columns[column], self._y(Place(node, column))
            page.lines([[(start.x + start.w if column == number else start.x, y), (start.bend, y)]], FADED, 1.3)
            lane = Place(node, column + 1)
            if lane in self.layout.y:
                self._draw_curve(page, (start.bend, y), (self.columns[column + 1].x, self._y(lane)))
            for gate in dict.fromkeys(gate for gate in uses if self.layout.column[gate] == column + 1):
                for end in self._ports(gate, node):
                    self._draw_curve(page, (start.bend, y), (end[0] - HEAD, end[1]))
                    self._draw_head(page, end)
        if len(self.parts.get(node, ())) > 1:
            self._draw_copy(page, self.columns[number].bend, self._y(Place(node, number)))
        if not uses:
            column_of, y = self._at(node)
            self._draw_head(page, (column_of.bend + HEAD, y))

    def _draw_copy(self, page: Paper, x: float, y: float) -> None:
        """A copy node, where the arrow of a value splits."""
        page.circles([(x, y)], 5, INK)
        page.text(x, y - 10, "copy", NAME_PX, "center", FADED, "italic")

    def _ports(self, gate: Gate, node: Node) -> list[tuple[float, float]]:
        """Where a node's arrows enter a gate: inputs from the top down, in the order they are drawn in."""
        column, y = self._at(gate)
        inputs = sorted(enumerate(gate.inputs), key=lambda pair: (self._before(pair[1], gate), pair[0]))
        step = BOX_H / (len(inputs) + 1)
        return [(column.x, y - BOX_H / 2 + step * i) for i, (_, each) in enumerate(inputs, 1) if each is node]

    def _before(self, node: Node, gate: Gate) -> float:
        return self._y(Place(node, self.layout.column[gate] - 1))

    def _draw_curve(self, page: Paper, start: tuple[float, float], end: tuple[float, float]) -> None:
        bend = CURVE * CURVE * (3 - 2 * CURVE)
        x, y = start[0] + (end[0] - start[0]) * CURVE, start[1] + (end[1] - start[1]) * bend
        page.lines([np.stack([x, y], axis=1)], FADED, 1.3)

    def _draw_head(self, page: Paper, tip: tuple[float, float]) -> None:
        x, y = tip
        page.polygons([[(x, y), (x - HEAD, y - HEAD * 0.45), (x - HEAD, y + HEAD * 0.45)]], FADED)


# ---- words


def sign(node: Node) -> str:
    """What is written in the box."""
    return SIGNS.get(node.kind, node.kind) if isinstance(node, Gate) else str(node).replace("-", "−")


def parts_of(graph: OrderedNodes) -> dict[Node, list[Array]]:
    """For each node, the gradient that it gets from each of its uses, gate by gate; empty before backward."""
    parts: dict[Node, list[Array]] = {}
    if graph.output.gradient is not None:
        for gate in graph.nodes:
            if isinstance(gate, Gate) and gate.gradient is not None:
                for node, gradient in zip(gate.inputs, use_gradients(gate, gate.gradient), strict=True):
                    if gradient is not None:
                        parts.setdefault(node, []).append(gradient)
    return parts


def labels(node: Node) -> tuple[str, str]:
    """What is written above and below the arrow: value and gradient; nothing where there is none."""
    if isinstance(node, Constant) or node.value is None:
        return "", ""
    shape = " × ".join(map(str, node.value.shape))
    value = f"{shape}:  {shown(node.value)}" if node.value.size > MOST_ENTRIES else shown(node.value)
    return value, "" if node.gradient is None else shown(node.gradient)


def shown(array: Array) -> str:
    """A number, a short list, or the range of many numbers."""
    flat = array.ravel()
    if array.ndim and array.size > MOST_ENTRIES:
        flat = np.array([flat.min(), flat.max()])
        return " … ".join(map(_number, flat))
    return ", ".join(map(_number, flat))


def _number(number: Any) -> str:
    return f"{number + 0.0:.3g}".replace("-", "−")
