"""Process: work through which machine time passes, in portions that whoever drives it sends.

    next(process)        it begins, and runs to a place where time may pass
    process.send(dt_s)   ``dt_s`` seconds pass; None: as many as it takes to the next such place

The end of a phase (an exposure, a pulse) takes what is left of a portion with it.
"""

import math
from collections.abc import Generator
from contextlib import suppress
from types import TracebackType
from typing import Any, TypeVar

MICROSECONDS = 1_000_000  # a second

Done = TypeVar("Done")
Process = Generator[Any, float | None, Done]


def run_to_end(process: Process[Done]) -> Done:
    """Run a process without waiting for machine time, and return its result."""
    with Driver(process):
        while True:
            try:
                next(process)
            except StopIteration as ended:
                done: Done = ended.value
                return done


class Driver:
    """While entered, a process is driven from here. Left early, it is closed; an error here is raised inside it."""

    def __init__(self, process: Process[Any]) -> None:
        self.process = process

    def __enter__(self) -> Process[Any]:
        return self.process

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, GeneratorExit):
            self.process.close()
        else:
            with suppress(StopIteration):
                self.process.throw(error)


def seconds(dt_s: float | None) -> float:
    """A portion of time as a number: None is endless."""
    return math.inf if dt_s is None else dt_s
