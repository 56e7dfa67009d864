"""Ideal training: error correction from zero with equal exact steps and no end stops, for all R-units at once.

Rosenblatt's own method, as a prover: if an epoch needs no correction, the weights separate, in whole numbers.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.machine.compiled import passes
from mark1.machine.compiled.activity import Activity
from mark1.machine.compiled.arrays import Bank, Rule, Shown
from mark1.machine.parts import Parts
from mark1.proofs.budget import Budget

Numbers = NDArray[np.int64]

FEWEST_EPOCHS, MOST_EPOCHS = 200, 1000
ENTRIES_AN_EPOCH = 1000  # of pictures x pots: what a linear program decides at once need not be trained for long
WORK = 4_000_000_000  # pot readings, all epochs together: some seconds
FAR = 2**30  # steps to a stop: none is ever reached


class IdealTraining(NamedTuple):
    """What training from zero came to: per R-unit, ``epochs`` (n_r,) before the one without a correction, or -1;
    ``corrections`` (n, n_r) that each picture took; and the ``weights`` (n_pots,) at the end, in steps."""

    epochs: Numbers
    corrections: Numbers
    weights: Numbers


def ideal_training(
    machine: Parts, activity: Activity, wanted: NDArray[np.int8], rng: np.random.Generator, budget: Budget
) -> IdealTraining:
    """Train an ideal bank with this machine's wires, from zero: ``activity`` (n, n_lanes), ``wanted`` (n, n_r).

    Each epoch in a fresh random order; at most MOST_EPOCHS of them, fewer for a small set, or if WORK is done before.
    """
    bank, n = _ideal_bank(machine), len(activity)
    rule = Rule(0, 1, 0.0, 1, 0.0, 1.0, 0.0)
    n_r = wanted.shape[1]
    epochs, corrections = np.full(n_r, -1), np.zeros((n, n_r), np.int64)
    for epoch in range(_most_epochs(n * len(bank.wiper))):
        shown = Shown(activity, rng.permutation(n), wanted, np.empty((0, 0)), 0, 0)
        rows = passes.correct(shown, bank, rule).rows
        corrected = np.bincount(rows["stimulus"] * np.int64(n_r) + rows["r"], minlength=n * n_r).reshape(n, n_r)
        corrections += corrected
        epochs[(epochs < 0) & ~corrected.any(axis=0)] = epoch
        if (epochs >= 0).all() or budget.over:
            break
    return IdealTraining(epochs, corrections, bank.wiper.astype(np.int64))


def _most_epochs(entries: int) -> int:
    """How many epochs a set of this many pictures x pots is trained for."""
    enough = min(MOST_EPOCHS, max(FEWEST_EPOCHS, entries // ENTRIES_AN_EPOCH))
    return max(1, min(enough, WORK // max(1, entries)))


def _ideal_bank(machine: Parts) -> Bank:
    """Pots at 0 that move by one step, but those whose motor is stuck."""
    pots = machine.potentiometers
    wiper, came_from, moved_by = (np.zeros(pots.n_pots, np.int32) for _ in range(3))
    travel = np.where(pots.stuck, 0, 1).astype(np.int32)
    return Bank(wiper, wiper.copy(), travel, came_from, moved_by, pots.start_of_r, pots.first_a, 0, FAR)
