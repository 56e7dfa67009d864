"""``mark1 plane``: train a classifier on 2-D points and plot its decision regions."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

import typer
from typer.models import OptionInfo

from mark1.cli.figure_file import prepare_figure
from mark1.cli.options import OLD_EPOCHS, Json, epochs_of
from mark1.cli.output import as_json, say
from mark1.cli.signature import with_options
from mark1.errors import CommandError, expected, unknown
from mark1.text import printable

if TYPE_CHECKING:
    from mark1.plane.record import PlaneConfig, PlaneRecord

MOST = 6
ONLY_FOR = {
    "hidden": ("mlp",),
    "activation": ("mlp",),
    "loss": ("mlp", "logistic"),
    "l2": ("mlp", "logistic"),
    "rate": ("mlp", "logistic"),
}
LAYERED = ("hidden", "activation")  # a comma in these separates layers, in all others alternatives
IN_WORDS = {"hidden": "hidden: {}", "l2": "λ = {}", "epochs": "{} epochs", "rate": "rate {}", "seed": "seed {}"}
Words = list[str] | None


def _option(*name: str, help: str, metavar: str = "TEXT") -> OptionInfo:
    option: OptionInfo = typer.Option(*name, metavar=metavar, help=help)
    return option


class LearningOptions(NamedTuple):
    """The settings of ``PlaneConfig`` but for the seed; given twice or more, an option is a list of alternatives."""

    backend: Annotated[Words, _option("--backend", help="perceptron (default), mlp, logistic.")] = None
    features: Annotated[Words, _option("--features", help="raw (default), polar, poly.")] = None
    hidden: Annotated[
        Words, _option("--hidden", metavar="N[,N...]", help="Units per hidden layer of the mlp, e.g. 8,8 (default: 8).")
    ] = None
    activation: Annotated[
        Words,
        _option(
            "--activation", help="tanh (default), relu, identity, elu:0.5 ...; or one per hidden layer: relu,tanh."
        ),
    ] = None
    loss: Annotated[Words, _option("--loss", help="softmax (default), logistic, hinge, squared (mlp, logistic).")] = (
        None
    )
    l2: Annotated[Words, _option("--l2", metavar="X", help="L2 regularization strength λ (default: 0).")] = None
    rate: Annotated[Words, _option("--rate", metavar="X", help="Learning rate of a network (default: 0.05).")] = None
    epochs: Annotated[Words, _option("--epochs", metavar="N", help="Maximum epochs (1000).")] = None
    passes: Annotated[str | None, OLD_EPOCHS] = None


class PlaneOptions(NamedTuple):
    """The arguments of ``mark1 plane``, in the order of its help."""

    dataset: Annotated[
        str,
        typer.Argument(
            metavar="DATASET",
            help="and, or, xor, near-xor, rings, moons, spiral, blobs; a CSV file; or points: '=0,1,on;1,0,off'.",
        ),
    ]
    learning: LearningOptions = LearningOptions()
    points: Annotated[int | None, typer.Option("--points", help="Number of points to generate.")] = None
    test_points: Annotated[
        Words, _option("--test-points", metavar="N", help="Other points to judge with (default: 0).")
    ] = None
    seed: Annotated[Words, _option("--seed", metavar="N", help="Seed for initial weights and order (default: 0).")] = (
        None
    )
    vary: Annotated[
        str | None,
        typer.Option("--vary", metavar="NAME=X,Y,...", help="One run per value, side by side, e.g. hidden=1,2,4."),
    ] = None
    out: Annotated[Path | None, typer.Option("--out", metavar="PNG", help="Write the figure to this file.")] = None
    json: Json = False

    @property
    def given(self) -> dict[str, list[str]]:
        """The settings that were given, as typed: one value, or alternatives. Raises CommandError."""
        options = {**self.learning._asdict(), "seed": self.seed, "test_points": self.test_points}
        old, new = options.pop("passes"), options.pop("epochs")
        epochs = epochs_of(new[0] if new else None, old)
        options["epochs"] = new if new else epochs and [epochs]
        given = {name: _alternatives(name, words) for name, words in options.items() if words}
        if self.vary is not None:
            name, values = _varied(self.vary, [*options])
            if name in given:
                raise CommandError(f"--vary {name}: --{name.replace('_', '-')} is given too; leave one of them out")
            given[name] = values
        return given


def _alternatives(name: str, words: list[str]) -> list[str]:
    """The values of an option that was given once or more."""
    return words if name in LAYERED else [value for word in words for value in word.split(",")]


def _varied(word: str, names: list[str]) -> tuple[str, list[str]]:
    """``hidden=1,2,4`` as a name and values. Raises CommandError."""
    name, equals, values = word.partition("=")
    name = name.strip().replace("-", "_")
    if not equals:
        raise CommandError(expected("--vary", "an option and its values, as in hidden=1,2,4", word))
    if name not in names:
        raise CommandError(f"--vary: {unknown('option', name, names)}")
    return name, values.split(",")


@with_options(PlaneOptions)
def plane(asked: PlaneOptions) -> None:
    """Train a classifier on 2-D points and plot its decision regions; --vary hidden=1,2,4 compares several."""
    names, choices = _several(asked.dataset, asked.given)
    configs = [_config(choice) for choice in choices]
    if asked.out is not None:
        prepare_figure(asked.out)
    records = _learned(choices, configs, asked)
    if asked.out is not None:
        _draw(records, names, asked.out)
    if asked.json:
        picture = None if asked.out is None else str(asked.out)
        figures = [{**record.figures(), "picture": picture} for record in records]
        as_json(figures if names else figures[0], [asked.out] if asked.out else [])
    else:
        _print(records, names, asked.out)


def _learned(choices: list[dict[str, str]], configs: "list[PlaneConfig]", asked: PlaneOptions) -> "list[PlaneRecord]":
    """One run per choice. Raises Mark1Error, also for options that no run uses."""
    from mark1.plane.experiment import learn
    from mark1.stimuli.plane import load

    sets = {name: load(name, asked.points) for name in dict.fromkeys(choice["dataset"] for choice in choices)}
    for name, backends in ONLY_FOR.items():
        if name in asked.given and not any(config.backend in backends for config in configs):
            raise CommandError(f"--{name} requires --backend {' or '.join(backends)}")
    return [learn(sets[choice["dataset"]], config) for choice, config in zip(choices, configs, strict=True)]


def _several(dataset: str, given: dict[str, list[str]]) -> tuple[list[str], list[dict[str, str]]]:
    """The names of the runs (empty for a single run), and the settings of each. Raises CommandError."""
    options = {
        "dataset": [dataset] if dataset.startswith("=") or os.path.exists(dataset) else dataset.split(","),
        **given,
    }
    lists = {name: values for name, values in options.items() if len(values) > 1}
    words = {name: values[0] for name, values in options.items()}
    if not lists:
        return [], [words]
    if len(lists) > 1:
        raise CommandError(f"only one option may be a list, got lists for {' and '.join(lists)}")
    ((name, values),) = lists.items()
    if len(values) > MOST:
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
    values: dict[str, Any] = {name: word for name, word in words.items() if name in kinds}
    for name in values:
        if kinds[name] in (int, float):
            values[name] = to_number(kinds[name], words[name], name)
    if "hidden" in values:
        values["hidden"] = tuple(to_number(int, part, "hidden") for part in words["hidden"].split(","))
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
    sets = " and ".join(dict.fromkeys(printable(record.stimuli.title) for record in records))
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
    """Print each run in a few lines, why no line can be right, and how networks were trained."""
    from mark1.plane.impossibility import impossibility
    from mark1.plane.story import story

    for name, record in zip(names or [""], records, strict=True):
        say(f"[{name}] {record.headline()}" if name else record.headline())
        say(f"  {story(record)}")
        if impossibility(record):
            say(f"  {impossibility(record)}")
    for how in dict.fromkeys(record.training.in_words() for record in records if record.training is not None):
        say(f"Training: {how}")
    say(f"Figure: {out}" if out is not None else "no figure (use --out FILE.png)")
