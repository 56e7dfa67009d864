"""The settings that a sweep can vary: their names, types, and words on the panel."""

import dataclasses
from typing import Any

from mark1.backends.catalogue import BACKENDS, names
from mark1.errors import ConfigError, Mark1Error, expected, unknown
from mark1.machine.config import MachineConfig
from mark1.machine.short_names import SETTINGS
from mark1.panel.commands.backend import OPTIONS
from mark1.panel.commands.damage import DAMAGE
from mark1.panel.commands.words import OLD_WORDS, set_value

Value = str | int | float | bool
COURSE: dict[str, type] = {"data": str, "epochs": int, "test-split": float, "backend": str}
# The names that settings had in version 0.1.0. Seeds and draws are hashes of these, so a study keeps its rows.
FIRST_NAME = {new: old for old, new in OLD_WORDS.items()}
NETWORKS = tuple(name for name in BACKENDS if name != "mark1")


def _fields() -> dict[str, Any]:
    """The type of every setting of the machine by path, without the seed."""
    parts = [part for part in dataclasses.fields(MachineConfig) if part.name not in ("seed", "draw")]
    return {"draw": int} | {
        f"{part.name}.{leaf.name}": leaf.type
        for part in parts
        for leaf in dataclasses.fields(part.default_factory)  # type: ignore[arg-type]
    }


FIELDS = _fields()
SHORT = {name: path for name, path in SETTINGS.items() if path in FIELDS}
NETWORK_OPTIONS = {f"{network}.{name}": kind for network in NETWORKS for name, kind in OPTIONS.items()}
FAULTS = tuple(f"damage.{part}" for part in DAMAGE)
HINT = "valid: the settings of 'mark1 fidelity', damage.PART, mlp.OPTION, logistic.OPTION"
NAMES = (*COURSE, *SHORT, *FIELDS, *FAULTS, *NETWORK_OPTIONS)


def path_of(name: str) -> str:
    """The full name of a setting that also has a short one."""
    return SHORT.get(name, name)


def kind_of(name: str, beside: tuple[str, ...] = ()) -> Any:
    """The type of a setting's values. Raises ConfigError for an unknown name; ``beside``: further valid names."""
    if name in ("seed", "seeds"):
        raise ConfigError("seed: give the seeds of a sweep with the top-level key seeds")
    if name not in NAMES:
        raise ConfigError(unknown("setting", name, (*beside, *NAMES), HINT))
    if name in FAULTS:
        return str
    return COURSE.get(name) or NETWORK_OPTIONS.get(name) or FIELDS[path_of(name)]


def checked(name: str, value: object) -> Value:
    """A value of a spec as the setting has it. Raises ConfigError that names the setting."""
    kind = kind_of(name)
    if isinstance(value, list) and name.endswith(".hidden"):
        value = ",".join(map(str, value))
    if not isinstance(value, (str, int, float)):
        raise ConfigError(expected(name, "a text, a number, true or false", value))
    if name in COURSE:
        return _of_course(name, value)
    try:
        if name in FAULTS:
            return _fault(name, value)
        if name in NETWORK_OPTIONS:
            option = kind(word(value))
            return word(value) if isinstance(option, tuple) else option
        path = path_of(name)
        setting: Value | None = _at(set_value(MachineConfig(), path, word(value)), path)
    except Mark1Error as error:
        raise ConfigError(str(error)) from None
    except ValueError:
        raise ConfigError(expected(name, "a number", value)) from None
    return "auto" if setting is None else setting


def _of_course(name: str, value: Value) -> Value:
    """Data, epochs, test-split or backend. Raises ConfigError."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    fits, allowed = {
        "data": (isinstance(value, str) and bool(value), "a data set, as for 'mark1 train'"),
        "epochs": (type(value) is int and value >= 1, "a whole number from 1 up"),
        "test-split": (number and 0 <= float(value) < 1, "a fraction from 0 (no test) to below 1"),
        "backend": (value in BACKENDS or value in names(), f"one of {', '.join(names())}"),
    }[name]
    if not fits:
        raise ConfigError(expected(name, allowed, value))
    return float(value) if name == "test-split" else value


def _fault(name: str, value: Value) -> Value:
    """``10%`` or a number of parts. Raises ConfigError."""
    share = str(value).removesuffix("%")
    try:
        fits = (int(share) if share == str(value) else float(share)) >= 0
    except ValueError:
        fits = False
    if isinstance(value, bool) or not fits:
        raise ConfigError(expected(name, "a number of parts, or a share such as '10%'", value))
    return value


def word(value: Value) -> str:
    """A value as a word of the panel, and as a cell of the table."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _at(config: MachineConfig, path: str) -> Any:
    part, _, name = path.partition(".")
    return getattr(getattr(config, part), name)
