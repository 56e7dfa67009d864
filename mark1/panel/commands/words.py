"""Parse words of a command line into values: numbers, options, settings of the machine."""

import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin

from mark1 import storage
from mark1.errors import CommandError, expected, unknown
from mark1.kind import FileKind, named
from mark1.machine.config import MachineConfig
from mark1.machine.short_names import SETTINGS
from mark1.panel.reply_data import ReplyData
from mark1.text import nearest

if TYPE_CHECKING:
    from mark1.panel.session import Session

Number = TypeVar("Number", int, float)

# Words of version 0.1.0 that journals and scripts still hold, and what they are called now.
OLD_WORDS = {"passes": "epochs"}


def to_number(kind: Callable[[str], Number], word: str, what: str) -> Number:
    """A finite number. Raises CommandError, naming ``what`` it is for."""
    try:
        value = kind(word)
    except ValueError:
        raise CommandError(expected(what, f"a {'whole ' if kind is int else ''}number", word)) from None
    if value != value or value in (float("inf"), float("-inf")):
        raise CommandError(expected(what, "a finite number", word))
    return value


def exactly(words: Sequence[str], n: int, usage: str) -> Sequence[str]:
    """The ``n`` words. Raises CommandError, showing the ``usage``, if there are more or fewer."""
    if len(words) != n:
        raise CommandError(f"expected {n} word{'s' if n != 1 else ''}, as in: {usage}")
    return words


def to_options(words: Sequence[str], kinds: dict[str, Callable[[str], Any]]) -> dict[str, Any]:
    """``name value`` pairs in any order. Raises CommandError."""
    if len(words) % 2:
        raise CommandError(f"{words[-1]!r} needs a value (options: {', '.join(kinds)})")
    values = {}
    for name, value in zip(words[::2], words[1::2], strict=True):
        if name not in kinds:
            raise CommandError(unknown("option", name, kinds))
        values[name] = to_number(kinds[name], value, name) if kinds[name] in (int, float) else kinds[name](value)
    return values


def to_path(words: Sequence[str], usage: str) -> str:
    """The single word as a path, with ``~`` expanded."""
    return os.path.expanduser(exactly(words, 1, usage)[0])


def to_written(session: "Session", words: Sequence[str], usage: str, kind: FileKind) -> str:
    """The file to write. An existing file that is not this session's is replaced only if ``again`` follows.

    Raises CommandError, StorageError.
    """
    again = list(words[1:]) == ["again"]
    path = named(to_path(words[:1] if again else words, usage), kind)
    storage.require_writable(path, kind)
    if not again and os.path.exists(path) and os.path.getsize(path) and os.path.realpath(path) not in session.files:
        line = shlex.join([usage.split()[0], path, "again"])
        raise CommandError(f"{path} already exists; to replace it: {line}")
    return path


def set_value(config: MachineConfig, path: str, word: str) -> MachineConfig:
    """The config with the setting at ``path`` (``part.field``) taken from a word. Raises CommandError, ConfigError."""
    return set_values(config, {path: word})


def set_values(config: MachineConfig, words: Mapping[str, str]) -> MachineConfig:
    """The config with a word for each path, all at once: some settings are only allowed together.

    Raises CommandError, ConfigError.
    """
    kinds, changed = _kinds(config), dict[str, Any]()
    for path, word in words.items():
        if path not in kinds:
            raise CommandError(unknown("setting", path, [*SETTINGS, *kinds], "'mark1 fidelity' lists them all"))
        part, _, name = path.partition(".")
        value = _parsed(word, kinds[path], path)
        changed[part] = {**changed.get(part, {}), name: value} if name else value
    parts = {part: _replaced(getattr(config, part), value) for part, value in changed.items()}
    return replace(config, **parts)


def _replaced(part: Any, value: Any) -> Any:
    """A part's settings with some of them replaced; a setting without a part is its value."""
    return replace(part, **value) if is_dataclass(part) and not isinstance(part, type) else value


def words_for(config: MachineConfig) -> list[str]:
    """The words that make ``machine`` build it: every setting that is not the standard one."""
    words: list[str] = []
    for path in _kinds(config):
        value, usual = _at(config, path), _at(MachineConfig(), path)
        if value != usual:
            words += [path, _word(value)]
    return words


def _word(value: Any) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "auto" if value is None else str(value)


def _at(config: MachineConfig, path: str) -> Any:
    part, _, name = path.partition(".")
    value = getattr(config, part)
    return getattr(value, name) if name else value


def _kinds(config: MachineConfig) -> dict[str, Any]:
    """The kind of value of every setting, by its path."""
    kinds: dict[str, Any] = {}
    for part in fields(config):
        value = getattr(config, part.name)
        inner = fields(value) if is_dataclass(value) else ()
        kinds |= {f"{part.name}.{leaf.name}": leaf.type for leaf in inner} or {part.name: part.type}
    return kinds


def _parsed(word: str, kind: Any, what: str) -> Any:
    """A word as a value of a setting's kind."""
    switches = {"on": True, "off": False, "true": True, "false": False}
    if kind is bool:
        if word not in switches:
            raise CommandError(expected(what, "on or off", word))
        return switches[word]
    allowed = get_args(kind)
    if get_origin(kind) is Literal and word not in allowed:
        raise CommandError(expected(what, f"one of {', '.join(allowed)}", word) + nearest(word, allowed))
    if kind in (int, float):
        return to_number(kind, word, what)
    if kind == float | None:
        return None if word == "auto" else to_number(float, word, what)
    return word


def replaying(*words: str) -> ReplyData:
    """The journal's line with the last word as a full path, so that it replays from anywhere."""
    return {"journal": shlex.join([*words[:-1], os.path.realpath(words[-1])])}
