"""``mark1 evaluate``: how many are right, and what was taken for what."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from mark1.stimuli.characters import LETTERS

Run = Callable[..., Any]


def test_evaluate_json(mark1: Run, lettered: Path) -> None:
    told = mark1("evaluate", lettered, "letters", "--json").value
    assert told.keys() == {"program", "seed", "settings", "accuracy", "confusion", "classes", "reading"}
    assert (told["accuracy"], told["classes"]) == (1.0, list(LETTERS))
    assert told["confusion"] == np.eye(26, dtype=int).tolist()


def test_the_verdict_names_what_was_taken_for_what(mark1: Run, lettered: Path) -> None:
    out = mark1("evaluate", lettered, "letters:roman").out.splitlines()
    right = int(out[0].split()[1])
    assert out[0].endswith(f"{right} of 26 right, {right / 26:.1%}")
    assert len(out) == 1 + min(12, 26 - right)
    assert all(" taken for " in line and line.endswith(": 1 of 1") for line in out[1:])
