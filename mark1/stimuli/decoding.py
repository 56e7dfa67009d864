"""Decoding: many picture files read and brought to the retina, on all cores where they are many.

    files --> portions --> worker processes: files -> luminance -> those of one size -> eye -> light, and polarity
          --> polarities of the set --> the few that all others overrule are read once more --> light, in order

Threads would not help: most of the time passes in Python and numpy between two calls that release its lock. The light
is the same, bit for bit, on any number of cores.
"""

import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
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
STEPS = 20  # times that a small set's progress is told
HELD = 2**20  # pixels that are held to be worked on together
NOTHING = np.zeros((0, 0), np.float32)


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

    def at(self, files: Sequence[File]) -> list[Glimpse]:
        """What is seen of some files, each judged alone; pictures of one size are worked on together."""
        seen, held = [Glimpse(NOTHING)] * len(files), dict[int, NDArray[np.float32]]()
        for i, file in enumerate(files):
            try:
                held[i] = self.read(file)
            except PictureError as error:
                seen[i] = Glimpse(NOTHING, fault=str(error))
            if sum(picture.size for picture in held.values()) > HELD or i == len(files) - 1:
                for k, glimpse in self._by_size(held):
                    blank = glimpse.fault and np.ptp(held[k]) == 0
                    seen[k] = glimpse._replace(fault=glimpse.fault + self.note(files[k])) if blank else glimpse
                held = {}
        return seen

    def in_worker(self, files: Sequence[File]) -> list[Glimpse]:
        """What is seen of some files, in a worker process, which leaves Ctrl-C to the process that reads the set."""
        with suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        return self.at(files)

    def _by_size(self, held: dict[int, NDArray[np.float32]]) -> Iterator[tuple[int, Glimpse]]:
        """What is seen of some pictures by number."""
        for _, group in groupby(sorted(held, key=lambda i: held[i].shape), lambda i: held[i].shape):
            numbers = list(group)
            yield from zip(numbers, self._glimpses(np.stack([held[i] for i in numbers])), strict=True)

    def _glimpses(self, pictures: NDArray[np.float32]) -> list[Glimpse]:
        """What is seen of pictures (n, h, w). Where one cannot be seen, either half of them is looked at alone."""
        half = len(pictures) // 2
        try:
            if half:
                light = self.eye.project_all(pictures, framing=self.framing, polarity=self.polarity)
            else:  # its fault is that of "the picture", not of "picture 0"
                light = self.eye.project(pictures[0], framing=self.framing, polarity=self.polarity)[np.newaxis]
        except PictureError as error:
            if half:
                return [*self._glimpses(pictures[:half]), *self._glimpses(pictures[half:])]
            return [Glimpse(NOTHING, fault=str(error))]
        return [Glimpse(*each) for each in zip(light, dark_odds(luminance(pictures)).tolist(), strict=True)]


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
        size = PORTION if processes > 1 else min(PORTION, 1 + len(files) // STEPS)
        portions = (files[first : first + size] for first in range(0, len(files), size))
        for portion in _by_processes(reader, portions, processes) if processes > 1 else map(reader.at, portions):
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
    again = (sides != alone) & (sides != SIDES.index("auto"))
    for side in np.unique(sides[again]).tolist() if asked == "auto" else ():
        of_side = [good[place] for place in np.flatnonzero(again & (sides == side))]
        for first in range(0, len(of_side), PORTION):
            portion = of_side[first : first + PORTION]
            glimpses = replace(reader, polarity=SIDES[side]).at([files[i] for i in portion])
            for i, glimpse in zip(portion, glimpses, strict=True):
                seen[i] = glimpse


def _by_processes(
    reader: PictureReader[File], portions: Iterable[Sequence[File]], processes: int
) -> Generator[list[Glimpse], None, None]:
    """What is seen of each portion of the files, in order, by worker processes."""
    from joblib import Parallel, delayed, parallel_config

    with parallel_config("loky", n_jobs=processes, inner_max_num_threads=1):
        parallel = Parallel(batch_size=1, pre_dispatch="2*n_jobs", return_as="generator", max_nbytes=None)
        done = parallel(delayed(reader.in_worker)(portion) for portion in portions)
        try:
            yield from done
        finally:
            done.close()
