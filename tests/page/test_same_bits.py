"""The page's machine and Python's: the same bits, line by line. The full count: ``python -m benchmarks long page``."""

import json
import subprocess
import tempfile
from pathlib import Path

import pytest

from benchmarks.long.page import REPLAY, Trial, replayed, run
from mark1.page import modules, pictures
from mark1.panel.control_panel import ControlPanel


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


CORPUS = Path(__file__).parents[1] / "corpus" / "0.1.0" / "machines"
OF_OTHERS = ("mlp", "logistic")  # back ends that the page does not have
OLD_NOISE = "noise.mark1"  # of generators that the page does not have


@pytest.mark.ci
def test_files_of_the_first_version(node: str, tmp_path: Path):
    lines = ["present dark", "damage motors 3", "undo", "set 1 1", "wait 3", "damage wires 2"]
    files = [path for path in sorted(CORPUS.glob("*.mark1")) if not path.name.startswith((*OF_OTHERS, OLD_NOISE))]
    assert len(files) > 20
    for path in files:
        (tmp_path / path.name).write_bytes(path.read_bytes())
        (tmp_path / f"{path.name}.pictures").write_bytes(pictures.packed(loaded(path).machine))
    jobs = [{"machine": path.name, "lines": lines, "out": f"page-{path.name}"} for path in files]
    (tmp_path / "jobs.json").write_text(json.dumps(jobs))
    subprocess.run([node, REPLAY, tmp_path], check=True)
    for path in files:
        ours, page = loaded(path), loaded(tmp_path / f"page-{path.name}")
        for line in lines:
            ours.execute(line)
        (plain, arrays), (page_plain, page_arrays) = ours.backend.capture(), page.backend.capture()
        assert page_plain == plain, path
        assert {name for name in arrays if arrays[name].tobytes() != page_arrays[name].tobytes()} == set(), path


def loaded(path: Path) -> ControlPanel:
    panel = ControlPanel()
    panel.load(str(path))
    return panel


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
