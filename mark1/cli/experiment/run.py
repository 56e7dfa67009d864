"""``mark1 experiment run``: run an experiment, print its table, write its page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mark1.cli.experiment.report import facts_of, print_result
from mark1.cli.options import Json
from mark1.cli.output import ProgressBar, as_json, note, note_if_slow, say
from mark1.cli.signature import with_options
from mark1.errors import CommandError, MissingLibraryError, StimulusError, StorageError
from mark1.install_hint import is_installed, missing, require

if TYPE_CHECKING:
    from mark1.experiments.experiment import Experiment, ExperimentResult

ALL, WITH_DATA = "all", "size"
FOLDER = Path("mark1-experiments")
Files = dict[str, list[Path]]  # what was written, by experiment


class RunOptions(NamedTuple):
    """The arguments of ``mark1 experiment run``, in the order of its help."""

    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Name of an experiment (see 'mark1 experiment list'), or all.")
    ]
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=f"Folder for the pages (default: {FOLDER}).")
    ] = None
    seeds: Annotated[
        int | None, typer.Option("--seeds", min=1, help="Number of seeds (default: depends on the experiment).")
    ] = None
    data: Annotated[
        str | None,
        typer.Option("--data", metavar="DATA", help="Handwriting for 'size': a folder, IDX, npz or csv file."),
    ] = None
    json: Json = False

    @property
    def folder(self) -> Path | None:
        """The folder for the pages, or None if none are written."""
        return self.out or (None if self.json or not is_installed("matplotlib") else FOLDER)


@with_options(RunOptions)
def run(asked: RunOptions) -> int:
    """Run an experiment; print its table and write its page (HTML, Markdown), figure and data."""
    if asked.out is not None:
        require("matplotlib", f"--out {asked.out}")
    experiments = _chosen(asked)
    note_if_slow()
    results: dict[str, ExperimentResult] = {}
    files: Files = {}
    skipped = False
    try:
        for experiment in experiments:
            try:
                _run(experiment, asked, results, files)
            except (StimulusError, MissingLibraryError) as error:
                if asked.name != ALL:
                    raise
                note(f"{experiment.name} was skipped: {error}")
                skipped = True
    except StorageError:
        _print_json(asked, results, files)  # print what was computed before the failure
        raise
    _print_json(asked, results, files)
    if asked.folder is None and not asked.json:
        note(str(missing("matplotlib", "no page was written: its figure")))
    if asked.folder is not None and asked.name == ALL:
        index = _write_index(asked.folder, results)
        (note if asked.json else say)(f"All results: {index}")
    return int(skipped)


def _chosen(asked: RunOptions) -> "list[Experiment]":
    """The experiments to run, once their pages can be written. Raises CommandError, StorageError."""
    from mark1.experiments.page import require_room
    from mark1.experiments.table import EXPERIMENTS, experiment

    chosen = list(EXPERIMENTS.values()) if asked.name == ALL else [experiment(asked.name)]
    if asked.data is not None and WITH_DATA not in (each.name for each in chosen):
        raise CommandError(f"--data {asked.data}: applies only to {WITH_DATA}; {asked.name} generates its own pictures")
    if asked.folder is not None:
        for each in chosen:
            require_room(asked.folder, each)
    return chosen


def _run(experiment: "Experiment", asked: RunOptions, results: "dict[str, ExperimentResult]", files: Files) -> None:
    """Run one experiment, print its table, and write its page. Raises StimulusError, StorageError."""
    from mark1.experiments.experiment import RunRequest

    seeds = asked.seeds or experiment.seeds
    with ProgressBar() as bar:
        request = RunRequest(seeds, asked.data, lambda done, total: bar(experiment.name, done, total, ""))
        result = results[experiment.name] = experiment.run(request)
    if not asked.json:
        print_result(experiment, result)
    if asked.folder is not None:
        paths = files[experiment.name] = _write_page(asked.folder, experiment, result, seeds)
        if not asked.json:
            say(f"Page: {paths[1]} (with {', '.join(path.name for path in paths if path != paths[1])})")


def _print_json(asked: RunOptions, results: "dict[str, ExperimentResult]", files: Files) -> None:
    """Print the results for ``--json``: one value, or a list for all experiments."""
    if asked.json and (results or asked.name == ALL):
        written = {name: {"files": [str(path) for path in paths]} for name, paths in files.items()}
        facts = [facts_of(name, result) | written.get(name, {}) for name, result in results.items()]
        as_json(facts if asked.name == ALL else facts[0])


def _write_page(folder: Path, experiment: "Experiment", result: "ExperimentResult", seeds: int) -> list[Path]:
    """Write the page of an experiment and its files: their paths, that of the page second. Raises StorageError."""
    from mark1.experiments.page import write

    again = f"mark1 experiment run {experiment.name} --seeds {seeds}"
    try:
        return write(folder, experiment, result, again)
    except StorageError as error:
        raise StorageError(f"{error}; the results of {experiment.name} were printed but not saved") from error


def _write_index(folder: Path, results: "dict[str, ExperimentResult]") -> Path:
    """Write the page that lists all results: its path. Raises StorageError."""
    from mark1.experiments.page import index
    from mark1.experiments.table import EXPERIMENTS
    from mark1.storage import write_text

    path = folder / "experiments.md"
    write_text(path, "# Experiments\n\n" + index(results, EXPERIMENTS, ""))
    return path
