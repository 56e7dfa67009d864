"""Plane panel: decision regions with the training points, the bent plane, what each hidden unit does, and the course.

Classes have marks of their own shape, filled or open, besides their colour. A point on the wrong side is ringed.
"""

import math
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from mark1.figures.learning_panel import ticks
from mark1.paper import ACCENT, FADED, HAIRLINE, INK, PAPER, Box, Paper, best_grid, fitted
from mark1.plane.ground import FINE, Rgb, Viewport, regions, relief, surface
from mark1.plane.record import PlaneRecord, Space, Sums
from mark1.plane.space import laid_flat
from mark1.text import printable

MOST_HIDDEN = 16  # hidden units that fit on a page


class Sheet(Paper, Protocol):
    """Paper whose figure takes pictures under the ink."""

    figure: Any
    height: int


def underlay(page: Sheet, box: Box, rgb: Rgb) -> None:
    """Lay a picture under everything that is drawn, and a frame round it."""
    page.figure.figimage(rgb, round(box.x), page.height - round(box.y) - len(rgb), zorder=-1)
    page.rects([box], edge=INK, line=1.2)


# ---- marks


def _polygon(corners: int, turn_deg: float, size: float) -> Sums:
    turn = math.radians(turn_deg) + 2 * math.pi * np.arange(corners) / corners
    return size * np.stack([np.cos(turn), np.sin(turn)], axis=-1)


# Outline of radius about 1, filling and edge, for each class.
MARKS = (
    (_polygon(24, 0, 1.0), PAPER, ACCENT),
    (_polygon(4, 45, 1.25), INK, PAPER),
    (_polygon(3, -90, 1.4), "#8a6a10", PAPER),
    (_polygon(4, 0, 1.35), PAPER, "#22603f"),
    (_polygon(24, 0, 1.0), "#3f5590", PAPER),
    (_polygon(4, 45, 1.2), PAPER, "#7b3f72"),
    (_polygon(3, 90, 1.4), PAPER, INK),
    (_polygon(4, 0, 1.35), "#1b6a73", PAPER),
)


def marks(page: Paper, k: int, places: Sums, radius: float) -> None:
    """The mark of class ``k`` at places (n, 2) of the page."""
    outline, fill, edge = MARKS[k]
    page.polygons(places[:, np.newaxis] + radius * outline, fill, edge, 1.8 if fill == PAPER else 0.7)


def points(page: Paper, box: Box, view: Viewport, record: PlaneRecord, xy: Sums, radius: float | None = None) -> None:
    """Training points at ``xy`` (n, 2), by class; the wrong ones ringed."""
    places = view.on_page(box, xy)
    radius = radius or min(max(2.2, 48 / math.sqrt(len(xy))), 8.0, box.w / 60)
    for k in range(len(record.stimuli.classes)):
        marks(page, k, places[record.stimuli.class_of == k], radius)
    ring, line = max(radius + 4, 1.8 * radius), 1.8 if record.wrong_points.sum() <= 20 else 1.1
    page.circles(places[record.wrong_points], ring, edge=PAPER, line=2 * line)
    page.circles(places[record.wrong_points], ring, edge=ACCENT, line=line)


def key(page: Paper, x: float, y: float, w: float, record: PlaneRecord) -> None:
    """The marks of the classes, and the ring, in one line of at most ``w``."""
    names = [printable(name) for name in record.stimuli.classes]
    ringed = bool(record.wrong_points.any())
    px, ring, gap, room = _key_size(page, names, RINGED[record.undecided] if ringed else ("",), w)
    for k, name in enumerate(names):
        word = fitted(page, name, room, px)
        marks(page, k, np.array([(x + 8, y - 5)]), 5.5)
        page.text(x + 20, y, word, px)
        x += 20 + gap + page.width_of(word, px)
    if ringed:
        page.circles([(x + 8, y - 5)], 8.0, edge=ACCENT, line=1.8)
        page.text(x + 22, y, ring, px)


RINGED = {False: ("on the wrong side", "wrong"), True: ("undecided",)}  # what a ring means


def _key_size(page: Paper, names: Sequence[str], rings: Sequence[str], w: float) -> tuple[float, str, float, float]:
    """The largest letters, the longest words for the ring and the widest gap that fit; and the room for a name."""
    choices = [(px, ring, gap) for gap in (28.0, 12.0) for ring in rings for px in (15.0, 13.0, 12.0)]
    for px, ring, gap in choices:
        words = sum(20 + gap + page.width_of(name, px) for name in names)
        if words + (22 + page.width_of(ring, px) if ring else 0) <= w:
            return px, ring, gap, w
    room = (w - (22 + page.width_of(ring, px) if ring else 0)) / len(names) - 20 - gap
    return px, ring, gap, max(room, page.width_of("mm", px))


# ---- the plane


def plane(page: Sheet, box: Box, record: PlaneRecord, others: Sequence[PlaneRecord] = ()) -> None:
    """A square of the plane: regions, boundary, points; of ``others`` the boundary too."""
    side = int(min(box.w, box.h))
    box, view = Box(round(box.x), round(box.y), side, side), Viewport.around(record.stimuli.xy)
    lines = tuple(other.scores for other in others)
    underlay(page, box, regions(view, record.scores, side, side, sure=record.sure, others=lines))
    _coordinates(page, box, view)
    if record.undecided:
        words = f"undecided: 1/{len(record.stimuli.classes)} everywhere"
        page.text(box.x + side / 2, box.y + side / 2 + 6, words, 19, "center", FADED, "italic")
    points(page, box, view, record, record.stimuli.xy)


def _coordinates(page: Paper, box: Box, view: Viewport) -> None:
    """A few numbers along the lower and the left edge, inside the frame."""
    foot, left = box.y + box.h, box.x
    for value in _round_between(view.left, view.right):
        x, _ = view.on_page(box, np.array([value, 0.0]))
        page.lines([[(x, foot), (x, foot - 6)]], FADED, 1.0)
        page.text(x, foot - 10, _signed(value), 13, "center", FADED)
    for value in _round_between(view.bottom, view.top):
        _, y = view.on_page(box, np.array([0.0, value]))
        page.lines([[(left, y), (left + 5, y)]], FADED, 1.0)
        page.text(left + 12, y + 4, _signed(value), 13, "left", FADED)


def _signed(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


def _round_between(low: float, high: float) -> list[float]:
    """Round numbers in the middle nine tenths, at most five."""
    low, high = low + 0.06 * (high - low), high - 0.04 * (high - low)
    step = next(m * 10.0**e for e in range(-12, 9) for m in (1, 2, 5) if (high - low) / (m * 10.0**e) <= 4)
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def bent(page: Sheet, box: Box, record: PlaneRecord, space: Space) -> None:
    """The plane as the last layer sees it: its grid, bent; the points; and its straight lines."""
    view = Viewport.around(record.stimuli.xy)
    grid = view.lattice(161, 161)
    flat = laid_flat(record, space, lambda: np.concatenate([grid[::7], record.stimuli.xy]))
    at = flat.places(space.of(record.stimuli.xy))
    shown = Viewport.around(at, square=False)
    box = Box(round(box.x), round(box.y), int(box.w), int(box.h) - 22)
    underlay(page, box, regions(shown, flat.scores, int(box.w), int(box.h), sure=record.sure))
    for lines in (grid.reshape(161, 161, 2)[::8], grid.reshape(161, 161, 2)[:, ::8].transpose(1, 0, 2)):
        places = flat.places(space.of(lines.reshape(-1, 2))).reshape(lines.shape)
        page.lines(_inside(shown.on_page(box, places), box), FADED, 0.6)
    points(page, box, shown, record, at, 4.0)
    page.text(box.x + box.w, box.y + box.h + 17, f"{flat.names[0]} →", 14, "right", FADED, "italic")
    page.text(box.x, box.y + box.h + 17, f"↑ {flat.names[1]}" if flat.names[1] else "", 14, "left", FADED, "italic")


def _inside(strokes: Sums, box: Box) -> list[Sums]:
    """The short pieces of lines (n, points, 2) that lie in the box and do not jump."""
    pieces = np.stack([strokes[:, :-1], strokes[:, 1:]], axis=2).reshape(-1, 2, 2)
    low, high = np.array([box.x, box.y]), np.array([box.x + box.w, box.y + box.h])
    kept = ((pieces >= low) & (pieces <= high)).all(axis=(1, 2))
    return list(pieces[kept & (np.abs(pieces[:, 1] - pieces[:, 0]).max(axis=1) < box.w / 4)])


def hidden_units(page: Sheet, box: Box, record: PlaneRecord, space: Space) -> None:
    """A small plane for each hidden unit: the darker, the more active there."""
    view = Viewport.around(record.stimuli.xy)
    n = min(len(space.names), MOST_HIDDEN)
    cols, side = best_grid(n, box.w, box.h, 14, 22, 260)
    values = surface(view, space.of, side * FINE, side * FINE)[..., :n]
    for i in range(n):
        place = Box(round(box.x + i % cols * (side + 14)), round(box.y + 18 + i // cols * (side + 22)), side, side)
        low, high = float(values[..., i].min()), float(values[..., i].max())
        page.text(place.x, place.y - 5, space.names[i], 14)
        underlay(page, place, relief(values[..., i], low, high))


def hidden_caption(space: Space) -> str:
    """How to read the small planes."""
    n = len(space.names)
    which = f"the first {MOST_HIDDEN} of {n:,}: " if n > MOST_HIDDEN else ""
    return f"{which}the plane as each sees it; the darker, the more active"


# ---- the course


def course(page: Paper, box: Box, record: PlaneRecord) -> None:
    """Two curves over the epochs: E_P or the loss, and the points on the wrong side."""
    name = loss_name(record) if record.is_network else "E_P, how far all mistakes together are on the wrong side"
    half, epochs = (box.h - 16) / 2, record.epochs
    curve(page, box._replace(h=half), record.curve, epochs, name, ACCENT)
    curve(page, Box(box.x, box.y + half + 16, box.w, half), record.wrong, epochs, "points on the wrong side", INK)


def loss_name(record: PlaneRecord) -> str:
    """What is added to the data loss is not in the curve: so curves of different lambda compare."""
    return f"data loss ({record.config.loss})" + (", without λR" if record.config.l2 else "")


def curve(
    page: Paper, box: Box, values: Sequence[float], epochs: int, name: str, colour: str, top: float = 0.0
) -> None:
    """Values, epoch by epoch, with their name over them; one value more than epochs is that of the start.

    ``top``: where the axis ends; 0 for the largest value.
    """
    page.text(box.x, box.y + 12, fitted(page, name, box.w, 15), 15)
    n, plot = len(values), Box(box.x + 46, box.y + 26, box.w - 52, box.h - 48)
    top = top or largest(values) or 1.0
    for tick in _heights(values, top, max(2, int(plot.h // 40))):
        height = plot.y + plot.h * (1 - tick / (top * 1.04))
        page.lines([[(plot.x, height), (plot.x + plot.w, height)]], HAIRLINE, 0.8)
        page.text(plot.x - 8, height + 5, f"{tick:,.4g}", 13, "right", FADED)
    x = plot.x + (np.arange(n) + 0.5) / n * plot.w
    line = np.stack([x, plot.y + plot.h * (1 - np.clip(np.nan_to_num(values), 0, top) / (top * 1.04))], axis=1)
    page.lines([line], colour, 1.6 if n < 300 else 1.0)
    if n <= 40:
        page.circles(line, 2.6, fill=PAPER, edge=colour, line=1.6)
    _epochs(page, plot, x, 1 + epochs - n)


def largest(values: Sequence[float]) -> float:
    """The largest finite value, at least 0."""
    return max([0.0, *(value for value in values if math.isfinite(value))])


def _epochs(page: Paper, plot: Box, x: Sums, first: int) -> None:
    """The axis under a curve whose values lie at ``x``; the first is that of epoch ``first``, 0 the start."""
    floor, last = plot.y + plot.h, first + len(x) - 1
    page.lines([[(plot.x, floor), (plot.x + plot.w, floor)]], INK, 1.0)
    clear = 60 / plot.w * len(x)
    for number in [
        first,
        *(tick for tick in ticks(last, max(2, int(plot.w // 70))) if tick - first >= max(1.0, clear)),
    ]:
        page.text(x[number - first], floor + 16, f"{number:,}" if number else "start", 13, "center", FADED)


def _heights(values: Sequence[float], top: float, most: int) -> list[float]:
    """Round numbers above 0 up to ``top``, whole ones where all values are whole; at most ``most``."""
    whole = top < 1e6 and all(float(value).is_integer() for value in values)
    unit = 1.0 if whole else 10.0 ** (math.floor(math.log10(top)) - 1)
    return [tick * unit for tick in ticks(max(1, int(top / unit + 1e-9)), most)]
