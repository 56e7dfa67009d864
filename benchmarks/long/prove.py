"""prove: small random machines and sets, whether they can be learned and what fools them, against trying everything"""

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.long import Outcome, Say
from mark1.machine.config import (
    AssociationConfig,
    MachineConfig,
    PatchBoardConfig,
    PotentiometerConfig,
    ResponseConfig,
    RetinaConfig,
)
from mark1.machine.mark1 import MarkI
from mark1.proofs import separability
from mark1.proofs.separation import RUnitProof, Separability
from mark1.stimuli.stimulus_set import StimulusSet

COUNT = 1000
LARGEST = 4  # in the search for weights: threshold functions of four inputs need no larger ones
MOST_EPOCHS = 257  # Novikoff's bound for such weights: R squared 4, gamma at least 1 / 8; one correction an epoch


def run(count: int, seed: int, report: Say) -> Outcome:
    """``count`` machines, each with a set of its own. Fails if a proof and the search differ, or training does."""
    failures, tally = [], {"separable": 0, "not separable": 0}
    for number in range(count):
        machine, stimuli = small_machine(seed + number), small_set(seed + number)
        proof = separability(machine, stimuli)
        failures += [f"set {seed + number}: {text}" for text in disagreements(machine, proof)]
        tally["separable" if proof.separable else "not separable"] += 1
        if not (number + 1) % 100:
            report(f"{number + 1} of {count}: {tally}, {len(failures)} failures")
    return {"failures": failures, **tally}


def small_machine(seed: int) -> MarkI:
    """A machine of 3 x 3 photocells, four A-units and an R-unit, its motors ideal."""
    rng = np.random.Generator(np.random.PCG64(seed))
    return MarkI(
        MachineConfig(
            retina=RetinaConfig(rows=3, cols=3),
            patch_board=PatchBoardConfig(excitatory=int(rng.integers(1, 4)), inhibitory=int(rng.integers(0, 3))),
            association=AssociationConfig(n_a=int(rng.integers(3, 5)), theta=1),
            potentiometers=PotentiometerConfig(ideal=True),
            response=ResponseConfig(n_r=1),
            seed=seed,
        )
    )


def small_set(seed: int) -> StimulusSet:
    """A few random pictures of 3 x 3 cells, in two classes."""
    rng = np.random.Generator(np.random.PCG64([seed, 1]))
    n = int(rng.integers(2, 7))
    labels = ["A", "B", *rng.choice(["A", "B"], n - 2)]
    return StimulusSet.labelled("small", (rng.random((n, 3, 3)) < 0.6).astype(np.float32), labels)


def disagreements(machine: MarkI, proof: Separability) -> Iterator[str]:
    """Where a proof and what was tried differ, in words."""
    (unit,), stimuli = proof.r_units, proof.stimuli
    on = np.array([machine.activity(light) for light in stimuli.light], np.int64)
    side = np.where(stimuli.class_of == 0, -1, 1)
    if unit.separable is not weights_exist(on, side):
        yield f"separable is {unit.separable}, by trying all weights {weights_exist(on, side)}"
    settles = converges(machine, stimuli)
    if settles != (unit.separable is True and not len(unit.dichotomy.silent)):
        yield f"separable is {unit.separable}, and training {'converges' if settles else 'does not converge'}"
    yield from _of_certificate(unit, on, side)
    if unit.margin is not None:
        weights = np.zeros(on.shape[1], np.int64)
        weights[unit.dichotomy.a_units] = unit.margin.weights
        if not ((on @ weights >= 0) == (side > 0)).all():
            yield "the weights do not separate"
        if unit.margin.above < unit.margin.below:
            yield "the upper bound of the margin is below the lower one"
        if unit.epochs >= 0 and unit.margin.bound < unit.corrections:
            yield f"{unit.corrections} corrections are more than Novikoff's bound, {unit.margin.bound}"


def _of_certificate(unit: RUnitProof, on: NDArray[np.int64], side: NDArray[np.int64]) -> Iterator[str]:
    if unit.certificate is None:
        return
    pictures, numbers = unit.certificate.pictures, np.array(unit.certificate.multipliers)
    if ((numbers * side[pictures]) @ on[pictures]).any() or (numbers <= 0).any() or (side[pictures] > 0).all():
        yield "the certificate does not add up to 0"
    for left_out in pictures:
        rest = [i for i in pictures if i != left_out]
        if rest and not weights_exist(on[rest], side[rest]):
            yield "a picture of the certificate can be left out"


def weights_exist(on: NDArray[np.int64], side: NDArray[np.int64]) -> bool:
    """Whether any whole weights from -LARGEST to LARGEST are right for all pictures: by trying them all."""
    each = range(-LARGEST, LARGEST + 1)
    weights = np.array(list(itertools.product(each, repeat=on.shape[1])))
    return bool((((weights @ on.T) >= 0) == (side > 0)).all(axis=1).any())


def converges(machine: MarkI, stimuli: StimulusSet) -> bool:
    """Whether the machine itself, taught picture after picture, ends with an epoch without a correction."""
    activity = machine.sense(stimuli.light)
    wanted = np.where(stimuli.class_of == 0, -1, 1).astype(np.int8)[:, np.newaxis]
    machine.reset()
    order = np.arange(len(stimuli))
    return any(machine.learn(activity, wanted, order).corrections == 0 for _ in range(MOST_EPOCHS))
