"""The teletype: it logs everything, takes commands, and is scrolled, selected, copied and saved."""

import pygame
import pytest

from mark1.gui import actions
from mark1.gui.views.teletype import in_marked, said_of, text_of
from mark1.gui.visitor import clipboard


def test_commands_are_typed_completed_recalled_and_abandoned(visit):
    one = visit().press(pygame.K_F2)
    assert one.state.typing
    one.press(pygame.K_t).type("the").press(pygame.K_TAB).type("3").press(pygame.K_RETURN)
    assert one.lines == ["theta 3"]
    assert one.panel.machine.config.association.theta == 3
    one.press(pygame.K_UP)
    assert one.state.typed.text == "theta 3"
    one.press(pygame.K_BACKSPACE).type("4?").press(pygame.K_BACKSPACE, text="\b").press(pygame.K_RETURN)
    assert one.lines[-1] == "theta 4"
    one.press(pygame.K_ESCAPE).press(pygame.K_t)
    assert not one.state.typing
    assert one.lines[-1] == "present letter T"


def test_a_mistake_is_one_line_with_the_nearest_word(visit):
    one = visit().press(pygame.K_F2).type("teech A").press(pygame.K_RETURN)
    assert [entry.kind for entry in one.operator.log] == ["line", "error"]
    assert "Did you mean 'teach'?" in one.operator.log[-1].text


def test_a_question_mark_is_typed_while_typing_and_otherwise_opens_help(visit):
    one = visit().press(pygame.K_F2).press(pygame.K_SLASH, pygame.KMOD_LSHIFT, "?").type("?")
    assert (one.state.typed.text, one.state.page) == ("?", -1)
    one.press(pygame.K_ESCAPE).press(pygame.K_SLASH, pygame.KMOD_LSHIFT, "?")
    assert one.state.page == 0


def test_a_click_starts_typing_and_a_click_elsewhere_ends_it(visit):
    one = visit()
    one.click(one.control("teletype.entry").rect.center)
    assert one.state.typing
    one.click(one.wall.views["camera"].rect.center)
    assert not one.state.typing


def test_typed_text_is_shown_with_a_hint_of_its_continuation(visit):
    one = visit()
    entry = one.control("teletype.entry").rect
    before = pygame.image.tobytes(one.window.screen.subsurface(entry), "RGB")
    one.press(pygame.K_F2).type("damage")
    after = pygame.image.tobytes(one.window.screen.subsurface(entry), "RGB")
    one.type(" a")
    assert len({before, after, pygame.image.tobytes(one.window.screen.subsurface(entry), "RGB")}) == 3


def test_the_paper_scrolls_back_to_the_first_line_and_forward(visit):
    one = visit()
    view = one.wall.views["teletype"]
    for number in range(30):
        one.operator.tell(f"note {number}")
    one.frames()
    newest = view.line_at((view.room.centerx, view.room.bottom - 2))
    one.press(pygame.K_PAGEUP)
    assert view.line_at((view.room.centerx, view.room.bottom - 2)) == newest - actions.ROLL_LINES
    for _ in range(20):
        one.press(pygame.K_PAGEUP)
    assert view.line_at((view.room.centerx, view.room.bottom - 2)) == 0
    for _ in range(20):
        one.press(pygame.K_PAGEDOWN)
    assert view.line_at((view.room.centerx, view.room.bottom - 2)) == newest


def test_all_lines_or_the_selected_ones_are_copied(visit, monkeypatch):
    copied = []
    monkeypatch.setattr(clipboard, "copy", copied.append)
    one = visit().press(pygame.K_t).press(pygame.K_z, pygame.KMOD_LCTRL)
    one.press(pygame.K_c, pygame.KMOD_LCTRL)
    assert copied[-1].startswith("> present letter T\n  letter T: 94 S-units")
    assert copied[-1].endswith("! nothing to undo\n")
    one.state.marked = (2, 1)
    one.click(one.control("teletype.copy").rect.center)
    assert len(copied[-1].splitlines()) == 2 and copied[-1].splitlines()[1] == "> undo"
    assert one.state.notice.key == "strip.copied"


def test_lines_are_selected_with_the_mouse_and_scrolled_with_its_wheel(visit):
    one = visit()
    view = one.wall.views["teletype"]
    for number in range(30):
        one.operator.tell(f"note {number}")
    one.frames()
    low, high = (view.room.centerx, view.room.bottom - 2), (view.room.centerx, view.room.bottom - view.line_px - 2)
    for kind, place in (
        (pygame.MOUSEBUTTONDOWN, low),
        (pygame.MOUSEMOTION, high),
        (pygame.MOUSEMOTION, (0, 0)),
        (pygame.MOUSEBUTTONUP, high),
    ):
        more = {"rel": (0, 0), "buttons": (1, 0, 0)} if kind == pygame.MOUSEMOTION else {"button": 1}
        pygame.event.post(pygame.Event(kind, pos=place, touch=False, **more))
        one.frames()
    assert one.state.marked == (29, 28)
    assert text_of(one.operator.log, one.state) == "* note 28\n* note 29\n"
    one.click(low)
    assert one.state.marked is None
    one.state.pointer = low
    pygame.event.post(pygame.Event(pygame.MOUSEWHEEL, x=0, y=2))
    one.frames()
    assert view.line_at(low) == 29 - 6


def test_comments_of_the_log_are_translated_and_commands_are_not(visit):
    one = visit(language="it")
    comment = "# its last lines could not be written then, so the session went further than this"
    one.operator.log.write("line", comment)
    one.operator.log.write("line", "theta 3")
    shown = [said_of(entry, one.wall.style.words) for entry in one.operator.log]
    assert shown == ["# le ultime righe non si poterono scrivere, perciò la sessione è andata oltre", "theta 3"]
    assert text_of(one.operator.log, one.state).splitlines() == [f"> {comment}", "> theta 3"]


def test_the_log_is_saved_to_a_file_and_a_missing_folder_reported(visit, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one = visit().press(pygame.K_7)
    one.click(one.control("teletype.save").rect.center)
    (saved,) = tmp_path.iterdir()
    assert saved.read_text("utf-8") == text_of(one.operator.log, one.state)
    assert one.state.notice.value == str(saved)
    monkeypatch.setattr(actions.Path, "cwd", lambda: tmp_path / "nowhere")
    one.click(one.control("teletype.save").rect.center)
    assert "nowhere" in one.operator.trouble


def test_long_replies_are_wrapped_and_long_commands_cut(make_wall):
    wall = make_wall().draw() and make_wall()
    wall.draw()
    view = wall.view("teletype")
    wall.do(f"present light {'00ff' * 200}")
    wall.operator.tell("word " * 400)
    wall.draw()
    assert len(view._wrapped(wall.operator.log[0])) == 1
    rows = view._wrapped(wall.operator.log[-1])
    assert len(rows) == 3 and rows[-1].endswith("…")
    assert all(len(row) <= view.columns for row in rows)


@pytest.mark.parametrize(("marked", "number", "is_in"), [(None, 3, False), ((5, 2), 3, True), ((2, 5), 6, False)])
def test_the_selection_includes_the_lines_in_between(make_wall, marked, number, is_in):
    wall = make_wall(marked=marked)
    assert in_marked(wall.state, number) == is_in
