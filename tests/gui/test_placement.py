"""The placement of the window: what fits on the screen, and what is kept for the next session."""

import pygame
import pytest

from mark1.errors import StorageError
from mark1.gui.paint.theme import LEAST_SIZE, SIZE
from mark1.gui.placement import FILE, Placement, keep, kept
from mark1.gui.stand import SETTLED_S

# Screens, and whether a window of the usual size has to be maximized there.
SCREENS = {(1024, 600): True, (1366, 768): True, (1600, 900): True, (1920, 1080): False, (3840, 2160): False}


def test_a_first_window_fits_between_title_bar_and_panel():
    for screen, is_too_small in SCREENS.items():
        first = Placement().on([screen], 0)
        assert first.maximized is is_too_small, screen
        assert all(a <= b for a, b in zip(first.size, screen, strict=True))
        assert all(a >= min(b, c) for a, b, c in zip(first.size, LEAST_SIZE, screen, strict=True))
        if not is_too_small:
            assert first.size == SIZE


def test_a_window_position_is_restored_if_it_is_on_a_screen():
    stood = Placement((1100, 700), (2000, 50))
    assert stood.on([(1920, 1080), (1920, 1080)], 0) == stood
    assert stood.on([(1920, 1080)], 0) == Placement((1100, 700))
    assert Placement((1100, 700), (-500, 50)).on([(1920, 1080)], 0).position is None
    assert Placement((3000, 700), (10, 50)).on([(1920, 1080)], 0) == Placement((1904, 700), None, maximized=True)


def test_a_placement_is_restored_and_a_damaged_file_ignored(tmp_path):
    assert kept(tmp_path) is None
    for placement in (Placement((1100, 700), (61, 60)), Placement((1200, 800), None, maximized=True)):
        keep(placement, tmp_path / "state")
        assert kept(tmp_path / "state") == placement
    damaged = ['{"size": 3}', '{"size": [1, 2, 3]}', '{"size": [1e9, 5]}', '{"size": [true, 5]}', '{"size": [-5, 5]}']
    damaged += ['{"size": [9, 9], "position": "left"}', '{"size": [99999, 9]}']
    for text in ("", "[]", "{}", "\0", *damaged):
        (tmp_path / FILE).write_text(text)
        assert kept(tmp_path) is None, text
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="file"):
        keep(Placement(), tmp_path / "file")


def test_full_screen_fills_the_screen_and_restores_the_size(visit):
    one = visit()
    one.press(pygame.K_F11)
    assert one.state.full_screen and one.window.screen.get_size() == pygame.display.get_desktop_sizes()[0]
    assert one.wall.size[0] == one.window.screen.get_width()
    one.press(pygame.K_F11)
    assert not one.state.full_screen and one.window.screen.get_size() == (1024, 640)


def test_a_maximized_window_keeps_the_size_it_had_before(visit):
    one = visit()
    stand = one.window.stand
    one.frames(2, SETTLED_S)
    assert stand.placement.size == (1024, 640) and not stand.placement.maximized
    pygame.display.set_mode((1200, 700), pygame.RESIZABLE)  # as a desktop does: the size first, then why
    pygame.event.post(pygame.Event(pygame.WINDOWSIZECHANGED, x=1200, y=700))
    pygame.event.post(pygame.Event(pygame.WINDOWMAXIMIZED))
    one.frames(2, SETTLED_S)
    assert stand.placement.size == (1024, 640) and stand.placement.maximized
    pygame.event.post(pygame.Event(pygame.WINDOWRESTORED))
    one.frames(3, SETTLED_S)
    assert stand.placement.size == (1200, 700) and not stand.placement.maximized
