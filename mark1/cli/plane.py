"""``mark1 plane``: points of the plane, learned by a perceptron or a network, and what each place is taken for."""

import os
from pathlib import Path
from typing import Any

from mark1.cli.output import as_json, note, say
from mark1.errors import CommandError
from mark1.kind import PNG
from mark1.panel.commands.words import to_number
from mark1.plane.experiment import learn
from mark1.plane.record import PlaneConfig, PlaneRecord
from mark1.stimuli.plane import PlaneSet, load
from mark1.storage import prepare
from mark1.text import printable

MOST = 6
KINDS: dict[str, Any] = {
    "backend": str,
    "features": str,
    "hidden": int,
    "l2": float,
    "activation": str,
    "passes": int,
    "rate": float,
    "seed": int,
}
ONLY_FOR = {
    "hidden": ("mlp",),
    "activation": ("mlp",),
    "l2": ("mlp", "logistic"),
    "rate": ("mlp", "logistic"),
}
IN_WORDS = {"hidden": "hidden: {}", "l2": "λ = {}", "passes": "{} passes", "rate": "rate {}", "seed": "seed {}"}


def run(dataset: str, options: dict[str, Any], *, points: int | None, out: Path | None, as_json_value: bool) -> int:
    """Learn, tell, and draw: exit code. ``options`` by their names in ``KINDS``, None where not given.

    One of them, or the data set, may be several values with commas between: one run each, drawn side by side.

    Raises Mark1Error.
    """
    given = {name: str(value) for name, value in options.items() if value is not None}
    names, choices = _several(dataset, given)
    configs = [_config(choice) for choice in choices]
    if out is not None:
        prepare(out, PNG)
    sets: dict[str, PlaneSet] = {name: load(name, points) for name in dict.fromkeys(c["dataset"] for c in choices)}
    for name, backends in ONLY_FOR.items():
        if name in given and not any(config.backend in backends for config in configs):
            note(f"--{name} is for {' and '.join(backends)}: not used")
    records = [learn(sets[choice["dataset"]], config) for choice, config in zip(choices, configs, strict=True)]
    if out is not None:
        _draw(records, names, out)
    if as_json_value:
        figures = [record.figures() | {"picture": None if out is None else str(out)} for record in records]
        as_json(figures if names else figures[0])
    else:
        _print(records, names, out)
    return 0


def _several(dataset: str, given: dict[str, str]) -> tuple[list[str], list[dict[str, str]]]:
    """The names of the runs, none if there is one only; and what is given for each. Raises CommandError."""
    words = {"dataset": dataset, **given}
    lists = {name: word.split(",") for name, word in words.items() if "," in word and not os.path.exists(word)}
    if not lists:
        return [], [words]
    if len(lists) > 1:
        raise CommandError(
            f"one setting may be a list, {' and '.join(lists)} came as lists: give one of them one value"
        )
    ((name, values),) = lists.items()
    if not 2 <= len(values) <= MOST:
        raise CommandError(f"{name}: up to {MOST} values go side by side, {len(values)} came")
    return [_in_words(name, value) for value in values], [{**words, name: value} for value in values]


def _in_words(name: str, value: str) -> str:
    """A run by what makes it different."""
    return IN_WORDS.get(name, "{}").format(value)


def _config(words: dict[str, str]) -> PlaneConfig:
    """The settings of one run. Raises CommandError, ConfigError."""
    values: dict[str, Any] = {
        name: word if KINDS[name] is str else to_number(KINDS[name], word, name)
        for name, word in words.items()
        if name in KINDS
    }
    return PlaneConfig(**values)


def _draw(records: list[PlaneRecord], names: list[str], out: Path) -> None:
    """One page, of one run or of all side by side. Raises StorageError."""
    from mark1.plane.report import draw_plane, draw_planes

    if names:
        draw_planes(records, names, _title(records), out)
    else:
        draw_plane(records[0], out)


def _title(records: list[PlaneRecord]) -> str:
    """The sets, and what all runs have in common."""
    sets = " and ".join(dict.fromkeys(printable(record.stimuli.name) for record in records))
    nouns, features = {record.noun for record in records}, {record.config.features for record in records}
    learners = nouns.pop() if len(nouns) == 1 else "more and more hidden units" if _grows(records) else "by each"
    common = f" with {features.pop()} features" if len(features) == 1 and "raw" not in features else ""
    return f"{sets}, {learners}{common}"


def _grows(records: list[PlaneRecord]) -> bool:
    """Whether each run has more hidden units than the one before."""
    sizes = [record.config.hidden for record in records if record.config.backend == "mlp"]
    return len(sizes) == len(records) and sizes == sorted(set(sizes))


def _print(records: list[PlaneRecord], names: list[str], out: Path | None) -> None:
    """Each run in a few lines."""
    for name, record in zip(names or [""], records, strict=True):
        say(f"[{name}] {record.headline()}" if name else record.headline())
        say(f"  {record.story()}")
    say(f"Picture: {out}" if out is not None else "No picture (--out FILE.png draws it)")
