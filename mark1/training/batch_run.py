"""Batch run: many Mark I machines taught with the same pictures; every epoch of all machines is one compiled call.

Each machine ends as it does when it is trained alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mark1.backends.mark1 import Mark1Backend
from mark1.machine.batch import MarkIBatch
from mark1.machine.teacher import Code
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.training.evaluation import AT_A_TIME

Numbers = NDArray[np.intp]


@dataclass
class Pupil:
    """One machine of the batch: the pictures it is taught and tested with, by number, and how far it has come.

    ``train_accuracy``, ``test_accuracy``: the share named rightly at the end; None without pictures, or before the end.
    """

    backend: Mark1Backend
    train: Numbers
    test: Numbers
    corrections: list[int] = field(default_factory=list)
    wrong: int = 0
    train_accuracy: float | None = None
    test_accuracy: float | None = None

    @property
    def settled(self) -> bool:
        """Whether the last epoch needed no correction."""
        return bool(self.corrections) and not self.corrections[-1]

    @property
    def code(self) -> Code:
        """The code of the classes, which the back end has adopted."""
        assert self.backend.code is not None
        return self.backend.code

    def next_order(self) -> NDArray[np.int64]:
        """The pictures of the next epoch, in the order of showing."""
        return self.train[self.backend.machine.teacher_rng.permutation(len(self.train))].astype(np.int64)


def train_together(pupils: Sequence[Pupil], stimuli: StimulusSet, epochs: int) -> None:
    """Teach all pupils until each is settled or has had ``epochs``, then evaluate them. They have adopted one code."""
    batch = MarkIBatch([pupil.backend.machine for pupil in pupils])
    activity, wanted = batch.sense(stimuli.light), pupils[0].code.words[stimuli.class_of]
    for _ in range(epochs):
        at_work = [i for i, pupil in enumerate(pupils) if not pupil.settled]
        if not at_work:
            break
        orders = np.stack([pupils[i].next_order() for i in at_work])
        for i, lesson in zip(at_work, batch.learn(activity, wanted, orders, at_work), strict=True):
            pupils[i].corrections.append(lesson.corrections)
            pupils[i].wrong = int(np.count_nonzero(lesson.corrections_of))
    for pupil, active in zip(pupils, activity, strict=True):
        pupil.train_accuracy = _accuracy(pupil, active, stimuli.class_of, pupil.train)
        pupil.test_accuracy = _accuracy(pupil, active, stimuli.class_of, pupil.test)


def _accuracy(
    pupil: Pupil, activity: NDArray[np.uint16], class_of: NDArray[np.int32], pictures: Numbers
) -> float | None:
    """The share of these pictures that is named rightly, None of none."""
    if not len(pictures):
        return None
    answers = [pupil.code.nearest(pupil.backend.machine.sums(activity[some])) for some in _parts(pictures)]
    return float(np.mean(np.concatenate(answers) == class_of[pictures]))


def _parts(pictures: Numbers) -> Iterator[Numbers]:
    """As many at a time as an evaluation shows."""
    for first in range(0, len(pictures), AT_A_TIME):
        yield pictures[first : first + AT_A_TIME]
