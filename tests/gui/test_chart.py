"""Charts: however long a course is, its curve is drawn with as many points as there is room for."""

import numpy as np

from mark1.gui.paint.chart import thinned


def test_a_short_curve_is_drawn_point_by_point():
    values = np.array([3.0, 1.0, 2.0])
    place, shown = thinned(values, 100)
    assert place.tolist() == [0, 1, 2]
    assert shown is values


def test_a_long_curve_keeps_its_lowest_its_highest_and_its_end():
    values = np.full(100_000, 5.0)
    values[31_415], values[92_653], values[-1] = 0.0, 9.0, 4.0
    place, shown = thinned(values, 200)
    assert len(place) == len(shown) == 401
    assert (shown.min(), shown.max(), shown[-1]) == (0.0, 9.0, 4.0)
    assert abs(place[shown.argmin()] - 31_415) <= 500
    assert abs(place[shown.argmax()] - 92_653) <= 500
    assert (place[-1], (np.diff(place) >= 0).all()) == (99_999, True)
