"""``mark1 experiment run``: what it prints, its files, bad input."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mark1 import storage
from mark1.errors import StorageError
from mark1.experiments import page as experiment_page
from mark1.experiments.experiment import ExperimentResult, RunRequest
from mark1.experiments.table import EXPERIMENTS

Run = Callable[..., Any]
FILES = [f"expectation-1957{suffix}" for suffix in (".csv", ".html", ".md", ".png")]


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures are a few bytes, where it does not matter what they show."""
    monkeypatch.setattr(experiment_page, "figure", lambda *_: b"\x89PNG\r\n\x1a\n")


def test_a_run_prints_its_table_and_writes_its_files(mark1: Run, place: Path) -> None:
    ended = mark1("experiment", "run", "expectation-1957", "--out", "pages")
    assert (ended.code, ended.err) == (0, "")
    assert "23.6 / 7.45 / 2.36" in ended.out and "agrees: within 0.1%" in ended.out
    assert sorted(path.name for path in (place / "pages").iterdir()) == FILES


@pytest.mark.usefixtures("undrawn")
def test_it_has_a_folder_of_its_own(mark1: Run, place: Path) -> None:
    assert mark1("experiment", "run", "expectation-1957").code == 0
    assert sorted(path.name for path in (place / "mark1-experiments").iterdir()) == FILES


def test_one_value_on_stdout_and_no_files_unless_asked(mark1: Run, place: Path) -> None:
    value = mark1("experiment", "run", "worked-example-1957", "--json").value
    assert value["experiment"] == "worked-example-1957" and value["rows"][0]["ours"] == "18, 10"
    assert {row["confidence"] for row in value["rows"]} == {"P"} and value["rows"][-1]["agrees"] is None
    assert [path.name for path in place.iterdir()] == ["bar.png"]


@pytest.mark.usefixtures("undrawn")
def test_json_and_files(mark1: Run, place: Path) -> None:
    told = mark1("experiment", "expectation-1957", "--json", "--out", "o").value
    assert told["experiment"] == "expectation-1957" and sorted(told["files"]) == [f"o/{name}" for name in FILES]
    assert sorted(path.name for path in (place / "o").iterdir()) == FILES


def test_seeds_scale_a_run(mark1: Run, place: Path) -> None:
    rows = mark1("experiment", "run", "left-right-1958", "--seeds", 2, "--json").value["rows"]
    assert all(len(row["values"]) == 2 for row in rows)


@pytest.mark.usefixtures("undrawn")
def test_all_of_them(mark1: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*EXPERIMENTS]:
        if name not in ("expectation-1957", "worked-example-1957"):
            monkeypatch.delitem(EXPERIMENTS, name)
    ended = mark1("experiment", "run", "all", "--out", "o")
    assert ended.code == 0 and len(list((place / "o").iterdir())) == 9
    assert "## What a memory of A-units can hold" in (place / "o" / "experiments.md").read_text()
    assert len(mark1("experiment", "run", "all", "--json").value) == 2


@pytest.mark.usefixtures("undrawn")
def test_all_goes_on_without_handwriting(mark1: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*EXPERIMENTS]:
        if name not in ("expectation-1957", "size"):
            monkeypatch.delitem(EXPERIMENTS, name)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    ended = mark1("experiment", "run", "all", "--json", "--out", "o")
    assert ended.code == 1 and [one["experiment"] for one in json.loads(ended.out)] == ["expectation-1957"]
    assert "mark1: size was skipped: size: no handwriting here" in ended.err
    assert (place / "o" / "experiments.md").is_file()


BAD = [
    ("run expectation-1975", 2, "unknown experiment 'expectation-1975'. Did you mean 'expectation-1957'?"),
    ("run expectation-1957 --seeds 0", 2, "Invalid value for '--seeds'"),
    ("run expectation-1957 --seeds many", 2, "Invalid value for '--seeds'"),
    ("run", 2, "Missing argument 'NAME'"),
    ("rum", 2, "unknown experiment 'rum' (see 'mark1 experiment list')"),
    ("run expectation-1957 --out bar.png", 1, "bar.png: cannot create directory"),
    ("run expectation-1957 --out bar.png/deep", 1, "bar.png/deep: cannot create directory"),
    ("run decay --data letters", 2, "--data letters: applies only to size; decay generates its own pictures"),
    ("run size --data nowhere", 2, "no data set, file or folder called 'nowhere'"),
]


@pytest.mark.parametrize(("words", "code", "says"), BAD, ids=[words for words, _, _ in BAD])
@pytest.mark.parametrize("json", [[], ["--json"]], ids=["text", "json"])
def test_bad_input_is_one_line(mark1: Run, place: Path, words: str, code: int, says: str, json: list[str]) -> None:
    ended = mark1("experiment", *words.split(), *json)
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err and ended.err.startswith("mark1: ") and ended.err.count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(mark1: Run, place: Path) -> None:
    (place / "locked").mkdir(mode=0o500)
    ended = mark1("experiment", "run", "expectation-1957", "--out", "locked")
    assert (ended.code, ended.out) == (1, "") and "cannot be written" in ended.err and ended.err.count("\n") == 1


@pytest.mark.usefixtures("undrawn")
def test_a_full_disk_loses_nothing(mark1: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table was told before; older files stay as they were."""
    assert mark1("experiment", "run", "expectation-1957", "--out", "o").code == 0
    before = {path.name: path.read_bytes() for path in (place / "o").iterdir()}

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    ended = mark1("experiment", "run", "expectation-1957", "--out", "o")
    assert ended.code == 1 and "23.57" in ended.out
    assert "No space left on device" in ended.err and ended.err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in (place / "o").iterdir()} == before


def test_data_that_cannot_be_read_is_one_line(mark1: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(order: RunRequest) -> ExperimentResult:
        raise StorageError(f"{order.data}: Permission denied")

    monkeypatch.setitem(EXPERIMENTS, "size", replace(EXPERIMENTS["size"], run=unreadable))
    ended = mark1("experiment", "run", "size", "--data", "mine.npz", "--json")
    assert (ended.code, ended.out, ended.err) == (1, "", "mark1: mine.npz: Permission denied\n")
