"""TipCard: a paper card beside the pointer that explains what is there: name, value, reason."""

import textwrap

import pygame
from pygame import Rect

from mark1.gui.base.contract import Place, Tip
from mark1.gui.paint import metal
from mark1.gui.paint.lettering import Face
from mark1.gui.paint.theme import Style

CHARACTERS = 56
READ_S, FADE_S = 8.0, 0.5  # how long a tip is shown, and how long it takes to fade


class TipCard:
    """The card, drawn once per tip, and shown at the pointer until it has been read."""

    def __init__(self) -> None:
        self._asked: object = None
        self._since_s = 0.0
        self._key: object = None
        self._card: pygame.Surface | None = None

    def ask(self, tip: Tip | None, pointer: Place, now_s: float) -> None:
        """This is under the pointer now; a different tip restarts the time to read it."""
        asked = None if tip is None else (tip.unit or (tip.name, tip.why), pointer)
        if asked != self._asked:
            self._asked, self._since_s = asked, now_s

    def opacity(self, now_s: float) -> int:
        """The opacity of the card now, 0..255: full for ``READ_S``, then fading."""
        left_s = self._since_s + READ_S + FADE_S - now_s
        return 0 if self._asked is None else round(255 * min(1.0, max(0.0, left_s / FADE_S)))

    def draw(
        self, screen: pygame.Surface, tip: Tip | None, pointer: Place, style: Style, opacity: int = 255
    ) -> list[Rect]:
        """Show the card; return where."""
        if tip is None or not opacity:
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
        if opacity == 255:
            screen.blit(metal.shadow(rect.size, reach), rect.move(-reach // 2, -reach // 2))
        self._card.set_alpha(opacity)
        screen.blit(self._card, rect)
        return [rect.inflate(3 * reach, 3 * reach).clip(screen.get_rect())]

    def _printed(self, tip: Tip, style: Style) -> pygame.Surface:
        """The card: name, value, then the reason in lines."""
        size, ink = style.prose(16), style.palette.ink
        lines: list[tuple[str, Face]] = [(tip.name, "engraved")] if tip.name else []
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
