"""Working: the arithmetic of one answer, as a table that can be checked with pencil and paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.backends.answer import verdict
from mark1.backends.backend import Observation
from mark1.backends.mark1 import Mark1Backend
from mark1.errors import ConfigError
from mark1.text import counted, short

MOST_CLASSES, MOST_DECIDING = 5, 5
SIDES = {1: "+", -1: "-", 0: "?"}


@dataclass(frozen=True)
class RUnitSum:
    """The sum of one R-unit: the ``pots`` whose A-unit is on and their ``volts``; the sum and the lamp."""

    r: int
    pots: list[int]
    volts: list[float]
    sum_v: float
    response: int


@dataclass(frozen=True)
class ClassFit:
    """A class: its code word, and ``fit_v``, the sums times the word, V. The largest is the answer."""

    label: str
    word: list[int]
    fit_v: float


@dataclass(frozen=True)
class DecidingPot:
    """A pot that matters: how far it moves the answer ahead of the runner-up, V, and what its A-unit looks at.

    ``lit`` and ``dark``: lit photocells [row, col] on its excitatory and on its inhibitory wires; their numbers differ
    by the excitation, which must reach ``least``.
    """

    pot: int
    a: int
    r: int
    volts: float
    lead_v: float
    excited_by: list[list[int]]
    inhibited_by: list[list[int]]
    least: int


@dataclass(frozen=True)
class Working:
    """How an answer comes about: the sums of all R-units, the classes by fit, and the pots that matter most."""

    name: str
    answer: dict[str, Any]
    sums: list[RUnitSum]
    classes: list[ClassFit]
    deciding: list[DecidingPot]


def working(backend: Mark1Backend, observation: Observation) -> Working:
    """The arithmetic behind the answer to what was observed. Raises ConfigError if no classes are known yet."""
    if backend.code is None:
        raise ConfigError("'why-answer': no classes are known yet: train the machine, or teach it")
    bank = backend.machine.potentiometers
    a, sum_v = observation.a, observation.sum_v
    assert sum_v is not None and observation.responses is not None
    sums = []
    for r in range(bank.n_r):
        pots = bank.active_pots(a, r)
        side = int(observation.responses[r])
        sums.append(RUnitSum(r, pots.tolist(), bank.wiper_v[pots].tolist(), float(sum_v[r]), side))
    decided = np.where(observation.responses == 0, 0.0, sum_v)
    fit_v = backend.code.words @ decided
    order = np.argsort(-fit_v, kind="stable")
    words = backend.code.words
    classes = [ClassFit(backend.classes[i], words[i].tolist(), float(fit_v[i])) for i in order.tolist()]
    deciding = _deciding(backend, observation, words[order[0]] - words[order[1]])
    return Working(observation.name, backend.answer(observation), sums, classes, deciding)


def _deciding(backend: Mark1Backend, observation: Observation, difference: NDArray[np.int8]) -> list[DecidingPot]:
    """The pots that move the first class furthest ahead of the second, or behind it."""
    bank, units = backend.machine.potentiometers, backend.machine.association
    a_of, r_of = bank.a_of_pot, bank.r_of_pot
    lead_v = np.where(observation.a[a_of], bank.wiper_v * difference[r_of], 0.0)
    chosen = np.argsort(-np.abs(lead_v), kind="stable")[:MOST_DECIDING]
    return [
        DecidingPot(
            pot,
            int(a_of[pot]),
            int(r_of[pot]),
            float(bank.wiper_v[pot]),
            float(lead_v[pot]),
            _lit(backend, observation, int(a_of[pot]), 1),
            _lit(backend, observation, int(a_of[pot]), -1),
            int(units.least[a_of[pot]]),
        )
        for pot in chosen.tolist()
        if lead_v[pot]
    ]


def _lit(backend: Mark1Backend, observation: Observation, a: int, sign: int) -> list[list[int]]:
    """The lit photocells on an A-unit's wires of one sign: [row, col]."""
    board = backend.machine.patch_board
    cells = board.s_of_wire[(board.a_of_wire == a) & (board.sign_of_wire == sign)]
    return [[int(cell) // board.cols, int(cell) % board.cols] for cell in cells[observation.s[cells]]]


# ---- in words


def lines(work: Working) -> Iterator[str]:
    """The table: R-units, classes, and the pots that matter most."""
    yield f"{work.name}: {verdict(work.answer)}"
    for one in work.sums:
        moved = [(pot, volts) for pot, volts in zip(one.pots, one.volts, strict=True) if volts]
        at_zero = len(one.pots) - len(moved)
        told = [f"{volts:+.2f} ({pot})" for pot, volts in moved] + ([f"{at_zero} at 0 V"] if at_zero else [])
        yield f"  R-unit {one.r}: {', '.join(told) or 'no A-unit on'} = {one.sum_v:+.2f} V: {SIDES[one.response]}"
    yield "  (in brackets: the pot; volts are rounded) classes by fit, which is the sums times the code word:"
    for fit in work.classes[:MOST_CLASSES]:
        yield f"    {' '.join(SIDES[side] for side in fit.word)}  {fit.fit_v:+8.2f} V  {short(fit.label)}"
    if work.deciding:
        first, second = (short(fit.label) for fit in work.classes[:2])
        yield f"  what matters most for {first} rather than {second}:"
    for pot in work.deciding:
        excited, inhibited = len(pot.excited_by), len(pot.inhibited_by)
        cells = " ".join(f"{row},{col}" for row, col in pot.excited_by)
        yield (
            f"    pot {pot.pot} ({pot.volts:+.2f} V on R-unit {pot.r}): {pot.lead_v:+.2f} V; A-unit {pot.a} sees "
            f"{counted(excited, 'lit cell')} ({cells}) less {inhibited}, at least {pot.least} needed"
        )


def facts(work: Working) -> dict[str, Any]:
    """What ``--json`` prints: the sums, the classes by fit, and the deciding pots."""
    return {
        "file": work.name,
        "answer": work.answer["label"],
        **{name: [dict(vars(one)) for one in getattr(work, name)] for name in ("sums", "classes", "deciding")},
    }
