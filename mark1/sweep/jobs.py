"""Jobs: the runs of a sweep, one configuration and one seed each, as panel commands.

Each job's seed is a hash of the spec's seed, its configuration and its index, never of its position in the table. So a
sweep can grow, and any job can be repeated alone, anywhere.
"""

import hashlib
import itertools
import json
import math
import shlex
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mark1 import storage
from mark1.machine.config import DRAW
from mark1.sweep.settings import COURSE, FAULTS, FIRST_NAME, NETWORKS, Value, kind_of, word
from mark1.sweep.spec import Choices, Range, Sweep

Setting = tuple[tuple[str, Value], ...]
DIGITS = 6  # significant digits of a random number


@dataclass(frozen=True, slots=True)
class Job:
    """One run: its configuration as (name, value) pairs, the machine's seed, the draw version of the table."""

    setting: Setting
    seed: int
    folder: str = ""
    draw: int = DRAW

    def value(self, name: str) -> Value | None:
        """The value of a setting; None if it does not apply."""
        return dict(self.setting).get(name)

    def making(self) -> list[str]:
        """The panel commands that build the machine, choose the back end, and break parts."""
        machine = [part for name, value in self.setting if _is_machines(name) for part in (name, word(value))]
        draw = [] if self.draw == DRAW or "draw" in machine else ["draw", str(self.draw)]
        lines = [shlex.join(["machine", *machine, "seed", str(self.seed), *draw])]
        backend = str(self.value("backend") or "mark1")
        if backend != "mark1":
            own = [
                (name.partition(".")[2], word(value)) for name, value in self.setting if name.startswith(f"{backend}.")
            ]
            lines.append(shlex.join(["backend", backend, *itertools.chain(*own)]))
        faults = [(name.partition(".")[2], word(value)) for name, value in self.setting if name in FAULTS]
        return lines + [shlex.join(["damage", part, amount]) for part, amount in faults]

    def lines(self) -> list[str]:
        """All panel commands: build the machine, then train it."""
        split = self.value("test-split")
        test = ["test-split", word(split)] if split else []
        return [*self.making(), shlex.join(["train", self.data, "epochs", word(self.value("epochs") or 1), *test])]

    @property
    def data(self) -> str:
        """The training data; paths are relative to the folder of the spec."""
        from mark1.stimuli.library import anywhere

        return anywhere(str(self.value("data")), self.folder)

    def pictures(self) -> str:
        """A digest of the training files, see ``storage.digest``. Raises StimulusError, StorageError."""
        from mark1.stimuli.library import files_of

        return storage.digest(files_of(self.data))


def _is_machines(name: str) -> bool:
    return name not in COURSE and name not in FAULTS and name.partition(".")[0] not in NETWORKS


def jobs_of(sweep: Sweep, draw: int = DRAW) -> list[Job]:
    """Every job of a study, in the order of the finished table: by configuration, then by seed."""
    settings = dict.fromkeys(_settings(sweep))  # without the options of other back ends, some are equal
    return [Job(setting, seed, str(sweep.folder), draw) for setting in settings for seed in _seeds(sweep, setting)]


def _settings(sweep: Sweep) -> Iterator[Setting]:
    for drawn in [_drawn(sweep, i) for i in range(sweep.draws)] or [{}]:
        for values in itertools.product(*sweep.grid.values()):
            setting = {**sweep.fixed, **dict(zip(sweep.grid, values, strict=True)), **drawn}
            backend = setting.get("backend", "mark1")
            others = {f"{other}." for other in NETWORKS if other != backend}
            yield tuple((name, setting[name]) for name in sweep.names if name[: name.find(".") + 1] not in others)


def _drawn(sweep: Sweep, number: int) -> dict[str, Value]:
    """Draw ``number`` of the random part; it does not depend on the number of draws."""
    values_of = {}
    for name, values in sweep.drawn.items():
        seeds = [sweep.seed, number, zlib.crc32(FIRST_NAME.get(name, name).encode())]
        values_of[name] = _choice(values, kind_of(name), np.random.Generator(np.random.PCG64(seeds)))
    return values_of


def _choice(values: Choices | Range, kind: object, rng: np.random.Generator) -> Value:
    """A random value."""
    if not isinstance(values, Range):
        return values[int(rng.integers(len(values)))]
    low, high = (math.log(end) if values.log else end for end in (values.low, values.high))
    if kind is int and not values.log:
        return int(rng.integers(int(values.low), int(values.high), endpoint=True))
    drawn = rng.uniform(low, high)
    number = min(max(math.exp(drawn) if values.log else drawn, values.low), values.high)
    return round(number) if kind is int else float(f"{number:.{DIGITS}g}")


def _seeds(sweep: Sweep, setting: Setting) -> list[int]:
    """The seeds of one configuration, all different."""
    if not isinstance(sweep.seeds, int):
        return list(sweep.seeds)
    values = sorted((FIRST_NAME.get(name, name), word(value)) for name, value in setting)
    seeds: dict[int, None] = {}
    for number in range(sweep.seeds):
        digest = hashlib.sha256(json.dumps([sweep.seed, values, number]).encode()).digest()
        # Of a million seeds of 32 bits about 116 have been seen before: those are taken from the next 32 bits.
        seeds[next(seed for seed in _words(digest) if seed not in seeds)] = None
    return list(seeds)


def _words(digest: bytes) -> Iterator[int]:
    """The numbers of 32 bits in a digest."""
    return (int.from_bytes(digest[i : i + 4], "big") for i in range(0, len(digest), 4))
