"""``mark1 config``: the user's own settings, in one TOML file that the window reads as well."""

import os
from typing import Annotated

import typer

from mark1.cli.options import Json
from mark1.cli.output import as_json, say

PATHS = ("folders", "pictures")  # kept as full paths: the file is used from any folder


def config(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A setting: theme, seed, folders ...")] = None,
    value: Annotated[
        list[str] | None, typer.Argument(metavar="[VALUE...]", help="Its new value; folders and hide take several.")
    ] = None,
    unset: Annotated[bool, typer.Option("--unset", help="Remove this setting from the file.")] = False,
    json: Json = False,
) -> None:
    """Show or change your own settings: theme, language, seed, library folders, and those of the window."""
    from mark1 import config as settings
    from mark1.errors import ConfigError, unknown
    from mark1.folders import config_file

    if name is not None and name not in settings.SETTINGS:
        raise ConfigError(unknown("setting", name, settings.SETTINGS))
    if unset and (name is None or value):
        raise ConfigError("--unset takes the name of a setting and no value")
    if name is not None and (value or unset):
        value = [os.path.abspath(os.path.expanduser(word)) for word in value or ()] if name in PATHS else value
        new = None if unset else settings.from_words(name, value or [])
        if name == "hide" and new is not None:
            _require_controls(value or [])
        settings.change(name, new)
    given = {key: found for key, found in settings.read().items() if name in (None, key)}
    if json:
        as_json({"file": str(config_file()), **given})
        return
    say(str(config_file()))
    for key, setting in settings.SETTINGS.items():
        if name in (None, key):
            say(f"  {key:10} {_shown(given[key]) if key in given else 'not set':22}  {setting.help}")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(value) if isinstance(value, list) else str(value)


def _require_controls(names: list[str]) -> None:
    """Raises ConfigError for a name that no control of the window has."""
    from mark1.gui.visitor.settings import UserSettings

    UserSettings(hide=tuple(names))
