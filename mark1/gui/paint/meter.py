"""Needle meters: a cream face in a black case, a scale from - to +, a thin needle from below."""

import math

import numpy as np
import pygame
from pygame import Rect

from mark1.gui.paint.canvas import cover, disc, grid, over, plank, sheet, shine, stroke, surface
from mark1.gui.paint.theme import Style

TICKS = 11


class MeterFace:
    """The face of all meters of one size: ``sprite``, and where a needle begins and ends in it."""

    def __init__(self, size: tuple[int, int], style: Style) -> None:
        width, height = self.size = size
        self.style = style
        across, sag = 0.40 * width, 0.40 * height
        self.reach = max(1.04 * height, (across**2 + sag**2) / (2 * sag))  # a flat face has a flat scale of full width
        self.pivot = (width / 2, 0.26 * height + self.reach)
        self.sweep_rad = math.asin(min(0.7, across / self.reach))
        self.needle_px = max(1, round(1.6 * style.unit))
        x, y = grid(width, height)
        u, palette = style.unit, style.palette
        rgb = sheet((height, width), (24, 24, 24))
        shine(rgb, 0.25 * (height / 2 - y) / height + 0 * x)
        glass = (3 * u, 3 * u, width - 6 * u, height - 6 * u)
        paper = sheet((height, width), palette.paper)
        shine(paper, -0.30 * np.exp(-np.minimum(x - glass[0], y - glass[1]) / (3 * u)) + 0 * x)
        self._scale(paper)
        over(rgb, cover(plank(x, y, glass, 3 * u)), paper)
        self.sprite = surface(rgb)
        self.write_signs()

    def _scale(self, paper: np.ndarray) -> None:
        """An arc with ticks."""
        width, height = self.size
        x, y = grid(width, height)
        ink = self.style.palette.ink
        turn = np.arctan2(x - self.pivot[0], self.pivot[1] - y)
        arc = np.abs(disc(x, y, *self.pivot, self.reach)) - 0.4 * self.style.unit
        over(paper, cover(arc) * (np.abs(turn) < self.sweep_rad + 0.01), ink)
        for k, share in enumerate(np.linspace(-1, 1, TICKS)):
            inner = self.reach - self.size[1] * (0.13 if k % 5 == 0 else 0.07)
            start, end = self._at(float(share), inner), self._at(float(share), self.reach)
            over(paper, cover(stroke(x, y, start, end, (0.8 if k % 5 == 0 else 0.5) * self.style.unit)), ink)

    def write_signs(self) -> None:
        """Write - and + above the ends of the scale, where the face is bare."""
        size = max(9, round(self.size[1] * 0.22))
        for sign, share in (("−", -0.96), ("+", 0.96)):
            at = self._at(share, self.reach + self.size[1] * 0.22)
            self.style.lettering.write(self.sprite, sign, at, size, self.style.palette.ink, align="centre")

    def _at(self, share: float, reach: float) -> tuple[float, float]:
        angle = self.sweep_rad * share
        return self.pivot[0] + reach * math.sin(angle), self.pivot[1] - reach * math.cos(angle)

    def draw(self, surface: pygame.Surface, rect: Rect, share: float) -> None:
        """Draw face and needle at ``share`` (-1..1) of the scale; a needle can go slightly beyond."""
        surface.blit(self.sprite, rect)
        share = max(-1.08, min(1.08, share))
        hidden = (self.pivot[1] - self.size[1] + 5 * self.style.unit) / math.cos(self.sweep_rad * share)
        foot, tip = self._at(share, hidden), self._at(share, self.reach * 1.03)
        start, end = (rect.x + foot[0], rect.y + foot[1]), (rect.x + tip[0], rect.y + tip[1])
        if self.needle_px > 1:  # the shadow of a thinner needle would be as strong as the needle
            drop = self.style.unit * 1.5
            shadow = (start[0] + drop, start[1] + drop), (end[0] + drop, end[1] + drop)
            pygame.draw.aaline(surface, (196, 186, 160), *shadow)
        pygame.draw.aaline(surface, (20, 18, 18), start, end, self.needle_px)
