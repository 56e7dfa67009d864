"""Hands: what mouse, fingers and keys do to what is under them. Every pointer holds at most one thing at a time.

    down -> a control is pressed, or something is gripped -> move, move ... -> up
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import pygame

from mark1.gui.dial import Dial
from mark1.gui.view import Frame, Place


class Touch(NamedTuple):
    """How something is touched: which button, and what is held beside it."""

    button: int = 1
    shift: bool = False
    ctrl: bool = False


class Ask(NamedTuple):
    """Lines for the operator; ``instead_of``: see ``Operator.ask``."""

    lines: tuple[str, ...]
    instead_of: str = ""


class Grip(Protocol):
    """What a pointer holds."""

    def move(self, place: Place, frame: Frame) -> Ask | None:
        """The pointer moved."""

    def release(self, place: Place, frame: Frame) -> Ask | None:
        """The pointer let go."""


@dataclass
class Turning:
    """A dial that is held: to the right and up is more. Let go where it was taken, it goes ``click`` steps on."""

    dial: Dial
    start: Place
    unit: float
    click: int = 0
    began: float | None = None
    moved: bool = False

    def move(self, place: Place, frame: Frame) -> Ask | None:
        if self.began is None:
            self.began = stands(self.dial, frame)
        steps = self.dial.steps((place[0] - self.start[0] - place[1] + self.start[1]) / self.unit)
        self.moved = self.moved or steps != 0
        return turned(self.dial, self.began + steps * self.dial.step, frame)

    def release(self, place: Place, frame: Frame) -> Ask | None:
        if self.moved or not self.click:
            return None
        return turned(self.dial, stands(self.dial, frame) + self.click * self.dial.step, frame)


def stands(dial: Dial, frame: Frame) -> float:
    """Where a dial stands: where it was turned to, until the operator has done it."""
    waiting = frame.state.turned
    if dial.key in waiting and frame.operator.settled:
        del waiting[dial.key]
    return waiting.get(dial.key, dial.value(frame))


def turned(dial: Dial, value: float, frame: Frame) -> Ask | None:
    """Turn a dial: what is to be asked, if it is another place."""
    value = dial.held(value)
    if value == stands(dial, frame):
        return None
    line = dial.turn(value)
    if not line:
        return None
    frame.state.turned[dial.key] = value
    again = (frame.operator.presented,) if dial.shows and frame.operator.presented else ()
    return Ask((line, *again), dial.key)


FINE_KEYS = {
    pygame.K_UP: 1,
    pygame.K_RIGHT: 1,
    pygame.K_DOWN: -1,
    pygame.K_LEFT: -1,
    pygame.K_PAGEUP: 10,
    pygame.K_PAGEDOWN: -10,
}


def turned_by_key(dial: Dial, code: int, frame: Frame) -> Ask | None:
    """What a key does to the dial that has the focus."""
    if code in (pygame.K_HOME, pygame.K_DELETE):
        return turned(dial, dial.rest, frame)
    return turned(dial, stands(dial, frame) + FINE_KEYS[code] * dial.step, frame)


def turns(code: int) -> bool:
    """Whether a key turns dials."""
    return code in FINE_KEYS or code in (pygame.K_HOME, pygame.K_DELETE)

