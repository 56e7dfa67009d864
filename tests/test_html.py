"""What a notebook shows: well-formed, escaped, and true."""

import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest

import mark1
from mark1 import html
from mark1.panel.reply import Reply
from mark1.training.evaluation import EvaluationResult

SVG = "{http://www.w3.org/2000/svg}"


def texts(page: str) -> list[str]:
    """The words in it; raises if it is not well-formed."""
    return [text.strip() for text in ET.fromstring(page).itertext() if text.strip()]


@pytest.fixture(scope="module")
def panel() -> mark1.ControlPanel:
    panel = mark1.ControlPanel()
    panel.execute("train letters")
    return panel


def test_a_set_shows_one_picture_of_each_class_first() -> None:
    letters = mark1.load_stimuli("letters")
    twice = letters.joined(letters)
    shown = texts(twice._repr_html_())
    assert shown[:24] == list(letters.classes[:24]) and "52 pictures of 20 x 20, 26 classes" in shown[-1]
    few = letters.take([0, 0, 1])
    assert texts(few._repr_html_())[:3] == ["A", "B", "A"]


def test_the_cells_of_a_picture_are_its_light() -> None:
    light = np.zeros((1, 2, 4), np.float32)
    light[0, 1, 1:3] = 1
    page = ET.fromstring(mark1.StimulusSet("two", light, np.zeros(1, np.int32), ("x",))._repr_html_())
    boxes = [rect.attrib for rect in page.iter(f"{SVG}rect")]
    (lit,) = [box for box in boxes if box["fill"] == "#fffaeb"]
    assert [lit[name] for name in ("x", "y", "width", "height")] == ["28", "28", "40", "20"]


def test_a_machine_shows_what_its_r_units_look_for(panel: mark1.ControlPanel) -> None:
    shown = texts(panel.machine._repr_html_())
    assert shown[:8] == [f"R-unit {r}" for r in range(8)] and "512 A-units" in shown[-1]
    assert "#b3402a" in panel.machine._repr_html_() or "#2f5d9b" in panel.machine._repr_html_()
    assert texts(mark1.MarkI()._repr_html_())[:1] == ["R-unit 0"]


def test_an_evaluation_shows_its_counts() -> None:
    result = EvaluationResult(0.7, np.array([[3, 1], [2, 4]]), ("cat", "dog"))
    shown = texts(result._repr_html_())
    assert [one for one in shown if one.isdigit()] == ["3", "1", "2", "4"]
    assert shown[-1] == "70.0% of 10 pictures right; a row for each true class"
    many = EvaluationResult(1.0, np.eye(50, dtype=np.int64), tuple(map(str, range(50))))
    assert texts(many._repr_html_())[-1].endswith("(the first 40 classes)")


def test_a_reply_shows_text_and_values(panel: mark1.ControlPanel) -> None:
    reply = panel.execute("present letter A")
    assert reply.text in texts(reply._repr_html_())[0]


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "a & b", "\u202e]]>\x00"])
def test_words_of_others_stay_words(evil: str) -> None:
    light = np.zeros((1, 2, 2), np.float32)
    shown: list[Any] = [
        mark1.StimulusSet(evil, light, np.zeros(1, np.int32), (evil,)),
        EvaluationResult(1.0, np.ones((1, 1), np.int64), (evil,)),
        Reply(evil, {"name": evil, evil: [evil]}),
    ]
    for one in shown:
        page = one._repr_html_()
        assert "<script" not in page
        if evil.isprintable():
            texts(page)


def test_large_things_stay_small() -> None:
    noise = np.random.default_rng(0).random((2000, 20, 20)).astype(np.float32)
    many = mark1.StimulusSet("noise", noise, np.arange(2000, dtype=np.int32) % 3, ("a", "b", "c"))
    assert len(many._repr_html_()) < 1_000_000
    assert html.MOST_PICTURES == 24
