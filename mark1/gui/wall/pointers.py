"""PointerTracker: what mouse, fingers and keys do to what is under them. Each pointer drags one thing at a time.

down -> a control is pressed, or a drag begins -> move, move ... -> up
"""

from typing import Protocol

from mark1.gui.base.contract import Ask, Dial, DragHandler, FrameContext, Place, PointerEvent, View
from mark1.gui.base.turning import HOLDS, Turning, turned, turned_by_key
from mark1.gui.base.ui_state import PanelState
from mark1.gui.operator.operator import Operator

TWICE_S = 0.4  # a second press within this time is a double click


class Pointable(Protocol):
    """What pointers can reach: a wall with its views, and the operator that carries out lines."""

    operator: Operator
    state: PanelState

    @property
    def now(self) -> FrameContext:
        """The present, as the views see it."""

    def view_at(self, place: Place, frame: FrameContext) -> View | None:
        """The view at a place."""


class PointerTracker:
    """All pointers on one wall: the mouse and every finger. ``held``: the drag handler of each.

    A double click turns a knob to its rest position.
    """

    def __init__(self, wall: Pointable) -> None:
        self.wall, self.held = wall, dict[object, DragHandler]()
        self._pressed = ("", -TWICE_S)

    @property
    def turning(self) -> Place | None:
        """Where a dial is being dragged, if one is."""
        return next((handler.start for handler in self.held.values() if isinstance(handler, Turning)), None)

    def down(self, who: object, place: Place, event: PointerEvent) -> None:
        """A pointer goes down where no key is: start the drag that the view offers there."""
        frame = self.wall.now
        view = self.wall.view_at(place, frame)
        handler = view.drag(place, event, frame) if view is not None else None
        if handler is not None:
            self.up(who, place)
            self.held[who] = handler
            if isinstance(handler, Turning) and not handler.opens:
                self._press(handler.dial)

    def _press(self, dial: Dial) -> None:
        """A knob was pressed; a double click turns it to its rest position."""
        now_s, (key, then_s) = self.wall.state.now_s, self._pressed
        again = key == dial.key and now_s - then_s < TWICE_S
        self._pressed = (dial.key, -TWICE_S if again else now_s)
        if again:
            self.turn(dial, dial.rest)

    def move(self, who: object, place: Place) -> None:
        """A pointer moved."""
        if who in self.held:
            self._ask(self.held[who].move(place, self.wall.now))

    def up(self, who: object, place: Place) -> None:
        """A pointer was released."""
        handler = self.held.pop(who, None)
        if handler is not None:
            self._ask(handler.release(place, self.wall.now))

    def wheel(self, place: Place, clicks: int) -> None:
        """The wheel was turned over a place."""
        frame = self.wall.now
        view = self.wall.view_at(place, frame)
        if view is not None:
            self._ask(view.wheel(place, clicks, frame))

    def turn(self, dial: Dial, value: float) -> None:
        """Turn a dial to a value at once."""
        self._ask(turned(dial, value, self.wall.now, next(HOLDS)))

    def key(self, dial: Dial, code: int) -> None:
        """Turn a dial by a key."""
        self._ask(turned_by_key(dial, code, self.wall.now))

    def _ask(self, ask: Ask | None) -> None:
        if ask is not None:
            self.wall.operator.ask_all(ask.lines, ask.gesture)
