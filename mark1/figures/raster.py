"""Raster: an SVG file of ``svg.SvgPage`` as a PNG picture."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from mark1.figures.page import DPI, Page, style
from mark1.svg import ANCHORS, FAMILIES

SCALE = 2  # pixels of the picture to one of the drawing
ALIGN = {anchor: align for align, anchor in ANCHORS.items()}


def png(svg: str) -> bytes:
    """The drawing at twice its size, as a PNG file; ``svg`` is the text of ``SvgPage.svg()``."""
    root = ElementTree.fromstring(svg.encode())
    with style():
        page = Page(int(root.get("width", "")), int(root.get("height", "")))
        for mark in root:
            DRAW[mark.tag.rpartition("}")[2]](page, mark)
        return page.png(SCALE * DPI)


def _polygon(page: Page, mark: ElementTree.Element) -> None:
    page.polygons([_points(mark)], *_strokes(mark))


def _polyline(page: Page, mark: ElementTree.Element) -> None:
    page.lines([_points(mark)], *_strokes(mark)[1:])


def _rect(page: Page, mark: ElementTree.Element) -> None:
    page.rects([_numbers(mark, "x", "y", "width", "height")], *_strokes(mark))


def _circle(page: Page, mark: ElementTree.Element) -> None:
    x, y, r = _numbers(mark, "cx", "cy", "r")
    page.circles([(x, y)], r, *_strokes(mark))


def _text(page: Page, mark: ElementTree.Element) -> None:
    x, y, px = _numbers(mark, "x", "y", "font-size")
    sans = mark.get("font-family") == FAMILIES["label"]
    face = "label" if sans else str(mark.get("font-style", "roman"))
    page.text(x, y, mark.text or "", px, ALIGN[mark.get("text-anchor", "")], mark.get("fill", ""), face)


DRAW: dict[str, Callable[[Page, Any], None]] = {
    "polygon": _polygon, "polyline": _polyline, "rect": _rect, "circle": _circle, "text": _text,
}  # fmt: skip


def _numbers(mark: ElementTree.Element, *names: str) -> list[float]:
    return [float(mark.get(name, "")) for name in names]


def _points(mark: ElementTree.Element) -> NDArray[np.float64]:
    return np.array([place.split(",") for place in mark.get("points", "").split()], np.float64)


def _strokes(mark: ElementTree.Element) -> tuple[str, str, float]:
    """Fill, edge, and width of the edge."""
    return mark.get("fill", "none"), mark.get("stroke", "none"), float(mark.get("stroke-width", "1"))
