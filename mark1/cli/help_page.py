"""``mark1 help``: the help of a command, as with ``--help``."""

from typing import Annotated

import typer


def help_page(
    context: typer.Context,
    command: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND...]", help="For example: rig doctor.")
    ] = None,
) -> None:
    """Show the help of a command, or this overview."""
    program = context.find_root().command
    with program.make_context("mark1", [*(command or ()), "--help"]) as inner:
        program.invoke(inner)
