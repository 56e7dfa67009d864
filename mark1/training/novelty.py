"""Novelty: how far a picture is from the nearest one that the machine was trained on.

    S-units of the training pictures (n, n_s) --> distance of every cell to the nearest lit one --> Memory
    S-units of a picture (n_s,) --> shifted by up to a cell ---------------------------------------> cells

The distance of two pictures is a mean: how far, in cells, a lit cell of either is from the nearest one of the other
(Barrow et al. 1977, chamfer matching), after the best shift by at most one cell. What counts is the nearest training
picture of the class that is the answer, compared with the nearest of another class (Jiang et al. 2018, trust scores):
an unknown sign is like some letter in part, but rarely much more like the one that the machine takes it for.

How far is too far comes from the training pictures: as far as they usually are from the nearest picture of another
class, which is how a class looks that was never learned.

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
SHIFTS = ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))  # cells down and to the right
SAMPLE = 128  # training pictures that are compared with the other classes
# How many times farther a picture may be if no class has a second one, which would show how much they differ. Tuned on
# the fonts that ``benchmarks/typefaces.py`` names, and measured on others by ``python -m benchmarks long unknown``.
ALONE = 1.75
MOST_USUAL = 1 / 20  # of the longer side of the retina: farther than this is unknown in any set


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

        Half of how much nearer or farther the nearest picture of another class is, is added or taken off, down to 0. A
        dark picture, and one of a class that is not remembered, is as far as can be.
        """
        if not s.any() or label not in self.classes:
            return float(FARTHEST)
        key = (s.tobytes(), label)
        if self._latest[0] != key:
            cells, same = self._cells(s[np.newaxis])[0], self.class_of == self.classes.index(label)
            own = float(cells[same].min(initial=FARTHEST))
            other = float(cells[~same].min()) if not same.all() else own
            self._latest = (key, round(max(0.0, own + (own - other) / 2), 3))
        return self._latest[1]

    @property
    def usual_cells(self) -> float:
        """The distance beyond which a picture is nothing the machine knows, by the training pictures themselves.

        The median distance of a training picture to the nearest of another class, 1.75 times that where each class has
        but one picture; at most a twentieth of the retina.
        """
        if self._usual is None:
            alone = np.bincount(self.class_of).max() == 1
            most = MOST_USUAL * max(self.s.shape[1:])
            self._usual = min(most, self._between_classes() * (ALONE if alone else 1.0))
        return self._usual

    def _between_classes(self) -> float:
        """Median distance of training pictures to the nearest of another class, in cells."""
        asked = np.linspace(0, len(self.s) - 1, min(len(self.s), SAMPLE)).astype(np.intp)
        cells = self._cells(self.s[asked])
        cells[self.class_of[asked][:, np.newaxis] == self.class_of] = FARTHEST
        return float(np.median(cells.min(axis=1)))

    def _cells(self, s: Cells) -> NDArray[np.float32]:
        """Distance of pictures (m, rows, cols), best shifted, to all that are remembered: ndarray of shape (m, n)."""
        shifted = np.stack([_shifted(s, *shift) for shift in SHIFTS], axis=1).reshape(-1, *s.shape[1:])
        away, flat = distances(shifted).reshape(len(shifted), -1), shifted.reshape(len(shifted), -1)
        share = flat.astype(np.float32) / np.maximum(flat.sum(axis=1, keepdims=True), 1).astype(np.float32)
        cells = (share @ self._away.T + away @ self._share.T) / np.float32(2)
        cells[~flat.any(axis=1)] = FARTHEST  # shifted off the retina
        return np.asarray(cells.reshape(len(s), len(SHIFTS), -1).min(axis=1))


def _shifted(s: Cells, down: int, right: int) -> Cells:
    """Pictures (m, rows, cols), shifted by at most a cell; what leaves them is lost."""
    padded = np.pad(s, ((0, 0), (1, 1), (1, 1)))
    _, rows, cols = s.shape
    return np.asarray(padded[:, 1 - down : 1 - down + rows, 1 - right : 1 - right + cols])


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
