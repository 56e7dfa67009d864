"""Paper: what the panels of a report are drawn on, its colours, and what fits where.

    words, boxes, sizes  -->  Paper  (figures.page.Page is one)

Places and sizes are in pixels, y down.
"""

import math
from bisect import bisect
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from mark1.text import printable

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

PAPER, INK, FADED, HAIRLINE = "#f5efe2", "#22282e", "#6f6a5f", "#d3c8b3"
ACCENT = "#b3402a"
BLUE, OCHRE, GREEN, PLUM = "#2f5d9b", "#a06a00", "#1d6b4f", "#7b3f72"

SMALLEST_PX = 11  # letters are never smaller than this
MOST_R_UNITS = 16  # R-units that fit on a page


class Box(NamedTuple):
    """A place on the page, in pixels."""

    x: float
    y: float
    w: float
    h: float


class Paper(Protocol):
    """What a panel draws on: see ``figures.page.Page``."""

    def text(
        self, x: float, y: float, text: str, px: float, align: str = ..., colour: str = ..., face: str = ...
    ) -> None: ...

    def width_of(self, text: str, px: float, face: str = ...) -> float: ...

    def polygons(self, corners: Any, fill: str = ..., edge: str = ..., line: float = ...) -> None: ...

    def rects(self, boxes: "ArrayLike", fill: str = ..., edge: str = ..., line: float = ...) -> None: ...

    def circles(
        self, centres: "ArrayLike", radii: "ArrayLike", fill: str = ..., edge: str = ..., line: float = ...
    ) -> None: ...

    def lines(self, ends: Any, colour: str = ..., line: float = ...) -> None: ...


# ---- where things fit


def best_grid(n: int, w: float, h: float, gap: int, below: int, most: int) -> tuple[int, int]:
    """Columns and side, in whole pixels, of the largest ``n`` squares in ``w`` x ``h`` with ``below`` under each."""
    sides = {
        cols: min((w - gap * (cols - 1)) / cols, h / -(-n // cols) - below, float(most)) for cols in range(1, n + 1)
    }
    cols = max(sides, key=lambda c: (int(sides[c]), -math.ceil(n / c), -c))
    return cols, max(1, int(sides[cols]))


def nothing(page: Paper, box: Box, words: str) -> None:
    """A panel with nothing to draw says so."""
    page.text(box.x, box.y + 22, fitted(page, words, box.w, 17, "italic"), 17, "left", FADED, "italic")


# ---- words


def tracked(text: str) -> str:
    """Capitals spaced out as an engraver would."""
    return "\u200a\u200a".join(text)


def widest(page: Paper, texts: Sequence[str], px: float) -> float:
    """The width of the widest of some texts; of the 200 longest, where there are more."""
    return max(page.width_of(text, px) for text in _longest(texts))


def _longest(texts: Sequence[str]) -> list[str]:
    """Each text once, as it is printed, the longest first; the 200 longest, where there are more."""
    return [printable(text) for text in sorted(dict.fromkeys(texts), key=len)[:-201:-1]]


def fitting_px(page: Paper, texts: Sequence[str], width: float, px: int, least: int) -> int:
    """The largest size from ``px`` down to ``least`` at which all texts fit, or ``least``."""
    some = _longest(texts)
    fits = (size for size in range(px, least, -1) if all(page.width_of(text, size) <= width for text in some))
    return next(fits, least)


def fitted(page: Paper, text: str, width: float, px: float, face: str = "roman") -> str:
    """The text, or as much of its two ends as fits, with an ellipsis between."""
    if page.width_of(text, px, face) <= width:
        return text
    lengths = range(1, min(len(text), int(width / px * 5) + 2))
    too_long = bisect(lengths, False, key=lambda keep: page.width_of(_elided(text, keep), px, face) > width)
    return _elided(text, max(1, too_long))


def _elided(text: str, keep: int) -> str:
    return f"{text[: -(-keep // 2)]}…{text[len(text) - keep // 2 :]}"


def wrapped(page: Paper, text: str, width: float, px: float, face: str = "roman") -> list[str]:
    """Lines that are no wider than ``width``, broken between words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and page.width_of(longer, px, face) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
