"""The user's own settings: one TOML file, for the command line, the window and the search for data sets.

::

    theme = "high-contrast"
    language = "it"
    seed = 7
    folders = ["~/pictures", "/srv/class"]      # where data sets are looked for by name
    kiosk = true                                # this and more are the window's: mark1/gui/visitor/settings.py
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mark1.errors import ConfigError, expected, unknown
from mark1.folders import config_file

Value = str | int | float | bool | list[str]


@dataclass(frozen=True)
class Setting:
    """One setting: what it does, what it may be (``words``: any of these), from ``low`` to ``high`` if a number."""

    kind: type
    help: str
    words: tuple[str, ...] = ()
    low: float = 0
    high: float = 10**18 - 1

    @property
    def allowed(self) -> str:
        """The values it may have, in words."""
        if self.words:
            return ", ".join(self.words)
        if self.kind in (int, float):
            number = "a whole number" if self.kind is int else "a number"
            return (
                f"{number}, {self.low:g} or more" if self.high >= 10**9 else f"{number}, {self.low:g} to {self.high:g}"
            )
        return {str: "a text", bool: "true or false", list: "a list of texts"}[self.kind]


def _seconds(help: str) -> Setting:
    return Setting(float, help, low=1, high=86_400)


SETTINGS: dict[str, Setting] = {
    "theme": Setting(str, "colours and font size of the window", ("normal", "high-contrast", "large-text")),
    "language": Setting(str, "language of the window's labels", ("en", "it")),
    "seed": Setting(int, "random seed of every command that takes --seed"),
    "folders": Setting(list, "folders where 'train NAME' and others look for data sets"),
    "hide": Setting(list, "controls and keys that the window leaves out, e.g. teacher.reset"),
    "kiosk": Setting(bool, "open the window full screen, without files, with a repeating tour"),
    "pictures": Setting(str, "folder for pictures taken with F12"),
    "screen": Setting(int, "display of the window, from 0", high=99),
    "autosave_s": _seconds("seconds between two autosaves of the window"),
    "idle_s": _seconds("seconds until an idle kiosk restarts"),
    "step_s": _seconds("seconds per step of the kiosk's tour"),
}


def read() -> dict[str, Value]:
    """What the user's file says of ``SETTINGS``, empty without a file. Raises ConfigError, StorageError."""
    path = config_file()
    if not path.exists():
        return {}
    try:
        given = _parsed(_text_of(path))
        return {name: checked(name, given[name]) for name in SETTINGS if name in given}
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}; correct or delete this file") from error


def library_folders() -> list[Path]:
    """The folders in which data sets are looked for by name. Raises ConfigError, StorageError."""
    folders = read().get("folders", [])
    assert isinstance(folders, list)
    return [Path(folder).expanduser() for folder in folders]


def change(name: str, value: Value | None) -> None:
    """Write one setting to the user's file, or remove it (None); all other lines stay.

    Raises ConfigError, StorageError.
    """
    from mark1 import storage
    from mark1.kind import CONFIGURATION

    path = config_file()
    old = _text_of(path) if path.exists() else ""
    new = re.sub(rf"^{name}\s*=.*\n?", "", old, flags=re.MULTILINE)
    if value is not None:
        new = f"{name} = {json.dumps(value)}\n{new}"
    try:
        if _parsed(new) != _with(_parsed(old), name, value):
            raise ConfigError(f"{name} is not on a line of its own")
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}; correct or delete this file") from error
    storage.make_folder(path.parent)
    storage.write_text(path, new, CONFIGURATION)


def checked(name: str, value: Any) -> Value:
    """A value of the setting ``name``. Raises ConfigError for one that is not allowed."""
    if name not in SETTINGS:
        raise ConfigError(unknown("setting", name, SETTINGS))
    setting = SETTINGS[name]
    if not _fits(setting, value):
        raise ConfigError(expected(name, setting.allowed, value))
    fitting: Value = value
    return fitting


def from_words(name: str, words: list[str]) -> Value:
    """A setting as it is typed: a list has any number of words. Raises ConfigError."""
    kind = SETTINGS[name].kind if name in SETTINGS else str
    if kind is list:
        return checked(name, words)
    word = " ".join(words)
    values: dict[str, Any] = {"true": True, "false": False} if kind is bool else {}
    if kind in (int, float) and re.fullmatch(r"\d{1,18}(\.\d{1,9})?", word):
        values[word] = int(word) if "." not in word else float(word)
    return checked(name, values.get(word, word))


def _fits(setting: Setting, value: Any) -> bool:
    if setting.kind is list:
        return isinstance(value, list) and all(isinstance(each, str) and each.isprintable() for each in value)
    if setting.kind in (int, float):
        kinds = (int, float) if setting.kind is float else (int,)
        return type(value) in kinds and setting.low <= value <= setting.high
    return type(value) is setting.kind and (not setting.words or value in setting.words)


def _text_of(path: Path) -> str:
    from mark1 import storage  # which loads NumPy: not for every help page

    return storage.read_text(path, storage.SETTINGS_LIMIT)


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(error)) from error


def _with(given: Mapping[str, Any], name: str, value: Value | None) -> dict[str, Any]:
    rest = {key: held for key, held in given.items() if key != name}
    return rest if value is None else {**rest, name: value}
