"""Benchmarks in small: a turn is one run."""

import pytest

from benchmarks import rounds


@pytest.fixture(autouse=True)
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds.in_turn, "__defaults__", (0.0,))
