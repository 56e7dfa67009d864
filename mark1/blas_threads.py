"""BLAS threads: how many the library of matrix products may use, while a network is taught or pictures are read.

These matrices are small, so a second thread gains little on an idle computer; on a busy one the threads wait for one
another, and the work takes many times as long. The bits are the same.
"""

from functools import cache
from types import TracebackType
from typing import Any


class ThreadLimit:
    """While entered, matrix products of this process use at most the given number of threads; then as many as before.

    A limit that the user has set lower stays.
    """

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._before: list[tuple[Any, int]] = []

    def __enter__(self) -> None:
        self._before = [(library, now) for library in _libraries() if (now := library.num_threads) > self.threads]
        for library, _ in self._before:
            library.set_num_threads(self.threads)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for library, before in self._before:
            library.set_num_threads(before)


@cache
def _libraries() -> list[Any]:
    """The libraries of matrix products that numpy has loaded; looking for them takes some milliseconds."""
    from threadpoolctl import ThreadpoolController

    return list(ThreadpoolController().select(user_api="blas").lib_controllers)
