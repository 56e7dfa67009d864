"""UserSettings: settings that a teacher or a museum makes before the window opens, from a TOML file.

language = "it"
hide = ["teacher.reset", "header.mlp"]      # names of controls, as in strings/en.toml
kiosk = true
idle_s = 90
"""

import tomllib
from dataclasses import dataclass, fields
from typing import Any

from mark1 import storage
from mark1.errors import ConfigError, expected, unknown
from mark1.gui.paint.theme import THEMES
from mark1.gui.paint.words import LANGUAGES, catalogue

HELP = "_help"
OTHERS = ("seed", "folders")  # settings of the same file that are not the window's


@dataclass(frozen=True)
class UserSettings:
    """``hide``: names of controls and keys. ``screen``: the display of the window, from 0. ``pictures``: the folder for
    pictures taken with F12; empty: a folder beside the journals. Seconds: between two autosaves, until an idle kiosk
    restarts, and for each step of its tour.
    """

    theme: str = "normal"
    language: str = "en"
    hide: tuple[str, ...] = ()
    kiosk: bool = False
    pictures: str = ""
    screen: int = 0
    autosave_s: float = 60.0
    idle_s: float = 120.0
    step_s: float = 20.0

    def __post_init__(self) -> None:
        """Check all settings. Raises ConfigError."""
        _require(self.theme, tuple(THEMES), "theme")
        _require(self.language, LANGUAGES, "language")
        for name in self.hide:
            _require(name, control_names(), "hide")
        for name in ("autosave_s", "idle_s", "step_s"):
            if not 1 <= getattr(self, name) <= 86_400:
                raise ConfigError(expected(name, "1 to 86400 seconds", getattr(self, name)))


def control_names() -> tuple[str, ...]:
    """The names of all controls and keys that the help explains."""
    return tuple(key.removesuffix(HELP) for key in catalogue("en") if key.endswith(HELP))


def read(path: str) -> UserSettings:
    """The settings of a file. Raises StorageError, ConfigError."""
    try:
        given: dict[str, Any] = tomllib.loads(storage.read_text(path, storage.SETTINGS_LIMIT))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not a settings file: {error}") from error
    usual = {field.name: field.default for field in fields(UserSettings)}
    for name in OTHERS:
        given.pop(name, None)
    for name, value in given.items():
        if name not in usual:
            raise ConfigError(f"{path}: {unknown('setting', name, usual)}")
        if not _is_like(value, usual[name]):
            raise ConfigError(expected(f"{path}: {name}", _kind(usual[name]), value))
    hide = tuple(given.pop("hide", ()))
    try:
        return UserSettings(hide=hide, **given)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def _is_like(value: Any, usual: Any) -> bool:
    if isinstance(usual, tuple):
        return isinstance(value, list) and all(isinstance(name, str) for name in value)
    numbers = (int, float) if isinstance(usual, float) else type(usual)
    return isinstance(value, numbers) and isinstance(value, bool) == isinstance(usual, bool)


def _kind(usual: Any) -> str:
    return {str: "a text", tuple: "a list of names", bool: "true or false", int: "a whole number", float: "a number"}[
        type(usual)
    ]


def _require(word: str, allowed: tuple[str, ...], what: str) -> None:
    if word not in allowed:
        raise ConfigError(f"{what}: {unknown('name', word, allowed, '' if len(allowed) < 10 else 'see the help')}")
