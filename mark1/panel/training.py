"""A course of training: the trainer shows the pictures, pass after pass, until no answer is wrong."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mark1.machine.mark1 import Activity, MarkI
from mark1.machine.teacher import Code
from mark1.stimuli.stimulus_set import StimulusSet


@dataclass
class Course:
    """What a course of training leaves behind; lists have one entry a pass, ``corrections_of`` one a picture."""

    stimuli: StimulusSet
    code: Code
    wanted_passes: int
    corrections: list[int] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    corrections_of: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    seconds: float = 0.0
    machine_time_s: float = 0.0
    interrupted: bool = False
    train_accuracy: float = 0.0
    test_accuracy: float | None = None

    @property
    def passes(self) -> int:
        """Passes done."""
        return len(self.corrections)

    @property
    def settled(self) -> bool:
        """Whether the last pass needed no correction."""
        return bool(self.corrections) and self.corrections[-1] == 0


@dataclass(frozen=True)
class Verdict:
    """How a machine does on labelled pictures: ``confusion[i, j]`` pictures of class i were taken for class j."""

    accuracy: float
    confusion: NDArray[np.int64]
    classes: tuple[str, ...]


def passes(machine: MarkI, course: Course, asked_to_stop: Callable[[], bool]) -> Iterator[Course]:
    """Run the course pass by pass, each in a fresh random order, yielding it after every pass.

    Ends when a pass needed no correction, after ``wanted_passes``, or when asked to stop (then says so).
    """
    stimuli, began, began_s = course.stimuli, time.perf_counter(), machine.machine_time_s
    wanted = course.code.words[_class_in_code(stimuli, course.code)]
    course.corrections_of = np.zeros(len(stimuli), np.int64)
    noisy = machine.config.retina.noise > 0
    activity = None if noisy else machine.sense(stimuli.light)
    while course.passes < course.wanted_passes and not course.settled and not course.interrupted:
        order = machine.teacher_rng.permutation(len(stimuli))
        shown = _shown(machine, stimuli, order) if activity is None else activity
        lesson = machine.learn(shown, wanted, order, lambda i: name_of(stimuli, i))
        course.corrections.append(lesson.corrections)
        course.wrong.append(int(np.count_nonzero(lesson.corrections_of)))
        course.corrections_of += lesson.corrections_of
        course.seconds = time.perf_counter() - began
        course.machine_time_s = machine.machine_time_s - began_s
        more = lesson.corrections > 0 and course.passes < course.wanted_passes
        course.interrupted = more and asked_to_stop()
        yield course


def judge(machine: MarkI, code: Code, stimuli: StimulusSet) -> Verdict:
    """Show every picture once, without teaching, and compare the answers."""
    truth = _class_in_code(stimuli, code)
    answer = np.concatenate([code.nearest(machine.sums(part)) for part in _sensed(machine, stimuli)])
    n = len(code.classes)
    confusion = np.bincount(truth * n + answer, minlength=n * n).reshape(n, n)
    return Verdict(float(np.mean(answer == truth)), confusion, code.classes)


def name_of(stimuli: StimulusSet, i: int) -> str:
    """What a picture is called in reports: its source, or its number in the set, and its label."""
    source = stimuli.sources[i] if stimuli.sources else f"{stimuli.name} number {i}"
    return f"{source} ({stimuli.classes[stimuli.class_of[i]]})"


def _sensed(machine: MarkI, stimuli: StimulusSet, at_a_time: int = 8192) -> Iterator[Activity]:
    for first in range(0, len(stimuli), at_a_time):
        yield machine.sense(stimuli.light[first : first + at_a_time])


def _shown(machine: MarkI, stimuli: StimulusSet, order: NDArray[np.int64]) -> Activity:
    """Activity with fresh noise of the photocells, drawn in the order of showing, returned in the order of the set."""
    in_order = machine.sense(stimuli.light[order])
    activity = np.empty_like(in_order)
    activity[order] = in_order
    return activity


def _class_in_code(stimuli: StimulusSet, code: Code) -> NDArray[np.int64]:
    """Each picture's class as an index into the code. Raises ConfigError for a class the code does not have."""
    return np.array([code.index(label) for label in stimuli.classes], np.int64)[stimuli.class_of]
