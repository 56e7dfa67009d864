"""Workers: they run the jobs of a sweep on this computer, in this process or in processes of joblib.

portions of jobs  -->  workers, in any order  -->  (portion, rows), as they are done
"""

import os
import signal
import threading
import time
import warnings
from collections.abc import Generator, Sequence
from functools import cache
from typing import Protocol

from mark1.errors import ConfigError, Mark1Error, expected
from mark1.sweep.batch_rows import rows_of
from mark1.sweep.jobs import Job
from mark1.sweep.row import Row

Portion = Sequence[Job]
Done = tuple[int, list[Row]]
# The warning of joblib when a sweep is stopped on purpose.
DROPPED = ".*tasks which were still being processed"
LOOK_S = 1.0  # interval at which a worker checks whether its sweep is still running
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


class WorkerLostError(Mark1Error, ChildProcessError):
    """A worker process was killed; finished rows are kept."""

    exit_code = 1


class Workers(Protocol):
    """Runs portions of jobs, ``n`` at a time."""

    @property
    def n(self) -> int:
        """Number of portions run at a time."""

    def carried_out(self, portions: Sequence[Portion]) -> Generator[Done, None, None]:
        """Yield (number of the portion, its rows) as portions finish; closing the generator stops the work."""

    def close(self) -> None:
        """Release the workers."""


class Here:
    """This computer: ``processes`` processes, by default one per usable core. Raises ConfigError."""

    def __init__(self, processes: int | None) -> None:
        if processes is not None and processes < 1:
            raise ConfigError(expected("--jobs", "a whole number from 1 up", processes))
        self.n = processes or _cores()

    def close(self) -> None:
        """Do nothing: joblib's processes end by themselves."""

    def carried_out(self, portions: Sequence[Portion]) -> Generator[Done, None, None]:
        """Yield (number of the portion, its rows). Raises WorkerLostError, KeyboardInterrupt, errors of ``rows_of``."""
        if min(self.n, len(portions)) > 1:
            yield from _by_processes(portions, self.n)
        else:
            for number, portion in enumerate(portions):
                yield number, rows_of(portion)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _by_processes(portions: Sequence[Portion], processes: int) -> Generator[Done, None, None]:
    """Yield rows from worker processes; twice as many portions as processes are queued, each on one core."""
    from joblib import Parallel, delayed, parallel_config
    from joblib.externals.loky.process_executor import BrokenProcessPool

    with parallel_config("loky", n_jobs=processes, inner_max_num_threads=1), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=DROPPED)
        parallel = Parallel(batch_size=1, pre_dispatch="2*n_jobs", return_as="generator_unordered", max_nbytes=None)
        done = parallel(delayed(_done)(number, portion) for number, portion in enumerate(portions))
        try:
            yield from done
        except BrokenProcessPool:
            raise WorkerLostError(
                "a worker process was killed, possibly out of memory; use fewer --jobs, or a smaller batch in the spec"
            ) from None
        finally:
            done.close()


def _done(number: int, portion: Portion) -> Done:
    """Run one portion in a worker, which ignores Ctrl-C: the main process handles it."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_the_sweep()
    return number, rows_of(portion)


@cache
def _end_with_the_sweep() -> None:
    """From the first portion on, end this worker once the process of its sweep is gone."""
    sweep = os.getppid()

    def look() -> None:
        while os.getppid() == sweep:
            time.sleep(LOOK_S)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def take_one_core() -> None:
    """Limit matrix products to one core, unless numpy is loaded: then results do not depend on --jobs."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
