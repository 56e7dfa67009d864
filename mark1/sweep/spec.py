"""Sweep: the specification of a study: which settings vary, their values, the seeds. Read from TOML.

    data = "letters"          training data; a path is relative to the spec; a list is an axis of the grid
    epochs = 50               at most
    seeds = 5                 number of seeds per configuration, or an explicit list

    [settings]                fixed for all jobs
    [grid]                    every combination of these
    [random]                  ``draws`` random draws of these, each combined with the whole grid

Settings have the names of ``machine`` and ``mark1 fidelity``, faults are ``damage.PART``, options of other back ends
``mlp.NAME`` or ``logistic.NAME``.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

from mark1 import storage
from mark1.errors import ConfigError, expected, unknown
from mark1.panel.commands.words import OLD_WORDS
from mark1.sweep.settings import COURSE, Value, checked, kind_of, path_of, word
from mark1.sweep.unused import require_used

LIMIT = 10_000
MOST_JOBS = 1_000_000
MOST_SEED = 2**63 - 1
ALWAYS: dict[str, Value] = {"data": "letters", "epochs": 100}  # settings of every job


@dataclass(frozen=True)
class Range:
    """A range to draw from, low to high inclusive; ``log``: on a logarithmic scale."""

    low: float
    high: float
    log: bool = False


Choices = tuple[Value, ...]


@dataclass(frozen=True)
class Sweep:
    """One study. ``seeds``: number per configuration, or a list; ``batch``: most machines trained as one batch."""

    name: str
    folder: Path
    fixed: dict[str, Value]
    grid: dict[str, Choices] = field(default_factory=dict)
    drawn: dict[str, Choices | Range] = field(default_factory=dict)
    draws: int = 0
    seeds: int | tuple[int, ...] = 1
    seed: int = 0
    limit: int = LIMIT
    batch: int = 8

    @property
    def names(self) -> list[str]:
        """Every setting, in the order of the table's columns."""
        given = [*self.fixed, *self.grid, *self.drawn]
        return [name for name in COURSE if name in given] + [name for name in given if name not in COURSE]

    @property
    def n_seeds(self) -> int:
        """Number of seeds per configuration."""
        return self.seeds if isinstance(self.seeds, int) else len(self.seeds)

    @property
    def n_jobs(self) -> int:
        """Upper limit on the number of jobs: equal configurations count once."""
        return prod(len(values) for values in self.grid.values()) * max(1, self.draws) * self.n_seeds


def read(path: Path) -> Sweep:
    """The study of a spec. Raises StorageError, ConfigError."""
    text = storage.read_text(path, storage.SETTINGS_LIMIT)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from None
    try:
        return parsed(table, path.stem, path.resolve().parent)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def parsed(table: Mapping[str, Any], name: str, folder: Path) -> Sweep:
    """The study of a table. Raises ConfigError that names the key."""
    table = _renamed(table)
    for key in table:
        if key not in TOP:
            raise ConfigError(unknown("key", key, TOP, "settings of the machine go under [settings]"))
    top: dict[str, Any] = {key: check(key, table[key]) for key, check in TOP.items() if check and key in table}
    course = {key: table[key] for key in COURSE if key in table}
    axes = {key: _choices(key, key, value) for key, value in course.items() if isinstance(value, list)}
    fixed = {key: checked(key, value) for key, value in course.items() if key not in axes}
    settings = {key: checked(key, value) for key, value in flat("settings", table).items()}
    grid = {key: _choices(f"grid.{key}", key, value) for key, value in flat("grid", table).items()}
    random = flat("random", table)
    draws = _whole("draws", random.pop("draws", 0))
    drawn = {key: _range(f"random.{key}", key, value) for key, value in random.items()}
    if bool(draws) != bool(drawn):
        raise ConfigError("[random]: expected draws = N (1 or more) and at least one setting to draw")
    _require_once([*fixed, *axes, *settings, *grid, *drawn])
    grid = axes | grid
    each = {name: (value,) for name, value in {**fixed, **settings}.items()}
    require_used(each | grid | {name: () if isinstance(value, Range) else value for name, value in drawn.items()})
    usual = {key: value for key, value in ALWAYS.items() if key not in (*fixed, *settings, *grid, *drawn)}
    return Sweep(name, folder, {**usual, **fixed, **settings}, grid, drawn, draws, **top)


def flat(part: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of one part of a spec; in TOML ``potentiometers.ideal = true`` is a nested table."""
    given = table.get(part, {})
    if not isinstance(given, dict):
        raise ConfigError(expected(part, f"a table [{part}]", given))
    settings: dict[str, Any] = {}
    for key, value in _renamed(given).items():
        if isinstance(value, dict) and not {"from", "to"} & set(value):
            settings |= {f"{key}.{inner}": leaf for inner, leaf in value.items()}
        else:
            settings[key] = value
    beside = ("draws",) if part == "random" else ()
    for key in settings:
        if key not in beside:
            kind_of(key, beside)
    return settings


def _renamed(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table with the settings' names of today: specs of version 0.1.0 have others. Raises ConfigError."""
    for old, new in OLD_WORDS.items():
        if old in table and new in table:
            raise ConfigError(f"{old}: the old name of {new}, which is given too: leave one out")
    return {OLD_WORDS.get(key, key): value for key, value in table.items()}


def _require_once(names: list[str]) -> None:
    """Raise ConfigError if a setting is given twice, under either of its names."""
    seen: dict[str, str] = {}
    for name in names:
        path = path_of(name)
        if path in seen:
            raise ConfigError(f"{name}: already given as {seen[path]}")
        seen[path] = name


def _choices(place: str, name: str, value: object) -> Choices:
    """The values of one axis; a single value is an axis of length 1."""
    values = value if isinstance(value, list) else [value]
    if not values:
        raise ConfigError(f"{place}: expected at least one value")
    choices = tuple(checked(name, choice) for choice in values)
    if len(set(map(word, choices))) < len(choices):
        raise ConfigError(expected(place, "different values", value))
    return choices


def _range(place: str, name: str, value: object) -> Choices | Range:
    """What a setting is drawn from: a list, or ``{ from = 1, to = 6 }``, with ``log = true`` on a log scale."""
    if not isinstance(value, dict):
        return _choices(place, name, value)
    others = set(value) - {"from", "to", "log"}
    if others or not {"from", "to"} <= set(value):
        raise ConfigError(expected(place, "{ from = LOW, to = HIGH, log = true or false }", value))
    low, high, log = value["from"], value["to"], value.get("log", False)
    if kind_of(name) not in (int, float):
        raise ConfigError(expected(place, "a list to draw from, as it is not a number", value))
    checked(name, low), checked(name, high)
    if not low < high or not isinstance(log, bool) or (log and low <= 0):
        raise ConfigError(expected(place, "from < to, and from > 0 if log = true", value))
    return Range(low, high, log)


def _whole(name: str, value: object, low: int = 0, high: int = MOST_JOBS) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ConfigError(expected(name, f"a whole number from {low} to {high}", value))
    return value


def _seeds(name: str, value: object) -> int | tuple[int, ...]:
    if not isinstance(value, list):
        return _whole(name, value, 1)
    seeds = tuple(_whole(name, seed, 0, MOST_SEED) for seed in value)
    if not seeds or len(set(seeds)) < len(seeds):
        raise ConfigError(expected(name, "a list of different seeds", value))
    return seeds


# The keys of a spec, with the checks of those that are not settings.
TOP: dict[str, Callable[[str, Any], Any] | None] = {
    **dict.fromkeys((*COURSE, "settings", "grid", "random")),
    "seeds": _seeds,
    "seed": lambda name, value: _whole(name, value, 0, MOST_SEED),
    "limit": lambda name, value: _whole(name, value, 1),
    "batch": lambda name, value: _whole(name, value, 1, 1024),
}
