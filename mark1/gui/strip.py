"""The strip: what went wrong and what to do, over the wall and out of the way; or what was done, or is offered.

It goes away with the next thing that goes well, or with a key.
"""

import pygame
from pygame import Rect

from mark1.gui.paint.paper import card, lay, print_lines, wrapped
from mark1.gui.panel_state import Notice
from mark1.gui.theme import Style

MOST_LINES = 3
TROUBLE = "strip.trouble"
OFFER = "strip.offer"


def notice(trouble: str, told: Notice | None) -> Notice | None:
    """What the strip says: what went wrong comes first."""
    return Notice(TROUBLE, trouble) if trouble else told


class Strip:
    """Drawn once a notice, then shown in ``room``, at its foot."""

    def __init__(self) -> None:
        self._key: object = None
        self._card: pygame.Surface | None = None

    def draw(self, screen: pygame.Surface, said: Notice | None, room: Rect, style: Style) -> list[Rect]:
        """Show it; where."""
        if said is None:
            return []
        if (said, room.w, style) != self._key:
            self._key, self._card = (said, room.w, style), printed(said, room.w, style)
        assert self._card is not None
        return [lay(screen, self._card, self._card.get_rect(midbottom=room.midbottom), style)]


def printed(said: Notice, width: int, style: Style) -> pygame.Surface:
    """A card: a sign, what it is about, the text, and below it how it goes away."""
    size, edge, words = style.prose(17), style.px(12), style.words
    sign = size * 2
    left = sign + 2 * edge
    lines = wrapped(words(f"{said.key}_text", value=said.value), size, width - left - edge, style)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][:-1] + "…"]
    made = card((width, edge * 2 + size * (len(lines) + 2)), style)
    is_wrong = said.key == TROUBLE
    colour = style.palette.fault_ink if is_wrong else style.palette.ink
    made.fill(colour, (0, 0, left - edge // 2, made.get_height()))
    middle = ((left - edge / 2) / 2, made.get_height() / 2)
    style.lettering.write(made, "!" if is_wrong else "i", middle, sign, style.palette.paper, align="centre")
    y = print_lines(made, [words(said.key)], (left + edge // 2, edge), size, style, "engraved", colour)
    y = print_lines(made, lines, (left + edge // 2, y), size, style)
    way_out = words("strip.offer_keys" if said.key == OFFER else "strip.keys")
    print_lines(made, [way_out], (left + edge // 2, y), style.prose(14), style, colour=style.palette.ink_faint)
    return made
