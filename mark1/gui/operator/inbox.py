"""The inbox: the queue of lines for the operator. Thread-safe.

ask -> [ lines | lines | lines of a gesture, the latest of them ] -> operator
"""

import queue
from collections.abc import Iterable, Sequence

from mark1.gui.base.status import Asked
from mark1.panel.commands.table import command_of


class Inbox:
    """``batches``: the number of requests ever made; ``stops``: the number of stops."""

    def __init__(self) -> None:
        self.batches = self.stops = 0
        self._asked: queue.Queue[Asked | None] = queue.Queue()
        self._latest: dict[str, Sequence[str]] = {}

    def put(self, lines: Iterable[str], gesture: str = "") -> None:
        """Queue lines that belong together; those of one ``gesture`` replace each other while they wait."""
        waiting, lines = gesture in self._latest, tuple(lines)
        self.batches += 1
        if gesture:
            self._latest[gesture] = lines
        if not waiting:
            self.add(lines, gesture)

    def add(self, lines: Sequence[str], gesture: str = "") -> None:
        """Queue lines that are not a new request, and therefore do not interrupt a run."""
        self._asked.put(Asked(lines, gesture, self.batches, self.stops))

    def end(self) -> None:
        """Close the queue."""
        self._asked.put(None)

    def forget(self) -> None:
        """Note a stop: waiting lines are discarded, except for those that must always be done."""
        self.stops += 1
        forgotten = []
        while not self._asked.empty():
            try:
                forgotten.append(self._asked.get_nowait())
            except queue.Empty:
                break
            self._asked.task_done()
        self._latest.clear()
        for line in (line for asked in forgotten if asked is not None for line in asked.lines):
            if command_of(line).never_forgotten:
                self.add((line,))

    # ---- for the operator

    def next(self, patience_s: float | None) -> Asked | None:
        """The oldest request, None at the end. Raises queue.Empty when nothing arrives in time."""
        return self._asked.get(timeout=patience_s)

    def take(self, asked: Asked) -> Sequence[str]:
        """Take the lines of a request; of a gesture, the latest. Later ones are requests of their own."""
        return self._latest.pop(asked.gesture, asked.lines)

    def is_stopped(self, asked: Asked, line: str) -> bool:
        """Whether a line is to be skipped: there was a stop since it was requested."""
        return asked.stops != self.stops and not command_of(line).never_forgotten

    def done(self) -> None:
        """Note that the last request is done."""
        self._asked.task_done()

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return self._asked.empty()

    @property
    def waiting(self) -> int:
        """The number of requests that wait or are being done."""
        return self._asked.unfinished_tasks
