"""Photocells: what becomes of the answer when cells are flipped: for the fewest cells, or for the least light."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mark1.machine.mark1 import MarkI
from mark1.proofs.mind import Mind

Bits = NDArray[np.bool_]
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Light = NDArray[np.float32]


def flipped_light(machine: MarkI, light: Light) -> NDArray[np.float32]:
    """The nearest light that flips each cell: (n_s,) float32; NaN where none from 0 to 1 does."""
    retina = machine.retina
    gain, threshold, now = retina.gain, np.float32(retina.config.threshold), light.reshape(-1)
    seen = now * gain >= threshold
    with np.errstate(divide="ignore", invalid="ignore"):
        edge = np.clip(threshold / gain, 0, 2).astype(np.float32)
    for _ in range(4):  # to the last bit: the least light that is enough, or the most that is not
        enough = edge * gain >= threshold
        edge = np.where(seen & enough, np.nextafter(edge, np.float32(-1)), edge)
        edge = np.where(~seen & ~enough, np.nextafter(edge, np.float32(2)), edge)
    good = ((edge * gain >= threshold) != seen) & (edge >= 0) & (edge <= 1) & ~retina.dead & ~retina.stuck
    return np.where(good, edge, np.float32(np.nan))


class Photocells:
    """Items are the cells ``cells`` (n_items,) that light can flip.

    A cell's credit: of every A-unit that its flip moves the right way, the share of the unit's vote that one of the
    ``need`` cells has that it takes to switch it.
    """

    def __init__(self, mind: Mind, s: Bits, cells: Numbers, costs: Floats) -> None:
        self.mind, self.s, self.cells, self.costs = mind, s, cells, costs
        self.rivals: Sequence[int] = mind.rivals
        self.board, self.units = mind.machine.patch_board, mind.machine.association
        self.least, self.live = self.units.least, ~self.units.dead

    def deficit(self, changed: tuple[int, ...], rival: int) -> tuple[float, Floats]:
        """What the rival's lead lacks, and the credit of every cell; see ``Problem``."""
        s, excitation = self._state(changed)
        counts = self._counts(excitation)
        difference = self.mind.difference(rival, self.mind.opponent(counts, rival))
        vote = self.mind.wipers @ difference
        on = excitation >= self.least
        direction = np.where(on, -1, 1) * (self.live & np.where(on, vote < 0, vote > 0))
        need = np.where(on, excitation - self.least + 1, self.least - excitation)
        return self.mind.deficit(counts, difference), self._credits(s, changed, direction, need, np.abs(vote))

    def _credits(self, s: Bits, changed: tuple[int, ...], direction: Numbers, need: Numbers, vote: Numbers) -> Floats:
        board = self.board
        free = np.zeros(len(s), bool)
        free[self.cells] = True
        free[self.cells[list(changed)]] = False
        turn = np.where(s, -1, 1)[board.s_of_wire] * board.sign_of_wire
        helpful = free[board.s_of_wire] & (turn == direction[board.a_of_wire])
        a, cell = board.a_of_wire[helpful], board.s_of_wire[helpful]
        possible = (np.bincount(a, minlength=len(need)) >= need)[a]
        share = vote[a[possible]] / need[a[possible]]
        return np.asarray(np.bincount(cell[possible], share, len(s))[self.cells], np.float64)

    def leads(self, changed: tuple[int, ...], items: Numbers, rival: int) -> tuple[Bits, Floats]:
        """Whether one more flip does, and the rival's lead after it; see ``Problem``."""
        s, excitation = self._state(changed)
        before, board = self._counts(excitation), self.board
        turn = np.where(s, -1, 1)[board.s_of_wire] * board.sign_of_wire
        a = board.a_of_wire
        on = excitation[a] >= self.least[a]
        switched = ((excitation[a] + turn >= self.least[a]) != on) & self.live[a]
        cell, unit, way = board.s_of_wire[switched], a[switched], np.where(on[switched], -1, 1)
        gains = [np.bincount(cell, way * column[unit], len(s)) for column in self.mind.wipers.T]
        counts = before + np.stack(gains, axis=1)[self.cells[items]].astype(np.int64)
        difference = self.mind.difference(rival, self.mind.opponent(before, rival))
        return self.mind.satisfied(counts), np.asarray(counts @ difference, np.float64)

    def _state(self, changed: tuple[int, ...]) -> tuple[Bits, Numbers]:
        s = self.s.copy()
        cells = self.cells[list(changed)]
        s[cells] = ~s[cells]
        return s, self.board.carry(s)

    def _counts(self, excitation: Numbers) -> Numbers:
        on = (excitation >= self.least) & self.live
        return np.asarray(self.mind.wipers[on].sum(axis=0), np.int64)
