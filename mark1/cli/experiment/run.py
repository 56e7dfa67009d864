"""``mark1 experiment run``: an experiment carried out, told of, and written down."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mark1.cli.experiment.report import facts_of, print_finding
from mark1.cli.options import Json
from mark1.cli.output import ProgressBar, as_json, note, note_if_slow, say
from mark1.cli.signature import with_options
from mark1.errors import CommandError, StimulusError, StorageError

if TYPE_CHECKING:
    from mark1.experiments.experiment import Experiment, ExperimentResult

ALL, WITH_DATA = "all", "size"
FOLDER = Path("mark1-experiments")


class RunOptions(NamedTuple):
    """What is asked of ``mark1 experiment run``, in the order of its help."""

    name: Annotated[str, typer.Argument(metavar="NAME", help="As 'list' shows it, or all.")]
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=f"Folder for the pages ({FOLDER}).")] = None
    seeds: Annotated[int | None, typer.Option("--seeds", min=1, help="Machines to try; each has a usual number.")] = (
        None
    )
    data: Annotated[
        str | None, typer.Option("--data", metavar="DATA", help="Handwriting for 'size': a folder, IDX, npz or csv.")
    ] = None
    json: Json = False

    @property
    def folder(self) -> Path | None:
        """Where pages are written, if anywhere."""
        return self.out or (None if self.json else FOLDER)


@with_options(RunOptions)
def run(asked: RunOptions) -> int:
    """Run an experiment: the table, and in the folder the page to print (HTML, Markdown), the figure and the data."""
    chosen = _chosen(asked)
    note_if_slow()
    findings: dict[str, ExperimentResult] = {}
    left_out = False
    try:
        for one in chosen:
            try:
                _carry_out(one, asked, findings)
            except StimulusError as error:
                if asked.name != ALL:
                    raise
                note(f"{one.name} was left out: {error}")
                left_out = True
    except StorageError:
        _tell_programs(asked, findings)  # what was found is told all the same
        raise
    _tell_programs(asked, findings)
    if asked.folder is not None and asked.name == ALL:
        _write_index(asked.folder, findings)
    return int(left_out)


def _chosen(asked: RunOptions) -> "list[Experiment]":
    """The experiments that are meant, with room for their pages. Raises CommandError, StorageError."""
    from mark1.experiments.page import require_room
    from mark1.experiments.table import EXPERIMENTS, experiment

    chosen = list(EXPERIMENTS.values()) if asked.name == ALL else [experiment(asked.name)]
    if asked.data is not None and WITH_DATA not in (one.name for one in chosen):
        raise CommandError(f"--data {asked.data}: {asked.name} makes its own pictures; it is for {WITH_DATA}")
    if asked.folder is not None:
        for one in chosen:
            require_room(asked.folder, one)
    return chosen


def _carry_out(one: "Experiment", asked: RunOptions, findings: "dict[str, ExperimentResult]") -> None:
    """Run one, tell it, and write its page. Raises StimulusError, StorageError."""
    from mark1.experiments.experiment import RunRequest

    with ProgressBar() as bar:
        order = RunRequest(asked.seeds or one.seeds, asked.data, lambda done, total: bar(one.name, done, total, ""))
        finding = findings[one.name] = one.run(order)
    if not asked.json:
        print_finding(one, finding)
    if asked.folder is not None:
        page = _write_page(asked.folder, one, finding, order.seeds)
        (note if asked.json else say)(f"Page: {page}")


def _tell_programs(asked: RunOptions, findings: "dict[str, ExperimentResult]") -> None:
    """What was found, if JSON is wanted: of all experiments a list."""
    if asked.json and (findings or asked.name == ALL):
        told = [facts_of(name, finding) for name, finding in findings.items()]
        as_json(told if asked.name == ALL else told[0])


def _write_page(folder: Path, one: "Experiment", finding: "ExperimentResult", seeds: int) -> Path:
    """Write its page and what belongs to it: the page. Raises StorageError."""
    from mark1.experiments.page import write

    again = f"mark1 experiment run {one.name} --seeds {seeds}"
    try:
        paths = write(folder, one, finding, again)
    except StorageError as error:
        raise StorageError(f"{error}; the figures of {one.name} are on the screen, not on the disk") from error
    return paths[1]


def _write_index(folder: Path, findings: "dict[str, ExperimentResult]") -> None:
    """Write the page of all findings. Raises StorageError."""
    from mark1.experiments.page import index
    from mark1.experiments.table import EXPERIMENTS
    from mark1.storage import write_text

    write_text(folder / "experiments.md", "# Experiments\n\n" + index(findings, EXPERIMENTS, ""))
