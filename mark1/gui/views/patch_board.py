"""The patch board: a socket for every S-unit and A-unit, and the cables between; those of one unit lit end to end."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.base.contract import Ask, Control, Frame, Grip, Place, Tip, Touch, by_rule
from mark1.gui.base.plate import Plate
from mark1.gui.base.ui_state import Notice, Unit
from mark1.gui.base.unit_grid import UnitGrid, raster
from mark1.gui.paint.cable import POINTS, cable, hanging, plug, topmost
from mark1.gui.paint.canvas import Colour, cover, disc, grid, over, sheet, shine, surface
from mark1.gui.views.association import groups_of_a
from mark1.gui.views.plugging import breaking, plugging, take_sign

NOTHING = object()
MOST_LIT = 400
MAT_WIRES = 1800
ROUND = (1.0, 0.8, 0.42)
"""The mat shows so many cables at most, and the light falls so across one of them."""


class PatchBoardView(Plate):
    """S-sockets above, A-sockets below. ``mat``: all cables as one picture, drawn once for the wires there are."""

    title = "patch_board.title"

    def __init__(self) -> None:
        super().__init__()
        self._wires: tuple[Any, ...] = ()

    def shape(self, frame: Frame) -> object:
        """The wires themselves: where they are others, the mat is another."""
        board, retina = frame.machine.patch_board, frame.machine.retina.config
        wires = board.s_of_wire, board.a_of_wire, board.sign_of_wire
        if len(wires) != len(self._wires) or not all(map(are_alike, wires, self._wires)):
            self._number = getattr(self, "_number", 0) + 1
        self._wires = wires
        return self._number, retina.rows, retina.cols, tuple(groups_of_a(frame))

    def lay_out(self, frame: Frame) -> None:
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
        self._take_wires()
        self._draw_mat()
        self._lay_out_signs(Rect(room.x, self.field.bottom + gap, room.w, legend), frame)
        rows = [Rect(room.x, room.bottom - (k + 1) * row - k * gap, room.w, row) for k in (1, 0)]
        for rect, controls in zip(rows, (plugging(frame), breaking(frame, style.words)), strict=True):
            self._lay_out_row(rect, controls, gap)
        self._lit: object = NOTHING
        self.cable: Cable | None = None

    def _take_wires(self) -> None:
        """The wires between sockets that there are."""
        s, a, sign = self._wires
        there = (s < len(self.s_grid.places)) & (a < len(self.a_grid.places))
        self._s, self._a, self._sign = s[there], a[there], sign[there]
        self._trunk = self._trunks()

    def _trunks(self) -> NDArray[Any]:
        """Where the cables to each A-unit are laced together: over its block, between the boards."""
        top, bottom = self.s_grid.rect.bottom, self.a_grid.rect.y
        sizes, blocks = self.a_grid.groups, self.a_grid.blocks
        x = np.repeat([block.centerx for block in blocks], sizes)
        if len(blocks) == 1:
            x = self.a_grid.places[:, 0] * 0.5 + self.a_grid.rect.centerx * 0.5
        row = np.repeat([k // self.a_grid.across for k in range(len(blocks))], sizes)
        y = top + (bottom - top) * (0.55 + 0.25 * row / max(1, row.max(initial=0)))
        return np.stack([x, y], axis=1).astype(np.float64)

    def _ways(self, wires: NDArray[np.int64], n: int) -> NDArray[Any]:
        """The curves of some wires, in the window."""
        middle = np.array([0.5, 0.5])
        start = self.s_grid.places[self._s[wires]] + middle * self.s_grid.cell
        end = self.a_grid.places[self._a[wires]] + middle * self.a_grid.cell
        return hanging(start, end, self._trunk[self._a[wires]], n)

    # ---- the mat

    def _draw_mat(self) -> None:
        """All cables as one picture, and the sockets over them; the same darker, for lit cables to lie on."""
        bare, mat = self.backdrop.copy(), self._woven()
        for board, opacity in ((self.backdrop, 255), (bare, 70)):
            if mat is not None:
                mat.set_alpha(opacity)
                board.blit(mat, self.on_plate(self.field))
            self._draw_sockets(board)
        self.dim = bare

    def _woven(self) -> pygame.Surface | None:
        """The mat: each cable in the colour of its sign, a little lighter or darker than its neighbours."""
        n = len(self._s)
        if n == 0:
            return None
        rng = np.random.Generator(np.random.PCG64(n))
        wires = rng.permutation(n)[:MAT_WIRES]
        fine = 2 if self.style.unit < 1.6 else 1  # so much finer than the screen, then smoothed
        size = self.field.w * fine, self.field.h * fine
        ways = (self._ways(wires, round(1.1 * size[1])) - np.array(self.field.topleft, np.float32)) * fine
        palette, cloth = self.style.palette, np.zeros((len(wires) * len(ROUND) + 1, 4), np.uint8)  # the last: none
        colour = np.where(self._sign[wires, np.newaxis] > 0, palette.excites, palette.inhibits)
        colour = colour * rng.uniform(0.4, 0.95, (len(wires), 1))
        cloth[:-1, :3] = (colour[:, np.newaxis] * np.array(ROUND)[:, np.newaxis]).reshape(-1, 3)
        cloth[:-1, 3] = 245
        threads = cloth.view(np.uint32)[:, 0]  # a pixel at once
        woven = pygame.image.frombuffer(threads[topmost(ways, size, len(ROUND))].tobytes(), size, "RGBA")
        return pygame.transform.smoothscale(woven, self.field.size)

    def _draw_sockets(self, board: pygame.Surface) -> None:
        """Brass rings with a dark hole; those with more cables are brighter."""
        for units, n in ((self._s, self.s_grid), (self._a, self.a_grid)):
            used = np.bincount(units, minlength=len(n.places)) > 0
            sprites = [
                socket(n.cell, self.style.palette.brass, self.style.palette.well, used=full) for full in (False, True)
            ]
            places = (n.places - np.array(self.rect.topleft)).tolist()
            board.fblits([(sprites[int(full)], place) for full, place in zip(used, places, strict=True)])

    def _lay_out_signs(self, room: Rect, frame: Frame) -> None:
        """The two kinds of cable: which is which, and which the next one is."""
        style, palette, half = self.style, self.style.palette, room.w // 2
        self.signs = []
        for k, (key, colour, excites) in enumerate(
            (("patch_board.excites", palette.excites, True), ("patch_board.inhibits", palette.inhibits, False))
        ):
            rect = Rect(room.x + half * k, room.y, half, room.h)
            x, y = rect.x - self.rect.x + style.px(10), room.centery - self.rect.y
            way = np.array([[x + step * style.px(5), y] for step in range(7)])
            cable(self.backdrop, way, colour, style.px(3), dashed=not excites, live=True)
            plug(self.backdrop, (x, y), colour, style.px(5), excites=excites)
            text, px = style.lettering.fitting(style.words(key), "engraved", style.text(12), half - style.px(58))
            self.engrave(text, (rect.x + style.px(48), rect.centery), 12, px=px)
            self.controls.append(Control(style.words(key), rect, does=partial(take_sign, excites), key=key))
            wide = style.lettering.width(text, "engraved", px)
            bar = Rect(rect.x + style.px(48), rect.bottom - style.px(2), wide, style.px(2))
            self.signs.append((excites, bar))
        self._sign_shown: bool | None = None

    def _lay_out_row(self, room: Rect, controls: Sequence[tuple[float, Control]], gap: int) -> None:
        """Controls side by side, each with its share of the room."""
        x, words = room.x, self.style.words
        for share, control in controls:
            control.rect = Rect(x, room.y, round((room.w - (len(controls) - 1) * gap) * share), room.h)
            x = control.rect.right + gap
            control.name = words(control.key)
            control.label = control.name if control.look == "key" else ""
            self.controls.append(control)

    def _show_sign(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        """A bar under the kind that the next cable has."""
        if frame.state.excites == self._sign_shown:
            return []
        self._sign_shown = frame.state.excites
        for excites, bar in self.signs:
            self.wipe(surface, bar)
            if excites == self._sign_shown:
                surface.fill(self.style.palette.lamp_on, bar)
        return [bar for _, bar in self.signs]

    # ---- cables that are lit

    def show(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        return self._show_cables(surface, frame) + self._show_sign(surface, frame)

    def _show_cables(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        """The cables of the unit that the wall is about, and the one a hand holds."""
        sight, held = frame.sight, self.cable
        self._sockets = frame.machine.patch_board.sockets
        unit = held.fixed if held else self._known(frame, frame.state.unit)
        self._on = sight.s if sight is not None and len(sight.s) == len(self.s_grid.places) else None
        now = unit, id(sight) if unit else None, held.at if held else None
        if now == self._lit and not self.fresh:
            return []
        had, self._lit = self._lit, now
        self._sight = sight  # kept, so that its id stays its own
        if unit is None:
            if had is NOTHING or had == (None, None, None):
                return []
            self.wipe(surface, self.field)
            return [self.field]
        surface.blit(self.dim, self.field, self.on_plate(self.field))
        wires = self._wires_of(unit)
        self._light(surface, wires[wires != held.wire] if held and held.wire is not None else wires)
        if held:
            self._draw_held(surface, held)
        return [self.field]

    def _draw_held(self, target: pygame.Surface, held: "Cable") -> None:
        """The cable from its socket to the hand."""
        palette, cell = self.style.palette, self.s_grid.cell
        start, end = np.array([self.place_of(held.fixed)], np.float32), np.array([held.at], np.float32)
        low = np.array([0.0, 0.25 * float(np.abs(end - start).sum())], np.float32)
        way = hanging(start, end, np.asarray((start + end) / 2 + low, np.float32))[0]
        colour = palette.excites if held.excites else palette.inhibits
        target.set_clip(self.field)
        cable(target, way, colour, max(2.0, 3.2 * self.style.unit), dashed=not held.excites, live=True)
        for place in (start[0], end[0]):
            plug(target, place.tolist(), colour, max(3.0, 0.42 * cell), excites=held.excites)
        target.set_clip(None)

    # ---- by hand

    def place_of(self, unit: Unit) -> tuple[int, int]:
        """The middle of a unit's socket."""
        return (self.s_grid if unit.part == "s" else self.a_grid).square(unit.number).center

    def unit_at(self, place: Place) -> Unit | None:
        """The unit whose socket is at a place."""
        s, a = self.s_grid.at(place), self.a_grid.at(place)
        return Unit("s", s) if s is not None else Unit("a", a) if a is not None else None

    def wire_between(self, one: Unit, other: Unit) -> int | None:
        """The wire that joins an S-unit and an A-unit, if there is one."""
        if one.part == other.part:
            return None
        s, a = (one, other) if one.part == "s" else (other, one)
        found = np.flatnonzero((self._s == s.number) & (self._a == a.number))
        return int(found[0]) if len(found) else None

    def grip(self, place: Place, touch: Touch, frame: Frame) -> Grip | None:
        """The plug of a cable that is lit, to pull it out; else the end of a new cable from the socket there."""
        unit = self.unit_at(place)
        if unit is None:
            return super().grip(place, touch, frame)
        lit = self._known(frame, frame.state.selected)
        wire = self.wire_between(lit, unit) if lit else None
        if lit is None or wire is None:
            return Cable(self, unit, place, frame.state.excites is not touch.shift)
        return Cable(self, lit, place, bool(self._sign[wire] > 0), wire, unit)

    def _known(self, frame: Frame, unit: Unit | None) -> Unit | None:
        """The S- or A-unit that a unit of the wall is, or that a pot belongs to."""
        if unit is not None and unit.part == "pot":
            bank = frame.machine.potentiometers
            unit = Unit("a", int(bank.a_of_pot[unit.number])) if unit.number < bank.n_pots else None
        grids = {"s": self.s_grid, "a": self.a_grid}
        if unit is None or unit.part not in grids or unit.number >= len(grids[unit.part].places):
            return None
        return unit

    def _wires_of(self, unit: Unit) -> NDArray[np.int64]:
        end = self._s if unit.part == "s" else self._a
        return np.flatnonzero(end == unit.number)[:MOST_LIT]

    def _light(self, target: pygame.Surface, wires: NDArray[np.int64]) -> None:
        """Draw these cables; those that carry a signal last, with a bright core."""
        live = np.zeros(len(wires), bool) if self._on is None else self._on[self._s[wires]]
        order = np.argsort(live, kind="stable")
        ways, palette, width = self._ways(wires, POINTS), self.style.palette, max(1.5, 2.6 * self.style.unit)
        target.set_clip(self.field)
        for k in order.tolist():
            excites = bool(self._sign[wires[k]] > 0)
            colour = palette.excites if excites else palette.inhibits
            cable(target, ways[k], colour, width, dashed=not excites, live=bool(live[k]) or self._on is None)
        for k in order.tolist():
            excites = bool(self._sign[wires[k]] > 0)
            colour = palette.excites if excites else palette.inhibits
            for end, cell in ((0, self.s_grid.cell), (-1, self.a_grid.cell)):
                plug(target, ways[k][end].tolist(), colour, max(2.0, 0.36 * cell), excites=excites)
        target.set_clip(None)

    def under(self, place: Place) -> Tip | None:
        words, a, s = self.style.words, self.a_grid.at(place), self.s_grid.at(place)
        if a is not None:
            return self._tip(words("patch_board.a_unit", number=a), Unit("a", a))
        if s is not None:
            return self._tip(words("patch_board.s_unit", number=s), Unit("s", s))
        return super().under(place)

    def _tip(self, name: str, unit: Unit) -> Tip:
        wires, words = self._wires_of(unit), self.style.words
        signs = self._sign[wires]
        value = words("patch_board.wires", plus=int((signs > 0).sum()), minus=int((signs < 0).sum()))
        if unit.part == "s":
            return Tip(name, value, words("patch_board.sockets", n=len(wires), most=self._sockets), unit)
        if self._on is None:
            return Tip(name, value, words("patch_board.why"), unit)
        live = self._on[self._s[wires]]
        plus, minus = int((live & (signs > 0)).sum()), int((live & (signs < 0)).sum())
        return Tip(name, value, words("patch_board.live", plus=plus, minus=minus, sum=f"{plus - minus:+d}"), unit)


class Cable:
    """A cable in a hand: ``fixed`` is its other end. ``wire``, ``pulled``: the one it was, and the socket it was in."""

    def __init__(
        self,
        view: PatchBoardView,
        fixed: Unit,
        at: Place,
        excites: bool,
        wire: int | None = None,
        pulled: Unit | None = None,
    ) -> None:
        self.view, self.fixed, self.at, self.excites = view, fixed, at, excites
        self.wire, self.pulled, self.start = wire, pulled, pulled or fixed

    def move(self, place: Place, frame: Frame) -> Ask | None:
        self.at = place
        if self.view.unit_at(place) != self.start:
            self.view.cable = self
        return None

    def release(self, place: Place, frame: Frame) -> Ask | None:
        """Let go where it was taken, the unit is chosen; on a socket of the other board, it is plugged in there."""
        moved, self.view.cable = self.view.cable is self, None
        end = self.view.unit_at(place)
        if not moved or end == self.start:
            choose(frame, self.start)
            return None
        why = by_rule(frame)
        if why:
            frame.state.notice = Notice(why)
            return None
        lines = [f"unplug {pair(self.fixed, self.pulled)}"] if self.pulled else []
        if end is not None and end.part != self.fixed.part:
            lines.append(f"plug {pair(self.fixed, end)} {'+' if self.excites else '-'}")
        return Ask((*lines, *frame.status.again) if lines else ())


def are_alike(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether two boards have the same wires: mostly, they are the same array."""
    return one is other or np.array_equal(one, other)


def pair(one: Unit, other: Unit) -> str:
    """An S-unit and an A-unit as the panel names a wire."""
    s, a = (one, other) if one.part == "s" else (other, one)
    return f"{s.number} {a.number}"


def choose(frame: Frame, unit: Unit) -> None:
    """A unit is chosen, also as an end of the next cable."""
    frame.state.selected = unit
    frame.state.chosen[unit.part] = unit.number


def socket(size: int, brass: Colour, floor: Colour, *, used: bool) -> pygame.Surface:
    """A brass ring around a hole."""
    x, y = grid(size, size)
    middle, radius = size / 2, size * 0.34
    rgb = sheet((size, size), floor)
    ring = sheet((size, size), brass if used else (86, 76, 56))
    shine(ring, np.clip((size - x - y) / (3 * radius), -0.5, 0.5))
    over(rgb, cover(disc(x, y, middle, middle, radius)), ring)
    over(rgb, cover(disc(x, y, middle, middle, radius * 0.55)), (8, 8, 8))
    return surface(rgb, cover(disc(x, y, middle, middle, radius)))
