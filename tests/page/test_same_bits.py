"""The page's machine and Python's: the same bits, line by line. The full count: ``python -m benchmarks long page``."""

import tempfile
from pathlib import Path

import pytest

from benchmarks.long.page import Trial, replayed, run
from mark1.page import modules


def test_random_machines_with_random_lines(node: str):
    outcome = run(6, 21, lambda text: None, lines=30)
    assert outcome["failures"] == []
    assert (outcome["machines"], outcome["lines"]) == (6, 180)
    assert 0 < outcome["refused"] < 90


@pytest.mark.ci
def test_more_of_them(node: str):
    assert run(20, 4, lambda text: None, lines=50)["failures"] == []


def test_the_trial_notices_a_count_that_is_off(node: str, monkeypatch: pytest.MonkeyPatch):
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), [21, 0], 12)
        (said,) = replayed(Path(folder), [trial])
        assert trial.differences(said) == []
        trial.lines = [*trial.lines[:-1], "set 3 0.5"]
        said[-1]["refused"] = ""
        assert trial.differences(said)
        said[0]["sum_v"] = [0.25]
        assert "line 0" in trial.differences(said)[0]


def test_respond_is_the_same_six_lines():
    python = Path(modules.__file__).parents[1] / "machine" / "mark1.py"
    for text, first in ((python.read_text("utf-8"), "light = "), (modules.source("machine/mark1.js"), "const s = ")):
        words = [
            text.index(word)
            for word in (first, "excitation = ", "a = this.assoc" if "const" in first else "a = self.assoc", "sum_v = ")
        ]
        assert words == sorted(words)


def test_no_library_decides_a_bit():
    """Only + - x / and the square root are the same everywhere; see ``elementary.js``."""
    for path in sorted((Path(modules.__file__).parent / "machine").glob("*.js")):
        for word in ("Math.exp", "Math.log", "Math.sin", "Math.cos", "Math.pow", "Math.random", "Date"):
            assert word not in path.read_text("utf-8"), path
