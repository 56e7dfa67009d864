"""Dichotomy: what one R-unit is asked to do with a set of pictures, as rows of whole numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mark1.machine.parts import Parts

Bits = NDArray[np.bool_]
Sides = NDArray[np.int8]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Dichotomy:
    """The pictures that an R-unit must answer with +1, and those that it must answer with -1 (Cover's word).

    ``signed`` (n, k) int8: one row per different demand, side x active A-units, in {0, 1} or {0, -1}. Weights w (k,)
    separate if ``signed @ w > 0`` in every row. ``side`` (n,): +1 or -1. ``picture`` (n,): the first picture of the
    set that makes the demand. ``a_units`` (k,): the A-units whose pots can move. ``silent``: pictures wanted +1 that
    turn none of them on. Their sum is always 0, which is the right answer, so they are no row; but the teacher counts 0
    as wrong, so training never ends.

    ``zero_is_right``: whether a sum of 0 is right where +1 is wanted: not with an undecided band. For these rows, w.a >
    0 and w.a >= 0 ask for the same: if weights exist for one, they exist for the other, as no activity is negative.
    """

    r: int
    signed: Sides
    side: Sides
    picture: Numbers
    a_units: Numbers
    silent: Numbers
    zero_is_right: bool = True

    def __len__(self) -> int:
        return len(self.side)

    @property
    def used(self) -> bool:
        """Whether any class asks something of this R-unit."""
        return len(self.side) + len(self.silent) > 0

    def separated_by(self, weights: Numbers) -> bool:
        """Whether whole-number weights (k,) are right for every row. Exact."""
        return bool((self.sums(weights) > 0).all())

    @property
    def least(self) -> Numbers:
        """What side x sum must be at least, in whole steps: (n,), 0 where a sum of 0 is right, else 1."""
        return np.where((self.side > 0) & self.zero_is_right, 0, 1)

    def sums(self, weights: Numbers) -> Numbers:
        """Side x sum of the weights (k,) in every row: ndarray of shape (n,). Exact."""
        assert np.abs(weights).max(initial=0) <= 2**62 // max(1, len(self.a_units)), "the sums would not fit"
        return np.asarray(self.signed @ weights.astype(np.int64), np.int64)


def dichotomies(machine: Parts, on: Bits, wanted: Sides) -> Iterator[Dichotomy]:
    """What each R-unit is asked: ``on`` (n, n_a), the activity of the A-units; ``wanted`` (n, n_r), 0 where nothing is.

    Stuck motors cannot move: their pots stay at 0, where ``reset`` puts them, and their A-units are left out.
    """
    bank, zero_is_right = machine.potentiometers, machine.response.undecided_v == 0
    for r in range(bank.n_r):
        lo, hi, first = (int(of[r]) for of in (bank.start_of_r[:-1], bank.start_of_r[1:], bank.first_a))
        free = first + np.flatnonzero(~bank.stuck[lo:hi])
        asked = np.flatnonzero(wanted[:, r])
        yield _dichotomy(r, on[asked][:, free], wanted[asked, r], asked, free, zero_is_right)


def _dichotomy(r: int, on: Bits, side: Sides, picture: Numbers, a_units: Numbers, zero_is_right: bool) -> Dichotomy:
    """The different rows of one R-unit."""
    silent = ~on.any(axis=1) & (side > 0) & zero_is_right
    keys = np.column_stack([side.view(np.uint8), np.packbits(on, axis=1)])[~silent]
    _, first = np.unique(keys, axis=0, return_index=True)
    first = np.flatnonzero(~silent)[np.sort(first)]
    signed = on[first] * side[first, np.newaxis]
    return Dichotomy(r, signed, side[first], picture[first], a_units, picture[silent], zero_is_right)
