"""Wires: which sockets of the patch board are joined."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mark1.gui.base.ui_state import Unit
from mark1.machine.patch_board import PatchBoard

MOST_LIT = 400  # wires of one unit that are shown


class Wires:
    """``s``, ``a`` (n,): the S-unit and the A-unit at the ends of each; ``sign`` (n,): above 0 it excites.

    Two are equal where they join the same units alike. Mostly, they then hold the same arrays.
    """

    def __init__(self, s: NDArray[Any], a: NDArray[Any], sign: NDArray[Any]) -> None:
        self.s, self.a, self.sign = s, a, sign

    @classmethod
    def of(cls, board: PatchBoard) -> Self:
        """All that are plugged in."""
        return cls(board.s_of_wire, board.a_of_wire, board.sign_of_wire)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Wires):
            return NotImplemented
        return all(map(are_alike, (self.s, self.a, self.sign), (other.s, other.a, other.sign)))

    __hash__ = None  # type: ignore[assignment]  # arrays are no keys

    def within(self, n_s: int, n_a: int) -> "Wires":
        """Those between the first units of each kind."""
        there = (self.s < n_s) & (self.a < n_a)
        return Wires(self.s[there], self.a[there], self.sign[there])

    def at(self, unit: Unit) -> NDArray[np.int64]:
        """The numbers of those at an S-unit or A-unit."""
        return np.flatnonzero((self.s if unit.part == "s" else self.a) == unit.number)[:MOST_LIT]

    def between(self, one: Unit, other: Unit) -> int | None:
        """The number of the one that joins an S-unit and an A-unit, if there is one."""
        if one.part == other.part:
            return None
        s, a = in_order(one, other)
        found = np.flatnonzero((self.s == s.number) & (self.a == a.number))
        return int(found[0]) if len(found) else None


def are_alike(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether two arrays hold the same: mostly, they are the same."""
    return one is other or np.array_equal(one, other)


def in_order(one: Unit, other: Unit) -> tuple[Unit, Unit]:
    """An S-unit and an A-unit, the S-unit first."""
    return (one, other) if one.part == "s" else (other, one)
