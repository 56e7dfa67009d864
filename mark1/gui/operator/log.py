"""The log: the latest requests, replies, errors and notes."""

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
    """``written``: the number of lines ever written; ``edition``: changes with each change. Others read a copy."""

    def __init__(self) -> None:
        self._entries: deque[LogEntry] = deque(maxlen=MOST_LINES)
        self._lock = threading.Lock()
        self.written = self.edition = 0

    def write(self, kind: Kind, text: str) -> None:
        """Add a text: one line, or the lines of a reply. A line end inside a typed name does not start a new line."""
        lines = [
            LogEntry(kind, short(line, MOST_MESSAGE)) for line in (text.split("\n") if kind == "reply" else [text])
        ]
        with self._lock:
            self._entries.extend(lines)
            self.written += len(lines)
            self.edition += 1

    def take_back(self, first: int) -> None:
        """Replace the lines from number ``first`` on by what is written next; not if there is a note among them."""
        with self._lock:
            n = self.written - first
            taken = list(self._entries)[-n:] if n else []
            if len(taken) < n or any(entry.kind == "note" for entry in taken):
                return
            for _ in taken:
                self._entries.pop()
            self.written = first

    def taken(self) -> "TeletypeLog":
        """A consistent copy of lines, their number and their edition."""
        copy = TeletypeLog()
        with self._lock:
            copy._entries.extend(self._entries)
            copy.written, copy.edition = self.written, self.edition
        return copy

    def __len__(self) -> int:
        """The number of lines kept."""
        return len(self._entries)

    def __iter__(self) -> Iterator[LogEntry]:
        """The lines kept, oldest first."""
        with self._lock:
            return iter(list(self._entries))

    def __reversed__(self) -> Iterator[LogEntry]:
        """The lines kept, latest first."""
        with self._lock:
            return iter(list(self._entries)[::-1])

    def __getitem__(self, place: int) -> LogEntry:
        """A line that is kept; -1 is the latest."""
        return self._entries[place]
