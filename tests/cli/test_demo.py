"""``mark1 demo``: what it tells, and its pictures."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mark1.cli import demo

Run = Callable[..., Any]


def test_demo_json(mark1: Run, place: Path, of_a_course: set[str]) -> None:
    told = mark1("demo", "--json").value
    assert told.keys() >= of_a_course
    assert (told["stimuli"], told["classes"], told["train_accuracy"]) == (26, 26, 1.0)
    assert sorted(os.listdir(place)) == ["bar.png"]


def test_demo_writes_pictures(mark1: Run, place: Path) -> None:
    told = mark1("demo", "--headless", "--out", "out")
    told.tidy()
    pictures = list((place / "out").glob("*.png"))
    assert pictures and all(picture.name in told.out for picture in pictures)
    for picture in pictures:
        with Image.open(picture) as image:
            image.load()


def test_a_demo_that_cannot_settle_says_why(mark1: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(demo.EPOCHS, "mark1", 40)
    ended = mark1("demo", "--seed", "285", "--json")
    assert ended.code == 0 and '"settled": false' in ended.out
    assert "with the wiring of seed 285, an R-unit cannot tell some letters apart" in ended.err
    assert ended.err.count("\n") == 1


def test_a_place_for_the_pictures_is_looked_at_first(mark1: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mark1.panel.control_panel.ControlPanel.execute", pytest.fail)
    ended = mark1("demo", "--out", "bar.png")
    assert (ended.code, ended.out) == (1, "") and "bar.png: is a file, not a directory" in ended.err


@pytest.mark.usefixtures("interrupted_after_two")
def test_an_interrupted_demo_still_shows_what_it_has(mark1: Run, place: Path) -> None:
    ended = mark1("demo", "--json")
    assert ended.code == 130 and '"epochs": 2' in ended.out
    assert ended.err.startswith("mark1: stopped on request after 2 epochs") and ended.err.count("\n") == 1
