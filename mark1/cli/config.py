"""``mark1 config``: the user's own defaults, in one TOML file that the window reads as well.

::

    theme = "high-contrast"
    language = "it"
    seed = 7
"""

import json
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from mark1.cli.options import Json, Language, ThemeName
from mark1.cli.output import as_json, say
from mark1.errors import ConfigError, expected, unknown
from mark1.folders import config_file

Value = str | int
KEYS = ("theme", "language", "seed")
WORDS: dict[str, tuple[str, ...]] = {
    "theme": tuple(name.value for name in ThemeName),
    "language": tuple(name.value for name in Language),
}


def config(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="theme, language or seed.")] = None,
    value: Annotated[str | None, typer.Argument(metavar="[VALUE]", help="The new default.")] = None,
    unset: Annotated[bool, typer.Option("--unset", help="Remove this setting from the file.")] = False,
    json: Json = False,
) -> None:
    """Show or change your own defaults: theme, language, seed."""
    from mark1 import storage

    path = config_file()
    if name is not None and name not in KEYS:
        raise ConfigError(unknown("setting", name, KEYS))
    if name is not None and (value is not None or unset):
        old = storage.read_text(path, storage.SETTINGS_LIMIT) if path.exists() else ""
        new = _changed(old, name, None if unset or value is None else checked(name, value))
        storage.make_folder(path.parent)
        _write(path, new)
    given = {key: found for key, found in defaults().items() if name in (None, key)}
    if json:
        as_json({"file": str(path), **given})
    else:
        say(f"{path}", *(f"  {key:9} {given.get(key, 'not set')}" for key in KEYS if name in (None, key)))


def defaults() -> dict[str, Value]:
    """What the user's file says of ``KEYS``, empty without a file. Raises ConfigError, StorageError."""
    from mark1 import storage

    path = config_file()
    if not path.exists():
        return {}
    try:
        given: dict[str, Any] = tomllib.loads(storage.read_text(path, storage.SETTINGS_LIMIT))
        return {key: checked(key, given[key]) for key in KEYS if key in given}
    except (tomllib.TOMLDecodeError, ConfigError) as error:
        raise ConfigError(f"{path}: {error}; correct or delete this file") from error


def checked(name: str, value: object) -> Value:
    """A value of the setting ``name``; a seed may also be digits. Raises ConfigError."""
    if name in WORDS:
        if value not in WORDS[name]:
            raise ConfigError(expected(name, ", ".join(WORDS[name]), value))
        return str(value)
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,18}", str(value)):
        raise ConfigError(expected(name, "a whole number, 0 or more", value))
    return int(str(value))


def _changed(text: str, name: str, value: Value | None) -> str:
    """The text of the file with one setting changed or, for None, removed; all other lines stay."""
    rest = re.sub(rf"^{name}\s*=.*\n?", "", text, flags=re.MULTILINE)
    line = "" if value is None else f"{name} = {json.dumps(value)}\n"
    return line + rest


def _write(path: Path, text: str) -> None:
    """Write the file, if the result is TOML. Raises ConfigError, StorageError."""
    from mark1 import storage
    from mark1.kind import CONFIGURATION

    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}; correct or delete this file") from error
    storage.write_text(path, text, CONFIGURATION)
