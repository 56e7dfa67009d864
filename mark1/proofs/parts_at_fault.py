"""Parts at fault: what becomes of the answer when wires are pulled, dials stand at 0 V, or A-units are dead.

Each changes the counts by an amount of its own, whatever else is changed, so the credits are exact.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mark1.proofs.mind import Mind

Bits = NDArray[np.bool_]
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Parts = list[list[list[int]]]


class PartsAtFault:
    """Items change the counts ``before`` (n_r,) by ``effects`` (n_items, n_r) each. ``parts``: what each stands for."""

    def __init__(
        self, mind: Mind, before: Numbers, effects: Numbers, costs: Floats, parts: list[list[list[int]]]
    ) -> None:
        self.mind, self.before, self.effects, self.costs, self.parts = mind, before, effects, costs, parts
        self.rivals: Sequence[int] = mind.rivals

    def deficit(self, changed: tuple[int, ...], rival: int) -> tuple[float, Floats]:
        """What the rival's lead lacks, and what every item adds to it; see ``Problem``."""
        counts = self.before + self.effects[list(changed)].sum(axis=0)
        difference = self.mind.difference(rival, self.mind.opponent(counts, rival))
        credits = np.maximum(0.0, (self.effects @ difference).astype(np.float64))
        credits[list(changed)] = 0.0
        return self.mind.deficit(counts, difference), credits

    def leads(self, changed: tuple[int, ...], items: Numbers, rival: int) -> tuple[Bits, Floats]:
        """Whether one more does, and the rival's lead then; see ``Problem``."""
        before = self.before + self.effects[list(changed)].sum(axis=0)
        counts = before + self.effects[items]
        difference = self.mind.difference(rival, self.mind.opponent(before, rival))
        return self.mind.satisfied(counts), np.asarray(counts @ difference, np.float64)


def dead_units(mind: Mind, s: Bits) -> PartsAtFault:
    """A-units that are on and could be dead. A part is [A-unit]."""
    _, on = _units(mind, s)
    units = np.flatnonzero(on)
    return _problem(mind, on, -mind.wipers[units], np.ones(len(units)), [[[int(a)]] for a in units])


def dials_at_zero(mind: Mind, s: Bits) -> PartsAtFault:
    """Dials of A-units that are on, which could stand at 0 V, as if their motor had never turned. A part is [pot]."""
    _, on = _units(mind, s)
    bank = mind.machine.potentiometers
    pots = np.flatnonzero(on[bank.a_of_pot] & (bank.wiper != 0))
    effects = np.zeros((len(pots), bank.n_r), np.int64)
    effects[np.arange(len(pots)), bank.r_of_pot[pots]] = -bank.wiper[pots].astype(np.int64)
    return _problem(mind, on, effects, np.ones(len(pots)), [[[int(pot)]] for pot in pots])


def pulled_wires(mind: Mind, s: Bits) -> PartsAtFault:
    """A-units that switch when wires are pulled; the cost is how many it takes. Parts are [S-unit, A-unit]."""
    excitation, on = _units(mind, s)
    board, units = mind.machine.patch_board, mind.machine.association
    need = np.where(on, excitation - units.least + 1, units.least - excitation)
    lit = s[board.s_of_wire]
    starts = board.start_of_a
    parts, switched = Parts(), list[int]()
    for a in np.flatnonzero(~units.dead & mind.wipers.any(axis=1)).tolist():
        wires = np.arange(starts[a], starts[a + 1])
        wires = wires[lit[wires] & (board.sign_of_wire[wires] == (1 if on[a] else -1))][: need[a]]
        if len(wires) == need[a]:
            switched.append(a)
            parts.append([[int(board.s_of_wire[wire]), a] for wire in wires])
    chosen = np.array(switched, np.int64)
    effects = np.where(on[chosen], -1, 1)[:, np.newaxis] * mind.wipers[chosen]
    return _problem(mind, on, effects, np.array([len(part) for part in parts], np.float64), parts)


def _units(mind: Mind, s: Bits) -> tuple[Numbers, Bits]:
    excitation = mind.machine.patch_board.carry(s)
    return excitation, mind.machine.association.fire(excitation)


def _problem(mind: Mind, on: Bits, effects: Numbers, costs: Floats, parts: Parts) -> PartsAtFault:
    return PartsAtFault(mind, mind.wipers[on].sum(axis=0), effects, costs, parts)
