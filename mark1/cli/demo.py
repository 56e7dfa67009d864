"""``mark1 demo``: all 26 letters learned, shown, explained."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mark1.cli.options import BackendName, BackendOption, JournalFile, Json, Seed
from mark1.cli.output import ProgressBar, as_json, note, say
from mark1.cli.session import panel_for, stopped, where_kept
from mark1.errors import StorageError

if TYPE_CHECKING:
    from mark1.figures.training_record import TrainingRecord

PASSES = {"mark1": 1000, "mlp": 25, "logistic": 50}
FOLDER = Path("mark1-demo")


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="No window: a report, and pictures.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the pictures (mark1-demo).")] = None,
    seed: Seed = 0,
    backend: BackendOption = BackendName.mark1,
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """The main job: all 26 letters learned, shown, explained."""
    from mark1.cli.course import record_of, summary

    if out is not None and out.exists() and not out.is_dir():
        raise StorageError(f"{out}: expected a folder, this is a file; name another")
    with ProgressBar() as bar:
        panel = panel_for(journal, bar)
        panel.execute(shlex.join(["machine", "seed", str(seed)]))
        if backend != BackendName.mark1:
            panel.execute(shlex.join(["backend", backend]))
        panel.execute(shlex.join(["train", "letters", "passes", str(PASSES[backend])]))
    course = panel.course
    assert course is not None
    record = record_of(panel, course)
    if json:
        if out is not None:
            _write_pictures(record, out, note)
        as_json(summary(panel, course))
    else:
        _print(record)
        _write_pictures(record, out, say)
    if course.interrupted:
        return stopped(panel, where_kept(panel, None))
    if record.corrects and not course.settled:
        note(
            f"with the wires of seed {seed} some letters look alike to an R-unit, so it cannot settle: try another seed"
        )
    return 0


def _print(record: "TrainingRecord") -> None:
    """The story of the run, in colour where the terminal has colour."""
    from rich.console import Console

    from mark1.cli.terminal import demo_report

    demo_report(record, Console(highlight=False))


def _write_pictures(record: "TrainingRecord", out: Path | None, tell: Callable[[str], None]) -> None:
    """The pictures, into ``out`` or the usual folder. Raises StorageError for a folder that was asked for."""
    from mark1.figures.report import write_pictures

    try:
        paths = write_pictures(record, out or FOLDER)
    except StorageError as error:
        if out is not None:
            raise
        note(f"the pictures were not written: {error}: --out DIR writes them elsewhere")
        return
    tell(f"Pictures: {', '.join(str(path) for path in paths)}")
