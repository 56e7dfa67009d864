"""Cluster: the same portions of cells, carried out by the workers of a dask cluster. The only door to distributed.

    portions  -->  scheduler at ADDRESS  -->  its workers  -->  (portion, rows), as they are done

What a worker that died had under way is done again by another one. We speak to dask's client itself, not through
joblib: so few portions are under way at a time, each can be handed out again, and nothing waits without a deadline.
"""

import asyncio
import logging
import queue
import socket
import time
import uuid
import warnings
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mark1 import __version__
from mark1.errors import ConfigError, Mark1Error
from mark1.lab.sweep_together import rows_of
from mark1.lab.sweep_workers import Done, Portion

CONNECT_S = 10.0
GONE_S = 30.0  # so long a cluster may be without a scheduler, or without any worker
LOOK_S = 0.5
TRIES = 3  # of a portion, each on as many workers as the scheduler allows
ALIKE = ("mark1", "Python", "numpy")
"""What must be the same on every worker: other random numbers, and other bits, would come of another one."""
VERSIONS = """(
    __import__("mark1").__version__,
    __import__("platform").python_version().rpartition(".")[0],
    __import__("numpy").__version__,
)"""
"""Evaluated there and here. A function of ours would not do: where mark1 is another, it may not be there."""


class ClusterError(Mark1Error, ConnectionError):
    """A cluster that is not there, that is another, or that went away; what was done is kept."""

    exit_code = 1


class Cluster:
    """A connection to the scheduler at ``address``; left with ``close``. Raises ConfigError, ClusterError."""

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError:
            raise ConfigError("--cluster needs dask: pip install 'mark1[cluster]', or leave --cluster out") from None
        for name in logging.root.manager.loggerDict:
            if name.startswith("distributed"):  # what matters is told in our words
                logging.getLogger(name).setLevel(logging.CRITICAL)
        self.address = address
        try:
            _require_scheduler(address)
            with warnings.catch_warnings(action="ignore"):
                self.client: Any = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise ClusterError(
                f"--cluster {address}: no dask scheduler answers there within {CONNECT_S:g} s ({_reason(error)}): "
                "check the address, or start one with 'dask scheduler'"
            ) from None
        try:
            self._require_workers()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Leave the cluster; what is under way for us is dropped there."""
        with warnings.catch_warnings(action="ignore"):
            self.client.close(timeout=CONNECT_S)

    @property
    def n(self) -> int:
        """How many portions its workers carry out at a time; 0 if the scheduler does not say."""
        try:
            threads = self.client.sync(self.client.scheduler.ncores, workers=None, callback_timeout=CONNECT_S)
        except (OSError, TimeoutError, RuntimeError):
            return 0
        return sum(threads.values())

    def _require_workers(self) -> None:
        """Raises ClusterError unless there are workers and all are like us."""
        try:
            self.client.wait_for_workers(1, timeout=GONE_S)
            versions = self.client.sync(self.client._run, eval, VERSIONS, on_error="return", callback_timeout=CONNECT_S)
        except (OSError, TimeoutError) as error:
            raise ClusterError(
                f"--cluster {self.address}: a scheduler without a worker ({_reason(error)}): "
                "start one with 'dask worker ADDRESS'"
            ) from None
        for worker, theirs in versions.items():
            other = differing(theirs)
            if other:
                raise ClusterError(f"--cluster {self.address}: worker {worker} {other}: all must be the same")

    # ---- work

    def carried_out(self, portions: Sequence[Portion]) -> Generator[Done, None, None]:
        """The rows of every portion, with its number, as they are done; closing it stops the work.

        Raises ClusterError, Mark1Error as ``rows_of``.
        """
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        waiting, under_way = list(reversed(range(len(portions)))), dict[str, int]()
        tries, run = [0] * len(portions), uuid.uuid4().hex
        seen = time.monotonic()
        while waiting or under_way:
            self._require_open()
            while waiting and len(under_way) < max(2, 2 * self.n):
                number = waiting.pop()
                key = f"mark1-{run}-{number}-{tries[number]}"
                under_way[key] = number
                self.client.submit(rows_of, portions[number], key=key, pure=False).add_done_callback(done.put)
            try:
                future = done.get(timeout=LOOK_S)
            except queue.Empty:
                seen = self._require_life(seen)
                continue
            seen, number = time.monotonic(), under_way.pop(future.key)
            rows = self._result(future)
            if rows is not None:
                yield number, rows
                continue
            tries[number] += 1
            if tries[number] >= TRIES:
                raise ClusterError(
                    f"--cluster {self.address}: workers died again and again over the same cells, maybe for want of "
                    "memory: larger workers, or a smaller batch in the spec"
                )
            waiting.append(number)

    def _result(self, future: Any) -> list[Any] | None:
        """What came of a portion; None if its workers were lost. Raises what went wrong in it."""
        import distributed

        try:
            rows: list[Any] = future.result(timeout=CONNECT_S)
        except (distributed.scheduler.KilledWorker, distributed.CancelledError, OSError, TimeoutError) as error:
            if isinstance(error, Mark1Error):
                raise
            return None
        return rows

    def _require_open(self) -> None:
        """Raises ClusterError if dask's client has given the scheduler up."""
        if self.client.status == "closed":
            raise ClusterError(f"--cluster {self.address}: its scheduler is gone")

    def _require_life(self, seen: float) -> float:
        """When the cluster was last seen with a scheduler and a worker. Raises ClusterError if that is long ago."""
        self._require_open()
        if self.client.status == "running" and self.n:
            return time.monotonic()
        if time.monotonic() - seen > GONE_S:
            lost = "its workers are gone" if self.client.status == "running" else "its scheduler is gone"
            raise ClusterError(f"--cluster {self.address}: {lost}")
        return seen


def _require_scheduler(address: str) -> None:
    """Raises OSError, ValueError or TimeoutError: dask's client itself waits for ever for one that says nothing."""
    from distributed import comm, rpc

    socket.create_connection(comm.get_address_host_port(address), CONNECT_S).close()  # refused at once, if at all

    async def kind() -> object:
        async with rpc(address, timeout=CONNECT_S) as there:
            return (await asyncio.wait_for(there.identity(), CONNECT_S))["type"]

    with ThreadPoolExecutor(1) as aside:  # also where a loop is running already, as in a notebook
        if aside.submit(asyncio.run, kind()).result() != "Scheduler":
            raise ValueError("something else is there")


def differing(theirs: Any) -> str:
    """In what a worker differs from this process, by its versions; empty if in nothing that matters."""
    if isinstance(theirs, BaseException):
        return f"has no mark1 ({_reason(theirs)}), here it is {__version__}"
    for name, own, other in zip(ALIKE, eval(VERSIONS), theirs, strict=True):
        if own != other:
            return f"has {name} {other}, here it is {own}"
    return ""


def _reason(error: BaseException) -> str:
    return (str(error) or type(error).__name__).split("\n")[0]
