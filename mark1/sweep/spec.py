"""Sweep: a study as its spec says it: what varies, over which values, how many seeds. Read from TOML.

    data = "letters"          what is learned; a file or folder is looked for beside the spec
    passes = 50               at most
    seeds = 5                 so many, drawn from ``seed`` and the setting; or a list of the seeds themselves

    [settings]                the same in every cell
    [grid]                    every combination of these
    [random]                  ``draws`` settings drawn from these, each combined with the whole grid

A setting is called as ``machine`` and ``mark1 fidelity`` call it, a fault ``damage.PART``, an option of another back
end ``mlp.NAME`` or ``logistic.NAME``.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

from mark1 import storage
from mark1.errors import ConfigError, unknown
from mark1.sweep.settings import COURSE, Value, checked, kind_of, path_of, word

LIMIT = 10_000
MOST_CELLS = 1_000_000
MOST_SEED = 2**63 - 1
ALWAYS: dict[str, Value] = {"data": "letters", "passes": 100}  # settings that every cell has


@dataclass(frozen=True)
class Range:
    """Numbers to draw from: low to high, both included; ``log``: as many between 1 and 10 as between 10 and 100."""

    low: float
    high: float
    log: bool = False


Choices = tuple[Value, ...]


@dataclass(frozen=True)
class Sweep:
    """One study. ``seeds``: how many a setting, or which; ``batch``: how many machines are taught together at most."""

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
        """Seeds a setting."""
        return self.seeds if isinstance(self.seeds, int) else len(self.seeds)

    @property
    def n_cells(self) -> int:
        """How many cells at most: settings that come out alike are one."""
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
    for key in table:
        if key not in TOP:
            raise ConfigError(unknown("key", key, TOP, "settings of the machine go under [settings]"))
    top: dict[str, Any] = {key: check(key, table[key]) for key, check in TOP.items() if check and key in table}
    fixed = {key: checked(key, table[key]) for key in COURSE if key in table}
    settings = {key: checked(key, value) for key, value in flat("settings", table).items()}
    grid = {key: _choices(f"grid.{key}", key, value) for key, value in flat("grid", table).items()}
    random = flat("random", table)
    draws = _whole("draws", random.pop("draws", 0))
    drawn = {key: _range(f"random.{key}", key, value) for key, value in random.items()}
    if bool(draws) != bool(drawn):
        raise ConfigError("[random]: draws = N, from 1 up, and a setting or more to draw must be given together")
    _require_once([*fixed, *settings, *grid, *drawn])
    usual = {key: value for key, value in ALWAYS.items() if key not in (*fixed, *settings, *grid, *drawn)}
    return Sweep(name, folder, {**usual, **fixed, **settings}, grid, drawn, draws, **top)


def flat(part: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of one part of a spec: ``potentiometers.ideal = true`` is a table of a table to TOML."""
    given = table.get(part, {})
    if not isinstance(given, dict):
        raise ConfigError(f"{part}: expected a table [{part}], got {given!r}")
    found: dict[str, Any] = {}
    for key, value in given.items():
        if isinstance(value, dict) and not {"from", "to"} & set(value):
            found |= {f"{key}.{inner}": one for inner, one in value.items()}
        else:
            found[key] = value
    beside = ("draws",) if part == "random" else ()
    for key in found:
        if key not in beside:
            kind_of(key, beside)
    return found


def _require_once(names: list[str]) -> None:
    """Raises ConfigError if a setting is given twice, also by its other name."""
    seen: dict[str, str] = {}
    for name in names:
        path = path_of(name)
        if path in seen:
            raise ConfigError(f"{name}: {seen[path]} is the same setting, and is given already: leave one out")
        seen[path] = name


def _choices(place: str, name: str, value: object) -> Choices:
    """The values of one axis; one value is an axis of one."""
    values = value if isinstance(value, list) else [value]
    if not values:
        raise ConfigError(f"{place}: expected at least one value")
    found = [checked(name, one) for one in values]
    if len(set(map(word, found))) < len(found):
        raise ConfigError(f"{place}: a value stands there twice: {value!r}")
    return tuple(found)


def _range(place: str, name: str, value: object) -> Choices | Range:
    """What a setting is drawn from: a list, or ``{ from = 1, to = 6 }``, with ``log = true`` on a log scale."""
    if not isinstance(value, dict):
        return _choices(place, name, value)
    others = set(value) - {"from", "to", "log"}
    if others or not {"from", "to"} <= set(value):
        raise ConfigError(f"{place}: expected {{ from = LOW, to = HIGH, log = true or false }}, got {value!r}")
    low, high, log = value["from"], value["to"], value.get("log", False)
    if kind_of(name) not in (int, float):
        raise ConfigError(f"{place}: expected not a number, so a list to draw from, got {value!r}")
    checked(name, low), checked(name, high)
    if not low < high or not isinstance(log, bool) or (log and low <= 0):
        raise ConfigError(f"{place}: expected from below to, got above 0 if log = true; {value!r}")
    return Range(low, high, log)


def _whole(name: str, value: object, low: int = 0, high: int = MOST_CELLS) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ConfigError(f"{name}: expected a whole number from {low} to {high}, got {value!r}")
    return value


def _seeds(name: str, value: object) -> int | tuple[int, ...]:
    if not isinstance(value, list):
        return _whole(name, value, 1)
    seeds = tuple(_whole(name, one, 0, MOST_SEED) for one in value)
    if not seeds or len(set(seeds)) < len(seeds):
        raise ConfigError(f"{name}: expected a list of different seeds, got {value!r}")
    return seeds


# The keys of a spec, and who checks those that are not settings.
TOP: dict[str, Callable[[str, Any], Any] | None] = {
    **dict.fromkeys((*COURSE, "settings", "grid", "random")),
    "seeds": _seeds,
    "seed": lambda name, value: _whole(name, value, 0, MOST_SEED),
    "limit": lambda name, value: _whole(name, value, 1),
    "batch": lambda name, value: _whole(name, value, 1, 1024),
}
