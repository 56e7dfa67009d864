"""UnitGrid: where each unit of a part hangs on its plate: squares in blocks, as many as there are."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pygame import Rect

MOST_BLOCKS_TRIED = 64


class UnitGrid:
    """Units in groups, each group a block of squares ``cell`` pixels wide; the largest squares that fit ``rect``.

    ``places`` (n, 2): left top corners of the units in order; ``blocks``: a rectangle a group. ``gap``: between blocks,
    to the right and below.
    """

    def __init__(self, rect: Rect, groups: Sequence[int], gap: tuple[int, int] = (0, 0), most_px: int = 64) -> None:
        self.groups, largest = list(groups), max(groups)
        best = max(
            (_cell(rect, len(groups), largest, across, gap) for across in _tried(len(groups))),
            key=lambda one: (one[0], -_length(one, largest)),
        )
        self.cell, self.across, block_across = max(1, min(best[0], most_px)), best[1], best[2]
        self.columns = min(max(1, (block_across or largest) // self.cell), largest)
        self.columns = math.ceil(largest / math.ceil(largest / self.columns))
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

    def square(self, number: int) -> Rect:
        """Where a unit is."""
        x, y = self.places[number].tolist()
        return Rect(x, y, self.cell, self.cell)


def raster(rect: Rect, rows: int, cols: int) -> UnitGrid:
    """Rows and columns as they are, not as they fit best."""
    cell = max(1, min(rect.w // cols, rect.h // rows))
    room = Rect(0, 0, cols * cell, rows * cell)
    room.center = rect.center
    found = UnitGrid(room, [rows * cols])
    found.cell, found.columns, found.rows, found.blocks = cell, cols, rows, [room]
    found.places, found.rect = found._places(), room
    return found


def _tried(n_groups: int) -> range:
    """How many blocks beside each other are worth trying."""
    return range(1, min(n_groups, MOST_BLOCKS_TRIED) + 1)


def _length(tried: tuple[int, int, int], largest: int) -> int:
    """How much longer than wide a block is, in units: of equal squares, square blocks are the best."""
    columns = max(1, tried[2] // max(1, tried[0]))
    columns = math.ceil(largest / math.ceil(largest / columns))
    return abs(columns - math.ceil(largest / columns))


def _cell(rect: Rect, n_groups: int, largest: int, across: int, gap: tuple[int, int]) -> tuple[int, int, int]:
    """The largest square for so many blocks beside each other; that number; and the width of a block."""
    down = math.ceil(n_groups / across)
    width = (rect.w - (across - 1) * gap[0]) // across
    height = (rect.h - down * gap[1]) // down
    if width < 1 or height < 1:
        return 0, across, 1
    cell = math.isqrt(max(1, width * height // largest))
    while cell > 1 and (width // cell) * (height // cell) < largest:
        cell -= 1
    return cell, across, width
