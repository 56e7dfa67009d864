"""Snapshot: the present of a panel, for undo and for a line that is not done."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.backends.backend import Sight
from mark1.panel.training import Course, Verdict


@dataclass(frozen=True)
class Snapshot:
    """All that undo must bring back."""

    backend: str
    plain: dict[str, Any]
    arrays: dict[str, NDArray[Any]]
    sight: Sight | None
    sight_is_old: bool
    course: Course | None
    verdict: Verdict | None
    history: list[str]

    @property
    def bytes(self) -> int:
        """Memory of the arrays."""
        return sum(array.nbytes for array in self.arrays.values()) + (self.course.bytes if self.course else 0)


@dataclass(frozen=True)
class Aside:
    """What was put aside: a machine, what undo knew of it, and the album."""

    present: Snapshot
    past: list[Snapshot]
    album: tuple[tuple[str, NDArray[np.float32]], ...]
