"""Charts: a curve of any length is drawn with as many points as there is room for."""

import numpy as np
import pygame
from pygame import Rect

from mark1.gui.paint import chart
from mark1.gui.paint.chart import thinned
from mark1.gui.paint.lettering import Lettering
from mark1.gui.paint.theme import THEMES, Style
from mark1.gui.paint.words import Words
from mark1.gui.screen import opened


def test_a_short_curve_is_drawn_point_by_point():
    values = np.array([3.0, 1.0, 2.0])
    place, shown = thinned(values, 100)
    assert place.tolist() == [0, 1, 2]
    assert shown is values


def test_a_thinned_curve_keeps_its_minimum_maximum_and_end():
    values = np.full(100_000, 5.0)
    values[31_415], values[92_653], values[-1] = 0.0, 9.0, 4.0
    place, shown = thinned(values, 200)
    assert len(place) == len(shown) == 401
    assert (shown.min(), shown.max(), shown[-1]) == (0.0, 9.0, 4.0)
    assert abs(place[shown.argmin()] - 31_415) <= 500
    assert abs(place[shown.argmax()] - 92_653) <= 500
    assert (place[-1], (np.diff(place) >= 0).all()) == (99_999, True)


def test_the_last_value_is_beside_the_curve_and_not_on_it(monkeypatch):
    opened((320, 200))
    style, rect = Style(THEMES["large-text"], 1.0, Lettering(), Words("en")), Rect(0, 0, 260, 90)
    for values in ([9.0, 3, 1], [5.0] * 40, [float(k % 7) for k in range(200)], [4758.0, 4747]):
        boxes, surface = [], pygame.Surface(rect.size)
        monkeypatch.setattr(chart, "_write_end", lambda surface, box, *_, boxes=boxes: boxes.append(box))
        surface.fill(style.palette.paper)
        chart.curve(surface, rect, chart.ChartCurve(np.array(values)), style)
        (box,) = boxes
        assert rect.contains(box.inflate(style.px(4), 0))
        under = pygame.image.tobytes(surface.subsurface(box), "RGB")
        assert under == bytes(style.palette.paper) * (box.w * box.h), values
