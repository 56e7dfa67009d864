"""The keyboard: a key works on the field or dial that has the focus, on the line that is typed, or by the input map."""

from collections.abc import Callable, Mapping

import pygame

from mark1.gui.actions import Actions
from mark1.gui.base.contract import Control, refused
from mark1.gui.base.presenting import typed_over
from mark1.gui.base.turning import turns
from mark1.gui.base.ui_state import PanelState
from mark1.gui.visitor.input_map import Meaning, line_of, pressed
from mark1.gui.visitor.modes import table
from mark1.gui.wall.pointers import PointerTracker
from mark1.gui.wall.wall import Wall
from mark1.panel.commands.camera import PICTURE_WORDS, presented

DIRECTIONS = {pygame.K_RIGHT: (1, 0), pygame.K_LEFT: (-1, 0), pygame.K_DOWN: (0, 1), pygame.K_UP: (0, -1)}
IN_LIST = {pygame.K_DOWN: pygame.K_RIGHT, pygame.K_UP: pygame.K_LEFT}  # down in a list is forward


class Keyboard:
    """The keyboard of one window. ``by_name``: the window's actions."""

    def __init__(
        self, wall: Wall, pointers: PointerTracker, actions: Actions, by_name: Mapping[str, Callable[[], None]]
    ) -> None:
        self.wall, self.pointers, self.actions, self.by_name = wall, pointers, actions, by_name
        self.state = wall.state

    def press(self, event: pygame.Event) -> None:
        """Handle a key that went down."""
        self.actions.seen()
        if self._worked(event):
            return
        key = pressed(event.key, event.mod, getattr(event, "unicode", "") if not self.state.typing else "")
        meant = table(self.state).get(key)
        if not self.actions.edit(key) and meant is not None and meant.key not in self.state.hidden:
            self._mean(meant)

    def type(self, event: pygame.Event) -> None:
        """Handle typed text."""
        self.actions.write(event.text)

    def _mean(self, meant: Meaning) -> None:
        """Do what a key stands for."""
        if meant.action:
            self.by_name[meant.action]()
        elif meant.wanted and presented(meant.line) in PICTURE_WORDS:
            self.wall.operator.ask_all(typed_over(self.wall.now, meant.line, meant.wanted))
        else:
            self.state.wanted = meant.wanted or self.state.wanted
            self.wall.operator.ask(line_of(meant, self.state))

    def _worked(self, event: pygame.Event) -> bool:
        """Apply a key to the dial or field that has the focus; return whether it did anything."""
        focused = None if self.state.typing or self.state.page >= 0 else self.wall.focused
        focused = self.wall.opened if self.state.menu else focused
        if focused is None:
            return False
        if focused.units is not None and event.key in DIRECTIONS:
            self.state.selected = self.actions.chosen(focused.units, DIRECTIONS[event.key])
            return True
        dial = self.wall.open_dial if self.state.menu else focused.dial
        if dial is not None and turns(event.key):
            if not refused(focused, self.wall.now):
                self.pointers.key(dial, IN_LIST.get(event.key, event.key) if self.state.open else event.key)
            return True
        return focused.typed is not None and write(focused, self.state, event)


def write(control: Control, state: PanelState, event: pygame.Event) -> bool:
    """Type into the field that has the focus, replacing a selection; return whether the field took it."""
    typed, held = getattr(event, "unicode", ""), event.mod & (pygame.KMOD_CTRL | pygame.KMOD_GUI | pygame.KMOD_ALT)
    field, erases = control.typed, event.key == pygame.K_BACKSPACE
    if field is None or (not erases and (held or not typed or not typed.isprintable())):
        return False
    before = "" if state.all_of == control.key else field.text()
    state.all_of = ""
    field.take(before[:-1] if erases else (before + typed)[: field.most])
    return True
