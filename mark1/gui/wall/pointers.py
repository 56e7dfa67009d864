"""Hands: what mouse, fingers and keys do to what is under them. Every pointer holds at most one thing at a time.

down -> a control is pressed, or something is gripped -> move, move ... -> up
"""

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pygame

from mark1.gui.base.contract import Frame, Place
from mark1.gui.base.dial import Dial

if TYPE_CHECKING:
    from mark1.gui.wall.wall import Front


class Touch(NamedTuple):
    """How something is touched: which button, and what is held beside it."""

    button: int = 1
    shift: bool = False
    ctrl: bool = False


class Ask(NamedTuple):
    """Lines for the operator; ``gesture``: see ``Operator.ask_all``."""

    lines: tuple[str, ...]
    gesture: str = ""


class Grip(Protocol):
    """What a pointer holds."""

    def move(self, place: Place, frame: Frame) -> Ask | None:
        """The pointer moved."""

    def release(self, place: Place, frame: Frame) -> Ask | None:
        """The pointer let go."""


HOLDS = count(1)
TWICE_S = 0.4
"""A second press within this time makes the first a double one."""


@dataclass
class Turning:
    """A dial that is held: to the right and up is more. Let go where it was taken, it goes ``click`` steps on, or
    the list ``opens``, by its key.
    """

    dial: Dial
    start: Place
    unit: float
    click: int = 0
    opens: str = ""
    began: float | None = None
    moved: bool = False
    hold: int = field(default_factory=lambda: next(HOLDS))

    def move(self, place: Place, frame: Frame) -> Ask | None:
        if self.began is None:
            self.began = stands(self.dial, frame)
        steps = self.dial.steps((place[0] - self.start[0] - place[1] + self.start[1]) / self.unit)
        self.moved = self.moved or steps != 0
        return turned(self.dial, self.began + steps * self.dial.step, frame, self.hold)

    def release(self, place: Place, frame: Frame) -> Ask | None:
        if self.moved:
            return None
        if not self.click:
            frame.state.open = self.opens
            return None
        return turned(self.dial, stands(self.dial, frame) + self.click * self.dial.step, frame, self.hold)


def stands(dial: Dial, frame: Frame) -> float:
    """Where a dial stands: where it was turned to, until the operator has done it."""
    waiting = frame.state.turned
    if dial.key in waiting and frame.status.settled:
        del waiting[dial.key]
    return waiting.get(dial.key, dial.value(frame))


def turned(dial: Dial, value: float, frame: Frame, hold: int = 0) -> Ask | None:
    """Turn a dial: what is to be asked, if it is another place. Steps of one ``hold``, or of none in a row, are one."""
    value = dial.held(value)
    if value == stands(dial, frame):
        return None
    line = dial.turn(value)
    if not line:
        return None
    frame.state.turned[dial.key] = value
    again = frame.status.again if dial.shows else ()
    return Ask((line, *again), f"{dial.key} {hold}")


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


class Hands:
    """All pointers before one wall: the mouse, and every finger. ``held``: what each of them holds.

    A knob that is pressed twice goes to where it rests.
    """

    def __init__(self, front: "Front") -> None:
        self.front, self.held = front, dict[object, Grip]()
        self._pressed = ("", -TWICE_S)

    @property
    def turning(self) -> Place | None:
        """Where a dial is held, if one is."""
        return next((grip.start for grip in self.held.values() if isinstance(grip, Turning)), None)

    def down(self, who: object, place: Place, touch: Touch) -> None:
        """A pointer goes down on what is no control: it holds what can be held there."""
        frame = self.front.now
        view = self.front.view_at(place, frame)
        grip = view.grip(place, touch, frame) if view is not None else None
        if grip is not None:
            self.up(who, place)
            self.held[who] = grip
            if isinstance(grip, Turning) and not grip.opens:
                self._press(grip.dial)

    def _press(self, dial: Dial) -> None:
        """A knob is pressed; the second time, it is turned to its rest."""
        now_s, (key, then_s) = self.front.state.now_s, self._pressed
        again = key == dial.key and now_s - then_s < TWICE_S
        self._pressed = (dial.key, -TWICE_S if again else now_s)
        if again:
            self.turn(dial, dial.rest)

    def move(self, who: object, place: Place) -> None:
        """A pointer moves."""
        if who in self.held:
            self._ask(self.held[who].move(place, self.front.now))

    def up(self, who: object, place: Place) -> None:
        """A pointer lets go."""
        grip = self.held.pop(who, None)
        if grip is not None:
            self._ask(grip.release(place, self.front.now))

    def wheel(self, place: Place, clicks: int) -> None:
        """The wheel turns over a place."""
        frame = self.front.now
        view = self.front.view_at(place, frame)
        if view is not None:
            self._ask(view.wheel(place, clicks, frame))

    def turn(self, dial: Dial, value: float) -> None:
        """A dial is turned there at once."""
        self._ask(turned(dial, value, self.front.now, next(HOLDS)))

    def key(self, dial: Dial, code: int) -> None:
        """A key turns a dial."""
        self._ask(turned_by_key(dial, code, self.front.now))

    def _ask(self, ask: Ask | None) -> None:
        if ask is not None:
            self.front.operator.ask_all(ask.lines, ask.gesture)
