"""Output of the command line: results on stdout, everything else on stderr."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mark1.cli.layout import columns, page_width, table, wrapped
from mark1.cli.provenance import provenance
from mark1.text import MOST_MESSAGE, printable, short

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from mark1.panel.control_panel import ControlPanel


def as_json(value: object, written: Iterable[object] = (), of: "ControlPanel | None" = None) -> None:
    """Print one JSON value to stdout.

    An object also names the ``files`` that were written, if any were, the program and, ``of`` a panel, the seed and the
    settings of its machine.
    """
    import json

    files = [str(path) for path in written]
    if isinstance(value, dict):
        value = {**provenance(of), **value, **({"files": files} if files else {})}
    json.dump(value, sys.stdout, ensure_ascii=True, default=_plain, allow_nan=False)
    sys.stdout.write("\n")


def _plain(value: object) -> object:
    if hasattr(value, "tolist"):  # an array, or one number of it
        return value.tolist()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def say(*lines: str) -> None:
    """Print lines of a result to stdout, wrapped to its width. Control characters in a line become dots."""
    width = page_width()
    draw(*(part for line in lines for part in wrapped(short(line, MOST_MESSAGE), width)))


def draw(*lines: str) -> None:
    """Print lines to stdout that are pictures or code, which no width changes."""
    sys.stdout.write("".join(f"{printable(line)}\n" for line in lines))


def say_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table to stdout, as wide as it."""
    draw(*table(headings, ([short(cell, MOST_MESSAGE) for cell in row] for row in rows), page_width()))


def note(text: str) -> None:
    """Print one line to stderr; a terminal gets it wrapped."""
    line = f"mark1: {short(' '.join(text.split()), MOST_MESSAGE)}"
    width = columns(sys.stderr)
    sys.stderr.write("".join(f"{part}\n" for part in (wrapped(line, width) if width else [line])))


def listing(lines: list[str], most: int = 200) -> None:
    """Print what a note is about to stderr, line by line, and how many more there are."""
    for line in lines[:most]:
        sys.stderr.write(f"  {short(' '.join(line.split()), MOST_MESSAGE)}\n")
    if len(lines) > most:
        sys.stderr.write(f"  and {len(lines) - most:,} more\n")


def note_if_heard(text: str) -> None:
    """A note in the middle of work, which a terminal that was closed does not end."""
    with suppress(OSError):
        note(text)


COMPILES = "compiling the training code, which is needed once and takes some seconds"


def note_if_slow() -> None:
    """A note, before long work, where the passes are not compiled; and one when they are compiled, which takes time."""
    from mark1.machine.compiled import chosen

    if chosen.slow_because():
        note(chosen.slow_because())
    chosen.tell(lambda: note_if_heard(COMPILES))


WORDS = {
    "pictures": "reading pictures",
    "compiling": "preparing the compiled passes",
    "epochs": "training",
    "motors": "turning motors",
}


class ProgressBar:
    """Progress of long work on stderr if that is a terminal; silent otherwise."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._what = ""

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("{task.description:29}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[note]}", markup=False),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            with suppress(OSError):  # the terminal was closed: what was learned is saved all the same
                self._bar.stop()

    def __call__(self, what: str, done: int, total: int, note: str) -> None:
        """Show the progress of ``what``."""
        if self._bar is None:
            return
        if self._task is None or what != self._what:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._what, self._task = what, self._bar.add_task(WORDS.get(what, what), total=None, note="")
        with suppress(OSError):
            self._bar.update(self._task, completed=done, total=total or None, note=printable(note))
