"""Decoding: many picture files read and brought to the retina, on all cores where they are many.

    files --> portions --> worker processes: file -> luminance -> eye -> light, and how dark the figure is
          --> polarities of the set --> the few that all others overrule are read once more --> light, in order

Threads would not help: most of the time passes in Python and numpy between two calls that release its lock. The light
is the same, bit for bit, on any number of cores.
"""

import os
import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from mark1.blas_threads import ThreadLimit
from mark1.errors import PictureError
from mark1.machine.camera.figure_ground import dark_odds
from mark1.machine.camera.luminance import luminance
from mark1.machine.config import Framing, Polarity
from mark1.stimuli.eye import Eye, Progress, polarity_asked
from mark1.stimuli.polarities import SIDES, PolarityTally

File = TypeVar("File")

FEWEST = 1000  # files from which starting other processes pays
PORTION = 100  # files handed to a process at a time


class Glimpse(NamedTuple):
    """What is seen of a file: the light, (0, 0) if nothing, then ``fault`` says why; the odds of a dark figure."""

    light: NDArray[np.float32]
    odds: float = 0.0
    fault: str = ""


@dataclass(frozen=True)
class PictureReader(Generic[File]):
    """How a file becomes light: ``read(file)`` gives its luminance, ``note(file)`` what to add if nothing is seen."""

    read: Callable[[File], NDArray[np.float32]]
    note: Callable[[File], str]
    eye: Eye
    framing: Framing
    polarity: Polarity

    def at(self, file: File) -> Glimpse:
        """What is seen of one file, judged alone."""
        nothing, note = np.zeros((0, 0), np.float32), ""
        try:
            picture = self.read(file)
            note = self.note(file) if np.ptp(picture) == 0 else ""
            odds = float(dark_odds(luminance(picture[np.newaxis]))[0])
            return Glimpse(self.eye.project(picture, framing=self.framing, polarity=self.polarity), odds)
        except PictureError as error:
            return Glimpse(nothing, fault=f"{error}{note}")

    def at_all(self, files: Sequence[File]) -> list[Glimpse]:
        """What is seen of some files, in a worker process, which leaves Ctrl-C to the process that reads the set."""
        with suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        return [self.at(file) for file in files]


def seen_files(
    reader: PictureReader[File],
    files: Sequence[File],
    progress: Progress | None,
    tally: PolarityTally,
    processes: int | None = None,
) -> list[Glimpse]:
    """What is seen of each file, in order. ``processes``: one per core if there are many files."""
    if processes is None:
        processes = cores() if len(files) >= FEWEST else 1
    seen: list[Glimpse] = []
    with ThreadLimit(1):
        for portion in _by_processes(reader, files, processes) if processes > 1 else ([reader.at(f)] for f in files):
            seen += portion
            if progress:
                progress(len(seen), len(files))
        _judge_together(reader, files, seen, tally)
    return seen


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _judge_together(
    reader: PictureReader[File], files: Sequence[File], seen: list[Glimpse], tally: PolarityTally
) -> None:
    """Judge the polarity of all good pictures together, and read once more those that were taken otherwise."""
    good = [i for i, glimpse in enumerate(seen) if not glimpse.fault]
    if not good:
        return
    odds, asked = np.array([seen[i].odds for i in good]), polarity_asked(reader.eye, reader.polarity)
    sides = tally.judge(odds, asked)
    tally.doubtful = [good[i] for i in tally.doubtful]
    alone = np.where(odds > 0.0, SIDES.index("dark"), SIDES.index("light"))
    for place in np.flatnonzero((sides != alone) & (sides != SIDES.index("auto"))) if asked == "auto" else ():
        i = good[place]
        seen[i] = replace(reader, polarity=SIDES[sides[place]]).at(files[i])


def _by_processes(
    reader: PictureReader[File], files: Sequence[File], processes: int
) -> Generator[list[Glimpse], None, None]:
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
