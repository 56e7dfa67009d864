"""The response units: lamp, needle meter and the picture it looks for, for each; and the answer, large."""

import math
from collections.abc import Sequence

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.base.base_view import BaseView
from mark1.gui.base.contract import FrameContext, Place, Tip
from mark1.gui.base.ui_state import Unit
from mark1.gui.paint.lamp import LEVELS, lamps
from mark1.gui.paint.meter import MeterFace
from mark1.gui.paint.relief import relief
from mark1.gui.paint.words import Words
from mark1.gui.views.answer_window import AnswerWindow
from mark1.gui.views.outputs import lights, looks_for, values, weights_of

NEEDLE_S = 0.16
LAMP_S = 0.07
RANGES_V = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10_000.0)
LEAST_METER_PX = 30
# Lower modules have one line; their width to height without a picture, and of others.
LOW, LINE, USUAL = 44, 3.4, 1.9
VALUE_SHARE = 0.72  # share of the room beside a lamp for the number; the name has the rest


class ResponseView(BaseView):
    """``needle`` and ``glow`` (n,) exist on screen only: the animated values of needles and lamps."""

    title = "response.title"

    def __init__(self) -> None:
        super().__init__()
        self.answer = AnswerWindow(self)
        self.modules: list[Rect] = []
        self.small: list[tuple[Rect, Rect, Rect, Rect]] = []
        self.face: MeterFace | None = None
        self.lamp_px = self.value_px = 1
        self.lamps: Sequence[pygame.Surface] = ()
        self.numbered = self.pictured = True
        self.needle, self.glow, self.range_v = np.zeros(0), np.zeros(0), RANGES_V[2]
        self._names: list[str] = []
        self._in_volts = True
        self._volts = np.zeros(0)
        self._shown: list[object] = []
        self._told: list[str] = []
        self._weights: list[NDArray[np.generic] | None] = []
        self._pictures: list[pygame.Surface] = []
        self._turn = 0

    def shape(self, frame: FrameContext) -> object:
        retina = frame.machine.retina.config
        return frame.backend.name, len(values(frame)), retina.rows, retina.cols, frame.backend.classes

    def lay_out(self, frame: FrameContext) -> None:
        room, style = self.inside, self.style
        n, column = len(values(frame)), min(room.h, style.px(138))
        self.answer.lay_out(Rect(room.x, room.y, column, room.h))
        field = Rect(room.x + column + style.px(12), room.y, room.w - column - style.px(12), room.h)
        self._names, self._in_volts = names(frame, style.words), frame.backend.in_volts
        self.modules = modules(field, n)
        if n and self.modules[0].h < style.px(LOW) and not frame.backend.pictured:
            self.modules = modules(field, n, LINE)
        self.face, self.small = None, []
        if n:
            self._lay_out_modules(frame)
        if len(self.needle) != n:
            self.needle, self.glow = np.zeros(n), np.zeros(n)
        self._shown, self._told, self._turn = [None] * n, [""] * n, 0
        side = self.small[0][2].size if n else (1, 1)
        blank = np.zeros((frame.machine.retina.config.rows, frame.machine.retina.config.cols))
        self._pictures = [relief(blank, side)] * n
        self._weights = [None] * n
        self.range_v = RANGES_V[2]

    def _lay_out_modules(self, frame: FrameContext) -> None:
        """In each module: meter and picture side by side, below them lamp, name and volts; in a low one, all in one
        line.
        """
        style, palette, first = self.style, self.style.palette, self.modules[0]
        gap = max(2, style.px(4))
        low, pictured = first.h < style.px(LOW), frame.backend.pictured
        self.lamp_px = max(6, min(first.h - 2 * gap if low else first.h // 3, style.px(22)))
        room_h = first.h - 2 * gap if low else max(4, first.h - self.lamp_px - 3 * gap)
        picture = max(4, min(room_h, (first.w - 3 * gap) * 45 // 100, style.px(120)))
        meter_w = min(first.w - picture - 3 * gap, style.px(160))
        meter_h = min(room_h, round(0.68 * meter_w))
        if not low and meter_w >= LEAST_METER_PX:
            self.face = MeterFace((meter_w, meter_h), style)
        self.lamps = lamps(self.lamp_px, palette.lamp_off, palette.lamp_on, palette.well)
        self.numbered, self.pictured = not (low and pictured), pictured or not low
        for module in self.modules:
            middle = module.y + gap + room_h // 2
            meter = Rect(module.x + gap, middle - meter_h // 2, meter_w, meter_h)
            lamp = Rect(meter.x, module.bottom - gap - self.lamp_px, self.lamp_px, self.lamp_px)
            seen = Rect(module.right - picture - gap, middle - picture // 2, picture, picture)
            right = (seen.x if low and pictured else module.right) - gap
            high = first.h - 2 * max(1, gap // 2) if low else lamp.h
            value = Rect(lamp.right + gap, lamp.centery - high // 2, max(1, right - lamp.right - gap), high)
            self.small.append((meter, lamp, seen, value))
            self.sink(module)
        high = min(style.text(15), value.h)
        if self.numbered:
            usual = "+88.8" if pictured else "+8.8"
            self.value_px = style.lettering.common([(usual, round(VALUE_SHARE * value.w))], "typed", high)
        else:
            rooms = [(name, value.w) for name in self._names]
            self.value_px = style.lettering.common(rooms, "engraved", high)

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        volts, lit = values(frame), lights(frame)
        self._volts, self.range_v = volts, range_of(volts)
        follow, fade = 1 - math.exp(-frame.dt_s / NEEDLE_S), 1 - math.exp(-frame.dt_s / LAMP_S)
        self.needle += follow * (volts / self.range_v - self.needle)
        self.glow += fade * (lit - self.glow)
        self.glow[np.abs(lit - self.glow) < 0.02] = lit[np.abs(lit - self.glow) < 0.02]
        changed = self.answer.show(surface, frame, self.range_v) if self.reading else []
        for number in range(len(volts)):
            changed += self._show_module(surface, number)
        return changed + self._look(surface, frame)

    def _show_module(self, surface: pygame.Surface, number: int) -> list[Rect]:
        """Draw needle and lamp, and the number when it is due."""
        meter, lamp, seen, box = self.small[number]
        level, place = round(float(self.glow[number]) * (LEVELS - 1)), round(float(self.needle[number]) * 2 * meter.w)
        moved = (place, level) != self._shown[number] or self.fresh
        if moved:
            self._shown[number] = place, level
            if self.face:
                self.face.draw(surface, meter, place / (2 * meter.w))
            surface.blit(self.lamps[level], lamp)
        if self.fresh and self.pictured:
            surface.blit(self._pictures[number], seen)
        written = self.reading and self._write_value(surface, number, box)
        return [self.modules[number]] if moved or written else []

    def _write_value(self, surface: pygame.Surface, number: int, box: Rect) -> bool:
        """Write the unit's name beside the lamp, and its sum in volts or its score; return whether it changed."""
        style = self.style
        digits = 0 if abs(self._volts[number]) >= 100 else 1
        value = f"{round(float(self._volts[number]), digits) + 0.0:+.{digits}f}"
        if box.w < style.px(16) or (value == self._told[number] and not self.fresh):
            return False
        self._told[number] = value
        surface.fill(style.palette.well, box)
        write, size, room = style.lettering.write, self.value_px, box.w
        if self.numbered:
            right = write(surface, value, box.midright, size, style.palette.legend, "typed", align="right", room=room)
            room -= right.w + style.px(3)
        write(surface, self._names[number], box.midleft, size, style.palette.legend, room=max(1, room))
        return True

    def _look(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Redraw the picture of one unit if its weights changed; the next frame checks the next unit."""
        n = len(self.small)
        if n == 0:
            return []
        changed = []
        for number in range(n) if self.fresh else (self._turn % n,):
            weights = weights_of(frame, number)
            before = self._weights[number]
            if weights is None or (before is not None and np.array_equal(weights, before)):
                continue
            self._weights[number], seen = weights, self.small[number][2]
            self._pictures[number] = relief(looks_for(frame, number), seen.size)
            surface.blit(self._pictures[number], seen)
            changed.append(seen)
        self._turn += 1
        return changed

    def under(self, place: Place) -> Tip | None:
        number = next((k for k, module in enumerate(self.modules) if module.collidepoint(place)), None)
        words = self.style.words
        if number is not None and number < len(self._volts):
            of, why = ("response.value", "response.why") if self._in_volts else ("response.score", "response.score_why")
            value = words(of, value=f"{self._volts[number]:+.2f}")
            return Tip(words("response.unit", name=self._names[number]), value, words(why), Unit("r", number))
        if self.answer.rect.collidepoint(place):
            return Tip(words("response.answer"), self.answer.said, words("response.answer_why"))
        return super().under(place)


def names(frame: FrameContext, words: Words) -> list[str]:
    """The names of the outputs: R-units have numbers, scores their class."""
    if frame.backend.in_volts:
        return [f"R{number}" for number in range(len(values(frame)))]
    return [words.label(label) for label in frame.backend.classes]


def range_of(volts: NDArray[np.float64]) -> float:
    """The range of all meters: the first that holds the largest sum."""
    top = float(np.abs(volts).max(initial=0.0))
    return next((volts for volts in RANGES_V if volts >= top), RANGES_V[-1]) if top else 10.0


def modules(field: Rect, n: int, wide: float = USUAL) -> list[Rect]:
    """Equal rectangles for ``n`` units, near ``wide`` times as wide as high; in reading order."""
    if n == 0:
        return []
    across = max(1, min(n, round(math.sqrt(n * field.w / field.h / wide))))
    down, gap = math.ceil(n / across), 4
    across = math.ceil(n / down)
    width, height = (field.w - (across - 1) * gap) / across, (field.h - (down - 1) * gap) / down
    rects = []
    for k in range(n):
        left, top = round(field.x + k % across * (width + gap)), round(field.y + k // across * (height + gap))
        rects.append(Rect(left, top, max(4, int(width)), max(4, int(height))))
    return rects
