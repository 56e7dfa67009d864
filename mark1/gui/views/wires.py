"""Wires: which sockets of the patch board are connected."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mark1.gui.base.ui_state import Unit
from mark1.machine.patch_board import PatchBoard

MOST_LIT = 400  # most wires of one unit that are shown


class Wires:
    """``s``, ``a`` (n,): the S-unit and the A-unit at the ends of each; ``sign`` (n,): positive if it excites.

    Two are equal if they connect the same units with the same signs. Usually they then hold identical arrays.
    """

    def __init__(self, s: NDArray[Any], a: NDArray[Any], sign: NDArray[Any]) -> None:
        self.s, self.a, self.sign = s, a, sign

    @classmethod
    def of(cls, board: PatchBoard) -> Self:
        """All wires that are plugged in."""
        return cls(board.s_of_wire, board.a_of_wire, board.sign_of_wire)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Wires):
            return NotImplemented
        return all(map(are_alike, (self.s, self.a, self.sign), (other.s, other.a, other.sign)))

    __hash__ = None  # type: ignore[assignment]  # arrays are no keys

    def within(self, n_s: int, n_a: int) -> "Wires":
        """The wires between the first units of each kind."""
        is_within = (self.s < n_s) & (self.a < n_a)
        return Wires(self.s[is_within], self.a[is_within], self.sign[is_within])

    def at(self, unit: Unit) -> NDArray[np.int64]:
        """The numbers of the wires at an S-unit or A-unit."""
        return np.flatnonzero((self.s if unit.part == "s" else self.a) == unit.number)[:MOST_LIT]

    def between(self, one: Unit, other: Unit) -> int | None:
        """The number of the wire between an S-unit and an A-unit, if there is one."""
        if one.part == other.part:
            return None
        s, a = in_order(one, other)
        numbers = np.flatnonzero((self.s == s.number) & (self.a == a.number))
        return int(numbers[0]) if len(numbers) else None


def are_alike(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether two arrays are equal: usually they are identical."""
    return one is other or np.array_equal(one, other)


def in_order(one: Unit, other: Unit) -> tuple[Unit, Unit]:
    """An S-unit and an A-unit, the S-unit first."""
    return (one, other) if one.part == "s" else (other, one)
