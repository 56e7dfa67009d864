"""Paper: cards that lie over the wall, with lines of text on them."""

import re
from collections.abc import Iterable

import pygame
from pygame import Rect

from mark1.gui.paint import metal
from mark1.gui.paint.canvas import Colour
from mark1.gui.paint.lettering import Face
from mark1.gui.paint.theme import Style


def card(size: tuple[int, int], style: Style) -> pygame.Surface:
    """A blank card."""
    made = pygame.Surface(size).convert()
    made.fill(style.palette.paper)
    pygame.draw.rect(made, style.palette.ink, made.get_rect(), max(1, style.px(1)))
    return made


def print_lines(
    surface: pygame.Surface,
    lines: Iterable[str],
    corner: tuple[int, int],
    size: int,
    style: Style,
    face: Face = "plain",
    colour: Colour | None = None,
) -> int:
    """Lines of ``size`` pixels below each other; where the next one would begin."""
    x, y = corner
    for line in lines:
        style.lettering.write(surface, line, (x, y + size / 2), size, colour or style.palette.ink, face)
        y += size
    return y


def lay(screen: pygame.Surface, made: pygame.Surface, rect: Rect, style: Style) -> Rect:
    """Lay a card on the screen, with its shadow; all that it covers."""
    reach = style.px(8)
    screen.blit(metal.shadow(rect.size, reach), rect.move(-reach // 2, -reach // 2))
    screen.blit(made, rect)
    return rect.inflate(3 * reach, 3 * reach).clip(screen.get_rect())


def wrapped(text: str, size: int, room: int, style: Style, face: Face = "plain") -> list[str]:
    """The text in lines of at most ``room`` pixels, broken between words, at no hard space; a long word anywhere."""
    lines = [""]
    for word in filter(None, re.split(r"[ \n\t]+", text)):
        for piece in _pieces(word, size, room, style, face):
            longer = f"{lines[-1]} {piece}".strip()
            if style.lettering.width(longer, face, size) > room:
                lines.append(piece)
            else:
                lines[-1] = longer
    return lines


def _pieces(word: str, size: int, room: int, style: Style, face: Face) -> list[str]:
    """A word, cut where it is too long for a line."""
    pieces = [""]
    for character in word:
        if pieces[-1] and style.lettering.width(pieces[-1] + character, face, size) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces
