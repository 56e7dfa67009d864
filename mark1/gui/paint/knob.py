"""Knobs: a large bakelite knob over an engraved scale."""

from functools import lru_cache

import numpy as np
import pygame

from mark1.gui.paint.canvas import Colour, Floats, cover, disc, grid, over, sheet, shine, stroke, surface
from mark1.gui.paint.dial import angle_rad
from mark1.gui.paint.theme import Style

TICKS = 11
POSITIONS = 121


def knob(size: int, share: float, scale: Colour, ticks: int = TICKS) -> pygame.Surface:
    """A knob turned to ``share`` (-1..1) of its range, on a transparent background; ``size`` pixels square."""
    x, y = grid(size, size)
    middle, radius = size / 2, size * 0.33
    rgb = sheet((size, size), scale)
    alpha = 0.5 * cover(disc(x, y, middle + size * 0.03, middle + size * 0.05, radius), soft=size * 0.08)
    for tick in np.linspace(-1, 1, ticks):
        alpha = np.maximum(alpha, cover(_ray(x, y, middle, float(tick), (0.40, 0.46), size * 0.012)))
    skirt = sheet((size, size), (34, 31, 29))
    slope = (size - x - y) / (2 * radius)
    turn = np.arctan2(y - middle, x - middle) - float(angle_rad(share))
    shine(skirt, np.clip(0.22 * slope, -0.5, 0.3))
    edge = disc(x, y, middle, middle, radius) + np.float32(0.02 * size) * (np.cos(14 * turn) > 0.3)
    over(rgb, cover(edge), skirt)
    top = sheet((size, size), (46, 43, 40))
    shine(top, np.clip(0.20 * slope, -0.4, 0.4))
    over(rgb, cover(disc(x, y, middle, middle, radius * 0.74)), top)
    over(rgb, cover(_ray(x, y, middle, share, (0.10, 0.30), size * 0.018)), (246, 242, 230))
    return surface(rgb, np.maximum(alpha, cover(disc(x, y, middle, middle, radius))))


@lru_cache(maxsize=512)
def _standing(size: int, position: int, scale: Colour, ticks: int) -> pygame.Surface:
    return knob(size, 2 * position / (POSITIONS - 1) - 1, scale, ticks)


def turned_knob(size: tuple[int, int], share: float, n_steps: int, value: str, style: Style) -> pygame.Surface:
    """A knob turned to ``share`` (-1..1) of its range, which has ``n_steps``; its value is below it, or to its right
    where there is more room.
    """
    panel = pygame.Surface(size, pygame.SRCALPHA)
    side = min(size)
    position = round((share + 1) / 2 * (POSITIONS - 1))
    panel.blit(_standing(side, position, style.palette.engraved, min(TICKS, n_steps)), (0, 0))
    below = size[1] >= size[0]
    room = pygame.Rect(0, side, size[0], size[1] - side) if below else pygame.Rect(side, 0, size[0] - side, size[1])
    if min(room.size) > 6:
        height = min(style.text(13), room.h)
        style.lettering.write(
            panel,
            value,
            room.center,
            height,
            style.palette.engraved,
            "typed",
            align="centre",
            room=room.w,
        )
    return panel


def _ray(x: Floats, y: Floats, middle: float, share: float, reach: tuple[float, float], half: float) -> Floats:
    """Distance from a line outwards from the middle."""
    at, size = float(angle_rad(share)), 2 * middle
    (inner, outer), c, s = reach, np.cos(at), np.sin(at)
    start = middle + inner * size * s, middle - inner * size * c
    end = middle + outer * size * s, middle - outer * size * c
    return stroke(x, y, start, end, half)
