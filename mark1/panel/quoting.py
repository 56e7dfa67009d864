"""Quoting: a script's text as its lines, and a line's text as its words.

Words are quoted as in a POSIX shell: single quotes take all as it is, double quotes a backslash before a quote or a
backslash, and outside quotes a backslash takes one character as it is. A ``#`` after white space, or first in the line,
begins a comment. Text of any size is read once, from left to right.
"""

import re
from collections.abc import Iterator

from mark1.errors import CommandError, expected
from mark1.text import short

MOST_LINES = 16  # a file may have line ends in its name
MOST_CHARACTERS = 1 << 18  # of a line; the light of the largest retina is half of it
PIECE = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
    | (?P<comment>(?:\A|(?<=\s))\#)
    | (?P<plain>[^\s'"\\\#]+ | [\s\#])    # other white space is part of a word, as any # that begins no comment
    | \\(?P<escaped>.)
    | '(?P<single>[^']*)'
    | "(?P<double>[^"\\]*(?:\\.[^"\\]*)*)"
    """,
    re.DOTALL | re.VERBOSE,
)
AMEND = "amend"  # before a line: it is part of the last change
NOWHERE = re.compile("[\0\ud800-\udc7f\udd00-\udfff]")  # other surrogates are bytes of old file names
IN_DOUBLE = re.compile(r'\\(["\\])')


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The actions of a script or journal, each with the number of its first line; a quote may go over a few."""
    first, action = 1, ""
    for number, line in enumerate(text.split("\n"), 1):
        first, action = (first, f"{action}\n{line}") if action else (number, line)
        if len(action) > MOST_CHARACTERS or number - first >= MOST_LINES or _words(action) is not None:
            yield first, action
            action = ""
    if action:
        yield first, action


def words_of(line: str) -> list[str]:
    """The words of an action. Raises CommandError for an open quote, too many characters, or some no file can hold."""
    if len(line) > MOST_CHARACTERS:
        raise CommandError(expected("length of a line", f"at most {MOST_CHARACTERS} characters", len(line)))
    strange = NOWHERE.search(line)
    if strange is not None:
        raise CommandError(f"U+{ord(strange[0]):04X} cannot be in a file name or a label: {short(line)}")
    words = _words(line)
    if words is None:
        raise CommandError(f"a quote is not closed, or a backslash ends the line: {short(line)}")
    return words


def amended(words: list[str]) -> tuple[bool, list[str]]:
    """Whether an action is part of the last change, and its words without saying so; alone, ``amend`` is the action."""
    return words[:1] == [AMEND], (words[1:] or words) if words[:1] == [AMEND] else words


def _words(line: str) -> list[str] | None:
    """The words; None if a quote is open or the last character escapes nothing."""
    words, place, parted = [], 0, True
    while place < len(line):
        piece = PIECE.match(line, place)
        if piece is None:
            return None
        kind = str(piece.lastgroup)
        if kind == "comment":
            break
        place = piece.end()
        if kind != "space":
            text = IN_DOUBLE.sub(r"\1", piece[kind]) if kind == "double" else piece[kind]
            words += [[text]] if parted else []
            words[-1] += [] if parted else [text]
        parted = kind == "space"
    return ["".join(word) for word in words]
