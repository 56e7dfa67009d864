"""HTML for notebooks: what ``_repr_html_`` of a machine, a set of pictures, a reply and an evaluation return.

    arrays, labels  -->  SvgPage  -->  <figure> with SVG inside

No library draws it, nothing in it runs, and every text of others is escaped.
"""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.paper import FADED, HAIRLINE, INK, PAPER
from mark1.svg import SvgPage
from mark1.text import printable, short

LEVELS = 16  # shades of a cell
DARK, LIT, DOWN, UP = (34, 40, 46), (255, 250, 235), (47, 93, 155), (179, 64, 42)
SIDE, GAP, BELOW, ACROSS = 80, 8, 18, 8  # of a small picture, px; and how many stand side by side
MOST_PICTURES, MOST_CLASSES, MOST_VALUES = 24, 40, 12
CELL = 20  # of a confusion matrix, px


def figure(svg: str, caption: str) -> str:
    """A drawing with a line of text below it."""
    drawn = svg.partition("\n")[2]
    return f'<figure style="margin:0">{drawn}<figcaption>{escape(printable(caption))}</figcaption></figure>'


def pictures(light: NDArray[Any], labels: Sequence[str], caption: str) -> str:
    """Pictures of light (n, rows, cols), 0 dark to 1 lit, with a label below each; the first few of many."""
    return figure(_sheet(light, labels, DARK, LIT), caption)


def weights(volts: NDArray[np.float64], labels: Sequence[str], caption: str) -> str:
    """Pictures of weights (n, rows, cols), V: blue below 0, white at 0, red above."""
    largest = float(np.abs(volts).max(initial=0)) or 1.0
    return figure(_sheet((volts / largest + 1) / 2, labels, DOWN, UP, middle=(255, 255, 255)), caption)


def matrix(counts: NDArray[np.int64], names: Sequence[str], caption: str) -> str:
    """A confusion matrix (n, n): a row for each true class, a column for each answer."""
    n = min(len(names), MOST_CLASSES)
    left, page = 90, SvgPage(90 + CELL * n + 10, 34 + CELL * n + 10)
    top = 34
    share = counts[:n, :n] / np.maximum(1, counts.sum(axis=1))[:n, np.newaxis]
    _shades(page, share, (left, top, CELL * n, CELL * n), _between((245, 239, 226), (29, 107, 79)))
    page.text(left, 12, "answer", 11, colour=FADED)
    for i, name in enumerate(names[:n]):
        page.text(left - 6, top + CELL * (i + 0.7), _label(name, 10), 11, "right")
        page.text(left + CELL * (i + 0.5), top - 6, _label(name, 2), 11, "center")
        for j in np.flatnonzero(counts[i, :n]):
            colour = PAPER if share[i, j] > 0.5 else INK
            page.text(left + CELL * (j + 0.5), top + CELL * (i + 0.7), str(counts[i, j]), 11, "center", colour)
    page.rects([(left, top, CELL * n, CELL * n)], edge=HAIRLINE)
    return figure(page.svg(), caption if n == len(names) else f"{caption} (the first {n} classes)")


def reply(text: str, data: Mapping[str, Any]) -> str:
    """The text of a reply, and its values as a table."""
    rows = [
        f"<tr><th>{escape(str(name))}</th><td>{escape(short(printable(str(value)), 100))}</td></tr>"
        for name, value in list(data.items())[:MOST_VALUES]
        if isinstance(value, (str, int, float, bool, list, tuple))
    ]
    table = f"<table>{''.join(rows)}</table>" if rows else ""
    return f"<div><pre>{escape(text)}</pre>{table}</div>"


# ---- drawn


def _label(text: str, most: int) -> str:
    return short(printable(text), most) if most > 3 else printable(text)[:most]


def _sheet(values: NDArray[Any], labels: Sequence[str], low: Any, high: Any, middle: Any = None) -> str:
    """Small pictures of values from 0 to 1, row by row, with labels."""
    values, n = values[:MOST_PICTURES], min(len(values), MOST_PICTURES)
    across, (rows, cols) = min(max(n, 1), ACROSS), values.shape[1:]
    scale = max(1, SIDE // max(rows, cols))  # whole pixels, so that no seam shows between cells
    width, height, lines = scale * cols, scale * rows, -(-n // across)
    column = max(width, SIDE)
    page = SvgPage(GAP + (column + GAP) * across, GAP + (height + BELOW) * lines)
    colours = _between(low, high, middle)
    for i in range(n):
        x, y = GAP + (column + GAP) * (i % across), GAP + (height + BELOW) * (i // across)
        _shades(page, values[i], (x, y, width, height), colours)
        page.rects([(x, y, width, height)], edge=HAIRLINE)
        page.text(x + width / 2, y + height + 13, _label(labels[i], 10), 12, "center")
    return page.svg()


def _between(low: Any, high: Any, middle: Any = None) -> list[str]:
    """``LEVELS`` colours from one to another, by way of the ``middle``."""
    at, stops = ([0, 1], [low, high]) if middle is None else ([0, 0.5, 1], [low, middle, high])
    channels = [np.interp(np.linspace(0, 1, LEVELS), at, channel) for channel in zip(*stops, strict=True)]
    return [f"#{round(r):02x}{round(g):02x}{round(b):02x}" for r, g, b in zip(*channels, strict=True)]


def _shades(page: SvgPage, values: NDArray[Any], box: tuple[float, float, float, float], colours: list[str]) -> None:
    """Cells of a grid (rows, cols), from 0 to 1; neighbours of one shade in a row are one rectangle."""
    level = np.clip(np.rint(values * (LEVELS - 1)), 0, LEVELS - 1).astype(int)
    (x, y, w, h), (rows, cols) = box, level.shape
    usual = int(np.bincount(level.reshape(-1)).argmax())
    page.rects([box], colours[usual])
    runs: dict[int, list[tuple[float, float, float, float]]] = {}
    for row in range(rows):
        edges = np.flatnonzero(np.diff(level[row], prepend=-1, append=-1))
        for first, last in pairwise(edges):
            run = (x + w * first / cols, y + h * row / rows, w * (last - first) / cols, h / rows)
            runs.setdefault(int(level[row, first]), []).append(run)
    for shade, boxes in sorted(runs.items()):
        if shade != usual:
            page.rects(boxes, colours[shade])
