"""Turning: a dial under a pointer or key: its value, and the lines that turning it asks for."""

from dataclasses import dataclass, field
from itertools import count

import pygame

from mark1.gui.base.contract import Ask, Dial, FrameContext, Place

HOLDS = count(1)


@dataclass
class Turning:
    """A dial that is dragged: right and up increase it. Released where it was pressed, it moves ``click`` steps, or
    opens the list of the selector with key ``opens``.
    """

    dial: Dial
    start: Place
    unit: float
    click: int = 0
    opens: str = ""
    began: float | None = None
    moved: bool = False
    hold: int = field(default_factory=lambda: next(HOLDS))

    def move(self, place: Place, frame: FrameContext) -> Ask | None:
        if self.began is None:
            self.began = current_value(self.dial, frame)
        steps = self.dial.steps((place[0] - self.start[0] - place[1] + self.start[1]) / self.unit)
        self.moved = self.moved or steps != 0
        return turned(self.dial, self.began + steps * self.dial.step, frame, self.hold)

    def release(self, place: Place, frame: FrameContext) -> Ask | None:
        if self.moved:
            return None
        if not self.click:
            frame.state.open = self.opens
            return None
        return turned(self.dial, current_value(self.dial, frame) + self.click * self.dial.step, frame, self.hold)


def current_value(dial: Dial, frame: FrameContext) -> float:
    """The value of a dial; while a turn is pending, the value it was turned to."""
    value = dial.value(frame)
    return value if frame.status.settled else frame.state.turned.get(dial.key, value)


def forget_turned(frame: FrameContext) -> None:
    """Forget pending turns once the operator has finished."""
    if frame.status.settled:
        frame.state.turned.clear()


def turned(dial: Dial, value: float, frame: FrameContext, hold: int = 0) -> Ask | None:
    """Turn a dial: the lines to run, if the value changes. Turns with one ``hold`` are one undo step."""
    value = dial.held(value)
    if value == current_value(dial, frame):
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


def turned_by_key(dial: Dial, code: int, frame: FrameContext) -> Ask | None:
    """Turn the focused dial by a key."""
    if code in (pygame.K_HOME, pygame.K_DELETE):
        return turned(dial, dial.rest, frame)
    return turned(dial, current_value(dial, frame) + FINE_KEYS[code] * dial.step, frame)


def turns(code: int) -> bool:
    """Whether a key turns dials."""
    return code in FINE_KEYS or code in (pygame.K_HOME, pygame.K_DELETE)
