"""Schematic symbols: parts, wires and the names of nets, as an engineer draws them.

::

    --[ 10 kΩ ]--   a part of two legs lies along a line from (x, y): right, down, left or up
    -|>|--          PART long, leads included

Places are in pixels, y down.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mark1.paper import FADED, INK, Paper, tracked

Point = tuple[float, float]
RIGHT, DOWN, LEFT, UP = range(4)
PART, STUB, PITCH = 44, 26, 15
NET, SHEET = "#1f5f8b", "#fffdf8"
WIRE, THICK, BUS = 1.1, 1.6, 3.2
SMALL_PX, NAME_PX, HEADING_PX = 11, 14, 15
FACE = "label"
CAP = 0.37  # from the middle of a line of letters to its baseline, in heights of the letters


class Pinned(NamedTuple):
    """A leg of a chip: what is written inside, over the leg, and at its end."""

    name: str
    number: str = ""
    net: str = ""


GAP = Pinned("")  # A place at the edge of a chip where there is no leg


def letters(
    page: Paper, x: float, y: float, text: str, px: float = SMALL_PX, align: str = "left", colour: str = INK
) -> None:
    """A word whose middle is at height ``y``."""
    page.text(x, y + px * CAP, text, px, align, colour, FACE)


def heading(page: Paper, x: float, y: float, text: str) -> None:
    page.text(x, y, tracked(text.upper()), HEADING_PX)


def wire(page: Paper, *points: Point, line: float = WIRE, colour: str = INK) -> None:
    page.lines([np.array(points, float)], colour, line)


def dashed(page: Paper, start: Point, end: Point, colour: str = INK) -> None:
    length = math.dist(start, end)
    at = np.arange(0, length, 8)[:, np.newaxis] / length
    until = np.minimum(at + 4 / length, 1)
    a, b = np.array(start, float), np.array(end, float)
    page.lines(np.stack([a + (b - a) * at, a + (b - a) * until], axis=1), colour, WIRE)


def dot(page: Paper, x: float, y: float) -> None:
    """Wires that meet."""
    page.circles([(x, y)], 2.6, fill=INK)


def net(page: Paper, x: float, y: float, name: str, align: str = "left") -> None:
    """The name of a net at the end of a wire: wires of the same name are joined."""
    gap = {"left": 5, "right": -5}.get(align, 0)
    letters(page, x + gap, y, name, SMALL_PX, align, NET)


def ground(page: Paper, x: float, y: float) -> None:
    """Ground, hanging from (x, y)."""
    bars = [[(x - w, y + 6 + dy), (x + w, y + 6 + dy)] for w, dy in ((8, 0), (5, 3.5), (2, 7))]
    wire(page, (x, y), (x, y + 6))
    page.lines(np.array(bars), INK, THICK)


def supply(page: Paper, x: float, y: float, name: str = "5 V") -> None:
    """A supply, standing on (x, y)."""
    wire(page, (x, y), (x, y - 7))
    wire(page, (x - 8, y - 7), (x + 8, y - 7), line=THICK)
    letters(page, x, y - 15, name, SMALL_PX, "center")


def unconnected(page: Paper, x: float, y: float) -> None:
    wire(page, (x - 4, y - 4), (x + 4, y + 4))
    wire(page, (x - 4, y + 4), (x + 4, y - 4))


def chip(
    page: Paper, x: float, y: float, w: float, title: Sequence[str], left: Sequence[Pinned], right: Sequence[Pinned]
) -> tuple[list[Point], list[Point]]:
    """A box with its name and kind above it; the ends of its legs, left and right, from the top down."""
    h = PITCH * max(len(left), len(right)) + 8
    page.rects([(x, y, w, h)], SHEET, INK, THICK)
    letters(page, x + w / 2, y - 24, title[0], NAME_PX, "center")
    letters(page, x + w / 2, y - 9, title[1], SMALL_PX, "center", FADED)
    heights = [y + 4 + PITCH * (i + 0.5) for i in range(max(len(left), len(right)))]
    return _legs(page, x, -1, left, heights), _legs(page, x + w, 1, right, heights)


def _legs(page: Paper, x: float, way: int, legs: Sequence[Pinned], heights: list[float]) -> list[Point]:
    """Legs going left (way -1) or right (1) from the edge of a box; one without a name leaves its place empty."""
    ends = []
    for leg, y in zip(legs, heights, strict=False):
        end = (x + way * STUB, y)
        ends.append(end)
        if leg.name:
            wire(page, (x, y), end)
            letters(page, x - way * 5, y, leg.name, SMALL_PX, "left" if way < 0 else "right")
            page.text(x + way * STUB * 0.5, y - 2.5, leg.number, SMALL_PX, "center", FADED, FACE)
        if leg.net:
            net(page, *end, leg.net, "right" if way < 0 else "left")
    return ends


# ---- parts of two legs


class Part:
    """A part along a line from (x, y): ``at`` turns its own places (along, across) into those of the page."""

    def __init__(self, page: Paper, x: float, y: float, way: int) -> None:
        self.page, self.x, self.y = page, x, y
        self.cos, self.sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[way]

    def at(self, along: float, across: float = 0) -> Point:
        return self.x + along * self.cos - across * self.sin, self.y + along * self.sin + across * self.cos

    def line(self, *places: Point, thick: float = WIRE) -> None:
        wire(self.page, *(self.at(*place) for place in places), line=thick)

    def shape(self, *places: Point, fill: str = SHEET) -> None:
        self.page.polygons([[self.at(*place) for place in places]], fill, INK, THICK)

    def leads(self, body: float) -> None:
        """What leads to a body of this length in the middle."""
        self.line((0, 0), (PART / 2 - body / 2, 0))
        self.line((PART / 2 + body / 2, 0), (PART, 0))

    def body(self, length: float, half: float) -> None:
        a, b = PART / 2 - length / 2, PART / 2 + length / 2
        self.shape((a, -half), (b, -half), (b, half), (a, half))

    def arrow(self, start: Point, tip: Point) -> None:
        """An arrow between two places of the part."""
        self.line(start, tip)
        (a, b), length = (tip[0] - start[0], tip[1] - start[1]), math.dist(start, tip)
        a, b = a / length * 5, b / length * 5
        wings = (tip[0] - a - b / 2, tip[1] - b + a / 2), (tip[0] - a + b / 2, tip[1] - b - a / 2)
        self.page.polygons([[self.at(*tip), *(self.at(*wing) for wing in wings)]], INK)


def resistor(page: Paper, x: float, y: float, way: int) -> None:
    part = Part(page, x, y, way)
    part.leads(24)
    part.body(24, 5)


def photocell(page: Paper, x: float, y: float, way: int) -> None:
    """A resistor in a circle, with light falling on it."""
    part = Part(page, x, y, way)
    part.leads(20)
    page.circles([part.at(PART / 2)], 15, fill=SHEET, edge=INK, line=WIRE)
    part.line((0, 0), (PART, 0))
    part.body(20, 4)
    for along in (13, 22):
        part.arrow((along - 11, 27), (along - 1, 17))


def diode(page: Paper, x: float, y: float, way: int) -> None:
    part = Part(page, x, y, way)
    part.leads(12)
    part.shape((16, -7), (16, 7), (28, 0))
    part.line((28, -7), (28, 7), thick=THICK)


def lamp(page: Paper, x: float, y: float, way: int) -> None:
    """A diode that gives light."""
    diode(page, x, y, way)
    part = Part(page, x, y, way)
    for along in (18, 26):
        part.arrow((along, -9), (along + 7, -19))


def capacitor(page: Paper, x: float, y: float, way: int) -> None:
    part = Part(page, x, y, way)
    part.leads(7)
    for along in (18.5, 25.5):
        part.line((along, -9), (along, 9), thick=2.0)


def fuse(page: Paper, x: float, y: float, way: int) -> None:
    part = Part(page, x, y, way)
    part.body(28, 5)
    part.line((0, 0), (PART, 0))


def contact(page: Paper, x: float, y: float, way: int) -> None:
    """A normally closed contact: opened by a push."""
    part = Part(page, x, y, way)
    part.line((0, 0), (11, 0))
    part.line((33, 0), (PART, 0))
    part.line((33, 0), (33, 7), thick=THICK)
    part.line((11, 0), (36, 6), thick=THICK)
    page.circles([part.at(11), part.at(33)], 2.2, fill=SHEET, edge=INK, line=WIRE)


def motor(page: Paper, x: float, y: float) -> None:
    """A motor of radius 17 round (x, y)."""
    page.circles([(x, y)], 17, fill=SHEET, edge=INK, line=THICK)
    letters(page, x, y, "M", NAME_PX, "center")


def potentiometer(page: Paper, x: float, y: float) -> None:
    """A potentiometer hanging from (x, y), its wiper coming from the left; the wiper's wire ends at x - 26."""
    resistor(page, x, y, DOWN)
    Part(page, x, y, DOWN).arrow((PART / 2, 26), (PART / 2, 6))
