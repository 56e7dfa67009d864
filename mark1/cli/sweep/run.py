"""``mark1 sweep run``: run a study of many machines."""

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
    from mark1.sweep.spec import Sweep


WORTH_SAYING = 50_000_000  # bytes of a table


def run(
    spec: Annotated[
        Path, typer.Argument(metavar="SPEC.toml", help="Study: the settings that vary, their values, the seeds.")
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="TABLE", help="Output table (.csv or .parquet). An existing table is resumed."),
    ],
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help="Worker processes (default: one per core).")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", metavar="ADDRESS", help="Run on the workers of this dask scheduler.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Skip the confirmation for large studies.")] = False,
    json: Json = False,
) -> int:
    """Run the jobs that are not in the table yet. To resume after an interruption, repeat the command."""
    from mark1.sweep.workers import take_one_core

    take_one_core()
    from mark1.sweep import run as study
    from mark1.sweep.spec import read

    asked = read(spec)
    study.require_meant(asked, yes)
    _require_room(asked, out)
    note_if_slow()
    _note_if_compiled_first()
    began = time.monotonic()
    outcome = _carried_out(asked, out, jobs, cluster)
    if outcome is None:
        return 130
    _print(outcome, out, time.monotonic() - began, json)
    if outcome.failed:
        note(f"{outcome.failed} of {counted(outcome.jobs, 'job')} failed; see the 'error' column")
    return 1 if outcome.failed else 0


def _note_if_compiled_first() -> None:
    """A note that the first jobs take longer, as each worker is a process of its own, which says nothing."""
    from mark1.machine.compiled.chosen import compiles_first

    if compiles_first():
        note("the first jobs take some seconds longer if they compile the training code, which is needed once")


def _require_room(sweep: "Sweep", out: Path) -> None:
    """Say how large a large table will be. Raises StorageError where the disk has no room for it."""
    from mark1.sweep import run as study

    study.require_room(sweep, out)
    takes = study.bytes_of(sweep)
    if takes > WORTH_SAYING:
        note(f"{sweep.n_jobs:,} jobs: {out} will take about {takes / 1e6:,.0f} MB")


def _carried_out(sweep: "Sweep", out: Path, processes: int | None, cluster: str | None) -> "StudyOutcome | None":
    """Run the study; None after Ctrl-C. An error says how many jobs are done. Raises Mark1Error."""
    from mark1.sweep import run as study

    with Bar() as bar:
        try:
            return study.run(sweep, out, processes=processes, cluster=cluster, progress=bar)
        except KeyboardInterrupt:
            note(f"stopped: {saved(bar)}")
            return None
        except Mark1Error as error:
            if bar.done:
                error.reword(f"{error}; {saved(bar)}")
            raise


def saved(bar: Bar) -> str:
    """What an interrupted sweep has done, and how to resume it."""
    return f"{bar.done} of {counted(bar.total, 'job')} are in the table; repeat the command to resume"


def _print(outcome: "StudyOutcome", out: Path, seconds: float, json: bool) -> None:
    """Print how many jobs are in the table, and how many were before."""
    if json:
        facts = {"table": str(out), "cells": outcome.jobs, "before": outcome.before, "failed": outcome.failed}
        as_json({**facts, "seconds": seconds}, [out])
        return
    before = f" ({outcome.before} from before)" if outcome.before else ""
    say(f"{counted(outcome.jobs, 'job')} in {out}{before}")
