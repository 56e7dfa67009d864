"""The list of a selector: opened by a click between its ends, or by Return; a word is chosen, or it is closed."""

import pygame
import pytest

from mark1.gui.paint.theme import THEMES, usual_style
from mark1.gui.wall.drop_down import MOST_ROWS, DropDown

SCREEN = pygame.Rect(0, 0, 400, 600)


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
    opened.click(row(opened, 2))
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


@pytest.mark.parametrize("theme", THEMES)
def test_the_present_word_is_lit_and_so_is_the_row_under_the_pointer(visit, theme):
    one = visit(theme=theme)
    one.click(one.control("teacher.rule").rect.center).frames()
    palette, screen, rows = THEMES[theme].palette, one.window.screen, [row(one, number) for number in range(4)]
    edges = [(one.wall.drop_down.rect.x + 9, y) for _, y in rows]  # left of the letters
    assert [screen.get_at(edge)[:3] for edge in edges] == [palette.lamp_off, *3 * [palette.well]]
    pygame.event.post(pygame.Event(pygame.MOUSEMOTION, pos=rows[2], rel=(0, 0), buttons=(0, 0, 0), touch=False))
    one.frames(2)
    dark, lit = palette.well, palette.lamp_off
    assert [screen.get_at(edge)[:3] for edge in edges] == [lit, dark, lit, dark]


def long_list(now=0, words=40):
    made = DropDown()
    made.show([f"word {k}" for k in range(words)], now, pygame.Rect(50, 40, 120, 20), SCREEN.size, usual_style())
    return made


def press(drop_down, start, *path):
    """Press at ``start``, move along ``path``, release; the choice."""
    drop_down.hear(pygame.Event(pygame.MOUSEBUTTONDOWN, pos=start, button=1))
    for place in path:
        drop_down.hear(pygame.Event(pygame.MOUSEMOTION, pos=place))
    return drop_down.hear(pygame.Event(pygame.MOUSEBUTTONUP, pos=(start, *path)[-1], button=1))


def test_a_long_list_scrolls_by_wheel_by_its_rows_and_by_its_bar():
    one = long_list()
    x, y = one.rect.x + 20, one.rect.y + 5 + 11
    assert one.rect.h == MOST_ROWS * 22 + 10 and press(one, (x, y)) == 0
    one.hear(pygame.Event(pygame.MOUSEWHEEL, y=-3))
    assert one.top == 3 and press(one, (x, y)) == 3
    assert press(one, (x, y + 220), (x, y + 110), (x, y)) is None and one.top == 13  # dragged up by ten rows
    assert press(one, (x, y)) == 13
    bar = one.rect.right - 10
    assert press(one, (bar, y), (bar, one.rect.bottom + 300)) is None and one.top == 40 - MOST_ROWS
    assert press(one, (x, one.rect.bottom - 8)) == 39
    one.hear(pygame.Event(pygame.MOUSEWHEEL, y=100))
    assert one.top == 0


def test_a_press_that_leaves_the_list_chooses_nothing():
    one = long_list(words=5)
    assert press(one, (one.rect.x + 20, one.rect.y + 20), (one.rect.right + 20, one.rect.y + 20)) is None
    assert press(one, (one.rect.x + 1, one.rect.y + 1)) is None  # its border
    one.hear(pygame.Event(pygame.MOUSEBUTTONDOWN, pos=one.rect.center, button=3))
    assert one.hear(pygame.Event(pygame.MOUSEBUTTONUP, pos=one.rect.center, button=3)) is None
    assert one.hear(pygame.Event(pygame.MOUSEBUTTONUP, pos=one.rect.center, button=1)) is None  # pressed elsewhere


def test_the_chosen_word_stays_in_sight():
    one = long_list(now=30)
    assert one.top <= 30 < one.top + MOST_ROWS
    for now in (31, 10, 39, 0):
        one.show(one._words, now, pygame.Rect(50, 40, 120, 20), SCREEN.size, usual_style())
        assert one.top <= now < one.top + MOST_ROWS


def test_words_wider_than_the_screen_are_cut_and_stay_on_it():
    one = DropDown()
    one.show(["w" * 200, "a"], 0, pygame.Rect(300, 590, 120, 10), SCREEN.size, usual_style())
    screen = pygame.Surface(SCREEN.size)
    assert SCREEN.contains(one.rect) and all(SCREEN.contains(rect) for rect in one.draw(screen, usual_style()))


def test_another_size_or_help_closes_the_list(opened):
    opened.press(pygame.K_F1)
    assert not opened.wall.drop_down.is_open
    opened.press(pygame.K_F1)
    assert not opened.state.open
