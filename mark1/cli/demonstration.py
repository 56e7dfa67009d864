"""``mark1 demo``: all 26 letters learned, shown, explained."""

import shlex
from collections.abc import Callable
from pathlib import Path

from mark1.cli import training
from mark1.cli.output import ProgressBar, as_json, note, say
from mark1.errors import StorageError
from mark1.figures.training_record import TrainingRecord

PASSES = {"mark1": 1000, "mlp": 25, "logistic": 50}
FOLDER = Path("mark1-demo")


def run(backend: str, *, seed: int, out: Path | None, as_json_value: bool, journal: Path | None) -> int:
    """Learn the letters, print the report or the figures, and write the pictures: exit code. Raises StorageError."""
    from mark1.cli.session import panel_for, stopped

    if out is not None and out.exists() and not out.is_dir():
        raise StorageError(f"{out}: a folder is needed, this is a file; name another")
    with ProgressBar() as bar:
        panel = panel_for(journal, bar)
        panel.execute(shlex.join(["machine", "seed", str(seed)]))
        if backend != "mark1":
            panel.execute(shlex.join(["backend", backend]))
        panel.execute(shlex.join(["train", "letters", "passes", str(PASSES[backend])]))
    course = panel.course
    assert course is not None
    record = training.record(panel, course)
    if as_json_value:
        if out is not None:
            _write_pictures(record, out, note)
        as_json(training.summary(panel, course))
    else:
        from rich.console import Console

        from mark1.cli.terminal import demo_report

        demo_report(record, Console(highlight=False))
        _write_pictures(record, out, say)
    if course.interrupted:
        return stopped(panel, None)
    if record.corrects and not course.settled:
        note(
            f"with the wires of seed {seed} some letters look alike to an R-unit, so it cannot settle: try another seed"
        )
    return 0


def _write_pictures(record: TrainingRecord, out: Path | None, tell: Callable[[str], None]) -> None:
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
