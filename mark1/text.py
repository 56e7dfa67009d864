"""Text for people: names that others chose, made harmless and short.

A file name or a label may hold anything: a line end that forges a line of output, an escape that steers the terminal,
a bidirectional control that turns the text around, 28,000 characters. What is printed, drawn or raised goes through
``printable`` and ``short``; values for programs stay exact.
"""

import difflib
import unicodedata
from collections.abc import Iterable

MOST_LABEL = 80
MOST_NAME = 200  # a path
MOST_MESSAGE = 1000


def printable(text: str) -> str:
    """The text on one line: no control characters, no invisible ones that reorder it, no halves of characters."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    return " " if unicodedata.category(character) == "Zs" else "·"


def short(text: str, most: int = MOST_LABEL) -> str:
    """The text on one line of at most ``most`` characters; what is too long loses its middle."""
    if len(text) <= most:
        return printable(text)
    head = most * 2 // 3
    gap = f" … {len(text):,} characters … "
    tail = max(0, most - head - len(gap))
    return printable(text[:head] + gap + text[len(text) - tail :])


def nearest(word: str, names: Iterable[str]) -> str:
    """A question that suggests the name most similar to ``word``; empty if none is similar."""
    near = difflib.get_close_matches(word, list(names), n=1)
    return f". Did you mean {near[0]!r}?" if near else ""


def counted(n: int, one: str, many: str = "") -> str:
    """A number and its noun: ``1 pass``, ``2,000 passes``. ``many``: the plural, where it is not ``-s`` or ``-es``."""
    if n == 1:
        return f"1 {one}"
    return f"{n:,} {many or one + ('es' if one.endswith(('s', 'sh', 'ch', 'x')) else 's')}"
