"""Signature: what the parser reads of a command. Made of a named tuple, so that each option is named once.

    fields of a named tuple  -->  parameters, for the parser
    what the parser found    -->  the named tuple, for the command

A field that is itself a named tuple is a group of options: its fields stand in its place, and in the help in a panel
of its name: ``RigOptions`` in the panel Rig.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import Parameter, Signature, signature
from typing import TypeVar

from mark1.cli.options import Command

# A named tuple, not a dataclass: it is made in a seventh of the time, and every start of the program makes all of them.
Options = TypeVar("Options", bound=tuple[object, ...])


def with_options(kind: type[Options]) -> Callable[[Callable[[Options], int | None]], Command]:
    """For a command that is handed all its options as one ``kind``: what makes it a command for the parser."""

    def of_options(command: Callable[[Options], int | None]) -> Command:
        @functools.wraps(command)
        def parsed(**given: object) -> int | None:
            return command(_filled(kind, given))

        return declared(parsed, _parameters(kind))

    return of_options


def declared(command: Command, parameters: Iterable[Parameter]) -> Command:
    """The command, which from now on says that it has these parameters."""
    told = Signature([*parameters])
    vars(command)["__signature__"] = told
    command.__annotations__ = {name: parameter.annotation for name, parameter in told.parameters.items()}
    return command


def _parameters(kind: type[Options], panel: str | None = None) -> Iterator[Parameter]:
    for parameter in signature(kind).parameters.values():
        if _is_group(parameter.annotation):
            yield from _parameters(parameter.annotation, parameter.annotation.__name__.removesuffix("Options"))
        else:
            for option in getattr(parameter.annotation, "__metadata__", ()):
                option.rich_help_panel = option.rich_help_panel or panel
            yield parameter.replace(kind=Parameter.KEYWORD_ONLY)


def _filled(kind: type[Options], given: Mapping[str, object]) -> Options:
    values = {
        name: _filled(parameter.annotation, given) if _is_group(parameter.annotation) else given[name]
        for name, parameter in signature(kind).parameters.items()
    }
    return kind(**values)


def _is_group(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, tuple)
