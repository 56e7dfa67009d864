"""The response units: a lamp, a needle meter and the picture it looks for, for each; and the answer, large."""

import math

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.backends.answer import Reason
from mark1.gui.base.contract import Frame, Place, Tip
from mark1.gui.base.plate import Plate
from mark1.gui.base.ui_state import Unit
from mark1.gui.paint import metal
from mark1.gui.paint.canvas import mixed
from mark1.gui.paint.lamp import LEVELS, lamps
from mark1.gui.paint.meter import MeterFace
from mark1.gui.paint.relief import relief
from mark1.gui.views.nearest_list import NearestList
from mark1.gui.views.outputs import fits, lights, looks_for, values, weights_of

NEEDLE_S = 0.16
LAMP_S = 0.07
RANGES_V = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10_000.0)
LEAST_METER_PX = 30
LOW, LINE, USUAL = 44, 3.4, 1.9
"""Lower modules are of one line; how much wider than high those are if they have no picture, and others."""
MOST_LETTERS = 128
LEAST_NEAREST = 3
"""So many lines of the nearest classes have room below the letter."""
SILENCES: dict[object, str] = {
    Reason.NO_LIGHT: "response.no_light",
    Reason.NO_A_UNIT: "response.no_a_unit",
    Reason.NO_DECIDING_A_UNIT: "response.no_deciding_a_unit",
    Reason.UNDECIDED: "response.undecided",
    Reason.TIE: "response.tie",
}
VALUE_SHARE = 0.72
"""Of the room beside a lamp, so much is for the number; the name has the rest."""


class ResponseView(Plate):
    """``needle`` and ``glow`` (n,) are on screen only: what needles and lamps show on their way."""

    title = "response.title"

    def __init__(self) -> None:
        super().__init__()
        self.needle = np.zeros(0)
        self.glow = np.zeros(0)
        self._letters: dict[tuple[str, bool, tuple[int, int]], pygame.Surface] = {}

    def shape(self, frame: Frame) -> object:
        retina = frame.machine.retina.config
        return frame.backend.name, len(values(frame)), retina.rows, retina.cols, frame.backend.classes

    def lay_out(self, frame: Frame) -> None:
        room, style = self.inside, self.style
        n = len(values(frame))
        self._lay_out_answer(Rect(room.x, room.y, min(room.h, style.px(138)), room.h))
        field = Rect(room.x + self.window.w + style.px(12), room.y, room.w - self.window.w - style.px(12), room.h)
        self.modules = modules(field, n)
        if n and self.modules[0].h < style.px(LOW) and not frame.backend.pictured:
            self.modules = modules(field, n, LINE)
        self.face: MeterFace | None = None
        self.small: list[tuple[Rect, Rect, Rect, Rect]] = []
        if n:
            self._lay_out_modules(frame)
        if len(self.needle) != n:
            self.needle, self.glow = np.zeros(n), np.zeros(n)
        self._shown: list[object] = [None] * n
        self._told = [""] * n
        self._answer: object = None
        self._turn = 0
        side = self.small[0][2].size if n else (1, 1)
        blank = np.zeros((frame.machine.retina.config.rows, frame.machine.retina.config.cols))
        self._pictures = [relief(blank, side)] * n
        self._weights: list[NDArray[np.generic] | None] = [None] * n
        self._letters.clear()
        self.range_v = RANGES_V[2]

    def _lay_out_answer(self, room: Rect) -> None:
        """A window for the letter, a strip for how sure it is."""
        style = self.style
        under = style.px(18) + style.text(22) + style.text(16) + NearestList.height(LEAST_NEAREST, style)
        self.window = Rect(room.x, room.y, room.w, min(room.h - under, round(room.w * 1.02)))
        bezel = metal.steel(self.window.size, (62, 62, 60), style.unit, texture=style.theme.texture)
        self.backdrop.blit(bezel, self.on_plate(self.window))
        self.glass = self.window.inflate(-style.px(12), -style.px(12))
        self.sink(self.glass, (14, 14, 14))
        self.sure = Rect(room.x, self.window.bottom + style.px(8), room.w, style.text(22))
        self.sink(self.sure)
        self.range_at = Rect(room.x, room.bottom - style.text(16), room.w, style.text(16))
        left = Rect(room.x, self.sure.bottom + style.px(6), room.w, 0)
        left.h = max(1, self.range_at.y - style.px(4) - left.y)
        self.nearest = NearestList(left, style)
        if self.nearest.lines:
            self.sink(left)

    def _lay_out_modules(self, frame: Frame) -> None:
        """In each module: meter and picture side by side, under them lamp, name and volts; in a low one, one line."""
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
        self._frame, high = frame, min(style.text(15), value.h)
        if self.numbered:
            usual = "+88.8" if pictured else "+8.8"
            self.value_px = style.lettering.common([(usual, round(VALUE_SHARE * value.w))], "typed", high)
        else:
            names = [(self._name(number), value.w) for number in range(len(self.modules))]
            self.value_px = style.lettering.common(names, "engraved", high)

    def show(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        self._frame = frame
        volts, lit = values(frame), lights(frame)
        self._aim(volts)
        self._volts, self._lit = volts, lit
        follow, fade = 1 - math.exp(-frame.dt_s / NEEDLE_S), 1 - math.exp(-frame.dt_s / LAMP_S)
        self.needle += follow * (volts / self.range_v - self.needle)
        self.glow += fade * (lit - self.glow)
        self.glow[np.abs(lit - self.glow) < 0.02] = lit[np.abs(lit - self.glow) < 0.02]
        changed = self._show_answer(surface, frame) if self.reading else []
        for number in range(len(volts)):
            changed += self._show_module(surface, number)
        return changed + self._look(surface, frame)

    def _aim(self, volts: NDArray[np.float64]) -> None:
        """The range of all meters: the first that the largest sum does not leave."""
        top = float(np.abs(volts).max(initial=0.0))
        self.range_v = next((one for one in RANGES_V if one >= top), RANGES_V[-1])
        if top == 0:
            self.range_v = 10.0

    def _show_module(self, surface: pygame.Surface, number: int) -> list[Rect]:
        """Needle and lamp, and when it is time to read them, the number."""
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
        """Beside the lamp the unit's name, and its sum in volts, or its score; whether it is another than before."""
        style = self.style
        digits = 0 if abs(self._volts[number]) >= 100 else 1
        value = f"{round(float(self._volts[number]), digits) + 0.0:+.{digits}f}"
        if box.w < style.px(16) or (value == self._told[number] and not self.fresh):
            return False
        self._told[number] = value
        surface.fill(style.palette.well, box)
        write, size, room = style.lettering.write, self.value_px, box.w
        if self.numbered:
            told = write(surface, value, box.midright, size, style.palette.legend, "typed", align="right", room=room)
            room -= told.w + style.px(3)
        write(surface, self._name(number), box.midleft, size, style.palette.legend, room=max(1, room))
        return True

    def _name(self, number: int) -> str:
        """R-units have numbers, scores the class they are for."""
        if self._frame.backend.in_volts:
            return f"R{number}"
        return self.style.words.label(self._frame.backend.classes[number])

    def _look(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        """Make one unit's picture again if its weights are others; the next frame, the next unit's."""
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

    def _show_answer(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        """The letter in the window, and how sure the machine is of it."""
        answer = frame.backend.answer(frame.sight) if frame.sight is not None and fits(frame) else {}
        label, key = self.style.words.label(answer.get("label") or ""), SILENCES.get(answer.get("reason"))
        old = frame.moment.sight_is_old and not frame.status.busy
        now = label, self._sure(answer, frame), self.range_v, old, id(frame.sight)
        if now == self._answer and not self.fresh:
            return []
        self._answer, self._label, self._sight = (
            now,
            label or (self.style.words(key) if key else ""),
            frame.sight,
        )  # kept, so that its id stays its own
        self._light_letter(surface, label, dim=now[3])
        self.wipe(surface, self.sure)
        style = self.style
        style.lettering.write(
            surface, now[1], self.sure.center, style.text(14), style.palette.legend, "typed", align="centre",
            room=self.sure.w - style.px(8),
        )  # fmt: skip
        self.wipe(surface, self.nearest.rect)
        self.nearest.draw(surface, frame)
        self.wipe(surface, self.range_at)
        if frame.backend.in_volts:
            style.lettering.engrave(
                surface, style.words("response.range", volts=f"{self.range_v:g}"), self.range_at.center, style.text(12),
                style.palette.engraved, style.palette.engraved_light, align="centre", room=self.range_at.w,
            )  # fmt: skip
        return [self.window, self.sure, self.nearest.rect, self.range_at]

    def _sure(self, answer: dict[str, object], frame: Frame) -> str:
        """The margin, probability or score; "no answer" where nothing told the classes apart."""
        words, reason = self.style.words, answer.get("reason")
        if reason in SILENCES:
            return words("response.silent")
        for measure, key in (
            ("margin_v", "response.margin"),
            ("probability", "response.probability"),
            ("score", "response.score"),
        ):
            value = answer.get(measure)
            if isinstance(value, float):
                return words(key, value=f"{value:+.2f}" if measure != "probability" else f"{value:.1%}")
        is_seen = frame.sight is not None and (fits(frame) or not frame.backend.classes)
        return words("response.nothing" if is_seen else "response.no_picture")

    def _light_letter(self, surface: pygame.Surface, label: str, *, dim: bool) -> None:
        """A warm letter, lit from behind."""
        self.wipe(surface, self.glass)
        if not label:
            return
        key = label, dim, self.glass.size
        if key not in self._letters:
            if len(self._letters) >= MOST_LETTERS:
                self._letters.clear()
            self._letters[key] = self._lit_letter(label, dim=dim)
        surface.blit(self._letters[key], self.glass)

    def _lit_letter(self, label: str, *, dim: bool) -> pygame.Surface:
        """The letter with its glow, see-through beside it."""
        style, middle = self.style, (self.glass.w / 2, self.glass.h * 0.5)
        colour = mixed((255, 226, 170), (0, 0, 0), 0.45 if dim else 1.0)
        size = round(self.glass.h * (1.16 if len(label) == 1 else 0.6))
        text, size = style.lettering.fitting(label, "engraved", size, self.glass.w - style.px(12))
        letter = pygame.Surface(self.glass.size, pygame.SRCALPHA)
        style.lettering.write(letter, text, middle, size, style.palette.lamp_on, align="centre")
        glow = pygame.transform.gaussian_blur(letter, max(2, self.glass.h // 12))
        glow.set_alpha(60 if dim else 190)
        made = pygame.Surface(self.glass.size, pygame.SRCALPHA)
        made.blit(glow, (0, 0))
        style.lettering.write(made, text, middle, size, colour, align="centre")
        return made

    def under(self, place: Place) -> Tip | None:
        number = next((k for k, module in enumerate(self.modules) if module.collidepoint(place)), None)
        words = self.style.words
        if number is not None and number < len(self._volts):
            in_volts = self._frame.backend.in_volts
            value = words("response.value" if in_volts else "response.score", value=f"{self._volts[number]:+.2f}")
            why = words("response.why" if in_volts else "response.score_why")
            return Tip(words("response.unit", name=self._name(number)), value, why, Unit("r", number))
        if self.window.collidepoint(place):
            return Tip(words("response.answer"), self._label, words("response.answer_why"))
        return super().under(place)


def modules(field: Rect, n: int, wide: float = USUAL) -> list[Rect]:
    """Equal rectangles for ``n`` units, near ``wide`` times as wide as high; read along the rows."""
    if n == 0:
        return []
    across = max(1, min(n, round(math.sqrt(n * field.w / field.h / wide))))
    down, gap = math.ceil(n / across), 4
    across = math.ceil(n / down)
    width, height = (field.w - (across - 1) * gap) / across, (field.h - (down - 1) * gap) / down
    found = []
    for k in range(n):
        left, top = round(field.x + k % across * (width + gap)), round(field.y + k // across * (height + gap))
        found.append(Rect(left, top, max(4, int(width)), max(4, int(height))))
    return found
