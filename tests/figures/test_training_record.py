"""TrainingRecord: the words and numbers of a run, worked on paper."""

from typing import Any

import numpy as np
import pytest

from mark1.figures.training_record import TrainingRecord, brief, duration
from mark1.text import printable


def record(**changed: Any) -> TrainingRecord:
    """Five pictures of the classes a, b and b10; two epochs; two R-units with three pots."""
    run: dict[str, Any] = {
        "name": "letters",
        "light": np.zeros((5, 2, 2), np.float32),
        "labels": ["b10", "a", "b", "a", "b"],
        "corrections_per_epoch": [4, 0],
        "wrong_per_epoch": [3, 0],
        "corrections_of": np.array([1, 0, 0, 0, 3]),
        "looks_for": np.zeros((2, 2, 2)),
        "wiper_v": np.array([1.0, 2.0, 3.0]),
        "stop_v": 11.0,
        "machine_time_s": 739.0,
        "seconds": 0.83,
        "seed": 0,
        "settings": "",
    }
    return TrainingRecord(**run | changed)


def test_numbers() -> None:
    run = record()
    assert (run.epochs, run.corrections, run.presentations, run.learned) == (2, 4, 10, True)
    assert run.pictures_of == {"a": [1, 3], "b": [2, 4], "b10": [0]}
    assert run.samples("a", 1) == [1] and run.samples("a", 5) == [1, 3]


def test_hardest_is_the_mean_of_a_class_and_its_hardest_picture() -> None:
    """b took 0 + 3 corrections on two pictures: 1.5; b10 took 1; a took none and is left out."""
    assert record().hardest(5) == [("b", 1.5, 4), ("b10", 1.0, 0)]
    assert record().hardest(1) == [("b", 1.5, 4)]


def test_pots_go_to_the_r_units_as_the_bank_deals_them() -> None:
    """3 pots, 2 R-units: the first ends at 1 * 3 // 2 = 1."""
    assert record().pots_of(0).tolist() == [1.0] and record().pots_of(1).tolist() == [2.0, 3.0]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "5 letters of 3 classes, learned without an error"),
        ({"labels": list("abcde")}, "5 letters, learned without an error"),
        ({"name": "digits:roman", "labels": list("12345")}, "5 digits, learned without an error"),
        ({"corrections_per_epoch": [4], "wrong_per_epoch": [3]}, "5 letters of 3 classes, 3 still wrong after 1 epoch"),
        ({"name": "x/", "corrections_per_epoch": [], "wrong_per_epoch": []}, "5 pictures of 3 classes, not yet taught"),
    ],
)
def test_headline(changed: dict[str, Any], words: str) -> None:
    assert record(**changed).headline() == words


def test_story() -> None:
    assert record().story() == (
        "In 2 epochs the teacher showed 10 pictures and corrected 4 answers of single R-units. In the last epoch every "
        "answer was right. The machine of 1960 would have taken 12 min 19 s; this run took 0.8 s."
    )
    assert "still got a wrong answer" in record(corrections_per_epoch=[4], wrong_per_epoch=[3]).story()
    assert "nothing to correct" in record(corrections_per_epoch=[0], wrong_per_epoch=[0]).story()
    assert "not been taught" in record(corrections_per_epoch=[], wrong_per_epoch=[]).story()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (739, "12 min 19 s"),
        (3599.6, "1 h"),
        (12_000, "3 h 20 min"),
        (86_399, "1 d"),
        (187_200, "2 d 4 h"),
    ],
)
def test_duration(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_brief() -> None:
    assert [brief(s) for s in (0.0041, 0.83, 9.94, 12.3, 200)] == ["0.0041 s", "0.8 s", "9.9 s", "12 s", "3 min 20 s"]


def test_printable() -> None:
    assert printable("a\n\x1b\udcff字") == "a···字"


def test_another_brain_is_told_in_its_own_words() -> None:
    mlp = record(
        backend="mlp", corrections_per_epoch=[], wrong_per_epoch=[2, 0], losses=[1.5, 0.25], wiper_v=np.zeros(0)
    )
    assert mlp.epochs == 2 and mlp.learned and not mlp.corrects
    assert "the loss went from 1.5 to 0.25, down the gradient" in mlp.story()
    assert "1960" not in mlp.story() and "correct" not in mlp.story() + mlp.effort()
    assert (mlp.unit, mlp.unit_name(3)) == ("hidden unit", "H 3")
    still = record(backend="mlp", corrections_per_epoch=[], wrong_per_epoch=[2, 1], losses=[1.5, 0.25])
    assert not still.learned and "still got a wrong answer" in still.story()


def test_a_rule_that_does_not_look_at_errors_is_told_in_its_own_words() -> None:
    forced = record(rule="forced", corrections_per_epoch=[5, 5], wrong_per_epoch=[3, 1])
    assert forced.headline() == "5 letters of 3 classes, 1 still wrong after 2 epochs"
    assert "and reinforced 10 answers of single R-units, right or wrong. In the last epoch 1 letter" in forced.story()
    assert (forced.work, forced.learned, forced.effort()) == ("reinforcements", False, "wrong epochs for each letter")
    assert record(rule="bivalent", corrections_per_epoch=[5, 5]).learned, "what counts is the answers, not the work"
    none = record(rule="forced", corrections_per_epoch=[0], wrong_per_epoch=[3])
    assert "nothing to correct" not in none.story()
    assert record().work == "corrections" and record().corrects


def test_a_machine_left_to_itself_is_not_said_to_have_learned() -> None:
    alone = record(rule="spontaneous", corrections_per_epoch=[5, 5])
    assert not alone.learned and alone.headline() == "5 letters of 3 classes, left to itself for 2 epochs"
    assert "right or wrong. Nobody said what is right." in alone.story()


def test_an_output_is_called_by_its_class() -> None:
    run = record(backend="logistic")
    labels = list(run.pictures_of)
    named = record(backend="logistic", looks_for=np.zeros((len(labels), 2, 2)))
    assert [named.unit_name(i) for i in range(len(labels))] == labels
    assert record(backend="logistic", looks_for=np.zeros((len(labels) + 1, 2, 2))).unit_name(0) == "O 0"
