"""Improvement: whether other wires, or more A-units, would learn a set that this machine cannot. By measurement."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from mark1.errors import ConfigError
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.teacher import AnswerCode
from mark1.proofs.budget import Budget
from mark1.proofs.decision import decide
from mark1.proofs.dichotomy import dichotomies
from mark1.proofs.ideal_training import ideal_training
from mark1.proofs.separation import Separability

SEEDS = 4  # other draws of the wires that are tried
TIMES = (2, 4, 8)  # as many A-units
LARGEST = 1_000_000  # pictures x A-units of the machine: more would take minutes


class Improvement(NamedTuple):
    """The first machine tried that can learn the set: with another ``seed``, or with ``a_units``; None if none can.

    ``tried``: how many machines were.
    """

    seed: int | None
    a_units: int | None
    tried: int


def improvement(machine: MarkI, proof: Separability, code: AnswerCode, budget: Budget) -> Improvement | None:
    """A machine that differs in its wires or its size only, and can learn the set; None if nothing was tried.

    Nothing is tried for a set that no machine can learn, because photocells see pictures with different labels alike,
    nor for a large one.
    """
    if proof.separable is not False or proof.retina.contradictions:
        return None
    tried = 0
    for config in _others(machine.config):
        if budget.over or len(proof.stimuli) * config.association.n_a > LARGEST:
            break
        tried += 1
        if _learns(config, proof, code, budget):
            other = config.seed != machine.config.seed
            return Improvement(config.seed if other else None, None if other else config.association.n_a, tried)
    return Improvement(None, None, tried) if tried else None


def _others(config: MachineConfig) -> Iterator[MachineConfig]:
    for seed in range(config.seed + 1, config.seed + 1 + SEEDS):
        yield replace(config, seed=seed)
    for times in TIMES:
        yield replace(config, association=replace(config.association, n_a=times * config.association.n_a))


def _learns(config: MachineConfig, proof: Separability, code: AnswerCode, budget: Budget) -> bool:
    """Whether a machine of this configuration can learn the set; False also if that is not known in time."""
    try:
        machine = MarkI(config)
    except ConfigError:  # more A-units than a machine may have
        return False
    stimuli = proof.stimuli
    index_of = [code.index(label) for label in stimuli.classes]
    wanted = code.words[np.array(index_of)[stimuli.class_of]]
    activity = machine.sense(stimuli.light)
    training = ideal_training(machine, activity, wanted, np.random.Generator(np.random.PCG64(0)), budget)
    return all(
        training.epochs[dichotomy.r] >= 0
        or decide(dichotomy, training.corrections[dichotomy.picture, dichotomy.r], budget).separable is True
        for dichotomy in dichotomies(machine, machine.units_on(activity), wanted)
        if dichotomy.used
    )
