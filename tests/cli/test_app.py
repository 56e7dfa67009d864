"""Every command: lines for people, help, and the same figures every time."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mark1 import __version__

Run = Callable[..., Any]


@pytest.mark.parametrize("command", ["train", "evaluate", "recognize", "digitize", "inspect", "run"])
def test_people_get_lines_and_no_warnings(command: str, mark1: Run, place: Path, lettered: Path) -> None:
    (place / "s").write_text("theta 3\n")
    words: dict[str, tuple[object, ...]] = {
        "train": ("letters",),
        "evaluate": (lettered, "letters:roman"),
        "recognize": (lettered, "bar.png"),
        "digitize": ("bar.png",),
        "inspect": (lettered,),
        "run": ("s",),
    }
    mark1(command, *words[command]).tidy()


def test_help_and_version(mark1: Run) -> None:
    for words in (["--help"], ["-h"], ["train", "--help"]):
        told = mark1(*words)
        assert (told.code, told.err) == (0, "") and "Usage" in told.out
    done = subprocess.run([sys.executable, "-m", "mark1", "--version"], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"mark1 {__version__}\n", "")


def figures(told: dict[str, Any]) -> dict[str, Any]:
    """All but how long it took here."""
    return {name: value for name, value in told.items() if name != "seconds"}


def test_the_same_seed_gives_the_same_figures(mark1: Run, place: Path) -> None:
    trained = mark1("train", "letters", "--seed", 5, "--epochs", 1000, "--json").value
    assert figures(mark1("train", "letters", "--seed", 5, "--epochs", 1000, "--json").value) == figures(trained)
    assert figures(mark1("demo", "--seed", 5, "--json").value) == figures(trained)
    assert figures(mark1("demo", "--seed", 6, "--json").value) != figures(trained)
    (place / "s").write_text(
        "machine seed 5\ntrain letters\n"
        + "".join(
            f"expect {name.replace('_', '-')} = {trained[name]}\n"
            for name in ("epochs", "presentations", "corrections", "train_accuracy")
        )
        + f"expect machine-time = {trained['machine_time_s']}\n"
    )
    assert mark1("run", "s").code == 0
