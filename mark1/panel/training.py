"""A course of training: the trainer shows the pictures, pass after pass, until no answer is wrong."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mark1.backends.backend import Backend, Lesson, indices_in
from mark1.errors import RigError
from mark1.machine.config import CORRECTING
from mark1.stimuli.stimulus_set import StimulusSet

AT_A_TIME = 8192


@dataclass
class Course:
    """What a course of training leaves behind; lists have one entry a pass, ``wrong_of`` one a picture.

    ``corrections`` is empty for a brain that makes none, ``losses`` for one that has none. ``wrong_of`` counts the
    corrections each picture took; for a brain without corrections, or a rule that does not look at errors, the passes
    after which it was wrong (left to itself: was answered in another way than before). ``rule``: the Mark I's.
    ``trouble``: what ended it too early, if a rig did.
    """

    stimuli: StimulusSet
    classes: tuple[str, ...]
    wanted_passes: int
    rule: str = CORRECTING[0]
    corrections: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    wrong_of: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    seconds: float = 0.0
    machine_time_s: float = 0.0
    settled: bool = False
    interrupted: bool = False
    trouble: str = ""
    train_accuracy: float = 0.0
    test_accuracy: float | None = None

    @property
    def corrects(self) -> bool:
        """Whether only errors are reinforced, so that it may settle."""
        return self.rule in CORRECTING

    @property
    def alone(self) -> bool:
        """Whether nobody said what is right."""
        return self.rule == "spontaneous"

    @property
    def work(self) -> str:
        """What ``corrections`` counts."""
        return "corrections" if self.corrects else "reinforcements"

    @property
    def passes(self) -> int:
        """Passes done."""
        return len(self.wrong)

    def add(self, lesson: Lesson) -> None:
        """One more pass."""
        if lesson.corrections is not None:
            self.corrections.append(lesson.corrections)
        if lesson.loss is not None:
            self.losses.append(lesson.loss)
        self.wrong.append(int(np.count_nonzero(lesson.wrong_of)))
        self.wrong_of += lesson.wrong_of
        self.settled = lesson.settled


@dataclass(frozen=True)
class Verdict:
    """How a brain does on labelled pictures: ``confusion[i, j]`` pictures of class i were taken for class j."""

    accuracy: float
    confusion: NDArray[np.int64]
    classes: tuple[str, ...]


def passes(backend: Backend, course: Course, asked_to_stop: Callable[[], bool]) -> Iterator[Course]:
    """Run the course pass by pass, yielding it after every pass.

    Ends when the brain has settled, after ``wanted_passes``, when asked to stop, or when a rig is lost for good; of the
    last two it says so, and what was learned is kept.
    """
    stimuli, began, began_s = course.stimuli, time.perf_counter(), backend.machine.machine_time_s
    course.wrong_of = np.zeros(len(stimuli), np.int64)
    with closing(backend.lessons(stimuli, course.wanted_passes, lambda i: name_of(stimuli, i))) as lessons:
        for lesson in _until_lost(lessons, course):
            course.add(lesson)
            course.seconds = time.perf_counter() - began
            course.machine_time_s = backend.machine.machine_time_s - began_s
            course.interrupted = not course.settled and course.passes < course.wanted_passes and asked_to_stop()
            yield course
            if course.interrupted:
                return


def _until_lost(lessons: Iterator[Lesson], course: Course) -> Iterator[Lesson]:
    """The lessons, until the rig that learns them is lost."""
    try:
        yield from lessons
    except RigError as lost:
        course.interrupted, course.trouble = True, str(lost)


def judge(backend: Backend, stimuli: StimulusSet) -> Verdict:
    """Show every picture once, without teaching, and compare the answers. Raises ConfigError for an unknown class."""
    classes = backend.classes
    truth = indices_in(classes, stimuli)
    parts = range(0, len(stimuli), AT_A_TIME)
    answer = np.concatenate([backend.classify(stimuli.light[first : first + AT_A_TIME]) for first in parts])
    n = len(classes)
    confusion = np.bincount(truth * n + answer, minlength=n * n).reshape(n, n)
    return Verdict(float(np.mean(answer == truth)), confusion, classes)


def name_of(stimuli: StimulusSet, i: int) -> str:
    """What a picture is called in reports: its source, or its number in the set, and its label."""
    source = stimuli.sources[i] if stimuli.sources else f"{stimuli.name} number {i}"
    return f"{source} ({stimuli.classes[stimuli.class_of[i]]})"
