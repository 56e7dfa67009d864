"""Charts: squared paper, and curves in ink on it."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.paint.canvas import Colour
from mark1.gui.paint.theme import Style

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


class ChartCurve(NamedTuple):
    """``values``: of completed epochs, the first ``before`` of them of an earlier training run; ``going``: of the one
    in progress. ``top`` 0: the paper is as high as the values.
    """

    values: NDArray[np.float64]
    before: int = 0
    going: float | None = None
    top: float = 0.0

    @property
    def all(self) -> NDArray[np.float64]:
        """All values, the one in progress last."""
        return self.values if self.going is None else np.append(self.values, self.going)


def curve(surface: pygame.Surface, rect: Rect, drawn: ChartCurve, style: Style) -> None:
    """Draw a curve; its last value is written beside its end. A value in progress ends in a ring."""
    values, palette = drawn.all, style.palette
    if not len(values):
        return
    inner = rect.inflate(-style.px(22), 0)
    inner.y += style.text(11) + style.text(12) // 2 + style.px(8)  # below the note
    inner.h = rect.bottom - style.px(9) - inner.y
    text, size = f"{values[-1]:.3g}", style.text(13)
    label_w = style.lettering.width(text, "typed", size)
    inner.w -= label_w
    place, shown = thinned(values, max(LEAST_ACROSS, inner.w // 2))
    x = inner.x + inner.w * (place + 0.5) / max(LEAST_ACROSS, len(values))
    y = inner.bottom - inner.h * shown / (drawn.top or float(values.max()) or 1.0)
    points, n_whole = np.stack([x, y], axis=1).tolist(), len(drawn.values)
    inks = [palette.ink_faint if k < drawn.before or k >= n_whole else palette.ink for k in place.tolist()]
    for (start, end), ink in zip(pairwise(points), inks[1:], strict=True):
        pygame.draw.aaline(surface, ink, start, end, max(1, style.px(2)))
    dotted = slice(None) if len(points) <= MOST_DOTS else slice(-1, None)
    for point, ink in zip(points[dotted], inks[dotted], strict=True):
        pygame.draw.aacircle(surface, ink, point, max(2, style.px(3)))
    if drawn.going is not None:
        pygame.draw.aacircle(surface, palette.paper, points[-1], max(1, style.px(3) - style.px(1)))
    box = Rect(round(points[-1][0]) + style.px(8), 0, label_w, size)
    box.centery = round(points[-1][1])
    _write_end(surface, box.clamp(rect.inflate(0, -2 * style.px(4))), text, size, style, inks[-1])


def _write_end(surface: pygame.Surface, box: Rect, text: str, size: int, style: Style, ink: Colour) -> None:
    """Write the last value in the room to the right of the curve's end."""
    surface.fill(style.palette.paper, box.inflate(style.px(6), 0))
    style.lettering.write(surface, text, box.midleft, size, ink, "typed")


def thinned(values: NDArray[np.float64], most: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A long curve reduced to ``most`` stretches: the lowest and the highest value of each, and the last value."""
    place = np.arange(len(values), dtype=np.float64)
    if len(values) <= 2 * most:
        return place, values
    starts = np.arange(most) * len(values) // most
    low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    return np.append(np.repeat(place[starts], 2), place[-1]), np.append(np.stack([low, high], axis=1), values[-1])


def note(surface: pygame.Surface, rect: Rect, text: str, style: Style) -> None:
    """Write what the chart shows at its top right."""
    at = rect.right - style.px(8), rect.y + style.text(11)
    text, size = style.lettering.fitting(text, "typed", style.text(12), rect.w - style.px(16))
    box = Rect(0, 0, style.lettering.width(text, "typed", size) + style.px(4), size)
    box.midright = at
    surface.fill(
        style.palette.paper, box.union(Rect(box.right, box.y, rect.right - 2 - box.right, 1))
    )  # no square shows beside it
    style.lettering.write(surface, text, at, size, style.palette.ink, "typed", align="right")
