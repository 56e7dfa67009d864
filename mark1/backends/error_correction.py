"""Lessons of the Mark I: pictures shown one after another, and every wrong R-unit corrected."""

from collections.abc import Generator
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from mark1.backends.backend import Lesson, NameOf, Show, Sight
from mark1.machine.lapse import Lapse, seconds
from mark1.machine.mark1 import Activity, MarkI
from mark1.stimuli.stimulus_set import StimulusSet

READINGS = 1 << 25  # of pots in a stretch: a few ms
MOST_AT_ONCE = 8192


class ErrorCorrectionLessons:
    """Compiled, some thousand pictures at a time; through time, or with motors of metal, one by one. The same bits.

    ``wanted`` (n, n_r) int8. A picture is sensed when it is first shown; with noisy photocells, each time.
    """

    def __init__(
        self, machine: MarkI, stimuli: StimulusSet, wanted: NDArray[np.int8], name_of: NameOf, show: Show
    ) -> None:
        self.machine, self.stimuli, self.wanted, self.name_of, self.show = machine, stimuli, wanted, name_of, show
        self.at_once = min(MOST_AT_ONCE, max(1, READINGS // machine.potentiometers.n_pots))
        self._activity = machine.no_activity(len(stimuli))
        self._sensed = np.zeros(len(stimuli), bool)

    def order(self) -> NDArray[np.int64]:
        return self.machine.teacher_rng.permutation(len(self.stimuli))

    def teach(self, order: NDArray[np.int64], dt_s: float | None) -> Lapse[Lesson]:
        if self.machine.potentiometers.in_closed_form and np.isinf(seconds(dt_s)):
            return self._compiled(order[: self.at_once])
        return (yield from self._through_time(int(order[0])))

    def end(self) -> None:
        pass  # its wipers stay where they are

    def _compiled(self, order: NDArray[np.int64]) -> Lesson:
        lesson = self.machine.learn(self._seen(order), self.wanted, order, self.name_of)
        return Lesson(len(order), lesson.corrections_of, lesson.corrections)

    def _seen(self, order: NDArray[np.int64]) -> Activity:
        """Activity (n, n_lanes) for the pictures of ``order``; what the others' rows hold is nobody's."""
        new = order[~self._sensed[order]]
        if len(new):
            self._activity[new] = self.machine.sense(self.stimuli.light[new])
            self._sensed[new] = self.machine.config.retina.noise == 0
        return self._activity

    def _through_time(self, i: int) -> Generator[None, float | None, Lesson]:
        """One picture; whoever watches sees the sums change while the motors run."""
        machine, light, name = self.machine, self.stimuli.light[i], self.name_of(i)
        s = machine.retina.sense(light)
        a = machine.association.fire(machine.patch_board.carry(s))
        corrections_of = np.zeros(len(self.stimuli), np.int64)
        with closing(machine.teaching(a, self.wanted[i], name, i)) as teaching:
            try:
                sum_v = next(teaching)
                while True:
                    self.show(i, Sight(name, light, s, a, sum_v.copy(), machine.response.answer(sum_v)))
                    sum_v = teaching.send((yield))
            except StopIteration as ended:
                corrections_of[i] = ended.value
        return Lesson(1, corrections_of, int(corrections_of[i]))
