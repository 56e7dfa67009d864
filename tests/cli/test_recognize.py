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
    told = mark1("recognize", lettered, "R.png", "bar.png", "--json").value
    assert [answer["file"] for answer in told] == ["R.png", "bar.png"]
    for answer in told:
        assert answer.keys() == {"file", "label", "margin_v", "responses", "reason", "tied"}
        assert answer["label"] in LETTERS
        assert isinstance(answer["margin_v"], float)
        assert len(answer["responses"]) == 8 and set(answer["responses"]) <= {-1, 0, 1}


def test_recognize_answers_alike_for_one_and_for_many(mark1: Run, place: Path, lettered: Path) -> None:
    names = [drawn(letter, place / f"{letter}.png").name for letter in "AKZ"]
    together = mark1("recognize", lettered, *names, "--json").value
    assert together == [mark1("recognize", lettered, name, "--json").value[0] for name in names]
