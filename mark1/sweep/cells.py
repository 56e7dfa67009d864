"""Cells: one setting of a sweep and one seed each, as lines of the panel's language.

A cell needs nothing but itself: its seed comes from the spec's seed, its own setting and its number, never from its
place among the others. So a sweep can grow, and any cell can be done again alone, anywhere.
"""

import hashlib
import itertools
import json
import math
import os
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
DIGITS = 6  # of a drawn number


@dataclass(frozen=True)
class Cell:
    """One run of the machine: ``setting`` of (name, value) pairs, and the machine's seed; ``draw`` as of its table."""

    setting: Setting
    seed: int
    folder: str = ""
    draw: int = DRAW

    def value(self, name: str) -> Value | None:
        """The value of one setting; None where it does not apply."""
        return dict(self.setting).get(name)

    def making(self) -> list[str]:
        """The lines that make the machine, with its brain and its faults."""
        machine = [part for name, value in self.setting if _is_machines(name) for part in (name, word(value))]
        draw = [] if self.draw == DRAW or "draw" in machine else ["draw", str(self.draw)]
        lines = [shlex.join(["machine", *machine, "seed", str(self.seed), *draw])]
        brain = str(self.value("backend") or "mark1")
        if brain != "mark1":
            own = [
                (name.partition(".")[2], word(value)) for name, value in self.setting if name.startswith(f"{brain}.")
            ]
            lines.append(shlex.join(["backend", brain, *itertools.chain(*own)]))
        faults = [(name.partition(".")[2], word(value)) for name, value in self.setting if name in FAULTS]
        return lines + [shlex.join(["damage", part, amount]) for part, amount in faults]

    def lines(self) -> list[str]:
        """All lines: the machine is made, then taught."""
        split = self.value("test-split")
        test = ["test-split", word(split)] if split else []
        return [*self.making(), shlex.join(["train", self.data, "epochs", word(self.value("epochs") or 1), *test])]

    @property
    def data(self) -> str:
        """What is learned; a place on the disk from the folder of the spec on."""
        from mark1.stimuli.library import OWN, is_place

        data = str(self.value("data"))
        name, colon, place = data.partition(":")
        if name not in OWN:
            return os.path.join(self.folder, os.path.expanduser(data))
        if is_place(place):
            return f"{name}{colon}{os.path.join(self.folder, os.path.expanduser(place))}"
        return data

    def pictures(self) -> str:
        """A digest of the files it learns from, see ``storage.digest``. Raises StimulusError, StorageError."""
        from mark1.stimuli.library import files_of

        return storage.digest(files_of(self.data))


def _is_machines(name: str) -> bool:
    return name not in COURSE and name not in FAULTS and name.partition(".")[0] not in NETWORKS


def cells_of(sweep: Sweep, draw: int = DRAW) -> list[Cell]:
    """Every cell of a study, in the order of the finished table: setting by setting, seed by seed."""
    settings = dict.fromkeys(_settings(sweep))  # options of another back end left out, some are alike
    return [Cell(setting, seed, str(sweep.folder), draw) for setting in settings for seed in _seeds(sweep, setting)]


def _settings(sweep: Sweep) -> Iterator[Setting]:
    for drawn in [_drawn(sweep, i) for i in range(sweep.draws)] or [{}]:
        for values in itertools.product(*sweep.grid.values()):
            found = {**sweep.fixed, **dict(zip(sweep.grid, values, strict=True)), **drawn}
            brain = found.get("backend", "mark1")
            others = {f"{other}." for other in NETWORKS if other != brain}
            yield tuple((name, found[name]) for name in sweep.names if name[: name.find(".") + 1] not in others)


def _drawn(sweep: Sweep, number: int) -> dict[str, Value]:
    """Draw ``number`` of the random part: the same, however many there are."""
    found = {}
    for name, values in sweep.drawn.items():
        seeds = [sweep.seed, number, zlib.crc32(FIRST_NAME.get(name, name).encode())]
        found[name] = _one_of(values, kind_of(name), np.random.Generator(np.random.PCG64(seeds)))
    return found


def _one_of(values: Choices | Range, kind: object, rng: np.random.Generator) -> Value:
    """One value, at random."""
    if not isinstance(values, Range):
        return values[int(rng.integers(len(values)))]
    low, high = (math.log(end) if values.log else end for end in (values.low, values.high))
    if kind is int and not values.log:
        return int(rng.integers(int(values.low), int(values.high), endpoint=True))
    drawn = rng.uniform(low, high)
    number = min(max(math.exp(drawn) if values.log else drawn, values.low), values.high)
    return round(number) if kind is int else float(f"{number:.{DIGITS}g}")


def _seeds(sweep: Sweep, setting: Setting) -> list[int]:
    """The seeds of one setting."""
    if not isinstance(sweep.seeds, int):
        return list(sweep.seeds)
    values = sorted((FIRST_NAME.get(name, name), word(value)) for name, value in setting)
    return [
        int.from_bytes(hashlib.sha256(json.dumps([sweep.seed, values, number]).encode()).digest()[:4], "big")
        for number in range(sweep.seeds)
    ]
