"""Size: from 16 A-units to 100,000, on handwriting, beside a network of today."""

from typing import Any

import numpy as np

from mark1.backends.mark1 import Mark1Backend
from mark1.backends.network import NetworkBackend
from mark1.errors import StimulusError
from mark1.experiments.experiment import (
    NOTHING,
    Chart,
    Comparison,
    Experiment,
    ExperimentResult,
    RunRequest,
    Series,
    spread,
    told,
)
from mark1.experiments.setup import built, chance, taught, unseen
from mark1.machine.mark1 import MarkI
from mark1.machine.simulated_time import run_to_end
from mark1.stimuli.library import load
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.training.training_run import TrainingRun, advance

SIZES = (16, 32, 64, 128, 256, 512, 2048, 8192, 32_768, 100_000)
MOST = 4000  # pictures; more only take longer
EPOCHS = 30


def handwriting(data: str | None) -> StimulusSet:
    """The pictures: the user's, or scikit-learn's digits. Raises StimulusError that says what is missing."""
    try:
        stimuli = load(data or "sklearn-digits", MarkI().optics, rng=chance(0))
    except StimulusError as error:
        if data:
            raise
        raise StimulusError(f"size: no handwriting here: {error}; or --data names a folder, IDX, npz or csv") from error
    return stimuli.take(chance(1).permutation(len(stimuli))[:MOST])


def right(stimuli: StimulusSet, n_a: int, seed: int, epochs: int) -> float:
    """New pictures right, of a machine of ``n_a`` A-units."""
    train, test = stimuli.split(0.25, chance(seed, 2))
    return taught(built(seed, association__n_a=n_a), train, epochs, stimuli.classes).right(test)


def right_of_network(stimuli: StimulusSet, seed: int, epochs: int) -> float:
    """New pictures right, of an mlp of 128 hidden units behind the same photocells."""
    train, test = stimuli.split(0.25, chance(seed, 2))
    backend: Any = NetworkBackend(Mark1Backend(built(seed)))
    backend.adopt(stimuli.classes)
    run_to_end(
        advance(backend, TrainingRun(train, backend.classes, epochs), backend.trainer(train, epochs, str, unseen))
    )
    return float(np.mean(backend.classify(test.light) == test.class_of))


def run(
    order: RunRequest, sizes: tuple[int, ...] = SIZES, epochs: int = 20, network_epochs: int = EPOCHS
) -> ExperimentResult:
    """Each size, and the network."""
    stimuli = handwriting(order.data)
    shares = order.table(lambda n_a, seed: right(stimuli, n_a, seed, epochs), sizes)
    network = order.table(lambda seed: right_of_network(stimuli, seed, network_epochs))
    rows = []
    for n_a, share in zip(sizes, shares, strict=True):
        what, why = f"new pictures right, {n_a:,} A-units", "the size of the Mark I" if n_a == 512 else ""
        rows.append(Comparison(what, NOTHING, spread(share), "OWN", "A", None, why, told(share), headline=n_a == 512))
    what, why = "new pictures right, mlp of 128 hidden units", "it sees light, not only on and off"
    rows.append(Comparison(what, NOTHING, spread(network), "OWN", "A", None, why, told(network), headline=True))
    lines = (Series("Mark I", sizes, shares), Series("mlp", ("",), [float(np.median(network))], "level"))
    chart = Chart(f"{stimuli.name}: new pictures right", "A-units", "right", lines, "x", percent=True)
    remark = (
        f"{len(stimuli):,} pictures, three quarters to learn in at most {epochs} epochs, the others asked; eight "
        "R-units, a pot for each A-unit. The Mark I had 512. Boards of more than 800 A-units have more sockets than "
        "the real one."
    )
    return ExperimentResult(tuple(rows), (chart,), (remark,))


EXPERIMENT = Experiment(
    name="size",
    title="From 16 A-units to 100,000",
    machine="",
    about=(
        "How much would a larger machine have helped? Machines of ever more A-units read handwriting, beside a "
        "network of today that learned the same pictures. The pictures come with scikit-learn, or from --data."
    ),
    seeds=3,
    run=run,
)
