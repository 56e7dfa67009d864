"""The strip: what went wrong and what to do, over the paper of the teletype and no control; or what was done, or is
offered.

It goes away with the next thing that goes well, a key, a click or a touch; an offer, when it is answered.
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
TO_CLOSE = (("strip.close", "close strip"),)


def notice(trouble: str, waits: str, told: StatusMessage | None) -> StatusMessage | None:
    """What the strip says: what went wrong comes first, then what is waited for."""
    if trouble:
        return StatusMessage(TROUBLE, trouble)
    return StatusMessage(WAITING, waits) if waits else told


def keys_of(said: StatusMessage) -> tuple[tuple[str, str], ...]:
    """The keys on it, with what they do: what is waited for goes away by itself."""
    if said.key in OFFERS:
        return TO_ANSWER
    return () if said.key == WAITING else TO_CLOSE


class StatusBar:
    """Drawn once a notice, then shown. ``rect``: where it lies, empty while it says nothing; ``controls``: its keys."""

    def __init__(self) -> None:
        self.rect = Rect(0, 0, 0, 0)
        self.controls: list[Control] = []
        self._key: object = None
        self._card: pygame.Surface | None = None

    def draw(self, screen: pygame.Surface, said: StatusMessage | None, room: Rect, style: Style) -> list[Rect]:
        """Show it in ``room``; where."""
        if said is None:
            self._key, self.controls, self.rect = None, [], Rect(0, 0, 0, 0)
            return []
        if (said, tuple(room), style) != self._key:
            self._key, self.rect = (said, tuple(room), style), room.copy()
            self._card, keys = printed(said, room.size, style)
            self.controls = [
                Control(style.words(key), rect.move(room.topleft), action=action, key=key)
                for rect, (key, action) in zip(keys, keys_of(said), strict=True)
            ]
        assert self._card is not None
        return [lay(screen, self._card, self.rect, style)]


def printed(said: StatusMessage, size: Place, style: Style) -> tuple[pygame.Surface, list[Rect]]:
    """A card of ``size``: a sign, what it is about, the text; and where its keys are on it, at its right."""
    made, letter, edge, words = card(size, style), style.prose(17), style.px(6), style.words
    sign = Rect(0, 0, min(style.px(52), size[0] // 8), size[1])
    is_wrong = said.key in (TROUBLE, WAITING)
    colour = style.palette.fault_ink if is_wrong else style.palette.ink
    made.fill(colour, sign)
    style.lettering.write(
        made, "!" if is_wrong else "i", sign.center, min(2 * letter, size[1]), style.palette.paper, align="centre"
    )
    keys = _keys(said, made, edge, style)
    left, right = sign.right + 2 * edge, min((rect.x for rect in keys), default=size[0]) - 2 * edge
    y = print_lines(made, [words(said.key)], (left, edge), letter, style, "engraved", colour)
    most = max(1, (size[1] - edge - y) // letter)
    lines = wrapped(words(f"{said.key}_text", value=words.said(said.value)), letter, right - left, style)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    print_lines(made, lines, (left, y), letter, style)
    return made, keys


def _keys(said: StatusMessage, made: pygame.Surface, edge: int, style: Style) -> list[Rect]:
    """Paint the keys, side by side; where they are."""
    labels = [style.words(key) for key, _ in keys_of(said)]
    width, height = style.text(150 if len(labels) > 1 else 90), min(style.text(30), made.get_height() - 2 * edge)
    first = made.get_width() - len(labels) * (width + edge)
    rects = [
        Rect(first + k * (width + edge), (made.get_height() - height) // 2, width, height) for k in range(len(labels))
    ]
    px = letters(((label, width) for label in labels), style) if labels else 0
    for rect, label in zip(rects, labels, strict=True):
        made.blit(labelled(rect.size, label, style, px, down=False), rect)
    return rects
