"""The plane: points with two coordinates, small enough to draw whole.

```
   xor         rings       moons       spiral      blobs
  o   #       o o o        o o        # # o o        o o
            o   #   o    o     o     #  o o #  o     o o
            o # # # o    o # o #     # o # # o  #
  #   o       o # o        #   #      o   o  # #   # #    x x
               o o         # #         o o  #      # #    x x
```

A set is named by a word, ``rings``; by a word and the number of another draw, ``rings:3``; it is typed point by point,
``=0.5,1,on;-1,0.2,off``; or it is a CSV file with the columns x, y and label. All choices of a drawn set come from that
number, so that a seed is free to mean the start of learning: the same points, another start.
"""

import csv
import io
import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1 import storage
from mark1.errors import Described, StimulusError, expected
from mark1.text import nearest

Points = NDArray[np.float64]
Drawn = tuple[Points, NDArray[np.int64]]

MOST_POINTS = 10_000
MOST_CLASSES = 8
FARTHEST = 1e6  # A coordinate lies within +/- this, so that its powers stay exact enough to be distinguished
COLUMNS = ("x", "y", "label")
TYPED, MOST_TYPED = "=", 200  # what typed points begin with, and how many may be typed

CORNERS = np.array([(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)])
GATE_SCATTER = 0.2
OTHERS = 1  # after the number of a draw: the draw of its test points
# Xor with its last corner pulled back until a line fits, by a hair: 1/32 of half a side.
NEAR_XOR = np.array([(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (-1 / 32, -1 / 32)])


@dataclass(frozen=True)
class PlaneSet:
    """Labelled points: ``xy`` (n, 2) float64, ``class_of`` (n,) the index of each point's class in ``classes``."""

    name: str
    xy: Points
    class_of: NDArray[np.int64]
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.xy)

    @property
    def title(self) -> str:
        """The name, for people: that of typed points is the points themselves."""
        return "typed points" if is_typed(self.name) else self.name


def load(data: str, points: int | None = None) -> PlaneSet:
    """The set that ``data`` names: a word of ``SETS``, with the number of a draw after a colon, or a CSV file.

    ``points``: how many to draw; each set has a number of its own. A word comes before a file of the same name.

    Raises StimulusError that says what is allowed, StorageError for a file that cannot be read.
    """
    if is_typed(data.strip()):
        return _typed(data.strip(), points)
    name, colon, draw = data.strip().partition(":")
    if name not in SETS:
        return _load_file(data.strip(), points)
    if colon and not (draw.isascii() and draw.isdigit() and len(draw) < 10):
        raise StimulusError(expected(f"{data!r}", f"a draw number after the colon, as in {name}:3", draw))
    return _drawn(data.strip(), SETS[name], points, int(draw or 0))


def other_points(stimuli: PlaneSet, n: int) -> PlaneSet:
    """``n`` points drawn as those of a generated set were, but others: to judge what was learned.

    Raises StimulusError for a file, and for a set that has no others.
    """
    name, _, draw = stimuli.name.partition(":")
    if name not in SETS or not SETS[name].has_others:
        allowed_sets = ", ".join(word for word, entry in SETS.items() if entry.has_others)
        raise StimulusError(expected("test points", f"a set that is generated ({allowed_sets})", stimuli.name))
    return _drawn(stimuli.name, SETS[name], n, [int(draw or 0), OTHERS])


def allowed() -> str:
    """What ``load`` takes, in one line."""
    return f"{', '.join(SETS)}, points as in '=0.5,1,on;-1,0,off', or a CSV file with the columns {', '.join(COLUMNS)}"


# ---- typed points


def is_typed(data: str) -> bool:
    """Whether a set is typed point by point."""
    return data.startswith(TYPED)


def typed(points: Iterable[tuple[float, float, str]]) -> str:
    """The name of a set of such points: x, y and label of each, to three decimals."""
    return TYPED + ";".join(f"{round(x, 3) + 0:g},{round(y, 3) + 0:g},{label}" for x, y, label in points)


def _typed(data: str, points: int | None) -> PlaneSet:
    """The points of ``=x,y,label;x,y,label``. Raises StimulusError that names the point."""
    if points is not None:
        raise StimulusError("typed points: a number of points applies only to generated sets")
    rows = []
    for n, text in enumerate(data.removeprefix(TYPED).split(";"), 1):
        cells = text.split(",")
        if len(cells) != 3 or not cells[2].strip():
            raise StimulusError(expected(f"typed points: point {n}", "x,y,label, points apart by ;", text))
        place = f"typed points: point {n}"
        rows.append((_coordinate(place, "x", cells[0]), _coordinate(place, "y", cells[1]), cells[2].strip()))
    if len(rows) > MOST_TYPED:
        raise StimulusError(expected("typed points", f"at most {MOST_TYPED}; more go into a CSV file", len(rows)))
    return _labelled(data, "typed points", rows)


# ---- drawn sets


def _corners(rng: np.random.Generator, n: int, ones: tuple[int, ...], corners: Points = CORNERS) -> Drawn:
    """A truth table: the four corners, exactly, then points scattered round them. -1 is off, +1 is on."""
    which = np.arange(n) % 4
    scatter = rng.uniform(-GATE_SCATTER, GATE_SCATTER, (n, 2))
    scatter[:4] = 0.0
    return corners[which] + scatter, np.isin(which, ones).astype(np.int64)


def _rings(rng: np.random.Generator, n: int) -> Drawn:
    """A ring inside a ring, with room between them."""
    outer = np.arange(n) % 2
    radius = np.where(outer, 1.2, 0.5) + rng.uniform(-0.2, 0.2, n)
    return _on_circle(radius, rng.uniform(0, 2 * math.pi, n)), outer


def _moons(rng: np.random.Generator, n: int) -> Drawn:
    """Two half circles that reach into each other, blurred until a few points stray."""
    lower = np.arange(n) % 2
    arc = _on_circle(np.ones(n), rng.uniform(0, math.pi, n))
    xy = np.where(lower[:, np.newaxis], np.array([0.5, -0.25]) - arc, arc - np.array([0.5, 0.25]))
    return xy + rng.normal(0, 0.2, (n, 2)), lower


def _spiral(rng: np.random.Generator, n: int) -> Drawn:
    """Two arms that wind round each other once and a quarter."""
    arm = np.arange(n) % 2
    along = np.sqrt(rng.uniform(0.02, 1, n))
    xy = _on_circle(1.3 * along, 2.5 * math.pi * along + math.pi * arm)
    return xy + rng.normal(0, 0.03, (n, 2)), arm


def _blobs(rng: np.random.Generator, n: int) -> Drawn:
    """Three clouds, each of which a line separates from the others."""
    blob = np.arange(n) % 3
    middles = _on_circle(np.ones(3), math.pi / 2 + 2 * math.pi / 3 * np.arange(3))
    from_middle = _on_circle(np.minimum(np.abs(rng.normal(0, 0.3, n)), 0.7), rng.uniform(0, 2 * math.pi, n))
    return middles[blob] + from_middle, blob


def _on_circle(radius: NDArray[Any], angle: NDArray[Any]) -> Points:
    """Points (n, 2) from their distance and direction."""
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)


@dataclass(frozen=True)
class _Set:
    """How a set is drawn: ``draw(rng, n)``, how many points it has if none is asked for, and its classes."""

    draw: Callable[[np.random.Generator, int], Drawn]
    points: int
    classes: tuple[str, ...]
    has_others: bool = True


SETS = {
    "and": _Set(lambda rng, n: _corners(rng, n, (3,)), 4, ("off", "on")),
    "or": _Set(lambda rng, n: _corners(rng, n, (1, 2, 3)), 4, ("off", "on")),
    "xor": _Set(lambda rng, n: _corners(rng, n, (1, 2)), 4, ("off", "on")),
    "near-xor": _Set(lambda rng, n: _corners(rng, 4, (1, 2), NEAR_XOR), 4, ("off", "on"), False),
    "rings": _Set(_rings, 200, ("inner", "outer")),
    "moons": _Set(_moons, 200, ("upper", "lower")),
    "spiral": _Set(_spiral, 200, ("one", "other")),
    "blobs": _Set(_blobs, 120, ("top", "left", "right")),
}


def _drawn(name: str, entry: _Set, points: int | None, draw: int | list[int]) -> PlaneSet:
    """A draw of a set. Raises StimulusError for too few or too many points."""
    n = entry.points if points is None else points
    if not 4 <= n <= MOST_POINTS:
        raise StimulusError(expected(name, f"from 4 to {MOST_POINTS} points", n))
    xy, class_of = entry.draw(np.random.Generator(np.random.PCG64(np.random.SeedSequence(draw))), n)
    return PlaneSet(name, xy, class_of, entry.classes)


# ---- files


def _load_file(path: str, points: int | None) -> PlaneSet:
    """The points of a CSV file. Raises StimulusError that names line and column, StorageError."""
    if not (path.lower().endswith(".csv") or os.path.exists(path)):
        near = nearest(path.partition(":")[0], SETS)
        raise StimulusError(f"unknown set {path!r}{near or f' (valid: {allowed()})'}")
    if points is not None:
        raise StimulusError(f"{path}: a number of points applies only to generated sets")
    return _labelled(os.path.basename(path), path, list(_rows(path, storage.read_text(path))))


def _labelled(name: str, place: str, rows: Sequence[tuple[float, float, str]]) -> PlaneSet:
    """The set of these points. Raises StimulusError for one class, or too many."""
    classes = tuple(sorted({label for _, _, label in rows}))
    if not 2 <= len(classes) <= MOST_CLASSES:
        raise StimulusError(
            expected(str(place), f"2 to {MOST_CLASSES} classes", Described(f"{len(classes)} in {len(rows)} lines"))
        )
    xy = np.array([(x, y) for x, y, _ in rows])
    return PlaneSet(name, xy, np.array([classes.index(label) for _, _, label in rows], np.int64), classes)


def _rows(path: str, text: str) -> Iterator[tuple[float, float, str]]:
    """x, y and label of every line that is not blank. Raises StimulusError."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), skipinitialspace=True)
    columns: list[int] = []
    try:
        for n, cells in enumerate(line for line in reader if any(cell.strip() for cell in line)):
            if n == 0:
                columns = _columns(path, cells)
            elif n > MOST_POINTS:
                raise StimulusError(expected(str(path), f"at most {MOST_POINTS} points", Described("more")))
            else:
                yield _row(path, reader.line_num, cells, columns)
    except csv.Error as error:
        raise StimulusError(f"{path}: line {reader.line_num} is not CSV ({error})") from error


def _columns(path: str, header: list[str]) -> list[int]:
    """Where x, y and label stand. Raises StimulusError."""
    names = [cell.strip().lower() for cell in header]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        first_line = " ".join(",".join(header)[:80].split())
        raise StimulusError(
            f"{path}: no column {', '.join(missing)}; the first line names the columns, {','.join(COLUMNS)}; "
            f"got {first_line!r}"
        )
    return [names.index(name) for name in COLUMNS]


def _row(path: str, line: int, cells: list[str], columns: list[int]) -> tuple[float, float, str]:
    """One point. Raises StimulusError that names the line."""
    if len(cells) <= max(columns):
        raise StimulusError(f"{path}: line {line} has {len(cells)} cells; expected x, y and label")
    x, y, label = (cells[column].strip() for column in columns)
    if not label:
        raise StimulusError(f"{path}: line {line} has no label")
    place = f"{path}: line {line}"
    return _coordinate(place, "x", x), _coordinate(place, "y", y), label


def _coordinate(place: str, name: str, cell: str) -> float:
    """The number in a cell. Raises StimulusError for words, nan, infinities and what is too far away."""
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not abs(value) <= FARTHEST:
        raise StimulusError(expected(place, f"{name} within +/- {FARTHEST:g}", cell))
    return value
