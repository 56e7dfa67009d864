"""``mark1 help``: the help of a command, as with ``--help``."""

from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from mark1.cli.helpful import panels
from mark1.cli.options import Json
from mark1.cli.output import as_json
from mark1.errors import CommandError, unknown


def help_page(
    context: typer.Context,
    command: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND...]", help="For example: rig doctor.")
    ] = None,
    json: Json = False,
) -> None:
    """Show the help of a command, or this overview."""
    program = context.find_root().command
    if json:
        found = _command_of(program, command or [])
        rows = {title: dict(lines) for title, lines in panels(found, context).items()}
        as_json({"command": " ".join(command or ()), "help": found.help, **rows})
        return
    with program.make_context("mark1", [*(command or ()), "--help"]) as inner:
        program.invoke(inner)


def _command_of(program: object, words: list[str]) -> TyperCommand | TyperGroup:
    """The command or group of these words. Raises CommandError."""
    found = program
    for word in words:
        names: dict[str, object] = getattr(found, "commands", {})
        if word not in names:
            raise CommandError(unknown("command", word, names, "see 'mark1 help'"))
        found = names[word]
    assert isinstance(found, TyperCommand | TyperGroup)
    return found
