"""Push keys: a cap in a steel frame, up or down, with its label; and the red stop button."""

from collections.abc import Iterable
from functools import lru_cache

import pygame

from mark1.gui.paint.canvas import Colour, cover, disc, grid, mixed, over, plank, sheet, shine, surface
from mark1.gui.paint.lettering import SPACED
from mark1.gui.paint.theme import Style

# The height of a capital, relative to a line; its distance to the lamp bar, pixels.
CAPITAL, CLEAR = 0.6, 3


@lru_cache(maxsize=256)
def key(size: tuple[int, int], unit: float, *, down: bool, cap: Colour = (52, 50, 47)) -> pygame.Surface:
    """A key without its label."""
    width, height = size
    x, y = grid(width, height)
    u = unit
    rgb = sheet((height, width), (18, 18, 18))
    box = (1.5 * u, 1.5 * u, width - 3 * u, height - 3 * u)
    face = sheet((height, width), mixed(cap, (0, 0, 0), 0.72) if down else cap)
    slope = (height / 2 - y) / height
    shine(face, (-0.35 if down else 0.42) * slope + 0 * x)
    edge = cover(plank(x, y, box, 3 * u)) - cover(
        plank(x, y, (box[0] + u, box[1] + u, box[2] - 2 * u, box[3] - 2 * u), 2 * u)
    )
    shine(face, (-0.25 if down else 0.25) * edge)
    over(rgb, cover(plank(x, y, box, 3 * u)), face)
    return surface(rgb, cover(plank(x, y, (0, 0, width, height), 4 * u)))


def letters(keys: Iterable[tuple[str, int]], style: Style) -> int:
    """The common letter size for keys that belong together, each with its label and width."""
    rooms = [(label, width - style.px(10)) for label, width in keys]
    return style.lettering.common(rooms, "engraved", style.text(12), SPACED)


def labelled(size: tuple[int, int], label: str, style: Style, height: int, *, down: bool) -> pygame.Surface:
    """A key with its label in letters of ``height`` pixels; when down, a lamp bar below it is lit."""
    cap = key(size, style.unit, down=down).copy()
    room = size[0] - style.px(10)
    label, height = style.lettering.fitting(label, "engraved", height, room, SPACED)
    bar = pygame.Rect(0, 0, style.lettering.width(label, "engraved", height, SPACED), max(2, style.px(3)))
    bar.midbottom = (size[0] // 2, size[1] - style.px(3))
    lowest = bar.y - CAPITAL * height / 2 - CLEAR
    middle = size[0] / 2, min(size[1] / 2 + style.unit, lowest) if down else size[1] / 2
    colour = style.palette.lamp_on if down else style.palette.legend
    style.lettering.write(cap, label, middle, height, colour, align="centre", tracking=SPACED)
    if down:
        cap.fill(style.palette.lamp_on, bar)
    return cap


def mushroom(diameter: int, colour: Colour) -> pygame.Surface:
    """The red head of a stop button."""
    x, y = grid(diameter, diameter)
    middle, radius = diameter / 2, diameter * 0.47
    rgb = sheet((diameter, diameter), (26, 26, 26))
    slope = (diameter - x - y) / (2.4 * radius)
    head = sheet((diameter, diameter), colour)
    shine(head, 0.34 * slope)
    over(rgb, cover(disc(x, y, middle, middle, radius * 0.86)), head)
    top = sheet((diameter, diameter), colour)
    shine(top, 0.10 - 0.22 * slope)
    over(rgb, cover(disc(x, y, middle, middle, radius * 0.62), soft=2), top)
    return surface(rgb, cover(disc(x, y, middle, middle, radius)))
