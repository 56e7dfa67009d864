"""``mark1 plane``: train a classifier on 2-D points and plot its decision regions."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

import typer

from mark1.cli.options import OLD_EPOCHS, Json, epochs_of
from mark1.cli.output import as_json, note, say
from mark1.cli.signature import with_options
from mark1.errors import CommandError, expected
from mark1.text import printable

if TYPE_CHECKING:
    from mark1.plane.record import PlaneConfig, PlaneRecord

MOST = 6
ONLY_FOR = {
    "hidden": ("mlp",),
    "activation": ("mlp",),
    "l2": ("mlp", "logistic"),
    "rate": ("mlp", "logistic"),
}
IN_WORDS = {"hidden": "hidden: {}", "l2": "λ = {}", "epochs": "{} epochs", "rate": "rate {}", "seed": "seed {}"}


class LearningOptions(NamedTuple):
    """The settings of ``PlaneConfig`` but for the seed; each a value or a comma-separated list."""

    backend: Annotated[str | None, typer.Option("--backend", help="perceptron (default), mlp, logistic.")] = None
    features: Annotated[str | None, typer.Option("--features", help="raw (default), polar, poly.")] = None
    hidden: Annotated[
        str | None, typer.Option("--hidden", metavar="N", help="Hidden units of the mlp (default: 8).")
    ] = None
    activation: Annotated[
        str | None, typer.Option("--activation", help="Activation of the hidden units (default: tanh).")
    ] = None
    l2: Annotated[str | None, typer.Option("--l2", metavar="X", help="L2 regularization strength (default: 0).")] = None
    rate: Annotated[
        str | None, typer.Option("--rate", metavar="X", help="Learning rate of a network (default: 0.05).")
    ] = None
    epochs: Annotated[str | None, typer.Option("--epochs", metavar="N", help="Maximum epochs (1000).")] = None
    passes: Annotated[str | None, OLD_EPOCHS] = None


class PlaneOptions(NamedTuple):
    """The arguments of ``mark1 plane``, in the order of its help."""

    dataset: Annotated[
        str,
        typer.Argument(metavar="DATASET", help="and, or, xor, near-xor, rings, moons, spiral, blobs; or a CSV file."),
    ]
    learning: LearningOptions = LearningOptions()
    points: Annotated[int | None, typer.Option("--points", help="Number of points to generate.")] = None
    seed: Annotated[
        str | None, typer.Option("--seed", metavar="N", help="Seed for initial weights and order (default: 0).")
    ] = None
    out: Annotated[Path | None, typer.Option("--out", metavar="PNG", help="Write the figure to this file.")] = None
    json: Json = False

    @property
    def given(self) -> dict[str, str]:
        """The settings that were given, as typed."""
        settings = {**self.learning._asdict(), "seed": self.seed}
        settings["epochs"] = epochs_of(settings.pop("epochs"), settings.pop("passes"))
        return {name: word for name, word in settings.items() if word is not None}


@with_options(PlaneOptions)
def plane(asked: PlaneOptions) -> None:
    """Train a classifier on 2-D points and plot its decision regions. One option may be a list: --hidden 1,2,4."""
    from mark1.kind import PNG
    from mark1.storage import prepare

    names, choices = _several(asked.dataset, asked.given)
    configs = [_config(choice) for choice in choices]
    if asked.out is not None:
        prepare(asked.out, PNG)
    records = _learned(choices, configs, asked)
    if asked.out is not None:
        _draw(records, names, asked.out)
    if asked.json:
        picture = None if asked.out is None else str(asked.out)
        figures = [{**record.figures(), "picture": picture} for record in records]
        as_json(figures if names else figures[0])
    else:
        _print(records, names, asked.out)


def _learned(choices: list[dict[str, str]], configs: "list[PlaneConfig]", asked: PlaneOptions) -> "list[PlaneRecord]":
    """One run per choice; options that no run uses are noted. Raises Mark1Error."""
    from mark1.plane.experiment import learn
    from mark1.stimuli.plane import load

    sets = {name: load(name, asked.points) for name in dict.fromkeys(choice["dataset"] for choice in choices)}
    for name, backends in ONLY_FOR.items():
        if name in asked.given and not any(config.backend in backends for config in configs):
            note(f"--{name} applies only to {' and '.join(backends)}; ignored")
    return [learn(sets[choice["dataset"]], config) for choice, config in zip(choices, configs, strict=True)]


def _several(dataset: str, given: dict[str, str]) -> tuple[list[str], list[dict[str, str]]]:
    """The names of the runs (empty for a single run), and the settings of each. Raises CommandError."""
    words = {"dataset": dataset, **given}
    lists = {name: word.split(",") for name, word in words.items() if "," in word and not os.path.exists(word)}
    if not lists:
        return [], [words]
    if len(lists) > 1:
        raise CommandError(f"only one option may be a list, got lists for {' and '.join(lists)}")
    ((name, values),) = lists.items()
    if not 2 <= len(values) <= MOST:
        raise CommandError(expected(name, f"2 to {MOST} values", len(values)))
    return [_in_words(name, value) for value in values], [{**words, name: value} for value in values]


def _in_words(name: str, value: str) -> str:
    """The name of a run: the setting in which it differs."""
    return IN_WORDS.get(name, "{}").format(value)


def _config(words: dict[str, str]) -> "PlaneConfig":
    """The settings of one run. Raises CommandError, ConfigError."""
    from mark1.panel.commands.words import to_number
    from mark1.plane.record import PlaneConfig

    kinds = get_type_hints(PlaneConfig)
    values: dict[str, Any] = {
        name: word if kinds[name] is str else to_number(kinds[name], word, name)
        for name, word in words.items()
        if name in kinds
    }
    return PlaneConfig(**values)


def _draw(records: "list[PlaneRecord]", names: list[str], out: Path) -> None:
    """Draw one page: a single run, or all runs side by side. Raises StorageError."""
    from mark1.plane.report import draw_plane, draw_planes

    if names:
        draw_planes(records, names, _title(records), out)
    else:
        draw_plane(records[0], out)


def _title(records: "list[PlaneRecord]") -> str:
    """The data sets, and what all runs have in common."""
    sets = " and ".join(dict.fromkeys(printable(record.stimuli.name) for record in records))
    nouns, features = {record.noun for record in records}, {record.config.features for record in records}
    learners = (
        nouns.pop()
        if len(nouns) == 1
        else "with more and more hidden units"
        if _grows(records)
        else "by each classifier"
    )
    common = f" with {features.pop()} features" if len(features) == 1 and "raw" not in features else ""
    return f"{sets}, {learners}{common}"


def _grows(records: "list[PlaneRecord]") -> bool:
    """Whether each run has more hidden units than the one before."""
    sizes = [record.config.hidden for record in records if record.config.backend == "mlp"]
    return len(sizes) == len(records) and sizes == sorted(set(sizes))


def _print(records: "list[PlaneRecord]", names: list[str], out: Path | None) -> None:
    """Print each run in a few lines."""
    from mark1.plane.impossibility import impossibility

    for name, record in zip(names or [""], records, strict=True):
        say(f"[{name}] {record.headline()}" if name else record.headline())
        say(f"  {record.story()}")
        if impossibility(record):
            say(f"  {impossibility(record)}")
    say(f"Figure: {out}" if out is not None else "no figure (use --out FILE.png)")
