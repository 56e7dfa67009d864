"""Somebody types at a board: answers, mistakes, a recording, and quit."""

from collections.abc import Callable

import pytest

from firmware_sim.virtual_board.commands import COMMANDS
from firmware_sim.virtual_board.console import Console
from firmware_sim.virtual_board.recording import Said
from firmware_sim.virtual_board.session import new_session


class Heard:
    """A console whose lines are given, with what it said."""

    def __init__(self, *lines: str | None) -> None:
        self.session = new_session()
        self.said, self.complained, self.kept = [], [], []
        typed = iter(lines)
        ears: list[Callable] = [self.said.append, self.complained.append, self.kept.append]
        self.console = Console(self.session, COMMANDS, lambda: next(typed, None), *ears)

    def lines(self, count: int) -> list[bool]:
        return [self.console.goes_on() for _ in range(count)]


def test_lines_are_done_one_at_a_time_until_quit():
    heard = Heard("stuck 3", None, " freed  3 ", "quit", "stuck 4")
    stuck = heard.session.board.physics.stuck
    assert heard.lines(1) == [True] and stuck[3]
    assert heard.lines(1) == [True] and stuck[3]
    assert heard.lines(1) == [True] and not stuck.any()
    assert heard.lines(1) == [False] and not stuck.any()
    assert heard.said == ["0.000 s: stuck 3", "0.000 s: freed 3"] and not heard.complained


@pytest.mark.parametrize("line", [None, "", "   "])
def test_who_says_nothing_is_told_nothing(line):
    heard = Heard(line)
    assert heard.lines(1) == [True]
    assert not (heard.said or heard.complained or heard.kept)


def test_a_mistake_is_complained_about_and_not_kept():
    heard = Heard("explode")
    assert heard.lines(1) == [True]
    assert len(heard.complained) == 1 and "'explode'" in heard.complained[0]
    assert not heard.said and not heard.kept


def test_what_changes_something_is_kept():
    heard = Heard("state", "stuck 3", "help")
    heard.session.run(12)
    heard.lines(3)
    assert heard.kept == [Said(12, "!", b"stuck 3")]


def test_help_names_all_that_can_be_typed():
    heard = Heard("help")
    heard.lines(1)
    assert {line.split()[0] for line in heard.said[0].splitlines()} == {*COMMANDS, "help", "quit"}
