"""The window under the dummy driver: keys, mouse, files, sizes; and random input."""

import math
import os
import re
import subprocess
import sys
import time

import numpy as np
import pygame
import pytest

from mark1.errors import DisplayError
from mark1.gui.base.ui_state import PanelState
from mark1.gui.operator.operator import Operator
from mark1.gui.screen import DISPLAYS, opened
from mark1.gui.visitor.input_map import CTRL, KEYS, SHIFT, meaning
from mark1.gui.visitor.settings import UserSettings
from mark1.gui.window import Window
from mark1.panel.commands.table import COMMANDS
from mark1.panel.control_panel import ControlPanel


@pytest.fixture
def window():
    one = Window(Operator(ControlPanel()), PanelState(), (1024, 640))
    one.operator.start()
    pygame.event.clear()
    one.frame(1 / 60)
    yield one
    one.operator.close()


def settle(window):
    """Wait until the operator is done and the result drawn."""
    window.frame(1 / 60)
    deadline = time.monotonic() + 600
    while not window.operator.settled:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    window.frame(1 / 60)


def key(window, code, mod=0):
    pygame.event.post(pygame.Event(pygame.KEYDOWN, key=code, mod=mod, unicode="", scancode=0))
    settle(window)


def mouse(window, kind, place, button=1):
    more = {"rel": (0, 0), "buttons": (0, 0, 0)} if kind == pygame.MOUSEMOTION else {"button": button}
    pygame.event.post(pygame.Event(kind, pos=place, touch=False, **more))
    window.frame(1 / 60)


def test_typing_a_letter_presents_it_and_shift_teaches_it(window):
    key(window, pygame.K_t)
    assert window.operator.panel.observation.name == "letter T"
    assert window.state.wanted == "T"
    key(window, pygame.K_t, pygame.KMOD_LSHIFT)
    assert window.operator.panel.machine.corrections > 0
    key(window, pygame.K_z, pygame.KMOD_LCTRL)
    assert window.operator.panel.machine.corrections == 0


def test_return_teaches_the_target(window):
    key(window, pygame.K_RETURN)
    assert not window.operator.log
    key(window, pygame.K_k)
    key(window, pygame.K_RETURN)
    assert window.operator.log[-2].text == "teach K"


def test_a_letter_drawn_with_the_mouse_is_recognised(window):
    grid, window.state.chosen["brush"] = window.retina.grid, 0
    mouse(window, pygame.MOUSEBUTTONDOWN, grid.square(0).center)
    for cell in (1, 2, 3, 23):
        mouse(window, pygame.MOUSEMOTION, grid.square(cell).center)
    mouse(window, pygame.MOUSEBUTTONUP, grid.square(23).center)
    settle(window)
    assert np.flatnonzero(window.operator.panel.observation.s).tolist() == [0, 1, 2, 3, 23]
    mouse(window, pygame.MOUSEBUTTONDOWN, grid.square(2).center, button=3)
    mouse(window, pygame.MOUSEBUTTONUP, grid.square(2).center, button=3)
    settle(window)
    assert np.flatnonzero(window.operator.panel.observation.s).tolist() == [0, 1, 3, 23]
    assert window.retina.drawing is None


def test_a_dropped_file_is_presented_or_reported(window, tmp_path):
    picture = tmp_path / "a T.png"
    surface = pygame.Surface((40, 40))
    surface.fill((255, 255, 255))
    pygame.draw.rect(surface, (0, 0, 0), (5, 5, 30, 8))
    pygame.draw.rect(surface, (0, 0, 0), (16, 5, 8, 30))
    pygame.image.save(surface, picture)
    pygame.event.post(pygame.Event(pygame.DROPFILE, file=str(picture)))
    settle(window)
    assert window.operator.panel.observation.name == "a T.png"
    (tmp_path / "no.png").write_text("no picture")
    pygame.event.post(pygame.Event(pygame.DROPFILE, file=str(tmp_path / "no.png")))
    settle(window)
    assert window.operator.log[-1].kind == "error"


def test_tab_cycles_through_all_controls_and_return_presses(window):
    names = []
    for _ in range(len(window.wall.controls)):
        key(window, pygame.K_TAB)
        names.append(window.wall.focused)
    assert names == window.wall.controls
    key(window, pygame.K_TAB)
    assert window.wall.focused is window.wall.controls[0]
    key(window, pygame.K_TAB, pygame.KMOD_LSHIFT)
    assert window.wall.focused is window.wall.controls[-1]
    dark = next(k for k, one in enumerate(window.wall.controls) if one.line == "present dark")
    window.state.focus = dark
    key(window, pygame.K_RETURN)
    assert window.operator.panel.observation.name == "dark"


def test_a_click_presses_a_control(window):
    control = next(one for one in window.wall.controls if one.line == "backend mlp")
    mouse(window, pygame.MOUSEBUTTONDOWN, control.rect.center)
    settle(window)
    assert window.operator.panel.backend.name == "mlp"


def test_every_control_and_key_stands_for_something_known(window):
    for control in window.wall.controls:
        words = control.line.split()
        assert not control.action or control.action in window.by_name
        assert not words or words[0] in COMMANDS
        assert words or control.action or control.does or control.dial or control.typed
    for meant in KEYS.values():
        assert meant.action in window.by_name if meant.action else meant.line.split()[0] in COMMANDS


def test_escape_twice_stops(window):
    window.operator.pace.pause(True)
    window.operator.ask_all(["course letters", "run", "theta 9"])
    for _ in range(2):
        pygame.event.post(pygame.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE, mod=0))
        window.frame(1 / 60)
    settle(window)
    assert not [entry for entry in window.operator.log if "theta" in entry.text]
    assert window.operator.panel.machine.association.theta == 2
    assert not window.operator.panel.under_way


def test_speed_goes_up_and_down_within_its_limits(window):
    for _ in range(9):
        key(window, pygame.K_MINUS)
    assert window.operator.pace.speed == window.state.speed == 1
    key(window, pygame.K_PLUS, pygame.KMOD_LSHIFT)
    assert window.operator.pace.speed == 10
    for _ in range(9):
        key(window, pygame.K_KP_PLUS)
    assert window.operator.pace.speed == math.inf


def test_a_pause_is_shown_and_stop_ends_it(window):
    key(window, pygame.K_SPACE)
    assert window.state.paused
    window.operator.ask("theta 3")
    window.switches.stop()
    assert not window.state.paused
    settle(window)
    assert window.operator.panel.machine.association.theta == 2


def test_a_window_without_motion_waits(window):
    for _ in range(120):
        window.frame(1 / 60)
    assert window.still
    mouse(window, pygame.MOUSEMOTION, window.wall.views["association"].grid.square(3).center)
    assert not window.still


def test_theme_and_language_change_without_harm(window):
    for code in [pygame.K_F9, pygame.K_F10] * 3:
        key(window, code)
    assert window.state.theme == "normal" and window.state.language == "it"


def test_modifier_keys_are_distinguished():
    assert meaning(pygame.K_t, 0).line == "present letter T"
    assert meaning(pygame.K_t, pygame.KMOD_RSHIFT).line == "teach T"
    assert meaning(pygame.K_t, pygame.KMOD_RCTRL).line == "train letters"
    assert meaning(pygame.K_t, pygame.KMOD_LGUI).line == "train letters"
    assert meaning(pygame.K_t, pygame.KMOD_NUM).line == "present letter T"
    assert meaning(pygame.K_F13, 0) is None
    assert SHIFT != CTRL


def test_the_window_closes_on_quit(window):
    pygame.event.post(pygame.Event(pygame.QUIT))
    window.frame(1 / 60)
    assert window.closed


def test_without_a_display_one_line_says_what_to_do(monkeypatch):
    pygame.display.quit()
    monkeypatch.setitem(os.environ, "SDL_VIDEODRIVER", "nothing-of-this-name")
    with pytest.raises(DisplayError, match="--screenshot FILE.png draws without a display"):
        opened((100, 100))
    monkeypatch.setitem(os.environ, "SDL_VIDEODRIVER", "dummy")
    opened((100, 100))


def test_an_unknown_screen_is_an_error():
    with pytest.raises(DisplayError, match=r"screen 1 does not exist \(valid: 0 to 0\)"):
        opened(screen=1)


def test_full_screen_is_all_of_the_screen_chosen_and_back(visit, monkeypatch):
    asked, set_mode = [], pygame.display.set_mode
    monkeypatch.setattr(pygame.display, "get_desktop_sizes", lambda: [(1920, 1080), (1280, 800)])

    def noted(size, flags, display):
        asked.append((size, bool(flags & pygame.FULLSCREEN), display))
        return set_mode(size)

    monkeypatch.setattr(pygame.display, "set_mode", noted)
    one = visit(size=(1100, 700), settings=UserSettings(screen=1))
    one.press(pygame.K_F11).press(pygame.K_F11)
    assert asked == [((1100, 700), False, 1), ((1280, 800), True, 1), ((1100, 700), False, 1)]
    assert one.wall.size == (1100, 700)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
@pytest.mark.parametrize("driver", [{}, {"SDL_VIDEODRIVER": "x11"}])
def test_the_command_line_reports_a_missing_display_and_exits(driver, tmp_path):
    bare = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    bare |= {**driver, "XDG_STATE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "mark1", "gui"]
    ended = subprocess.run(command, env=bare, capture_output=True, text=True, timeout=600)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert re.fullmatch(r"mark1: no window can be opened here .*--headless trains without one\n", ended.stderr)


def test_a_paused_window_rests_even_during_training(visit):
    one = visit()
    one.window.by_name["pause"]()
    one.window.operator.ask_all(["course letters", "run"])
    while one.panel.under_way != "run":
        one.frames()
    one.frames(60)
    assert one.window.still and not one.operator.settled
    one.window.by_name["pause"]()
    one.frames()
    assert not one.window.still
    one.settle()
