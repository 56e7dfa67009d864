"""A screen in memory, a wall on it, and a small machine taught two letters."""

import os
import time

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from mark1.gui.base.ui_state import PanelState
from mark1.gui.operator.operator import Operator
from mark1.gui.screen import opened
from mark1.gui.views import cabling
from mark1.gui.wall.wall import Wall
from mark1.machine.config import MachineConfig
from mark1.panel.control_panel import ControlPanel

SIZE = (1024, 640)


class DrawnWall:
    """A wall with its screen and panel, which tests draw and inspect."""

    def __init__(self, config=None, size=SIZE, **state):
        self.panel = ControlPanel(config or MachineConfig())
        self.operator = Operator(self.panel)
        self.state = PanelState(**state)
        self.screen = opened(size)
        self.wall = Wall(self.operator, self.state, size)

    def do(self, *lines):
        for line in lines:
            assert self.operator.carry_out(line) is not None, self.operator.log[-1]
        return self

    def draw(self, frames=1):
        return [self.wall.draw(self.screen, 1 / 60) for _ in range(frames)]

    def bits(self):
        import pygame

        return pygame.image.tobytes(self.screen, "RGB")

    def view(self, name):
        return self.wall.all_views[name]

    def brightness(self, rect):
        """Mean of the pixels of a rectangle, 0..255."""
        import pygame

        return sum(pygame.transform.average_color(self.screen, rect)[:3]) / 3


@pytest.fixture
def make_wall():
    return DrawnWall


@pytest.fixture
def wall():
    return DrawnWall()


@pytest.fixture(scope="module", autouse=True)
def thin_mat():
    """Weaving 1,800 cables takes half as long as everything else on the wall."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cabling, "MAT_WIRES", 60)
        yield


class Visit:
    """A visitor at an open window: presses and types, and waits for the operator."""

    def __init__(self, panel=None, size=SIZE, settings=None, autosave=None, **state):
        from mark1.gui.window import Window

        self.panel = panel or ControlPanel()
        self.operator = Operator(self.panel)
        self.state = PanelState(**state)
        self.window = Window(self.operator, self.state, size, settings, autosave)
        self.actions, self.wall = self.window.actions, self.window.wall
        self.operator.start()
        pygame.event.clear()
        self.frames()

    def frames(self, n=1, dt_s=1 / 60):
        for _ in range(n):
            self.window.frame(dt_s)
        return self

    def frames_until_still(self):
        self.frames()
        while not self.window.still:
            self.frames()
        return self

    def settle(self):
        self.frames()
        deadline = time.monotonic() + 600
        while not self.operator.settled:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        self.frames()
        return self

    def press(self, code, mod=0, text=""):
        pygame.event.post(pygame.Event(pygame.KEYDOWN, key=code, mod=mod, unicode=text, scancode=0))
        return self.settle()

    def type(self, text):
        pygame.event.post(pygame.Event(pygame.TEXTINPUT, text=text))
        return self.settle()

    def click(self, place, button=1):
        for kind in (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            more = {"rel": (0, 0), "buttons": (0, 0, 0)} if kind == pygame.MOUSEMOTION else {"button": button}
            pygame.event.post(pygame.Event(kind, pos=tuple(place), touch=False, **more))
            self.frames()
        return self.settle()

    def control(self, key):
        return next(one for one in self.wall.controls if one.key == key)

    @property
    def lines(self):
        return [entry.text for entry in self.operator.log if entry.kind == "line"]


@pytest.fixture
def visit():
    """Opens windows, and closes them."""
    made = []

    def opened_for(*args, **kwargs):
        made.append(Visit(*args, **kwargs))
        return made[-1]

    yield opened_for
    for one in made:
        one.operator.close()
