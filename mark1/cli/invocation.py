"""Invocation: run one command line. Misuse and failure are reported in one line on stderr;
all bad pictures of a set are listed below it.

words  -->  app.py: the command and its options  -->  the command  -->  exit code
"""

import os
import traceback
from functools import cache

import typer

from mark1.cli.app import app
from mark1.cli.common import complete, with_defaults
from mark1.cli.gui import has_display
from mark1.cli.logs import logged
from mark1.cli.output import listing, note
from mark1.cli.session import LEAVING
from mark1.errors import BadPicturesError, Mark1Error
from mark1.install_hint import hint_for

COMPLETES = "_MARK1_COMPLETE"
REPAIRS = (["config"], ["about"], ["help"])  # which work with a broken configuration file


def run(arguments: list[str], *, debug: bool, verbose: bool = False) -> int:
    """Run a command line (without arguments: the window, or without a display the help): its exit code.

    ``debug`` and ``verbose``: with what the package logs on stderr.
    """
    if not arguments and has_display():
        arguments = ["gui"]
    command = parser_of(app)
    if COMPLETES in os.environ:  # asked by the user's shell
        command.main(arguments, prog_name="mark1", complete_var=COMPLETES)
    if debug or verbose:
        LEAVING.callback(logged("DEBUG" if debug else "INFO"))
    try:
        own = {} if arguments[:1] in REPAIRS else with_defaults(command)
        with LEAVING, command.make_context("mark1", list(arguments), default_map=own) as context:
            result = command.invoke(context)
        return result if isinstance(result, int) else 0
    except typer.Exit as end:
        return end.exit_code
    except ModuleNotFoundError as error:
        return _failed(error, hint_for(error), 1, debug)
    except BadPicturesError as error:
        code = _failed(error, str(error), error.exit_code, debug)
        listing([f"{file}: {reason}" for file, reason in error.bad if len(error.bad) > 1])
        return code
    except Mark1Error as error:
        return _failed(error, str(error), error.exit_code, debug)
    except OSError as error:
        if error.filename is None:
            raise  # a stream failed, not a file
        return _failed(error, f"{error.filename}: {error.strerror}", 1, debug)
    except KeyboardInterrupt as error:
        return _failed(error, "interrupted", 130, debug)
    except MemoryError as error:
        return _failed(error, "not enough memory: use fewer A-units, R-units or pictures", 1, debug)
    except USAGE_ERROR as error:
        return 2 if not arguments else _misused(error, debug)


@cache
def parser_of(program: typer.Typer) -> typer.core.TyperGroup:
    """The commands and their options, as a parser."""
    group = typer.main.get_command(program)
    assert isinstance(group, typer.core.TyperGroup)
    return complete(group)


# Found by name: its module differs between versions of typer.
USAGE_ERROR: type[typer.BadParameter] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)


def _misused(error: typer.BadParameter, debug: bool) -> int:
    """Exit code of a command line that is wrong: what is wrong with it, and where its help is."""
    text, where = error.format_message(), error.ctx.command_path if error.ctx else "mark1"
    end = "" if text.endswith((".", "?")) else "."
    return _failed(error, f"{text}{end} Try '{where} --help'.", 2, debug) if text else 2


def _failed(error: BaseException, text: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    note(text)
    return code
