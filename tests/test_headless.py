"""A server without a display: all but the window and the figures works without matplotlib and pygame-ce."""

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest
from headless import NEED_MATPLOTLIB, NEED_PYGAME, WORKS

from mark1.install_hint import DISPLAYS

CHECKOUT = Path(__file__).parents[1]
CORE = CHECKOUT / "requirements-core.txt"
SAYS = "requires {}, which is not installed: pip install {}"


def check(python: Path | str, folder: Path, *words: str, **environment: str) -> None:
    """Run the script in an empty folder and judge what became of its commands."""
    folder.mkdir()
    command = [str(python), str(CHECKOUT / "tests" / "headless.py"), *words]
    done = subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["absent"] == ["matplotlib", "pygame"]
    outcomes = found["outcomes"]
    assert {line: outcome for line, outcome in outcomes.items() if line in WORKS and outcome[0] != 0} == {}
    for lines, library in ((NEED_PYGAME, "pygame-ce"), (NEED_MATPLOTLIB, "matplotlib")):
        for line in lines:
            code, says = outcomes[line]
            assert code == 1 and SAYS.format(library, library) in says.splitlines()[-1], (line, says)
    for line in ("demo", "experiment run motors --seeds 1", "rig wiring --out wiring"):
        assert SAYS.format("matplotlib", "matplotlib") in outcomes[line][1]
    written = {"m.mark1", "n.mark1", "m.html", "plane.html", "t.csv", "wiring/wiring.md", "wiring/schematic.svg"}
    given = {"a.png", "s.toml", "script.txt", "wiring/bom.csv"}
    assert {name.replace(os.sep, "/") for name in found["files"]} == written | given  # and no empty picture


def test_all_works_without_them_or_says_what_is_missing(tmp_path: Path) -> None:
    check(sys.executable, tmp_path / "run", "--block", PYTHONPATH=str(CHECKOUT))


@pytest.mark.ci
def test_all_works_where_only_the_core_is_installed(tmp_path: Path) -> None:
    """As docs/install.md says, in an environment of its own."""
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    for words in (("-r", str(CORE)), ("--no-deps", str(CHECKOUT))):
        done = subprocess.run([python, "-m", "pip", "install", "-q", *words], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    check(python, tmp_path / "run", PYTHONPATH="")


def test_the_core_is_all_that_pyproject_lists_but_for_the_two() -> None:
    listed = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    core = [line for line in CORE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert core == [line for line in listed if re.split("[<>=]", line)[0] not in DISPLAYS.values()]
