"""Dials: black bakelite with a white pointer, one sprite for each of many angles, and a row of them for each state.

Straight up is 0 V; the stops are ``SWEEP_DEG`` to the left and to the right.
"""

from functools import lru_cache

import numpy as np
import pygame

from mark1.gui.paint.canvas import Colour, Floats, cover, disc, grid, over, sheet, shine, stroke, surfaces

ANGLES = 121
SWEEP_DEG = 150.0
STATES = ("rest", "running", "stop", "stuck")


def angle_rad(share: Floats | float) -> Floats:
    """The angle of a pointer at ``share`` (-1..1) of the range: radians clockwise from the top."""
    return np.asarray(np.clip(share, -1, 1) * np.radians(SWEEP_DEG), np.float32)


@lru_cache(maxsize=8)
def dials(size: int, floor: Colour, running: Colour, fault: Colour) -> list[list[pygame.Surface]]:
    """``ANGLES`` sprites from stop to stop for each of ``STATES``; ``size`` pixels square."""
    x, y = grid(size, size)
    middle, radius = size / 2, size * 0.42
    body = sheet((size, size), floor)
    _knob(body, x, y, middle, radius)
    return [surfaces(_pointed(_marked(body, state, x, y, middle, running, fault), x, y, middle)) for state in STATES]


def _knob(rgb: Floats, x: Floats, y: Floats, middle: float, radius: float) -> None:
    """The body: a shadow below, a fluted skirt, a domed top."""
    over(rgb, 0.45 * cover(disc(x, y, middle + radius * 0.14, middle + radius * 0.22, radius), soft=3), (0, 0, 0))
    turn = np.arctan2(y - middle, x - middle)
    flutes = 0.03 * radius * np.cos(16 * turn) if radius >= 8 else 0.0
    slope = np.clip((2 * middle - x - y) / (2 * radius), -1, 1)
    bakelite = sheet(slope.shape, (37, 34, 32))
    shine(bakelite, np.where(slope > 0, 0.30 * slope, 0.5 * slope))
    over(rgb, cover(disc(x, y, middle, middle, radius) + np.float32(1) * flutes), bakelite)
    cap = sheet(slope.shape, (44, 41, 39))
    shine(cap, 0.16 * slope)
    over(rgb, cover(disc(x, y, middle, middle, radius * 0.72)), cap)


def _marked(body: Floats, state: str, x: Floats, y: Floats, middle: float, running: Colour, fault: Colour) -> Floats:
    """The body with the mark of its state: a lit ring, a bar at the foot for a stop, a slash for a stuck motor."""
    rgb, size = body.copy(), 2 * middle
    ring = np.abs(disc(x, y, middle, middle, size * 0.45)) - max(0.8, size * 0.045)
    if state == "running":
        over(rgb, cover(ring), running)
    if state == "stop":
        foot = np.maximum(ring, middle + 0.30 * size - y)
        over(rgb, cover(foot), (250, 246, 236))
    if state == "stuck":
        over(rgb, cover(ring), fault)
        low, high = np.float32(0.16 * size), np.float32(0.84 * size)
        over(rgb, cover(stroke(x, y, (low, high), (high, low), size * 0.04)), fault)
    return rgb


def _pointed(rgb: Floats, x: Floats, y: Floats, middle: float) -> Floats:
    """A marked body with its pointer at every angle: ndarray of shape (ANGLES, size, size, 3)."""
    at = angle_rad(np.linspace(-1, 1, ANGLES, dtype=np.float32))[:, np.newaxis, np.newaxis]
    reach, foot = 2 * middle * 0.40, 2 * middle * 0.08
    start = middle + foot * np.sin(at), middle - foot * np.cos(at)
    end = middle + reach * np.sin(at), middle - reach * np.cos(at)
    many = np.broadcast_to(rgb, (ANGLES, *rgb.shape)).copy()
    over(many, cover(stroke(x, y, start, end, max(0.85, middle * 0.085))), (246, 242, 230))
    return many
