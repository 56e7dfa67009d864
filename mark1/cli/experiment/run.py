"""``mark1 experiment run``: an experiment carried out, told of, and written down."""

from pathlib import Path
from typing import Annotated, Any

import typer

from mark1.cli.experiment.report import facts_of, print_finding
from mark1.cli.options import Json
from mark1.cli.output import ProgressBar, as_json, note, note_if_slow, say
from mark1.errors import CommandError, StimulusError, StorageError

ALL, WITH_DATA = "all", "size"
FOLDER = Path("mark1-experiments")


def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As 'list' shows it, or all.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=f"Folder for the pages ({FOLDER}).")] = None,
    seeds: Annotated[
        int | None, typer.Option("--seeds", min=1, help="Machines to try; each has a usual number.")
    ] = None,
    data: Annotated[
        str | None, typer.Option("--data", metavar="DATA", help="Handwriting for 'size': a folder, IDX, npz or csv.")
    ] = None,
    json: Json = False,
) -> int:
    """Run an experiment: the table, and in the folder the page to print (HTML, Markdown), the figure and the data."""
    from mark1.experiments.page import index, require_room
    from mark1.experiments.table import EXPERIMENTS, experiment

    chosen = list(EXPERIMENTS.values()) if name == ALL else [experiment(name)]
    if data is not None and WITH_DATA not in (one.name for one in chosen):
        raise CommandError(f"--data {data}: {name} makes its own pictures; it is for {WITH_DATA}")
    folder = out or (None if json else FOLDER)
    if folder is not None:
        for one in chosen:
            require_room(folder, one)
    findings, code, lost = {}, 0, None
    note_if_slow()
    for one in chosen:
        try:
            findings[one.name] = _done(one, seeds, data, json)
            if folder is not None:
                _write(folder, one, findings[one.name], seeds, json)
        except StorageError as error:
            lost = error  # what was found is told all the same
            break
        except StimulusError as error:
            if name != ALL:
                raise
            note(f"{one.name} was left out: {error}")
            code = 1
    if json:
        told = [facts_of(name, finding) for name, finding in findings.items()]
        as_json(told if name == ALL else told[0])
    if lost is not None:
        raise lost
    if folder is not None and name == ALL:
        from mark1.storage import write_text

        write_text(folder / "experiments.md", "# Experiments\n\n" + index(findings, EXPERIMENTS, ""))
    return code


def _done(one: Any, seeds: int | None, data: str | None, json: bool) -> Any:
    """Run one, and tell it."""
    from mark1.experiments.experiment import Order

    with ProgressBar() as bar:
        order = Order(seeds or one.seeds, data, lambda done, total: bar(one.name, done, total, ""))
        finding = one.run(order)
    if not json:
        print_finding(one, finding)
    return finding


def _write(folder: Path, one: Any, finding: Any, seeds: int | None, json: bool) -> None:
    """Write its page. Raises StorageError."""
    from mark1.experiments.page import write

    again = f"mark1 experiment run {one.name} --seeds {seeds or one.seeds}"
    try:
        paths = write(folder, one, finding, again)
    except StorageError as error:
        raise StorageError(f"{error}; the figures of {one.name} are on the screen, not on the disk") from error
    (note if json else say)(f"Page: {paths[1]}")
