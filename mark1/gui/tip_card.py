"""TipCard: a paper card beside the pointer that answers: what are you, what is your value, why."""

import textwrap

import pygame
from pygame import Rect

from mark1.gui.paint import metal
from mark1.gui.paint.lettering import Face
from mark1.gui.theme import Style
from mark1.gui.view import Place, Tip

CHARACTERS = 56


class TipCard:
    """Drawn once a tip, then shown wherever the pointer is."""

    def __init__(self) -> None:
        self._key: object = None
        self._card: pygame.Surface | None = None

    def draw(self, screen: pygame.Surface, tip: Tip | None, pointer: Place, style: Style) -> list[Rect]:
        """Show the card; where."""
        if tip is None:
            return []
        if (tip, style) != self._key:
            self._key, self._card = (tip, style), self._printed(tip, style)
        assert self._card is not None
        gap = style.px(18)
        rect = self._card.get_rect(topleft=(pointer[0] + gap, pointer[1] + gap))
        if rect.right > screen.get_width():
            rect.right = pointer[0] - gap
        if rect.bottom > screen.get_height():
            rect.bottom = pointer[1] - gap
        rect.clamp_ip(screen.get_rect())
        reach = style.px(6)
        screen.blit(metal.shadow(rect.size, reach), rect.move(-reach // 2, -reach // 2))
        screen.blit(self._card, rect)
        return [rect.inflate(3 * reach, 3 * reach).clip(screen.get_rect())]

    def _printed(self, tip: Tip, style: Style) -> pygame.Surface:
        """The card: name, value, then the reason in lines."""
        size, ink = style.prose(16), style.palette.ink
        lines: list[tuple[str, Face]] = [(tip.name, "engraved")]
        lines += [(text, "plain") for part in (tip.value, tip.why) for text in textwrap.wrap(part, CHARACTERS)]
        edge = style.px(10)
        width = max(style.lettering.width(text, face, size) for text, face in lines)
        pitch = round(size * 1.15)
        card = pygame.Surface((width + 2 * edge, pitch * len(lines) + edge)).convert()
        card.fill(style.palette.paper)
        pygame.draw.rect(card, ink, card.get_rect(), 1)
        for k, (text, face) in enumerate(lines):
            style.lettering.write(card, text, (edge, edge / 2 + (k + 0.5) * pitch), size, ink, face)
        return card
