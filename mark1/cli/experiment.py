"""``mark1 experiment``: the published experiments, run again."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from mark1.cli.options import Json
from mark1.cli.output import ProgressBar, as_json, note, note_if_slow, say
from mark1.errors import CommandError, StimulusError, StorageError

ALL, WITH_DATA = "all", "size"
FOLDER = Path("mark1-experiments")

experiment = typer.Typer(
    help="The published experiments run again, each beside its published figure.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@experiment.command("list")
def show(json: Json = False) -> None:
    """The experiments: name, title, what the published figure was measured on."""
    from mark1.experiments.table import EXPERIMENTS

    table = EXPERIMENTS.values()
    if json:
        as_json([{"name": e.name, "title": e.title, "machine": e.machine, "seeds": e.seeds} for e in table])
        return
    width = max(map(len, EXPERIMENTS))
    for one in table:
        say(f"{one.name:{width}}  {one.title} ({one.of})")


@experiment.command("run")
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
        told = [_facts(name, finding) for name, finding in findings.items()]
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
        _print(one, finding)
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


def _facts(name: str, finding: Any) -> dict[str, Any]:
    """A finding in values, for ``--json``."""
    names = ("what", "published", "ours", "source", "confidence", "agrees", "why", "values")
    rows = [{key: getattr(row, key) for key in names} for row in finding.rows]
    return {"experiment": name, "rows": rows, "remarks": list(finding.remarks)}


def _print(one: Any, finding: Any) -> None:
    """The table, and the remarks."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from mark1.cli.records import PIPED_WIDTH
    from mark1.experiments.page import HEADINGS, cells

    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
    console.print(Text(f"{one.title} ({one.name}; {one.of})", "bold"))
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for row in finding.rows:
        table.add_row(*map(Text, cells(row)))
    console.print(table)
    for remark in finding.remarks:
        console.print(Text(remark))
