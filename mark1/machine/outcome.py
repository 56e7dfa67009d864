"""PassOutcome: the results of a compiled pass, for a machine that takes it over in one step."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.commit import Change, attributes, elements
from mark1.machine.parts import Parts
from mark1.machine.potentiometers import Potentiometers


class Positions(NamedTuple):
    """Of the pots of a bank, one entry each, as wide as the pass wants them."""

    wiper: NDArray[Any]
    shaft: NDArray[Any]
    came_from: NDArray[Any]
    moved_by: NDArray[np.int32]


class PassOutcome(NamedTuple):
    """``rng`` of the bank; ``rows`` for the log; ``shown`` presentations."""

    positions: Positions
    rng: np.random.Generator
    rows: NDArray[np.void]
    name_of: Callable[[int], str]
    shown: int
    corrections: int
    motor_us: int

    def changes(self, machine: Parts) -> list[Change]:
        """What a commit changes in ``machine``: pots, log, counters and the generator of noise."""
        bank = machine.potentiometers
        own = (bank.wiper, bank.shaft, bank.came_from, bank.moved_by)
        moved = len(self.rows) or bank.config.decay_per_s
        return [
            *(map(elements, own, self.positions) if moved else ()),
            attributes(bank, {"rng": self.rng}),
            machine.log.adding(self.rows, self.name_of),
            machine.spending(self.shown, self.corrections, self.motor_us),
        ]


class Jitter(NamedTuple):
    """Noise for some presentations, standard normal (shown, n_r), or none; ``rng``: the generator after it."""

    numbers: NDArray[np.float64]
    rng: np.random.Generator


def jitter(bank: Potentiometers, shown: int) -> Jitter:
    """Noise for ``shown`` presentations. The bank's own generator stays as it is."""
    if not bank.config.noise_v:
        return Jitter(np.empty((0, 0)), bank.rng)
    rng = deepcopy(bank.rng)
    return Jitter(rng.standard_normal((shown, bank.n_r)), rng)
