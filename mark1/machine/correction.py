"""A correction: the motors of one R-unit that run together, pulse by pulse, while a stimulus is shown."""

import numpy as np
from numpy.typing import NDArray

from mark1.machine.potentiometers import Potentiometers
from mark1.machine.reinforcement import Reinforcement, Run


class Correction:
    """Motors of an R-unit that run together, pulse by pulse. ``answer`` is reinforced; ``sum_v`` V was shown."""

    def __init__(
        self,
        bank: Potentiometers,
        rule: Reinforcement,
        run: Run,
        active: NDArray[np.int64],
        r: int,
        answer: int,
        sum_v: float,
    ) -> None:
        self.bank, self.rule = bank, rule
        self.run, self.pots, self.active, self.r, self.answer, self.sum_v = run, run.pots, active, r, answer, sum_v
        self.came_from, self.counts, self.pulses = self.bank.wiper[self.pots], self._counts(), 0
        self.shaft = self.bank.shaft[self.pots]  # before the last pulse

    def _counts(self) -> int:
        """The sum of the wipers of the active pots, in counts."""
        return int(self.bank.wiper[self.active].sum(dtype=np.int64))

    def begin_pulse(self) -> None:
        """Switch the motors on. In the log of moves the pots come from where they were before the first pulse."""
        self.pulses += 1
        self.shaft = self.bank.shaft[self.pots]
        self.bank.start(self.pots, self.run.direction, self.run.pulse_s)
        self.bank.came_from[self.pots] = self.came_from

    @property
    def now_v(self) -> float:
        """The sum as far as the motors have brought it, with the noise it was read with."""
        was = round(self.sum_v * self.bank.counts_per_v)
        return (was + self._counts() - self.counts) / self.bank.counts_per_v

    def goes_on(self, undecided_v: float) -> bool:
        """Whether another pulse is due: it is still wrong, the last one moved something, and the rule allows it."""
        moved = (self.bank.shaft[self.pots] != self.shaft).any()
        return bool(moved) and self.pulses < self.rule.max_pulses and self.run.direction * self.now_v <= undecided_v

    def row(self, cause: int) -> tuple[int | float, ...]:
        """For the log: all but presentation and stimulus. ``cause``: a number in CAUSES."""
        run = self.run
        ran = (self.pulses, run.pulse_s, cause, run.part, run.share)
        return (self.r, self.answer, self.sum_v, len(self.active), *ran)
