"""The report of what was read, for people and for programs."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mark1.cli.invocation import run
from mark1.panel import journal


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two classes, with a blank picture, an empty file, and a drawing; and a state folder of its own."""
    monkeypatch.setattr(journal, "state_folder", lambda: tmp_path / "state")
    for k in range(12):
        page = np.full((16, 16), 255, np.uint8)
        page[2 : 8 + k // 2, 3 : 6 if k % 2 else 12] = 0
        file = tmp_path / "set" / "AB"[k % 2] / f"{k}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(page).save(file)
    Image.new("L", (9, 9), 255).save(tmp_path / "set/A/blank.png")
    (tmp_path / "set/B/empty.png").write_bytes(b"")
    (tmp_path / "set/B/plan.svg").write_text("<svg/>")
    return tmp_path


def output(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert run([*map(str, words)], debug=False) == 0
    return capsys.readouterr().out


def test_the_report_lists_what_was_left_out(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "train", place / "set", "--epochs", 1, "--a-units", 40)
    assert "left out      2 of 14 pictures: A/blank.png: no figure found" in text
    assert "passed over   SVG drawings (export them as PNG): 1 file" in text


def test_json_has_every_bad_picture_and_keeps_the_number_of_classes(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = place / "m.mark1"
    words = ("train", place / "set", "--epochs", 1, "--a-units", 40, "--save", machine, "--json")
    facts = json.loads(output(capsys, *words))
    assert facts["classes"] == 2 and facts["stimuli"] == 12
    assert [bad["file"] for bad in facts["reading"]["bad"]] == ["A/blank.png", "B/empty.png"]
    assert facts["reading"]["passed_over"] == {"SVG drawings (export them as PNG)": 1}
    evaluated = json.loads(output(capsys, "evaluate", machine, place / "set", "--json"))
    assert evaluated["reading"] == facts["reading"]


def test_bad_fail_ends_with_one_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", str(place / "set"), "--bad", "fail"], debug=False) == 2
    lines = capsys.readouterr().err.strip().split("\n")
    assert "2 of 14 pictures cannot be used" in lines[0]
    assert [line.strip() for line in lines[1:]] == [
        "A/blank.png: no figure found: the picture is all one tone: show one with a figure",
        "B/empty.png: is empty (0 bytes): copy the picture again",
    ]


def test_options_of_reading_reach_the_data(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    x = np.tile(np.arange(64, dtype=np.uint8).reshape(1, 8, 8) * 4, (6, 1, 1))
    np.savez(place / "x.npz", x=np.stack([np.roll(page, k) for k, page in enumerate(x)]), y=np.arange(6) % 3 + 1)
    words = ("train", place / "x.npz", "--labels", "A-C", "--only", "A,C", "--transpose", "--epochs", 1, "--json")
    facts = json.loads(output(capsys, *words))
    assert (facts["classes"], facts["stimuli"]) == (2, 4)
    assert any("label 1 is A" in text for text in facts["reading"]["assumed"])
