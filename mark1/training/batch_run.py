"""Batch run: many Mark I machines taught with the same pictures; every epoch of all machines is one compiled call.

::

    machine 0: advance --asks for its next pictures--+                       +--> its step --> advance ...
    machine 1: advance --asks for its next pictures--+--> one compiled call -+--> its step --> advance ...
    ...                                              +                       +

Each runs the loop of ``training_run.py`` and ends as it does when it is trained alone.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mark1.backends.backend import TrainingStep
from mark1.backends.mark1 import Mark1Backend
from mark1.machine.batch import MarkIBatch
from mark1.machine.simulated_time import Process
from mark1.machine.teacher import AnswerCode
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.training.evaluation import AT_A_TIME
from mark1.training.training_run import TrainingRun, advance

Numbers = NDArray[np.intp]


class Pupil:
    """One machine of a batch, as its own Trainer: it names the next pictures, and is handed the step made with them.

    ``train``, ``test``: the pictures of ``stimuli`` it is taught and tested with, by number. ``course`` says how far it
    has come; its accuracies are the share named rightly at the end, None without pictures.
    """

    def __init__(self, backend: Mark1Backend, stimuli: StimulusSet, train: Numbers, test: Numbers, epochs: int) -> None:
        self.backend, self.train, self.test = backend, train, test
        self.training_run = TrainingRun(stimuli, backend.classes, epochs, rule=backend.machine.config.teacher.rule)
        self.next_pictures = np.empty(0, np.int64)
        self.step = TrainingStep(0, np.zeros(len(stimuli), np.int64))

    @property
    def code(self) -> AnswerCode:
        """The code of the classes, which the back end has adopted."""
        assert self.backend.code is not None
        return self.backend.code

    def order(self) -> NDArray[np.int64]:
        """The pictures of the next epoch, in the order of showing."""
        return self.train[self.backend.machine.teacher_rng.permutation(len(self.train))].astype(np.int64)

    def teach(self, order: NDArray[np.int64], dt_s: float | None) -> Process[TrainingStep]:
        """Ask for the pictures of ``order``; resume when the batch was taught."""
        self.next_pictures = order
        yield
        return self.step

    def end(self) -> None:
        """End the training of this machine: nothing is left to do."""


def train_together(pupils: Sequence[Pupil], stimuli: StimulusSet) -> None:
    """Teach all pupils until each is settled or has had its epochs, then evaluate them. They have adopted one code."""
    batch = MarkIBatch([pupil.backend.machine for pupil in pupils])
    activity, wanted = batch.sense(stimuli.light), pupils[0].code.words[stimuli.class_of]
    runs = {
        i: advance(pupil.backend, pupil.training_run, pupil)
        for i, pupil in enumerate(pupils)
        if not pupil.training_run.over
    }
    at_work = [i for i, run in runs.items() if _goes_on(run)]
    while at_work:
        for i in at_work:
            next(runs[i])
        orders = np.stack([pupils[i].next_pictures for i in at_work])
        for i, step in zip(at_work, batch.learn(activity, wanted, orders, at_work), strict=True):
            pupils[i].step = TrainingStep(step.presentations, step.corrections_of, step.corrections)
        at_work = [i for i in at_work if _goes_on(runs[i])]
    for pupil, active in zip(pupils, activity, strict=True):
        pupil.training_run.train_accuracy = _accuracy(pupil, active, stimuli.class_of, pupil.train)
        pupil.training_run.test_accuracy = _accuracy(pupil, active, stimuli.class_of, pupil.test)


def _goes_on(run: Process[int]) -> bool:
    """Let a run come to the place where it would ask for pictures; whether there is one."""
    over = object()
    return next(run, over) is not over


def _accuracy(
    pupil: Pupil, activity: NDArray[np.uint16], class_of: NDArray[np.int32], pictures: Numbers
) -> float | None:
    """The share of these pictures that is named rightly, None of none."""
    if not len(pictures):
        return None
    answers = [pupil.code.nearest(pupil.backend.machine.sums(activity[part])) for part in _parts(pictures)]
    return float(np.mean(np.concatenate(answers) == class_of[pictures]))


def _parts(pictures: Numbers) -> Iterator[Numbers]:
    """The pictures in parts of ``AT_A_TIME``, the number that an evaluation shows at a time."""
    for first in range(0, len(pictures), AT_A_TIME):
        yield pictures[first : first + AT_A_TIME]
