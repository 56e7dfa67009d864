"""Lettering: three faces of type, glyph by glyph from a cache; nothing is rendered twice.

*engraved* for plates and labels, *typed* for the teletype, *plain* for what is read in sentences.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import pygame

from mark1.gui.paint.canvas import Colour

Face = Literal["engraved", "typed", "plain"]
Align = Literal["left", "centre", "right"]

FILES: dict[Face, tuple[str, str]] = {
    "engraved": ("pygame", "freesansbold.ttf"),
    "typed": ("pygame_gui", "data/FiraCode-Regular.ttf"),
    "plain": ("pygame_gui", "data/NotoSans-Regular.ttf"),
}
MOST_GLYPHS = 8192
SMALLEST_PX = 7


def _file(face: Face) -> str:
    """Where a face is; its package is found, not loaded."""
    package, name = FILES[face]
    found = find_spec(package)
    assert found is not None and found.origin is not None
    return str(Path(found.origin).parent / name)


class Lettering:
    """Writes. Sizes are the height of a line in pixels."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[Face, int], pygame.font.Font] = {}
        self._glyphs: dict[tuple[Face, int, Colour, str], tuple[pygame.Surface, int, int]] = {}

    def font(self, face: Face, size: int) -> pygame.font.Font:
        """The face at a size."""
        key = (face, max(SMALLEST_PX, size))
        if key not in self._fonts:
            self._fonts[key] = pygame.font.Font(_file(face), max(SMALLEST_PX, round(size * 0.8)))
        return self._fonts[key]

    def width(self, text: str, face: Face, size: int, tracking: int = 0) -> int:
        """How wide ``text`` is, in pixels."""
        return sum(self._glyph(face, size, (0, 0, 0), c)[1] + tracking for c in text) - (tracking if text else 0)

    def fitting(self, text: str, face: Face, size: int, room: int, tracking: int = 0) -> tuple[str, int]:
        """Text and size that fit into ``room`` pixels: smaller first, then cut short."""
        while size > SMALLEST_PX + 2 and self.width(text, face, size, tracking) > room:
            size -= 1
        while len(text) > 1 and self.width(text, face, size, tracking) > room:
            text = text[:-2] + "…"
        return text, size

    def wrapped(self, text: str, face: Face, size: int, room: int) -> list[str]:
        """The text in lines of at most ``room`` pixels, broken between words; a word that is too long, anywhere."""
        lines, space = [""], self.width(" ", face, size)
        for word in text.split():
            for piece in self._pieces(word, face, size, room):
                if lines[-1] and self.width(lines[-1], face, size) + space + self.width(piece, face, size) > room:
                    lines.append(piece)
                else:
                    lines[-1] = f"{lines[-1]} {piece}".strip()
        return lines

    def _pieces(self, word: str, face: Face, size: int, room: int) -> list[str]:
        """A word, cut where it is too long for a line."""
        pieces = [""]
        for character in word:
            if pieces[-1] and self.width(pieces[-1] + character, face, size) > room:
                pieces.append("")
            pieces[-1] += character
        return pieces

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
        tracking: int = 0,
        room: int | None = None,
    ) -> pygame.Rect:
        """Write a line whose middle line is at the height of ``place``; where it was written."""
        if room is not None:
            text, size = self.fitting(text, face, size, room, tracking)
        width, height = self.width(text, face, size, tracking), self.font(face, size).get_height()
        x = round(place[0] - {"left": 0.0, "centre": width / 2, "right": float(width)}[align])
        written = pygame.Rect(x, round(place[1] - height / 2), width, height)
        for character in text:
            glyph, advance, lift = self._glyph(face, size, colour, character)
            surface.blit(glyph, (x, written.y - lift))
            x += advance + tracking
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
        tracking: int = 0,
        room: int | None = None,
    ) -> pygame.Rect:
        """Letters cut into metal: their lower right edges catch the light."""
        edge = max(1, size // 16)
        self.write(
            surface, text, (place[0] + edge, place[1] + edge), size, light, align=align, tracking=tracking, room=room
        )
        return self.write(surface, text, place, size, colour, align=align, tracking=tracking, room=room)

    def _glyph(self, face: Face, size: int, colour: Colour, character: str) -> tuple[pygame.Surface, int, int]:
        """The character, how far it advances, and how far it rises above what the font calls its ascent."""
        key = (face, size, colour, character)
        if key not in self._glyphs:
            if len(self._glyphs) >= MOST_GLYPHS:
                self._glyphs.clear()
            shown = character if character.isprintable() else "·"
            font = self.font(face, size)
            glyph, metrics = font.render(shown, True, colour), font.metrics(shown)[0]
            lift = max(0, metrics[3] - font.get_ascent()) if metrics else 0
            self._glyphs[key] = (glyph, glyph.get_width(), lift)
        return self._glyphs[key]
