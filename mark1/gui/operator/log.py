"""The log: the last lines of what was asked, what was answered, what went wrong, and what happened beside it."""

import threading
from collections import deque
from collections.abc import Iterator
from typing import Literal, NamedTuple

from mark1.text import MOST_MESSAGE, short

MOST_LINES = 2000

Kind = Literal["line", "reply", "error", "note"]


class LogEntry(NamedTuple):
    """One line of the log."""

    kind: Kind
    text: str


class TeletypeLog:
    """``written``: how many lines ever; ``edition``: another one after every change. Others read a copy."""

    def __init__(self) -> None:
        self._entries: deque[LogEntry] = deque(maxlen=MOST_LINES)
        self._lock = threading.Lock()
        self.written = self.edition = 0

    def write(self, kind: Kind, text: str) -> None:
        """Add a text: one line, or the lines of a reply. A line end in a name that was typed begins no new line."""
        lines = [LogEntry(kind, short(one, MOST_MESSAGE)) for one in (text.split("\n") if kind == "reply" else [text])]
        with self._lock:
            self._entries.extend(lines)
            self.written += len(lines)
            self.edition += 1

    def take_back(self, first: int) -> None:
        """Lines from number ``first`` on are replaced by what is written next; not if there is a note among them."""
        with self._lock:
            n = self.written - first
            taken = list(self._entries)[-n:] if n else []
            if len(taken) < n or any(entry.kind == "note" for entry in taken):
                return
            for _ in taken:
                self._entries.pop()
            self.written = first

    def taken(self) -> "TeletypeLog":
        """A copy that stays as it is: lines, their number and their edition belong together."""
        made = TeletypeLog()
        with self._lock:
            made._entries.extend(self._entries)
            made.written, made.edition = self.written, self.edition
        return made

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._entries)

    def __iter__(self) -> Iterator[LogEntry]:
        """From the first that is kept to the last, as they are now."""
        with self._lock:
            return iter(list(self._entries))

    def __reversed__(self) -> Iterator[LogEntry]:
        """From the last to the first."""
        with self._lock:
            return iter(list(self._entries)[::-1])

    def __getitem__(self, place: int) -> LogEntry:
        """One that is kept; -1 is the last."""
        return self._entries[place]
