"""``mark1 sweep run``: a study of many machines into one table."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mark1.cli.options import Json
from mark1.cli.output import as_json, note, note_if_slow, say
from mark1.cli.sweep.bar import Bar
from mark1.errors import Mark1Error
from mark1.text import counted

if TYPE_CHECKING:
    from mark1.sweep.run import StudyOutcome


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


def _tell(outcome: "StudyOutcome", out: Path) -> None:
    there = f", {outcome.before} of them were there already" if outcome.before else ""
    say(f"{counted(outcome.cells, 'cell')} in {out}{there}")
