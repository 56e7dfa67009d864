"""The user's own defaults: written by one command, used by the others, and never in the way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MARK1_CONFIG", str(tmp_path / "new" / "config.toml"))
    return tmp_path / "new" / "config.toml"


def test_a_default_is_kept_and_used_unless_the_line_says_otherwise(mark1: Run, file: Path) -> None:
    assert mark1("config", "seed", 7).out == f"{file}\n  seed      7\n"
    short = ("train", "letters", "--epochs", 1, "--json")
    assert mark1(*short).value["seed"] == 7
    assert mark1(*short, "--seed", 3).value["seed"] == 3
    mark1("config", "seed", "--unset")
    assert mark1(*short).value["seed"] == 0


def test_other_lines_of_the_file_stay(mark1: Run, file: Path) -> None:
    file.parent.mkdir()
    file.write_text('# mine\nkiosk = true\nhide = ["teacher.reset"]\ntheme = "normal"\n')
    mark1("config", "theme", "large-text")
    assert file.read_text() == 'theme = "large-text"\n# mine\nkiosk = true\nhide = ["teacher.reset"]\n'
    assert mark1("config", "--json").value == {"file": str(file), "theme": "large-text"}


def test_the_window_reads_the_same_file(mark1: Run, file: Path) -> None:
    from mark1.gui.visitor.settings import read

    mark1("config", "seed", 7)
    mark1("config", "language", "it")
    assert read(str(file)).language == "it"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("thme", "normal"), "unknown setting 'thme'. Did you mean 'theme'?"),
        (("theme", "pink"), "theme: expected normal, high-contrast, large-text, got 'pink'"),
        (("seed", "-3"), "No such option: -3"),
        (("seed", "1.5"), "seed: expected a whole number, 0 or more, got '1.5'"),
    ],
)
def test_a_wrong_setting_is_one_line_and_writes_nothing(
    words: tuple[str, ...], says: str, mark1: Run, file: Path
) -> None:
    told = mark1("config", *words)
    assert told.code == 2 and says in told.err and len(told.err.splitlines()) == 1 and not file.exists()


def test_a_broken_file_is_named_and_can_be_looked_for(mark1: Run, file: Path) -> None:
    file.parent.mkdir()
    file.write_text("theme = \n")
    told = mark1("fidelity")
    assert told.code == 2 and str(file) in told.err and "correct or delete this file" in told.err
    assert str(file) in mark1("about").out
    assert mark1("config", "seed", 1).code == 2 and file.read_text() == "theme = \n"
