"""UnitGrid: where each unit of a part is on its plate: squares in blocks."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pygame import Rect

MOST_BLOCKS_TRIED = 64
RAGGED = 0.75


class UnitGrid:
    """Units in groups, each group a block of squares ``cell`` pixels wide: the largest squares that fit ``rect``.

    ``places`` (n, 2): left top corners of the units in order; ``blocks``: one rectangle per group. ``gap``: between
    blocks, to the right and below.
    """

    def __init__(self, rect: Rect, groups: Sequence[int], gap: tuple[int, int] = (0, 0), most_px: int = 64) -> None:
        self.groups, largest = list(groups), max(groups)
        best = max(_block(rect, len(groups), largest, across, gap, most_px) for across in _tried(len(groups)))
        self.cell, self.columns, self.across = best[2:]
        self.rows = math.ceil(largest / self.columns)
        self.blocks = self._blocks(rect, gap)
        self.places = self._places()
        self.rect = self.blocks[0].unionall(self.blocks[1:])

    def _blocks(self, rect: Rect, gap: tuple[int, int]) -> list[Rect]:
        """The blocks, row by row, in the middle of the room."""
        width, height, n = self.columns * self.cell, self.rows * self.cell, len(self.groups)
        down = math.ceil(n / self.across)
        left = rect.x + (rect.w - self.across * width - (self.across - 1) * gap[0]) // 2
        top = rect.y + gap[1] + (rect.h - down * (height + gap[1])) // 2
        return [
            Rect(left + k % self.across * (width + gap[0]), top + k // self.across * (height + gap[1]), width, height)
            for k in range(n)
        ]

    def _places(self) -> NDArray[np.int64]:
        parts = []
        for block, n in zip(self.blocks, self.groups, strict=True):
            i = np.arange(n)
            corner = np.array([block.x, block.y])
            parts.append(corner + self.cell * np.stack([i % self.columns, i // self.columns], axis=1))
        return np.concatenate(parts)

    def at(self, place: tuple[int, int]) -> int | None:
        """The number of the unit at a place."""
        first = 0
        for block, n in zip(self.blocks, self.groups, strict=True):
            if block.collidepoint(place):
                i = (place[1] - block.y) // self.cell * self.columns + (place[0] - block.x) // self.cell
                return first + i if i < n else None
            first += n
        return None

    def next_to(self, number: int, direction: tuple[int, int]) -> int:
        """The nearest unit to the right (1, 0), left, below (0, 1) or above; at the edge the unit itself."""
        off = self.places - self.places[number]
        along, across = off @ np.array(direction), np.abs(off @ np.array(direction[::-1]))
        far = np.where((along > 0) & (across <= self.cell // 2), along, np.iinfo(np.int64).max)
        nearest = int(far.argmin())
        return nearest if far[nearest] < np.iinfo(np.int64).max else number

    def square(self, number: int) -> Rect:
        """The square of a unit."""
        x, y = self.places[number].tolist()
        return Rect(x, y, self.cell, self.cell)


def raster(rect: Rect, rows: int, cols: int, most_px: int = 4096) -> UnitGrid:
    """A grid with the given rows and columns, instead of those that fit best."""
    cell = max(1, min(rect.w // cols, rect.h // rows, most_px))
    room = Rect(0, 0, cols * cell, rows * cell)
    room.center = rect.center
    grid = UnitGrid(room, [rows * cols])
    grid.cell, grid.columns, grid.rows, grid.blocks = cell, cols, rows, [room]
    grid.places, grid.rect = grid._places(), room
    return grid


def _tried(n_groups: int) -> range:
    """The numbers of blocks per row that are worth trying."""
    return range(1, min(n_groups, MOST_BLOCKS_TRIED) + 1)


def _block(
    rect: Rect, n_groups: int, largest: int, across: int, gap: tuple[int, int], most_px: int
) -> tuple[float, int, int, int, int]:
    """The best block for a number of blocks per row: its score, how square it is, its cell, its columns, that number.

    A full block is better than a ragged one with slightly larger squares; likewise full rows of blocks.
    """
    width = (rect.w - (across - 1) * gap[0]) // across
    height = (rect.h - math.ceil(n_groups / across) * gap[1]) // math.ceil(n_groups / across)
    found = [(0.0, 0, 1, largest, across)]
    for columns in _columns(width, height, largest):
        rows = math.ceil(largest / columns)
        cell = min(width // columns, height // rows, most_px)
        if cell > 0:
            good = cell * (RAGGED if rows * columns != largest else 1.0) * (RAGGED if n_groups % across else 1.0)
            found.append((good, -abs(columns - rows), cell, columns, across))
    return max(found)


def _columns(width: int, height: int, largest: int) -> range:
    """The numbers of columns worth trying: about as many as make squares."""
    ideal = math.sqrt(largest * max(1, width) / max(1, height))
    return range(max(1, int(0.6 * ideal)), max(2, min(largest, math.ceil(1.7 * ideal))) + 1)


NO_UNITS = UnitGrid(Rect(0, 0, 1, 1), [1])  # before the first layout: one empty unit
