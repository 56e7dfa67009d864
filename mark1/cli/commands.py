"""``mark1 commands``: list the panel commands."""

from mark1.cli.options import Json
from mark1.cli.output import as_json, say
from mark1.cli.session import panel_for


def commands(json: Json = False) -> None:
    """List the panel commands, as used in scripts."""
    from mark1.panel.commands.table import COMMANDS

    if json:
        as_json([{"usage": command.usage, "help": command.help} for command in COMMANDS.values()])
    else:
        say(*panel_for(None, None).execute("help").text.split("\n"))
