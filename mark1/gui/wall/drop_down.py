"""The drop-down: all words of a selector as a pygame_gui list over the wall.

theme.json, filled with colours and sizes of the wall's theme  -->  UIManager  -->  UISelectionList
"""

import json
from collections.abc import Sequence
from importlib import resources
from string import Template
from typing import Any

import pygame
from pygame import Rect

from mark1.gui.base.contract import Place
from mark1.gui.paint.theme import Style

MOST_ROWS = 16


class DropDown:
    """``rect``: where it is; empty while it is closed. pygame_gui is imported when it is first opened."""

    def __init__(self) -> None:
        self.rect = Rect(0, 0, 0, 0)
        self._manager: Any = None
        self._list: Any = None
        self._words: list[str] = []
        self._shown: object = None

    @property
    def is_open(self) -> bool:
        """Whether a list is open."""
        return self._list is not None

    def show(self, words: Sequence[str], now: int, below: Rect, size: Place, style: Style) -> None:
        """Show ``words`` with number ``now`` selected, below a selector, or above it where there is more room."""
        shown = tuple(words), now, tuple(below)
        if shown == self._shown:
            return
        self.close()
        import pygame_gui
        from pygame_gui.elements import UISelectionList

        self._shown = shown
        row, edge = style.text(22), style.px(2) + style.px(4)
        height = min(len(words), MOST_ROWS) * row + 2 * edge
        widest = max(style.lettering.width(word, "typed", style.text(14)) for word in words)
        bar = 2 * row if len(words) > MOST_ROWS else 0
        self.rect = Rect(below.x, below.bottom, max(below.w, widest + 2 * (style.text(14) + edge) + bar), height)
        if self.rect.bottom > size[1]:
            self.rect.bottom = below.y
        self.rect.clamp_ip(Rect((0, 0), size))
        self._words = list(words)
        self._manager = pygame_gui.UIManager(size, theme_of(style))
        self._list = UISelectionList(
            self.rect, [*words], self._manager, allow_double_clicks=False, default_selection=words[now]
        )

    def close(self) -> None:
        """Close the list."""
        if self._list is not None:
            self._manager.clear_and_reset()
        self._manager = self._list = self._shown = None
        self.rect = Rect(0, 0, 0, 0)

    def hear(self, event: pygame.Event) -> int | None:
        """Pass an event to the list; return the number of the word that it chose, if any."""
        import pygame_gui

        if event.type == pygame_gui.UI_SELECTION_LIST_NEW_SELECTION and event.ui_element is self._list:
            return self._words.index(event.text)
        self._manager.process_events(event)
        return None

    def draw(self, screen: pygame.Surface, dt_s: float) -> list[Rect]:
        """Draw the list; return where."""
        if self._manager is None:
            return []
        self._manager.update(dt_s)
        self._manager.draw_ui(screen)
        return [self.rect.copy()]


def theme_of(style: Style) -> dict[str, Any]:
    """The theme file, filled with the colours and sizes of the wall."""
    colours = {name: "#" + bytes(colour).hex() for name, colour in vars(style.palette).items()}
    sizes = {"text": round(style.text(14) * 0.8), "row": style.text(22), "line": style.px(2), "shadow": style.px(4)}
    text = resources.files("mark1.gui").joinpath("theme.json").read_text("utf-8")
    filled: dict[str, Any] = json.loads(Template(text).substitute(**colours, **sizes))
    return filled
