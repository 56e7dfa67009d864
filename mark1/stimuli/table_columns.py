"""TableColumns: which columns of a table are pixels and which hold the label, by the header, the option, or the values.

header --> names?          option --> --label-column
first rows --> an index that counts? one-hot columns at the end? what stands out from the pixels: first or last?
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import isqrt
from typing import NamedTuple

from mark1.errors import StimulusError, expected, unknown
from mark1.stimuli.reading_report import ReadingReport
from mark1.stimuli.table_text import is_number

LABEL_NAMES = ("label", "labels", "class", "target", "y")
INDEX_NAMES = ("", "index", "id", "unnamed: 0", "rownames")
OPTION = "--label-column"
FEWEST_ROWS = 10  # from which the values of a column are judged
BLACK_AND_WHITE = 4  # different values of pixels, up to which a label stands out by its value
MOST_CLASSES = 1000  # one-hot columns

Rows = Sequence[Sequence[str]]
Fits = Callable[[int], bool]


class TableColumns(NamedTuple):
    """The columns of the label: one, or several that are one-hot; and those of the pixels, in order."""

    label: tuple[int, ...]
    pixels: tuple[int, ...]
    names: tuple[str, ...] = ()

    def label_of(self, cells: Sequence[str]) -> str:
        """The cell of the label; of one-hot columns the number of the column, or its name, an empty text if none."""
        if len(self.label) == 1:
            return cells[self.label[0]]
        on = [i for i, column in enumerate(self.label) if is_number(cells[column]) and float(cells[column]) == 1]
        if len(on) != 1:
            return ""
        return self.names[on[0]] if self.names else str(on[0])


def is_header(cells: Sequence[str]) -> bool:
    """Whether a line names the columns: most cells are words, its numbers count 0, 1, 2 ..., or pandas made them
    different (0, 0.1, 0.2 ... of a first row of zeros)."""
    words = sum(1 for cell in cells if cell.strip() and not is_number(cell))
    numbers = [float(cell.replace(",", ".")) for cell in cells if is_number(cell)]
    whole = len(numbers) > 2 and len(numbers) + words == len(cells)
    counting = whole and all(b - a == 1.0 for a, b in pairwise(numbers))
    return counting or words > len(cells) / 2 or _is_mangled(cells)


def columns_of(
    header: Sequence[str], rows: Rows, asked: str, extra_shape: int, report: ReadingReport, source: str
) -> TableColumns:
    """The columns of a table, by its header and its first rows. ``extra_shape``: pixels of a picture that need not be
    square. Raises StimulusError for a column that is asked for and is not there."""
    width = len(rows[0])
    names = [name.strip().lower() for name in header]
    empty = {i for i in range(width) if not any(row[i].strip() for row in rows if len(row) == width)}
    free = [i for i in range(width) if i not in empty]

    def fits(n_pixels: int) -> bool:
        return n_pixels > 0 and (isqrt(n_pixels) ** 2 == n_pixels or n_pixels == extra_shape)

    index = _index_column(names, rows, free, fits)
    if index is not None:
        free.remove(index)
        report.assumed.append(f"column {index + 1} only counts the rows")
    if asked:
        label = _asked(asked, header, width, source)
        return TableColumns((label,), tuple(i for i in free if i != label))
    by_name = next((names.index(name) for name in LABEL_NAMES if name in names), None)
    if by_name is not None:
        return TableColumns((by_name,), tuple(i for i in free if i != by_name))
    if hot := _one_hot(rows, free, fits):
        report.assume(f"the last {len(hot)} columns are one-hot: the class is the number of the column", OPTION)
        names_of_hot = tuple(header[i].strip() for i in hot) if header else ()
        return TableColumns(hot, tuple(i for i in free if i not in hot), names_of_hot)
    label = _by_values(rows, free[0], free[-1], free) if free else 0
    if len(free) > 1 and not _is_word(rows, label):
        report.assume(f"the labels are in the {'first' if label == free[0] else 'last'} column", OPTION)
    return TableColumns((label,), tuple(i for i in free if i != label))


def _asked(asked: str, header: Sequence[str], width: int, source: str) -> int:
    """The column that the user names. Raises StimulusError."""
    if asked in ("first", "last"):
        return 0 if asked == "first" else width - 1
    names = [name.strip() for name in header]
    if asked in names:
        return names.index(asked)
    if asked.isdecimal():
        if not 1 <= int(asked) <= width:
            raise StimulusError(expected(f"{source}: {OPTION}", f"a number from 1 to {width}", int(asked)))
        return int(asked) - 1
    hint = "expected a name in the header, a number from 1, first or last"
    raise StimulusError(f"{source}: {OPTION}: {unknown('column', asked, names, hint)}")


def _index_column(names: Sequence[str], rows: Rows, free: Sequence[int], fits: Fits) -> int | None:
    """The first column if it only counts the rows, and the others make a picture and a label; else None."""
    if not free or len(rows) < 2 or fits(len(free) - 1) or not fits(len(free) - 2):
        return None
    first = free[0]
    cells = [row[first] for row in rows if len(row) > first]
    if names and names[first] not in INDEX_NAMES:
        return None
    numbers = [float(cell) for cell in cells if is_number(cell)]
    return first if len(numbers) == len(cells) and all(b - a == 1.0 for a, b in pairwise(numbers)) else None


def _one_hot(rows: Rows, free: Sequence[int], fits: Fits) -> tuple[int, ...]:
    """The last columns if each row has a single 1 in them, and the others make a picture; else ()."""
    if fits(len(free) - 1):
        return ()
    for k in range(2, min(len(free), MOST_CLASSES)):
        if fits(len(free) - k):
            hot = tuple(free[-k:])
            if all(sorted(_values(row, hot))[-2:] == [0.0, 1.0] and sum(_values(row, hot)) == 1.0 for row in rows):
                return hot
    return ()


def _values(row: Sequence[str], columns: Sequence[int]) -> list[float]:
    """The numbers in some columns of a row; -1 where there is none."""
    return [float(row[i]) if i < len(row) and is_number(row[i]) else -1.0 for i in columns]


def _by_values(rows: Rows, first: int, last: int, free: Sequence[int]) -> int:
    """The first or the last column, whichever holds words, stands out from the pixels, or has clearly fewer values."""
    if _is_word(rows, first) or _is_word(rows, last):
        return first if _is_word(rows, first) else last
    if len(rows) < FEWEST_ROWS:
        return first
    values = {end: _distinct(rows, end) for end in (first, last)}
    able = [end for end, found in values.items() if len(found) > 1 and all(value.is_integer() for value in found)]
    if len(able) == 1:
        return able[0]
    pixels = {value for row in rows[:50] for value in _values(row, free[1:-1])}
    odd = [end for end in able if not values[end] <= pixels]
    if len(odd) == 1 and len(pixels) <= BLACK_AND_WHITE:
        return odd[0]
    return last if 2 * len(values[last]) <= len(values[first]) and len(able) == 2 else first


def _is_word(rows: Rows, column: int) -> bool:
    """Whether the first row has a word in a column."""
    cell = rows[0][column] if column < len(rows[0]) else ""
    return bool(cell.strip()) and not is_number(cell)


def _distinct(rows: Rows, column: int) -> set[float]:
    """The different numbers in a column."""
    return set(_values([row[column] for row in rows if column < len(row)], range(len(rows)))) - {-1.0}


def _is_mangled(cells: Sequence[str]) -> bool:
    """Whether pandas made a header of a row of numbers: repeated ones have .1, .2 ... behind them."""
    counts: dict[str, int] = {}
    for cell in cells:
        base, _, _ = cell.strip().partition(".")
        count = counts.get(base, 0)
        if cell.strip() != (f"{base}.{count}" if count else base):
            return False
        counts[base] = count + 1
    return len(cells) > 3 and max(counts.values()) > 2
