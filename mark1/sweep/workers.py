"""Workers: who carries out the cells of a sweep on this computer: this process alone, or processes of joblib's.

portions of cells  -->  workers, in any order  -->  (portion, rows), as they are done
"""

import os
import signal
import threading
import time
import warnings
from collections.abc import Generator, Sequence
from functools import cache
from typing import Protocol

from mark1.errors import ConfigError, Mark1Error
from mark1.sweep.batch_rows import rows_of
from mark1.sweep.cells import Cell
from mark1.sweep.row import Row

Portion = Sequence[Cell]
Done = tuple[int, list[Row]]
# What joblib warns of when a sweep is stopped, which is meant.
DROPPED = ".*tasks which were still being processed"
LOOK_S = 1.0  # how often a worker looks whether its sweep is still there
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


class WorkerLostError(Mark1Error, ChildProcessError):
    """A worker that was killed; what was done is kept."""

    exit_code = 1


class Workers(Protocol):
    """Who carries out portions: so many at a time."""

    @property
    def n(self) -> int:
        """How many portions at a time."""

    def carried_out(self, portions: Sequence[Portion]) -> Generator[Done, None, None]:
        """The rows of every portion, with its number, as they are done; closing it stops the work."""

    def close(self) -> None:
        """Let them go."""


class Here:
    """This computer: ``jobs`` processes, or one a core that this process may use. Raises ConfigError."""

    def __init__(self, jobs: int | None) -> None:
        if jobs is not None and jobs < 1:
            raise ConfigError(f"--jobs: expected a whole number from 1 up, got {jobs}")
        self.n = jobs or _cores()

    def close(self) -> None:
        """joblib's processes end by themselves."""

    def carried_out(self, portions: Sequence[Portion]) -> Generator[Done, None, None]:
        """As ``Workers``. Raises WorkerLostError, KeyboardInterrupt, Mark1Error as ``rows_of``."""
        if min(self.n, len(portions)) > 1:
            yield from _by_processes(portions, self.n)
        else:
            for number, portion in enumerate(portions):
                yield number, rows_of(portion)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _by_processes(portions: Sequence[Portion], jobs: int) -> Generator[Done, None, None]:
    """A few portions more than there are processes are under way at any time; matrices take one core each."""
    from joblib import Parallel, delayed, parallel_config
    from joblib.externals.loky.process_executor import BrokenProcessPool

    with parallel_config("loky", n_jobs=jobs, inner_max_num_threads=1), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=DROPPED)
        parallel = Parallel(batch_size=1, pre_dispatch="2*n_jobs", return_as="generator_unordered", max_nbytes=None)
        done = parallel(delayed(_done)(number, portion) for number, portion in enumerate(portions))
        try:
            yield from done
        except BrokenProcessPool:
            raise WorkerLostError(
                "a worker process was killed, maybe for want of memory: fewer --jobs, or a smaller batch in the spec"
            ) from None
        finally:
            done.close()


def _done(number: int, portion: Portion) -> Done:
    """One portion, in a worker: Ctrl-C is for the process that people see."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_the_sweep()
    return number, rows_of(portion)


@cache
def _end_with_the_sweep() -> None:
    """From the first portion on: a worker whose sweep was killed ends too, and leaves the cores to the next one."""
    sweep = os.getppid()

    def look() -> None:
        while os.getppid() == sweep:
            time.sleep(LOOK_S)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def take_one_core() -> None:
    """Matrices take one core in this process too, if numpy is not loaded yet: then the bits do not depend on --jobs."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
