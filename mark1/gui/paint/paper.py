"""Paper: cards that are laid over the wall, with lines of text."""

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
    paper = pygame.Surface(size).convert()
    paper.fill(style.palette.paper)
    pygame.draw.rect(paper, style.palette.ink, paper.get_rect(), max(1, style.px(1)))
    return paper


def print_lines(
    surface: pygame.Surface,
    lines: Iterable[str],
    corner: tuple[int, int],
    size: int,
    style: Style,
    face: Face = "plain",
    colour: Colour | None = None,
) -> int:
    """Write lines of ``size`` pixels below each other; return where the next one would be."""
    x, y = corner
    for line in lines:
        style.lettering.write(surface, line, (x, y + size / 2), size, colour or style.palette.ink, face)
        y += size
    return y


def lay(screen: pygame.Surface, paper: pygame.Surface, rect: Rect, style: Style) -> Rect:
    """Draw a card on the screen, with its shadow; return all that it covers."""
    reach = style.px(8)
    screen.blit(metal.shadow(rect.size, reach), rect.move(-reach // 2, -reach // 2))
    screen.blit(paper, rect)
    return rect.inflate(3 * reach, 3 * reach).clip(screen.get_rect())


def wrapped(text: str, size: int, room: int, style: Style, face: Face = "plain") -> list[str]:
    """The text in lines of at most ``room`` pixels, broken between words, but not at hard spaces; a long word is broken
    anywhere.
    """
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
