"""The patch board: a socket for every S-unit and A-unit, and the cables between; those of one unit lit end to end."""

from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.association_view import groups_of_a
from mark1.gui.paint.cable import POINTS, cable, hanging, plug, topmost
from mark1.gui.paint.canvas import Colour, cover, disc, grid, over, sheet, shine, surface
from mark1.gui.panel_state import Unit
from mark1.gui.plate import Plate
from mark1.gui.unit_grid import UnitGrid, raster
from mark1.gui.view import Frame, Place, Tip

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
        """The wires themselves: kept, so that another board is never taken for this one."""
        board, retina = frame.machine.patch_board, frame.machine.retina.config
        wires = board.s_of_wire, board.a_of_wire, board.sign_of_wire
        if len(wires) != len(self._wires) or any(a is not b for a, b in zip(wires, self._wires, strict=True)):
            self._wires = wires
            self._number = getattr(self, "_number", 0) + 1
        return self._number, retina.rows, retina.cols, tuple(groups_of_a(frame))

    def lay_out(self, frame: Frame) -> None:
        room, style, retina = self.inside, self.style, frame.machine.retina.config
        legend = style.text(17)
        self.field = Rect(room.x, room.y, room.w, room.h - legend - style.px(4))
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
        self._write_legend(Rect(room.x, self.field.bottom + style.px(4), room.w, legend))
        self._lit: tuple[Unit | None, object] | None = None

    def _take_wires(self) -> None:
        """The wires, of one length even while somebody pulls one out."""
        n = min(map(len, self._wires))
        s, a, sign = (wires[:n] for wires in self._wires)
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
        woven = pygame.image.frombuffer(cloth[topmost(ways, size, len(ROUND))].tobytes(), size, "RGBA")
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

    def _write_legend(self, room: Rect) -> None:
        style, palette = self.style, self.style.palette
        third = room.w / 2
        for k, (key, colour, excites) in enumerate(
            (("patch_board.excites", palette.excites, True), ("patch_board.inhibits", palette.inhibits, False))
        ):
            x, y = room.x - self.rect.x + third * k + style.px(10), room.centery - self.rect.y
            way = np.array([[x + step * style.px(5), y] for step in range(7)])
            cable(self.backdrop, way, colour, style.px(3), dashed=not excites, live=True)
            plug(self.backdrop, (x, y), colour, style.px(5), excites=excites)
            self.engrave(
                style.words(key), (x + self.rect.x + style.px(40), room.centery), 12, room=round(third) - style.px(54)
            )

    # ---- cables that are lit

    def show(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        sight, unit = frame.sight, self._known(frame)
        self._on = sight.s if sight is not None and len(sight.s) == len(self.s_grid.places) else None
        now = unit, id(sight) if unit else None
        if now == self._lit and not self.fresh:
            return []
        had, self._lit = self._lit, now
        self._sight = sight  # kept, so that its id stays its own
        if unit is None:
            if had is None or had[0] is None:
                return []
            self.wipe(surface, self.field)
            return [self.field]
        surface.blit(self.dim, self.field, self.on_plate(self.field))
        self._light(surface, self._wires_of(unit))
        return [self.field]

    def _known(self, frame: Frame) -> Unit | None:
        """The S- or A-unit the wall is about."""
        unit = frame.state.unit
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
        if self._on is None or unit.part == "s":
            return Tip(name, value, words("patch_board.why"), unit)
        live = self._on[self._s[wires]]
        plus, minus = int((live & (signs > 0)).sum()), int((live & (signs < 0)).sum())
        return Tip(name, value, words("patch_board.live", plus=plus, minus=minus, sum=f"{plus - minus:+d}"), unit)


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
