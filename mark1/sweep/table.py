"""Table: the rows of a sweep in a CSV file, one per job. It is appended to, and resumed where it was cut off.

    rows as they come  -->  appended, a whole line at a time  -->  complete: rewritten in the order of the jobs

A row identifies its job by configuration and seed. So the table needs no other file, jobs may finish in any order, and
a spec that has grown reuses the existing rows. A line that does not end with the program's name and a line feed was cut
in two when the program was killed; its job is run again. For Parquet see ``parquet.py``.
"""

import contextlib
import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mark1 import __version__
from mark1.errors import Described, StorageError, expected
from mark1.kind import TABLE
from mark1.lock import Lock
from mark1.machine.config import DRAW
from mark1.storage import prepare, write_file
from mark1.sweep.jobs import Job, Setting
from mark1.sweep.row import RESULTS, Row
from mark1.sweep.settings import word

FIRST_PROGRAM = "mark1 0.1.0"
# The program that wrote a row, and its draw version; a row without one is from mark1 0.1.0.
PROGRAM = f"mark1 {__version__} draw {DRAW}"
# Columns that are not called as their setting, for a result has that name.
WANTED = {"epochs": "wanted_epochs"}
# Columns of tables that version 0.1.0 began, by what they are called now. Such a table keeps its own to the end.
OLD_COLUMNS = {"passes": "epochs", "wanted_passes": "wanted_epochs"}
FIRST_BYTES = 1 << 16  # in which the header and the first row end
Key = tuple[str, ...]
Line = list[str]


def columns_of(names: Sequence[str]) -> list[str]:
    """The table's columns for the settings of a sweep."""
    return [*(WANTED.get(name, name) for name in names), "seed", *RESULTS, "pictures", "program"]


def renamed(columns: Sequence[str]) -> list[str]:
    """Columns of a table by the names of today."""
    return [OLD_COLUMNS.get(name, name) for name in columns]


def text_of(value: Any) -> str:
    """A value as text: exact, on one line, empty for None."""
    if value is None:
        return ""
    return repr(float(value)) if isinstance(value, float) else " ".join(word(value).split())


class Table:
    """The rows of jobs. ``names``: the settings, in the order of the columns.

    ``pictures``: the current digest of each data set, by ``Job.pictures``; rows from other data are refused.

    Opened by ``with``: existing rows are read, an incomplete last line is cut off, and the file is locked.
    ``place`` is the file that is appended to. Raises StorageError, in one line, for a file that is not this table.
    """

    def __init__(self, place: Path, names: Sequence[str], jobs: Sequence[Job]) -> None:
        self.place, self.names, self.columns = place, list(names), columns_of(names)
        self._texts: dict[Setting, Key] = {}  # once for all jobs of a configuration
        self.jobs = {self.key(job): job for job in jobs}
        self.program = PROGRAM if all(job.draw == DRAW for job in jobs) else FIRST_PROGRAM
        self.pictures = {data: job.pictures() for data, job in {job.data: job for job in jobs}.items()}
        # Rows as in the file, in the order of the jobs and with their keys: a million of them fit into memory.
        self._line_of: dict[Key, bytes | None] = dict.fromkeys(self.jobs)
        self._file: io.FileIO | None = None
        self._lock = Lock(place)

    def key(self, job: Job) -> Key:
        """The identity of a job: its settings and seed, as text."""
        texts = self._texts.get(job.setting)
        if texts is None:
            texts = self._texts[job.setting] = tuple(text_of(job.value(name)) for name in self.names)
        return (*texts, str(job.seed))

    @property
    def missing(self) -> list[Job]:
        """The jobs that have no row yet, in order."""
        return [job for job, line in zip(self.jobs.values(), self._line_of.values(), strict=True) if line is None]

    @property
    def n_done(self) -> int:
        """Number of jobs that have their row."""
        return sum(line is not None for line in self._line_of.values())

    @property
    def n_failed(self) -> int:
        """Number of jobs that failed."""
        error = self.columns.index("error")
        return sum(bool(line[error]) for line in map(parsed_line, self.ordered))

    # ---- reading existing rows

    def __enter__(self) -> Self:
        prepare(self.place, TABLE, grows=True)
        try:
            self._claim()
            self._file = open(self.place, "a+b", buffering=0)
            self._read()
        except OSError as error:
            self._close()
            if isinstance(error, StorageError):
                raise
            raise StorageError(f"{self.place}: cannot be written ({error.strerror})") from error
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
        self._file = None
        self._lock.release()

    def _claim(self) -> None:
        """Raises StorageError if another program is writing to the table."""
        if not self._lock.acquire():
            raise StorageError(f"{self.place}: in use by another sweep ({self._lock.holder}); wait for it or stop it")

    def _read(self) -> None:
        """Read the existing rows; an empty file gets its header. Raises StorageError, OSError."""
        assert self._file is not None
        self._file.seek(0)
        data = self._file.readall()
        whole = data[: data.rfind(b"\n") + 1]
        self._keep_columns(whole)
        header = line_of(self.columns)
        if data and not header.startswith(data[: len(header)]):
            raise StorageError(f"{self.place}: {self._stranger(whole)}; give --out another name")
        last = whole.rstrip(b"\n").rfind(b"\n") + 1
        if last and not all(map(self._sound, self._parsed(whole, last))):  # cut off, or zeros after the power went
            whole = whole[:last]
        for number, line in enumerate(self._parsed(whole, len(header)), 2):
            self.take(line, f"{self.place} line {number}")
        if len(whole) < len(data):
            os.ftruncate(self._file.fileno(), len(whole))
        if not whole:
            self._append(header)

    def _keep_columns(self, whole: bytes) -> None:
        """A table that was begun with older names of its columns goes on with them."""
        columns = whole.split(b"\n", 1)[0].decode(errors="replace").split(",")
        if renamed(columns) == renamed(self.columns):
            self.columns = columns

    def _parsed(self, data: bytes, start: int) -> Iterator[Line]:
        """Lines of CSV as lists, one at a time: a million at once would fill the memory. Raises StorageError."""
        file = io.BytesIO(data)
        file.seek(start)
        try:
            yield from csv.reader(line.decode(errors="surrogateescape") for line in file)
        except csv.Error as error:
            raise StorageError(f"{self.place}: damaged ({error}); give --out another name") from None

    def _stranger(self, whole: bytes) -> str:
        """Why a file is not this table."""
        first = whole.split(b"\n", 1)[0].decode(errors="replace").split(",")
        if first[-1:] == ["program"] and "seed" in first:
            others = sorted(set(first) ^ set(self.columns))
            return f"the table of another spec (columns that differ: {', '.join(others[:5]) or 'their order'})"
        return "not a sweep table"

    def _sound(self, line: Line) -> bool:
        return len(line) == len(self.columns) and line[-1].startswith("mark1 ")

    def take(self, line: Line, where: str) -> None:
        """Take over an existing row. Raises StorageError if it does not belong to this table."""
        if not self._sound(line):
            raise StorageError(f"{where}: damaged; fix or remove that line (nothing was changed)")
        if line[-1] != self.program:
            text = expected(where, f"a row of {self.program}", Described(f"one of {line[-1]}"))
            raise StorageError(f"{text}; give --out another name")
        key = tuple(line[: len(self.names) + 1])
        if key not in self.jobs:
            setting = ", ".join(f"{name} {value}" for name, value in zip(self.columns, key, strict=False) if value)
            raise StorageError(f"{where}: not a job of this spec ({setting}); give --out another name")
        data = self.jobs[key].data
        if line[-2] != self.pictures[data]:
            raise StorageError(f"{where}: {data} has changed since; restore it, or give --out another name")
        if self._line_of[key] is None:
            self._line_of[key] = line_of(line)

    # ---- writing

    def add(self, jobs: Sequence[Job], rows: Iterable[Row]) -> None:
        """Append the rows of jobs and sync them to disk. Raises StorageError."""
        lines: dict[Key, bytes] = {}
        for job, row in zip(jobs, rows, strict=True):
            key, pictures = self.key(job), row["pictures"]
            if pictures != self.pictures[job.data]:
                raise StorageError(f"{job.data}: changed since the sweep began, or differs on a worker")
            lines[key] = line_of([*key, *(text_of(row[name]) for name in RESULTS), pictures, self.program])
        data = b"".join(lines.values())
        end = self._size() + len(data)
        try:
            self._append(data)
        finally:
            if self._size() == end:  # all were written, even if Ctrl-C came during the sync
                self._line_of.update(lines)

    def _append(self, data: bytes) -> None:
        """Append all the data, or nothing. Raises StorageError."""
        assert self._file is not None
        end = self._size()
        try:
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file.fileno(), end)
            raise StorageError(
                f"{self.place}: cannot be written ({error.strerror}); free some space (no row is lost)"
            ) from error

    def _size(self) -> int:
        assert self._file is not None
        return os.fstat(self._file.fileno()).st_size

    @property
    def ordered(self) -> list[bytes]:
        """The existing rows, in the order of the jobs, as lines of CSV."""
        return [line for line in self._line_of.values() if line is not None]

    def finish(self) -> None:
        """Rewrite the table atomically, its rows in order. Raises StorageError."""
        lines = [line_of(self.columns), *self.ordered]
        write_file(self.place, lambda file: file.writelines(lines), TABLE)


def draw_at(place: Path) -> int:
    """The draw version of a table, from its first row; the current one if there is none."""
    try:
        with open(place, "rb") as file:
            first_row = file.readlines(FIRST_BYTES)[1]
    except (OSError, IndexError):
        return DRAW
    return 1 if first_row.endswith(f",{FIRST_PROGRAM}\n".encode()) else DRAW


def parsed_line(line: bytes) -> Line:
    """The values of one line of CSV."""
    return next(csv.reader([line.decode(errors="surrogateescape")]))


def line_of(values: Line) -> bytes:
    """One line of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue().encode(errors="surrogateescape")
