"""The user's own defaults: written by one command, used by the others, and never in the way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mark1.version import __version__

Run = Callable[..., Any]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MARK1_CONFIG", str(tmp_path / "new" / "config.toml"))
    return tmp_path / "new" / "config.toml"


def test_a_default_is_kept_and_used_unless_the_line_says_otherwise(mark1: Run, file: Path) -> None:
    told = mark1("config", "seed", 7).out.split("\n")
    assert told[0] == str(file) and told[1].split()[:2] == ["seed", "7"] and told[2:] == [""]
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
    given = {"theme": "large-text", "kiosk": True, "hide": ["teacher.reset"]}
    assert mark1("config", "--json").value == {"program": f"mark1 {__version__}", "file": str(file), **given}
    mark1("config", "kiosk", "--unset")
    mark1("config", "hide", "teacher.reset", "header.mlp")
    assert file.read_text() == 'hide = ["teacher.reset", "header.mlp"]\ntheme = "large-text"\n# mine\n'


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
        (("seed", "1.5"), "seed: expected a whole number, 0 or more, got 1.5"),
        (("kiosk", "yes"), "kiosk: expected true or false, got 'yes'"),
        (("idle_s", "0"), "idle_s: expected a number, 1 to 86400, got 0"),
        (("theme", "normal", "dark"), "theme: expected normal, high-contrast, large-text, got 'normal dark'"),
        (("hide", "teacher.rest"), "hide: unknown name 'teacher.rest'"),
        (("seed", "7", "--unset"), "--unset takes the name of a setting and no value"),
        (("--unset",), "--unset takes the name of a setting and no value"),
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


def test_a_setting_over_several_lines_is_left_to_its_author(mark1: Run, file: Path) -> None:
    file.parent.mkdir()
    text = 'folders = [\n  "/a",\n]\n'
    file.write_text(text)
    told = mark1("config", "folders", "/b")
    assert told.code == 2 and str(file) in told.err and len(told.err.splitlines()) == 1 and file.read_text() == text


def test_data_sets_are_found_by_name_in_the_library_folders(
    mark1: Run, file: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mark1.panel.control_panel import ControlPanel
    from mark1.stimuli.library import files_of, load

    shelf, work = place / "shelf", place / "work"
    (work / "mine").mkdir(parents=True)
    shelf.mkdir()
    for folder, label in ((shelf, "there"), (work / "mine", "here")):
        pixels = ",".join(["0"] * 100 + ["255"] * 300)
        (folder / "points.csv").write_text("".join(f"{name},{pixels}\n" for name in (label, "other")))
    mark1("config", "folders", "shelf", str(place / "missing"))
    assert mark1("config", "folders", "--json").value["folders"] == [str(shelf), str(place / "missing")]
    monkeypatch.chdir(work)
    assert load("points.csv").classes == ("other", "there")
    assert files_of("points.csv") == [shelf / "points.csv"]
    monkeypatch.chdir(work / "mine")
    assert load("points.csv").classes == ("here", "other")  # a file of the current folder comes first
    monkeypatch.chdir(work)
    panel = ControlPanel()
    panel.execute("train points.csv")
    assert panel.history[-1].split()[1] == str(shelf / "points.csv")
    (work / "s.toml").write_text('data = "points.csv"\n')
    from mark1.sweep.jobs import jobs_of
    from mark1.sweep.spec import read

    assert [job.data for job in jobs_of(read(work / "s.toml"))] == [str(shelf / "points.csv")]
    assert mark1("train", "nowhere.csv").err.startswith("mark1: no data set, file or folder called 'nowhere.csv' (")


def test_the_themes_and_languages_are_those_of_the_window() -> None:
    from mark1.config import SETTINGS
    from mark1.gui.paint.theme import THEMES
    from mark1.gui.paint.words import LANGUAGES
    from mark1.gui.visitor.settings import OTHERS, UserSettings

    assert (SETTINGS["theme"].words, SETTINGS["language"].words) == (tuple(THEMES), tuple(LANGUAGES))
    assert {*SETTINGS} == {*UserSettings.__dataclass_fields__, *OTHERS}
