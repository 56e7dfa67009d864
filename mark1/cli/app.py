"""The commands of ``mark1``, in the order of its help. Each drives the control panel, and prints."""

import typer

from mark1.cli.about import about
from mark1.cli.commands import commands
from mark1.cli.config import config
from mark1.cli.demo import demo
from mark1.cli.digitize import digitize
from mark1.cli.evaluate import evaluate
from mark1.cli.examples import examples
from mark1.cli.experiment.app import experiment
from mark1.cli.fidelity import fidelity
from mark1.cli.fool import fool
from mark1.cli.gui import gui
from mark1.cli.help_page import help_page
from mark1.cli.helpful import HelpfulCommand, HelpfulGroup
from mark1.cli.inspect import inspect
from mark1.cli.lecture import lecture
from mark1.cli.max_size import with_max_size
from mark1.cli.options import Command
from mark1.cli.page import page
from mark1.cli.plane import plane
from mark1.cli.prove import prove
from mark1.cli.recognize import recognize
from mark1.cli.record import record
from mark1.cli.rig.app import rig
from mark1.cli.run import run_script
from mark1.cli.sweep.app import sweep
from mark1.cli.train import train

app = typer.Typer(
    cls=HelpfulGroup,
    help="Frank Rosenblatt's Mark I Perceptron: photocells, patch board, motor-driven potentiometers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

COMMANDS: dict[str, Command] = {
    "gui": gui,
    "record": record,
    "demo": demo,
    "train": train,
    "recognize": recognize,
    "evaluate": evaluate,
    "prove": prove,
    "fool": fool,
    "digitize": digitize,
    "plane": plane,
    "lecture": lecture,
    "examples": examples,
    "page": page,
    "run": run_script,
    "fidelity": fidelity,
    "inspect": inspect,
    "commands": commands,
    "config": config,
    "about": about,
    "help": help_page,
}

READS_NOTHING = ("fidelity", "commands", "demo", "lecture", "examples", "about", "config", "help")

for name, command in COMMANDS.items():
    app.command(name=name, cls=HelpfulCommand)(command if name in READS_NOTHING else with_max_size(command))
app.add_typer(experiment, name="experiment")
app.add_typer(rig, name="rig")
app.add_typer(sweep, name="sweep")
