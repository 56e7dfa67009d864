"""DropDown: all words of a selector in a list over the wall; the present one is lit. A long list scrolls.

pressed and released on a row  -->  its word is chosen
dragged, or the wheel          -->  the list scrolls; on its bar, as far as the bar is dragged
"""

from collections.abc import Sequence
from typing import NamedTuple

import pygame
from pygame import Rect

from mark1.gui.base.base_view import NOWHERE
from mark1.gui.base.contract import Place
from mark1.gui.paint import metal
from mark1.gui.paint.theme import Style

MOST_ROWS = 16


class Held(NamedTuple):
    """A press: where it began, the first row then, and whether it is on the bar."""

    y: int
    top: int
    on_bar: bool


class DropDown:
    """``rect``: where it is; empty while it is closed. ``top``: the number of the first word that is visible."""

    def __init__(self) -> None:
        self.rect, self.top = NOWHERE, 0
        self._words: tuple[str, ...] = ()
        self._now = -1
        self._pointed: int | None = None
        self._held: Held | None = None
        self._row = self._edge = self._bar = 1
        self._shown: object = None

    @property
    def is_open(self) -> bool:
        """Whether a list is open."""
        return bool(self._words)

    def show(self, words: Sequence[str], now: int, below: Rect, size: Place, style: Style) -> None:
        """Show ``words`` with number ``now`` lit, below a selector, or above it where there is more room."""
        shown = tuple(words), tuple(below), size
        if shown != self._shown:
            self.close()
            self._shown, self._words = shown, tuple(words)
            self._place(below, size, style)
        if now != self._now:
            self._now = now
            self._scroll(min(now, max(self.top, now - MOST_ROWS + 1)))

    def _place(self, below: Rect, size: Place, style: Style) -> None:
        """Set the rectangle, as wide as its widest word."""
        self._row, self._edge = style.text(22), style.px(5)
        self._bar = style.px(14) if len(self._words) > MOST_ROWS else 0
        widest = max(style.lettering.width(word, "typed", style.text(14)) for word in self._words)
        width = widest + 2 * (style.text(11) + self._edge) + self._bar
        height = min(len(self._words), MOST_ROWS) * self._row + 2 * self._edge
        self.rect = Rect(below.x, below.bottom, min(max(below.w, width), size[0]), height)
        if self.rect.bottom > size[1]:
            self.rect.bottom = below.y
        self.rect.clamp_ip(Rect((0, 0), size))

    def close(self) -> None:
        """Close the list."""
        self.rect, self.top, self._words, self._now = NOWHERE, 0, (), -1
        self._pointed = self._held = self._shown = None

    def hear(self, event: pygame.Event) -> int | None:
        """Pass a pointer's event to the list; return the number of the word that it chose, if any."""
        if event.type == pygame.MOUSEWHEEL:
            self._scroll(self.top - event.y)
        elif event.type == pygame.MOUSEMOTION:
            self._move(event.pos)
        elif event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self._held = Held(event.pos[1], self.top, event.pos[0] >= self.rect.right - self._edge - self._bar)
            self._move(event.pos)
        elif event.type == pygame.MOUSEBUTTONUP and event.button == 1:
            held, self._held = self._held, None
            if held is not None and not held.on_bar and held.top == self.top:
                return self._row_at(event.pos)
        return None

    def _move(self, place: Place) -> None:
        """The pointer is at ``place``: scroll if it drags, and light the row under it."""
        if self._held is not None:
            rows = (place[1] - self._held.y) / self._row
            step = rows * len(self._words) / MOST_ROWS if self._held.on_bar else -rows
            self._scroll(self._held.top + round(step))
        self._pointed = self._row_at(place)

    def _scroll(self, top: int) -> None:
        self.top = min(max(0, top), max(0, len(self._words) - MOST_ROWS))

    def _row_at(self, place: Place) -> int | None:
        """The number of the word at a place."""
        rows = self.rect.inflate(-2 * self._edge, -2 * self._edge)
        rows.w -= self._bar
        return self.top + (place[1] - rows.y) // self._row if rows.collidepoint(place) else None

    def draw(self, screen: pygame.Surface, style: Style) -> list[Rect]:
        """Draw the list; return where."""
        if not self.is_open:
            return []
        palette, reach = style.palette, style.px(6)
        screen.blit(metal.shadow(self.rect.size, reach), self.rect.move(-reach // 2, -reach // 2))
        screen.fill(palette.well, self.rect)
        for number in range(self.top, min(self.top + MOST_ROWS, len(self._words))):
            self._write(screen, number, style)
        if self._bar:
            room = self.rect.h - 2 * self._edge
            y, length = (room * rows // len(self._words) for rows in (self.top, MOST_ROWS))
            left = self.rect.right - self._edge - self._bar * 3 // 4
            bar = Rect(left, self.rect.y + self._edge + y, self._bar * 3 // 4, length)
            pygame.draw.rect(screen, palette.brass, bar, border_radius=style.px(3))
        pygame.draw.rect(screen, palette.brass, self.rect, style.px(2))
        return [self.rect.inflate(3 * reach, 3 * reach).clip(screen.get_rect())]

    def _write(self, screen: pygame.Surface, number: int, style: Style) -> None:
        """One row: the present word lit, the one under the pointer on a lighter ground."""
        palette, y = style.palette, self.rect.y + self._edge + (number - self.top) * self._row
        row = Rect(self.rect.x + self._edge, y, self.rect.w - 2 * self._edge - self._bar, self._row)
        if number in (self._now, self._pointed):
            screen.fill(palette.lamp_off, row)
        colour = palette.lamp_on if number == self._now else palette.legend
        left, room = row.x + style.text(11), row.w - 2 * style.text(11)
        word = self._words[number]
        style.lettering.write(screen, word, (left, row.centery), style.text(14), colour, "typed", room=room)
