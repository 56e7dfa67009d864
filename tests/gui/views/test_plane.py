"""The plane in the window: points clicked into place, and the network that the dials build."""

import numpy as np
import pytest

from mark1.gui.views.plane_points import LABELS, changed
from mark1.gui.views.plane_regions import UNDECIDED, taken_for
from mark1.stimuli.plane import load, typed
from mark1.stimuli.thermometer_code import REACH


def test_a_click_adds_changes_and_removes_by_hand():
    own = changed((), 0.5, 0.5, 0.1)
    assert own == ((0.5, 0.5, "a"),)
    own = changed(own, 0.52, 0.5, 0.1)  # the same point: the next class, where it was
    assert own == ((0.5, 0.5, "b"),)
    own = changed(own, -1, 0, 0.1)
    assert own == ((0.5, 0.5, "b"), (-1, 0, "b"))
    for label in ("c", None):
        own = changed(own, -1, 0, 0.1)
        assert [point[2] for point in own if point[0] == -1] == ([label] if label else [])


def test_typed_points_are_read_as_they_are_written():
    own = ((0.1234, -1.0, "a"), (-0.0, 0.5, "b"))
    assert typed(own) == "=0.123,-1,a;0,0.5,b"
    points = load(typed(own))
    assert points.xy.tolist() == [[0.123, -1], [0, 0.5]] and points.classes == ("a", "b")
    assert points.title == "typed points"


@pytest.fixture
def plane(visit):
    opened = visit(board="plane")
    return opened.frames(3)


def place_of(view, x, y):
    px = view.inner.w / (2 * REACH)
    return round(view.inner.x + (x + REACH) * px), round(view.inner.y + (REACH - y) * px)


def view_of(visit):
    return visit.wall.views["patch_board"]


def test_points_are_clicked_into_place_and_learned(plane):
    plane.click(plane.control("plane.own").rect.center)
    plane.frames(3)
    for x, y in ((0.5, 0.5), (-0.5, -0.5)):
        plane.click(place_of(view_of(plane), x, y))
        plane.frames(3)
    assert [label for _, _, label in plane.state.own] == ["a", "a"] and plane.panel.training_run is None
    plane.click(place_of(view_of(plane), -0.5, -0.5))  # the second class: training begins
    plane.settle()
    course = plane.panel.training_run
    assert course.stimuli.name == f"plane:{typed(plane.state.own)}" and set(course.stimuli.labels) == {"a", "b"}
    plane.frames(3)
    assert view_of(plane).points.classes == ("a", "b") and view_of(plane).regions is not None
    plane.click(plane.control("plane.clear").rect.center)
    plane.frames(3)
    assert plane.state.own == () and view_of(plane).points is None


def test_another_set_ends_drawing_and_own_points_come_back(plane):
    plane.state.own = ((0.5, 0.5, "a"), (-0.5, 0.5, "b"))
    plane.click(plane.control("plane.set").rect.center)  # the first of the sets
    plane.settle()
    assert plane.panel.training_run.stimuli.name == "plane:xor"
    before = plane.state.own
    plane.click(view_of(plane).inner.center)
    plane.settle()
    assert plane.state.own == before  # no point is set by a click on another set
    plane.click(plane.control("plane.own").rect.center)
    plane.settle()
    assert plane.panel.training_run.stimuli.name == f"plane:{typed(before)}"


def test_the_dials_change_nothing_until_the_network_is_built(plane):
    view, name = view_of(plane), plane.panel.backend.name
    for key, number in (("plane.layers", 6), ("plane.lambda", 2), ("plane.activation", 0)):
        plane.state.chosen[key] = number
    plane.frames(3)
    assert plane.panel.backend.name == name
    plane.click(plane.control("plane.build").rect.center)
    plane.settle()
    config = plane.panel.backend.config
    assert (config.hidden, config.l2, config.activation) == ((8, 8), 0.001, "relu")
    assert plane.panel.training_run.stimuli.name == "plane:xor" and plane.panel.training_run.epochs > 0
    plane.frames(3)
    assert "network 8 + 8 relu" in words_of(plane, view)


def words_of(visit, view):
    from mark1.gui.views.plane_points import model_of

    return model_of(visit.wall.now, view.style.words)


def test_equal_scores_are_no_answer():
    scores = np.array([[0.5, 0.5], [0.5, 0.5 + 1e-7], [1, 0], [0, 1]], np.float32)
    assert taken_for(scores).tolist() == [UNDECIDED, UNDECIDED, 0, 1]


def test_a_network_that_prefers_nothing_has_every_point_wrong(plane):
    plane.click(plane.control("header.logistic").rect.center)
    plane.click(plane.control("plane.set").rect.center)
    plane.frames(5)
    view = view_of(plane)
    assert (view.regions.taken == UNDECIDED).all()  # its first weights are 0
    assert view.under(view.inner.center).value == view.style.words("plane.undecided")


def test_labels_are_as_many_as_signs():
    assert len(LABELS) <= 4
