"""fool: small random machines and networks, and what changes their answers, against trying every set of changes"""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.long import Outcome, Say
from mark1.backends.backend import Backend
from mark1.backends.mark1 import Mark1Backend
from mark1.backends.network import LogisticBackend, NetworkBackend, NetworkBackendConfig
from mark1.machine.config import (
    AssociationConfig,
    MachineConfig,
    PatchBoardConfig,
    PotentiometerConfig,
    ResponseConfig,
    RetinaConfig,
)
from mark1.machine.mark1 import MarkI
from mark1.proofs.fooling import CHANGES, Fooling, fool

COUNT = 1000
CLASSES = ("A", "B", "C")
Light = NDArray[np.float32]


def run(count: int, seed: int, report: Say) -> Outcome:
    """``count`` back ends with a picture each. Fails if the fewest changes differ, or a bound is above them."""
    failures, counts = [], dict[str, int]()
    for number in range(count):
        backend, light = small_backend(seed + number), small_picture(seed + number)
        if backend.answer(backend.look("", light))["label"] is None:
            continue
        for change in CHANGES if backend.by_rule else ("cells",):
            to = None if number % 2 else next(name for name in CLASSES if name != _label(backend, light))
            fooling = fool(backend, light, change, to)
            least = by_trying(backend, light, change, to)
            failures += [f"{change} of {seed + number}, to {to}: {text}" for text in disagreements(fooling, least)]
            counts[change] = counts.get(change, 0) + 1
        if not (number + 1) % 100:
            report(f"{number + 1} of {count}: {counts}, {len(failures)} failures")
    return {"failures": failures, **counts}


def small_backend(seed: int) -> Any:
    """A machine of 3 x 3 photocells and random dials, at times with faults or a dead band; every fifth a network."""
    rng = np.random.Generator(np.random.PCG64(seed))
    disjoint = bool(rng.integers(2))
    config = MachineConfig(
        retina=RetinaConfig(rows=3, cols=3, gain_spread=0.2),
        patch_board=PatchBoardConfig(excitatory=2, inhibitory=1),
        association=AssociationConfig(n_a=4, theta=int(rng.integers(1, 3))),
        potentiometers=PotentiometerConfig(pots="disjoint" if disjoint else "shared"),
        response=ResponseConfig(n_r=3, undecided_v=float(rng.choice([0, 0, 0.5]))),
        seed=seed,
    )
    backend = Mark1Backend(MarkI(config))
    backend.adopt(CLASSES)
    machine = backend.machine
    bank = machine.potentiometers
    bank.wiper[:] = bank.shaft[:] = rng.integers(-3, 4, bank.n_pots) * 500_000
    machine.association.dead[:] = rng.random(4) < 0.1
    machine.retina.dead[:], machine.retina.stuck[:] = rng.random(9) < 0.1, rng.random(9) < 0.1
    if seed % 5:
        return backend
    kind, hidden = (LogisticBackend, ()) if seed % 10 else (NetworkBackend, (4,))
    network = kind(backend, NetworkBackendConfig(hidden=hidden, start="he" if hidden else "zero"))
    network.adopt(CLASSES)
    assert network.network is not None
    network.network.values[:] = rng.standard_normal(len(network.network.values))
    return network


def small_picture(seed: int) -> Light:
    """Light on 3 x 3 cells."""
    return np.random.Generator(np.random.PCG64([seed, 1])).random((3, 3), np.float32)


def _label(backend: Backend, light: Light) -> str | None:
    label: str | None = backend.answer(backend.look("", light))["label"]
    return label


def by_trying(backend: Backend, light: Light, change: str, to: str | None) -> float:
    """What the cheapest changes cost, found by trying all sets of them; infinite if none does."""
    before, least = _label(backend, light), np.inf
    items = list(_items(backend, light, change))
    for size in range(1, len(items) + 1):
        for chosen in itertools.combinations(items, size):
            cost = sum(item[0] for item in chosen)
            if cost < least - 1e-9 and _becomes(backend, light, [item[1] for item in chosen]) in _aims(before, to):
                least = cost
        if change != "light" and least < np.inf:
            break
    return least


def _aims(before: str | None, to: str | None) -> list[str]:
    return [name for name in CLASSES if name != before] if to is None else [to]


def _items(backend: Backend, light: Light, change: str) -> Iterator[tuple[float, tuple[str, Any]]]:
    """Everything that can be changed: what it costs, and how."""
    machine = backend.machine
    if change in ("cells", "light"):
        for cell in range(light.size):
            for level in _levels(machine, float(light.flat[cell]), cell, change, backend.by_rule):
                cost = 1.0 if change == "cells" else abs(level - float(light.flat[cell]))
                yield cost, ("light", (cell, level))
    elif change == "wires":
        board = machine.patch_board
        yield from (
            (1.0, ("wire", pair)) for pair in zip(board.s_of_wire.tolist(), board.a_of_wire.tolist(), strict=True)
        )
    else:
        n = machine.potentiometers.n_pots if change == "dials" else machine.association.n_a
        yield from ((1.0, (change, i)) for i in range(n))


def _levels(machine: MarkI, now: float, cell: int, change: str, by_rule: bool) -> Iterator[float]:
    """The light that flips a cell, to the last bit, found by halving; for a network, all or none."""
    threshold = machine.retina.config.threshold
    if not by_rule:
        yield 0.0 if now >= threshold else 1.0
        return

    def on(level: float) -> bool:
        return bool(np.float32(level) * machine.retina.gain[cell] >= np.float32(threshold))

    lit, end = on(now), 0.0 if on(now) else 1.0
    if on(end) == lit or machine.retina.dead[cell] or machine.retina.stuck[cell]:
        return
    near, far = now, end
    for _ in range(60):
        middle = float(np.float32((near + far) / 2))
        near, far = (middle, far) if on(middle) == lit else (near, middle)
    yield end if change == "cells" else far


def _becomes(backend: Backend, light: Light, changes: list[tuple[str, Any]]) -> str | None:
    """The answer after these changes to the picture or to the machine, which then is as before."""
    light, machine = light.copy(), backend.machine
    board, bank, units = machine.patch_board, machine.potentiometers, machine.association
    wires, wiper, dead = (board.s_of_wire, board.a_of_wire, board.sign_of_wire), bank.wiper.copy(), units.dead.copy()
    for kind, what in changes:
        if kind == "light":
            light.flat[what[0]] = what[1]
        elif kind == "wire":
            board.unplug(*what)
        elif kind == "dials":
            bank.wiper[what] = 0
        else:
            units.dead[what] = True
    label = _label(backend, light)
    board.rewire(*wires)
    bank.wiper[:], units.dead[:] = wiper, dead
    return label


def disagreements(fooling: Fooling, least: float) -> Iterator[str]:
    """Where the search and what was tried differ, in words."""
    count = np.inf if fooling.count is None else fooling.count
    near = 1e-6
    if fooling.lower_bound > least + near:
        yield f"the lower bound {fooling.lower_bound} is above {least}"
    if count < least - near:
        yield f"{count} found, {least} by trying"
    if fooling.proved and count > least + near:
        yield f"{count} is said to be proved, {least} by trying"
    if fooling.change != "light" and not fooling.proved and fooling.light is None and fooling.count is not None:
        yield "not proved"
