"""What every command has: ``--version`` and ``--debug`` beside ``--help``, and an example at the end of its help."""

from collections.abc import Iterator
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from mark1.version import __version__

# One command line per command, as it can be typed in a new folder; what it reads is written by another of them.
EXAMPLES = {
    "gui": "mark1 gui letters.mark1",
    "record": "mark1 record train letters epochs 5 --out letters.gif",
    "demo": "mark1 demo --out figures",
    "train": "mark1 train letters --save letters.mark1",
    "recognize": "mark1 recognize letters.mark1 scan.png",
    "evaluate": "mark1 evaluate letters.mark1 letters:roman",
    "prove": "mark1 prove letters --a-units 64",
    "fool": "mark1 fool letters.mark1 scan.png",
    "digitize": "mark1 digitize scan.png",
    "plane": "mark1 plane xor --backend mlp --out xor.png",
    "lecture": "mark1 lecture 3",
    "page": "mark1 page letters.mark1 --out letters.html",
    "run": "mark1 run session.mark1-script",
    "fidelity": "mark1 fidelity",
    "inspect": "mark1 inspect letters.mark1",
    "commands": "mark1 commands",
    "examples": "mark1 examples --out samples",
    "about": "mark1 about --json",
    "config": "mark1 config theme high-contrast",
    "help": "mark1 help rig doctor",
    "experiment list": "mark1 experiment list",
    "experiment run": "mark1 experiment run left-right-1958",
    "rig wiring": "mark1 rig wiring --out my-rig",
    "rig build": "mark1 rig build --out my-rig",
    "rig ports": "mark1 rig ports",
    "rig doctor": "mark1 rig doctor --port socket://127.0.0.1:5555",
    "rig hello": "mark1 rig hello",
    "rig selftest": "mark1 rig selftest",
    "rig look": "mark1 rig look",
    "rig calibrate": "mark1 rig calibrate",
    "rig monitor": "mark1 rig monitor",
    "rig stop": "mark1 rig stop",
    "sweep run": "mark1 sweep damage.sweep.toml --out damage.csv",
    "sweep plot": "mark1 sweep plot damage.csv --out damage.png",
}


DEFAULTS = ("theme", "language", "seed")  # settings of the user's file that are options of commands


def complete(program: TyperGroup) -> TyperGroup:
    """Add the common options and the examples to all commands of a program, and return it."""
    for name, command in _all(program):
        command.params += _common()
        command.context_settings["help_option_names"] = ["-h", "--help"]
        if name in EXAMPLES:
            command.epilog = f"Example: {EXAMPLES[name]}"
    return program


def with_defaults(program: TyperGroup) -> dict[str, dict[str, object]]:
    """The user's own defaults, by command and option. Raises ConfigError for a file that cannot be used."""
    from mark1.config import read
    from mark1.folders import config_file

    given = {name: value for name, value in read().items() if name in DEFAULTS}
    found: dict[str, dict[str, object]] = {
        name: {option.name: given[option.name] for option in command.params if option.name in given}
        for name, command in program.commands.items()
    }
    found = {name: options for name, options in found.items() if options}  # 'help' is also an option of the program
    if config_file().exists():
        found["gui"] = {"settings": str(config_file())}  # which has more in it, for the window
    return found


def _all(group: TyperGroup, before: str = "") -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    yield before, group
    for name, command in group.commands.items():
        whole = f"{before} {name}".strip()
        if isinstance(command, TyperGroup):
            yield from _all(command, whole)
        elif isinstance(command, TyperCommand):
            yield whole, command


def _say_version(context: typer.Context, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        from mark1.cli.output import say

        say(f"mark1 {__version__}")
        raise typer.Exit


donor = typer.Typer(add_completion=False)


@donor.command()
def _options(
    version: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, callback=_say_version, help="Show the version and exit.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Also report files, data sets and commands as they are worked on.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Report everything, and print a traceback on failure.")
    ] = False,
) -> None:
    """Their only use: typer makes options of them. ``mark1.__main__`` reads the last two, wherever they stand."""


def _common() -> list[typer.core.TyperOption]:
    options = [option for option in typer.main.get_command(donor).params if isinstance(option, typer.core.TyperOption)]
    for option in options:
        option.expose_value = False
    return options
