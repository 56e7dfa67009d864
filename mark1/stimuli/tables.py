"""Tables of pixels: a text file with one picture a line, one cell a pixel, and the label in a column.

    cells --> which columns? --> label, bytes where they suffice --> pictures (n, h, w) --> eye --> light

``table_text.py`` turns the file into cells, ``table_columns.py`` finds the columns; a header is optional.
"""

import csv
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.errors import StimulusError
from mark1.machine.config import Framing, Polarity
from mark1.stimuli.eye import BATCH, Eye, Progress
from mark1.stimuli.labelled_arrays import LabelledArrays
from mark1.stimuli.layout import label_text, picture_shape
from mark1.stimuli.reading import AS_USUAL, Reading
from mark1.stimuli.reading_report import ReadingReport
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.stimuli.table_columns import OPTION, TableColumns, columns_of, is_header
from mark1.stimuli.table_text import Line, encodings_of, is_number, lines_of

FIRST_ROWS = 500  # from which the columns are judged
_BYTES = {str(i): i for i in range(256)}  # most cells of most tables, looked up four times as fast as converted

_LARGEST = float(np.finfo(np.float32).max)

Pixels = NDArray[Any]  # of uint8 or float32


def load_csv(
    path: str | os.PathLike[str],
    eye: Eye,
    *,
    framing: Framing = "whole",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
    reading: Reading = AS_USUAL,
) -> StimulusSet:
    """The pictures of a text file of numbers, plain or gzipped. Labels are in the column that ``reading`` names; else
    in one whose header says so (``label``, ``class``, ``target``, ``y``); else in the first or last, as the values
    say, or in one-hot columns at the end.

    Raises StimulusError that names line and column of what cannot be used, StorageError when it cannot be opened,
    PictureError for bad pictures.
    """
    source = str(path)
    table = _read(source, eye, reading)
    stack = table.pixels.reshape(len(table.pixels), *picture_shape(table.pixels.shape[1], source, eye))
    stored = LabelledArrays(source, stack, table.labels, table.report)
    return stored.seen(eye, reading, framing=framing, polarity=polarity, progress=progress)


def _read(source: str, eye: Eye, reading: Reading) -> "_PixelRows":
    """Pixels (n, n_pixels) and labels of a table. Raises StimulusError, StorageError."""
    *others, last = encodings_of(source)
    for encoding in (*others, last):
        rows = _PixelRows(source)
        if encoding != "utf-8" and others:
            rows.report.assumed.append("the text is in Latin-1, as it is not in UTF-8")
        try:
            with closing(lines_of(source, encoding, rows.report)) as lines:
                rows.read(lines, eye, reading)
            return rows
        except UnicodeDecodeError as error:
            if encoding == last:
                raise StimulusError(f"{source}: not a text file ({error.reason} at byte {error.start})") from error
        except csv.Error as error:
            raise StimulusError(f"{source}: not a CSV file ({error})") from error
    raise AssertionError


@dataclass
class _PixelRows:
    """The lines that were read: whole blocks, as bytes where they suffice, and the last few lines one by one."""

    source: str
    report: ReadingReport = field(default_factory=ReadingReport)
    columns: TableColumns = TableColumns((0,), ())
    width: int = 0
    blocks: list[Pixels] = field(default_factory=list)
    rows: list[Pixels] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    @property
    def pixels(self) -> Pixels:
        """All pixels, (n, n_pixels)."""
        return np.concatenate(self.blocks)

    def read(self, lines: Iterator[Line], eye: Eye, reading: Reading) -> None:
        """Keep all the lines. Raises StimulusError, BadPicturesError."""
        first_rows = list(islice(lines, FIRST_ROWS))
        header = first_rows.pop(0)[1] if first_rows and is_header(first_rows[0][1]) else []
        if not first_rows:
            raise StimulusError(f"{self.source}: no pictures; one line per picture, one cell per pixel")
        self.width = len(first_rows[0][1])
        rows = [cells for _, cells in first_rows]
        asked = reading.label_column
        self.columns = columns_of(header, rows, asked, eye.rows * eye.cols, self.report, self.source)
        picture_shape(len(self.columns.pixels), self.source, eye)
        one = len(self.columns.pixels) == 1
        take = itemgetter(*self.columns.pixels)
        for number, cells in chain(first_rows, lines):
            if len(cells) != self.width:
                self.report.skip(f"line {number}", f"has {len(cells)} cells, the first has {self.width}")
            else:
                self._add(number, cells, [take(cells)] if one else list(take(cells)))
        self._pack()
        if self.report.bad:
            self.report.settle(self.source, len(self.labels) + len(self.report.bad), reading)

    def _add(self, number: int, cells: list[str], pixels: list[str]) -> None:
        """Keep one line, unless it is bad."""
        try:
            label = self._label(self.columns.label_of(cells))
        except (StimulusError, OverflowError) as error:
            self.report.skip(f"line {number} column {self.columns.label[0] + 1}", error)
            return
        row = self._pixels(pixels, number)
        if row is None:
            return
        self.labels.append(label)
        self.rows.append(row)
        if len(self.rows) == BATCH:
            self._pack()

    def _pack(self) -> None:
        """Turn the rows held one by one into a block: of bytes if that loses nothing, else of float32."""
        if self.rows:
            block = np.stack(self.rows)
            fits = bool(((block >= 0) & (block <= 255) & (block == np.floor(block))).all())
            self.blocks.append(block.astype(np.uint8) if fits else block)
            self.rows.clear()

    def _label(self, cell: str) -> str:
        """The label in ``cell``. Raises StimulusError, OverflowError."""
        try:
            return label_text(float(cell) if is_number(cell) else cell, self.source, len(self.labels))
        except StimulusError as error:
            raise StimulusError(
                f"{cell!r} is no label (a word or a whole number): {OPTION} names the column"
            ) from error

    def _pixels(self, cells: list[str], number: int) -> Pixels | None:
        """The pixels of one line, (n_pixels,); None if one is no finite number, which is reported with its column."""
        row = _values(cells)
        bad_cells = [] if row.dtype == np.uint8 else np.flatnonzero(~(np.abs(row) <= _LARGEST)).tolist()
        if not bad_cells:
            return row if row.dtype == np.uint8 else row.astype(np.float32)
        bad = bad_cells[0]
        came = f"got {cells[bad]!r}" if cells[bad].strip() else "got an empty cell"
        column = self.columns.pixels[bad] + 1
        self.report.skip(f"line {number} column {column}", f"expected a finite number, {came}")
        return None


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


def _number(cell: str) -> float:
    """The number in a cell, NaN if there is none."""
    return float(cell) if is_number(cell) else float("nan")
