"""Selectors and fields: a dark window with a word in it; a selector has an arrow at each side."""

import pygame
from pygame import Rect

from mark1.gui.paint import metal
from mark1.gui.paint.theme import Style

SHORT = 3  # most characters that are written large
POINTER = 0.22  # width of an arrow, relative to the height


def selector(size: tuple[int, int], text: str, style: Style) -> pygame.Surface:
    """A word between arrows to the left and to the right."""
    window = metal.well(size, style.palette.well, style.unit)
    width, height = size
    reach, middle, edge = POINTER * height, height / 2, max(3.0, 0.16 * height)
    for x, way in ((edge, 1), (width - edge, -1)):
        points = [(x, middle), (x + way * reach, middle - reach), (x + way * reach, middle + reach)]
        pygame.draw.polygon(window, style.palette.brass, points)
    room = width - 2 * round(edge + reach) - style.px(12)
    _write(window, text, Rect(0, 0, width, height), room, style, style.palette.lamp_on)
    return window


def field(size: tuple[int, int], text: str, style: Style, *, selected: bool = False) -> pygame.Surface:
    """Typed text with a cursor; ``selected``: all of it is selected, and typing replaces it."""
    window, palette, rect = metal.well(size, style.palette.well, style.unit), style.palette, Rect(0, 0, *size)
    large, room = round(size[1] * 0.72) if len(text) <= SHORT else 0, size[0] - style.px(10)
    if selected and text:
        width = style.lettering.width(text, "typed", min(max(large, style.text(14)), size[1] - 2)) + style.px(6)
        bar = Rect(0, 0, min(width, room), size[1] - style.px(6))
        bar.center = rect.center
        window.fill(palette.lamp_on, bar)
        _write(window, text, rect, room, style, palette.well, large)
    else:
        _write(window, text + "_", rect, room, style, palette.legend, large)
    return window


def _write(
    surface: pygame.Surface,
    text: str,
    rect: Rect,
    room: int,
    style: Style,
    colour: tuple[int, int, int],
    large: int = 0,
) -> None:
    height = min(max(large, style.text(14)), rect.h - 2)
    style.lettering.write(surface, text, rect.center, height, colour, "typed", align="centre", room=max(8, room))
