"""The help page: every view, control and key of the wall explained, from the catalogue.

A sheet of paper over the whole window, in columns, on as many pages as it takes; a small drawing of the wall shows the
number of each plate.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pygame
from pygame import Rect

from mark1.gui.base.contract import Control
from mark1.gui.paint.button import labelled, letters
from mark1.gui.paint.lettering import SPACED
from mark1.gui.paint.paper import card, wrapped
from mark1.gui.paint.theme import Style
from mark1.gui.paint.words import Words
from mark1.gui.visitor.input_map import KEYS, KeyPress, Meaning

COLUMN, TEXT = 430, 17
NAME_SHARE = 0.3
SMALLER = 2
MANY = 5  # keys with one meaning; more are shown as a range
KEYS_OF_THE_PAGE = (("help.back", "help back"), ("help.next", "help next"), ("help.close", "help"))
CAPS = {
    pygame.K_BACKSPACE: "caps.backspace",
    pygame.K_RETURN: "caps.return",
    pygame.K_SPACE: "caps.space",
    pygame.K_TAB: "caps.tab",
    pygame.K_ESCAPE: "caps.escape",
    pygame.K_PAGEUP: "caps.page_up",
    pygame.K_PAGEDOWN: "caps.page_down",
}
HELD: dict[int, str] = {pygame.KMOD_SHIFT: "caps.shift", pygame.KMOD_CTRL: "caps.ctrl"}


class HelpEntry(NamedTuple):
    """A name and what it means; without a meaning, a heading."""

    name: str
    text: str = ""


class HelpLine(NamedTuple):
    """One printed line of a column: a ``name`` at its edge, a ``text`` indented."""

    height: int
    name: str = ""
    text: str = ""
    indent: int = 0
    is_heading: bool = False
    belongs: bool = False  # to the row above: no column starts with it


def entries(parts: Mapping[str, Sequence[Control]], words: Words) -> Iterator[HelpEntry]:
    """All entries: each part with its controls, then the keys."""
    for number, (part, controls) in enumerate(parts.items(), 1):
        yield HelpEntry(f"{number}  {words(f'{part}.title')}")
        yield HelpEntry("", words(f"{part}.about"))
        keys = dict.fromkeys(control.key for control in controls)
        yield from (HelpEntry(words(key), words(f"{key}_help")) for key in keys)
    yield HelpEntry(words("help.keys"))
    yield from (HelpEntry(caps, words(f"{key}_help")) for key, caps in caps_of(KEYS, words).items())
    yield HelpEntry(words("help.typed"))
    yield HelpEntry("", words("help.typed_help"))


def caps_of(table: Mapping[KeyPress, Meaning], words: Words) -> dict[str, str]:
    """The keys of each meaning, as they are printed on a keyboard; of many, the first and the last."""
    caps_of_key: dict[str, list[str]] = {}
    for key, meant in table.items():
        if not pygame.key.name(key.code).startswith("["):  # the number pad repeats other keys
            caps_of_key.setdefault(meant.key, []).append(cap(key, words))
    return {
        key: f"{caps[0]} … {caps[-1]}" if len(caps) > MANY else ", ".join(caps[:2]) for key, caps in caps_of_key.items()
    }


def cap(key: KeyPress, words: Words) -> str:
    """A key as it is printed on a keyboard."""
    name = words(CAPS[key.code]) if key.code in CAPS else pygame.key.name(key.code).upper()
    return f"{words(HELD[key.held])} + {name}" if key.held else name


class HelpPage:
    """The help, drawn once per page. ``controls``: back, next, close; ``pages``: the number of pages."""

    def __init__(self) -> None:
        self.controls: list[Control] = []
        self.pages = 1

    def draw(
        self, screen: pygame.Surface, page: int, views: Mapping[str, tuple[Rect, Sequence[Control]]], style: Style
    ) -> None:
        """Show a page."""
        screen.fill(style.palette.wall)
        rect = screen.get_rect().inflate(-style.px(40), -style.px(40))
        screen.blit(card(rect.size, style), rect)
        self._print(screen, rect.inflate(-style.px(48), -style.px(36)), page, views, style)

    def _print(
        self,
        screen: pygame.Surface,
        room: Rect,
        page: int,
        views: Mapping[str, tuple[Rect, Sequence[Control]]],
        style: Style,
    ) -> None:
        """Print title and keys, then the columns of the page."""
        head = style.text(36)
        top = Rect(room.x, room.y, room.w, head)
        room = Rect(room.x, room.y + head + style.px(10), room.w, room.h - head - style.px(10))
        n, gap = max(1, room.w // (COLUMN * style.prose(TEXT) // TEXT)), style.px(36)
        width = (room.w - gap * (n - 1)) // n
        small = Rect(room.x, room.y, width, round(width * 0.5))
        parts = {name: controls for name, (_, controls) in views.items()}
        rows = list(rows_of(entries(parts, style.words), width, style))
        columns = flowed(rows, room.h, room.h - small.h - style.px(10))
        self.pages = -(-len(columns) // n)
        page = min(page, self.pages - 1)
        self._head(screen, top, page, style)
        if page == 0:
            small_wall(screen, small, [rect for rect, _ in views.values()], style)
        for k, column in enumerate(columns[page * n : page * n + n]):
            x, y = room.x + k * (width + gap), room.y
            y += small.h + style.px(10) if page == k == 0 else 0
            for row in column:
                print_row(screen, row, (x, y), style)
                y += row.height

    def _head(self, screen: pygame.Surface, room: Rect, page: int, style: Style) -> None:
        words, width, gap = style.words, style.text(96), style.px(8)
        style.lettering.write(
            screen, words("help.title"), room.midleft, style.text(26), style.palette.ink, tracking=SPACED
        )
        self.controls = []
        left = room.right - 3 * width - 2 * gap
        text, at = words("help.page", page=page + 1, pages=self.pages), (left - 2 * gap, room.centery)
        style.lettering.write(screen, text, at, style.text(17), style.palette.ink, align="right")
        height = letters(((words(key), width) for key, _ in KEYS_OF_THE_PAGE), style)
        for k, (key, action) in enumerate(KEYS_OF_THE_PAGE):
            rect = Rect(left + k * (width + gap), room.y, width, room.h)
            self.controls.append(Control(words(key), rect, action=action, key=key))
            screen.blit(labelled(rect.size, words(key), style, height, down=False), rect)


def rows_of(explained: Iterator[HelpEntry], width: int, style: Style) -> Iterator[HelpLine]:
    """The printed lines of a column ``width`` wide: names to the left of their texts, or above if they are long."""
    size, write = style.prose(TEXT), style.lettering
    for entry in explained:
        if not entry.text:
            yield HelpLine(size // 2)
            yield HelpLine(size + style.px(5), entry.name, is_heading=True)
            continue
        indent = round(NAME_SHARE * width) if entry.name else 0
        is_long = write.width(entry.name, "engraved", size - SMALLER) > indent - style.px(6)
        if entry.name and is_long:
            yield HelpLine(size, entry.name)
        for k, line in enumerate(wrapped(entry.text, size - 1, width - indent, style)):
            name = entry.name if k == 0 and not is_long else ""
            yield HelpLine(size, name, line, indent, belongs=k > 0 or not entry.name or is_long)
        yield HelpLine(size // 4, belongs=True)


def print_row(screen: pygame.Surface, row: HelpLine, corner: tuple[int, int], style: Style) -> None:
    """Print name and text of a row."""
    write, ink, middle = style.lettering.write, style.palette.ink, corner[1] + row.height / 2
    size = row.height if row.is_heading else row.height - SMALLER
    write(screen, row.name, (corner[0], middle), size, ink)
    write(screen, row.text, (corner[0] + row.indent, middle), row.height - 1, ink, "plain")


def flowed(rows: Sequence[HelpLine], height: int, first: int) -> list[list[HelpLine]]:
    """The rows in columns of ``height`` pixels, the first one ``first``; a name stays with its explanation."""
    columns: list[list[HelpLine]] = [[]]
    left = first
    for block in blocks(rows):
        needed = sum(row.height for row in block)
        if needed > left and columns[-1]:
            columns.append([])
            left = height
            block = block if block[0].name or block[0].text else block[1:]
        columns[-1] += block
        left -= needed
    return columns


def blocks(rows: Sequence[HelpLine]) -> Iterator[list[HelpLine]]:
    """Groups of rows that stay together: a heading stays with the row after it."""
    block: list[HelpLine] = []
    for row in rows:
        heading_waits = not any(line.text or (line.name and not line.is_heading) for line in block)
        if block and not row.belongs and not heading_waits:
            yield block
            block = []
        block.append(row)
    yield block


def small_wall(screen: pygame.Surface, room: Rect, plates: Sequence[Rect], style: Style) -> None:
    """A small drawing of the wall with the number of each plate."""
    whole = plates[0].unionall(list(plates[1:]))
    scale = min(room.w / whole.w, room.h / whole.h)
    for number, plate in enumerate(plates, 1):
        x, y = room.x + (plate.x - whole.x) * scale, room.y + (plate.y - whole.y) * scale
        rect = Rect(round(x), round(y), round(plate.w * scale), round(plate.h * scale))
        pygame.draw.rect(screen, style.palette.ink, rect, max(1, style.px(1)), border_radius=style.px(2))
        style.lettering.write(screen, f"{number}", rect.center, style.text(17), style.palette.ink, align="centre")
