"""Lettering: three typefaces, with a cache of glyphs; nothing is rendered twice.

*engraved* for plates and labels, *typed* for the teletype, *plain* for sentences.
"""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

import pygame

from mark1 import package_data
from mark1.gui.paint.canvas import Colour

Face = Literal["engraved", "typed", "plain"]
Align = Literal["left", "centre", "right"]

# In assets/typefaces; "engraved" is what pygame brings along.
FILES: dict[Face, str] = {"typed": "FiraCode-Regular.ttf", "plain": "NotoSans-Regular.ttf"}
MOST_GLYPHS = 8192
SMALLEST_PX = 7
# Relative to the size: hinted to whole pixels, the space between small words would be lost.
LEAST_SPACE = 0.28
SPACED = 1 / 12
# Space between the letters of labels, and of names, relative to their size; none in labels below 12 pixels.
WIDE = 1 / 7


def _file(face: Face) -> str:
    """The file of a typeface."""
    if face not in FILES:
        return str(Path(pygame.__file__).parent / pygame.font.get_default_font())
    return str(package_data.folder(package_data.ASSETS) / "typefaces" / FILES[face])


class Glyph(NamedTuple):
    """One character; ``left``, ``rise``: how far it extends to the left, and an accent above the line, in pixels."""

    surface: pygame.Surface
    advance: int
    left: int
    rise: int


class Lettering:
    """Writes text. Sizes are the height of a line in pixels; ``tracking`` is the space between letters, relative to the
    size.
    """

    def __init__(self) -> None:
        self._fonts: dict[tuple[Face, int], pygame.font.Font] = {}
        self._glyphs: dict[tuple[Face, int, Colour, str], Glyph] = {}

    def font(self, face: Face, size: int) -> pygame.font.Font:
        """The typeface at a size."""
        key = (face, max(SMALLEST_PX, size))
        if key not in self._fonts:
            self._fonts[key] = pygame.font.Font(_file(face), max(SMALLEST_PX, round(size * 0.8)))
        return self._fonts[key]

    def width(self, text: str, face: Face, size: int, tracking: float = 0) -> int:
        """The width of ``text`` in pixels."""
        gap = int(size * tracking)
        return sum(self._glyph(face, size, (0, 0, 0), c).advance + gap for c in text) - (gap if text else 0)

    def fitting(self, text: str, face: Face, size: int, room: int, tracking: float = 0) -> tuple[str, int]:
        """Text and size that fit into ``room`` pixels: a smaller size first, then a shorter text."""
        while size > SMALLEST_PX + 2 and self.width(text, face, size, tracking) > room:
            size -= 1
        while len(text) > 1 and self.width(text, face, size, tracking) > room:
            text = text[:-2] + "…"
        return text, size

    def common(self, labels: Iterable[tuple[str, int]], face: Face, size: int, tracking: float = 0) -> int:
        """The largest common size, at most ``size``, at which each text fits into its room."""
        return min((self.fitting(text, face, size, room, tracking)[1] for text, room in labels), default=size)

    def write(
        self,
        surface: pygame.Surface,
        text: str,
        place: tuple[float, float],
        size: int,
        colour: Colour,
        face: Face = "engraved",
        *,
        align: Align = "left",
        tracking: float = 0,
        room: int | None = None,
    ) -> pygame.Rect:
        """Write a line with its capitals centred at the height of ``place``; return where."""
        if room is not None:
            text, size = self.fitting(text, face, size, room, tracking)
        width, capital = self.width(text, face, size, tracking), self._glyph(face, size, colour, "H").surface
        x = math.floor(place[0] - {"left": 0.0, "centre": width / 2, "right": float(width)}[align] + 0.5)
        top = math.floor(place[1] - capital.get_bounding_rect().centery + 0.5)  # lines keep odd distances
        gap, written = int(size * tracking), pygame.Rect(x, top, width, capital.get_height())
        for character in text:
            glyph = self._glyph(face, size, colour, character)
            surface.blit(glyph.surface, (x - glyph.left, top - glyph.rise))
            x += glyph.advance + gap
        return written

    def engrave(
        self,
        surface: pygame.Surface,
        text: str,
        place: tuple[float, float],
        size: int,
        colour: Colour,
        light: Colour,
        *,
        align: Align = "left",
        tracking: float = 0,
        room: int | None = None,
    ) -> pygame.Rect:
        """Write letters cut into metal: their lower right edges catch the light."""
        edge = max(1, size // 16)
        self.write(
            surface, text, (place[0] + edge, place[1] + edge), size, light, align=align, tracking=tracking, room=room
        )
        return self.write(surface, text, place, size, colour, align=align, tracking=tracking, room=room)

    def _glyph(self, face: Face, size: int, colour: Colour, character: str) -> Glyph:
        key = (face, size, colour, character)
        if key not in self._glyphs:
            if len(self._glyphs) >= MOST_GLYPHS:
                self._glyphs.clear()
            self._glyphs[key] = self._cut(face, size, colour, _shown(character))
        return self._glyphs[key]

    def _cut(self, face: Face, size: int, colour: Colour, character: str) -> Glyph:
        font = self.font(face, size)
        shown, (metrics,) = font.render(character, True, colour), font.metrics(character)
        if metrics is None:
            return Glyph(shown, shown.get_width(), 0, 0)
        left, _, _, top, advance = metrics
        least = math.ceil(LEAST_SPACE * font.point_size) if character == " " else 1
        return Glyph(shown, max(advance, least), max(0, -left), max(0, top - font.get_ascent()))


def _shown(character: str) -> str:
    """The character to draw: a space for a hard space, a dot for an unprintable one."""
    return " " if character == "\u00a0" else character if character.isprintable() else "·"
