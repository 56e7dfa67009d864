"""``mark1 commands``: what the panel understands, for those who write scripts."""

from mark1.cli.options import Json
from mark1.cli.output import as_json, say
from mark1.cli.session import panel_for


def commands(json: Json = False) -> None:
    """The panel's commands, for scripts."""
    from mark1.panel.commands.table import COMMANDS

    if json:
        as_json([{"usage": command.usage, "help": command.help} for command in COMMANDS.values()])
    else:
        say(*panel_for(None, None).execute("help").text.split("\n"))
