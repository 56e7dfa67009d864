"""The status bar: an error stays until something succeeds or a key is pressed."""

import threading

import pygame

from mark1.gui.base.ui_state import StatusMessage
from mark1.gui.operator.autosave import Autosave
from mark1.gui.visitor.settings import UserSettings
from mark1.gui.wall.status_bar import OFFERS, TROUBLE, WAITING, notice, printed
from mark1.panel.control_panel import ControlPanel


def over_the_wall(one):
    """The pixels of the status bar, without lines of the log."""
    room = one.wall.all_views["teletype"].log_room
    return pygame.image.tobytes(one.window.screen.subsurface((room.x, room.y, 15, room.h - 4)), "RGB")


def test_an_error_is_shown_until_a_key_is_pressed(visit):
    one = visit()
    bare = over_the_wall(one)
    one.press(pygame.K_z, pygame.KMOD_LCTRL)
    assert one.operator.trouble.startswith("nothing to undo")
    assert over_the_wall(one) != bare
    one.press(pygame.K_F8)  # one that means nothing
    assert one.operator.trouble == ""
    assert over_the_wall(one) == bare


def test_a_saved_picture_is_reported(visit, tmp_path):
    one = visit(settings=UserSettings(pictures=str(tmp_path))).press(pygame.K_F12)
    for thread in threading.enumerate():
        if thread.name == "picture":
            thread.join()
    (path,) = tmp_path.glob("*.png")
    assert one.state.notice == StatusMessage("strip.pictured", str(path))


def test_an_error_disappears_after_the_next_success(visit):
    one = visit()
    one.operator.ask("undo")
    one.settle()
    assert one.operator.trouble
    one.operator.ask("theta 3")
    one.settle()
    assert not one.operator.trouble


def test_errors_come_before_waits_and_waits_before_messages():
    done = StatusMessage("strip.copied")
    assert notice("", "", None) is None
    assert notice("", "", done) is done
    assert notice("", "paused: ...", done) == StatusMessage(WAITING, "paused: ...")
    assert notice("no", "paused: ...", done) == StatusMessage(TROUBLE, "no")


def test_any_text_fits_its_room(make_wall):
    wall = make_wall(theme="large-text")
    for text in ("", "short", "very long " * 200, "x" * 3000):
        for key in (TROUBLE, WAITING, *OFFERS):
            card, keys = printed(StatusMessage(key, text), (600, 70), wall.wall.style)
            assert card.get_size() == (600, 70) and len(keys) == {TROUBLE: 1, WAITING: 0}.get(key, 2)


def test_the_status_bar_covers_no_control_on_any_screen(make_wall):
    for size in ((1024, 640), (1366, 768), (1600, 900), (1920, 1080)):
        for theme in ("normal", "large-text"):
            wall = make_wall(size=size, theme=theme)
            wall.operator.trouble = "no"
            wall.draw(2)
            status_bar, lies_over = wall.wall.status_bar, wall.wall.status_bar.controls
            assert status_bar.rect.w > size[0] / 2 and len(lies_over) == 1
            for control in wall.wall.controls:
                assert control in lies_over or not status_bar.rect.colliderect(control.rect), control.key
            for place in ("topleft", "bottomright"):
                assert wall.screen.get_rect().collidepoint(getattr(status_bar.rect.inflate(-2, -2), place))


def test_a_click_or_touch_closes_the_message_and_does_nothing_else(visit):
    one = visit()
    for touch in (False, True):
        for key in (None, "strip.close"):
            one.operator.ask("undo")
            one.settle()
            assert one.operator.trouble
            place = one.wall.status_bar.rect.center if key is None else one.control(key).rect.center
            if touch:
                x, y = (a / b for a, b in zip(place, one.window.screen.get_size(), strict=True))
                pygame.event.post(pygame.Event(pygame.FINGERDOWN, finger_id=1, touch_id=1, x=x, y=y, dx=0, dy=0))
                one.settle()
            else:
                one.click(place)
            assert not one.operator.trouble and not one.wall.status_bar.controls and one.state.marked is None
    assert one.lines == ["undo"] * 4


# ---- the true reason


def test_after_a_failed_course_nothing_runs_and_the_error_stays(visit):
    one = visit()
    one.panel.execute("train xor epochs 1")
    one.state.data = ("letters", "xor")
    for key in ("teacher.run", "teacher.step"):
        one.click(one.control(key).rect.center)
        assert "learned other classes" in one.operator.trouble
    assert one.lines == ["course letters"] * 2


def test_an_error_of_plugging_survives_presenting_again(visit):
    one = visit()
    one.press(pygame.K_a)
    for key, said in (("patch_board.unplug", "no wire"), ("patch_board.plug", "already")):
        if key == "patch_board.plug":
            one.click(one.control(key).rect.center)
        one.click(one.control(key).rect.center)
        assert said in one.operator.trouble
        assert one.lines[-1] == "present again letter A"
    one.operator.ask_all(("theta 3", "present again"))
    one.settle()
    assert not one.operator.trouble


def test_nothing_is_taught_without_a_target(visit):
    one = visit()
    one.press(pygame.K_a)
    one.state.wanted = ""
    for key, said in (("teacher.teach", "strip.teach_what"), ("teacher.right", "strip.no_answer"),
                      ("teacher.wrong", "strip.teach_what")):  # fmt: skip
        one.click(one.control(key).rect.center)
        assert one.state.notice == StatusMessage(said)
    one.press(pygame.K_RETURN)
    assert one.state.notice == StatusMessage("strip.teach_what")
    one.operator.ask_all(("classes A B C", "teach A"))
    one.settle()
    one.state.wanted = "A"
    one.click(one.control("teacher.wrong").rect.center)
    assert one.state.notice == StatusMessage("strip.wrong_what", "A")
    assert one.lines[-1] == "teach A" and len(one.lines) == 3


# ---- offers


def test_an_offer_has_buttons_and_stays_until_one_is_pressed(visit, tmp_path):
    for crashed in (True, False):
        for key, is_taken in (("strip.leave", False), ("strip.take", True)):
            keeper = Autosave(ControlPanel(), tmp_path / f"{crashed} {key}", 60.0)
            keeper.panel.execute("theta 7")
            keeper.hurry()
            keeper.keep()
            if crashed:
                keeper._lock.release()
            else:
                keeper.finish()
            panel = ControlPanel()
            one = visit(panel=panel, autosave=Autosave(panel, keeper.folder, 60.0))
            assert one.state.notice.key == OFFERS[not crashed]
            one.press(pygame.K_F9).press(pygame.K_F9).press(pygame.K_F9)
            one.click(one.wall.status_bar.rect.move(20, 0).midleft)
            assert one.state.notice is not None
            one.click(one.control(key).rect.center)
            assert one.state.notice is None and not one.wall.status_bar.controls
            assert (panel.machine.association.theta == 7) is is_taken
