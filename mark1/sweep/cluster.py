"""Cluster: runs portions of jobs on the workers of a dask cluster. The only importer of distributed.

    portions  -->  scheduler at ADDRESS  -->  its workers  -->  (portion, rows), as they are done

The work of a worker that dies is done again by another one. It uses dask's client directly, not through joblib: so only
a few portions are queued at a time, each can be resubmitted, and every wait has a deadline.
"""

import contextlib
import logging
import queue
import time
import uuid
import warnings
from collections.abc import Generator, Sequence
from typing import Any

from mark1 import __version__
from mark1.errors import ConfigError, Mark1Error
from mark1.install_hint import install
from mark1.sweep import scheduler
from mark1.sweep.batch_rows import rows_of
from mark1.sweep.scheduler import CONNECT_S, n_threads, within
from mark1.sweep.workers import Done, Portion

GONE_S = 30.0  # how long a cluster may be without scheduler or workers
LOOK_S = 0.5
TRIES = 3  # per portion, each on as many workers as the scheduler allows
# What must be the same on every worker; otherwise random numbers and bits could differ.
ALIKE = ("mark1", "Python", "numpy")
# Evaluated on the workers and here. A function of mark1 would not do: another version might lack it.
VERSIONS = """(
    __import__("mark1").__version__,
    __import__("platform").python_version().rpartition(".")[0],
    __import__("numpy").__version__,
)"""


class ClusterError(Mark1Error, ConnectionError):
    """A cluster that cannot be reached, differs from this program, or is lost; finished rows are kept."""

    exit_code = 1


class Cluster:
    """A connection to the scheduler at ``address``; left with ``close``. Raises ConfigError, ClusterError."""

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError:
            raise ConfigError(f"--cluster requires dask: {install('cluster')}") from None
        for name in logging.root.manager.loggerDict:
            if name.startswith("distributed"):  # errors are reported in our own words
                logging.getLogger(name).setLevel(logging.CRITICAL)
        self.address = address
        try:
            if scheduler.asked(address, "identity")["type"] != "Scheduler":
                raise ValueError("not a scheduler")
            with warnings.catch_warnings(action="ignore"):
                self.client: Any = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise ClusterError(
                f"--cluster {address}: no answer from a dask scheduler within {CONNECT_S:g} s ({_reason(error)}); "
                "check the address, or start one with 'dask scheduler'"
            ) from None
        try:
            self.n = self._workers()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Disconnect from the cluster; it drops our queued work."""
        with contextlib.suppress(TimeoutError), warnings.catch_warnings(action="ignore"):
            within(CONNECT_S, self.client.close)

    def _workers(self) -> int:
        """Number of portions the workers run at a time. Raises ClusterError if their versions differ from ours."""
        end = time.monotonic() + GONE_S
        while not (n := n_threads(self.address)):
            if time.monotonic() > end:
                raise ClusterError(
                    f"--cluster {self.address}: no worker appeared within {GONE_S:g} s; "
                    "start one with 'dask worker ADDRESS'"
                )
            time.sleep(LOOK_S)
        try:
            versions = within(CONNECT_S, lambda: self.client.run(eval, VERSIONS, on_error="return"))
        except (OSError, TimeoutError) as error:
            raise ClusterError(
                f"--cluster {self.address}: cannot get the versions of its workers ({_reason(error)})"
            ) from None
        for worker, theirs in versions.items():
            other = differing(theirs)
            if other:
                raise ClusterError(f"--cluster {self.address}: worker {worker} {other}; versions must match")
        return n

    # ---- work

    def carried_out(self, portions: Sequence[Portion]) -> Generator[Done, None, None]:
        """Yield (number of the portion, its rows) as portions finish; closing the generator stops the work.

        Raises ClusterError, and the errors of ``rows_of``.
        """
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        waiting, under_way = list(reversed(range(len(portions)))), dict[str, tuple[int, Any]]()
        tries, run, seen = [0] * len(portions), uuid.uuid4().hex, time.monotonic()
        while waiting or under_way:
            while waiting and len(under_way) < 2 * self.n:
                number = waiting.pop()
                key = f"mark1-{run}-{number}-{tries[number]}"
                future = self.client.submit(rows_of, portions[number], key=key, pure=False)
                under_way[key] = number, future
                future.add_done_callback(done.put)
            try:
                key = done.get(timeout=LOOK_S).key
            except queue.Empty:
                seen = self._last_seen(seen)
                continue
            number, future = under_way.pop(key)
            rows = self._result(future)
            if rows is not None:
                seen = time.monotonic()
                yield number, rows
                continue
            seen = self._last_seen(seen)
            tries[number] += 1
            if tries[number] >= TRIES:
                raise ClusterError(
                    f"--cluster {self.address}: workers died repeatedly on the same jobs, possibly out of memory; "
                    "use larger workers, or a smaller batch in the spec"
                )
            waiting.append(number)

    def _result(self, future: Any) -> list[Any] | None:
        """The rows of a portion; None if its workers were lost. Raises the errors of its jobs."""
        import distributed

        try:
            rows: list[Any] = within(CONNECT_S, future.result)
        except (distributed.scheduler.KilledWorker, distributed.CancelledError, OSError, TimeoutError) as error:
            if isinstance(error, Mark1Error):
                raise
            return None
        return rows

    def _last_seen(self, before: float) -> float:
        """When the cluster last had a worker. Raises ClusterError if that is too long ago."""
        n = n_threads(self.address)
        if n and self.client.status != "closed":
            self.n = n
            return time.monotonic()
        if self.client.status == "closed" or time.monotonic() - before > GONE_S:
            raise ClusterError(
                f"--cluster {self.address}: its {'workers are' if self._answers() else 'scheduler is'} gone"
            )
        return before

    def _answers(self) -> bool:
        """Whether the scheduler still answers."""
        try:
            return bool(scheduler.asked(self.address, "identity"))
        except (OSError, ValueError, TypeError, RuntimeError):
            return False


def differing(theirs: Any) -> str:
    """How the versions of a worker differ from ours, in words; empty if they do not."""
    if isinstance(theirs, BaseException):
        return f"has no mark1 ({_reason(theirs)}), here it is {__version__}"
    for name, own, other in zip(ALIKE, eval(VERSIONS), theirs, strict=True):
        if own != other:
            return f"has {name} {other}, here it is {own}"
    return ""


def _reason(error: BaseException) -> str:
    return (str(error) or type(error).__name__).split("\n")[0]
