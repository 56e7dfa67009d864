"""The patch board: a socket for every S-unit and A-unit, and the cables between; those of one unit lit end to end."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.base.base_view import NOWHERE, BaseView
from mark1.gui.base.contract import Control, DragHandler, FrameContext, Place, PointerEvent, Tip
from mark1.gui.base.identity import Identity
from mark1.gui.base.ui_state import Unit
from mark1.gui.base.unit_grid import NO_UNITS, UnitGrid, raster
from mark1.gui.paint.cable import POINTS, cable, hanging, plug
from mark1.gui.paint.socket import socket
from mark1.gui.views.association import groups_of_a
from mark1.gui.views.cable_in_hand import CableInHand
from mark1.gui.views.cabling import Cabling
from mark1.gui.views.plugging import breaking, plugging, take_sign
from mark1.gui.views.wires import Wires

NOTHING = object()  # before anything was drawn


class PatchBoardView(BaseView):
    """S-sockets above, A-sockets below. ``cable``: the one being dragged. ``dim``: the plate darkened, as the
    background of lit cables.
    """

    title = "patch_board.title"

    def __init__(self) -> None:
        super().__init__()
        self.field, self.s_grid, self.a_grid = NOWHERE, NO_UNITS, NO_UNITS
        self.wires = Wires(*np.zeros((3, 0), np.int64))
        self.cabling = Cabling(self.wires, NO_UNITS, NO_UNITS)
        self.dim = pygame.Surface((1, 1))
        self.signs: list[tuple[bool, Rect]] = []
        self.cable: CableInHand | None = None
        self._lit: object = NOTHING
        self._sign_shown: bool | None = None
        self._on: NDArray[np.bool_] | None = None
        self._n_sockets = 0

    def update(self, frame: FrameContext) -> None:
        """Drop a dragged cable if the sockets changed."""
        if self.cable is not None and not self.is_drawn(frame):
            self.cable = None

    def shape(self, frame: FrameContext) -> object:
        """The wires: a new mat is drawn when they change."""
        retina = frame.machine.retina.config
        return Wires.of(frame.machine.patch_board), retina.rows, retina.cols, tuple(groups_of_a(frame))

    def lay_out(self, frame: FrameContext) -> None:
        room, style, retina = self.inside, self.style, frame.machine.retina.config
        legend, row, gap = style.text(17), style.text(22), style.px(5)
        self.field = Rect(room.x, room.y, room.w, room.h - legend - 2 * row - 3 * gap)
        self.sink(self.field)
        inner = self.field.inflate(-style.px(16), -style.px(14))
        high = min(inner.w * retina.rows // retina.cols, round(inner.h * 0.54))
        self.s_grid = raster(Rect(inner.x, inner.y, inner.w, high), retina.rows, retina.cols, style.px(34))
        low = min(inner.h - high - style.px(70), round(inner.w * 0.62))
        groups, label = groups_of_a(frame), style.px(3)
        self.a_grid = UnitGrid(
            Rect(inner.x, inner.bottom - low, inner.w, low), groups, (style.px(4), label), style.px(34)
        )
        n_s, n_a = len(self.s_grid.places), len(self.a_grid.places)
        self.wires = Wires.of(frame.machine.patch_board).within(n_s, n_a)
        self.cabling = Cabling(self.wires, self.s_grid, self.a_grid)
        self._draw_mat()
        self._lay_out_signs(Rect(room.x, self.field.bottom + gap, room.w, legend), frame)
        rows = [Rect(room.x, room.bottom - (k + 1) * row - k * gap, room.w, row) for k in (1, 0)]
        for rect, controls in zip(rows, (plugging(frame), breaking(frame, style.words)), strict=True):
            self._lay_out_row(rect, controls, gap)
        self._lit = NOTHING

    # ---- the mat

    def _draw_mat(self) -> None:
        """All cables as one picture with the sockets over them; and a darkened copy as the background of lit cables."""
        bare, mat = self.backdrop.copy(), self.cabling.mat(self.field, self.style)
        for board, opacity in ((self.backdrop, 255), (bare, 70)):
            if mat is not None:
                mat.set_alpha(opacity)
                board.blit(mat, self.on_plate(self.field))
            self._draw_sockets(board)
        self.dim = bare

    def _draw_sockets(self, board: pygame.Surface) -> None:
        """Brass rings with a dark hole; those with more cables are brighter."""
        for units, n in ((self.wires.s, self.s_grid), (self.wires.a, self.a_grid)):
            used = np.bincount(units, minlength=len(n.places)) > 0
            sprites = [
                socket(n.cell, self.style.palette.brass, self.style.palette.well, used=full) for full in (False, True)
            ]
            places = (n.places - np.array(self.rect.topleft)).tolist()
            board.fblits([(sprites[int(full)], place) for full, place in zip(used, places, strict=True)])

    def _lay_out_signs(self, room: Rect, frame: FrameContext) -> None:
        """Lay out the two signs of cables, and which is next."""
        style, palette, half = self.style, self.style.palette, room.w // 2
        self.signs = []
        for k, (key, colour, excites) in enumerate(
            (("patch_board.excites", palette.excites, True), ("patch_board.inhibits", palette.inhibits, False))
        ):
            rect = Rect(room.x + half * k, room.y, half, room.h)
            x, y = rect.x - self.rect.x + style.px(10), room.centery - self.rect.y
            path = np.array([[x + step * style.px(5), y] for step in range(7)])
            cable(self.backdrop, path, colour, style.px(3), dashed=not excites, live=True)
            plug(self.backdrop, (x, y), colour, style.px(5), excites=excites)
            text, px = style.lettering.fitting(style.words(key), "engraved", style.text(12), half - style.px(58))
            self.engrave(text, (rect.x + style.px(48), rect.centery), 12, px=px)
            self.controls.append(Control(style.words(key), rect, does=partial(take_sign, excites), key=key))
            wide = style.lettering.width(text, "engraved", px)
            bar = Rect(rect.x + style.px(48), rect.bottom - style.px(2), wide, style.px(2))
            self.signs.append((excites, bar))
        self._sign_shown = None

    def _lay_out_row(self, room: Rect, controls: Sequence[tuple[float, Control]], gap: int) -> None:
        """Controls side by side, each with its share of the room."""
        x, words = room.x, self.style.words
        for share, control in controls:
            control.rect = Rect(x, room.y, round((room.w - (len(controls) - 1) * gap) * share), room.h)
            x = control.rect.right + gap
            control.name = words(control.key)
            control.label = control.name if control.look == "key" else ""
            self.controls.append(control)

    def _show_sign(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Draw a bar under the sign of the next cable."""
        if frame.state.excites == self._sign_shown:
            return []
        self._sign_shown = frame.state.excites
        for excites, bar in self.signs:
            self.wipe(surface, bar)
            if excites == self._sign_shown:
                surface.fill(self.style.palette.lamp_on, bar)
        return [bar for _, bar in self.signs]

    # ---- lit cables

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        return self._show_cables(surface, frame) + self._show_sign(surface, frame)

    def _show_cables(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        """Draw the cables of the unit being explained, and the dragged one."""
        observation, held = frame.observation, self.cable
        self._n_sockets = frame.machine.patch_board.sockets
        unit = held.fixed if held else self._known(frame, frame.state.unit)
        self._on = observation.s if observation is not None and len(observation.s) == len(self.s_grid.places) else None
        now = unit, Identity(observation) if unit else None, held.at if held else None
        if now == self._lit and not self.fresh:
            return []
        had, self._lit = self._lit, now
        if unit is None:
            if had is NOTHING or had == (None, None, None):
                return []
            self.wipe(surface, self.field)
            return [self.field]
        surface.blit(self.dim, self.field, self.on_plate(self.field))
        wires = self.wires.at(unit)
        self._light(surface, wires[wires != held.wire] if held and held.wire is not None else wires)
        if held:
            self._draw_held(surface, held)
        return [self.field]

    def _draw_held(self, target: pygame.Surface, held: CableInHand) -> None:
        """Draw the dragged cable from its socket to the pointer."""
        palette, cell = self.style.palette, self.s_grid.cell
        start, end = np.array([self.place_of(held.fixed)], np.float32), np.array([held.at], np.float32)
        low = np.array([0.0, 0.25 * float(np.abs(end - start).sum())], np.float32)
        path = hanging(start, end, np.asarray((start + end) / 2 + low, np.float32))[0]
        colour = palette.excites if held.excites else palette.inhibits
        target.set_clip(self.field)
        cable(target, path, colour, max(2.0, 3.2 * self.style.unit), dashed=not held.excites, live=True)
        for place in (start[0], end[0]):
            plug(target, place.tolist(), colour, max(3.0, 0.42 * cell), excites=held.excites)
        target.set_clip(None)

    # ---- by hand

    def place_of(self, unit: Unit) -> tuple[int, int]:
        """The centre of a unit's socket."""
        return (self.s_grid if unit.part == "s" else self.a_grid).square(unit.number).center

    def unit_at(self, place: Place) -> Unit | None:
        """The unit whose socket is at a place."""
        s, a = self.s_grid.at(place), self.a_grid.at(place)
        return Unit("s", s) if s is not None else Unit("a", a) if a is not None else None

    def drag(self, place: Place, event: PointerEvent, frame: FrameContext) -> DragHandler | None:
        """Pull out the plug of a lit cable; otherwise start a new cable at the socket."""
        unit = self.unit_at(place)
        if unit is None:
            return super().drag(place, event, frame)
        lit = self._known(frame, frame.state.selected)
        wire = self.wires.between(lit, unit) if lit else None
        if lit is None or wire is None:
            return CableInHand(self, unit, place, frame.state.excites is not event.shift)
        return CableInHand(self, lit, place, bool(self.wires.sign[wire] > 0), wire, unit)

    def _known(self, frame: FrameContext, unit: Unit | None) -> Unit | None:
        """The S- or A-unit of a unit, or the one that a pot belongs to."""
        if unit is not None and unit.part == "pot":
            bank = frame.machine.potentiometers
            unit = Unit("a", int(bank.a_of_pot[unit.number])) if unit.number < bank.n_pots else None
        grids = {"s": self.s_grid, "a": self.a_grid}
        if unit is None or unit.part not in grids or unit.number >= len(grids[unit.part].places):
            return None
        return unit

    def _light(self, target: pygame.Surface, wires: NDArray[np.int64]) -> None:
        """Draw cables; those that carry a signal last, with a bright core."""
        live = np.zeros(len(wires), bool) if self._on is None else self._on[self.wires.s[wires]]
        order = np.argsort(live, kind="stable")
        paths, palette, width = self.cabling.paths(wires, POINTS), self.style.palette, max(1.5, 2.6 * self.style.unit)
        target.set_clip(self.field)
        for k in order.tolist():
            excites = bool(self.wires.sign[wires[k]] > 0)
            colour = palette.excites if excites else palette.inhibits
            cable(target, paths[k], colour, width, dashed=not excites, live=bool(live[k]) or self._on is None)
        for k in order.tolist():
            excites = bool(self.wires.sign[wires[k]] > 0)
            colour = palette.excites if excites else palette.inhibits
            for end, cell in ((0, self.s_grid.cell), (-1, self.a_grid.cell)):
                plug(target, paths[k][end].tolist(), colour, max(2.0, 0.36 * cell), excites=excites)
        target.set_clip(None)

    def under(self, place: Place) -> Tip | None:
        words, a, s = self.style.words, self.a_grid.at(place), self.s_grid.at(place)
        if a is not None:
            return self._tip(words("patch_board.a_unit", number=a), Unit("a", a))
        if s is not None:
            return self._tip(words("patch_board.s_unit", number=s), Unit("s", s))
        return super().under(place)

    def _tip(self, name: str, unit: Unit) -> Tip:
        wires, words = self.wires.at(unit), self.style.words
        signs = self.wires.sign[wires]
        value = words("patch_board.wires", plus=int((signs > 0).sum()), minus=int((signs < 0).sum()))
        if unit.part == "s":
            return Tip(name, value, words("patch_board.sockets", n=len(wires), most=self._n_sockets), unit)
        if self._on is None:
            return Tip(name, value, words("patch_board.why"), unit)
        live = self._on[self.wires.s[wires]]
        plus, minus = int((live & (signs > 0)).sum()), int((live & (signs < 0)).sum())
        return Tip(name, value, words("patch_board.live", plus=plus, minus=minus, sum=f"{plus - minus:+d}"), unit)
