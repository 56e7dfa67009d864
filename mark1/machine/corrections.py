"""The correction log: for every potentiometer that ever moved, what moved it last."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

ROW = np.dtype(
    [
        ("presentation", np.int64),
        ("stimulus", np.int32),
        ("r", np.int32),
        ("wanted", np.int8),
        ("sum_v", np.float64),
        ("active", np.int32),
        ("pulses", np.int32),
        ("pulse_s", np.float64),
    ]
)

LUMP = np.dtype(f"V{ROW.itemsize}")  # a row in one piece: numpy copies rows column by column, ten times as slowly
LOWEST = -3  # of moved_by: see Potentiometers
SPARE = 1 << 16  # rows that may wait to be sorted out


class CorrectionLog:
    """One row a correction that is still the last of some pot; ``names`` say which stimulus it was.

    ``moved_by`` (n_pots,) int32 of the bank: the number of each pot's row, or below 0. Rows are added at the end, as
    number ``len(log)`` and up. Those that every pot has forgotten are dropped, and the others renumbered, when
    someone asks or when there are many: so the log has never many more rows than there are pots.
    """

    def __init__(self, moved_by: NDArray[np.int32]) -> None:
        self._moved_by = moved_by
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.fill(np.empty(0, ROW), [])

    def fill(self, rows: NDArray[np.void], names: list[str]) -> None:
        """Take these rows and their names for all there are."""
        self._rows, self._names, self._length = rows, names, len(rows)
        self._recent: list[tuple[NDArray[np.void], Callable[[int], str]]] = []

    def __len__(self) -> int:
        return self._length

    def add(self, rows: NDArray[np.void], name_of: Callable[[int], str]) -> None:
        """Append a copy of ``rows``. ``name_of`` gives the name of a ``rows["stimulus"]``, when it is asked for."""
        if len(rows):
            self._recent.append((rows.view(LUMP).copy().view(ROW), name_of))
            self._length += len(rows)
            if self._length > len(self._moved_by) + SPARE:
                self._sort_out()

    @property
    def rows(self) -> NDArray[np.void]:
        """The rows that some pot refers to, oldest first."""
        self._sort_out()
        return self._rows

    @property
    def names(self) -> list[str]:
        """The name of each row's stimulus."""
        self._sort_out()
        return self._names

    def _sort_out(self) -> None:
        """Drop the rows no pot refers to, and renumber."""
        kept = np.zeros(self._length - LOWEST, bool)  # places at the end for the numbers below 0
        kept[self._moved_by] = True
        number = np.cumsum(kept, dtype=np.int32) - np.int32(1)
        number[LOWEST:] = range(LOWEST, 0)
        self._moved_by[:] = number[self._moved_by]
        of_old = np.flatnonzero(kept[: len(self._rows)])
        names, lumps, first = [self._names[i] for i in of_old.tolist()], [self._rows.take(of_old)], len(self._rows)
        for rows, name_of in self._recent:
            stay = rows.take(np.flatnonzero(kept[first : first + len(rows)]))
            names += map(name_of, stay["stimulus"].tolist())
            lumps.append(stay)
            first += len(rows)
        self.fill(np.concatenate([lump.view(LUMP) for lump in lumps]).view(ROW), names)
