"""Options that say how labelled pictures are read, and the report of what happened."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

if TYPE_CHECKING:
    from mark1.stimuli.reading_report import ReadingReport


class Bad(StrEnum):
    """What to do with pictures that cannot be used."""

    skip = "skip"
    fail = "fail"


class Empty(StrEnum):
    """What to do with class folders without pictures."""

    skip = "skip"
    allow = "allow"


Frame = Annotated[
    int | None, typer.Option("--frame", min=0, help="Frame or page to read, counted from 0, where a file has several.")
]


class ReadingOptions(NamedTuple):
    """How the files of a data set are read: the options of the panel commands ``train`` and ``evaluate``."""

    bad: Annotated[
        Bad | None, typer.Option("--bad", help="Pictures that cannot be used: skip up to 5 % (default), or fail.")
    ] = None
    only: Annotated[str | None, typer.Option("--only", help="Classes to read, e.g. A-P or alpha,beta.")] = None
    labels: Annotated[
        str | None, typer.Option("--labels", help="Names of classes that the file numbers, e.g. A-Z.")
    ] = None
    label_column: Annotated[
        str | None, typer.Option("--label-column", help="Column of the labels: a name, a number from 1, first or last.")
    ] = None
    transpose: Annotated[
        bool | None, typer.Option("--transpose/--no-transpose", help="Exchange rows and columns, as EMNIST needs it.")
    ] = None
    empty: Annotated[
        Empty | None, typer.Option("--empty", help="Class folders without pictures: skip (default), or allow.")
    ] = None
    frame: Frame = None

    def given(self) -> dict[str, object]:
        """The options that were given, as the panel names them."""
        switch = None if self.transpose is None else "on" if self.transpose else "off"
        return {**self._asdict(), "transpose": switch}


def facts_of(report: "ReadingReport | None") -> dict[str, object] | None:
    """The report of a set that was read from files, for ``--json``; None for the library's own pictures."""
    return report.facts() if report else None


def lines_of(report: "ReadingReport | None", n: int) -> dict[str, str | list[str]]:
    """The report in words, by heading; ``n`` pictures were read. Further lines are indented."""
    by_heading = report.lines(n) if report else {}
    return {name: [first, *(f"  {'':13} {line}" for line in rest)] for name, (first, *rest) in by_heading.items()}
