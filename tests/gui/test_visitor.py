"""What a visitor does at the teacher's plate: targets, drawings, pause, tips."""

import math
import time

import numpy as np
import pygame
import pytest

from mark1.gui.base.ui_state import StatusMessage
from mark1.gui.icon import icon
from mark1.gui.paint.words import LANGUAGES, catalogue
from mark1.gui.wall.tip_card import FADE_S, READ_S


def key(one, letter, mod=0):
    return one.press(getattr(pygame, f"K_{letter}"), mod, letter)


def at(one, name):
    return one.control(name).rect.center


def stroke(one, number=210):
    one.click(one.wall.all_views["retina"].grid.square(number).center)


def until(one, holds):
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        one.frames()


# ---- the target


def test_a_click_selects_the_target_and_case_does_not_matter(visit):
    one = visit(wanted="Q")
    key(one, "a")
    assert one.state.wanted == "A"
    one.click(at(one, "teacher.wanted"))
    bits = pygame.image.tobytes(one.window.screen, "RGB")
    key(one, "b")
    assert one.state.wanted == "b" and one.lines == ["present letter A"]
    assert pygame.image.tobytes(one.window.screen, "RGB") != bits
    one.press(pygame.K_RETURN)
    assert one.lines[-1] == "teach B"
    one.click(at(one, "teacher.wanted"))
    one.press(pygame.K_BACKSPACE)
    assert one.state.wanted == ""
    one.operator.ask_all(("reset", "classes left Right", "present letter A"))
    one.settle()
    for letter in "right":
        key(one, letter)
    one.press(pygame.K_RETURN)
    assert one.lines[-1] == "teach Right"


def test_a_new_drawing_has_no_target_and_no_letter_replaces_it(visit):
    one = visit()
    key(one, "a")
    stroke(one)
    assert one.state.wanted == "" and one.panel.observation.name == "drawing"
    light = one.panel.observation.light
    key(one, "l")
    assert one.state.notice == StatusMessage("strip.drawing", "L") and one.state.wanted == "L"
    assert one.panel.observation.light is light
    stroke(one, 215)
    assert one.state.wanted == "L"  # still the same drawing
    one.press(pygame.K_RETURN)
    assert one.lines[-1] == "teach L"
    one.press(pygame.K_BACKSPACE)
    key(one, "b")
    assert one.lines[-2:] == ["present dark", "present letter B"] and one.state.wanted == "B"


def test_turn_and_noise_are_reset_for_the_next_letter(visit):
    one = visit()
    key(one, "a")
    one.operator.ask_all(("rotate 30", "noise 0.3", "shift 1 0"))
    one.settle()
    key(one, "b")
    assert one.lines[-3:] == ["rotate 0", "noise 0", "present letter B"]
    optics = one.panel.machine.config.optics
    assert (optics.rotation_deg, one.panel.machine.retina.config.noise, optics.shift_x_cells) == (0, 0, 1)
    key(one, "c")
    assert one.lines[-2:] == ["present letter B", "present letter C"]


def test_a_dial_presents_the_same_noisy_picture_again(visit):
    one = visit()
    key(one, "a")
    one.operator.ask_all(("noise 0.4", "present letter A"))
    one.settle()
    seen = one.panel.observation.s
    for name, code in (("association.theta", pygame.K_UP), ("association.theta", pygame.K_DOWN)):
        one.window.wall.focus(one.control(name))
        one.press(code)
        np.testing.assert_array_equal(one.panel.observation.s, seen)
    assert one.lines[-1] == "present again letter A"
    one.operator.ask("present letter A")
    one.settle()
    assert np.any(one.panel.observation.s != seen)


# ---- disabled controls


def test_controls_of_the_mark1_are_disabled_under_another_back_end_and_say_why(visit):
    one = visit()
    key(one, "a")
    names = "patch_board.plug", "patch_board.unplug", "patch_board.break", "teacher.rule"

    def bright(name):
        return sum(pygame.transform.average_color(one.window.screen, one.control(name).rect)[:3])

    before = {name: bright(name) for name in names}
    for backend in ("mlp", "logistic"):
        one.click(at(one, f"header.{backend}"))
        one.frames(10)
        lines = one.lines
        for name in names:
            assert bright(name) < before[name]
            one.click(at(one, name))
            assert one.state.notice == StatusMessage("strip.other_backend") and not one.state.open
        one.window.wall.focus(one.control("teacher.rule"))
        one.press(pygame.K_UP)
        assert one.lines == lines
    one.click(at(one, "header.mark1"))
    one.click(at(one, "patch_board.plug"))
    assert one.lines[-2].startswith("plug ")


def test_return_on_a_knob_teaches_nothing(visit):
    one = visit(wanted="A")
    key(one, "a")
    one.click(at(one, "picture.blur"))
    one.press(pygame.K_RETURN)
    assert one.lines == ["present letter A"]
    one.press(pygame.K_ESCAPE)
    one.press(pygame.K_RETURN)
    assert one.lines[-1] == "teach A"


def test_a_double_click_centres_a_knob(visit):
    one = visit()
    grid = one.wall.all_views["potentiometers"].grid
    one.operator.ask_all(("blur 2", "set 3 5"))
    one.settle()
    for place in (at(one, "picture.blur"), grid.square(3).center):
        one.click(place).click(place)
    assert one.panel.machine.config.optics.blur_cells == 0
    assert abs(one.panel.machine.potentiometers.wiper_v[3]) < 0.01
    one.operator.ask("blur 2")
    one.settle()
    one.click(at(one, "picture.blur"))
    one.frames(60)
    one.click(at(one, "picture.blur"))
    assert one.panel.machine.config.optics.blur_cells == 2


def test_pause_holds_teach_back_and_allows_single_steps(visit):
    one = visit(wanted="A", speed=math.inf)
    key(one, "a")
    one.click(at(one, "teacher.pause"))
    one.window.press(one.control("teacher.teach"))
    until(one, lambda: one.panel.under_way == "teach A")
    one.frames(5)
    assert one.panel.machine.presentations == 0
    one.window.by_name["pause"]()
    one.settle()
    assert one.panel.machine.presentations == 1
    one.click(at(one, "teacher.pause"))
    for shown in (2, 3, 4):
        one.click(at(one, "teacher.step"))
        assert one.panel.machine.presentations == shown
    assert one.state.paused


# ---- tips


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tip_explains_a_control_without_repeating_its_label(make_wall, language):
    texts, told = catalogue(language), 0
    wall = make_wall(language=language, size=(1600, 900)).do("present letter A")
    for board in ("patch_board", "library", "rig"):
        wall.state.board = board
        wall.draw(2)
        for view in wall.wall.views.values():
            for control in view.controls:
                tip = view.under(control.rect.center)
                if control.units is not None or tip is None or tip.unit is not None:
                    continue
                told += 1
                assert tip.why.startswith(texts[f"{control.key}_help"]) or control.key == "association.theta"
                assert not control.label or tip.name != control.label, control.key
                said = " ".join((tip.name, tip.value, tip.why))
                assert not set(said) & set("{}|"), said
                assert not any(word in said for word in ("DATA", "PART AMOUNT", "S A ")), said
    assert told > 60


def test_a_tip_fades_and_does_not_appear_on_touch(visit):
    one = visit()

    def move_to(place):
        pygame.event.post(pygame.Event(pygame.MOUSEMOTION, pos=place, rel=(0, 0), buttons=(0, 0, 0), touch=False))
        return one.frames(2)

    box = one.control("picture.library").rect.move(0, one.wall.style.px(40))
    place = at(one, "picture.library")

    def pixels():
        return pygame.image.tobytes(one.window.screen.subsurface(box), "RGB")

    bare = pixels()
    move_to(place)
    assert pixels() != bare
    one.frames(1, READ_S - 0.1)
    assert pixels() != bare
    one.frames(2, FADE_S)
    assert pixels() == bare
    move_to((place[0] + 1, place[1]))
    assert pixels() != bare
    x, y = (a / b for a, b in zip(at(one, "picture.blur"), one.window.screen.get_size(), strict=True))
    pygame.event.post(pygame.Event(pygame.FINGERDOWN, finger_id=1, touch_id=1, x=x, y=y, dx=0, dy=0))
    one.frames(2)
    assert one.state.pointer == at(one, "picture.blur") and one.state.touched
    assert one.wall._overlay.tip is None


# ---- saved machines, and the icon


def test_a_machine_is_saved_and_opened_from_the_wall(visit, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MARK1_STATE", str(tmp_path / "state"))
    one = visit()
    one.click(at(one, "header.open"))
    assert one.state.notice == StatusMessage("strip.no_machines", str(tmp_path)) and not one.state.open
    one.operator.ask("theta 7")
    one.click(at(one, "header.save"))
    one.frames(2)
    (path,) = tmp_path.glob("*.mark1")
    assert one.state.notice == StatusMessage("strip.machine_saved", str(path))
    one.press(pygame.K_s, pygame.KMOD_LCTRL)
    assert len(list(tmp_path.glob("*.mark1"))) == 2
    one.operator.ask("theta 3")
    one.click(at(one, "header.open"))
    assert one.wall.drop_down.is_open and len(one.state.menu) == 3
    one.press(pygame.K_ESCAPE)
    assert not one.state.open and not one.state.menu
    one.press(pygame.K_o, pygame.KMOD_LCTRL).press(pygame.K_DOWN).press(pygame.K_RETURN)
    assert one.lines[-1].startswith("load ") and one.panel.machine.association.theta == 7
    one.operator.ask("undo")
    one.settle()
    assert one.panel.machine.association.theta == 3
    one.click(at(one, "header.open")).frames()
    place = one.wall.drop_down.rect
    one.click((place.x + 20, place.centery))
    assert one.panel.machine.association.theta == 7 and not one.state.open


def test_the_icon_is_the_programs_own():
    made = icon()
    assert made.get_size() == (64, 64) and made.get_at((32, 12))[:3] == (255, 176, 64)
    assert made.get_at((0, 0)).a == 0 and icon(16).get_size() == (16, 16)
