"""Canvas: shapes as distances, painted one over another, then turned into a surface.

A distance is in pixels, negative inside the shape. Arrays may have leading axes: many sprites are painted at once.
"""

from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray

from mark1.gui.paint.palette import Colour as Colour

Floats = NDArray[Any]
Point = tuple[Any, Any]


def grid(width: int, height: int) -> tuple[Floats, Floats]:
    """The centres of all pixels: x (1, width) and y (height, 1)."""
    return np.arange(width, dtype=np.float32)[np.newaxis] + 0.5, np.arange(height, dtype=np.float32)[
        :, np.newaxis
    ] + 0.5


def disc(x: Floats, y: Floats, cx: float, cy: float, radius: float) -> Floats:
    """Distance from a disc."""
    return np.asarray(np.hypot(x - cx, y - cy) - radius, np.float32)


def plank(x: Floats, y: Floats, box: tuple[float, float, float, float], radius: float = 0.0) -> Floats:
    """Distance from a box (left, top, width, height) with round corners."""
    left, top, width, height = box
    dx = np.abs(x - left - width / 2) - width / 2 + radius
    dy = np.abs(y - top - height / 2) - height / 2 + radius
    outside = np.hypot(np.maximum(dx, 0), np.maximum(dy, 0))
    return np.asarray(outside + np.minimum(np.maximum(dx, dy), 0) - radius, np.float32)


def stroke(x: Floats, y: Floats, start: Point, end: Point, half: float) -> Floats:
    """Distance from a line with round ends, ``half`` as wide to each side. Ends may be arrays: many lines."""
    (ax, ay), (bx, by) = start, end
    dx, dy = bx - ax, by - ay
    along = np.clip(((x - ax) * dx + (y - ay) * dy) / np.maximum(dx * dx + dy * dy, 1e-6), 0, 1)
    return np.asarray(np.hypot(x - ax - along * dx, y - ay - along * dy) - half, np.float32)


def cover(distance: Floats, soft: float = 1.0) -> Floats:
    """The share of each pixel that is inside: 0..1; ``soft``: width of the edge in pixels."""
    return np.clip(0.5 - distance / soft, 0, 1)


def sheet(shape: tuple[int, ...], colour: Colour) -> Floats:
    """A sheet of one colour: ndarray of shape (*shape, 3), 0..255."""
    return np.full((*shape, 3), colour, np.float32)


def tone(colour: Colour) -> Floats:
    """A colour as an array of shape (3,)."""
    return np.asarray(colour, np.float32)


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """``share`` of the first colour, the rest of the other."""
    red, green, blue = (round(share * a + (1 - share) * b) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def over(rgb: Floats, mask: Floats, colour: Colour | Floats) -> None:
    """Paint a colour over the sheet, weighted by the mask (0..1)."""
    rgb += mask[..., np.newaxis] * (np.asarray(colour, np.float32) - rgb)


def shine(rgb: Floats, amount: Floats) -> None:
    """Brighten (positive) or darken (negative) the sheet by the share ``amount`` of the distance to white or black."""
    rgb += np.maximum(amount, 0)[..., np.newaxis] * (255 - rgb) + np.minimum(amount, 0)[..., np.newaxis] * rgb


def surface(rgb: Floats, alpha: Floats | None = None) -> pygame.Surface:
    """The sheet (h, w, 3) as a surface in the screen's format; ``alpha`` (h, w) 0..1 is its opacity."""
    height, width = rgb.shape[:2]
    pixels = np.clip(rgb + 0.5, 0, 255).astype(np.uint8)
    if alpha is None:
        return pygame.image.frombuffer(pixels.tobytes(), (width, height), "RGB").convert()
    opacity = np.clip(alpha * 255 + 0.5, 0, 255).astype(np.uint8)
    both = np.dstack([pixels, np.broadcast_to(opacity, (height, width))])
    return pygame.image.frombuffer(both.tobytes(), (width, height), "RGBA").convert_alpha()


def surfaces(rgb: Floats) -> list[pygame.Surface]:
    """Many sheets (n, h, w, 3) as surfaces."""
    return [surface(sheet) for sheet in rgb]
