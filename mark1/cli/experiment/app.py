"""The commands of ``mark1 experiment``: reproductions of published experiments."""

import typer

from mark1.cli.experiment.list import show
from mark1.cli.experiment.run import run
from mark1.cli.group import GroupOfNames
from mark1.cli.helpful import HelpfulCommand
from mark1.cli.options import Command

experiment = typer.Typer(
    cls=GroupOfNames,
    help="Reproduce the published experiments and compare with the published figures.",
    no_args_is_help=True,
)

COMMANDS: dict[str, Command] = {"list": show, "run": run}

for name, command in COMMANDS.items():
    experiment.command(name=name, cls=HelpfulCommand)(command)
