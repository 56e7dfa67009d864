"""Decoding: many picture files read and brought to the retina, on all cores where they are many.

    files --> portions --> worker processes: file -> luminance -> eye -> light --> in the order of the files

Threads would not help: most of the time passes in Python and numpy between two calls that release its lock. The light
is the same, bit for bit, on any number of cores.
"""

import os
import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from mark1.blas_threads import ThreadLimit
from mark1.errors import PictureError
from mark1.machine.config import Framing, Polarity
from mark1.stimuli.eye import Eye, Progress

File = TypeVar("File")
Seen = NDArray[np.float32] | str  # the light, or why there is none

FEWEST = 1000  # files from which starting other processes pays
PORTION = 100  # files handed to a process at a time


@dataclass(frozen=True)
class PictureReader(Generic[File]):
    """How a file becomes light: ``read(file)`` gives its luminance, ``note(file)`` what to add if nothing is seen."""

    read: Callable[[File], NDArray[np.float32]]
    note: Callable[[File], str]
    eye: Eye
    framing: Framing
    polarity: Polarity

    def at(self, file: File) -> Seen:
        """The light of one file, or why it is no good picture."""
        try:
            picture = self.read(file)
        except PictureError as error:
            return str(error)
        try:
            return self.eye.project(picture, framing=self.framing, polarity=self.polarity)
        except PictureError as error:
            return f"{error}{self.note(file)}"

    def at_all(self, files: Sequence[File]) -> list[Seen]:
        """The light of some files, in a worker process, which leaves Ctrl-C to the process that reads the set."""
        with suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        return [self.at(file) for file in files]


def seen_files(
    reader: PictureReader[File], files: Sequence[File], progress: Progress | None, processes: int | None = None
) -> list[Seen]:
    """What is seen of each file, in order. ``processes``: one per core if there are many files."""
    if processes is None:
        processes = cores() if len(files) >= FEWEST else 1
    seen: list[Seen] = []
    with ThreadLimit(1):
        for portion in _by_processes(reader, files, processes) if processes > 1 else ([reader.at(f)] for f in files):
            seen += portion
            if progress:
                progress(len(seen), len(files))
    return seen


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _by_processes(
    reader: PictureReader[File], files: Sequence[File], processes: int
) -> Generator[list[Seen], None, None]:
    """What is seen of each portion of the files, in order."""
    from joblib import Parallel, delayed, parallel_config

    portions = [files[first : first + PORTION] for first in range(0, len(files), PORTION)]
    with parallel_config("loky", n_jobs=processes, inner_max_num_threads=1):
        parallel = Parallel(batch_size=1, pre_dispatch="2*n_jobs", return_as="generator", max_nbytes=None)
        done = parallel(delayed(reader.at_all)(portion) for portion in portions)
        try:
            yield from done
        finally:
            done.close()
