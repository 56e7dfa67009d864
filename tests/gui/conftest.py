"""A screen in memory, a wall on it, and a small machine taught two letters."""

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pytest

from mark1.gui.front import Front
from mark1.gui.operator import Operator
from mark1.gui.panel_state import PanelState
from mark1.gui.window import opened
from mark1.machine.config import MachineConfig
from mark1.panel.control_panel import ControlPanel

SIZE = (1024, 640)


class Wall:
    """A front with its screen and panel: what the tests draw and look at."""

    def __init__(self, config=None, size=SIZE, **state):
        self.panel = ControlPanel(config or MachineConfig())
        self.operator = Operator(self.panel)
        self.state = PanelState(**state)
        self.screen = opened(size)
        self.front = Front(self.operator, self.state, size)

    def do(self, *lines):
        for line in lines:
            assert self.operator.carry_out(line) is not None, self.operator.log[-1]
        return self

    def draw(self, frames=1):
        return [self.front.draw(self.screen, 1 / 60) for _ in range(frames)]

    def bits(self):
        import pygame

        return pygame.image.tobytes(self.screen, "RGB")

    def view(self, name):
        return self.front.views[name]

    def brightness(self, rect):
        """Mean of the pixels of a rectangle, 0..255."""
        import pygame

        return sum(pygame.transform.average_color(self.screen, rect)[:3]) / 3


@pytest.fixture
def make_wall():
    return Wall


@pytest.fixture
def wall():
    return Wall()
