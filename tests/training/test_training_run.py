"""A course of training: epochs, the end of them, and the judgement."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mark1.errors import ConfigError
from mark1.machine.simulated_time import run_to_end
from mark1.machine.teacher import AnswerCode
from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.training.evaluation import evaluation_of
from mark1.training.training_run import TrainingRun, advance, name_of


@pytest.fixture
def stimuli(panel: ControlPanel) -> StimulusSet:
    """The letters A to D on the retina."""
    light = panel.stimuli("letters").light[:4]
    return StimulusSet.labelled("letters", light, "ABCD", [f"{letter} grotesque" for letter in "ABCD"])


def course_of(panel: ControlPanel, stimuli: StimulusSet, wanted_epochs: int) -> TrainingRun:
    """A course not begun."""
    panel.backend.adopt(stimuli.classes)
    return TrainingRun(stimuli, panel.backend.classes, wanted_epochs)


def run(panel: ControlPanel, course: TrainingRun, stop: Callable[[], bool] = lambda: False) -> list[int]:
    """Go on to the end: the corrections of each epoch."""
    trainer = panel.backend.trainer(
        course.stimuli, 1000, lambda i: name_of(course.stimuli, i), lambda i, observation: None
    )
    run_to_end(advance(panel.backend, course, trainer, asked_to_stop=stop))
    return course.corrections


@pytest.mark.parametrize("noise", ["", "retina.noise 0.2", "retina.noise 0.2 potentiometers.noise_v 0.1"])
def test_a_course_is_teaching_one_by_one_in_a_random_order(
    noise: str, panel: ControlPanel, stimuli: StimulusSet
) -> None:
    """Three epochs: the same bits as the teacher's hand, picture by picture, in the order the generator gives."""
    panel.execute(f"machine a-units 64 r-units 5 {noise}")
    by_hand = ControlPanel(panel.machine.config)
    code = AnswerCode("binary", stimuli.classes, 5)
    corrections, corrections_of = [], np.zeros(4, np.int64)
    for _ in range(3):
        order = by_hand.machine.teacher_rng.permutation(4)
        wrong = [by_hand.machine.teach(stimuli.light[i], code.words[i], name_of(stimuli, i)) for i in order]
        corrections.append(sum(wrong))
        corrections_of[order] += wrong
    course = course_of(panel, stimuli, 3)
    assert run(panel, course) == corrections == course.corrections
    np.testing.assert_array_equal(course.wrong_of, corrections_of)
    np.testing.assert_array_equal(panel.machine.potentiometers.wiper, by_hand.machine.potentiometers.wiper)
    assert panel.machine.log.names == by_hand.machine.log.names
    assert course.machine_time_s == panel.machine.machine_time_s == by_hand.machine.machine_time_s


def test_it_ends_when_an_epoch_needed_no_correction(panel: ControlPanel, stimuli: StimulusSet) -> None:
    panel.execute("machine r-units 2")
    course = course_of(panel, stimuli, 1000)
    corrections = run(panel, course)
    assert corrections[-1] == 0 and 0 not in corrections[:-1]
    assert course.settled and not course.interrupted
    assert course.epochs == len(corrections) == len(course.wrong)
    assert panel.machine.presentations == 4 * course.epochs
    assert evaluation_of(panel.backend, stimuli).accuracy == 1.0


def test_it_ends_after_the_epochs_wanted(panel: ControlPanel, stimuli: StimulusSet) -> None:
    course = course_of(panel, stimuli, 1)
    assert len(run(panel, course)) == 1
    assert not course.settled and not course.interrupted


def test_it_ends_after_the_stretch_when_asked_to(panel: ControlPanel, stimuli: StimulusSet) -> None:
    asked = iter([False, True])
    course = course_of(panel, stimuli, 1000)
    assert len(run(panel, course, lambda: next(asked))) == 2
    assert course.interrupted and not course.settled


def test_a_request_that_comes_with_the_last_epoch_interrupts_nothing(panel: ControlPanel, stimuli: StimulusSet) -> None:
    course = course_of(panel, stimuli, 1)
    run(panel, course, lambda: True)
    assert not course.interrupted


def test_the_judgement_by_hand(panel: ControlPanel, stimuli: StimulusSet) -> None:
    """An untrained machine sums to 0 everywhere, so all pictures are taken for one class: one of four is right."""
    panel.backend.adopt(stimuli.classes)
    verdict = evaluation_of(panel.backend, stimuli)
    assert verdict.confusion.sum(axis=1).tolist() == [1, 1, 1, 1]
    assert sorted(verdict.confusion.sum(axis=0).tolist()) == [0, 0, 0, 4]
    assert verdict.accuracy == 0.25
    assert verdict.classes == ("A", "B", "C", "D")


def test_judging_teaches_nothing(taught: ControlPanel, bits: Callable[..., Any]) -> None:
    before = bits(taught)
    evaluation_of(taught.backend, taught.stimuli("letters"))
    assert bits(taught) == before


def test_a_class_the_code_does_not_have_is_named(panel: ControlPanel, stimuli: StimulusSet) -> None:
    panel.backend.adopt(("A", "B"))
    with pytest.raises(ConfigError, match="no class 'C'"):
        evaluation_of(panel.backend, stimuli)


def test_pictures_have_names(stimuli: StimulusSet) -> None:
    assert name_of(stimuli, 1) == "B grotesque (B)"
    bare = StimulusSet("mine", stimuli.light, stimuli.class_of, stimuli.classes)
    assert name_of(bare, 2) == "mine number 2 (C)"


def test_a_split_is_seeded_and_tested_apart(panel: ControlPanel) -> None:
    text = panel.execute("train letters:all test-split 0.25 epochs 5").text
    once = panel.training_run
    assert once is not None and once.test_accuracy is not None and "test accuracy" in text
    assert len(once.stimuli) == 39
    panel.execute("reset")
    again = ControlPanel(panel.machine.config)
    again.execute("train letters:all test-split 0.25 epochs 5")
    assert again.training_run is not None
    np.testing.assert_array_equal(again.training_run.stimuli.light, once.stimuli.light)
    assert (again.training_run.corrections, again.training_run.test_accuracy) == (once.corrections, once.test_accuracy)
