"""Lamps: jewels in a nickel ring, dark amber when off, glowing when on; and the dead ones."""

from functools import lru_cache

import numpy as np
import pygame

from mark1.gui.paint.canvas import Colour, Floats, cover, disc, grid, over, sheet, shine, stroke, surfaces

LEVELS = 24
DEAD = LEVELS  # the sprite after the last level: a dead lamp, crossed out


@lru_cache(maxsize=32)
def lamps(size: int, off: Colour, on: Colour, floor: Colour) -> list[pygame.Surface]:
    """``LEVELS`` sprites from off to on, and a dead one; ``size`` pixels square, on a floor of one colour."""
    level = np.append(np.linspace(0, 1, LEVELS, dtype=np.float32), 0)[:, np.newaxis, np.newaxis]
    x, y = grid(size, size)
    middle, radius = size / 2, size * (0.34 if size >= 12 else 0.42)
    rgb = sheet((LEVELS + 1, size, size), floor)
    away = disc(x, y, middle, middle, radius)
    _halo(rgb, level, away, size, on)
    if size >= 9:
        _ring(rgb, x, y, middle, radius)
    _jewel(rgb, level, x, y, middle, radius * (0.84 if size >= 9 else 1.0), off, on)
    _cross(rgb[DEAD], x, y, middle, radius)
    return surfaces(rgb)


def _halo(rgb: Floats, level: Floats, away: Floats, size: int, on: Colour) -> None:
    """Light that falls on the floor around."""
    room = np.clip(1 - away / (0.16 * size), 0, 1)  # the light must end with the cell
    fall = np.exp(-np.maximum(away, 0) / (0.16 * size)) * room * 0.7
    over(rgb, level**1.5 * fall, on)


def _ring(rgb: Floats, x: Floats, y: Floats, middle: float, radius: float) -> None:
    """The nickel bezel, lit from the top left."""
    slope = np.clip((2 * middle - x - y) / (2.4 * radius), -1, 1)
    metal = sheet(slope.shape, (116, 116, 110))
    shine(metal, 0.6 * slope)
    over(rgb, cover(disc(x, y, middle, middle, radius)), metal)


def _jewel(
    rgb: Floats, level: Floats, x: Floats, y: Floats, middle: float, radius: float, off: Colour, on: Colour
) -> None:
    """The glass: a dark dome, or a hot core that fades to the rim."""
    across = np.clip(np.hypot(x - middle, y - middle) / radius, 0, 1)
    glass = np.asarray(off, np.float32) + level[..., np.newaxis] * (np.asarray(on, np.float32) - np.asarray(off))
    glass = np.broadcast_to(glass, rgb.shape).copy()
    shine(glass, level**2 * 0.75 * np.exp(-((across / 0.55) ** 2)) - (1 - 0.75 * level) * 0.5 * across**3)
    glint = np.exp(-((x - middle + 0.36 * radius) ** 2 + (y - middle + 0.40 * radius) ** 2) / (0.07 * radius**2 + 0.2))
    shine(glass, (0.34 + 0.2 * level) * glint)
    over(rgb, np.broadcast_to(cover(disc(x, y, middle, middle, radius)), rgb.shape[:-1]), glass)


def _cross(rgb: Floats, x: Floats, y: Floats, middle: float, radius: float) -> None:
    """Two pale strokes over a dead lamp."""
    reach = radius * 0.8
    for way in (-1, 1):
        start = np.float32(middle - reach), np.float32(middle - way * reach)
        end = np.float32(middle + reach), np.float32(middle + way * reach)
        line = stroke(x, y, start, end, max(0.5, radius * 0.12))
        over(rgb, 0.85 * cover(line), (176, 170, 158))
