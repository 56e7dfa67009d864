"""The list of a selector: opened by a click between its ends, or by Return; a word is chosen, or it is closed."""

import pygame
import pytest

from mark1.gui.wall.drop_down import theme_of


@pytest.fixture
def opened(visit):
    one = visit()
    one.click(one.control("teacher.rule").rect.center).frames()
    assert one.wall.drop_down.is_open
    return one


def row(one, number):
    """The middle of a row of the open list."""
    rect = one.wall.drop_down.rect
    return rect.x + 20, rect.y + round((number + 0.5) * one.wall.style.text(22)) + 6


def test_a_word_of_the_list_is_chosen(opened):
    opened.click(row(opened, 2)).settle()  # the list receives it two frames later
    assert opened.lines == ["rule forced"]
    assert not opened.state.open
    opened.frames()
    assert not opened.wall.drop_down.is_open


def test_the_list_is_drawn_over_the_wall_and_leaves_no_trace(visit):
    one = visit().frames_until_still()
    before = pygame.image.tobytes(one.window.screen, "RGB")
    one.click(one.control("teacher.rule").rect.center).frames(2)
    rect = one.wall.drop_down.rect
    assert pygame.image.tobytes(one.window.screen, "RGB") != before
    assert one.window.screen.get_rect().contains(rect)
    one.press(pygame.K_ESCAPE).press(pygame.K_ESCAPE)
    one.state.focus, one.state.pointer = -1, (-1, -1)
    one.frames_until_still()
    assert pygame.image.tobytes(one.window.screen, "RGB") == before


def test_a_click_beside_the_list_only_closes_it(opened):
    opened.click(opened.control("teacher.reset").rect.center)
    assert not opened.lines and not opened.state.open


def test_a_list_is_used_by_keyboard_alone(visit):
    one = visit()
    one.wall.focus(one.control("teacher.course"))
    one.press(pygame.K_RETURN)
    assert one.state.open == "teacher.course"
    one.press(pygame.K_DOWN).press(pygame.K_DOWN).press(pygame.K_UP)
    assert one.wall.drop_down.is_open and one.state.data[0] == "letters:roman"
    one.press(pygame.K_RETURN)
    assert not one.state.open and not one.lines


def test_the_ends_of_a_selector_step_without_opening_its_list(visit):
    one = visit()
    rect = one.control("teacher.rule").rect
    one.click((rect.right - 3, rect.centery))
    assert one.lines == ["rule nonquantized"] and not one.state.open
    one.click((rect.x + 3, rect.centery))
    assert one.lines[-1] == "rule quantized" and not one.state.open


def test_the_theme_file_works_for_every_theme(visit):
    found = []
    for name in ("normal", "high-contrast", "large-text"):
        one = visit(theme=name)
        found.append((theme_of(one.wall.style)["defaults"]["colours"]["normal_text"], one.wall.style.text(22)))
        one.click(one.control("teacher.rule").rect.center).frames()
        assert one.wall.drop_down.is_open
    assert found[0][0] == "#ece5d0" and found[1][0] == "#ffffff" and found[2][1] > found[0][1]


def test_another_size_or_help_closes_the_list(opened):
    opened.press(pygame.K_F1)
    assert not opened.wall.drop_down.is_open
    opened.press(pygame.K_F1)
    assert not opened.state.open
