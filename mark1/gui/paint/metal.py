"""Metal: hammertone plates with screws, recessed wells, nameplates; and the wall behind them."""

from functools import lru_cache

import numpy as np
import pygame

from mark1.gui.paint.canvas import Colour, Floats, cover, disc, grid, over, plank, sheet, shine, stroke, surface

TILE = 256
GRAIN_PX = 1.5


@lru_cache(maxsize=4)
def _hammertone(grain_px: float) -> Floats:
    """Light on a dimpled surface: ndarray of shape (TILE, TILE), about -1..1; tileable."""
    rng = np.random.Generator(np.random.PCG64(1958))
    waves = np.fft.fftfreq(TILE)
    spectrum = np.exp(-2 * (np.pi * grain_px) ** 2 * (waves[:, np.newaxis] ** 2 + waves**2))
    height = np.fft.ifft2(np.fft.fft2(rng.standard_normal((TILE, TILE))) * spectrum).real
    slope = height - np.roll(height, (2, 2), (0, 1))
    return np.asarray(np.clip(slope / slope.std() / 2, -1.5, 1.5), np.float32)


@lru_cache(maxsize=4)
def _brushed() -> Floats:
    """Horizontal brush streaks: ndarray of shape (TILE, TILE), about -1..1; tileable."""
    rng = np.random.Generator(np.random.PCG64(1960))
    noise = rng.standard_normal((TILE, TILE))
    waves = np.fft.fftfreq(TILE)[np.newaxis]
    streaks = np.fft.ifft2(np.fft.fft2(noise) * np.exp(-2 * (np.pi * 26) ** 2 * waves**2)).real
    return np.asarray(np.clip(streaks / streaks.std() / 2, -1.5, 1.5), np.float32)


@lru_cache(maxsize=8)
def _grain(colour: Colour, unit: float, amount: float, *, brushed: bool) -> pygame.Surface:
    """A tile of painted metal."""
    rgb = sheet((TILE, TILE), colour)
    shine(rgb, amount * (_brushed() if brushed else _hammertone(GRAIN_PX * max(1.0, unit))))
    return surface(rgb)


@lru_cache(maxsize=2)
def _daylight(strength: float) -> pygame.Surface:
    """Light from the top left over a whole plate, small, to be stretched."""
    x, y = grid(16, 16)
    fall = 1 - 2 * (0.35 * x / 16 + 0.65 * y / 16)
    return surface(
        np.where(fall[..., np.newaxis] > 0, np.float32(255), np.float32(0)) * np.ones(3, np.float32),
        strength * np.abs(fall),
    )


def _sheet_of(size: tuple[int, int], colour: Colour, unit: float, amount: float, *, brushed: bool) -> pygame.Surface:
    """Metal of any size, with its grain and daylight; plain if ``amount`` is 0."""
    target = pygame.Surface(size).convert()
    target.fill(colour)
    if amount:
        tile = _grain(colour, unit, amount, brushed=brushed)
        target.fblits([(tile, (x, y)) for x in range(0, size[0], TILE) for y in range(0, size[1], TILE)])
        target.blit(pygame.transform.smoothscale(_daylight(0.08), size), (0, 0))
    return target


def stretched(sprite: pygame.Surface, size: tuple[int, int]) -> pygame.Surface:
    """The sprite stretched to ``size``, except for its corners."""
    corner = min(sprite.get_width() // 2 - 1, size[0] // 2, size[1] // 2)
    target = pygame.Surface(size, pygame.SRCALPHA)
    old, new = sprite.get_width(), size
    cuts = [(0, corner, 0, corner), (corner, old - 2 * corner, corner, -1), (old - corner, corner, -corner, corner)]
    for left, width, at_x, wide in cuts:
        for top, height, at_y, high in cuts:
            piece = sprite.subsurface((left, top, width, height))
            room = (new[0] - 2 * corner if wide < 0 else wide, new[1] - 2 * corner if high < 0 else high)
            if min(room) > 0:
                target.blit(pygame.transform.scale(piece, room), (at_x % new[0], at_y % new[1]))
    return target


def plate(size: tuple[int, int], colour: Colour, unit: float, *, texture: bool = True) -> pygame.Surface:
    """A painted steel plate with bevelled edges and a screw in each corner."""
    panel = _sheet_of(size, colour, unit, 0.042 * texture, brushed=False).convert_alpha()
    panel.blit(stretched(_edge(unit, screws=min(size) > 66 * unit), size), (0, 0))
    mask = stretched(_corners(unit), size)
    panel.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    return panel


@lru_cache(maxsize=16)
def _edge(unit: float, *, screws: bool) -> pygame.Surface:
    """The bevel of a plate, with or without screws, and nothing between."""
    side = 2 * round(18 * unit) + 8
    x, y = grid(side, side)
    light, dark = sheet((side, side), (128, 128, 128)), np.zeros((side, side), np.float32)
    box, width = (0, 0, side, side), max(1.5, 2 * unit)
    _bevel(light, x, y, box, 4 * unit, width, 0.9)
    dark += 0.5 * np.clip(1 + plank(x, y, box, 4 * unit) / width, 0, 1)
    inset, radius = 9.5 * unit, 4.2 * unit
    for cx in (inset, side - inset) if screws else ():
        for cy in (inset, side - inset):
            _screw(light, x, y, (cx, cy), radius, 0.6 + cx * 0.013 + cy * 0.029)
            dark = np.maximum(dark, cover(disc(x, y, cx, cy, radius * 1.15)))
    return surface(light, dark)


@lru_cache(maxsize=16)
def _corners(unit: float) -> pygame.Surface:
    """White, transparent outside the round corners."""
    side = 2 * round(6 * unit) + 8
    x, y = grid(side, side)
    return surface(sheet((side, side), (255, 255, 255)), cover(plank(x, y, (0, 0, side, side), 4 * unit)))


def steel(size: tuple[int, int], colour: Colour, unit: float, *, texture: bool = True) -> pygame.Surface:
    """A brushed sheet without screws."""
    panel = _sheet_of(size, colour, unit, 0.07 * texture, brushed=True)
    panel.blit(stretched(_edge(unit * 0.6, screws=False), size), (0, 0))
    return panel


def well(size: tuple[int, int], colour: Colour, unit: float) -> pygame.Surface:
    """A recess with a flat floor: its rim throws a shadow at the top left and catches light at the bottom right."""
    return stretched(_recess(colour, unit), size)


@lru_cache(maxsize=32)
def _recess(colour: Colour, unit: float) -> pygame.Surface:
    side = 2 * round(20 * unit) + 8
    x, y = grid(side, side)
    rgb = sheet((side, side), colour)
    shine(rgb, -0.65 * np.exp(-np.minimum(x, y * 1.2) / (3.5 * unit)))
    _bevel(rgb, x, y, (0, 0, side, side), 3 * unit, max(1.0, 1.6 * unit), -0.5)
    return surface(rgb, cover(plank(x, y, (0, 0, side, side), 3 * unit)))


def ground(size: tuple[int, int], colour: Colour, *, texture: bool = True) -> pygame.Surface:
    """The wall behind the plates."""
    return _sheet_of(size, colour, 1.0, 0.03 * texture, brushed=True)


def shadow(size: tuple[int, int], reach: int) -> pygame.Surface:
    """The soft shadow of a plate of ``size``, ``reach`` pixels to each side."""
    return stretched(_soft(reach), (size[0] + 2 * reach, size[1] + 2 * reach))


@lru_cache(maxsize=8)
def _soft(reach: int) -> pygame.Surface:
    side = 6 * reach
    x, y = grid(side, side)
    distance = plank(x, y, (reach, reach, side - 2 * reach, side - 2 * reach), reach / 2)
    return surface(sheet((side, side), (0, 0, 0)), 0.55 * np.clip(0.6 - distance / (1.6 * reach), 0, 1) ** 2)


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
    start, end = ((cx + k * c * reach, cy + k * s * reach) for k in (-1, 1))
    slot = stroke(x, y, start, end, radius * 0.16)
    over(part, 0.9 * cover(slot), (38, 38, 36))
