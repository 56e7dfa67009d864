"""Pointing: what mouse and fingers do to the wall: press its controls, or drag what is under them."""

from collections.abc import Callable

import pygame

from mark1.gui.actions import Actions
from mark1.gui.base.contract import Control, Place, PointerEvent
from mark1.gui.placement import Size
from mark1.gui.wall.pointers import PointerTracker
from mark1.gui.wall.wall import Wall

MOUSE = "mouse"
BUTTONS = (1, 2, 3)  # mouse buttons; higher numbers are wheels
Hear = Callable[[pygame.Event], None]


class Pointing:
    """The pointer events of one window. ``press(control)`` presses a control; ``size()`` gives the screen size, for
    fingers. ``events``: the handler of each event type.

    Where a screen reports a finger as a mouse too, those mouse events are ignored.
    """

    def __init__(
        self,
        wall: Wall,
        pointers: PointerTracker,
        actions: Actions,
        press: Callable[[Control], None],
        size: Callable[[], Size],
    ) -> None:
        self.wall, self.pointers, self.actions, self.press, self.size = wall, pointers, actions, press, size
        self.state = wall.state
        self.events: dict[int, Hear] = {
            pygame.MOUSEMOTION: self._on_move,
            pygame.MOUSEBUTTONDOWN: self._on_button,
            pygame.MOUSEBUTTONUP: self._on_release,
            pygame.MOUSEWHEEL: self._on_wheel,
            pygame.FINGERDOWN: self._on_finger,
            pygame.FINGERMOTION: lambda event: self._move(event.finger_id, self._at(event)),
            pygame.FINGERUP: lambda event: self.pointers.up(event.finger_id, self._at(event)),
            pygame.WINDOWLEAVE: self._on_leave,
        }

    def _on_move(self, event: pygame.Event) -> None:
        if not getattr(event, "touch", False):
            self.state.touched = False
            self._move(MOUSE, event.pos)

    def _on_button(self, event: pygame.Event) -> None:
        if not getattr(event, "touch", False) and event.button in BUTTONS:
            self._down(MOUSE, event.pos, event.button)

    def _on_finger(self, event: pygame.Event) -> None:
        self.state.touched = True
        self._down(event.finger_id, self._at(event), 1)

    def _on_release(self, event: pygame.Event) -> None:
        if not getattr(event, "touch", False) and event.button in BUTTONS:
            self.pointers.up(MOUSE, event.pos)

    def _on_wheel(self, event: pygame.Event) -> None:
        if not self.wall.covers(self.state.pointer):
            self.pointers.wheel(self.state.pointer, event.y or event.x)

    def _on_leave(self, event: pygame.Event) -> None:
        self.state.pointer = (-1, -1)

    def _at(self, event: pygame.Event) -> Place:
        """The position of a finger in pixels."""
        width, height = self.size()
        return round(event.x * width), round(event.y * height)

    def _move(self, who: object, place: Place) -> None:
        self.state.pointer = place
        self.pointers.move(who, place)

    def _down(self, who: object, place: Place, button: int) -> None:
        """A pointer goes down: press a control, or start a drag; otherwise select the unit under it."""
        self.state.pointer, self.state.focus, self.state.typing, self.state.all_of = place, -1, False, ""
        self.actions.seen()
        control = self.wall.control_at(place)
        if control is not None and control.dial is None:
            if button == 1:
                self.press(control)
            return
        if self.wall.covers(place):
            return
        if control is not None:
            self.wall.focus(control)
        held = pygame.key.get_mods()
        self.pointers.down(
            who, place, PointerEvent(button, bool(held & pygame.KMOD_SHIFT), bool(held & pygame.KMOD_CTRL))
        )
        if button == 1 and who not in self.pointers.held:
            tip = self.wall.under(place)
            self.state.selected = tip.unit if tip else None
