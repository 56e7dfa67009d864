"""Mark1Trainer: pictures shown one after another, and reinforced by the rule on the dial."""

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from mark1.backends.backend import NameOf, Observation, Show, TrainingStep
from mark1.machine.compiled.activity import Activity
from mark1.machine.exposure import CorrectionResult
from mark1.machine.learning import learn_known
from mark1.machine.mark1 import MarkI
from mark1.machine.simulated_time import Driver, Process, seconds
from mark1.machine.teacher import AnswerCode
from mark1.stimuli.stimulus_set import StimulusSet

Numbers = NDArray[np.int64]
READINGS = 1 << 25  # of pots in a stretch: a few ms
MOST_AT_ONCE = 8192


class Mark1Trainer:
    """Compiled, some thousand pictures at a time; through time, or with motors of metal, one by one. The same bits.

    ``class_of`` (n,): each picture's class in the ``code``. A picture is sensed when it is first shown; with noisy
    photocells, each time. By a rule that does not look at errors, a picture was wrong if, before it was reinforced, it
    was taken for another class; under spontaneous learning no answer counts as wrong.
    """

    def __init__(
        self, machine: MarkI, code: AnswerCode, stimuli: StimulusSet, class_of: Numbers, name_of: NameOf, show: Show
    ) -> None:
        self.machine, self.stimuli, self.name_of, self.show = machine, stimuli, name_of, show
        self.code, self.class_of, self.wanted = code, class_of, code.words[class_of]
        self.at_once = min(MOST_AT_ONCE, max(1, READINGS // machine.potentiometers.n_pots))
        self._activity = machine.no_activity(len(stimuli))
        self._sensed = np.zeros(len(stimuli), bool)

    def order(self) -> NDArray[np.int64]:
        return self.machine.teacher_rng.permutation(len(self.stimuli))

    def teach(self, order: NDArray[np.int64], dt_s: float | None) -> Process[TrainingStep]:
        if self.machine.potentiometers.in_closed_form and np.isinf(seconds(dt_s)):
            return self._compiled(order[: self.at_once])
        return (yield from self._through_time(int(order[0])))

    def end(self) -> None:
        pass  # its wipers stay where they are

    def _compiled(self, order: NDArray[np.int64]) -> TrainingStep:
        result = learn_known(self.machine, self._seen(order), self.wanted, order, self.name_of)
        wrong_of = result.corrections_of if result.sum_v is None else self._wrong_of(order, result.sum_v)
        return TrainingStep(len(order), wrong_of, result.corrections)

    def _wrong_of(self, order: Numbers, sum_v: NDArray[np.float64]) -> Numbers:
        """How often each picture was taken for another class: ``sum_v`` (len(order), n_r) as it was shown -> (n,)."""
        wrong = (self.code.nearest(sum_v) != self.class_of[order]) & (self.machine.teacher.rule != "spontaneous")
        return np.bincount(order[wrong], minlength=len(self.stimuli))

    def _seen(self, order: NDArray[np.int64]) -> Activity:
        """Activity (n, n_lanes) for the pictures of ``order``; other rows are uninitialised."""
        new = order[~self._sensed[order]]
        if len(new):
            self._activity[new] = self.machine.sense(self.stimuli.light[new])
            self._sensed[new] = self.machine.config.retina.noise == 0
        return self._activity

    def _through_time(self, i: int) -> Generator[None, float | None, TrainingStep]:
        """One picture; whoever watches sees the sums change while the motors run."""
        machine, light, name = self.machine, self.stimuli.light[i], self.name_of(i)
        s = machine.retina.sense(light)
        a = machine.association.fire(machine.patch_board.carry(s))
        with Driver(machine.teaching(a, self.wanted[i], name, i)) as teaching:
            try:
                sum_v = next(teaching)
                while True:
                    self.show(i, Observation(name, light, s, a, sum_v.copy(), machine.response.answer(sum_v)))
                    sum_v = teaching.send((yield))
            except StopIteration as ended:
                taught: CorrectionResult = ended.value
        wrong_of = self._wrong_of(np.array([i]), taught.sum_v[np.newaxis])
        if machine.teacher.corrects:
            wrong_of[:] = 0
            wrong_of[i] = taught.corrections
        return TrainingStep(1, wrong_of, taught.corrections)
