"""The command ``gui``: pictures without a display, and what it says when something is wrong."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mark1.cli import gui


def test_a_script_becomes_a_picture(mark1: Any, tmp_path: Path) -> None:
    script, out = tmp_path / "s.txt", tmp_path / "out.png"
    script.write_text("present letter A\nteach A\n")
    kept = []
    for _ in range(2):
        ended = mark1("gui", "--script", script, "--screenshot", out, "--size", "1024x640", "--frames", "3")
        assert ended.code == 0, ended.err
        assert ended.out.split() == ["Screenshot:", str(out)] and ended.err == ""
        kept.append(out.read_bytes())
    assert kept[0] == kept[1]
    with Image.open(out) as picture:
        assert picture.size == (1024, 640)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--size", "big"), 2, "--size: expected WIDTHxHEIGHT"),
        (("--size", "0x900"), 2, "--size: expected WIDTHxHEIGHT"),
        (("--theme", "neon"), 2, "--theme"),
        (("--settings", "nowhere.toml"), 1, "nowhere.toml"),
        (("--script", "nowhere.txt"), 1, "nowhere.txt"),
        (("nowhere.mark1",), 1, "nowhere.mark1"),
    ],
)
def test_misuse_is_one_line(arguments: tuple[str, ...], code: int, says: str, mark1: Any, tmp_path: Path) -> None:
    ended = mark1("gui", *arguments, "--screenshot", tmp_path / "out.png")
    assert ended.code == code, ended.err
    assert says in ended.err and ended.err.count("\n") == 1
    assert not (tmp_path / "out.png").exists()


def test_a_picture_is_presented() -> None:
    for name, line in (("h.png", "present file h.png"), ("two words.JPG", "present file 'two words.JPG'"),
                       ("set.npz", "course set.npz"), ("a.mark1", "load a.mark1")):  # fmt: skip
        assert list(gui._first_lines(name)) == [line]


def test_a_line_that_fails_is_told(mark1: Any, tmp_path: Path) -> None:
    script = tmp_path / "s.txt"
    script.write_text("theta much\n")
    ended = mark1("gui", script, "--screenshot", tmp_path / "out.png")
    assert ended.code == 2
    assert "got 'much'" in ended.err


@pytest.mark.parametrize(("names", "there"), [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "w"}, True)])
def test_a_display_is_noticed(names: dict[str, str], there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    assert gui.has_display() is there


def test_settings_are_those_of_the_file_unless_the_command_says_otherwise(mark1: Any, tmp_path: Path) -> None:
    settings, kept = tmp_path / "wall.toml", []
    settings.write_text('theme = "high-contrast"\nlanguage = "it"\nhide = ["header.mlp"]\n')
    for more in ((), ("--settings", settings), ("--settings", settings, "--theme", "normal", "--language", "en")):
        out = tmp_path / "out.png"
        assert mark1("gui", "--screenshot", out, "--size", "1024x640", "--frames", "1", *more).code == 0
        kept.append(out.read_bytes())
    assert len(set(kept)) == 3
    settings.write_text('hide = ["header.mpl"]')
    ended = mark1("gui", "--screenshot", tmp_path / "out.png", "--settings", settings)
    assert ended.code == 2
    assert "Did you mean 'header.mlp'?" in ended.err and ended.err.count("\n") == 1


def test_a_screenshot_is_a_png(mark1: Any, tmp_path: Path) -> None:
    ended = mark1("gui", "--screenshot", tmp_path / "out.jpg")
    assert ended.code == 2
    assert "expected a name that ends in .png" in ended.err and ended.err.count("\n") == 1
    assert not list(tmp_path.iterdir())
