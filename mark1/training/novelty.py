"""Novelty: how far a picture is from the nearest one that the machine was trained on.

    S-units of the training pictures (n, n_s) --> distance of every cell to the nearest lit one --> Memory
    S-units of a picture (n_s,) -------------------------------------------------------------------> cells

The distance is a mean: how far, in cells, a lit cell of either picture is from the nearest lit cell of the other
(Barrow et al. 1977, chamfer matching). 0 is the same picture. What counts is the nearest training picture of the class
that is the answer: an unknown sign is like some letter in part, but rarely like the one that the machine takes it for.

Assumed: all of it. The Mark I answered whatever it was shown.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mark1.backends.answer import AnswerFacts, unknown_picture
from mark1.backends.backend import Observation
from mark1.stimuli.stimulus_set import StimulusSet

Cells = NDArray[np.bool_]

OFF, AUTO = "off", "auto"
MEMORY = ("memory.bits", "memory.shape", "memory.class_of")  # arrays of a saved file
MOST = 4096  # pictures that are remembered
FARTHEST = 15  # cells: no distance counts more
STANDARD_CELLS = 0.4  # where a class has one picture; ``python -m benchmarks long unknown`` measures what it rejects
RIGHT = 0.95  # of training pictures that are as near to another of their class as a new picture has to be
SAMPLE = 512  # training pictures that are asked for that


class Memory:
    """The S-units (n, rows, cols) of at most 4,096 training pictures, and the class of each (n,) of ``classes``."""

    def __init__(self, s: Cells, class_of: NDArray[np.int32], classes: Sequence[str]) -> None:
        self.s, self.class_of, self.classes = s, class_of, tuple(classes)
        self._usual: float | None = None
        self._latest: tuple[tuple[bytes, str] | None, float] = (None, 0.0)  # a window asks every frame

    @cached_property
    def _share(self) -> NDArray[np.float32]:
        """The part of its lit cells that each cell of a picture is: (n, n_s). Computed when first asked for."""
        flat = self.s.reshape(len(self.s), -1).astype(np.float32)
        return np.asarray(flat / np.maximum(flat.sum(axis=1, keepdims=True), np.float32(1)))

    @cached_property
    def _away(self) -> NDArray[np.float32]:
        """How far each cell is from the nearest lit one, in cells: (n, n_s). Computed when first asked for."""
        return distances(self.s).reshape(len(self.s), -1)

    @classmethod
    def of(cls, stimuli: StimulusSet, threshold: float) -> Self:
        """The memory of a training set: all of it, or as many as fit, at equal distances in it.

        The photocells see it without jitter: light from ``threshold`` turns one on.
        """
        kept = np.linspace(0, len(stimuli) - 1, min(len(stimuli), MOST)).astype(np.intp)
        return cls(stimuli.light[kept] >= threshold, stimuli.class_of[kept], stimuli.classes)

    def distance(self, s: Cells, label: str) -> float:
        """How far ``s`` (rows, cols) is from the nearest picture of class ``label``, in cells.

        Where a picture of another class is nearer, the difference counts once more: the answer is then less likely. A
        dark picture, and one of a class that is not remembered, is as far as can be.
        """
        if not s.any() or label not in self.classes:
            return float(FARTHEST)
        key = (s.tobytes(), label)
        if self._latest[0] != key:
            cells = self._cells(s.ravel()[np.newaxis], distances(s[np.newaxis]).reshape(1, -1))[0]
            own = float(cells[self.class_of == self.classes.index(label)].min(initial=FARTHEST))
            self._latest = (key, round(2.0 * own - float(cells.min()), 3))
        return self._latest[1]

    @property
    def usual_cells(self) -> float:
        """The distance beyond which a picture is nothing the machine knows, by the training pictures themselves.

        95 % of them are nearer to another of their class; where a class has but one picture, a standard distance.
        """
        if self._usual is None:
            self._usual = self._measured() if (np.unique(self.class_of, return_counts=True)[1] > 1).all() else None
        return STANDARD_CELLS if self._usual is None else max(STANDARD_CELLS, self._usual)

    def _measured(self) -> float:
        """Distance of training pictures whose nearest other one has the same class: what 95 % of them do not exceed."""
        asked = np.linspace(0, len(self.s) - 1, min(len(self.s), SAMPLE)).astype(np.intp)
        cells = self._cells(self.s[asked].reshape(len(asked), -1), self._away[asked])
        cells[np.arange(len(asked)), asked] = FARTHEST
        own = np.where(self.class_of[asked][:, np.newaxis] == self.class_of, cells, FARTHEST).min(axis=1)
        alike = own[own <= cells.min(axis=1)]
        return float(np.quantile(alike, RIGHT)) if alike.size else 0.0

    def _cells(self, s: Cells, away: NDArray[np.float32]) -> NDArray[np.float32]:
        """Distance of pictures (m, n_s) to all that are remembered: ndarray of shape (m, n)."""
        share = s.astype(np.float32) / np.maximum(s.sum(axis=1, keepdims=True), 1).astype(np.float32)
        return np.asarray((share @ self._away.T + away @ self._share.T) / np.float32(2))


def distances(s: Cells) -> NDArray[np.float32]:
    """How far every cell of pictures (n, rows, cols) is from the nearest lit one, in cells, at most 15.

    By steps to the 8 neighbours, 1 sideways and sqrt(2) at an angle, until nothing gets nearer.
    """
    away = np.where(s, np.float32(0), np.float32(FARTHEST))
    _, rows, cols = s.shape
    steps = [(dy, dx, np.float32(np.hypot(dy, dx))) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dy or dx]
    while True:
        around = np.pad(away, ((0, 0), (1, 1), (1, 1)), constant_values=FARTHEST)
        nearer = away
        for dy, dx, step in steps:
            nearer = np.minimum(nearer, around[:, 1 + dy : 1 + dy + rows, 1 + dx : 1 + dx + cols] + step)
        if np.array_equal(nearer, away):
            return np.asarray(away)
        away = nearer


def with_distance(
    answer: AnswerFacts, observation: Observation, memory: Memory | None, most: float | str
) -> AnswerFacts:
    """An answer with its ``distance``, in cells, from the nearest training picture of its class; None if unknown.

    ``most``: the distance beyond which it is withdrawn, ``auto`` for the usual one of the memory, ``off`` for none.
    """
    answer = {**answer, "distance": None}
    if memory is None or answer["label"] is None or observation.light.shape != memory.s.shape[1:]:
        return answer
    s = observation.s.reshape(observation.light.shape)
    distance = memory.distance(s, answer["label"])
    answer["distance"] = distance
    most = memory.usual_cells if most == AUTO else most
    return unknown_picture(answer) if isinstance(most, float) and distance > most else answer


def memory_arrays(memory: Memory | None) -> dict[str, NDArray[Any]]:
    """A memory as arrays of a file: its cells as bits, and the class of each picture; none of no memory."""
    if memory is None:
        return {}
    shape = np.array(memory.s.shape, np.int64)
    return dict(zip(MEMORY, (np.packbits(memory.s), shape, memory.class_of), strict=True))


def memory_of(arrays: dict[str, NDArray[Any]], classes: object) -> Memory | None:
    """The memory of a file's arrays and the names of its classes, None if it has none.

    Raises ValueError, KeyError if they do not fit together.
    """
    if MEMORY[0] not in arrays:
        return None
    bits, shape, class_of = (arrays[name] for name in MEMORY)
    n, rows, cols = (int(side) for side in shape)
    if not 1 <= n <= MOST or min(rows, cols) < 1 or class_of.shape != (n,) or len(bits) != -(-n * rows * cols // 8):
        raise ValueError("the remembered pictures do not fit together")
    if not isinstance(classes, list) or not all(isinstance(label, str) for label in classes):
        raise ValueError("the remembered pictures have no classes")
    cells = np.unpackbits(bits.astype(np.uint8), count=n * rows * cols).astype(np.bool_)
    return Memory(cells.reshape(n, rows, cols), class_of.astype(np.int32), classes)
