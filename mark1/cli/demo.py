"""``mark1 demo``: learn the 26 capitals and explain the result."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mark1.cli.options import MARK1, BackendOption, JournalFile, Json, Seed
from mark1.cli.output import ProgressBar, as_json, note, say
from mark1.cli.session import panel_for, ready, stopped, where_kept
from mark1.errors import StorageError
from mark1.install_hint import is_installed, missing, require

if TYPE_CHECKING:
    from mark1.figures.training_record import TrainingRecord
    from mark1.panel.control_panel import ControlPanel

EPOCHS = {"mark1": 1000, "mlp": 25, "logistic": 50}
OTHERS = 100  # epochs of a plug-in's back end
FOLDER = Path("mark1-demo")


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Changes nothing: 'demo' never opens a window ('mark1 gui' does).")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the figures (default: mark1-demo).")] = None,
    seed: Seed = 0,
    backend: BackendOption = MARK1,
    json: Json = False,
    journal: JournalFile = None,
) -> int:
    """Learn the 26 capitals and explain the result, in the terminal and as figures. Never opens a window."""
    from mark1.cli.course import record_of, summary

    if out is not None and out.exists() and not out.is_dir():
        raise StorageError(f"{out}: is a file, not a directory")
    if out is not None:
        require("matplotlib", f"--out {out}")
    panel = _taught(seed, backend, journal)
    course = panel.training_run
    assert course is not None
    record = record_of(panel, course)
    if json:
        as_json(summary(panel, course), [] if out is None else _write_pictures(record, out), panel)
    else:
        _print(record)
        paths = _write_pictures(record, out)
        say(*([f"Figures: {', '.join(map(str, paths))}"] if paths else []))
    if course.interrupted:
        return stopped(panel, where_kept(panel, None))
    if record.corrects and not course.settled:
        note(
            f"with the wiring of seed {seed}, an R-unit cannot tell some letters apart, so training does not converge; "
            "try another seed"
        )
    return 0


def _taught(seed: int, backend: str, journal: Path | None) -> "ControlPanel":
    """A panel whose machine was trained on the letters."""
    with ProgressBar() as bar:
        panel = panel_for(journal, bar)
        panel.execute(shlex.join(["machine", "seed", str(seed)]))
        if backend != MARK1:
            panel.execute(shlex.join(["backend", backend]))
        ready(panel)
        panel.execute(shlex.join(["train", "letters", "epochs", str(EPOCHS.get(backend, OTHERS))]))
    return panel


def _print(record: "TrainingRecord") -> None:
    """Print the report, in colour if the terminal supports it."""
    from rich.console import Console

    from mark1.cli.terminal import demo_report

    demo_report(record, Console(highlight=False))


def _write_pictures(record: "TrainingRecord", out: Path | None) -> list[Path]:
    """Write the figures to ``out`` or the default folder. Raises StorageError if ``out`` was given and fails."""
    from mark1.figures.report import write_pictures

    if not is_installed("matplotlib"):
        note(str(missing("matplotlib", "no figures were written: drawing them")))
        return []
    try:
        return write_pictures(record, out or FOLDER)
    except StorageError as error:
        if out is not None:
            raise
        note(f"the figures were not written: {error}; use --out DIR to write them elsewhere")
        return []
