"""Logs: what the package logs, as lines on stderr: ``mark1: storage: reading letters.mark1``."""

import logging
from collections.abc import Callable

from mark1.cli.output import note_if_heard


class StderrHandler(logging.Handler):
    """Writes every record as a line on stderr, under the name of its part of the package."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        note_if_heard(f"{record.name.removeprefix('mark1.')}: {record.getMessage()}")


def logged(level: str) -> Callable[[], None]:
    """Begin to write what is logged from this level on; what is returned ends it."""
    root, handler = logging.getLogger("mark1"), StderrHandler(level)
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)

    def end() -> None:
        root.removeHandler(handler)
        root.setLevel(before)

    return end
