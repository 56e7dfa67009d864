"""Fooling: how little changes an answer, with the proof that less cannot, or with both bounds."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from mark1.backends.backend import Backend
from mark1.errors import ConfigError, unknown
from mark1.machine.teacher import index_of
from mark1.proofs.budget import Budget
from mark1.proofs.facts import FoolingFacts
from mark1.proofs.mind import Mind
from mark1.proofs.network_fooling import network_cells
from mark1.proofs.parts_at_fault import PartsAtFault, dead_units, dials_at_zero, pulled_wires
from mark1.proofs.photocells import Photocells, flipped_light
from mark1.proofs.search import SearchResult, search

Light = NDArray[np.float32]

PARTS: dict[str, Callable[[Mind, NDArray[np.bool_]], PartsAtFault]] = {
    "wires": pulled_wires,
    "dials": dials_at_zero,
    "a-units": dead_units,
}
CHANGES = ("cells", "light", *PARTS)
NOUNS = {"cells": "cell", "light": "cell", "wires": "wire", "dials": "dial", "a-units": "A-unit"}


@dataclass(frozen=True)
class Fooling:
    """How the ``answer`` becomes ``to``: both labels; ``to`` is None if nothing was found.

    ``change``: what was changed, one of CHANGES. ``changes``: [row, col] of each photocell, [S-unit, A-unit] of each
    wire, [pot] or [A-unit]. ``count``: how many; of light, the brightness of how many whole cells; None if nothing was
    found. ``lower_bound``: nothing less does. ``proved``: the two are equal, or, without a count, nothing does at all.
    ``light``: the picture (rows, cols) as it was changed, for cells and light. ``seconds``: how long it took.
    """

    change: str
    answer: str
    to: str | None
    changes: list[list[int]]
    count: float | None
    lower_bound: float
    proved: bool
    light: Light | None
    seconds: float

    @property
    def facts(self) -> FoolingFacts:
        """What ``--json`` prints."""
        bound = None if np.isinf(self.lower_bound) else self.lower_bound
        where = {"cells" if self.change in CHANGES[:2] else self.change: self.changes}
        return {
            "change": self.change,
            "answer": self.answer,
            "to": self.to,
            **cast(FoolingFacts, where),
            "count": self.count if self.change == "light" or self.count is None else int(self.count),
            "lower_bound": bound if self.change == "light" or bound is None else int(bound),
            "proved": self.proved,
            "seconds": self.seconds,
        }


def fool(
    backend: Backend,
    light: Light,
    change: str = "cells",
    to: str | None = None,
    most: float = np.inf,
    budget: Budget | None = None,
) -> Fooling:
    """The least change of a picture on the retina, ``light`` (rows, cols), or of the machine, that changes the answer.

    ``change``: *cells* to flip, *light* to add or take away, *wires* to pull, *dials* at 0 V, *a-units* dead. ``to``:
    the class that must become the answer; None for any other. ``most``: do not look for more than this. ``budget``: by
    default two minutes. The machine is not changed.

    Raises ConfigError if there is no answer to begin with, for an unknown class or change, or a noisy machine.
    """
    budget = Budget() if budget is None else budget
    if change not in CHANGES:
        raise ConfigError(unknown("change", change, CHANGES))
    machine = backend.machine
    if machine.retina.config.noise or (machine.config.potentiometers.noise_v and backend.by_rule):
        raise ConfigError("fool: this machine is noisy, so its answers vary: set the noise to 0 first")
    answer = backend.answer(backend.look("picture", light))
    if answer["label"] is None:
        raise ConfigError(f"fool: there is no answer to change ({answer['reason']})")
    label = backend.classes.index(answer["label"])
    target = None if to is None else index_of(to, backend.classes)
    if target == label:
        raise ConfigError(f"fool: the answer is {to!r} already")
    if not backend.by_rule and change != "cells":
        raise ConfigError(f"fool: {backend.name} has no {change} to change: expected cells")
    began_s = budget.seconds
    if backend.by_rule:
        result, changes, changed = _of_mark1(backend, light, change, Mind(backend.front, label, target), budget, most)
    else:
        result, changes, changed = network_cells(backend, light, label, target, budget, most)
    return _told(backend, light, change, answer["label"], result, changes, changed, budget.seconds - began_s)


def _of_mark1(
    backend: Backend, light: Light, change: str, mind: Mind, budget: Budget, most: float
) -> tuple[SearchResult, list[list[int]], Light | None]:
    machine = backend.machine
    s = machine.retina.sense(light)
    if change in PARTS:
        parts = PARTS[change](mind, s)
        result = search(parts, budget, most)
        return result, [part for item in result.changed or () for part in parts.parts[item]], None
    flipped = flipped_light(machine, light)
    cells = np.flatnonzero(~np.isnan(flipped))
    least = np.abs(flipped[cells].astype(np.float64) - light.reshape(-1)[cells])
    problem = Photocells(mind, s, cells, np.ones(len(cells)) if change == "cells" else least)
    result = search(problem, budget, most)
    where = cells[list(result.changed or ())]
    changed = light.reshape(-1).copy()
    whole = np.where(s, 0.0, 1.0).astype(np.float32)
    changed[where] = whole[where] if change == "cells" else flipped[where]
    cols = light.shape[1]
    return result, [[int(cell) // cols, int(cell) % cols] for cell in where], changed.reshape(light.shape)


def _told(
    backend: Backend,
    light: Light,
    change: str,
    answer: str,
    result: SearchResult,
    changes: list[list[int]],
    changed: Light | None,
    seconds: float,
) -> Fooling:
    """The result, replayed on a copy of the machine: an answer that is not as claimed is an error of this program."""
    if result.changed is None:
        return Fooling(change, answer, None, [], None, result.lower_bound, result.proved, None, seconds)
    pupil = deepcopy(backend) if change in PARTS else backend
    if change in PARTS:
        _break(pupil, change, changes)
    to = pupil.answer(pupil.look("picture", light if changed is None else changed))["label"]
    assert to not in (None, answer), f"{change} {changes} give {to}"
    return Fooling(change, answer, to, changes, result.cost, result.lower_bound, result.proved, changed, seconds)


def _break(pupil: Backend, change: str, changes: list[list[int]]) -> None:
    machine = pupil.machine
    for part in changes:
        if change == "wires":
            machine.patch_board.unplug(*part)
        elif change == "dials":
            machine.potentiometers.set_by_hand(part[0], 0.0)
        else:
            machine.association.dead[part[0]] = True
