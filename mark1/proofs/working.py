"""Working: the arithmetic of one answer, as a table that can be checked with pencil and paper."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mark1.backends.answer import AnswerFacts, verdict
from mark1.backends.backend import Observation
from mark1.backends.mark1 import Mark1Backend
from mark1.errors import ConfigError
from mark1.proofs.facts import Cells, ClassFacts, PotFacts, ProofFacts, SumFacts
from mark1.text import counted, short

MOST_CLASSES, MOST_DECIDING = 5, 5
SIDES = {1: "+", -1: "-", 0: "?"}


@dataclass(frozen=True)
class Working:
    """How an answer comes about: the sums of all R-units, the classes by fit, and the pots that matter most."""

    name: str
    answer: AnswerFacts
    sums: list[SumFacts]
    classes: list[ClassFacts]
    deciding: list[PotFacts]


def working(backend: Mark1Backend, observation: Observation) -> Working:
    """The arithmetic behind the answer to what was observed. Raises ConfigError if no classes are known yet."""
    if backend.code is None:
        raise ConfigError("'why-answer': no classes are known yet: train the machine, or teach it")
    bank = backend.machine.potentiometers
    a, sum_v = observation.a, observation.sum_v
    assert sum_v is not None and observation.responses is not None
    sums: list[SumFacts] = []
    for r in range(bank.n_r):
        pots = bank.active_pots(a, r)
        volts: list[float] = bank.wiper_v[pots].tolist()
        side = int(observation.responses[r])
        sums.append({"r": r, "pots": pots.tolist(), "volts": volts, "sum_v": float(sum_v[r]), "response": side})
    decided = np.where(observation.responses == 0, 0.0, sum_v)
    fit_v = backend.code.words @ decided
    order = np.argsort(-fit_v, kind="stable")
    words = backend.code.words
    classes: list[ClassFacts] = [
        {"label": backend.classes[i], "word": words[i].tolist(), "fit_v": float(fit_v[i])} for i in order.tolist()
    ]
    deciding = _deciding(backend, observation, words[order[0]] - words[order[1]])
    return Working(observation.name, backend.answer(observation), sums, classes, deciding)


def _deciding(backend: Mark1Backend, observation: Observation, difference: NDArray[np.int8]) -> list[PotFacts]:
    """The pots that move the first class furthest ahead of the second, or behind it."""
    bank, units = backend.machine.potentiometers, backend.machine.association
    a_of, r_of = bank.a_of_pot, bank.r_of_pot
    lead_v = np.where(observation.a[a_of], bank.wiper_v * difference[r_of], 0.0)
    chosen = np.argsort(-np.abs(lead_v), kind="stable")[:MOST_DECIDING]
    return [
        {
            "pot": pot,
            "a": int(a_of[pot]),
            "r": int(r_of[pot]),
            "volts": float(bank.wiper_v[pot]),
            "lead_v": float(lead_v[pot]),
            "excited_by": _lit(backend, observation, int(a_of[pot]), 1),
            "inhibited_by": _lit(backend, observation, int(a_of[pot]), -1),
            "least": int(units.least[a_of[pot]]),
        }
        for pot in chosen.tolist()
        if lead_v[pot]
    ]


def _lit(backend: Mark1Backend, observation: Observation, a: int, sign: int) -> Cells:
    """The lit photocells on an A-unit's wires of one sign: [row, col]."""
    board = backend.machine.patch_board
    cells = board.s_of_wire[(board.a_of_wire == a) & (board.sign_of_wire == sign)]
    return [[int(cell) // board.cols, int(cell) % board.cols] for cell in cells[observation.s[cells]]]


# ---- in words


def lines(work: Working) -> Iterator[str]:
    """The table: R-units, classes, and the pots that matter most."""
    yield f"{work.name}: {verdict(work.answer)}"
    for one in work.sums:
        moved = [(pot, volts) for pot, volts in zip(one["pots"], one["volts"], strict=True) if volts]
        at_zero = len(one["pots"]) - len(moved)
        told = [f"{volts:+.2f} ({pot})" for pot, volts in moved] + ([f"{at_zero} at 0 V"] if at_zero else [])
        sum_v, side = one["sum_v"], SIDES[one["response"]]
        yield f"  R-unit {one['r']}: {', '.join(told) or 'no A-unit on'} = {sum_v:+.2f} V: {side}"
    yield "  (in brackets: the pot; volts are rounded) classes by fit, which is the sums times the code word:"
    for fit in work.classes[:MOST_CLASSES]:
        yield f"    {' '.join(SIDES[side] for side in fit['word'])}  {fit['fit_v']:+8.2f} V  {short(fit['label'])}"
    if work.deciding:
        first, second = (short(fit["label"]) for fit in work.classes[:2])
        yield f"  what matters most for {first} rather than {second}:"
    for pot in work.deciding:
        excited, inhibited = len(pot["excited_by"]), len(pot["inhibited_by"])
        cells = " ".join(f"{row},{col}" for row, col in pot["excited_by"])
        yield (
            f"    pot {pot['pot']} ({pot['volts']:+.2f} V on R-unit {pot['r']}): {pot['lead_v']:+.2f} V; "
            f"A-unit {pot['a']} sees {counted(excited, 'lit cell')} ({cells}) less {inhibited}, "
            f"at least {pot['least']} needed"
        )


def facts(work: Working) -> ProofFacts:
    """What ``--json`` prints: the sums, the classes by fit, and the deciding pots."""
    return {
        "answer": work.answer["label"],
        "sums": work.sums,
        "classes": work.classes,
        "deciding": work.deciding,
    }
