"""Photocells: a round window that shows the light on it, with a lamp in its middle that shows on or off."""

import numpy as np
import pygame

from mark1.gui.paint.canvas import Colour, cover, disc, grid, over, sheet, shine, stroke, surfaces, tone

LEVELS = 17
KINDS = 4  # off, on, dead, stuck on; each with ``LEVELS`` sprites, in this order


def photocells(size: int, on: Colour, floor: Colour, mark: Colour) -> list[pygame.Surface]:
    """``KINDS`` x ``LEVELS`` sprites, ``size`` pixels square."""
    x, y = grid(size, size)
    middle, radius = size / 2, size * 0.46
    level = np.linspace(0, 1, LEVELS, dtype=np.float32)[:, np.newaxis, np.newaxis]
    window = sheet((LEVELS, size, size), (46, 50, 52)) + level[..., np.newaxis] * tone((168, 172, 170))
    shine(window, np.broadcast_to(np.clip((x + y - 2 * middle) / (5 * radius), -0.2, 0.2), window.shape[:3]))
    glass = sheet((LEVELS, size, size), floor)
    over(glass, np.broadcast_to(cover(disc(x, y, middle, middle, radius)), window.shape[:3]), window)
    lit = glass.copy()
    over(lit, np.broadcast_to(cover(disc(x, y, middle, middle, 0.70 * radius), soft=1.4), window.shape[:3]), on)
    shine(
        lit, np.broadcast_to(0.7 * np.exp(-((x - middle) ** 2 + (y - middle) ** 2) / (0.10 * size**2)), lit.shape[:3])
    )
    dead, stuck = glass.copy(), lit.copy()
    low, high = np.float32(0.2 * size), np.float32(0.8 * size)
    for start, end in (((low, low), (high, high)), ((low, high), (high, low))):
        over(dead, 0.9 * cover(stroke(x, y, start, end, max(0.5, 0.05 * size))), mark)
    bar = stroke(x, y, (low, np.float32(middle)), (high, np.float32(middle)), 0.08 * size)
    over(stuck, cover(bar), floor)
    return surfaces(np.concatenate([glass, lit, dead, stuck]))
