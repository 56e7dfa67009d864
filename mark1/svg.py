"""SVG: a ``paper.Paper`` that becomes the text of an SVG file; text stays text.

    words, boxes, lines  -->  SvgPage  -->  SVG

No library draws it, so that graphs and schematics can show themselves anywhere, and the same drawing gives the same
bytes. ``figures.raster`` turns such a file into PNG. Each line of text states its length, so that it keeps its place
whatever font the viewer has.
"""

import unicodedata
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import ArrayLike

from mark1.paper import INK, PAPER

FAMILIES = {"roman": "STIX Two Text, STIXGeneral, Times New Roman, serif", "label": "DejaVu Sans, Verdana, sans-serif"}
FAMILIES["italic"] = FAMILIES["roman"]
ANCHORS = {"left": "start", "center": "middle", "right": "end"}
# Widths of the characters from space to ~ in STIXGeneral, its italic, and DejaVu Sans, in thousandths of the size
WIDTHS = {
    "roman": """
        250 333 408 500 500 747 778 180 333 333 500 685 250 333 250 278 500 500 500 500 500 500 500 500 500 500
        278 278 685 685 685 444 921 722 667 667 722 611 556 722 722 333 373 722 611 889 722 722 557 722 667 556
        611 722 722 944 722 722 612 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778
        500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541
    """,
    "italic": """
        250 333 420 501 500 755 778 214 333 333 500 675 250 333 250 278 500 500 500 500 500 500 500 500 500 500
        333 333 675 675 675 500 920 611 611 667 722 611 611 722 722 333 444 667 556 833 667 722 611 722 611 500
        556 722 611 833 611 556 556 389 278 389 422 500 333 501 500 444 500 444 278 500 500 278 278 444 278 722
        500 500 504 500 389 389 278 500 444 667 444 444 389 400 275 400 541
    """,
    "label": """
        318 401 460 838 636 950 780 275 390 390 500 838 318 361 318 337 636 636 636 636 636 636 636 636 636 636
        337 337 838 838 838 531 1000 684 686 698 770 632 575 775 752 295 295 656 557 863 748 787 603 787 695 635
        611 732 684 989 685 611 685 390 337 390 838 500 500 613 635 550 635 615 352 635 634 278 278 579 278 974
        634 612 635 635 411 521 392 634 592 818 592 592 525 636 337 636 838
    """,
}
HAIR_SPACE = "\u200a"
OTHER = {HAIR_SPACE: 100, "…": 1000, "−": 685, "×": 685, "→": 926, "·": 400}
USUAL, WIDE = 600, 1000  # of characters that no table has; of those as wide as they are high


class SvgPage:
    """A sheet of ``width`` x ``height`` pixels; the origin is its top left corner. Verbs as in ``paper.Paper``."""

    def __init__(self, width: int, height: int, colour: str = PAPER) -> None:
        self.width, self.height = width, height
        self.marks: list[str] = []
        self.rects([(0, 0, width, height)], colour)

    def text(
        self, x: float, y: float, text: str, px: float, align: str = "left", colour: str = INK, face: str = "roman"
    ) -> None:
        """Write one line with its baseline at ``y``, in letters of ``px``."""
        text = _writable(text)
        if not text.strip():
            return
        slant = ' font-style="italic"' if face == "italic" else ""
        self.marks.append(
            f'<text x="{_number(x)}" y="{_number(y)}" font-family={quoteattr(FAMILIES[face])} font-size="{_number(px)}"'
            f'{slant} text-anchor="{ANCHORS[align]}" textLength="{_number(self.width_of(text, px, face))}"'
            f' lengthAdjust="spacingAndGlyphs" fill="{colour}">{escape(text)}</text>'
        )

    def width_of(self, text: str, px: float, face: str = "roman") -> float:
        """How wide a line is, pixels."""
        return sum(_width(character, face) for character in _writable(text)) * px / 1000

    def polygons(self, corners: Any, fill: str = "none", edge: str = "none", line: float = 1.0) -> None:
        """Draw polygons: an array of shape (n, corners, 2), or a list of arrays of shape (corners, 2)."""
        for polygon in corners:
            self.marks.append(f'<polygon points="{_points(polygon)}"{_strokes(fill, edge, line)}/>')

    def rects(self, boxes: ArrayLike, fill: str = "none", edge: str = "none", line: float = 1.0) -> None:
        """Draw rectangles (x, y, w, h)."""
        for box in np.asarray(boxes, float).reshape(-1, 4):
            x, y, w, h = map(_number, box)
            self.marks.append(f'<rect x="{x}" y="{y}" width="{w}" height="{h}"{_strokes(fill, edge, line)}/>')

    def circles(
        self, centres: ArrayLike, radii: ArrayLike, fill: str = "none", edge: str = "none", line: float = 1.0
    ) -> None:
        """Draw circles of ``radii`` pixels round ``centres`` (n, 2)."""
        centres = np.asarray(centres, float).reshape(-1, 2)
        for (x, y), r in zip(centres, np.broadcast_to(np.asarray(radii, float), len(centres)), strict=True):
            place = f'cx="{_number(x)}" cy="{_number(y)}" r="{_number(r)}"'
            self.marks.append(f"<circle {place}{_strokes(fill, edge, line)}/>")

    def lines(self, ends: Any, colour: str = INK, line: float = 1.0) -> None:
        """Draw lines: an array of shape (n, points, 2), or a list of arrays of shape (points, 2)."""
        for stroke in ends:
            self.marks.append(
                f'<polyline points="{_points(stroke)}"{_strokes("none", colour, line)} stroke-linecap="round"/>'
            )

    def svg(self) -> str:
        """The drawing as an SVG file."""
        size = f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}"'
        start = f'<svg xmlns="http://www.w3.org/2000/svg" {size} xml:space="preserve">'
        return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', start, *self.marks, "</svg>", ""])


def _writable(text: str) -> str:
    """Without what an XML file cannot hold, or what would reorder a line."""
    return "".join(character for character in text if character.isprintable() or character == HAIR_SPACE)


def _strokes(fill: str, edge: str, line: float) -> str:
    return f' fill="{fill}"' + (f' stroke="{edge}" stroke-width="{_number(line)}"' if edge != "none" else "")


def _points(places: Any) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in places)


def _number(number: float) -> str:
    return f"{round(float(number), 2) + 0:g}"


@cache
def _table(face: str) -> dict[str, int]:
    return OTHER | {chr(code): int(width) for code, width in enumerate(WIDTHS[face].split(), ord(" "))}


def _width(character: str, face: str) -> int:
    if character in _table(face):
        return _table(face)[character]
    if unicodedata.combining(character):
        return 0
    return WIDE if unicodedata.east_asian_width(character) in "WF" else USUAL
