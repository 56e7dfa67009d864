"""``mark1 run``: scripts, from files and from standard input."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_run_json(mark1: Run, place: Path) -> None:
    (place / "s").write_text("# a script\ntheta 3\n\nexpect theta = 3\n")
    told = mark1("run", "s", "--json").value
    assert [(reply["line"], reply["command"]) for reply in told] == [(2, "theta 3"), (4, "expect theta = 3")]


def test_scripts_come_from_standard_input_too() -> None:
    script = b"\xef\xbb\xbftheta 3\r\nexpect theta = 3\r\n"
    done = subprocess.run([sys.executable, "-m", "mark1", "run", "-"], input=script, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"as expected") == 1


def test_a_script_from_an_input_that_is_closed(mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    ended = mark1("run", "-")
    assert (ended.code, ended.out) == (2, "") and "stdin is closed" in ended.err


@pytest.mark.usefixtures("interrupted_after_two")
def test_an_interrupted_script_ends_there(mark1: Run, place: Path) -> None:
    (place / "s").write_text("train letters\nsave m.mark1\n")
    ended = mark1("run", "s", "--json")
    assert ended.code == 130
    assert "the rest of s was not run" in ended.err and ended.err.count("\n") == 1
    assert not (place / "m.mark1").exists()
