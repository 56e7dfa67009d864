"""Run a sweep: spec in, table out.

Sweep  -->  jobs  -->  those without a row, in portions  -->  workers, here or on a cluster  -->  Table
"""

import itertools
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mark1.errors import ConfigError, StorageError
from mark1.log import logger
from mark1.sweep.jobs import Job, jobs_of
from mark1.sweep.many_rows import FEWEST, are_small
from mark1.sweep.spec import MOST_JOBS, Sweep
from mark1.sweep.table import Table, draw_at
from mark1.sweep.workers import Here, Portion, Workers

log = logger(__name__)
BYTES_OF_RESULTS = 150  # of a row: seed, results, digest, program
SMALL_PORTION = 512  # most jobs of small machines in a portion: a second's work
PORTIONS_EACH = 4  # at least this many portions per worker, so that all have work until the end
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class StudyOutcome:
    """A finished sweep: rows in the table, rows that were there before, and jobs that failed."""

    jobs: int
    before: int
    failed: int


def run(
    sweep: Sweep,
    out: Path,
    *,
    processes: int | None = None,
    cluster: str | None = None,
    progress: Progress = lambda done, total: None,
) -> StudyOutcome:
    """Run the jobs that are not in the table yet; ``progress(done, total)`` is called after every portion.

    However it ends, the finished rows are in the table, and calling it again resumes the sweep.

    Raises ConfigError, StorageError, StimulusError, PictureError, WorkerLostError, ClusterError, KeyboardInterrupt.
    """
    jobs = jobs_of(sweep, draw_of(out))
    with table_at(out, sweep.names, jobs) as table:
        before, total = table.n_done, len(table.jobs)
        log.info("%s: %d jobs, %d of them in the table", out, total, before)
        progress(before, total)
        try:
            if before < total:
                _run_missing(table, sweep.batch, workers(processes, cluster), progress)
        except BaseException:  # Ctrl-C may have come between a row and its progress call
            progress(table.n_done, total)
            raise
        table.finish()
        return StudyOutcome(total, before, table.n_failed)


def _run_missing(table: Table, batch: int, crew: Workers, progress: Progress) -> None:
    """Let the workers run the missing jobs. Raises what ``run`` raises."""
    with closing(crew):
        portions = portions_of(table.missing, batch, crew.n)
        with closing(crew.carried_out(portions)) as done:
            finished = table.n_done
            for number, rows in done:
                table.add(portions[number], rows)
                log.debug("%d jobs of a portion are done", len(rows))
                finished += len(rows)
                progress(finished, len(table.jobs))


def workers(processes: int | None, cluster: str | None) -> Workers:
    """The workers: processes of this computer, or a cluster. Raises ConfigError, ClusterError."""
    if cluster is None:
        return Here(processes)
    if processes is not None:
        raise ConfigError("--jobs does not apply to --cluster: a cluster has its own workers")
    from mark1.sweep.cluster import Cluster

    return Cluster(cluster)


def require_meant(sweep: Sweep, sure: bool) -> None:
    """Raise ConfigError for more jobs than a table holds, or than the spec's limit unless ``sure``."""
    n, sizes = sweep.n_jobs, [f"{name} {len(values)}" for name, values in sweep.grid.items()]
    product = " x ".join([*sizes, *([f"draws {sweep.draws}"] if sweep.draws else []), f"seeds {sweep.n_seeds}"])
    if n > MOST_JOBS:
        raise ConfigError(
            f"{n:,} jobs ({product}): a table holds at most {MOST_JOBS:,}; use fewer values, or random draws"
        )
    if n > sweep.limit and not sure:
        raise ConfigError(
            f"{n:,} jobs ({product}) are more than the limit of {sweep.limit:,}; "
            f"pass --yes, or set limit = {n} in the spec"
        )


def bytes_of(sweep: Sweep) -> int:
    """About how many bytes the finished table of a study takes."""
    longest = sum(max(len(str(value)) for value in values) + 1 for values in sweep.grid.values())
    fixed = sum(len(str(value)) + 1 for value in sweep.fixed.values()) + 10 * len(sweep.drawn)
    return sweep.n_jobs * (longest + fixed + BYTES_OF_RESULTS)


def require_room(sweep: Sweep, out: Path) -> None:
    """Raise StorageError if the disk has no room for the rows, and for them once more while they are sorted."""
    folder = out.absolute().parent
    if not folder.is_dir():
        return
    free, needed = shutil.disk_usage(folder).free, 2 * bytes_of(sweep)
    if needed > free:
        raise StorageError(
            f"{out}: {sweep.n_jobs:,} rows need about {needed / 1e6:,.0f} MB, half of it while they are sorted, and "
            f"{free / 1e6:,.0f} MB are free on this disk: give --out a place on another"
        )


def table_at(out: Path, names: Sequence[str], jobs: Sequence[Job]) -> Table:
    """The table for a file name: Parquet or CSV. Raises ConfigError."""
    if out.suffix.lower() == ".parquet":
        from mark1.sweep.parquet import ParquetTable

        return ParquetTable(out, names, jobs)
    if out.suffix.lower() != ".csv":
        raise ConfigError(f"--out {out}: expected a name that ends in .csv or .parquet")
    return Table(out, names, jobs)


def draw_of(out: Path) -> int:
    """The draw version of the rows that exist, so that new rows are drawn alike. Raises StorageError."""
    if out.suffix.lower() != ".parquet":
        return draw_at(out)
    from mark1.sweep.parquet import parquet_draw_at

    return parquet_draw_at(out)


def portions_of(jobs: Sequence[Job], batch: int, workers: int) -> list[Portion]:
    """Portions of jobs of one configuration, enough for all workers: at most ``batch`` jobs, or 512 small ones."""
    each = len(jobs) // (PORTIONS_EACH * workers)
    return [
        group[first : first + most]
        for _, alike in itertools.groupby(jobs, key=lambda job: job.setting)
        for group in [list(alike)]
        for most in [max(1, min(SMALL_PORTION if each >= FEWEST and are_small(group[0]) else batch, each))]
        for first in range(0, len(group), most)
    ]
