"""``mark1 recognize``: what pictures show."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from mark1.stimuli.characters import LETTERS
from mark1.stimuli.library import picture_of

Run = Callable[..., Any]


def drawn(letter: str, path: Path) -> Path:
    """A letter of the library as a picture file, black on white, five pixels to a cell."""
    light = np.kron(picture_of("letter", letter), np.ones((5, 5)))
    Image.fromarray((255 * (1 - light)).astype(np.uint8)).save(path)
    return path


def test_recognize_json(mark1: Run, place: Path, lettered: Path) -> None:
    drawn("R", place / "R.png")
    told = mark1("recognize", lettered, "R.png", "bar.png", "--unknown", "off", "--json").value
    assert [answer["file"] for answer in told] == ["R.png", "bar.png"]
    for answer in told:
        assert answer.keys() == {"file", "label", "margin_v", "responses", "reason", "tied", "distance", "wide"}
        assert answer["label"] in LETTERS
        assert isinstance(answer["margin_v"], float)
        assert len(answer["responses"]) == 8 and set(answer["responses"]) <= {-1, 0, 1}


def test_recognize_answers_alike_for_one_and_for_many(mark1: Run, place: Path, lettered: Path) -> None:
    names = [drawn(letter, place / f"{letter}.png").name for letter in "AKZ"]
    together = mark1("recognize", lettered, *names, "--json").value
    assert together == [mark1("recognize", lettered, name, "--json").value[0] for name in names]


def test_what_the_machine_does_not_know_gets_no_answer(mark1: Run, place: Path, lettered: Path) -> None:
    rng = np.random.default_rng(0)
    Image.fromarray(np.kron(rng.integers(0, 2, (20, 20)), np.ones((9, 9))).astype(np.uint8) * 255).save(place / "n.png")
    drawn("R", place / "R.png")
    known, noise = mark1("recognize", lettered, "R.png", "n.png", "--figure", "all", "--json").value
    assert known["label"] == "R" and known["distance"] < 0.3
    assert noise["label"] is None and noise["reason"] == "unlike every picture of the training set"
    assert noise["distance"] > 0.5 and noise["taken_for"] in LETTERS
    (always,) = mark1("recognize", lettered, "n.png", "--figure", "all", "--unknown", "off", "--json").value
    assert always["label"] == noise["taken_for"]


def test_several_letters_are_refused_or_answered_one_by_one(mark1: Run, place: Path, lettered: Path) -> None:
    pages = [np.kron(picture_of("letter", letter), np.ones((5, 5))) for letter in "AHB"]
    Image.fromarray((255 * (1 - np.hstack(pages))).astype(np.uint8)).save(place / "word.png")
    refused = mark1("recognize", lettered, "word.png")
    assert refused.code == 2 and "3 separate figures" in refused.err
    told = mark1("recognize", lettered, "word.png", "--each", "--unknown", "off", "--json").value
    assert [answer["file"] for answer in told] == [f"word.png figure {n}" for n in (1, 2, 3)]
    (first,) = mark1("recognize", lettered, "word.png", "--figure", "1", "--unknown", "off", "--json").value
    assert first["label"] == told[0]["label"]
