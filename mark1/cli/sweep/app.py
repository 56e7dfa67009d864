"""The commands of ``mark1 sweep``: run a study, and plot its table."""

import typer

from mark1.cli.group import GroupThatRuns
from mark1.cli.helpful import HelpfulCommand
from mark1.cli.max_size import with_max_size
from mark1.cli.options import Command
from mark1.cli.sweep.plot import plot
from mark1.cli.sweep.run import run

sweep = typer.Typer(
    cls=GroupThatRuns,
    help="Run a study of many machines, one table row each: mark1 sweep SPEC.toml --out TABLE.csv",
    no_args_is_help=True,
)

COMMANDS: dict[str, Command] = {"run": run, "plot": plot}

for name, command in COMMANDS.items():
    sweep.command(name=name, cls=HelpfulCommand)(with_max_size(command))
