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

LUMP = np.dtype(f"V{ROW.itemsize}")  # a row in one piece: numpy joins rows column by column, ten times as slowly
LOWEST = -3  # of moved_by: see Potentiometers


class CorrectionLog:
    """One row a correction that is still the last of some pot; ``names`` say which stimulus it was.

    Not kept: corrections that every pot has forgotten, so the log never has more rows than there are pots.
    """

    def __init__(self) -> None:
        self.rows = np.empty(0, ROW)
        self.names: list[str] = []

    def reset(self) -> None:
        """Forget everything."""
        self.rows, self.names = np.empty(0, ROW), []

    def add(self, rows: NDArray[np.void], moved_by: NDArray[np.int32], name_of: Callable[[int], str]) -> None:
        """Append ``rows`` and drop those no pot refers to; ``moved_by`` (row numbers, or below 0) is renumbered.

        ``rows["stimulus"]`` are numbers for ``name_of``; only the names of rows that stay are asked for.
        """
        if not len(rows):
            return
        n_old, n_both = len(self.rows), len(self.rows) + len(rows)
        kept = np.zeros(n_both - LOWEST, bool)  # places at the end for the numbers below 0
        kept[moved_by] = True
        number = np.cumsum(kept, dtype=np.int32) - np.int32(1)
        number[LOWEST:] = range(LOWEST, 0)
        moved_by[:] = number[moved_by]
        old, new = np.flatnonzero(kept[:n_old]), np.flatnonzero(kept[n_old:LOWEST])
        self.names = [self.names[i] for i in old.tolist()]
        self.names += map(name_of, rows["stimulus"].take(new).tolist())
        lumps = [self.rows.take(old).view(LUMP), rows.take(new).view(LUMP)]
        self.rows = np.concatenate(lumps).view(ROW)
