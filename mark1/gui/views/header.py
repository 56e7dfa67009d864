"""The header: the name, the back end in use, what the operator is doing, and the stop button."""

import math
from collections.abc import Callable, Sequence

import pygame
from pygame import Rect

from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import Control, FrameContext
from mark1.gui.paint import metal
from mark1.gui.paint.button import mushroom
from mark1.gui.paint.lamp import LEVELS, lamps
from mark1.gui.paint.lettering import WIDE
from mark1.gui.paint.paper import wrapped
from mark1.gui.paint.words import HARD_SPACE
from mark1.gui.views.progress_words import doing

# The back ends with a key, and the key's name.
BACKENDS = {"mark1": "header.mark1", "mlp": "header.mlp", "logistic": "header.logistic"}
LINES, LEAST_PX = 2, 9  # most lines of the display, and their smallest letters


class HeaderView(BaseView):
    """A nameplate; three keys, one pressed; a lamp and a display that show what is being done."""

    def __init__(self) -> None:
        super().__init__()
        self.lamp_at = self.strip = NOWHERE
        self.lamps: Sequence[pygame.Surface] = ()
        self._told: object = None

    def lay_out(self, frame: FrameContext) -> None:
        style = self.style
        room = self.rect.inflate(-style.px(40), -style.px(12))
        name = Rect(room.x, room.y, min(style.text(290), room.w // 5), room.h)
        self._name(name)
        stop = Rect(room.right - room.h, room.y, room.h, room.h)
        self.backdrop.blit(mushroom(stop.w, style.palette.fault), self.on_plate(stop))
        self.engrave(style.words("header.stop"), (stop.x - style.px(8), room.centery), 15, align="right", tracking=WIDE)
        self.controls.append(Control(style.words("header.stop"), stop, action="stop", key="header.stop"))
        self._lay_out_backends(Rect(name.right + style.px(22), room.y + style.px(2), room.w // 4, room.h - style.px(4)))
        left = self.controls[-1].rect.right + style.px(26)
        self.lamp_at = Rect(left, room.centery - style.px(11), style.px(22), style.px(22))
        self.lamps = lamps(self.lamp_at.w, style.palette.lamp_off, style.palette.lamp_on, style.palette.plate)
        strip = style.lettering.width(style.words("header.stop"), "engraved", style.text(15), WIDE) + style.px(24)
        strip += self._guides(stop.x - strip, room)
        high = min(room.h, style.text(32))
        width = stop.x - strip - left - style.px(30)
        self.strip = Rect(left + style.px(30), room.centery - high // 2, width, high)
        self.sink(self.strip)
        self._told = None

    def _guides(self, right: int, room: Rect) -> int:
        """Lay out the keys of tour, help and files, left of ``right``; return the room they take."""
        style, gap, height = self.style, self.style.px(6), room.h - self.style.px(4)
        taken = gap
        for key, action, width in (
            ("header.help", "help", height),
            ("header.tour", "tour", style.text(78)),
            ("header.open", "open machine", style.text(62)),
            ("header.save", "save machine", style.text(62)),
        ):
            taken += width + gap
            rect, label = Rect(right - taken, room.y + style.px(2), width, height), style.words(key)
            self.controls.append(Control(label, rect, label=label, action=action, key=key))
        return taken + gap

    def _name(self, room: Rect) -> None:
        """The name of the machine, on black."""
        style, middle = self.style, self.on_plate(room).center
        tag = metal.plate(room.size, (24, 24, 24), style.unit, texture=False)
        self.backdrop.blit(tag, self.on_plate(room))
        style.lettering.write(
            self.backdrop, style.words("header.title"), middle, style.text(22), style.palette.legend,
            align="centre", tracking=WIDE, room=room.w - style.px(50),
        )  # fmt: skip

    def _lay_out_backends(self, room: Rect) -> None:
        style, gap = self.style, self.style.px(5)
        labels = [style.words(key) for key in BACKENDS.values()]
        for rect, label, (backend, key) in zip(self.keys_in(room, labels, gap), labels, BACKENDS.items(), strict=True):
            self.controls.append(Control(label, rect, f"backend {backend}", label, is_on=is_of_backend(key), key=key))

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        if not self.reading:
            return []
        busy, style = frame.status.busy, self.style
        text = self._doing(frame)
        now = busy, text
        if now == self._told and not self.fresh:
            return []
        self._told = now
        self.wipe(surface, self.lamp_at)
        surface.blit(self.lamps[LEVELS - 1 if busy else 0], self.lamp_at)
        self.wipe(surface, self.strip)
        room = self.strip.w - style.px(16)
        is_long = style.lettering.width(text, "typed", style.text(12)) > room
        size = min(style.text(15), (self.strip.h - 5) // LINES) if is_long else style.text(15)
        lines = wrapped(text, size, room, style, "typed") if is_long else [text]
        while len(lines) > LINES and size > LEAST_PX:
            size -= 1
            lines = wrapped(text, size, room, style, "typed")
        lines = lines[:LINES]
        for k, line in enumerate(lines):
            at = self.strip.x + style.px(10), self.strip.centery + (k - (len(lines) - 1) / 2) * size
            style.lettering.write(surface, line, at, size, style.palette.legend, "typed", room=room)
        return [self.lamp_at, self.strip]

    def _doing(self, frame: FrameContext) -> str:
        """What is being done, else a summary of the back end."""
        progress, state, words = frame.status.progress, frame.state, self.style.words
        text = by_commas(words.said(frame.backend.in_a_line())) if progress is None else doing(progress, words)
        speed = "" if math.isinf(state.speed) else words("header.speed", speed=f"{state.speed:g}")
        return "  ".join(filter(None, (words("header.paused") if state.paused else "", speed, text)))


def by_commas(text: str) -> str:
    """A text that can be broken only after its commas and arrows."""
    return ", ".join(part.replace(" ", HARD_SPACE).replace(f">{HARD_SPACE}", "> ") for part in text.split(", "))


def is_of_backend(key: str) -> Callable[[FrameContext], bool]:
    """A test whether a key is that of the back end in use."""
    return lambda frame: BACKENDS.get(frame.backend.name) == key
