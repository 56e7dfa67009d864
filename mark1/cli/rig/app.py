"""The commands of ``mark1 rig``: for a board with photocells, motors and lamps, real or virtual, on a serial port."""

import typer

from mark1.cli.helpful import HelpfulCommand, HelpfulGroup
from mark1.cli.options import Command
from mark1.cli.rig.build import build
from mark1.cli.rig.calibrate import calibrate
from mark1.cli.rig.doctor import doctor
from mark1.cli.rig.hello import hello
from mark1.cli.rig.look import look
from mark1.cli.rig.monitor import monitor
from mark1.cli.rig.ports import ports
from mark1.cli.rig.selftest import selftest
from mark1.cli.rig.stop import stop
from mark1.cli.rig.wiring import wiring

rig = typer.Typer(
    cls=HelpfulGroup,
    help="Set up and check a board with photocells, motors and lamps: real or virtual (mark1-board).",
    no_args_is_help=True,
)

COMMANDS: dict[str, Command] = {
    "wiring": wiring,
    "build": build,
    "ports": ports,
    "doctor": doctor,
    "hello": hello,
    "selftest": selftest,
    "look": look,
    "calibrate": calibrate,
    "monitor": monitor,
    "stop": stop,
}

for name, command in COMMANDS.items():
    rig.command(name=name, cls=HelpfulCommand)(command)
