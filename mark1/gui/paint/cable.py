"""Cables: cloth-covered wires from socket to socket, and the mat that thousands of them form.

Excitatory cables have one colour and a round + plug; inhibitory ones are dashed, with a square - plug.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pygame
from numpy.typing import NDArray

from mark1.gui.paint.canvas import Colour, mixed

POINTS = 21
Points = NDArray[np.float32]


def hanging(start: Points, end: Points, trunk: Points, n: int = POINTS) -> Points:
    """The path of each cable: ndarray of shape (n_cables, n, 2), pixels. ``trunk``: where it is laced to its bundle.

    A Bezier curve of degree four: it leaves straight down, passes near the trunk, and arrives from above.
    """
    t = np.linspace(0, 1, n, dtype=np.float32)
    drop = 0.42 * (trunk[:, 1] - start[:, 1])
    below = start + np.stack([0 * drop, np.maximum(drop, 0)], axis=1)
    above = end - np.stack([0 * drop, 0.55 * (end[:, 1] - trunk[:, 1])], axis=1)
    corners = np.stack([start, below, trunk, above, end], axis=2).astype(np.float32)
    weights = np.stack([(1 - t) ** 4, 4 * t * (1 - t) ** 3, 6 * t**2 * (1 - t) ** 2, 4 * t**3 * (1 - t), t**4])
    return np.moveaxis(corners @ weights, 1, 2)


def topmost(ways: Points, size: tuple[int, int], thick: int) -> NDArray[np.int32]:
    """The uppermost strand at each pixel, later cables over earlier ones: (height, width), -1 where there is none.

    A cable is ``thick`` strands side by side: strand k of cable c is number ``thick * c + k``.
    """
    width, height = size
    strands = np.full(width * height, -1, np.int32)
    for first in range(0, len(ways), 200):  # a few hundred at once fit into the processor's cache
        x, y = (ways[first : first + 200, :, k].astype(np.int32) for k in (0, 1))
        strand = thick * np.arange(first, first + len(x), dtype=np.int32)[:, np.newaxis]
        inside = (x >= 0) & (x < width - thick) & (y >= 0) & (y < height)
        at, which = (y * width + x)[inside], np.broadcast_to(strand, x.shape)[inside]
        for k in range(thick):
            strands[at + k] = which + k
    return strands.reshape(height, width)


def cable(surface: pygame.Surface, way: Points, colour: Colour, width: float, *, dashed: bool, live: bool) -> None:
    """Draw one cable over all others; a live one has a bright core."""
    points = way.tolist()
    shade = [(x + 0.5 * width, y + 0.7 * width) for x, y in points]
    pygame.draw.lines(surface, (10, 9, 8), False, shade, max(2, round(width + 1.5)))
    body = colour if live else mixed(colour, (66, 62, 56), 0.52)
    if dashed:
        _line(surface, points, mixed(body, (0, 0, 0), 0.72), width)
        for k in range(0, len(points) - 1, 2):
            _line(surface, points[k : k + 2], body, width)
    else:
        _line(surface, points, body, width)
    if live:
        shine = mixed(colour, (255, 255, 255), 0.55)
        for k in range(0, len(points) - 1, 2 if dashed else 1):
            _line(surface, points[k : k + 2], shine, max(1.0, width * 0.35))


def plug(surface: pygame.Surface, at: Sequence[float], colour: Colour, radius: float, *, excites: bool) -> None:
    """Draw the end of a cable: a round plug with +, or a square one with -."""
    x, y, black = at[0], at[1], (18, 16, 14)
    if excites:
        pygame.draw.aacircle(surface, black, (x, y), radius + 1)
        pygame.draw.aacircle(surface, colour, (x, y), radius)
    else:
        pygame.draw.rect(surface, black, (x - radius - 1, y - radius - 1, 2 * radius + 2, 2 * radius + 2))
        pygame.draw.rect(surface, colour, (x - radius, y - radius, 2 * radius, 2 * radius))
    reach, half = radius * 0.62, max(1, round(radius * 0.32))
    pygame.draw.line(surface, black, (x - reach, y), (x + reach, y), half)
    if excites:
        pygame.draw.line(surface, black, (x, y - reach), (x, y + reach), half)


def _line(surface: pygame.Surface, points: Sequence[Sequence[float]], colour: Colour, width: float) -> None:
    for start, end in pairwise(points):
        pygame.draw.aaline(surface, colour, start, end, max(1, round(width)))
