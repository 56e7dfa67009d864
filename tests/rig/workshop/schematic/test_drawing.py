"""The schematic: everything of the wiring is on it, and nothing lies over anything else. Measured, not looked at."""

import re
from functools import cache
from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from mark1.rig.workshop.rig_file import RigSizes
from mark1.rig.workshop.schematic import drawing as schematic
from mark1.rig.workshop.wiring import DRIVER, chain, column_muxes, pins, row_drivers, row_registers, wiper_muxes
from mark1.svg import SvgPage

RIGS = {
    "full": RigSizes(),
    "small": RigSizes(board="nano", rows=4, cols=4, pots=8, a_lamps=8, r_lamps=1),
    "largest": RigSizes(board="mega", rows=24, cols=32, motor_v=11, motor_ma=1000, photocell="M" * 40),
    "smallest": RigSizes(rows=1, cols=1, pots=1, a_lamps=0, r_lamps=0),
    "odd": RigSizes(board="mega", rows=9, cols=17, pots=33, a_lamps=0, r_lamps=3),
}
Box = tuple[float, float, float, float]
ASCENT, DESCENT = 0.76, 0.24  # of DejaVu Sans, of its size


class Measured(SvgPage):
    """A page that keeps its lines, and its words with the box of each: left, top, right, bottom."""

    def __init__(self):
        self.strokes: list[np.ndarray] = []
        self.words: list[tuple[str, Box]] = []
        super().__init__(schematic.WIDTH, schematic.HEIGHT)
        self.strokes.clear()  # the paper itself

    def lines(self, ends, colour="", line=1.0):
        self.strokes += [np.array(each, float) for each in ends]
        super().lines(ends, colour, line)

    def polygons(self, corners, fill="none", edge="none", line=1.0):
        self.strokes += [np.array([*each, each[0]], float) for each in corners]
        super().polygons(corners, fill, edge, line)

    def rects(self, boxes, fill="none", edge="none", line=1.0):
        for x, y, w, h in boxes:
            self.polygons([[(x, y), (x + w, y), (x + w, y + h), (x, y + h)]], fill, edge, line)

    def circles(self, centres, radii, fill="none", edge="none", line=1.0):
        turn = np.linspace(0, 2 * np.pi, 33)[:-1]
        ring = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
        self.polygons([np.array(centre, float) + radii * ring for centre in centres], fill, edge, line)

    def text(self, x, y, text, px, align="left", colour="", face="roman"):
        width = self.width_of(text, px, face)
        left = x - {"left": 0, "center": width / 2, "right": width}[align]
        if text.strip():
            self.words.append((text, (left, y - ASCENT * px, left + width, y + DESCENT * px)))
        super().text(x, y, text, px, align, colour, face)


@cache
def drawn(name: str) -> Measured:
    page = Measured()
    schematic.draw(page, RIGS[name])
    return page


def points_of(stroke: np.ndarray) -> np.ndarray:
    """Points along a line, no more than a pixel apart."""
    steps = [np.linspace(a, b, max(2, int(np.abs(b - a).max() + 2))) for a, b in pairwise(stroke)]
    return np.concatenate(steps)


@pytest.mark.parametrize("name", RIGS)
def test_every_pin_and_every_part_is_named(name):
    sizes, words = RIGS[name], {text for text, _ in drawn(name).words}
    for pin in pins(sizes):
        assert pin.pin in words and pin.port in words | {""}
        assert not pin.signal or pin.signal in words | {"5 V", "ground"}
    chips = [*column_muxes(sizes), *wiper_muxes(sizes), *row_registers(sizes), *row_drivers(sizes), *chain(sizes)]
    assert words >= {chip.name for chip in chips} | {DRIVER, "M", "contact 1", "contact 2"}
    assert words >= {f"ROW {i}" for i in range(sizes.rows)} | {f"COL {i}" for i in range(sizes.cols)}
    assert words >= {f"WIP {i}" for i in range(sizes.pots)} | {"EN", "PH", "DIR 0"}


@pytest.mark.parametrize("name", RIGS)
def test_a_net_that_leaves_one_part_arrives_at_another(name):
    words = [text for text, _ in drawn(name).words]
    nets = [text for text in words if re.fullmatch(r"(ADC|ROW|COL) \d+|(ROW|CHAIN)_\w+|MOTOR_POWER|STOP_INPUT", text)]
    corner = {f"{what} {i}" for what, n in (("ROW", RIGS[name].rows), ("COL", RIGS[name].cols)) for i in (0, n - 1)}
    for signal in ("ROW_DATA", "ROW_CLOCK", "CHAIN_DATA", "CHAIN_CLOCK", "CHAIN_LATCH", "MOTOR_POWER", "STOP_INPUT"):
        assert nets.count(signal) >= 2
    for signal in corner | {text for text in nets if text.startswith("ADC")} | {"MOTOR SUPPLY", "WIP 0"}:
        assert words.count(signal) >= 2, signal


@pytest.mark.parametrize("name", RIGS)
def test_no_two_words_overlap_and_all_are_on_the_sheet(name):
    words = drawn(name).words
    for _, (left, top, right, bottom) in words:
        assert left > schematic.EDGE and right < schematic.WIDTH - schematic.EDGE
        assert top > schematic.EDGE and bottom < schematic.HEIGHT - schematic.EDGE
    over = [
        (one, other)
        for (one, a), (other, b) in combinations(words, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] + 1 < b[3] and b[1] + 1 < a[3]
    ]
    assert over == []


@pytest.mark.parametrize("name", RIGS)
def test_no_line_goes_through_a_word(name):
    x, y = np.concatenate([points_of(stroke) for stroke in drawn(name).strokes]).T
    struck = [
        text
        for text, (left, top, right, bottom) in drawn(name).words
        if ((x > left + 1) & (x < right - 1) & (y > top + 2) & (y < bottom - 3)).any()
    ]
    assert struck == []


@pytest.mark.parametrize("name", RIGS)
def test_all_that_is_drawn_is_inside_the_frame(name):
    points = np.concatenate(drawn(name).strokes)
    edge = schematic.EDGE
    assert points.min(axis=0) == pytest.approx((edge, edge))
    assert points.max(axis=0) == pytest.approx((schematic.WIDTH - edge, schematic.HEIGHT - edge))


def test_the_file_is_an_svg_and_the_same_every_time():
    text = schematic.svg(RIGS["small"])
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("}svg") and (root.get("width"), root.get("height")) == ("1754", "1240")
    written = " ".join(mark.text for mark in root.iter("{http://www.w3.org/2000/svg}text"))
    assert sorted(written.split()) == sorted(" ".join(text for text, _ in drawn("small").words).split())
    assert schematic.svg(RIGS["small"]) == text


def test_no_line_of_the_file_reaches_over_the_frame():
    for sizes in RIGS.values():
        for mark in ElementTree.fromstring(schematic.svg(sizes)).iter("{http://www.w3.org/2000/svg}text"):
            x, width = float(mark.get("x")), float(mark.get("textLength"))
            left = x - {"start": 0, "middle": width / 2, "end": width}[mark.get("text-anchor")]
            assert left > schematic.EDGE and left + width < schematic.WIDTH - schematic.EDGE, mark.text
