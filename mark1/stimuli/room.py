"""Room: arrays that are larger than they should be in memory stay in a file, and a part is read when it is asked for.

    a mapped file --[slice or numbers]--> a copy in memory; the pages that were read are given back at once

So a set of a million pictures takes the memory of the part that is being looked at.
"""

import mmap
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGE = 2**29  # bytes of light that are kept in memory
STEP = 4096  # pictures looked at together
SCATTERED = 32  # pictures from anywhere in the file


class FileArray(np.memmap):
    """An array in a file, whose parts are copies: a slice of it is in memory and no longer connected to the file."""

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice) and abs(index.step or 1) > 1:
            index = np.arange(*index.indices(len(self)))
        if isinstance(index, np.ndarray) and index.ndim == 1 and index.dtype.kind in "iu":
            return self._gathered(index)
        part = super().__getitem__(index)
        if isinstance(part, FileArray):
            part = np.array(part)
            self.give_back()
        return part

    def _gathered(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Scattered parts, a few at a time: around each, the system may map megabytes of the file."""
        whole = self.view(np.ndarray)
        parts = np.empty((len(numbers), *self.shape[1:]), self.dtype)
        for first in range(0, len(numbers), SCATTERED):
            parts[first : first + SCATTERED] = whole[numbers[first : first + SCATTERED]]
            self.give_back()
        return parts

    def __setitem__(self, index: Any, value: Any) -> None:
        self.view(np.ndarray)[index] = value  # numpy would ask a subclass for a part, and get a copy
        self.give_back()

    def give_back(self) -> None:
        """Let the system have the memory of what was read or written; the file keeps it."""
        mapped = getattr(self, "_mmap", None)
        if mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
            with suppress(OSError, ValueError):
                mapped.madvise(mmap.MADV_DONTNEED)


def room_for(n: int, rows: int, cols: int) -> NDArray[np.float32]:
    """Room for the light of ``n`` pictures, (n, rows, cols): in memory, or in a temporary file if it is large."""
    if n * rows * cols * 4 <= LARGE:
        return np.empty((n, rows, cols), np.float32)
    with tempfile.TemporaryFile() as file:
        return FileArray(file, np.float32, "w+", shape=(n, rows, cols))


def chosen(light: NDArray[np.float32], numbers: NDArray[np.intp]) -> NDArray[np.float32]:
    """The pictures of these numbers, in room of their own."""
    if not isinstance(light, FileArray):
        return light[numbers]
    kept = room_for(len(numbers), *light.shape[1:])
    for first in range(0, len(numbers), STEP):
        kept[first : first + STEP] = light[numbers[first : first + STEP]]
    return kept


def in_steps(values: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """The array as it is, or one in a file a part at a time."""
    if not isinstance(values, FileArray):
        yield values
        return
    for first in range(0, len(values), STEP):
        yield values[first : first + STEP]


def extremes(values: NDArray[Any]) -> tuple[float, float]:
    """The smallest and the largest value; NaN if there is one."""
    parts = [(part.min(), part.max()) for part in in_steps(values)]
    low, high = (np.array(ends) for ends in zip(*parts, strict=True))
    return float(low.min()), float(high.max())
