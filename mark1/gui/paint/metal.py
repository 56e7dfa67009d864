"""Metal: hammertone plates with screws, recessed wells, nameplates; and the wall behind them."""

from functools import lru_cache

import numpy as np
import pygame

from mark1.gui.paint.canvas import Colour, Floats, cover, disc, grid, over, plank, sheet, shine, stroke, surface

TILE = 256
GRAIN_PX = 1.5


@lru_cache(maxsize=4)
def _hammertone(grain_px: float) -> Floats:
    """Light on a dimpled surface: ndarray of shape (TILE, TILE), about -1..1; it can be tiled."""
    rng = np.random.Generator(np.random.PCG64(1958))
    waves = np.fft.fftfreq(TILE)
    spectrum = np.exp(-2 * (np.pi * grain_px) ** 2 * (waves[:, np.newaxis] ** 2 + waves**2))
    height = np.fft.ifft2(np.fft.fft2(rng.standard_normal((TILE, TILE))) * spectrum).real
    slope = height - np.roll(height, (2, 2), (0, 1))
    return np.asarray(np.clip(slope / slope.std() / 2, -1.5, 1.5), np.float32)


@lru_cache(maxsize=4)
def _brushed() -> Floats:
    """Streaks of a brush from left to right: ndarray of shape (TILE, TILE), about -1..1; it can be tiled."""
    rng = np.random.Generator(np.random.PCG64(1960))
    noise = rng.standard_normal((TILE, TILE))
    waves = np.fft.fftfreq(TILE)[np.newaxis]
    streaks = np.fft.ifft2(np.fft.fft2(noise) * np.exp(-2 * (np.pi * 26) ** 2 * waves**2)).real
    return np.asarray(np.clip(streaks / streaks.std() / 2, -1.5, 1.5), np.float32)


def _tiled(tile: Floats, width: int, height: int) -> Floats:
    down, across = -(-height // TILE), -(-width // TILE)
    return np.tile(tile, (down, across))[:height, :width]


def _glow(width: int, height: int) -> Floats:
    """Light falling from the top left over a whole plate: +1 there, -1 at the other end."""
    x, y = grid(width, height)
    return np.asarray(1 - 2 * (0.35 * x / width + 0.65 * y / height), np.float32)


def plate(size: tuple[int, int], colour: Colour, unit: float, *, texture: bool = True) -> pygame.Surface:
    """A painted steel plate with bevelled edges and a screw in each corner."""
    width, height = size
    x, y = grid(width, height)
    rgb = sheet((height, width), colour)
    if texture:
        shine(rgb, 0.042 * _tiled(_hammertone(GRAIN_PX * max(1.0, unit)), width, height))
        shine(rgb, 0.07 * _glow(width, height))
    _bevel(rgb, x, y, (0, 0, width, height), 4 * unit, max(1.5, 2 * unit), 0.42)
    inset = 11 * unit
    if min(size) > 6 * inset:
        for cx in (inset, width - inset):
            for cy in (inset, height - inset):
                _screw(rgb, x, y, (cx, cy), 4.4 * unit, 0.6 + cx * 0.013 + cy * 0.029)
    corner = cover(plank(x, y, (0, 0, width, height), 4 * unit))
    return surface(rgb, corner)


def steel(size: tuple[int, int], colour: Colour, unit: float, *, texture: bool = True) -> pygame.Surface:
    """A brushed sheet without screws."""
    width, height = size
    x, y = grid(width, height)
    rgb = sheet((height, width), colour)
    if texture:
        shine(rgb, 0.07 * _tiled(_brushed(), width, height) + 0.10 * _glow(width, height))
    _bevel(rgb, x, y, (0, 0, width, height), 2 * unit, max(1.0, unit), 0.35)
    return surface(rgb)


def well(size: tuple[int, int], colour: Colour, unit: float) -> pygame.Surface:
    """A recess with a flat floor: its rim throws a shadow at the top left and catches light at the bottom right."""
    width, height = size
    x, y = grid(width, height)
    radius, rim = 3 * unit, max(1.0, 1.6 * unit)
    rgb = sheet((height, width), colour)
    shade = np.exp(-np.minimum(x, y * 1.2) / (3.5 * unit))
    shine(rgb, -0.65 * shade)
    _bevel(rgb, x, y, (0, 0, width, height), radius, rim, -0.5)
    return surface(rgb, cover(plank(x, y, (0, 0, width, height), radius)))


def ground(size: tuple[int, int], colour: Colour, *, texture: bool = True) -> pygame.Surface:
    """The wall behind the plates."""
    width, height = size
    rgb = sheet((height, width), colour)
    if texture:
        shine(rgb, 0.10 * _glow(width, height) + 0.03 * _tiled(_brushed(), width, height))
    return surface(rgb)


def shadow(size: tuple[int, int], reach: int) -> pygame.Surface:
    """The soft shadow of a plate of ``size``, ``reach`` pixels to each side."""
    width, height = size[0] + 2 * reach, size[1] + 2 * reach
    x, y = grid(width, height)
    distance = plank(x, y, (reach, reach, size[0], size[1]), reach / 2)
    return surface(sheet((height, width), (0, 0, 0)), 0.55 * np.clip(0.6 - distance / (1.6 * reach), 0, 1) ** 2)


def screw_head(diameter: int, colour: Colour, turned_rad: float = 0.7) -> pygame.Surface:
    """A slotted screw by itself."""
    x, y = grid(diameter + 2, diameter + 2)
    rgb, middle = sheet((diameter + 2, diameter + 2), colour), diameter / 2 + 1
    _screw(rgb, x, y, (middle, middle), diameter / 2, turned_rad)
    return surface(rgb, cover(disc(x, y, middle, middle, diameter / 2)))


def _bevel(
    rgb: Floats, x: Floats, y: Floats, box: tuple[float, float, float, float], radius: float, width: float, lift: float
) -> None:
    """An edge ``width`` wide around a box: lit at the top left, dark at the bottom right; a sunk one if lift < 0."""
    left, top, across, down = box
    edge = np.clip(1 + plank(x, y, box, radius) / width, 0, 1)
    to_left, to_top = x - left, y - top
    near = np.minimum(to_left, to_top) < np.minimum(left + across - x, top + down - y)
    shine(rgb, edge * np.where(near, lift, -lift * 1.1))


def _screw(rgb: Floats, x: Floats, y: Floats, at: tuple[float, float], radius: float, turned_rad: float) -> None:
    """A nickel screw: countersunk ring, dome, slot."""
    (cx, cy), c, s = at, np.cos(turned_rad), np.sin(turned_rad)
    left, right = int(max(0, cx - radius - 3)), int(cx + radius + 4)
    top, bottom = int(max(0, cy - radius - 3)), int(cy + radius + 4)
    part, x, y = rgb[top:bottom, left:right], x[:, left:right], y[top:bottom]
    slope = (cx - x + cy - y) / (2 * radius)
    over(part, 0.55 * cover(disc(x, y, cx, cy, radius * 1.22)), (24, 26, 24))
    body = sheet(part.shape[:2], (150, 151, 146))
    shine(body, np.clip(0.55 * slope, -0.6, 0.75))
    over(part, cover(disc(x, y, cx, cy, radius)), body)
    reach = radius * 0.8
    ends = [(np.float32(cx + k * c * reach), np.float32(cy + k * s * reach)) for k in (-1, 1)]
    slot = stroke(x, y, *((np.asarray(a), np.asarray(b)) for a, b in ends), radius * 0.16)  # type: ignore[arg-type]
    over(part, 0.9 * cover(slot), (38, 38, 36))
