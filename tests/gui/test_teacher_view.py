"""The trainer's desk: what it counts is called by its name."""

import numpy as np
import pytest

from mark1.gui.tally import plotted
from mark1.gui.words import LANGUAGES, Words


@pytest.fixture
def written(monkeypatch):
    """Every text that is engraved."""
    from mark1.gui.plate import Plate

    texts, engrave = [], Plate.engrave
    monkeypatch.setattr(
        Plate,
        "engrave",
        lambda plate, text, *args, **kwargs: texts.append(text) or engrave(plate, text, *args, **kwargs),
    )
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("rule", "counted", "curve"),
    [
        ("quantized", "teacher.corrected", "teacher.corrections"),
        ("nonquantized", "teacher.corrected", "teacher.corrections"),
        ("forced", "teacher.reinforced", "teacher.reinforcements"),
        ("spontaneous", "teacher.reinforced", "teacher.reinforcements"),
        ("bivalent", "teacher.reinforced", "teacher.reinforcements"),
    ],
)
def test_corrections_are_called_so_only_where_errors_are_corrected(rule, counted, curve, language, make_wall, written):
    wall, words = make_wall(language=language), Words(language)
    wall.draw()
    written.clear()
    wall.do(f"rule {rule}", "course letters", "step 3")
    wall.draw(12)
    other = {"teacher.corrected": "teacher.reinforced", "teacher.reinforced": "teacher.corrected"}[counted]
    assert words(other) not in written
    assert counted == "teacher.corrected" or words(counted) in written
    view = wall.view("teacher")
    assert view.under(view.chart.center).value == words(curve)
    assert view.under(view.counters[0].center) is None


def test_without_a_course_the_curve_is_empty():
    assert plotted(None, False)[1] == "teacher.reinforcements"
    assert np.array_equal(plotted(None, True)[0].all, [])
