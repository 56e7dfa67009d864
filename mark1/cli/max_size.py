"""``--max-size``, the option of every command that reads data or machines: limit on the unpacked size of a file."""

import functools
import os
from inspect import Parameter, signature
from typing import Annotated

import typer

from mark1.cli.options import Command
from mark1.cli.session import LEAVING
from mark1.cli.signature import declared

SETTING = "MARK1_MAX_SIZE"
MaxSize = Annotated[
    str | None,
    typer.Option(
        "--max-size",
        metavar="SIZE",
        help=f"Largest unpacked size of a file, e.g. 2G (default: {SETTING}, or 768M).",
    ),
]


def with_max_size(command: Command) -> Command:
    """Add the option to a command; the limit applies until the command ends."""

    @functools.wraps(command)
    def sized(*given: object, max_size: str | None = None, **named: object) -> int | None:
        if max_size is not None:
            LEAVING.callback(_restore, os.environ.get(SETTING))
            from mark1 import packed

            packed.set_max_size(max_size)
        return command(*given, **named)

    option = Parameter("max_size", Parameter.KEYWORD_ONLY, default=None, annotation=MaxSize)
    return declared(sized, [*signature(command).parameters.values(), option])


def _restore(before: str | None) -> None:
    os.environ.pop(SETTING, None)
    if before is not None:
        os.environ[SETTING] = before
