"""The correction log: for every potentiometer that ever moved, what moved it last.

A reinforcement by any rule counts as a correction here.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mark1.commit import Change, attributes, commit, elements
from mark1.data_frame import data_frame

if TYPE_CHECKING:
    from pandas import DataFrame

# Motors that ran together. ``wanted`` is the answer that was reinforced: the wanted one, the machine's own under
# spontaneous learning, 0 for a set that was only fed; ``active`` counts the A-units that were on.
ROW = np.dtype(
    [
        ("presentation", np.int64),
        ("stimulus", np.int32),
        ("r", np.int32),
        ("wanted", np.int8),
        ("sum_v", np.float64),
        ("active", np.int32),
        ("pulses", np.int32),
        ("pulse_s", np.float64),
        ("cause", np.int8),  # a number in CAUSES
        ("part", np.int8),  # ACTIVE, INACTIVE or OUTSIDE
        ("share", np.float64),  # pulses a motor was to go, below 0 down
    ]
)

CAUSES = ("correction", "forced", "bivalent", "spontaneous")
# Of a source set the units that were on and those that were off; or all units of a set that was not reinforced.
ACTIVE, INACTIVE, OUTSIDE = range(3)

ERROR_CORRECTIONS = np.dtype([(name, ROW[name]) for name in (ROW.names or ())[:8]])  # all there was in older files
LUMP = np.dtype(f"V{ROW.itemsize}")  # a row in one piece: numpy copies rows column by column, ten times as slowly
LOWEST = -3  # of moved_by: see Potentiometers
SPARE = 1 << 16  # rows that may wait to be sorted out
MOST_WAITING = 1 << 10  # stretches of rows that may: a double copies the list of them


class CorrectionLog:
    """One row a correction that is still the last of some pot; ``names`` say which stimulus it was.

    ``moved_by`` (n_pots,) int32 of the bank: the number of each pot's row, or below 0. Rows are added at the end, as
    number ``len(log)`` and up. Those that every pot has forgotten are dropped, and the others renumbered, when
    someone asks or when there are many: so the log has never many more rows than there are pots.
    """

    def __init__(self, moved_by: NDArray[np.int32]) -> None:
        self._moved_by = moved_by
        self._rows: NDArray[np.void] = np.empty(0, ROW)
        self._names: list[str] = []
        self._recent: list[
            tuple[NDArray[np.void], Callable[[int], str]]
        ] = []  # replaced, not changed: doubles share it
        self._length = 0

    def reset(self) -> None:
        """Forget all corrections."""
        self.fill(np.empty(0, ROW), [])

    def fill(self, rows: NDArray[np.void], names: list[str]) -> None:
        """Take these rows and their names for all there are."""
        commit([self._filling(rows, names)])

    def _filling(self, rows: NDArray[np.void], names: list[str]) -> Change:
        return attributes(self, {"_rows": rows, "_names": names, "_recent": [], "_length": len(rows)})

    def __len__(self) -> int:
        return self._length

    def add(self, rows: NDArray[np.void], name_of: Callable[[int], str]) -> None:
        """Append a copy of ``rows``. ``name_of`` gives the name of a ``rows["stimulus"]``, when it is asked for."""
        if len(rows):
            commit([self.adding(rows, name_of)])
            self.tidy()

    def tidy(self) -> None:
        """Sort the rows out, if many are waiting for it."""
        if self._length > len(self._moved_by) + SPARE or len(self._recent) > MOST_WAITING:
            self._sort_out()

    def adding(self, rows: NDArray[np.void], name_of: Callable[[int], str]) -> Change:
        """What ``add`` changes, for a commit."""
        recent = [*self._recent, (rows.view(LUMP).copy().view(ROW), name_of)] if len(rows) else self._recent
        return attributes(self, {"_recent": recent, "_length": self._length + len(rows)})

    def double(self, moved_by: NDArray[np.int32]) -> "CorrectionLog":
        """A log with the same rows, for pots last moved by ``moved_by``; what is added to it is not in this one."""
        double = CorrectionLog(moved_by)
        commit([double.taking(self)])
        return double

    def taking(self, double: "CorrectionLog") -> Change:
        """For a commit: this log takes the rows of a double for its own."""
        return attributes(self, {name: vars(double)[name] for name in ("_rows", "_names", "_recent", "_length")})

    @property
    def rows(self) -> NDArray[np.void]:
        """The rows that some pot refers to, oldest first."""
        self._sort_out()
        return self._rows

    @property
    def names(self) -> list[str]:
        """The name of each row's stimulus."""
        self._sort_out()
        return self._names

    def to_dataframe(self) -> "DataFrame":
        """A row for each correction that was the last of some pot, oldest first. Raises ImportError without pandas.

        Columns: those of ``ROW``, with the ``cause`` as a word, and ``name`` of the stimulus.
        """
        rows = self.rows
        columns: dict[str, Any] = {name: rows[name] for name in rows.dtype.names or () if name != "part"}
        return data_frame(columns | {"cause": [CAUSES[i] for i in rows["cause"]], "name": self.names})

    def _sort_out(self) -> None:
        """Drop the rows no pot refers to, and renumber. Nothing is changed if a name cannot be had."""
        kept = np.zeros(self._length - LOWEST, bool)  # places at the end for the numbers below 0
        kept[self._moved_by] = True
        number = np.cumsum(kept, dtype=np.int32) - np.int32(1)
        number[LOWEST:] = range(LOWEST, 0)
        moved_by = number[self._moved_by]
        of_old = np.flatnonzero(kept[: len(self._rows)])
        names, lumps, first = [self._names[i] for i in of_old.tolist()], [self._rows.take(of_old)], len(self._rows)
        for rows, name_of in self._recent:
            stay = rows.take(np.flatnonzero(kept[first : first + len(rows)]))
            names += [_name(name_of, stimulus) for stimulus in stay["stimulus"].tolist()]
            lumps.append(stay)
            first += len(rows)
        rows = np.concatenate([lump.view(LUMP) for lump in lumps]).view(ROW)
        commit([elements(self._moved_by, moved_by), self._filling(rows, names)])


def _name(name_of: Callable[[int], str], stimulus: int) -> str:
    """What the caller's function calls a stimulus; its number where the function fails: the log must be readable."""
    try:
        return str(name_of(stimulus))
    except Exception:  # noqa: BLE001 - whatever a caller's function raises
        return f"stimulus {stimulus}"


def whole(rows: NDArray[np.void]) -> NDArray[np.void]:
    """Rows of a file of before there was more than error correction, as ROW; others as they are."""
    if rows.dtype != ERROR_CORRECTIONS:
        return rows
    values = np.zeros(rows.shape, ROW)
    for name in ERROR_CORRECTIONS.names or ():
        values[name] = rows[name]
    values["share"] = rows["wanted"]
    return values


def cause_of(rule: str) -> int:
    """The number in CAUSES of a rule of the teacher."""
    return CAUSES.index(rule) if rule in CAUSES else 0


def direction_of(row: np.void) -> int:
    """The way the motors ran: +1 up, -1 down."""
    return 1 if row["share"] > 0 else -1


def in_words(row: np.void, n_set: int) -> str:
    """Why the motors of a row ran, which way and how long; ``n_set`` units are in the source set."""
    ran = f"{'up' if direction_of(row) > 0 else 'down'}, {row['pulses']} x {row['pulse_s']:g} s"
    r, wanted, active = row["r"], int(row["wanted"]), row["active"]
    if CAUSES[row["cause"]] == "correction":
        return (
            f"the {active} active A-units of R-unit {r} summed to {row['sum_v']:+.3f} V and {wanted:+d} was wanted, so "
            f"the motors of those pots ran {ran}."
        )
    return f"{_event(row)}, with {active} of its {n_set} A-units on{_part(row, n_set)} Its motor ran {ran}."


def _event(row: np.void) -> str:
    """What was reinforced, and by which rule."""
    r, wanted = row["r"], int(row["wanted"])
    if row["part"] == OUTSIDE:
        return f"another R-unit than R-unit {r} was reinforced"
    said = {
        "forced": f"R-unit {r} was forced to {wanted:+d}",
        "bivalent": f"{_sign(row)} reinforcement of {wanted:+d} at R-unit {r}",
        "spontaneous": f"R-unit {r} answered {wanted:+d} of itself and was reinforced",
    }
    return said[CAUSES[row["cause"]]]


def _sign(row: np.void) -> str:
    """Whether a reinforcement was positive: active units then go the way of the answer, inactive ones the other."""
    along = direction_of(row) == row["wanted"]
    return "positive" if along == (row["part"] == ACTIVE) else "negative"


def _part(row: np.void, n_set: int) -> str:
    """The share of the pot's group in the table of gains, as arithmetic."""
    active, share = int(row["active"]), float(row["share"])
    if row["part"] == INACTIVE:
        return f"; this one was off, so it goes {active} / ({n_set} - {active}) = {abs(share):.4g} pulses against them."
    if row["part"] == OUTSIDE:
        return f"; each of its {n_set} units is fed {share * n_set:.4g} / {n_set} = {share:.4g} pulses."
    fed = "" if abs(share) == 1 else f"{abs(share) * active:.4g} / {active} = "
    return f"; this one was on and goes {fed}{abs(share):.4g} {'pulse' if abs(share) == 1 else 'pulses'}."
