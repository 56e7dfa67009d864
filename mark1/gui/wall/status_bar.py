"""The status bar: an error, a message or an offer, over the paper of the teletype.

It closes with the next success, a key, a click or a touch; an offer closes when it is answered.
"""

import pygame
from pygame import Rect

from mark1.gui.base.contract import Control, Place
from mark1.gui.base.ui_state import StatusMessage
from mark1.gui.paint.button import labelled, letters
from mark1.gui.paint.paper import card, lay, print_lines, wrapped
from mark1.gui.paint.theme import Style

TROUBLE, WAITING = "strip.trouble", "strip.waiting"
OFFERS = "strip.offer", "strip.offer_last"
TO_ANSWER = (("strip.take", "take offer"), ("strip.leave", "leave offer"))
TO_CLOSE = (("strip.close", "close status bar"),)


def notice(trouble: str, waits: str, message: StatusMessage | None) -> StatusMessage | None:
    """The message to show: an error first, then what the operator waits for."""
    if trouble:
        return StatusMessage(TROUBLE, trouble)
    return StatusMessage(WAITING, waits) if waits else message


def keys_of(message: StatusMessage) -> tuple[tuple[str, str], ...]:
    """The keys on a message, with their actions; a wait ends by itself."""
    if message.key in OFFERS:
        return TO_ANSWER
    return () if message.key == WAITING else TO_CLOSE


class StatusBar:
    """The bar, drawn once per message. ``rect``: where it is, empty without a message; ``controls``: its keys."""

    def __init__(self) -> None:
        self.rect = Rect(0, 0, 0, 0)
        self.controls: list[Control] = []
        self._key: object = None
        self._card: pygame.Surface | None = None

    def draw(self, screen: pygame.Surface, message: StatusMessage | None, room: Rect, style: Style) -> list[Rect]:
        """Show a message in ``room``; return where."""
        if message is None:
            self._key, self.controls, self.rect = None, [], Rect(0, 0, 0, 0)
            return []
        if (message, tuple(room), style) != self._key:
            self._key, self.rect = (message, tuple(room), style), room.copy()
            self._card, keys = printed(message, room.size, style)
            self.controls = [
                Control(style.words(key), rect.move(room.topleft), action=action, key=key)
                for rect, (key, action) in zip(keys, keys_of(message), strict=True)
            ]
        assert self._card is not None
        return [lay(screen, self._card, self.rect, style)]


def printed(message: StatusMessage, size: Place, style: Style) -> tuple[pygame.Surface, list[Rect]]:
    """A card of ``size`` with a sign, a title and the text; and where its keys are, at the right."""
    paper, letter, edge, words = card(size, style), style.prose(17), style.px(6), style.words
    sign = Rect(0, 0, min(style.px(52), size[0] // 8), size[1])
    is_wrong = message.key in (TROUBLE, WAITING)
    colour = style.palette.fault_ink if is_wrong else style.palette.ink
    paper.fill(colour, sign)
    style.lettering.write(
        paper, "!" if is_wrong else "i", sign.center, min(2 * letter, size[1]), style.palette.paper, align="centre"
    )
    keys = _keys(message, paper, edge, style)
    left, right = sign.right + 2 * edge, min((rect.x for rect in keys), default=size[0]) - 2 * edge
    y = print_lines(paper, [words(message.key)], (left, edge), letter, style, "engraved", colour)
    most = max(1, (size[1] - edge - y) // letter)
    lines = wrapped(words(f"{message.key}_text", value=words.said(message.value)), letter, right - left, style)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    print_lines(paper, lines, (left, y), letter, style)
    return paper, keys


def _keys(message: StatusMessage, paper: pygame.Surface, edge: int, style: Style) -> list[Rect]:
    """Paint the keys side by side; return where they are."""
    labels = [style.words(key) for key, _ in keys_of(message)]
    width, height = style.text(150 if len(labels) > 1 else 90), min(style.text(30), paper.get_height() - 2 * edge)
    first = paper.get_width() - len(labels) * (width + edge)
    rects = [
        Rect(first + k * (width + edge), (paper.get_height() - height) // 2, width, height) for k in range(len(labels))
    ]
    px = letters(((label, width) for label in labels), style) if labels else 0
    for rect, label in zip(rects, labels, strict=True):
        paper.blit(labelled(rect.size, label, style, px, down=False), rect)
    return rects
