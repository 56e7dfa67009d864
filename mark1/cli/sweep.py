"""``mark1 sweep``: a study of many machines into one table, and the table drawn."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, Self

import typer

from mark1.cli.max_size import with_max_size
from mark1.cli.options import Json
from mark1.cli.output import as_json, note, note_if_slow, say
from mark1.errors import Mark1Error
from mark1.text import counted


class Group(typer.core.TyperGroup):
    """``sweep SPEC.toml`` is ``sweep run SPEC.toml``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The words of the command that is meant: ``run``, unless another one is named."""
        spec = args and args[0] not in (*self.commands, *ctx.help_option_names) and _may_be_spec(args[0])
        return super().parse_args(ctx, ["run", *args] if spec else args)


def _may_be_spec(word: str) -> bool:
    """Whether it is an option or a file, and not a command misspelt."""
    return word.startswith("-") or bool(Path(word).suffix) or Path(word).exists()


sweep = typer.Typer(
    cls=Group,
    help="A study of many machines into one table: mark1 sweep SPEC.toml --out TABLE.csv",
    no_args_is_help=True,
)


def run(
    spec: Annotated[Path, typer.Argument(metavar="SPEC.toml", help="What varies, over which values, how many seeds.")],
    out: Annotated[Path, typer.Option("--out", metavar="TABLE", help="A .csv or .parquet; it goes on where it is.")],
    jobs: Annotated[int | None, typer.Option("--jobs", metavar="N", help="Processes (one a core).")] = None,
    cluster: Annotated[str | None, typer.Option("--cluster", metavar="ADDRESS", help="A dask scheduler.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="So many cells are meant.")] = False,
    json: Json = False,
) -> int:
    """Carry out what the table does not hold yet. Killed at any moment, the same command goes on."""
    from mark1.sweep.workers import take_one_core

    take_one_core()
    from mark1.sweep import run as study
    from mark1.sweep.spec import read

    asked = read(spec)
    study.require_meant(asked, yes)
    note_if_slow()
    began = time.monotonic()
    with Bar() as bar:
        try:
            outcome = study.run(asked, out, jobs=jobs, cluster=cluster, progress=bar)
        except KeyboardInterrupt:
            note(f"stopped: {bar.done} of {counted(bar.total, 'cell')} done and kept; the same command goes on")
            return 130
        except Mark1Error as error:
            if not bar.done:
                raise
            kept = f"{bar.done} of {counted(bar.total, 'cell')} done and kept, the same command goes on"
            error.reword(f"{error}; {kept}")
            raise
    seconds = time.monotonic() - began
    if json:
        told = {"table": str(out), "cells": outcome.cells, "before": outcome.before, "failed": outcome.failed}
        as_json({**told, "seconds": seconds})
    else:
        _tell(outcome, out)
    if outcome.failed:
        note(f"{outcome.failed} of {counted(outcome.cells, 'cell')} could not be: the column error says why")
    return 1 if outcome.failed else 0


def _tell(outcome: Any, out: Path) -> None:
    there = f", {outcome.before} of them were there already" if outcome.before else ""
    say(f"{counted(outcome.cells, 'cell')} in {out}{there}")


def plot(
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="What 'mark1 sweep' wrote.")],
    x: Annotated[str, typer.Option("--x", metavar="COLUMN", help="A setting.")],
    y: Annotated[str, typer.Option("--y", metavar="COLUMN", help="A result.")],
    out: Annotated[Path, typer.Option("--out", metavar="PNG", help="Where to draw it.")],
    by: Annotated[str | None, typer.Option("--by", metavar="COLUMN", help="A curve for each value of it.")] = None,
    json: Json = False,
) -> None:
    """Draw one column over another: the mean over the seeds, and how far they scatter."""
    from mark1.kind import PNG
    from mark1.storage import prepare
    from mark1.sweep.curves import curves_of
    from mark1.sweep.plot import draw

    prepare(out, PNG)
    curves = curves_of(table, x, y, by)
    draw(curves, out)
    if json:
        as_json({"picture": str(out), **curves.figures()})
    else:
        say(*curves.lines(), f"Picture: {out}")


COMMANDS: dict[str, Callable[..., Any]] = {"run": run, "plot": plot}

for name, command in COMMANDS.items():
    sweep.command(name=name)(with_max_size(command))


class Bar:
    """Cells done, and the time left, on stderr when it is a terminal; ``done`` and ``total`` in any case."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self._bar: Any = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("cells"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("left"),
                console=Console(stderr=True),
                transient=True,
                speed_estimate_period=120,
            )
            self._bar.start()
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """So many cells are in the table."""
        first, self.done, self.total = not self.total, done, total
        if self._bar is not None and first:
            self._bar.reset(self._task, total=total, completed=done)
        elif self._bar is not None:
            self._bar.update(self._task, completed=done)
