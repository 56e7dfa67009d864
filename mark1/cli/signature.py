"""Signature: what the parser reads of a command. Made of a dataclass, so that each option is named once.

    fields of a dataclass  -->  parameters, for the parser
    what the parser found  -->  the dataclass, for the command

A field that is itself a dataclass is a group of options: its fields stand in its place.
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, fields
from inspect import Parameter, Signature
from typing import ClassVar, Protocol, TypeVar

from mark1.cli.options import Command


class Dataclass(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[object]]]


Options = TypeVar("Options", bound=Dataclass)


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
    signature = Signature([*parameters])
    vars(command)["__signature__"] = signature
    command.__annotations__ = {name: parameter.annotation for name, parameter in signature.parameters.items()}
    return command


def _parameters(kind: type[Dataclass]) -> Iterator[Parameter]:
    for field in fields(kind):
        if group := _group(field.type):
            yield from _parameters(group)
        else:
            default = Parameter.empty if field.default is MISSING else field.default
            yield Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=field.type)


def _filled(kind: type[Options], given: dict[str, object]) -> Options:
    values = {
        field.name: _filled(group, given) if (group := _group(field.type)) else given[field.name]
        for field in fields(kind)
    }
    return kind(**values)


def _group(kind: object) -> type[Dataclass] | None:
    return kind if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__") else None
