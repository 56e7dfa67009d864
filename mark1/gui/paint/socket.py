"""Sockets of the patch board: a brass ring around a hole."""

import numpy as np
import pygame

from mark1.gui.paint.canvas import Colour, cover, disc, grid, over, sheet, shine, surface

EMPTY: Colour = (86, 76, 56)  # the dull brass of a socket without a cable


def socket(size: int, brass: Colour, floor: Colour, *, used: bool) -> pygame.Surface:
    """A socket ``size`` pixels square; brighter if it is in use."""
    x, y = grid(size, size)
    middle, radius = size / 2, size * 0.34
    rgb = sheet((size, size), floor)
    ring = sheet((size, size), brass if used else EMPTY)
    shine(ring, np.clip((size - x - y) / (3 * radius), -0.5, 0.5))
    over(rgb, cover(disc(x, y, middle, middle, radius)), ring)
    over(rgb, cover(disc(x, y, middle, middle, radius * 0.55)), (8, 8, 8))
    return surface(rgb, cover(disc(x, y, middle, middle, radius)))
