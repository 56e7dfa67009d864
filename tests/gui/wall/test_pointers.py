"""Pointers and keys on the window: mouse, fingers, wheel and keys; the lines they ask for, and the result."""

import os
import time

import numpy as np
import pygame
import pytest

from mark1.gui.base.ui_state import PanelState, StatusMessage, Unit
from mark1.gui.operator.operator import Operator
from mark1.gui.window import Window
from mark1.panel.control_panel import ControlPanel

SIZE = (1600, 900)


class Visitor:
    """A visitor at a window. ``asked``: the lines since the last call."""

    def __init__(self):
        self.window = Window(Operator(ControlPanel()), PanelState(), SIZE)
        self.operator, self.panel, self.state = self.window.operator, self.window.operator.panel, self.window.state
        self.operator.start()
        pygame.event.clear()
        self.frame()
        self._heard = 0

    def frame(self):
        self.window.frame(1 / 60)

    def settle(self):
        self.frame()
        deadline = time.monotonic() + 60
        while not self.operator.settled:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        self.frame()

    @property
    def asked(self):
        self.settle()
        lines = [entry.text for entry in self.operator.log if entry.kind == "line"]
        new, self._heard = lines[self._heard :], len(lines)
        return new

    def view(self, name):
        return self.window.wall.views[name]

    def control(self, name):
        return next(one for one in self.window.wall.controls if one.name == name)

    def post(self, kind, **values):
        pygame.event.post(pygame.Event(kind, **values))
        self.frame()

    def down(self, place, button=1):
        self.post(pygame.MOUSEBUTTONDOWN, pos=place, button=button, touch=False)

    def move(self, place):
        self.post(pygame.MOUSEMOTION, pos=place, rel=(0, 0), buttons=(0, 0, 0), touch=False)

    def up(self, place, button=1):
        self.post(pygame.MOUSEBUTTONUP, pos=place, button=button, touch=False)

    def click(self, place, button=1):
        self.down(place, button)
        self.up(place, button)

    def press(self, name):
        self.click(self.control(name).rect.center)

    def drag(self, start, end, button=1):
        self.down(start, button)
        for k in range(1, 5):
            self.move(tuple(round(a + (b - a) * k / 4) for a, b in zip(start, end, strict=True)))
        self.up(end, button)

    def wheel(self, place, clicks):
        self.move(place)
        self.post(pygame.MOUSEWHEEL, x=0, y=clicks)

    def key(self, code, mod=0, text=""):
        self.post(pygame.KEYDOWN, key=code, mod=mod, unicode=text, scancode=0)

    def finger(self, kind, place, finger=1):
        self.post(kind, finger_id=finger, touch_id=1, x=place[0] / SIZE[0], y=place[1] / SIZE[1], dx=0, dy=0)


@pytest.fixture
def visitor():
    one = Visitor()
    yield one
    one.operator.close()


# ---- camera and retina


def test_a_line_drawn_fast_has_no_gaps(visitor):
    visitor.state.chosen["brush"] = 0
    grid = visitor.view("retina").grid
    visitor.drag(grid.square(20).center, grid.square(39).center)
    assert all(line.startswith("draw ") for line in visitor.asked)
    assert np.flatnonzero(visitor.panel.observation.s).tolist() == list(range(20, 40))


def test_two_fingers_draw_two_lines_and_touch_is_not_handled_twice(visitor):
    visitor.state.chosen["brush"] = 0
    grid = visitor.view("retina").grid
    for finger, row in ((1, 0), (2, 10)):
        visitor.finger(pygame.FINGERDOWN, grid.square(20 * row).center, finger)
    visitor.post(pygame.MOUSEBUTTONDOWN, pos=grid.square(399).center, button=1, touch=True)
    for finger, row in ((1, 0), (2, 10)):
        visitor.finger(pygame.FINGERMOTION, grid.square(20 * row + 4).center, finger)
        visitor.finger(pygame.FINGERUP, grid.square(20 * row + 4).center, finger)
    visitor.settle()
    assert np.flatnonzero(visitor.panel.observation.s).tolist() == [0, 1, 2, 3, 4, 200, 201, 202, 203, 204]


def test_wide_pen_eraser_and_clear(visitor):
    grid = visitor.view("retina").grid
    visitor.press("CLEAR")
    visitor.state.chosen["brush"] = 3
    visitor.click(grid.square(210).center)
    visitor.settle()
    lit = int(visitor.panel.observation.s.sum())
    assert lit > 12
    visitor.state.chosen["brush"] = 0
    visitor.click(grid.square(210).center, button=3)
    visitor.settle()
    assert visitor.panel.observation.s.sum() == lit - 1
    visitor.press("CLEAR")
    visitor.settle()
    assert not visitor.panel.observation.s.any()


def test_knobs_of_the_camera_turn_by_wheel_drag_and_key_and_show_the_picture_again(visitor):
    visitor.key(pygame.K_b)
    assert visitor.asked == ["present letter B"]
    visitor.wheel(visitor.control("X").rect.center, 2)
    assert visitor.asked == ["shift 1 0", "present again letter B"]
    assert visitor.panel.machine.config.optics.shift_x_cells == 1
    at = visitor.control("BLUR").rect.center
    visitor.drag(at, (at[0] + 60, at[1]))
    assert visitor.asked[-1] == "present again letter B"
    assert visitor.panel.machine.config.optics.blur_cells == pytest.approx(1.2, abs=0.11)
    visitor.window.wall.focus(visitor.control("TURN"))
    visitor.key(pygame.K_LEFT)
    assert visitor.asked == ["rotate -5", "present again letter B"]
    visitor.key(pygame.K_HOME)
    assert visitor.asked == []
    assert visitor.panel.journal.lines[-2:] == ["amend rotate 0", "present again letter B"]
    visitor.wheel(visitor.control("NOISE").rect.center, 4)
    assert visitor.asked[0] == "noise 0.2"
    assert visitor.panel.machine.retina.config.noise == 0.2


def test_lamps_and_needles_follow_theta_a_dial_and_a_cable_at_once(visitor):
    visitor.key(pygame.K_a)
    visitor.settle()
    on = int(visitor.panel.observation.a.sum())
    visitor.wheel(visitor.control("THRESHOLD").rect.center, 2)
    assert visitor.asked[-2:] == ["theta 3", "present again letter A"]
    assert visitor.panel.observation.a.sum() < on
    pot = int(np.flatnonzero(visitor.panel.observation.a)[0])
    r = int(visitor.panel.machine.potentiometers.r_of_pot[pot])
    before_v = visitor.panel.observation.sum_v[r]
    visitor.wheel(visitor.view("potentiometers").grid.square(pot).center, 5)
    visitor.settle()
    assert visitor.panel.observation.sum_v[r] == pytest.approx(before_v + 0.5, abs=0.05)
    visitor.press("PLUG")
    assert visitor.asked[-2:] == ["plug 0 0 +", "present again letter A"]
    assert not visitor.panel.observation_is_old


def test_a_held_dial_is_explained_wherever_the_pointer_is(visitor):
    grid = visitor.view("potentiometers").grid
    visitor.down(grid.square(15).center)
    for number in (17, 19, 79):
        visitor.move(grid.square(number).center)
    visitor.settle()
    assert visitor.state.pointed == Unit("pot", 15)
    visitor.up(grid.square(79).center)
    visitor.settle()
    assert visitor.state.pointed == Unit("pot", 79)


def test_a_dial_can_be_held_while_its_machine_is_replaced(visitor):
    grid = visitor.view("potentiometers").grid
    visitor.down(grid.square(500).center)
    visitor.operator.ask("machine a-units 40")
    visitor.settle()
    visitor.move(grid.square(400).center)
    assert visitor.asked[0] == "machine a-units 40"
    assert visitor.panel.machine.potentiometers.n_pots == 40


@pytest.mark.parametrize("knob", ["X", "THRESHOLD"])
def test_a_drawing_stays_when_a_knob_is_turned(visitor, knob):
    visitor.key(pygame.K_a)
    grid = visitor.view("retina").grid
    visitor.drag(grid.square(0).center, grid.square(19).center)
    visitor.settle()
    drawn = visitor.panel.observation.light.copy()
    visitor.wheel(visitor.control(knob).rect.center, 2)
    assert visitor.asked[-1] == "present again"
    assert (visitor.panel.observation.light == drawn).all()


def test_training_resumes_after_a_knob_is_turned(visitor):
    visitor.key(pygame.K_a)
    visitor.settle()
    visitor.state.speed = 1.0
    visitor.press("RUN")
    while visitor.panel.under_way != "run":
        visitor.frame()
    visitor.wheel(visitor.control("THRESHOLD").rect.center, 2)
    visitor.wheel(visitor.control("X").rect.center, 2)
    visitor.window.switches.stop()
    assert not {"present letter A", "present again"} & set(visitor.asked[1:])


def test_switches_of_the_optics_are_set(visitor):
    rect = visitor.control("POLARITY").rect
    visitor.click((rect.right - 6, rect.centery))
    assert visitor.asked == ["polarity light"]
    visitor.click((rect.x + 6, rect.centery))
    assert visitor.asked == ["polarity auto"]
    visitor.wheel(visitor.control("EXPOSURE").rect.center, 1)
    assert visitor.asked == ["exposure 0.5"]


def test_a_drawing_is_added_to_the_album_and_the_album_is_taught(visitor):
    grid = visitor.view("retina").grid
    visitor.drag(grid.square(20).center, grid.square(39).center)
    visitor.press("KEEP")
    assert "keep" not in " ".join(visitor.asked)
    assert visitor.state.notice == StatusMessage("strip.keep_what")
    for label, row in (("bar", 2), ("post", 12)):
        visitor.press("CLEAR")
        visitor.drag(grid.square(20 * row).center, grid.square(20 * row + 19).center)
        visitor.window.wall.focus(visitor.control("TARGET"))
        for _ in range(6):
            visitor.key(pygame.K_BACKSPACE)
        for character in label:
            visitor.key(ord(character), text=character)
        visitor.press("KEEP")
        assert visitor.asked[-1] == f"keep {label}"
    visitor.press("LEARN")
    assert visitor.asked == ["train album"]
    assert visitor.panel.training_run.settled and set(visitor.panel.backend.classes) == {"bar", "post"}


def test_the_library_shows_what_is_clicked(visitor):
    visitor.press("LIBRARY")
    visitor.frame()
    library = visitor.view("patch_board")
    visitor.click(library.grid.square(5).center)
    assert visitor.asked == ["present letter F grotesque"] and visitor.state.wanted == "F"
    sheet = visitor.control("Sheet").rect
    for _ in range(4):
        visitor.click((sheet.right - 8, sheet.centery))
    visitor.frame()
    visitor.click(library.grid.square(0).center)
    assert visitor.asked[0].startswith("present shape ")
    visitor.press("PATCH BOARD")
    visitor.frame()
    assert visitor.view("patch_board") is not library


def test_pictures_of_the_course_are_in_the_library(visitor):
    visitor.operator.ask("course shapes")
    visitor.settle()
    visitor.state.board, visitor.state.chosen["sheet"] = "library", 5
    visitor.frame()
    library = visitor.view("patch_board")
    assert len(library.slides) == 120
    visitor.click(library.grid.square(3).center)
    assert len(visitor.asked) == 2
    stimuli = visitor.panel.training_run.stimuli
    assert np.allclose(visitor.panel.observation.light, stimuli.light[3], atol=1 / 255)
    assert visitor.state.wanted == stimuli.classes[stimuli.class_of[3]]


# ---- patch board


def wire_of(visitor, wire):
    board = visitor.panel.machine.patch_board
    return int(board.s_of_wire[wire]), int(board.a_of_wire[wire])


def free_pair(visitor):
    """An S-unit with a free socket and an A-unit that are not connected."""
    board = visitor.panel.machine.patch_board
    used = np.bincount(board.s_of_wire, minlength=board.n_s)
    s = int(used.argmin())
    return s, next(a for a in range(board.n_a) if board._find(s, a) is None)


def test_a_cable_is_dragged_from_a_socket_to_an_a_unit(visitor):
    view, (s, a) = visitor.view("patch_board"), free_pair(visitor)
    visitor.drag(view.s_grid.square(s).center, view.a_grid.square(a).center)
    assert visitor.asked == [f"plug {s} {a} +"]
    assert visitor.panel.machine.patch_board._find(s, a) is not None
    visitor.press("INHIBITS")
    other = free_pair(visitor)
    view = visitor.view("patch_board")
    visitor.drag(view.a_grid.square(other[1]).center, view.s_grid.square(other[0]).center)
    assert visitor.asked == [f"plug {other[0]} {other[1]} -"]


def test_shift_inverts_the_sign_of_a_cable(visitor, monkeypatch):
    view, (s, a) = visitor.view("patch_board"), free_pair(visitor)
    monkeypatch.setattr(pygame.key, "get_mods", lambda: pygame.KMOD_LSHIFT)
    visitor.drag(view.s_grid.square(s).center, view.a_grid.square(a).center)
    assert visitor.asked == [f"plug {s} {a} -"]


def test_a_cable_of_the_selected_unit_is_pulled_out(visitor):
    view, (s, a) = visitor.view("patch_board"), wire_of(visitor, 100)
    visitor.click(view.a_grid.square(a).center)
    assert visitor.state.selected == Unit("a", a)
    visitor.drag(view.s_grid.square(s).center, (view.field.x + 2, view.field.y + 2))
    assert visitor.asked == [f"unplug {s} {a}"]
    assert visitor.panel.machine.patch_board._find(s, a) is None


def test_a_cable_is_moved_to_another_socket(visitor):
    view, (s, a), sign = visitor.view("patch_board"), wire_of(visitor, 119), "-"
    board = visitor.panel.machine.patch_board
    used = np.bincount(board.s_of_wire, minlength=board.n_s)
    to = next(k for k in range(board.n_s) if used[k] < board.sockets and board._find(k, a) is None)
    visitor.click(view.a_grid.square(a).center)
    visitor.drag(view.s_grid.square(s).center, view.s_grid.square(to).center)
    assert visitor.asked == [f"unplug {s} {a}", f"plug {to} {a} {sign}"] or visitor.operator.trouble == ""


def test_a_full_socket_says_so(visitor):
    board = visitor.panel.machine.patch_board
    board.sockets = int(np.bincount(board.s_of_wire).max())
    s = int(np.bincount(board.s_of_wire).argmax())
    a = next(a for a in range(board.n_a) if board._find(s, a) is None)
    view = visitor.view("patch_board")
    visitor.drag(view.s_grid.square(s).center, view.a_grid.square(a).center)
    assert visitor.asked == [f"plug {s} {a} +"]
    assert f"sockets of S-unit {s} are taken" in visitor.operator.trouble


def test_plugging_by_keys(visitor):
    s, a = free_pair(visitor)
    visitor.state.chosen |= {"s": s - 1, "a": a + 1} if s else {"s": s + 1, "a": a + 1}
    visitor.window.wall.focus(visitor.control("S-unit of the cable"))
    visitor.key(pygame.K_UP if s else pygame.K_DOWN)
    visitor.window.wall.focus(visitor.control("A-unit of the cable"))
    visitor.key(pygame.K_DOWN)
    assert visitor.state.selected == Unit("a", a)
    visitor.press("PLUG")
    visitor.press("UNPLUG")
    assert visitor.asked == [f"plug {s} {a} +", f"unplug {s} {a}"]


def test_damage_and_repair(visitor):
    visitor.wheel(visitor.control("Amount of damage").rect.center, 2)
    visitor.press("BREAK")
    assert visitor.asked == ["damage a 10%"]
    assert visitor.panel.machine.association.dead.sum() == 51
    visitor.press("REPAIR")
    assert visitor.asked == ["repair"]
    assert not visitor.panel.machine.association.dead.any()


# ---- dials


def test_the_wheel_turns_theta(visitor):
    visitor.wheel(visitor.control("THRESHOLD").rect.center, -1)
    assert visitor.asked == ["theta 1.5"]


def test_a_pot_turns_by_wheel_drag_and_key_within_its_stops(visitor):
    view = visitor.view("potentiometers")
    at = view.grid.square(17).center
    visitor.wheel(at, 3)
    assert visitor.asked == ["set 17 0.3"]
    visitor.drag(at, (at[0], at[1] + 800))
    assert visitor.asked[-1] == "set 17 -11"
    assert visitor.state.selected == Unit("pot", 17)
    visitor.move((5, 5))
    visitor.window.wall.focus(visitor.control("Knob"))
    visitor.key(pygame.K_PAGEUP)
    assert visitor.asked == ["set 17 -10"]
    assert visitor.panel.machine.potentiometers.wiper_v[17] == -10
    visitor.move(at)
    visitor.settle()
    visitor.frame()
    tip = view.under(at)
    assert tip.value == "-10.000 V" and "set by hand" in tip.why


# ---- the training controls


def test_run_starts_training_and_ends_without_errors(visitor):
    visitor.press("RUN")
    assert visitor.asked == ["course letters", "run"]
    assert visitor.panel.training_run.settled


def test_step_and_pulse(visitor):
    visitor.press("STEP")
    visitor.press("STEP")
    assert visitor.asked == ["course letters", "step", "step"]
    assert visitor.panel.training_run.place == 2
    assert visitor.panel.machine.presentations == 2
    visitor.press("PULSE")
    deadline = time.monotonic() + 60
    while visitor.panel.under_way != "run" or not visitor.panel.machine.potentiometers.moving.any():
        visitor.frame()
        assert time.monotonic() < deadline
        visitor.window.operator.pace.pass_phase()
    assert visitor.state.paused
    visitor.key(pygame.K_ESCAPE)
    visitor.key(pygame.K_ESCAPE)
    visitor.settle()


def test_training_set_rule_and_speed_are_chosen(visitor):
    pictures, rule, speed = (visitor.control(name).rect for name in ("PICTURES", "RULE", "SPEED"))
    for _ in range(3):
        visitor.click((pictures.right - 6, pictures.centery))
    visitor.click((rule.right - 6, rule.centery))
    visitor.press("STEP")
    assert visitor.asked == ["rule nonquantized", "course digits", "step"]
    visitor.click((speed.x + 6, speed.centery))
    visitor.frame()
    assert visitor.operator.pace.speed == 100


def test_right_confirms_and_wrong_corrects(visitor):
    visitor.operator.ask("classes T J")
    visitor.operator.ask("present letter T")
    visitor.settle()
    assert len(visitor.asked) == 2
    for button in ("RIGHT", "WRONG"):
        visitor.press(button)
        assert visitor.asked == []  # all sums are 0: there is no answer to be right or wrong
    visitor.operator.ask("teach T")
    visitor.settle()
    assert visitor.asked == ["teach T"]
    for button, label in (("RIGHT", "T"), ("WRONG", "J")):
        assert visitor.panel.backend.answer(visitor.panel.observation)["label"] == "T"
        visitor.press(button)
        assert visitor.asked == [f"teach {label}"]


def test_a_label_is_typed_and_return_teaches_it(visitor):
    visitor.key(pygame.K_k)
    visitor.click(visitor.control("TARGET").rect.center)
    visitor.key(pygame.K_BACKSPACE)
    visitor.key(ord("q"), text="Q")
    visitor.key(pygame.K_RETURN)
    assert visitor.asked == ["present letter K", "teach Q"]


# ---- other back ends, the plane, the rig


def test_views_change_for_a_network_and_back(visitor):
    visitor.press("MLP")
    visitor.press("RUN")
    visitor.settle()
    hidden = visitor.view("association")
    assert len(hidden._weights) == 128 and not np.array_equal(hidden._weights[0], hidden._weights[1])
    visitor.press("MARK I")
    visitor.settle()
    assert visitor.view("association") is not hidden


def test_points_of_the_plane_are_learned_and_drawn(visitor):
    visitor.press("RUN")
    visitor.press("PLANE")
    visitor.settle()
    visitor.press("rings")
    assert visitor.asked[-2:] == ["reset", "course plane:rings"]
    visitor.press("MLP")
    visitor.settle()
    visitor.press("rings")
    visitor.settle()
    visitor.press("RUN")
    visitor.settle()
    for _ in range(60):  # the regions of the last weights, after those of the ones before
        visitor.frame()
    plane = visitor.view("patch_board")
    points = plane.points
    assert plane.regions.whole > 0
    middle, corner = plane._taken_for[plane.inner.h // 2, plane.inner.w // 2], plane._taken_for[2, 2]
    classes = visitor.panel.backend.classes
    assert (classes[middle], classes[corner]) == ("inner", "outer") and len(points) == 200


def test_a_rig_is_connected_by_its_port(visitor):
    visitor.press("RIG")
    visitor.frame()
    visitor.press("PORT")
    for character in "/no/port":
        visitor.key(ord(character), text=character)
    visitor.press("JOIN")
    assert visitor.asked == ["rig /no/port motion seek shadow off"]
    assert visitor.operator.trouble


# ---- random input


def anything(visitor, rng, n):
    """``n`` random events: pointers, fingers, wheels, keys, sizes, drops."""
    from mark1.gui.visitor.input_map import KEYS

    codes = [key.code for key in KEYS if key.code not in (pygame.K_q, pygame.K_F11)]
    codes += [pygame.K_UP, pygame.K_LEFT, pygame.K_HOME, pygame.K_PAGEUP, pygame.K_DELETE]
    for k in range(n):
        place = tuple(int(c) for c in rng.integers(-20, 1620, 2))
        what = int(rng.integers(14))
        if what < 4:
            kind = (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION, pygame.MOUSEMOTION)[what]
            pygame.event.post(pygame.Event(kind, pos=place, button=int(rng.integers(1, 6)), touch=False))
        elif what < 7:
            kind = (pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP)[what - 4]
            where = {"x": place[0] / SIZE[0], "y": place[1] / SIZE[1]}
            pygame.event.post(pygame.Event(kind, finger_id=int(rng.integers(3)), **where))
        elif what < 9:
            pygame.event.post(pygame.Event(pygame.MOUSEWHEEL, x=0, y=int(rng.integers(-3, 4))))
        elif what < 12:
            mods = int(rng.choice([0, 0, pygame.KMOD_LSHIFT, pygame.KMOD_LCTRL]))
            code = int(rng.choice(codes))
            text = chr(code) if 32 <= code < 127 else ""
            pygame.event.post(pygame.Event(pygame.KEYDOWN, key=code, mod=mods, unicode=text))
        elif what == 12 and k % 5 == 0:
            pygame.event.post(pygame.Event(pygame.DROPFILE, file=str(rng.choice(["/nothing", "/tmp", "x.mark1"]))))
        elif what == 13 and k % 31 == 0:
            pygame.display.set_mode(tuple(int(c) for c in rng.integers(300, 1700, 2)))
            visitor.window._resized()
        if k % 8 == 0:
            visitor.frame()
    visitor.frame()


def test_random_input_never_raises(visitor, tmp_path, monkeypatch):
    """``MARK1_EVENTS``: how many; 100,000 take some four minutes. SAVE is among it."""
    monkeypatch.chdir(tmp_path)
    anything(visitor, np.random.default_rng(7), int(os.environ.get("MARK1_EVENTS", "800")))
    assert visitor.operator._thread.is_alive() and not visitor.window.closed
