"""The association units: a lamp for each, the common threshold on a knob, and how many are on."""

from collections.abc import Sequence

import numpy as np
import pygame
from pygame import Rect

from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import Control, Dial, FrameContext, Place, Tip, Units
from mark1.gui.base.ui_state import Unit
from mark1.gui.base.unit_grid import NO_UNITS, UnitGrid
from mark1.gui.paint.lamp import DEAD, LEVELS, lamps
from mark1.gui.paint.lettering import SPACED
from mark1.gui.paint.sprite_field import SpriteField, no_sprites

THETA = (-10.0, 30.0, 0.5, 2.0)  # limits of the knob, its step, and its rest position
INERTIA_S = 0.07  # Assumed: how long a small lamp takes to light up, or to fade


class AssociationView(BaseView):
    """Lamps in the order of the potentiometers below them; ``glow`` (n_a,) 0..1 exists on screen only."""

    title = "association.title"

    def __init__(self) -> None:
        super().__init__()
        self.grid, self.lamps = NO_UNITS, no_sprites()
        self.knob = self.theta_at = self.counter = NOWHERE
        self.glow = np.zeros(0, np.float32)
        self._a = np.zeros(0, np.float32)
        self._dead, self._trim = np.zeros(0, bool), np.zeros(0)
        self._theta, self._on = float("nan"), -1

    def shape(self, frame: FrameContext) -> object:
        return tuple(groups_of_a(frame))

    def lay_out(self, frame: FrameContext) -> None:
        style, palette, room = self.style, self.style.palette, self.inside
        groups = groups_of_a(frame)
        row = Rect(room.x, room.bottom - style.px(40), room.w, style.px(40))
        field = Rect(room.x, room.y, room.w, room.h - row.h - style.px(6))
        label = style.text(13) if len(groups) > 1 else 0
        self.sink(field)
        self.grid = UnitGrid(field.inflate(-style.px(12), -style.px(6)), groups, (style.px(8), label), style.px(40))
        for number, block in enumerate(self.grid.blocks if label else ()):
            at = block.centerx - self.rect.x, block.y - label / 2 - self.rect.y
            size = style.text(10)
            style.lettering.write(self.backdrop, f"R{number}", at, size, palette.faint, align="centre")
        self.lamps = SpriteField(
            self.grid.places, lamps(self.grid.cell, palette.lamp_off, palette.lamp_on, palette.well)
        )
        if len(self.glow) != len(self.grid.places):
            self.glow = np.zeros(len(self.grid.places), np.float32)
        self._lay_out_row(row)

    def _lay_out_row(self, row: Rect) -> None:
        """The knob of theta at the left, the counter at the right."""
        style, gap = self.style, self.style.px(10)
        self.knob = Rect(row.x + gap, row.y - style.px(2), row.h + style.px(4), row.h + style.px(4))
        self.theta_at = Rect(self.knob.right + gap, row.centery - style.text(24) // 2, style.px(54), style.text(24))
        self.counter = self.theta_at.move(row.right - gap - self.theta_at.w - style.px(30) - self.theta_at.x, 0)
        self.counter.w += style.px(30)
        self.sink(self.theta_at)
        self.sink(self.counter)
        half = row.w // 2 - style.px(130)
        self.engrave(
            style.words("association.theta"), (self.theta_at.right + gap, row.centery), 13, tracking=SPACED, room=half
        )
        self.engrave(
            style.words("association.on"),
            (self.counter.x - gap, row.centery),
            13,
            align="right",
            tracking=SPACED,
            room=half,
        )
        theta = Dial("theta", lambda now: now.machine.association.theta, "theta {:g}".format, *THETA, shows=True)
        self.controls.append(
            Control(style.words("association.theta"), self.knob, dial=theta, look="knob", key="association.theta")
        )
        lamps_of = style.words("association.lamps")
        self.controls.append(
            Control(lamps_of, self.grid.rect, does=_nothing, key="association.lamps", units=Units("a", self.grid))
        )
        self._theta, self._on = float("nan"), -1

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        units = frame.machine.association
        self._a, self._dead, self._trim = self._active(frame), units.dead, units.trim
        follow = np.float32(1 - np.exp(-frame.dt_s / INERTIA_S))
        self.glow += follow * (self._a - self.glow)
        self.glow[np.abs(self._a - self.glow) < 0.02] = self._a[np.abs(self._a - self.glow) < 0.02]
        level = np.rint(self.glow * (LEVELS - 1)).astype(np.int64)
        level[: len(units.dead)][units.dead] = DEAD
        return self.lamps.draw(surface, level) + self._show_theta(surface, units.theta) + self._show_count(surface)

    def _active(self, frame: FrameContext) -> np.ndarray:
        """The state of each unit: ndarray of shape (n_a,), 0 / 1."""
        if frame.observation is None or len(frame.observation.a) != len(self.glow):
            return np.zeros(len(self.glow), np.float32)
        return frame.observation.a.astype(np.float32)

    def _show_theta(self, surface: pygame.Surface, theta: float) -> list[Rect]:
        style = self.style
        if theta == self._theta and not self.fresh:
            return []
        self._theta = theta
        self.wipe(surface, self.theta_at)
        style.lettering.write(
            surface, f"{theta:g}", self.theta_at.center, style.text(16), style.palette.legend, "typed", align="centre"
        )
        return [self.theta_at]

    def _show_count(self, surface: pygame.Surface) -> list[Rect]:
        on, style = int(self._a.sum()), self.style
        if not self.reading or (on == self._on and not self.fresh):
            return []
        self._on = on
        self.wipe(surface, self.counter)
        style.lettering.write(
            surface, f"{on}", self.counter.center, style.text(24), style.palette.lamp_on, "typed", align="centre"
        )
        return [self.counter]

    def under(self, place: Place) -> Tip | None:
        words = self.style.words
        if self.knob.collidepoint(place):
            reasons = words("association.theta_why"), words("tip.knob")
            return Tip(words("association.theta"), f"{self._theta:g}", " ".join(reasons))
        number = self.grid.at(place)
        if number is None:
            return super().under(place)
        dead, trim = bool(self._dead[number]), float(self._trim[number])
        state = "association.is_dead" if dead else "association.is_on" if self._a[number] else "association.is_off"
        why = words("association.why", theta=f"{self._theta + trim:g}")
        return Tip(words("association.unit", number=number), words(state), why, Unit("a", number))


def _nothing(frame: FrameContext) -> Sequence[str]:
    """No lines: selecting a unit only shows it."""
    return ()


def groups_of_a(frame: FrameContext) -> list[int]:
    """The sizes of the blocks of A-units: those of one R-unit if every A-unit has its own, else all in one."""
    bank = frame.machine.potentiometers
    if bank.config.pots == "disjoint" and bank.n_r > 1:
        return [int(n) for n in np.diff(bank.start_of_r)]
    return [frame.machine.association.n_a]
