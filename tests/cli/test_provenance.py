"""Provenance: what was computed names the program, and the seed and the settings of its machine."""

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mark1.version import __version__

Run = Callable[..., Any]
PROGRAM = f"mark1 {__version__}"


@pytest.mark.parametrize(
    "words",
    [
        ("train", "letters", "--a-units", "300", "--seed", "5"),
        ("evaluate", "m.mark1", "letters"),
        ("inspect", "m.mark1"),
        ("prove", "letters", "--a-units", "300", "--seed", "5"),
        ("fool", "m.mark1", "bar.png", "--limit", "1"),
    ],
    ids=lambda words: words[0],
)
def test_a_result_in_json(mark1: Run, place: Path, words: tuple[str, ...]) -> None:
    mark1("train", "letters", "--a-units", "300", "--seed", "5", "--save", "m.mark1")
    told = json.loads(mark1(*words, "--json").out)
    assert (told["program"], told["seed"], told["settings"]) == (PROGRAM, 5, {"association.n_a": 300})


def test_a_saved_machine_and_a_table(mark1: Run, place: Path) -> None:
    mark1("train", "letters", "--epochs", "1", "--save", "m.mark1")
    meta = json.loads(zipfile.ZipFile("m.mark1").read("mark1.json"))
    assert (meta["program"], meta["machine"]["config"]["seed"]) == (PROGRAM, 0)
    Path("s.sweep.toml").write_text('data = "letters"\nepochs = 1\nseed = 3\n[settings]\na-units = 20\n')
    assert mark1("sweep", "run", "s.sweep.toml", "--out", "t.csv").code == 0
    (row,) = csv.DictReader(Path("t.csv").read_text().splitlines())
    assert row["program"].startswith(PROGRAM) and row["seed"].isdecimal()
