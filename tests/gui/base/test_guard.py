"""An exception in a view, a tip or a button does not close the window; it is logged once, and the rest works."""

import pygame

from mark1.gui.base.contract import Control
from mark1.gui.paint.words import LANGUAGES, Words


def broken(*_):
    raise IndexError("index 7 is out of bounds")


def errors_of(wall):
    return [entry.text for entry in wall.operator.log if entry.kind == "error"]


def test_a_failing_view_is_greyed_and_logged_once_and_others_keep_working(wall, monkeypatch):
    wall.draw(2)
    view = wall.wall.views["response"]
    before = wall.brightness(view.rect)
    monkeypatch.setattr(view, "show", broken)
    wall.do("present letter T").draw(30)
    assert errors_of(wall) == ["RESPONSE UNITS: this part failed; see the journal"]
    assert list(wall.wall.guard.greyed) == ["response"]
    assert wall.brightness(view.rect) < 0.9 * before
    assert wall.view("camera")._name == "letter T"
    assert any("Traceback" in line and "in broken" in line for line in wall.panel.journal.lines)
    assert wall.wall.under(view.rect.center) is None


def test_a_greyed_plate_is_retried_for_another_machine_or_size(wall, monkeypatch):
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


def test_a_failing_view_gives_no_tip(wall, monkeypatch):
    wall.draw(2)
    view = wall.wall.views["retina"]
    monkeypatch.setattr(view, "under", broken)
    wall.state.pointer = view.rect.center
    wall.draw(20)
    assert (
        len(errors_of(wall)) == 1
        and errors_of(wall)[0].startswith("a part of the window failed")
        and not wall.wall.guard.greyed
    )


def test_a_failing_button_or_key_does_not_close_the_window(visit):
    one = visit()
    one.window.by_name["theme"] = broken
    one.wall.views["camera"].controls.append(Control("a key", pygame.Rect(5, 300, 9, 9), does=broken))
    one.press(pygame.K_F9).click((9, 304)).press(ord("a"))
    assert len(errors_of(one)) == 2 and all("failed" in text for text in errors_of(one))
    assert one.lines == ["present letter A"] and not one.window.closed


def test_a_failing_tip_leaves_the_wall_intact(wall, monkeypatch):
    monkeypatch.setattr(wall.wall.tip_card, "draw", broken)
    wall.draw(3)
    assert len(errors_of(wall)) == 1 and wall.brightness(wall.screen.get_rect()) > 30


def test_the_operator_continues_after_an_unexpected_error(visit, monkeypatch):
    one = visit()
    monkeypatch.setattr(one.panel, "undo", broken)
    for line in ("undo", "present letter A"):
        one.operator.ask(line)
    one.settle()
    assert errors_of(one) == ["index 7 is out of bounds"] and "in broken" in "".join(one.panel.journal.lines)
    assert not one.operator.has_ended and one.panel.observation.name == "letter A"


def test_a_fault_is_reported_in_the_language_of_the_wall_and_without_technical_terms(wall):
    wall.draw(2)
    wall.view("response").show = broken
    wall.draw(2)
    (text,) = errors_of(wall)
    for language in LANGUAGES:
        words = Words(language)
        assert words.said(text).startswith(words("response.title") + ": ")
    assert Words("it").said(text) != text
    assert not any(word in text for word in ("IndexError", "bounds", "response"))
    assert Words("it").said("a part of the window failed; see the journal").startswith("una parte")
