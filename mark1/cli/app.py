"""The command line: every command parses, drives the control panel, and prints."""

import traceback
from collections.abc import Callable
from functools import cache
from typing import Any

import typer

from mark1.cli import asking, recording, teaching, window
from mark1.cli.experiment import experiment
from mark1.cli.max_size import with_max_size
from mark1.cli.output import note
from mark1.cli.rig.app import rig
from mark1.cli.session import LEAVING
from mark1.cli.sweep import sweep
from mark1.errors import Mark1Error

app = typer.Typer(
    help="Frank Rosenblatt's Mark I Perceptron: photocells, patch board, motor-driven potentiometers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run(arguments: list[str], *, debug: bool) -> int:
    """Carry out a command line: the exit code. Misuse and failure are one line on stderr.

    No arguments open the window where there is a display, and tell the commands where there is none.
    """
    if not arguments and window.has_display():
        arguments = ["gui"]
    command = parser_of(app)
    try:
        with LEAVING, command.make_context("mark1", list(arguments)) as context:
            result = command.invoke(context)
        return result if isinstance(result, int) else 0
    except typer.Exit as end:
        return end.exit_code
    except Mark1Error as error:
        return _failed(error, str(error), error.exit_code, debug)
    except OSError as error:
        if error.filename is None:
            raise  # a stream failed, not a file
        return _failed(error, f"{error.filename}: {error.strerror}", 1, debug)
    except KeyboardInterrupt as error:
        return _failed(error, "interrupted: the work under way was given up", 130, debug)
    except MemoryError as error:
        return _failed(error, "not enough memory: fewer A-units, R-units or pictures", 1, debug)
    except USAGE_ERROR as error:
        where = error.ctx.command_path if error.ctx else "mark1"
        if not arguments or not error.format_message():
            return 2
        return _failed(error, f"{error.format_message()} ({where} --help shows what is allowed)", 2, debug)


@cache
def parser_of(program: typer.Typer) -> Any:
    """The commands and their options, as the parser wants them."""
    return typer.main.get_command(program)


USAGE_ERROR: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def _failed(error: BaseException, text: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    note(text)
    return code


COMMANDS: dict[str, Callable[..., Any]] = {
    "gui": window.gui,
    "record": recording.record,
    "demo": teaching.demo,
    "train": teaching.train,
    "recognize": asking.recognize,
    "evaluate": asking.evaluate,
    "digitize": asking.digitize,
    "plane": teaching.plane,
    "run": asking.run_script,
    "fidelity": asking.fidelity,
    "inspect": asking.inspect,
    "commands": asking.commands,
}

READS_NOTHING = ("fidelity", "commands", "demo")

for name, command in COMMANDS.items():
    app.command(name=name)(command if name in READS_NOTHING else with_max_size(command))
app.add_typer(experiment, name="experiment")
app.add_typer(rig, name="rig")
app.add_typer(sweep, name="sweep")
