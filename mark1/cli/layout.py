"""Layout: how wide an output is, and text and tables that fit into it without breaking a word.

lines, rows  -->  as wide as the terminal, or ``COLUMNS``; in a pipe, ``PIPED`` columns
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import IO

PIPED = 120  # columns where nobody says how many there are
USUAL, LEAST = 80, 20  # of a terminal that does not say; of any
GAP = 2  # columns between those of a table


def columns(stream: IO[str]) -> int | None:
    """The width of an output: what ``COLUMNS`` says, else that of its terminal; None in a pipe."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return max(LEAST, int(told))
    if not stream.isatty():
        return None
    with suppress(OSError, ValueError):
        return max(LEAST, os.get_terminal_size(stream.fileno()).columns or USUAL)
    return USUAL


def page_width() -> int:
    """The columns for what is printed to stdout."""
    return columns(sys.stdout) or PIPED


def wrapped(line: str, width: int, hang: int | None = None) -> list[str]:
    """A line as lines of at most ``width`` columns, broken at spaces; a longer word has a line of its own.

    Further lines begin at ``hang``, by default below the last column of the line's left half, as in a list of names.
    """
    if _cells(line) <= width:
        return [line]
    hang = _hang(line, width) if hang is None else hang
    lines, room = [], line[:hang] if line[:hang].endswith(" ") else ""  # names, which are never broken
    for word in re.findall(r"\s*\S+", line[len(room) :]):
        wide = _cells(word.strip())
        if _cells(room + word) > width and (room[hang:].strip() or (room.strip() and wide > width - hang)):
            lines.append(room.rstrip())
            room = " " * max(0, min(hang, width - wide)) + word.strip()
        else:
            room += word
    return [*lines, room.rstrip()]


def _hang(line: str, width: int) -> int:
    """Where a line's text begins, after the names before it: below the last gap of two spaces in the left half."""
    gaps = [gap.end() for gap in re.finditer(r"(?<=\S) {2,}(?=\S)", line) if gap.end() <= width // 2]
    indent = len(line) - len(line.lstrip())
    return gaps[-1] if gaps else min(indent or 2, width // 2)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> Iterator[str]:
    """A table as lines of at most ``width`` columns; where its words do not fit side by side, a block for each row."""
    cells = [list(headings), *map(list, rows)]
    least = [max(_longest(row[i]) for row in cells) for i in range(len(headings))]
    usual = [max(_cells(row[i]) for row in cells) for i in range(len(headings))]
    room = width - sum(least) - GAP * (len(headings) - 1)
    if room < 0:
        yield from _blocks(headings, cells[1:], width)
        return
    widths = _shared(least, usual, room)
    for row in cells:
        parts = [wrapped(cell, wide, 0) for cell, wide in zip(row, widths, strict=True)]
        for i in range(max(map(len, parts))):
            columns_of = (part[i] if i < len(part) else "" for part in parts)
            line = (" " * GAP).join(_padded(cell, wide) for cell, wide in zip(columns_of, widths, strict=True))
            yield line.rstrip()


def _shared(least: list[int], usual: list[int], room: int) -> list[int]:
    """Widths of columns: at least the longest word, at most the longest cell; the narrowest grow first."""
    widths = least[:]
    while room > 0 and widths != usual:
        narrow = min((i for i in range(len(widths)) if widths[i] < usual[i]), key=lambda i: widths[i])
        widths[narrow] += 1
        room -= 1
    return widths


def _blocks(headings: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> Iterator[str]:
    """Each row below its first cell: ``heading  value``, without empty values."""
    wide = max(map(_cells, headings[1:]), default=0)
    for name, *values in rows:
        yield from wrapped(name, width)
        for heading, value in zip(headings[1:], values, strict=True):
            if value:
                yield from wrapped(f"  {_padded(heading, wide)}  {value}", width, wide + 4)


def _longest(text: str) -> int:
    return max(map(_cells, text.split()), default=0)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _cells(text))


def _cells(text: str) -> int:
    """The columns that a text takes in a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
