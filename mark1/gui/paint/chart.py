"""Charts: squared paper, and curves in ink on it."""

from itertools import pairwise

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.theme import Style

MOST_DOTS = 40
LEAST_ACROSS = 8


def squares(surface: pygame.Surface, rect: Rect, style: Style) -> None:
    """The fine squares of chart paper."""
    step, line = max(5, style.px(11)), style.palette.paper_line
    inner = rect.inflate(-4, -4)
    for x in range(inner.x + step, inner.right, step):
        pygame.draw.line(surface, line, (x, inner.y), (x, inner.bottom - 1))
    for y in range(inner.bottom - step, inner.y, -step):
        pygame.draw.line(surface, line, (inner.x, y), (inner.right - 1, y))


def curve(surface: pygame.Surface, rect: Rect, values: NDArray[np.float64], style: Style, *, top: float = 0.0) -> None:
    """A curve from the first value to the last, which is written beside its end. ``top`` 0: as high as they go."""
    if not len(values):
        return
    inner = rect.inflate(-style.px(22), 0)
    inner.y += style.text(11) + style.text(12) // 2 + style.px(8)  # below the note
    inner.h = rect.bottom - style.px(9) - inner.y
    place, shown = thinned(values, max(LEAST_ACROSS, inner.w // 2))
    x = inner.x + inner.w * (place + 0.5) / max(LEAST_ACROSS, len(values))
    y = inner.bottom - inner.h * shown / (top or float(values.max()) or 1.0)
    points = np.stack([x, y], axis=1).tolist()
    for start, end in pairwise(points):
        pygame.draw.aaline(surface, style.palette.ink, start, end, max(1, style.px(2)))
    for point in points if len(points) <= MOST_DOTS else points[-1:]:
        pygame.draw.aacircle(surface, style.palette.ink, point, max(2, style.px(3)))
    _tell_end(surface, inner, np.stack([x, y]), f"{values[-1]:.3g}", style)


def _tell_end(surface: pygame.Surface, inner: Rect, points: NDArray[np.float64], text: str, style: Style) -> None:
    """The last value beside the end of the curve, above or below, where less of the curve is in its way."""
    size = style.text(13)
    box = Rect(0, 0, style.lettering.width(text, "typed", size) + style.px(4), size)
    box.right = round(min(points[0, -1] + style.px(5), inner.right + style.px(6)))
    across = np.linspace(box.x, points[0, -1], 24)
    curve_y = np.interp(across, *points)
    tried = [box.move(0, round(points[1, -1] + way * (size * 0.5 + style.px(8)) - box.centery)) for way in (-1, 1)]
    inside = [one for one in tried if inner.y - style.px(6) <= one.y and one.bottom <= inner.bottom + style.px(6)]
    near = box.h / 2 + style.px(4)
    best = min(inside or tried, key=lambda one: int((np.abs(curve_y - one.centery) < near).sum()))
    surface.fill(style.palette.paper, best)
    style.lettering.write(surface, text, best.center, size, style.palette.ink, "typed", align="centre")


def thinned(values: NDArray[np.float64], most: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places and values of a long curve in ``most`` stretches: the lowest and the highest of each, and the last."""
    place = np.arange(len(values), dtype=np.float64)
    if len(values) <= 2 * most:
        return place, values
    starts = np.arange(most) * len(values) // most
    low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    return np.append(np.repeat(place[starts], 2), place[-1]), np.append(np.stack([low, high], axis=1), values[-1])


def note(surface: pygame.Surface, rect: Rect, text: str, style: Style) -> None:
    """What the chart shows, at its top right."""
    at = rect.right - style.px(8), rect.y + style.text(11)
    room = rect.w - style.px(16)
    style.lettering.write(surface, text, at, style.text(12), style.palette.ink, "typed", align="right", room=room)
