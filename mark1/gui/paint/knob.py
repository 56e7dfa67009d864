"""Knobs: a large bakelite knob over an engraved scale."""

import numpy as np
import pygame

from mark1.gui.paint.canvas import Floats, cover, disc, grid, over, sheet, shine, stroke, surface
from mark1.gui.paint.dial import angle_rad
from mark1.gui.theme import Style

TICKS = 11


def knob(size: int, share: float, style: Style, ticks: int = TICKS) -> pygame.Surface:
    """A knob turned to ``share`` (-1..1) of its way, see-through beside it; ``size`` pixels square."""
    x, y = grid(size, size)
    middle, radius = size / 2, size * 0.33
    rgb = sheet((size, size), style.palette.engraved)
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


def _ray(x: Floats, y: Floats, middle: float, share: float, reach: tuple[float, float], half: float) -> Floats:
    """Distance from a line outwards from the middle."""
    at, size = float(angle_rad(share)), 2 * middle
    (inner, outer), c, s = reach, np.cos(at), np.sin(at)
    start = middle + inner * size * s, middle - inner * size * c
    end = middle + outer * size * s, middle - outer * size * c
    return stroke(x, y, start, end, half)
