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
        joined = np.concatenate([self.rows, rows])
        kept = np.zeros(len(joined), bool)
        kept[moved_by[moved_by >= 0]] = True
        number = np.cumsum(kept, dtype=np.int32) - 1
        moved_by[moved_by >= 0] = number[moved_by[moved_by >= 0]]
        old, new = kept[: len(self.rows)], kept[len(self.rows) :]
        self.names = [name for name, stays in zip(self.names, old, strict=True) if stays]
        self.names += [name_of(int(i)) for i in rows["stimulus"][new]]
        self.rows = joined[kept]
