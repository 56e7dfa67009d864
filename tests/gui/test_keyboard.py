"""The keyboard alone: Tab reaches every control, arrow keys select within it, Return presses, Escape leaves."""

import numpy as np
import pygame
import pytest

from mark1.gui.base.ui_state import Unit
from mark1.gui.base.unit_grid import UnitGrid
from mark1.gui.views.teletype import hint_for
from mark1.panel.commands.table import COMMANDS


def focus(one, key):
    """Focus a control with Tab."""
    for _ in range(len(one.wall.controls)):
        one.press(pygame.K_TAB)
        if one.wall.focused.key == key:
            return one
    raise AssertionError(key)


def test_tab_visits_every_control_once_and_wraps_around(visit):
    one = visit()
    seen = []
    for _ in range(len(one.wall.controls)):
        pygame.event.post(pygame.Event(pygame.KEYDOWN, key=pygame.K_TAB, mod=0, unicode="\t", scancode=0))
        one.frames()
        seen.append(one.wall.focused)
    assert seen == one.wall.controls
    for view in one.wall.views.values():
        assert all(control in seen for control in view.controls)


def test_the_focus_ring_appears_and_disappears(visit):
    one = visit()
    one.frames(30)
    bare = pygame.image.tobytes(one.window.screen, "RGB")
    one.press(pygame.K_TAB)
    assert pygame.image.tobytes(one.window.screen, "RGB") != bare
    one.press(pygame.K_ESCAPE)
    one.frames(30)
    assert pygame.image.tobytes(one.window.screen, "RGB") == bare


@pytest.mark.parametrize("key", ["header.mlp", "boards.plane"])
def test_the_focus_stays_when_other_views_are_exchanged(visit, key):
    one = focus(visit(), key).press(pygame.K_RETURN).frames(2)
    assert one.wall.focused.key == key
    one.click(one.wall.views["camera"].rect.center)
    focus(one, "teacher.run")
    one.operator.ask("backend logistic")
    one.settle().frames(2)
    assert one.wall.focused.key == "teacher.run"


def test_light_is_turned_on_cell_by_cell(visit):
    one = focus(visit(), "retina.cells")
    for code in (pygame.K_RIGHT, pygame.K_RIGHT, pygame.K_DOWN):
        one.press(code)
    assert one.state.selected == Unit("s", 21)
    one.press(pygame.K_RETURN).press(pygame.K_RIGHT).press(pygame.K_RETURN)
    assert np.flatnonzero(one.panel.observation.s).tolist() == [21, 22]
    one.press(pygame.K_RETURN)
    assert np.flatnonzero(one.panel.observation.s).tolist() == [21]


def test_a_library_picture_is_selected_and_shown(visit):
    one = focus(visit(board="library"), "library.slides")
    one.press(pygame.K_RIGHT).press(pygame.K_RIGHT).press(pygame.K_RETURN)
    assert (one.lines[-1], one.state.wanted) == ("present letter B grotesque", "B")


def test_a_selected_unit_of_a_replaced_machine_causes_no_error(visit):
    one = focus(visit(), "association.lamps").press(pygame.K_RIGHT)
    one.state.selected = Unit("a", 500)
    one.operator.ask("machine a-units 40")
    one.settle().frames(3).press(pygame.K_RIGHT)
    assert one.state.selected == Unit("a", 0)


def test_dials_are_selected_and_explained(visit):
    one = visit().press(pygame.K_t).press(pygame.K_t, pygame.KMOD_LSHIFT)
    focus(one, "potentiometers.dials").press(pygame.K_RIGHT).press(pygame.K_RIGHT).press(pygame.K_RETURN)
    assert one.state.selected == Unit("pot", 1)
    assert one.lines[-1] == "why 1"


def test_the_wall_explains_what_has_the_focus(visit):
    one = focus(visit(), "association.lamps").press(pygame.K_RIGHT)
    tip = one.wall.under(one.wall.asked)
    assert tip.unit == Unit("a", 0)
    one.click(one.wall.views["camera"].rect.center)
    assert one.wall.asked == one.state.pointer


@pytest.mark.parametrize("groups", [[512], [64] * 8, [7, 7, 5]])
def test_arrow_keys_reach_every_unit_and_stay_inside(groups):
    grid = UnitGrid(pygame.Rect(0, 0, 500, 400), groups, (8, 20))
    directions = ((1, 0), (-1, 0), (0, 1), (0, -1))
    reached, to_do = {0}, [0]
    while to_do:
        number = to_do.pop()
        new = {grid.next_to(number, direction) for direction in directions} - reached
        reached |= new
        to_do += new
    assert reached == set(range(sum(groups)))
    assert grid.next_to(0, (-1, 0)) == grid.next_to(0, (0, -1)) == 0


def test_escape_leaves_one_thing_at_a_time(visit):
    one = visit().press(pygame.K_F3).settle().press(pygame.K_F1).press(pygame.K_ESCAPE)
    assert (one.state.page, one.state.step) == (-1, 0)
    one.frames(60)
    one.press(pygame.K_F2).press(pygame.K_ESCAPE)
    assert (one.state.typing, one.state.step) == (False, 0)
    one.frames(60)
    one.press(pygame.K_ESCAPE)
    assert one.state.step == -1


def test_every_command_has_a_control(visit):
    one = visit()
    one.wall.focus(one.control("teletype.commands"))
    for command in sorted(COMMANDS):
        one.press(pygame.K_RIGHT)
        assert (one.state.typed.text, one.state.typing) == (f"{command} ", False)
        assert hint_for(one.state) == COMMANDS[command].usage
    one.press(pygame.K_RETURN).press(pygame.K_UP).press(pygame.K_RETURN)
    assert (one.state.typed.text, one.state.typing, one.state.open) == ("wire ", True, "")
    one.press(pygame.K_RETURN)
    assert one.lines == ["wire"]


def test_every_command_can_be_typed(visit):
    one = visit()
    for command in sorted(COMMANDS):
        one.press(pygame.K_F2).type(command).press(pygame.K_TAB)
        assert one.state.typed.text.strip() == command
        one.state.typed.clear()
