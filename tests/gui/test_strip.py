"""The strip: what went wrong stays until something goes well or a key is pressed."""

import threading

import pygame
import pytest

from mark1.gui.panel_state import Notice
from mark1.gui.settings import Settings
from mark1.gui.strip import TROUBLE, notice, printed


def over_the_wall(one):
    """Pixels where the strip lies."""
    foot = one.front.views["teletype"].rect
    rect = pygame.Rect(0, 0, 300, 40)
    rect.midbottom = foot.centerx, foot.y - 6
    return pygame.image.tobytes(one.window.screen.subsurface(rect), "RGB")


def test_trouble_is_shown_until_a_key(visit):
    one = visit()
    bare = over_the_wall(one)
    one.press(pygame.K_z, pygame.KMOD_LCTRL)
    assert one.operator.trouble.startswith("nothing to undo")
    assert over_the_wall(one) != bare
    one.press(pygame.K_F12)
    assert one.operator.trouble == ""
    assert over_the_wall(one) == bare


def test_a_picture_that_was_kept_is_told_as_one(visit, tmp_path):
    one = visit(settings=Settings(pictures=str(tmp_path))).press(pygame.K_F12)
    for thread in threading.enumerate():
        if thread.name == "picture":
            thread.join()
    (path,) = tmp_path.glob("*.png")
    assert one.state.notice == Notice("strip.pictured", str(path))


def test_trouble_goes_away_with_the_next_success(visit):
    one = visit()
    one.operator.ask("undo")
    one.settle()
    assert one.operator.trouble
    one.operator.ask("theta 3")
    one.settle()
    assert not one.operator.trouble


def test_trouble_comes_before_what_was_done():
    done = Notice("strip.copied")
    assert notice("", None) is None
    assert notice("", done) is done
    assert notice("no", done) == Notice(TROUBLE, "no")


@pytest.mark.parametrize("text", ["", "short", "very long " * 200, "x" * 3000])
def test_any_text_fits(make_wall, text):
    wall = make_wall(theme="large-text")
    card = printed(Notice(TROUBLE, text), 600, wall.front.style)
    assert card.get_width() == 600
    assert card.get_height() < 200
