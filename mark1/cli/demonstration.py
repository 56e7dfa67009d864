"""``mark1 demo``: all 26 letters learned, shown, explained."""

import shlex
from pathlib import Path

from mark1.cli import training
from mark1.cli.output import ProgressBar, as_json, note, say
from mark1.errors import StorageError

PASSES = 1000
FOLDER = Path("mark1-demo")


def run(*, seed: int, out: Path | None, as_json_value: bool, journal: Path | None) -> None:
    """Learn the letters, print the report or the figures, and write the pictures. Raises StorageError."""
    from mark1.cli.app import _panel

    with ProgressBar() as bar:
        panel = _panel(journal, bar)
        panel.execute(shlex.join(["machine", "seed", str(seed)]))
        panel.execute(shlex.join(["train", "letters", "passes", str(PASSES)]))
    course = panel.course
    assert course is not None
    record = training.record(panel, course)
    if as_json_value:
        as_json(training.summary(panel, course))
    else:
        from rich.console import Console

        from mark1.cli.terminal import demo_report

        demo_report(record, Console(highlight=False))
    if out is None and as_json_value:
        return
    from mark1.lab.report import write_pictures

    try:
        paths = write_pictures(record, out or FOLDER)
    except StorageError as error:
        if out is not None:
            raise
        note(f"the pictures were not written: {error}: --out DIR writes them elsewhere")
        return
    (note if as_json_value else say)(f"Pictures: {', '.join(str(path) for path in paths)}")
