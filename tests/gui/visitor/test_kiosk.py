"""Kiosk mode: no files, the tour in a loop, back to the start when idle."""

import pygame
import pytest

from mark1.errors import CommandError
from mark1.gui.screen import opened
from mark1.gui.visitor.kiosk import permit
from mark1.gui.visitor.settings import UserSettings
from mark1.gui.visitor.tour import STEPS

KIOSK = UserSettings(kiosk=True, idle_s=30, step_s=5)


@pytest.fixture
def kiosk(visit, monkeypatch):
    monkeypatch.setattr("mark1.gui.stand.placed", lambda placement, **more: opened(placement.size))
    one = visit(settings=KIOSK).settle()
    assert one.state.step == 0
    return one


@pytest.mark.parametrize(
    "line", ["machine a-units 2_0000", "machine seed 1 a-units 1e9", "backend mlp hidden 64,99999"]
)
def test_oversized_requests_are_refused(line):
    with pytest.raises(CommandError, match="the limit is 10000 in this window"):
        permit(line)
    permit("amend machine a-units 4096 seed 19580101")
    permit("backend mlp hidden 64,32")


@pytest.mark.parametrize(
    "line",
    [
        "save a.mark1", "amend load a.mark1", "load 'a b.mark1'", "wire w.csv", "wires w.csv", "rig /dev/ttyACM0",
        "rig stop",
        "present file a.png", "present rig", "present again file a.png",
        "train /etc", "train ./letters", "course letters:/a/b.ttf",
        "evaluate mine.csv", "train letters:a.ttf", "train ~",
    ],
)  # fmt: skip
def test_files_and_rigs_are_refused(line):
    with pytest.raises(CommandError, match="files and rigs are disabled in this window"):
        permit(line)


@pytest.mark.parametrize(
    "line",
    ["", "# nothing", "train letters", "train letters:roman", "evaluate digits:all", "present letter A", "present dark",
     "train album", "undo", "nonsense", "teach 'A"],
)  # fmt: skip
def test_other_files_are_left_to_the_panel(line):
    permit(line)


def test_a_dropped_file_is_refused_in_one_line(kiosk, tmp_path):
    kiosk.press(pygame.K_ESCAPE)
    for name in ("a.mark1", "a.png"):
        (tmp_path / name).write_text("x")
        pygame.event.post(pygame.Event(pygame.DROPFILE, file=str(tmp_path / name)))
        kiosk.settle()
        assert "files and rigs are disabled" in kiosk.operator.trouble


def test_the_kiosk_advances_the_tour_and_restarts_it(kiosk):
    seen = set()
    for _ in range(3000):
        kiosk.actions.tour._acts = []
        kiosk.window.frame(0.1)
        seen.add(kiosk.state.step)
        if len(seen) == len(STEPS) and kiosk.state.step == 0:
            break
    assert seen == set(range(len(STEPS)))


def test_the_kiosk_waits_for_somebody_who_reads(kiosk):
    kiosk.actions.tour._acts = []
    for _ in range(40):
        kiosk.frames(10, 0.1)
        kiosk.press(pygame.K_F12)
    assert kiosk.state.step == 0


def test_an_idle_kiosk_returns_to_the_start(kiosk):
    kiosk.press(pygame.K_ESCAPE)
    for code, mod in ((pygame.K_t, 0), (pygame.K_t, pygame.KMOD_LSHIFT), (pygame.K_F9, 0), (pygame.K_F10, 0)):
        kiosk.press(code, mod)
    kiosk.press(pygame.K_F2).type("half a li")
    assert kiosk.panel.machine.corrections
    kiosk.frames(290, 0.1)
    assert kiosk.state.step == -1
    kiosk.frames(20, 0.1)
    kiosk.settle()
    state = kiosk.state
    assert (state.step, state.theme, state.language, state.typing, state.typed.text) == (0, "normal", "en", False, "")
    kiosk.press(pygame.K_ESCAPE)
    assert not kiosk.panel.machine.corrections


def test_controls_that_leave_the_kiosk_are_hidden(kiosk):
    for code, mod in ((pygame.K_q, pygame.KMOD_LCTRL), (pygame.K_F11, 0)):
        kiosk.press(code, mod)
    assert not kiosk.window.closed
    assert "teletype.save" not in {control.key for control in kiosk.wall.controls}
