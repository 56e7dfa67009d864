"""Cabling: how the cables hang between the two boards of sockets; and the mat that all of them form.

S-sockets   o  o  o  o  o  o
            |__|__|  |__|__|     laced together over each block of A-sockets
               |        |
A-sockets   o  o  o  o  o  o
"""

from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.base.unit_grid import UnitGrid
from mark1.gui.paint.cable import hanging, topmost
from mark1.gui.paint.theme import Style
from mark1.gui.views.wires import Wires

MAT_WIRES = 1800
ROUND = (1.0, 0.8, 0.42)  # most cables the mat shows, and the light across one of them


class Cabling:
    """``wires`` that hang from the squares of ``s_grid`` to those of ``a_grid``."""

    def __init__(self, wires: Wires, s_grid: UnitGrid, a_grid: UnitGrid) -> None:
        self.wires, self.s_grid, self.a_grid = wires, s_grid, a_grid
        self._trunk = trunks(s_grid, a_grid)

    def paths(self, which: NDArray[np.int64], n: int) -> NDArray[Any]:
        """The paths of some wires, by their numbers, as ``n`` points each, in the window."""
        middle = np.array([0.5, 0.5])
        start = self.s_grid.places[self.wires.s[which]] + middle * self.s_grid.cell
        end = self.a_grid.places[self.wires.a[which]] + middle * self.a_grid.cell
        return hanging(start, end, self._trunk[self.wires.a[which]], n)

    def mat(self, field: Rect, style: Style) -> pygame.Surface | None:
        """All cables as one picture of ``field``: each in the colour of its sign, with slight variations of brightness.
        None without a cable.
        """
        n = len(self.wires.s)
        if n == 0:
            return None
        rng = np.random.Generator(np.random.PCG64(n))
        which = rng.permutation(n)[:MAT_WIRES]
        fine = 2 if style.unit < 1.6 else 1  # drawn at this many times the resolution, then smoothed
        size = field.w * fine, field.h * fine
        paths = (self.paths(which, round(1.1 * size[1])) - np.array(field.topleft, np.float32)) * fine
        palette, cloth = style.palette, np.zeros((len(which) * len(ROUND) + 1, 4), np.uint8)  # the last: no cable
        colour = np.where(self.wires.sign[which, np.newaxis] > 0, palette.excites, palette.inhibits)
        colour = colour * rng.uniform(0.4, 0.95, (len(which), 1))
        cloth[:-1, :3] = (colour[:, np.newaxis] * np.array(ROUND)[:, np.newaxis]).reshape(-1, 3)
        cloth[:-1, 3] = 245
        threads = cloth.view(np.uint32)[:, 0]  # whole pixels at once
        woven = pygame.image.frombuffer(threads[topmost(paths, size, len(ROUND))].tobytes(), size, "RGBA")
        return pygame.transform.smoothscale(woven, field.size)


def trunks(s_grid: UnitGrid, a_grid: UnitGrid) -> NDArray[Any]:
    """Where the cables to each A-unit are laced together: ndarray of shape (n_a, 2)."""
    top, bottom = s_grid.rect.bottom, a_grid.rect.y
    sizes, blocks = a_grid.groups, a_grid.blocks
    x = np.repeat([block.centerx for block in blocks], sizes)
    if len(blocks) == 1:
        x = a_grid.places[:, 0] * 0.5 + a_grid.rect.centerx * 0.5
    row = np.repeat([k // a_grid.across for k in range(len(blocks))], sizes)
    y = top + (bottom - top) * (0.55 + 0.25 * row / max(1, row.max(initial=0)))
    return np.stack([x, y], axis=1).astype(np.float64)
