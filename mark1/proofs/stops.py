"""Stops: whether weights that separate fit between the end stops, in whole steps of the motors from the middle."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mark1.machine.parts import Parts
from mark1.proofs.budget import Budget
from mark1.proofs.dichotomy import Dichotomy
from mark1.proofs.solver import WidestGap, available, whole_weights_within, widest_gap

SCALE = 2**30
ENDLESS = 2**40  # steps to the stops of an ideal bank, which has none
MOST_SCALE = 200
LARGEST = 4_000_000  # entries of a linear program that is solved for this


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


def stops_of(machine: Parts, dichotomy: Dichotomy, weights: NDArray[np.int64], budget: Budget) -> Stops:
    """How large the largest weight must be. The solver is asked only if ``weights`` (k,), which separate, do not fit.

    Without the solver, what is needed is not known.
    """
    config, teacher = machine.potentiometers.config, machine.config.teacher
    step_v = config.speed_v_per_s * (teacher.pulse_s + config.coast_s)
    room = ENDLESS if config.ideal else math.floor(config.stop_v / step_v)
    found, needed = int(np.abs(weights).max(initial=0)), 1
    if found > room and available() and dichotomy.signed.size <= LARGEST:
        gap = widest_gap(dichotomy.signed, budget, least=dichotomy.least)
        if gap is not None:
            found, needed = _enough(dichotomy, gap, found), _needed(dichotomy, gap)
        if found > room >= needed:
            found = _within(dichotomy, room, budget) or found
    return Stops(found, needed, room, step_v)


def _enough(dichotomy: Dichotomy, gap: WidestGap, most: int) -> int:
    """The least scale at which the solver's weights, rounded, are right; ``most`` if none below it is."""
    for scale in range(1, min(most, MOST_SCALE)):
        weights = np.rint(gap.weights * scale).astype(np.int64)
        if (dichotomy.sums(weights) >= dichotomy.least).all():
            return int(np.abs(weights).max(initial=0))
    return most


def _within(dichotomy: Dichotomy, room: int, budget: Budget) -> int | None:
    """The largest of whole-number weights that fit, if the solver finds any that do: verified."""
    weights = whole_weights_within(dichotomy.signed, dichotomy.least, room, budget)
    if weights is None or not (dichotomy.sums(weights) >= dichotomy.least).all():
        return None
    return int(np.abs(weights).max(initial=0))


def _needed(dichotomy: Dichotomy, gap: WidestGap) -> int:
    """Steps that the largest weight cannot do without: exact, for any multipliers m.

    In whole steps, side x sum is at least ``least``. So ``sum m least <= sum m side w.a <= max |w| x sum over the
    A-units of |sum m side a|``.
    """
    multipliers = np.rint(gap.multipliers / max(1e-300, gap.multipliers.max(initial=0)) * SCALE).astype(np.int64)
    asked = int(multipliers @ dichotomy.least)
    length = int(np.abs(multipliers @ dichotomy.signed.astype(np.int64)).sum())
    return max(1, math.ceil(Fraction(asked, length))) if length else 1
