"""The guide card: the text of a tour step, beside the part it explains; the rest of the wall is dimmed."""

from collections.abc import Iterator

import pygame
from pygame import Rect

from mark1.gui.base.contract import Control
from mark1.gui.paint.button import labelled, letters
from mark1.gui.paint.lettering import SPACED
from mark1.gui.paint.paper import card, lay, print_lines, wrapped
from mark1.gui.paint.theme import Style
from mark1.gui.visitor.tour import STEPS

WIDTH = 380
DIM = (140, 140, 140)  # brightness outside the lit part, of 255
KEYS = (("guide.back", "tour back"), ("guide.next", "tour next"), ("guide.leave", "tour leave"))


class GuideCard:
    """The card, drawn once per step. ``controls``: back, next, leave."""

    def __init__(self) -> None:
        self.rect = Rect(0, 0, 0, 0)
        self.controls: list[Control] = []
        self._key: object = None
        self._card: pygame.Surface | None = None

    def draw(self, screen: pygame.Surface, step: int, lit: Rect, style: Style) -> list[Rect]:
        """Show the card of a step; return where."""
        if step < 0:
            self.controls, self._key, self.rect = [], None, Rect(0, 0, 0, 0)
            return []
        if (step, lit, style) != self._key:
            self._key = step, lit.copy(), style
            self._card, keys = printed(step, style)
            self.rect = beside(self._card.get_size(), lit, screen.get_rect(), style.px(14))
            self.controls = [
                Control(words_on(step, k, style), rect.move(self.rect.topleft), action=KEYS[k][1], key=KEYS[k][0])
                for k, rect in enumerate(keys)
            ]
        assert self._card is not None
        return [lay(screen, self._card, self.rect, style)]


def words_on(step: int, number: int, style: Style) -> str:
    """The label of one of the card's keys: the last step has END instead of NEXT."""
    is_end = step + 1 == len(STEPS) and KEYS[number][0] == "guide.next"
    return style.words("guide.end" if is_end else KEYS[number][0])


def printed(step: int, style: Style) -> tuple[pygame.Surface, list[Rect]]:
    """The card, and where its keys are on it."""
    words, key, size, edge = style.words, STEPS[step].key, style.prose(19), style.px(16)
    width = style.text(WIDTH)
    texts = words(f"{key}_text"), words("guide.page", n=STEPS[step].page)
    lines = [line for text in texts for line in wrapped(text, size, width - 2 * edge, style)]
    key_h, gap = style.text(30), style.px(8)
    paper = card((width, 3 * edge + size * (len(lines) + 2) + key_h), style)
    paper.fill(style.palette.ink, (0, 0, width, size + edge))
    middle = (size + edge) / 2
    title = f"{step + 1} / {len(STEPS)}   {words(key)}"
    style.lettering.write(
        paper, title, (edge, middle), size, style.palette.paper, tracking=SPACED, room=width - 2 * edge
    )
    print_lines(paper, lines, (edge, round(1.8 * edge) + size), size, style)
    share = (width - 2 * edge - 2 * gap) // 3
    keys = [Rect(edge + k * (share + gap), paper.get_height() - edge - key_h, share, key_h) for k in range(3)]
    height = letters(((words_on(step, number, style), share) for number in range(3)), style)
    for number, rect in enumerate(keys):
        paper.blit(labelled(rect.size, words_on(step, number, style), style, height, down=False), rect)
    return paper, keys


def beside(size: tuple[int, int], lit: Rect, screen: Rect, gap: int) -> Rect:
    """Where a card of ``size`` covers least of the lit part: right, left, below or above it, inside the screen."""
    rect = Rect((0, 0), size)
    candidates = []
    for own, other, dx, dy in (
        ("midleft", "midright", gap, 0),
        ("midright", "midleft", -gap, 0),
        ("midtop", "midbottom", 0, gap),
        ("midbottom", "midtop", 0, -gap),
    ):
        at = getattr(lit, other)
        setattr(rect, own, (at[0] + dx, at[1] + dy))
        candidates.append(rect.clamp(screen.inflate(-gap, -gap)))
    return min(candidates, key=lambda rect: area(rect.clip(lit)))


def area(rect: Rect) -> int:
    """The area in pixels."""
    return rect.w * rect.h


def beyond(rect: Rect, lit: Rect) -> Iterator[Rect]:
    """The pieces of ``rect`` outside ``lit``."""
    inner = rect.clip(lit)
    if not area(inner):
        yield rect
        return
    yield from (
        Rect(rect.x, rect.y, rect.w, inner.y - rect.y),
        Rect(rect.x, inner.bottom, rect.w, rect.bottom - inner.bottom),
        Rect(rect.x, inner.y, inner.x - rect.x, inner.h),
        Rect(inner.right, inner.y, rect.right - inner.right, inner.h),
    )


def dim(screen: pygame.Surface, rect: Rect, lit: Rect) -> None:
    """Darken what is outside ``lit``."""
    for piece in beyond(rect, lit):
        if area(piece):
            screen.fill(DIM, piece, pygame.BLEND_RGB_MULT)
