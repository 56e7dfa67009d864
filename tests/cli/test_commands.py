"""``mark1 commands``: what the panel understands."""

from collections.abc import Callable
from typing import Any

from mark1.panel.commands.table import COMMANDS

Run = Callable[..., Any]


def test_the_commands_are_a_list_too(mark1: Run) -> None:
    told = mark1("commands", "--json").value
    assert [row["usage"].split()[0] for row in told] == list(COMMANDS)


def test_each_command_begins_a_line(mark1: Run) -> None:
    lines = mark1("commands").out.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == list(COMMANDS)
