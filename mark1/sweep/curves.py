"""Curves: one column of a sweep's table against another, as data and as text.

TABLE  -->  rows  -->  a curve for each value of the other settings  -->  mean, lowest and highest at every x
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mark1 import storage
from mark1.errors import ConfigError, StorageError, expected, unknown
from mark1.stimuli.natural_order import natural_key
from mark1.sweep.row import RESULTS
from mark1.sweep.table import renamed
from mark1.text import counted

MOST_CURVES = 8
SWITCH = {"true": 1.0, "false": 0.0}
Row = dict[str, str]


@dataclass(frozen=True)
class Point:
    """One place on a curve: the ``n`` jobs at ``x``."""

    x: str
    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Curve:
    """The jobs with one value of the settings in ``Curves.by``; ``name`` is empty if there is only one curve."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Curves:
    """The curves of a figure. ``xs``: every x, in order; ``by``: the settings in which the curves differ."""

    title: str
    x: str
    y: str
    by: tuple[str, ...]
    xs: tuple[str, ...]
    curves: tuple[Curve, ...]

    def figures(self) -> dict[str, Any]:
        """The curves, for ``--json``."""
        curves = [{"name": curve.name, "points": [point.__dict__ for point in curve.points]} for curve in self.curves]
        return {"x": self.x, "y": self.y, "by": list(self.by), "curves": curves}

    def lines(self) -> list[str]:
        """The curves as lines of text."""
        width = max(map(len, self.xs))
        lines = []
        for curve in self.curves:
            lines.append(f"{self.y} over {self.x}" + (f", {curve.name}" if curve.name else ""))
            for point in curve.points:
                spread = f"{point.low:.4g} to {point.high:.4g}, " if point.n > 1 else ""
                runs = counted(point.n, "run")
                lines.append(f"  {point.x:>{width}}  {point.mean:.4g}  ({spread}{runs})")
        return lines


def curves_of(table: Path, x: str, y: str, by: str | None = None) -> Curves:
    """The curves of a table. Raises StorageError, ConfigError that names the column."""
    x, y = renamed([x, y])
    by = by and renamed([by])[0]
    rows = rows_of(table)
    columns = list(rows[0])
    settings = columns[: columns.index("seed")]
    for option, name, allowed in (("--x", x, settings), ("--y", y, RESULTS), ("--by", by, settings)):
        if name is not None and name not in allowed:
            raise ConfigError(f"{option}: {unknown('column', name, allowed)}")
    varied = [name for name in settings if name != x and len({row[name] for row in rows} - {""}) > 1]
    chosen = (by,) if by is not None else tuple(varied)
    groups = _grouped(rows, chosen)
    if len(groups) > MOST_CURVES:
        raise ConfigError(
            f"{len(groups)} curves are too many (at most {MOST_CURVES}); choose one of {', '.join(varied)} with --by"
        )
    curves = [Curve(name, points) for name, some in groups.items() if (points := _points(some, x, y))]
    if not curves:
        raise ConfigError(f"--y {y}: no row has a value in this column")
    xs = {point.x for curve in curves for point in curve.points}
    return Curves(table.stem, x, y, chosen, tuple(sorted(xs, key=_order)), tuple(curves))


def rows_of(table: Path) -> list[Row]:
    """The rows of a finished or unfinished table, whole numbers without a point. Raises StorageError, ConfigError."""
    lines: Iterable[list[str]]
    if table.suffix.lower() == ".parquet":
        from mark1.sweep.parquet import lines_of

        lines = lines_of(table)
    else:
        lines = csv.reader(io.StringIO(storage.read_text(table), newline=""))
    try:
        return _rows(table, iter(lines))
    except csv.Error as error:
        raise StorageError(f"{table}: damaged ({error})") from None


def _rows(table: Path, lines: Iterator[list[str]]) -> list[Row]:
    """The lines of a table by column. Raises StorageError, csv.Error."""
    header = renamed(next(lines, []))
    if header[-1:] != ["program"] or "seed" not in header:
        raise StorageError(f"{table}: not a sweep table; create one with: mark1 sweep SPEC.toml --out {table.name}")
    rows = [
        {name: value.removesuffix(".0") for name, value in zip(header, line, strict=True)}
        for line in lines
        if len(line) == len(header)
    ]
    if not rows:
        raise StorageError(f"{table}: no rows yet; resume it with 'mark1 sweep'")
    return rows


def _grouped(rows: Sequence[Row], by: tuple[str, ...]) -> dict[str, list[Row]]:
    """The rows of each curve, by its name; curves in the order of the table."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        name = ", ".join(f"{column} {row[column]}" for column in by if row[column])
        groups.setdefault(name, []).append(row)
    return groups


def _points(rows: Sequence[Row], x: str, y: str) -> tuple[Point, ...]:
    """The points of one curve, from left to right; rows without a value are left out."""
    ys_of: dict[str, list[float]] = {}
    for row in rows:
        if row[x] and row[y]:
            ys_of.setdefault(row[x], []).append(number_in(row[y], y))
    return tuple(
        Point(value, sum(ys) / len(ys), min(ys), max(ys), len(ys))
        for value, ys in sorted(ys_of.items(), key=lambda item: _order(item[0]))
    )


def number_in(text: str, column: str) -> float:
    """A value as a number, true as 1. Raises ConfigError."""
    try:
        return SWITCH[text] if text in SWITCH else float(text)
    except ValueError:
        raise ConfigError(expected(f"--y {column}", "a column of numbers", text)) from None


def _order(text: str) -> Any:
    """Numbers by size, then shares, then words."""
    try:
        return (0, float(text.removesuffix("%")), ())
    except ValueError:
        return (1, 0.0, natural_key(text))
