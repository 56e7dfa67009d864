"""``mark1 experiment list``: every experiment once."""

from collections.abc import Callable
from typing import Any

from mark1.experiments.table import EXPERIMENTS

Run = Callable[..., Any]


def test_the_list(mark1: Run) -> None:
    ended = mark1("experiment", "list")
    assert [line.split()[0] for line in ended.out.splitlines()] == list(EXPERIMENTS)
    assert [row["name"] for row in mark1("experiment", "list", "--json").value] == list(EXPERIMENTS)
