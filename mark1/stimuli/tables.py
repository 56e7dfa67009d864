"""Tables of pixels: a CSV file with one picture a line, one cell a pixel, and a column of labels.

    label, p0, p1, p2 ... -> cells -> bytes where they suffice -> pictures (n, h, w) -> eye -> light

The header is optional. Cells are separated by commas, semicolons or tabs.
"""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from mark1.errors import StimulusError, StorageError
from mark1.machine.config import Framing, Polarity
from mark1.packed import require_modest
from mark1.stimuli.arrays import label_text, picture_shape
from mark1.stimuli.eye import BATCH, Eye, Progress, project_scaled
from mark1.stimuli.polarities import PolarityTally
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.storage import require_file

LABEL_COLUMNS = ("label", "labels", "class", "target", "y")
LONGEST_LINE = 2**22  # characters: a picture of a million pixels
_SEPARATORS = ",;\t"
_BYTES = {str(i): i for i in range(256)}  # most cells of most tables, looked up four times as fast as converted

_LARGEST = float(np.finfo(np.float32).max)

Line = tuple[int, list[str]]
Pixels = NDArray[Any]  # of uint8 or float32


def load_csv(
    path: str | os.PathLike[str],
    eye: Eye,
    *,
    framing: Framing = "whole",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
) -> StimulusSet:
    """The pictures of a CSV file. Labels stand in the column whose header says so (``LABEL_COLUMNS``); without such a
    header in the last column if it holds words and the first does not; else in the first.

    Raises StimulusError that names line and column of what cannot be used, StorageError when it cannot be opened.
    """
    source = str(path)
    pixels, labels = _read_table(source)
    stack = pixels.reshape(len(pixels), *picture_shape(pixels.shape[1], source, eye))
    tally = PolarityTally()
    light = project_scaled(eye, stack, source, framing=framing, polarity=polarity, progress=progress, tally=tally)
    return StimulusSet.labelled(os.path.basename(source), light, labels, tally=tally)


def _read_table(source: str) -> tuple[Pixels, list[str]]:
    """Pixels (n, n_pixels) and labels of a table. Raises StimulusError, StorageError."""
    require_file(source)
    require_modest(os.path.getsize(source), source, StimulusError)
    try:
        with open(source, encoding="utf-8-sig", newline="") as file:
            return _PixelRows(source).read(_lines(file))
    except UnicodeDecodeError as error:
        raise StimulusError(f"{source}: not a text file ({error.reason} at byte {error.start})") from error
    except csv.Error as error:
        raise StimulusError(f"{source}: not a CSV file ({error})") from error
    except OSError as error:
        raise StorageError(f"{source}: cannot be read ({error.strerror or error})") from error


def _lines(file: TextIO) -> Iterator[Line]:
    """The number, from 1, and the cells of every line that is not blank."""
    first = file.readline(LONGEST_LINE)
    file.seek(0)
    reader = csv.reader(_short(file), delimiter=max(_SEPARATORS, key=first.count), skipinitialspace=True, strict=True)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _short(file: TextIO) -> Iterator[str]:
    """The lines of a file. Raises csv.Error for one that is longer than a picture can be."""
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise csv.Error(f"a line of more than {LONGEST_LINE} characters")
        yield line


@dataclass
class _PixelRows:
    """The lines that were read: whole blocks, as bytes where they suffice, and the last few lines one by one."""

    source: str
    label_column: int = 0
    width: int = 0
    blocks: list[Pixels] = field(default_factory=list)
    rows: list[Pixels] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def read(self, lines: Iterator[Line]) -> tuple[Pixels, list[str]]:
        """All the lines, as pixels (n, n_pixels) and labels (n,). Raises StimulusError."""
        first = next(lines, None)
        second = next(lines, None)
        if first is None or (second is None and _is_header(first[1])):
            raise StimulusError(f"{self.source}: no pictures; one line per picture, one cell per pixel")
        self.width = len(first[1])
        header = first[1] if _is_header(first[1]) else []
        self.label_column = _label_column(header, second[1] if header and second else first[1])
        for line in (None if header else first, second):
            if line:
                self._add(*line)
        for line in lines:
            self._add(*line)
        self._pack()
        return np.concatenate(self.blocks), self.labels

    def _add(self, number: int, cells: list[str]) -> None:
        """Keep one line. Raises StimulusError that names the line."""
        if len(cells) != self.width:
            raise StimulusError(f"{self.source}: line {number} has {len(cells)} cells, the first has {self.width}")
        label = cells.pop(self.label_column)
        self.labels.append(self._label(label, number))
        self.rows.append(self._pixels(cells, number))
        if len(self.rows) == BATCH:
            self._pack()

    def _pack(self) -> None:
        """Turn the rows held one by one into a block: of bytes if that loses nothing, else of float32."""
        if self.rows:
            block = np.stack(self.rows)
            fits = bool(((block >= 0) & (block <= 255) & (block == np.floor(block))).all())
            self.blocks.append(block.astype(np.uint8) if fits else block)
            self.rows.clear()

    def _label(self, cell: str, number: int) -> str:
        """The label in ``cell``. Raises StimulusError."""
        try:
            return label_text(_number(cell) if _is_number(cell) else cell, self.source, len(self.labels))
        except (StimulusError, OverflowError) as error:
            where = f"line {number} column {self.label_column + 1}"
            raise StimulusError(
                f"{self.source}: {where}: {cell!r} is no label; a word or a whole number is. If the labels are in "
                f"another column, give it a header: {', '.join(LABEL_COLUMNS)}"
            ) from error

    def _pixels(self, cells: list[str], number: int) -> Pixels:
        """The pixels of one line, (n_pixels,). Raises StimulusError that names the column."""
        row = _values(cells)
        bad_cells = [] if row.dtype == np.uint8 else np.flatnonzero(~(np.abs(row) <= _LARGEST)).tolist()
        if bad_cells:
            bad = bad_cells[0]
            column = bad + 1 + (bad >= self.label_column)
            came = f"got {cells[bad]!r}" if cells[bad].strip() else "got an empty cell"
            raise StimulusError(f"{self.source}: line {number} column {column}: expected a finite number, {came}")
        return row if row.dtype == np.uint8 else row.astype(np.float32)


def _is_header(cells: list[str]) -> bool:
    """Whether a line names the columns: most of its cells are words, or its numbers just count 0, 1, 2 ..."""
    words = sum(1 for cell in cells if cell.strip() and not _is_number(cell))
    numbers = [_number(cell) for cell in cells if _is_number(cell)]
    counting = (
        len(numbers) > 2 and len(numbers) + words == len(cells) and all(b - a == 1.0 for a, b in pairwise(numbers))
    )
    return counting or words > len(cells) / 2


def _label_column(header: list[str], cells: list[str]) -> int:
    """Which column holds the labels, by its name, or by its contents."""
    names = [name.strip().lower() for name in header]
    for name in LABEL_COLUMNS:
        if name in names:
            return names.index(name)
    last_is_word = bool(cells[-1].strip()) and not _is_number(cells[-1])
    return len(cells) - 1 if last_is_word and _is_number(cells[0]) else 0


def _values(cells: list[str]) -> Pixels:
    """The cells as bytes if each is written as one, else as float64, with NaN for what is no number; (n_cells,)."""
    try:
        return np.frombuffer(bytes(map(_BYTES.__getitem__, cells)), np.uint8)
    except KeyError:
        pass
    try:
        return np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        return np.fromiter(map(_number, cells), np.float64, len(cells))


def _is_number(cell: str) -> bool:
    """Whether a cell reads as a number, NaN included."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _number(cell: str) -> float:
    """The number in a cell, NaN if there is none."""
    return float(cell) if _is_number(cell) else float("nan")
