"""The potentiometers: a dial for each, in the order of the R-units, turning with the wipers; the history of one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import Ask, Control, Dial, DragHandler, FrameContext, Place, PointerEvent, Tip, Units
from mark1.gui.base.turning import Turning, current_value, turned
from mark1.gui.base.ui_state import Unit
from mark1.gui.base.unit_grid import NO_UNITS, UnitGrid
from mark1.gui.paint.dial import ANGLES, STATES, dials
from mark1.gui.paint.palette import Palette
from mark1.gui.paint.sprite_field import SpriteField, no_sprites
from mark1.gui.views.pot_history import PotHistory
from mark1.machine.potentiometers import Potentiometers

FINE_V = 0.1
COUNTS_A_ROW = 3
SMALLEST_DIAL_PX = 6
# How fast a pointer on the screen follows a wiper that jumped: a compiled pass turns all of them at once.
TURNS_S = 0.05
REST, RUNNING, STOP, STUCK = range(len(STATES))


class PotentiometerView(BaseView):
    """Dials as large as fit; if there are too many, a picture with one dot per pot."""

    title = "potentiometers.title"

    def __init__(self) -> None:
        super().__init__()
        self.grid, self.field, self.paper = NO_UNITS, no_sprites(), NOWHERE
        self.stop_v = 1.0
        self.pointer = np.zeros(0, np.float32)
        self.history = PotHistory()
        self._wiper_v = np.zeros(0)
        self._why = (-1, "")
        self._written: object = None

    def update(self, frame: FrameContext) -> None:
        """Record the positions of the wipers."""
        self.history.note(frame.machine.potentiometers.wiper_v, frame.moment.origin, frame.dt_s)

    def shape(self, frame: FrameContext) -> object:
        bank = frame.machine.potentiometers
        return bank.n_pots, bank.n_r, bank.config

    def lay_out(self, frame: FrameContext) -> None:
        style, palette, room = self.style, self.style.palette, self.inside
        bank = frame.machine.potentiometers
        paper = style.text(38)
        field = Rect(room.x, room.y, room.w, room.h - paper - style.px(8))
        self.sink(field, palette.steel)
        label = style.text(13) if bank.n_r > 1 else 0
        groups = [int(n) for n in np.diff(bank.start_of_r)]
        self.grid = UnitGrid(field.inflate(-style.px(12), -style.px(6)), groups, (style.px(8), label), style.px(64))
        for number, block in enumerate(self.grid.blocks if label and block_is_wide(self.grid, label) else ()):
            at = block.centerx - self.rect.x, block.y - label / 2 - self.rect.y
            style.lettering.write(self.backdrop, f"R{number}", at, style.text(10), palette.ink, align="centre")
        self.field = self._field(palette)
        left = self._lay_out_hand(Rect(room.x, room.bottom - paper, style.text(92), paper), frame)
        self.paper = Rect(left, room.bottom - paper, room.right - left, paper)
        self.sink(self.paper, palette.paper)
        if len(self.pointer) != bank.n_pots:
            self.pointer = np.zeros(bank.n_pots, np.float32)
        self._written = None

    def _lay_out_hand(self, room: Rect, frame: FrameContext) -> int:
        """Lay out a selector that chooses a pot, and a knob that turns it; return where they end."""
        style, gap = self.style, self.style.px(6)
        state, bank, now = frame.state, frame.machine.potentiometers, frame.now
        strip = Rect(room.x, room.centery - style.text(22) // 2, room.w, style.text(22))
        knob = Rect(strip.right + gap, room.y, room.h, room.h)

        def choose(number: float) -> str:
            state.selected = Unit("pot", round(number))
            return ""

        def name(number: float) -> str:
            return style.words("potentiometers.number", number=round(number))

        numbers = Dial("pot number", chosen, choose, 0, bank.n_pots - 1, text=name)
        name_of = style.words("potentiometers.which"), style.words("potentiometers.hand")
        self.controls.append(Control(name_of[0], strip, dial=numbers, look="selector", key="potentiometers.which"))
        self.stop_v = range_v(bank)
        hand = replace(
            self.dial(0, bank),
            key="pot by hand",
            value=lambda present: wiper_v(present, chosen(present)),
            turn=lambda volts: f"set {chosen(now())} {volts:g}",
        )
        self.controls.append(Control(name_of[1], knob, dial=hand, look="knob", key="potentiometers.hand"))
        units = Units("pot", self.grid)
        name_of_all = style.words("potentiometers.dials")
        self.controls.append(Control(name_of_all, self.grid.rect, does=why_of, key="potentiometers.dials", units=units))
        return knob.right + gap

    def dial(self, pot: int, bank: Potentiometers) -> Dial:
        """The dial that turns a pot."""
        return Dial(
            f"pot {pot}",
            lambda frame: wiper_v(frame, pot),
            lambda volts: f"set {pot} {volts:g}",
            -self.stop_v,
            self.stop_v,
            1.0 if bank.config.ideal else FINE_V,
            text="{:+.1f} V".format,
            shows=True,
        )

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        """Turn the pot at a place by hand."""
        pot = self.grid.at(place)
        if pot is None:
            return super().drag(place, event, frame)
        frame.state.selected = Unit("pot", pot)
        return Turning(self.dial(pot, frame.machine.potentiometers), place, self.style.unit)

    def wheel(self, place: Place, clicks: int, frame: FrameContext) -> Ask | None:
        pot = self.grid.at(place)
        if pot is None:
            return super().wheel(place, clicks, frame)
        dial = self.dial(pot, frame.machine.potentiometers)
        return turned(dial, current_value(dial, frame) + clicks * dial.step, frame)

    def _field(self, palette: Palette) -> SpriteField:
        kinds = dials(self.grid.cell, palette.steel, palette.lamp_on, palette.fault)
        return SpriteField(self.grid.places, [sprite for kind in kinds for sprite in kind])

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        bank = frame.machine.potentiometers
        self._wiper_v, self._why, self.stop_v = bank.wiper_v, frame.status.why, range_v(bank)
        share = (self._wiper_v / self.stop_v).astype(np.float32)
        before = self.pointer.copy()
        self.pointer += np.float32(1 - np.exp(-frame.dt_s / TURNS_S)) * (share - self.pointer)
        near = np.abs(share - self.pointer) < 0.6 / ANGLES
        self.pointer[near] = share[near]
        kind = self._kinds(bank, np.abs(self.pointer - before) > 0.2 / ANGLES)
        angle = np.rint((self.pointer + 1) / 2 * (ANGLES - 1)).clip(0, ANGLES - 1).astype(np.int64)
        return self.field.draw(surface, kind * ANGLES + angle) + self._write(surface, frame, kind)

    def _kinds(self, bank: Potentiometers, turning: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The state of each dial."""
        at_stop = np.abs(self.pointer) > 0.999 if not bank.config.ideal else np.zeros(bank.n_pots, bool)
        kind = np.where(bank.moving | turning, RUNNING, np.where(at_stop, STOP, REST))
        kind[bank.stuck] = STUCK
        return kind

    def _write(self, surface: pygame.Surface, frame: FrameContext, kind: NDArray[np.int64]) -> list[Rect]:
        """Write on the paper at the bottom: the counts of all pots, or the history of the one pointed at."""
        if not self.reading:
            return []
        bank = frame.machine.potentiometers
        pot = pot_of(frame.state.unit, bank)
        counts = tuple(np.bincount(kind, minlength=len(STATES)).tolist())
        now = pot, counts, round(float(self._wiper_v[pot]), 3) if pot is not None else None, self.history.length
        if now == self._written and not self.fresh:
            return []
        self._written = now
        self.wipe(surface, self.paper)
        if pot is None:
            self._write_counts(surface, counts)
        else:
            self._draw_history(surface, pot, bank)
        return [self.paper]

    def _write_counts(self, surface: pygame.Surface, counts: Sequence[int]) -> None:
        style, ink = self.style, self.style.palette.ink
        texts = [style.words(f"potentiometers.{name}", n=n) for name, n in zip(STATES, counts, strict=True)]
        texts.append(style.words("potentiometers.range", volts=f"{self.stop_v:g}"))
        columns = [texts[k::COUNTS_A_ROW] for k in range(COUNTS_A_ROW)]
        widest, room = [max(column, key=len) for column in columns], self.paper.w - style.px(16)
        size = style.lettering.common([("  ".join(widest), room)], "typed", style.text(14))
        widths = [style.lettering.width(text, "typed", size) for text in widest]
        gap, x = (room - sum(widths)) / (COUNTS_A_ROW - 1), self.paper.x + style.px(8)
        for column, width in zip(columns, widths, strict=True):
            for k, text in enumerate(column):
                place = x, self.paper.y + self.paper.h * (0.3 + 0.4 * k)
                style.lettering.write(surface, text, place, size, ink, "typed", room=width)
            x += round(width + gap)

    def _draw_history(self, surface: pygame.Surface, pot: int, bank: Potentiometers) -> None:
        """Draw volts over time, latest at the right; the middle line is 0 V."""
        style, palette = self.style, self.style.palette
        chart = Rect(
            self.paper.x + style.text(162), self.paper.y + 3, self.paper.w - style.text(162) - 4, self.paper.h - 6
        )
        text = f"A{bank.a_of_pot[pot]} → R{bank.r_of_pot[pot]}  {bank.wiper_v[pot]:+.3f} V"
        lines, room = (style.words("potentiometers.pot", number=pot), text), chart.x - self.paper.x - style.px(12)
        size = style.lettering.common([(line, room) for line in lines], "typed", style.text(14))
        for k, line in enumerate(lines):
            at = self.paper.x + style.px(8), self.paper.y + self.paper.h * (0.3 + 0.4 * k)
            style.lettering.write(surface, line, at, size, palette.ink, "typed", room=room)
        for k in range(5):
            y = chart.y + chart.h * k // 4
            pygame.draw.line(surface, palette.paper_line, (chart.x, y), (chart.right, y))
        volts = self.history.of(pot)
        if len(volts) > 1:
            x = np.linspace(chart.x, chart.right - 1, len(volts))
            y = chart.centery - np.clip(volts / self.stop_v, -1, 1) * chart.h / 2
            pygame.draw.aalines(surface, palette.ink, False, np.stack([x, y], axis=1).tolist())

    def under(self, place: Place) -> Tip | None:
        pot = self.grid.at(place)
        if pot is None:
            return super().under(place)
        words = self.style.words
        value = words("potentiometers.value", volts=f"{self._wiper_v[pot]:+.3f}")
        why = " ".join(filter(None, (words.said(self._why[1]) if self._why[0] == pot else "", words("tip.knob"))))
        return Tip(words("potentiometers.pot", number=pot), value, why, Unit("pot", pot))


def pot_of(unit: Unit | None, bank: Potentiometers) -> int | None:
    """The pot of a unit."""
    if unit is None or unit.part not in ("pot", "a"):
        return None
    if unit.part == "pot":
        return unit.number if unit.number < bank.n_pots else None
    pots = np.flatnonzero(bank.a_of_pot == unit.number)
    return int(pots[0]) if len(pots) == 1 else None


def chosen(frame: FrameContext) -> int:
    """The selected pot; initially the first one."""
    return pot_of(frame.state.selected, frame.machine.potentiometers) or 0


def why_of(frame: FrameContext) -> Sequence[str]:
    """Why the selected pot last moved."""
    return (f"why {chosen(frame)}",)


def range_v(bank: Potentiometers) -> float:
    """Volts at the ends of the scale: the stops; for an ideal bank, the next round number."""
    if not bank.config.ideal:
        return float(bank.config.stop_v)
    top = float(np.abs(bank.wiper_v).max(initial=1.0))
    return next((nice for nice in (11.0, 25.0, 50.0, 100.0, 250.0, 1000.0) if nice >= top), top)


def wiper_v(frame: FrameContext, pot: int) -> float:
    """The position of a wiper, V; 0 for a pot that is being dragged, but whose machine was replaced."""
    bank = frame.machine.potentiometers
    return float(bank.wiper_v[pot]) if pot < bank.n_pots else 0.0


def block_is_wide(grid: UnitGrid, label_px: int) -> bool:
    """Whether a block has room for its name."""
    return grid.blocks[0].w >= 1.6 * label_px
