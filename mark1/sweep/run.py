"""A sweep carried out: spec in, table out.

Sweep  -->  cells  -->  those without a row, in portions  -->  workers, here or on a cluster  -->  Table
"""

import itertools
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mark1.errors import ConfigError
from mark1.sweep.cells import Cell, cells_of
from mark1.sweep.spec import MOST_CELLS, Sweep
from mark1.sweep.table import Table, draw_at
from mark1.sweep.workers import Here, Portion, Workers

PORTIONS_EACH = 4  # so many at least for every worker, so that all have work until the end
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class StudyOutcome:
    """A finished sweep: rows in the table, those that had been there before, and cells that could not be."""

    cells: int
    before: int
    failed: int


def run(
    sweep: Sweep,
    out: Path,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    progress: Progress = lambda done, total: None,
) -> StudyOutcome:
    """Carry out what is not in the table yet; ``progress(done, all)`` hears of every portion.

    However it ends, the rows that are done are in the table, and the same call goes on.

    Raises ConfigError, StorageError, StimulusError, PictureError, WorkerLostError, ClusterError, KeyboardInterrupt.
    """
    cells = cells_of(sweep, draw_of(out))
    with table_at(out, sweep.names, cells) as table:
        before, total = len(table.lines), len(table.cells)
        progress(before, total)
        try:
            if before < total:
                _carry_out(table, sweep.batch, workers(jobs, cluster), progress)
        except BaseException:  # Ctrl-C may have come between a row and the word of it
            progress(len(table.lines), total)
            raise
        table.finish()
        return StudyOutcome(total, before, table.n_failed)


def _carry_out(table: Table, batch: int, crew: Workers, progress: Progress) -> None:
    """Let the workers do what is missing. Raises as ``run``."""
    with closing(crew):
        portions = portions_of(table.missing, batch, crew.n)
        with closing(crew.carried_out(portions)) as done:
            for number, rows in done:
                table.add(portions[number], rows)
                progress(len(table.lines), len(table.cells))


def workers(jobs: int | None, cluster: str | None) -> Workers:
    """Who does it. Raises ConfigError, ClusterError."""
    if cluster is None:
        return Here(jobs)
    if jobs is not None:
        raise ConfigError("--jobs is for this computer, a cluster has its own workers: leave one of the two out")
    from mark1.sweep.cluster import Cluster

    return Cluster(cluster)


def require_meant(sweep: Sweep, sure: bool) -> None:
    """Raises ConfigError for more cells than a spec's limit, unless that is meant, or than any table holds."""
    n, sizes = sweep.n_cells, [f"{name} {len(values)}" for name, values in sweep.grid.items()]
    told = " x ".join([*sizes, *([f"draws {sweep.draws}"] if sweep.draws else []), f"seeds {sweep.n_seeds}"])
    if n > MOST_CELLS:
        raise ConfigError(f"{n:,} cells ({told}): a table holds {MOST_CELLS:,} at most: fewer values, or a few draws")
    if n > sweep.limit and not sure:
        raise ConfigError(
            f"{n:,} cells ({told}): is that meant? --yes carries them out, so does limit = {n} in the spec"
        )


def table_at(out: Path, names: Sequence[str], cells: Sequence[Cell]) -> Table:
    """The table of a file's name: Parquet or CSV. Raises ConfigError."""
    if out.suffix.lower() == ".parquet":
        from mark1.sweep.parquet import ParquetTable

        return ParquetTable(out, names, cells)
    if out.suffix.lower() != ".csv":
        raise ConfigError(f"--out {out}: expected a name that ends in .csv or .parquet")
    return Table(out, names, cells)


def draw_of(out: Path) -> int:
    """How the rows that are there were drawn, so that those to come are drawn alike. Raises StorageError."""
    if out.suffix.lower() != ".parquet":
        return draw_at(out)
    from mark1.sweep.parquet import parquet_draw_at

    return parquet_draw_at(out)


def portions_of(cells: Sequence[Cell], batch: int, workers: int) -> list[Portion]:
    """Cells of one setting each, at most ``batch``, and enough portions for all workers."""
    most = max(1, min(batch, len(cells) // (PORTIONS_EACH * workers)))
    return [
        group[first : first + most]
        for _, same in itertools.groupby(cells, key=lambda cell: cell.setting)
        for group in [list(same)]
        for first in range(0, len(group), most)
    ]
