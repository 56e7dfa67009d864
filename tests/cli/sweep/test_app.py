"""``mark1 sweep``: what it prints and writes, bad input in one line, the example, and what docs/sweeps.md shows."""

import csv
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from documents import ROOT, shown
from PIL import Image
from sweeps import TOML

Run = Callable[..., Any]
EXAMPLES = sorted((ROOT / "examples").glob("*sweep*.toml"))


@pytest.fixture
def spec(place: Path) -> Path:
    (place / "small.toml").write_text(TOML)
    return place / "small.toml"


def test_a_table_and_its_picture(mark1: Run, spec: Path, place: Path) -> None:
    value = mark1("sweep", spec, "--out", "t.csv", "--jobs", 1, "--json").value
    assert {name: value[name] for name in ("table", "cells", "before", "failed")} == {
        "table": "t.csv", "cells": 8, "before": 0, "failed": 0,
    }  # fmt: skip
    assert len((place / "t.csv").read_text().splitlines()) == 9
    again = mark1("sweep", "run", "--jobs", 1, "--out", "t.csv", spec)
    assert (again.code, again.out) == (0, "8 jobs in t.csv (8 from before)\n")
    plotted = mark1("sweep", "plot", "t.csv", "--x", "a-units", "--y", "corrections", "--out", "p.png")
    assert plotted.code == 0 and plotted.out.endswith("Figure: p.png\n")
    with Image.open(place / "p.png") as picture:
        assert picture.format == "PNG"
    figures = mark1("sweep", "plot", "t.csv", "--x", "a-units", "--y", "epochs", "--out", "p.png", "--json").value
    assert figures["by"] == ["ideal"] and [point["x"] for point in figures["curves"][0]["points"]] == ["64", "96"]


def test_a_row_is_what_train_gives(mark1: Run, spec: Path, place: Path) -> None:
    mark1("sweep", spec, "--out", "t.csv", "--jobs", 1)
    row = list(csv.DictReader((place / "t.csv").read_text().splitlines()))[5]
    settings = [f"--{name}={row[name]}" for name in ("r-units", "excitatory", "inhibitory", "a-units", "seed")]
    ideal = f"--set=potentiometers.ideal={row['ideal']}"
    alone = mark1("train", row["data"], "--epochs", row["wanted_epochs"], *settings, ideal, "--json").value
    assert (str(alone["corrections"]), str(alone["train_accuracy"])) == (row["corrections"], row["train_accuracy"])


def test_failed_jobs_are_reported_at_the_end(mark1: Run, place: Path) -> None:
    (place / "s.toml").write_text("epochs = 1\n[settings]\nr-units = 8\n[grid]\na-units = [4, 64]\n")
    ended = mark1("sweep", "s.toml", "--out", "t.csv", "--jobs", 1)
    assert (ended.code, ended.err) == (1, "mark1: 1 of 2 jobs failed; see the 'error' column\n")


@pytest.mark.parametrize(
    ("text", "words", "code", "says"),
    [
        ("sedes = 3", "--out t.csv", 2, "s.toml: unknown key 'sedes'. Did you mean 'seeds'?"),
        ("seeds = 20000", "--out t.csv", 2, "20,000 jobs (seeds 20000) are more than the limit of 10,000; pass --yes"),
        ("a = [", "--out t.csv", 2, "not TOML"),
        ("", "--out t.txt", 2, "ends in .csv or .parquet"),
        ("", "--out bar.png", 2, "ends in .csv or .parquet"),
        ("", "--out /dev/null/t.csv", 1, "cannot create directory"),
        ("", "--out t.csv --jobs 0", 2, "--jobs: expected a whole number from 1 up"),
        ("", "--out t.csv --cluster tcp://127.0.0.1:1", 1, "no answer from a dask scheduler"),
        ("", "--out t.csv --cluster tcp://127.0.0.1:1 --jobs 2", 2, "does not apply to --cluster"),
        ("", "", 2, "Missing option '--out'"),
        ('data = "absent.npz"', "--out t.csv --jobs 1", 2, "absent.npz"),
    ],
)
def test_bad_input_is_one_line(mark1: Run, place: Path, text: str, words: str, code: int, says: str) -> None:
    (place / "s.toml").write_text(text)
    ended = mark1("sweep", "s.toml", *words.split())
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err and ended.err.count("\n") == 1


def test_a_stranger_is_left_as_it_is(mark1: Run, spec: Path, place: Path) -> None:
    (place / "t.csv").write_text("my,own,table\n1,2,3\n")
    ended = mark1("sweep", spec, "--out", "t.csv")
    assert (ended.code, ended.err) == (1, "mark1: t.csv: not a sweep table; give --out another name\n")
    assert (place / "t.csv").read_text() == "my,own,table\n1,2,3\n"


def test_a_command_misspelt_is_no_spec(mark1: Run, spec: Path, place: Path) -> None:
    ended = mark1("sweep", "plott", "t.csv")
    assert ended.code == 2 and "No such command 'plott'. Did you mean 'plot'?" in ended.err
    spec.rename(place / "small")
    assert mark1("sweep", "small", "--out", "t.csv", "--jobs", 1).code == 0
    assert mark1("sweep", "--out", "t.csv", "--jobs", 1, "small").code == 0


def test_help_names_both_commands(mark1: Run) -> None:
    assert all(word in mark1("sweep", "--help").out for word in ("run", "plot", "SPEC.toml"))


def test_there_is_an_example() -> None:
    assert EXAMPLES


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_in_small(mark1: Run, place: Path, example: Path) -> None:
    """One seed, and every second value; then each ``mark1 sweep plot`` it names."""
    text = re.sub(r"seeds = \d+", "seeds = 1", example.read_text())
    (place / "small.toml").write_text(text.replace("epochs = 60", "epochs = 2"))
    table, plot = re.findall(r"^#   mark1 (sweep .*)$", text, re.MULTILINE)
    assert f"examples/{example.name}" in table
    assert mark1(*table.replace(f"examples/{example.name}", "small.toml").split(), "--jobs", 1).code == 0
    assert mark1(*plot.split()).code == 0


def test_what_the_page_shows_comes_out(mark1: Run, place: Path) -> None:
    """Its specs, commands and outputs; measured times aside. The cluster has its own test."""
    done = 0
    for command, output in shown("docs/sweeps.md"):
        program, *words = shlex.split(command)
        if program == "cat":
            (place / words[0]).write_text("\n".join(output) + "\n")
        elif program == "mark1" and "--cluster" not in words:
            ended = mark1(*words)
            assert (ended.code, ended.err) == (0, ""), command
            assert ended.out.splitlines() == output, command
            done += 1
    assert done >= 3
