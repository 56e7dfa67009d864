"""The inbox: lines that were asked and wait for the operator, in their order. From any thread.

ask -> [ lines | lines | lines of a gesture, the latest of them ] -> operator
"""

import queue
from collections.abc import Iterable, Sequence

from mark1.gui.base.status import Asked
from mark1.panel.commands.table import command_of


class Inbox:
    """``batches``: how often lines were asked; ``stops``: how often there was a stop."""

    def __init__(self) -> None:
        self.batches = self.stops = 0
        self._asked: queue.Queue[Asked | None] = queue.Queue()
        self._latest: dict[str, Sequence[str]] = {}

    def put(self, lines: Iterable[str], gesture: str = "") -> None:
        """Lines that belong together; those of one ``gesture`` replace each other while they wait."""
        waiting, lines = gesture in self._latest, tuple(lines)
        self.batches += 1
        if gesture:
            self._latest[gesture] = lines
        if not waiting:
            self.add(lines, gesture)

    def add(self, lines: Sequence[str], gesture: str = "") -> None:
        """Lines that nobody asked anew: they make no room for themselves."""
        self._asked.put(Asked(lines, gesture, self.batches, self.stops))

    def end(self) -> None:
        """Nothing comes after this."""
        self._asked.put(None)

    def forget(self) -> None:
        """There was a stop: what waits is not done any more, but for what is never forgotten."""
        self.stops += 1
        forgotten = []
        while not self._asked.empty():
            try:
                forgotten.append(self._asked.get_nowait())
            except queue.Empty:
                break
            self._asked.task_done()
        self._latest.clear()
        for line in (line for one in forgotten if one is not None for line in one.lines):
            if command_of(line).never_forgotten:
                self.add((line,))

    # ---- for the operator

    def next(self, patience_s: float | None) -> Asked | None:
        """What was asked first, None at the end. Raises queue.Empty when nothing comes in so many seconds."""
        return self._asked.get(timeout=patience_s)

    def take(self, asked: Asked) -> Sequence[str]:
        """Take the lines of what was asked; of a gesture, the latest. Those that come later wait for themselves."""
        return self._latest.pop(asked.gesture, asked.lines)

    def is_stopped(self, asked: Asked, line: str) -> bool:
        """Whether a line is not to be done any more: there was a stop since it was asked."""
        return asked.stops != self.stops and not command_of(line).never_forgotten

    def done(self) -> None:
        """What ``next`` gave is done."""
        self._asked.task_done()

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return self._asked.empty()

    @property
    def waiting(self) -> int:
        """How many batches of lines wait or are being done."""
        return self._asked.unfinished_tasks
