"""Drawing changes pixels, and queries change nothing: not the machine, not the state of the window, not the view."""

import operator
from copy import copy

import numpy as np
import pytest

from mark1.gui.base.contract import FrameContext
from mark1.gui.base.turning import current_value
from mark1.gui.base.ui_state import Unit
from mark1.gui.views.boards import BOARDS

BACKENDS = {
    "mark1": ("train letters epochs 1", "evaluate letters", "present letter R"),
    "mlp": ("backend mlp hidden 4", "train letters epochs 1", "present letter R"),
    "logistic": ("backend logistic", "course plane:moons", "step"),
}


def held(thing):
    """The attributes of an object by name: each value, and a copy of its contents if it is mutable."""
    return {name: (value, contents(value)) for name, value in vars(thing).items()}


def contents(value):
    if isinstance(value, np.ndarray):
        return value.copy()
    return copy(value) if isinstance(value, (list, dict, set)) else None


def changed(thing, before):
    """The names of attributes that changed."""
    now = held(thing)
    return [name for name in {**before, **now} if name not in before or not is_same(now.get(name), before[name])]


def is_same(now, before):
    if now is None or now[0] is not before[0]:
        return False
    one, other = now[1], before[1]
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(one[key] is other[key] for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(operator.is_, one, other))
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other


@pytest.fixture(params=BACKENDS)
def wall(request, make_wall):
    """A wall out of its usual state: scrolled too far, with a pending turn and a drawing."""
    made = make_wall(selected=Unit("a", 7)).do(*BACKENDS[request.param])
    for board in BOARDS:
        made.state.board = board
        made.draw(2)
    made.state.rolled, made.state.marked = 10**6, (0, 1)
    made.state.turned = {"theta": 5.0, "shift_x": 3.0, "pot by hand": 2.0}
    made.view("retina").drawing = np.ones((20, 20), np.float32)
    return made


def test_drawing_a_view_twice_leaves_all_but_its_pixels(wall):
    frame = FrameContext.of(wall.operator, wall.state, 1 / 60)
    assert frame.status.settled
    plain, arrays = wall.panel.backend.capture()
    state, typed, log = held(wall.state), held(wall.state.typed), wall.operator.log.edition
    drawing = wall.view("retina").drawing
    for name, view in wall.wall.all_views.items():
        room = wall.wall.views["association"].rect if view.rect.w == 1 else view.rect  # it never hung
        view.place(room, wall.wall.style)
        for _ in range(2):
            view.draw(wall.wall.canvas, frame)
            assert changed(wall.state, state) == [] == changed(wall.state.typed, typed), name
    assert wall.view("retina").drawing is drawing
    assert wall.operator.log.edition == log
    after_plain, after = wall.panel.backend.capture()
    assert after_plain == plain and all(np.array_equal(after[key], arrays[key]) for key in arrays)


def test_asking_a_view_changes_nothing(wall):
    old = wall.wall.now
    board = wall.panel.machine.patch_board
    wall.do(f"unplug {board.s_of_wire[0]} {board.a_of_wire[0]}", "reset", "course letters", "present letter A")
    new, state = wall.wall.now, held(wall.state)
    for name, view in wall.wall.all_views.items():
        before = held(view)
        for frame in (new, old, new):
            view.is_drawn(frame)
            for control in view.controls:
                if control.dial is not None:
                    current_value(control.dial, frame)
                control.off(frame), control.is_on(frame)
        for x in range(view.rect.x, view.rect.right, 9):
            for y in range(view.rect.y, view.rect.bottom, 9):
                view.under((x, y))
        assert changed(view, before) == [], name
    assert changed(wall.state, state) == []


def test_asking_the_wall_changes_nothing(wall):
    wall.draw(2)
    wall, frame = wall.wall, wall.wall.now
    before, state = held(wall), held(wall.state)
    for x in range(0, wall.size[0], 31):
        for y in range(0, wall.size[1], 31):
            wall.under((x, y)), wall.view_at((x, y), frame), wall.control_at((x, y)), wall.covers((x, y))
    assert wall.asked == (-1, -1) and wall.focused is None and wall.opened is None and wall.open_dial is None
    assert wall.tip_card.opacity(0.0) == 0
    assert changed(wall, before) == [] == changed(wall.state, state)


def test_outdated_state_is_discarded_by_update(wall):
    wall.draw()
    assert wall.state.turned == {}
    assert wall.view("retina").drawing is None
