"""Options as fields of a named tuple: parameters for the parser, one value for the command."""

import inspect
from typing import Annotated, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from mark1.cli.signature import with_options


class Size(NamedTuple):
    rows: Annotated[int, typer.Option("--rows")] = 20
    cols: Annotated[int | None, typer.Option("--cols")] = None


class Asked(NamedTuple):
    name: Annotated[str, typer.Argument()]
    size: Size = Size()
    loud: Annotated[bool, typer.Option("--loud")] = False


@with_options(Asked)
def command(asked: Asked) -> None:
    """Say what was asked."""
    typer.echo(asked)


def test_the_parser_reads_a_parameter_a_field_and_those_of_a_group_in_its_place() -> None:
    parameters = inspect.signature(command).parameters
    assert list(parameters) == ["name", "rows", "cols", "loud"]
    assert parameters["name"].default is inspect.Parameter.empty and parameters["rows"].default == 20
    assert (command.__name__, command.__doc__) == ("command", "Say what was asked.")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (("A",), Asked(name="A", size=Size())),
        (("A", "--cols", "3", "--loud"), Asked(name="A", size=Size(cols=3), loud=True)),
    ],
)
def test_the_command_is_handed_what_the_parser_found(words: tuple[str, ...], asked: Asked) -> None:
    app = typer.Typer()
    app.command()(command)
    assert CliRunner().invoke(app, words).output == f"{asked}\n"
