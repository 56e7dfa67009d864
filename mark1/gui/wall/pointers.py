"""Hands: what mouse, fingers and keys do to what is under them. Every pointer holds at most one thing at a time.

down -> a control is pressed, or something is gripped -> move, move ... -> up
"""

from typing import Protocol

from mark1.gui.base.contract import Ask, Dial, FrameContext, Grip, Place, Touch, View
from mark1.gui.base.turning import HOLDS, Turning, turned, turned_by_key
from mark1.gui.base.ui_state import PanelState
from mark1.gui.operator.operator import Operator

TWICE_S = 0.4  # A second press within this time makes the first a double one


class Reach(Protocol):
    """What hands can reach: a wall with its views, and the operator who is asked."""

    operator: Operator
    state: PanelState

    @property
    def now(self) -> FrameContext:
        """The present, as the views see it."""

    def view_at(self, place: Place, frame: FrameContext) -> View | None:
        """The view at a place."""


class Hands:
    """All pointers before one wall: the mouse, and every finger. ``held``: what each of them holds.

    A knob that is pressed twice goes to where it rests.
    """

    def __init__(self, front: Reach) -> None:
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
