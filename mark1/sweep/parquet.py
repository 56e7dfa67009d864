"""ParquetTable: a sweep's table as one Parquet file, each column of its own type. The only importer of pyarrow.

    rows as they come  -->  TABLE.parquet.rows.csv  -->  complete: TABLE.parquet, written whole; the CSV is deleted

A Parquet file has its index at its end and cannot be appended to; so rows are collected as CSV beside it. If killed
between the two steps, both files exist with the same rows.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from mark1.errors import ConfigError, StorageError
from mark1.install_hint import install
from mark1.machine.config import DRAW
from mark1.packed import require_modest
from mark1.storage import prepare, require_file, write_file
from mark1.sweep.jobs import Job
from mark1.sweep.settings import kind_of
from mark1.sweep.table import FIRST_PROGRAM, Table, draw_at, parsed_line, renamed, text_of

MOST_VALUES = 4_000_000
WEIGHT = 12  # memory per byte of a table, which is read as text

# Parsers of table text by kind; other kinds stay text.
READ: dict[Any, Callable[[str], Any]] = {int: int, float: float, bool: "true".__eq__}
KINDS: dict[str, Any] = {
    **dict.fromkeys(("seed", "epochs", "corrections", "wrong"), int),
    **dict.fromkeys(("loss", "train_accuracy", "test_accuracy", "machine_time_s", "took_s"), float),
    "settled": bool,
}


class ParquetTable(Table):
    """A table that is finished as Parquet. Raises ConfigError if pyarrow is missing."""

    def __init__(self, place: Path, names: Sequence[str], jobs: Sequence[Job]) -> None:
        arrow()
        self.parquet = place
        super().__init__(rows_beside(place), names, jobs)

    def __enter__(self) -> Self:
        prepare(self.parquet)
        columns, *done = lines_of(self.parquet) if self.parquet.exists() else [self.columns]
        if renamed(columns) != renamed(self.columns):
            raise StorageError(
                f"{self.parquet}: not the table of this spec (the columns differ); give --out another name"
            )
        self.columns = columns  # a table that was begun with older names goes on with them
        for number, line in enumerate(done, 1):
            self.take(line, f"{self.parquet} row {number}")
        return super().__enter__()

    def finish(self) -> None:
        """Write the Parquet file whole, then remove the rows beside it. Raises StorageError."""
        pa, parquet = arrow()
        columns = list(zip(*map(parsed_line, self.ordered), strict=True)) or [()] * len(self.columns)
        arrays = {
            name: _typed(pa, self._kind(i, name), column)
            for i, (name, column) in enumerate(zip(self.columns, columns, strict=True))
        }
        write_file(self.parquet, lambda file: parquet.write_table(pa.table(arrays), file))
        try:
            os.unlink(self.place)
        except OSError as error:
            raise StorageError(
                f"{self.place}: cannot be removed ({error.strerror}); {self.parquet} is complete"
            ) from error

    def _kind(self, i: int, name: str) -> Any:
        """The kind of a column's values."""
        return kind_of(self.names[i]) if i < len(self.names) else KINDS.get(renamed([name])[0], str)


def rows_beside(place: Path) -> Path:
    """The file that collects the rows of a table until it is complete."""
    return place.with_name(place.name + ".rows.csv")


def parquet_draw_at(place: Path) -> int:
    """The draw version of the Parquet file, or else of the rows beside it. Raises StorageError."""
    if not place.exists():
        return draw_at(rows_beside(place))
    _, *lines = lines_of(place)
    return 1 if lines and lines[0][-1] == FIRST_PROGRAM else DRAW


def _typed(pa: Any, kind: Any, column: Sequence[str]) -> Any:
    """A column of texts as an array of its kind; empty text is null."""
    types = {int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    read = READ.get(kind, str)
    return pa.array([read(text) if text else None for text in column], types.get(kind, pa.string()))


def lines_of(place: Path) -> list[list[str]]:
    """The names of a Parquet table's columns, then its rows as texts. Raises StorageError, ConfigError."""
    pa, parquet = arrow()
    try:
        require_file(place)
        with parquet.ParquetFile(place) as file:
            facts = file.metadata
            names, groups = file.schema_arrow.names, map(facts.row_group, range(facts.num_row_groups))
            if names[-1:] != ["program"] or "seed" not in names or facts.num_rows * len(names) > MOST_VALUES:
                raise StorageError(f"{place}: not a sweep table; give another name")
            require_modest(WEIGHT * sum(int(group.total_byte_size) for group in groups), str(place))
            table = file.read()
    except StorageError:
        raise
    except (OSError, pa.ArrowException) as error:
        reason = str(error).split("\n")[0]
        raise StorageError(f"{place}: cannot be read as Parquet ({reason}); give another name") from error
    rows = zip(*(table.column(i).to_pylist() for i in range(table.num_columns)), strict=True)
    return [table.column_names, *([text_of(value) for value in row] for row in rows)]


def arrow() -> tuple[Any, Any]:
    """The modules pyarrow and pyarrow.parquet. Raises ConfigError if they are not installed."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ConfigError(
            f"Parquet needs pyarrow: {install('parquet')}, or give --out a name that ends in .csv"
        ) from None
    return pyarrow, parquet
