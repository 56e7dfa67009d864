"""TypingLine: the line that is being typed at the teletype: caret, history, completion. No keys, no drawing."""

from collections.abc import Sequence

MOST_CHARACTERS = 4000
MOST_LINES = 200


class TypingLine:
    """``caret``: the position in ``text``; ``words``: what Tab can complete the first word to.

    ``offered``: the completions of Tab, if there were several.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = sorted(words)
        self.text, self.caret = "", 0
        self.offered: tuple[str, ...] = ()
        self._lines: list[str] = []
        self._place = 0

    def insert(self, text: str) -> None:
        """Insert printable characters at the caret, up to the first line end."""
        text = "".join(c for c in text.partition("\n")[0] if c.isprintable())[: MOST_CHARACTERS - len(self.text)]
        self._become(self.text[: self.caret] + text + self.text[self.caret :], self.caret + len(text))

    def erase(self) -> None:
        """Delete the character before the caret."""
        start = max(0, self.caret - 1)
        self._become(self.text[:start] + self.text[self.caret :], start)

    def erase_ahead(self) -> None:
        """Delete the character after the caret."""
        self._become(self.text[: self.caret] + self.text[self.caret + 1 :], self.caret)

    def clear(self) -> None:
        """Delete the whole line."""
        self._become("", 0)

    def left(self) -> None:
        """Move one character left."""
        self.caret = max(0, self.caret - 1)

    def right(self) -> None:
        """Move one character right."""
        self.caret = min(len(self.text), self.caret + 1)

    def to_start(self) -> None:
        """Move before the first character."""
        self.caret = 0

    def to_end(self) -> None:
        """Move behind the last character."""
        self.caret = len(self.text)

    def older(self) -> None:
        """Recall the previous line."""
        self._recall(self._place - 1)

    def newer(self) -> None:
        """Recall the next line; after the last one, an empty line."""
        self._recall(self._place + 1)

    def complete(self) -> None:
        """Complete the first word as far as it is unambiguous."""
        typed = self.text[: self.caret]
        matches = tuple(word for word in self.words if word.startswith(typed))
        if " " in typed or not matches:
            return
        first = matches[0]
        same = next(n for n in range(len(first), -1, -1) if all(word.startswith(first[:n]) for word in matches))
        self.insert(first[len(typed) : same] + (" " if len(matches) == 1 else ""))
        self.offered = matches if len(matches) > 1 else ()

    def take(self) -> str:
        """Return the line, clear it, and add it to the history."""
        line = self.text.strip()
        if line and self._lines[-1:] != [line]:
            self._lines = [*self._lines, line][-MOST_LINES:]
        self.clear()
        self._place = len(self._lines)
        return line

    def _recall(self, place: int) -> None:
        self._place = min(max(0, place), len(self._lines))
        text = self._lines[self._place] if self._place < len(self._lines) else ""
        self._become(text, len(text))

    def _become(self, text: str, caret: int) -> None:
        self.text, self.caret, self.offered = text, caret, ()
