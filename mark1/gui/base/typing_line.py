"""TypingLine: the line that is being typed at the teletype: caret, history, completion. No keys, no drawing."""

from collections.abc import Sequence

MOST_CHARACTERS = 4000
MOST_LINES = 200


class TypingLine:
    """``text`` with the ``caret`` before its character of that number; ``words``: what Tab completes the first word to.

    ``offered``: the words that Tab found, if there were several.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = sorted(words)
        self.text, self.caret = "", 0
        self.offered: tuple[str, ...] = ()
        self._lines: list[str] = []
        self._place = 0

    def insert(self, text: str) -> None:
        """Type characters at the caret; only what can be printed, up to the first line end."""
        text = "".join(c for c in text.partition("\n")[0] if c.isprintable())[: MOST_CHARACTERS - len(self.text)]
        self._become(self.text[: self.caret] + text + self.text[self.caret :], self.caret + len(text))

    def erase(self) -> None:
        """Erase before the caret."""
        start = max(0, self.caret - 1)
        self._become(self.text[:start] + self.text[self.caret :], start)

    def erase_ahead(self) -> None:
        """Erase after the caret."""
        self._become(self.text[: self.caret] + self.text[self.caret + 1 :], self.caret)

    def clear(self) -> None:
        """Erase all of it."""
        self._become("", 0)

    def left(self) -> None:
        """One character to the left."""
        self.caret = max(0, self.caret - 1)

    def right(self) -> None:
        """One character to the right."""
        self.caret = min(len(self.text), self.caret + 1)

    def to_start(self) -> None:
        """Before the first character."""
        self.caret = 0

    def to_end(self) -> None:
        """Behind the last character."""
        self.caret = len(self.text)

    def older(self) -> None:
        """The line typed before."""
        self._recall(self._place - 1)

    def newer(self) -> None:
        """The line typed after; behind the last, an empty one."""
        self._recall(self._place + 1)

    def complete(self) -> None:
        """Go on with the first word as far as it is certain."""
        typed = self.text[: self.caret]
        found = tuple(word for word in self.words if word.startswith(typed))
        if " " in typed or not found:
            return
        same = next(n for n in range(len(found[0]), -1, -1) if all(word.startswith(found[0][:n]) for word in found))
        self.insert(found[0][len(typed) : same] + (" " if len(found) == 1 else ""))
        self.offered = found if len(found) > 1 else ()

    def take(self) -> str:
        """The line, which is then empty; the history keeps it."""
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
