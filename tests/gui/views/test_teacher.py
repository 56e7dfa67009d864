"""The teacher's plate: counters are named after what they count."""

import numpy as np
import pygame
import pytest

from mark1.gui.paint.theme import THEMES
from mark1.gui.paint.words import LANGUAGES, Words
from mark1.gui.views.tally import accuracy_of, plotted


@pytest.fixture
def written(monkeypatch):
    """Every text that is engraved."""
    from mark1.gui.base.base_view import BaseView

    texts, engrave = [], BaseView.engrave
    monkeypatch.setattr(
        BaseView,
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
def test_only_error_correcting_rules_count_corrections(rule, counted, curve, language, make_wall, written):
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


def test_without_training_the_curve_is_empty():
    assert plotted(None, False)[1] == "teacher.reinforcements"
    assert np.array_equal(plotted(None, True)[0].all, [])


def test_epochs_and_corrections_are_counted_of_the_same_course(make_wall):
    wall = make_wall().do("course letters", "step 3")
    wall.draw()
    assert wall.view("teacher")._shown_counts[1][2] == f"{wall.panel.training_run.corrections_now}"
    wall.do("run", "set 0 0", "course letters", "step 26")
    wall.draw(12)
    course, told = wall.panel.training_run, wall.view("teacher")._shown_counts[1]
    assert (told[0], told[2]) == (f"{course.epochs}", f"{sum(course.corrections)}")
    assert sum(course.corrections) < wall.panel.machine.corrections


def test_an_empty_matrix_is_not_labelled_outdated_but_the_accuracy_is(make_wall):
    wall, words = make_wall().do("course letters epochs 1", "run", "theta 4"), Words("en")
    wall.draw(12)
    view = wall.view("teacher")
    assert accuracy_of(wall.wall.now)[1] and wall.panel.evaluation is None
    assert view.under(view.matrix.center).why == words("teacher.confusion_why")
    assert view.under(view.counters[-1].center).why == words("teacher.old_why")
    well = view.matrix.inflate(-12, -12)
    shown, bare = wall.screen.subsurface(well), view.backdrop.subsurface(view.on_plate(well))
    assert pygame.image.tobytes(shown, "RGB") == pygame.image.tobytes(bare, "RGB")


def test_the_label_of_an_outdated_matrix_leaves_most_of_its_well(make_wall):
    wall = make_wall(size=(1366, 749)).do("train letters epochs 1", "evaluate letters", "theta 4")
    for language in LANGUAGES:
        for theme in THEMES:
            wall.state.theme, wall.state.language = theme, language
            wall.draw(12)
            view = wall.view("teacher")
            assert view.cells.h >= 0.6 * view.matrix.h, (theme, language)
            assert view.cells.bottom <= view.matrix.bottom - wall.wall.style.text(11), (theme, language)
