"""Stops: whether weights that separate fit between the end stops, in whole steps of the motors from the middle."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mark1.machine.parts import Parts
from mark1.proofs.dichotomy import Dichotomy
from mark1.proofs.solver import Gap

SCALE = 2**30


@dataclass(frozen=True)
class Stops:
    """The largest weight, in steps: ``found`` is enough, and fewer than ``needed`` are not; ``room`` are between the
    middle and a stop. ``step_v``: a step, V.

    Assumed: equal steps of the nominal length, and no dial that goes back in whole steps from a stop.
    """

    found: int
    needed: int
    room: int
    step_v: float

    @property
    def fits(self) -> bool | None:
        """Whether weights fit between the stops; None if that is not known."""
        return True if self.found <= self.room else False if self.needed > self.room else None


def stops_of(machine: Parts, dichotomy: Dichotomy, weights: Iterable[NDArray[np.int64]], gap: Gap | None) -> Stops:
    """How large the largest weight must be: ``weights``, some that separate; ``gap``, what the solver suggested."""
    config, teacher = machine.potentiometers.config, machine.config.teacher
    step_v = config.speed_v_per_s * (teacher.pulse_s + config.coast_s)
    room = 2**40 if config.ideal else math.floor(config.stop_v / step_v)
    found = min(int(np.abs(w).max(initial=0)) for w in weights)
    return Stops(found, 1 if gap is None else _needed(dichotomy, gap), room, step_v)


def _needed(dichotomy: Dichotomy, gap: Gap) -> int:
    """Steps that the largest weight cannot do without: exact, for any multipliers.

    In whole steps, side x sum is at least 1 where -1 is wanted, and at least 0 where +1 is. With m of each picture,
    ``sum m (-1 wanted) <= sum m side w.a <= max |w| x sum over the A-units of |sum m side a|``.
    """
    multipliers = np.rint(gap.multipliers / max(1e-300, gap.multipliers.max(initial=0)) * SCALE).astype(np.int64)
    asked = int(multipliers[dichotomy.side < 0].sum())
    length = int(np.abs(multipliers @ dichotomy.signed.astype(np.int64)).sum())
    return max(1, math.ceil(Fraction(asked, length))) if length else 1
