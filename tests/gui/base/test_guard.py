"""A fault in one plate, one tip or one button does not end the window; it is told once, and the rest goes on."""

import pygame

from mark1.gui.base.contract import Control
from mark1.gui.paint.words import LANGUAGES, Words


def broken(*_):
    raise IndexError("index 7 is out of bounds")


def told(wall):
    return [entry.text for entry in wall.operator.log if entry.kind == "error"]


def test_a_view_that_fails_is_greyed_told_once_and_the_others_go_on(wall, monkeypatch):
    wall.draw(2)
    view = wall.wall.views["response"]
    before = wall.brightness(view.rect)
    monkeypatch.setattr(view, "show", broken)
    wall.do("present letter T").draw(30)
    assert told(wall) == ["RESPONSE UNITS: this part failed; see the journal"]
    assert list(wall.wall.guard.greyed) == ["response"]
    assert wall.brightness(view.rect) < 0.9 * before
    assert wall.view("camera")._name == "letter T"
    assert any("Traceback" in line and "in broken" in line for line in wall.panel.journal.lines)
    assert wall.wall.under(view.rect.center) is None


def test_a_greyed_plate_is_tried_again_for_another_machine_and_in_another_size(wall, monkeypatch):
    view = wall.wall.views["response"]
    for again in (lambda: wall.do("machine seed 2"), lambda: wall.wall.place((1280, 800))):
        with monkeypatch.context() as patch:
            patch.setattr(view, "show", broken)
            wall.draw(2)
            assert "response" in wall.wall.guard.greyed
        wall.draw(2)
        assert "response" in wall.wall.guard.greyed
        again()
        wall.draw(2)
        assert not wall.wall.guard.greyed


def test_what_fails_under_the_pointer_is_no_tip(wall, monkeypatch):
    wall.draw(2)
    view = wall.wall.views["retina"]
    monkeypatch.setattr(view, "under", broken)
    wall.state.pointer = view.rect.center
    wall.draw(20)
    assert (
        len(told(wall)) == 1 and told(wall)[0].startswith("a part of the window failed") and not wall.wall.guard.greyed
    )


def test_a_button_or_a_key_that_fails_does_not_end_the_window(visit):
    one = visit()
    one.window.by_name["theme"] = broken
    one.wall.views["camera"].controls.append(Control("a key", pygame.Rect(5, 300, 9, 9), does=broken))
    one.press(pygame.K_F9).click((9, 304)).press(ord("a"))
    assert len(told(one)) == 2 and all("failed" in text for text in told(one))
    assert one.lines == ["present letter A"] and not one.window.closed


def test_a_tip_that_fails_leaves_the_wall(wall, monkeypatch):
    monkeypatch.setattr(wall.wall.tip_card, "draw", broken)
    wall.draw(3)
    assert len(told(wall)) == 1 and wall.brightness(wall.screen.get_rect()) > 30


def test_the_operator_goes_on_after_a_fault_of_the_program(visit, monkeypatch):
    one = visit()
    monkeypatch.setattr(one.panel, "undo", broken)
    for line in ("undo", "present letter A"):
        one.operator.ask(line)
    one.settle()
    assert told(one) == ["index 7 is out of bounds"] and "in broken" in "".join(one.panel.journal.lines)
    assert not one.operator.has_ended and one.panel.sight.name == "letter A"


def test_a_fault_is_told_in_the_language_of_the_wall_by_the_name_on_the_plate_and_in_no_technical_terms(wall):
    wall.draw(2)
    wall.view("response").show = broken
    wall.draw(2)
    (text,) = told(wall)
    for language in LANGUAGES:
        words = Words(language)
        assert words.said(text).startswith(words("response.title") + ": ")
    assert Words("it").said(text) != text
    assert not any(word in text for word in ("IndexError", "bounds", "response"))
    assert Words("it").said("a part of the window failed; see the journal").startswith("una parte")
