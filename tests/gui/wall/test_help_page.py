"""The help page: every view, control and key is explained, on pages where nothing is cut."""

import pygame
import pytest

from mark1.gui.paint.theme import THEMES
from mark1.gui.paint.words import LANGUAGES, Words
from mark1.gui.views.boards import BOARDS
from mark1.gui.visitor.input_map import KEYS
from mark1.gui.visitor.settings import control_names
from mark1.gui.wall.hanging import hanging
from mark1.gui.wall.help_page import HelpPage, caps_of, entries, flowed, rows_of


def entries_of(wall, language="en"):
    parts = {name: view.controls for name, view in wall.wall.views.items()}
    return list(entries(parts, Words(language)))


@pytest.fixture
def drawn(make_wall):
    one = make_wall()
    one.draw()
    return one


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_control_and_key_is_explained(drawn, language):
    words, explained = Words(language), entries_of(drawn, language)
    names = [entry.name for entry in explained]
    for number, (part, view) in enumerate(drawn.wall.views.items(), 1):
        assert f"{number}  {words(f'{part}.title')}" in names
        for control in view.controls:
            assert control.key in control_names(), control
            assert words(control.key) in names
    caps = caps_of(KEYS, words)
    assert set(caps) == {meant.key for meant in KEYS.values()} <= set(control_names())
    assert set(caps.values()) <= set(names)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("backend", ["mark1", "mlp"])
def test_every_view_on_the_wall_is_explained(make_wall, board, backend):
    one = make_wall(board=board).do(f"backend {backend}")
    one.draw()
    one.state.page = 0
    one.draw()
    assert board in [hanging(name, one.wall.now) for name in one.wall.views]
    for view in one.wall.views.values():
        assert {control.key for control in view.controls} <= set(control_names())
        assert all(control.name.strip() for control in view.controls)


def test_controls_over_the_wall_are_explained_too(drawn):
    drawn.state.step = 0
    drawn.draw()
    assert {one.key for one in drawn.wall.guide.controls} <= set(control_names())
    drawn.state.page = 0
    drawn.draw(2)
    assert {one.key for one in drawn.wall.controls} <= set(control_names())


def test_keys_are_named_as_printed_on_a_keyboard():
    caps = caps_of(KEYS, Words("it"))
    assert caps["keys.letter"] == "A … Z"
    assert caps["keys.teach"] == "Maiusc + A … Maiusc + Z"
    assert caps["header.help"] == "?, F1"
    assert caps["teacher.undo"] == "Ctrl + Z"


@pytest.mark.parametrize(
    ("size", "theme", "language"),
    [
        *(((1024, 640), theme, language) for theme in THEMES for language in LANGUAGES),
        *zip([(1600, 900)] * 3, THEMES, [*LANGUAGES, "en"], strict=True),
        ((3840, 2160), "large-text", "it"),
    ],
)
def test_the_whole_help_is_printed_and_nothing_cut(make_wall, monkeypatch, size, theme, language):
    one = make_wall(size=size, theme=theme, language=language)
    one.draw()
    printed, screen = [], one.screen.get_rect()
    write = type(one.wall.style.lettering).write

    def written(self, surface, text, *args, **kwargs):
        rect = write(self, surface, text, *args, **kwargs)
        printed.append((text, rect))
        return rect

    monkeypatch.setattr(type(one.wall.style.lettering), "write", written)
    page = 0
    while page < one.wall.help.pages:
        one.state.page = page
        one.draw()
        page += 1
    monkeypatch.undo()
    texts = " ".join(text for text, _ in printed)
    for entry in entries_of(one, language):
        assert entry.name in texts
        assert all(word in texts for word in entry.text.split())
    assert all(screen.contains(rect) for text, rect in printed if text)
    rows = [rect for text, rect in printed if len(text) > 25]
    assert max(rect.right for rect in rows) <= screen.right - one.wall.style.px(40)


def test_no_column_starts_in_the_middle_of_an_entry(drawn):
    rows = list(rows_of(iter(entries_of(drawn)), 300, drawn.wall.style))
    columns = flowed(rows, 400, 200)
    assert len(columns) > 3
    assert sum(map(len, columns)) <= len(rows)
    for column in columns:
        assert not column[0].belongs
        assert not column[-1].is_heading


def test_help_pages_are_turned_and_closed(visit):
    one = visit(theme="large-text").press(pygame.K_F1)
    assert one.wall.help.pages > 1
    one.press(pygame.K_RIGHT)
    assert one.state.page == 1
    one.press(pygame.K_LEFT).press(pygame.K_LEFT)
    assert one.state.page == one.wall.help.pages - 1
    one.click(one.control("help.next").rect.center)
    assert one.state.page == 0
    one.press(pygame.K_ESCAPE)
    assert one.state.page == -1


def test_the_help_page_blocks_the_controls_behind_it(visit):
    one = visit()
    place = one.control("header.mlp").rect.center
    one.press(pygame.K_F1).click(place).press(pygame.K_t)
    assert not one.lines
    one.press(pygame.K_TAB).press(pygame.K_TAB).press(pygame.K_TAB).press(pygame.K_RETURN)
    assert one.state.page == -1
    one.click(place)
    assert one.lines == ["backend mlp"]


def test_the_wall_is_redrawn_after_the_help_page(visit):
    one = visit()
    one.frames(30)
    before = pygame.image.tobytes(one.window.screen, "RGB")
    one.press(pygame.K_F1).press(pygame.K_F1)
    one.frames(30)
    assert pygame.image.tobytes(one.window.screen, "RGB") == before


def test_a_page_beyond_the_last_shows_the_last(drawn):
    page = HelpPage()
    views = {name: (view.rect, view.controls) for name, view in drawn.wall.views.items()}
    page.draw(drawn.screen, 99, views, drawn.wall.style)
    assert page.controls
