"""Decay: does a little forgetting speed learning up?

A builder remembers that letting the values decay a little between iterations sped learning up dramatically; no rate is
given. Here every wiper loses a share of its voltage, steadily, and machines learn under several circumstances.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from mark1.experiments.agreement import AgreementRule
from mark1.experiments.experiment import (
    Chart,
    Comparison,
    Experiment,
    ExperimentResult,
    RunRequest,
    Series,
    spread,
    told,
)
from mark1.experiments.setup import TrainedMachine, built, chance, further, letters, taught
from mark1.machine.mark1 import MarkI
from mark1.stimuli.shapes import left_right_squares
from mark1.stimuli.stimulus_set import StimulusSet

RATES = (0.0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2)
DRAMATIC, BEFORE = 2.0, 20  # assumed: the speed-up that counts as dramatic; epochs before the swap
FASTER = AgreementRule("times as fast as without decay, median", DRAMATIC, 1.2, form="{:.1f}")
FORCED = {"response__n_r": 1, "teacher__rule": "forced", "teacher__gain": "gamma"}


def one_face(machine: MarkI, seed: int, most: int) -> int:
    """Epochs until nothing is wrong; ``most`` if that never came."""
    return epochs_of(taught(machine, letters(), most), most)


def two_faces(machine: MarkI, seed: int, most: int) -> int:
    """As many as ``one_face`` counts, for two typefaces at once."""
    return epochs_of(taught(machine, letters().joined(letters("roman")), most), most)


def scattered(machine: MarkI, seed: int, most: int) -> int:
    """As many as ``one_face`` counts, when every wiper begins at random between the stops."""
    bank = machine.potentiometers
    bank.wiper[:] = machine.teacher_rng.uniform(-bank.config.stop_v, bank.config.stop_v, bank.n_pots) * 1e6
    bank.shaft[:] = bank.wiper
    return one_face(machine, seed, most)


def relabelled(machine: MarkI, seed: int, most: int) -> int:
    """Epochs to learn the letters by other names, after they were learned by their own."""
    first = letters()
    then = StimulusSet.labelled("relabelled", first.light, chance(seed, 4).permutation(first.labels).tolist())
    return epochs_of(further(taught(machine, first, most).backend, then, most), most)


def turned_round(machine: MarkI, seed: int, most: int) -> int:
    """Epochs until squares are given the other side's answer, after ``BEFORE`` epochs with their own."""
    squares = StimulusSet.labelled("squares", *left_right_squares(60, chance(seed, 5)))
    activity, side = machine.sense(squares.light), np.where(squares.class_of == 0, 1, -1).astype(np.int8)[:, np.newaxis]
    for k in range(BEFORE + most):
        wanted = side if k < BEFORE else -side
        machine.learn(activity, wanted, machine.teacher_rng.permutation(60))
        if k >= BEFORE and (machine.sums(activity) * wanted > 0).all():
            return k + 1 - BEFORE
    return most


def epochs_of(run: TrainedMachine, most: int) -> int:
    """Epochs it took; one that did not settle took at least ``most``."""
    return run.epochs if run.settled else most


CIRCUMSTANCES: dict[str, tuple[Callable[[MarkI, int, int], int], dict[str, Any]]] = {
    "one face": (one_face, {}),
    "two faces": (two_faces, {}),
    "pots anywhere at first": (scattered, {}),
    "labels swapped after learning": (relabelled, {}),
    "steps of a third of the way": (one_face, {"potentiometers__speed_v_per_s": 3.5}),
    "half the A-units": (one_face, {"association__n_a": 256}),
    "forced learning, sides swapped": (turned_round, FORCED),
    "bivalent system, sides swapped": (turned_round, {"response__n_r": 1, "teacher__rule": "bivalent"}),
}


def learned(which: str, rate: float, seed: int, most: int) -> int:
    """Epochs it took under a circumstance."""
    learn, settings = CIRCUMSTANCES[which]
    return learn(built(seed, potentiometers__decay_per_s=rate, **settings), seed, most)


def run(order: RunRequest, most: int = 300) -> ExperimentResult:
    """Every rate, under every circumstance."""
    got = order.table(lambda which, rate, seed: learned(which, rate, seed, most), [*CIRCUMSTANCES], RATES)
    rows, fast, x = [], [], [f"{rate:.4f}".rstrip("0").rstrip(".") for rate in RATES]
    for (which, (_, settings)), epochs in zip(CIRCUMSTANCES.items(), got, strict=True):
        best = 1 + int(np.argmin(np.median(epochs[1:], axis=1)))
        gain = float(np.median(epochs[0]) / np.median(epochs[best]))
        none, some = (spread(of, "{:.0f}") for of in (epochs[0], epochs[best]))
        ours, why = f"{none} epochs without decay, {some} at {x[best]} a second", f"{gain:.1f} times as fast"
        what, forced = f"decay speeds learning up, {which}", "teacher__rule" in settings
        fast += [which] * (gain >= DRAMATIC)
        rows.append(Comparison(what, "dramatic", ours, "JD26", "S", FASTER(gain), why, told(epochs[best]), forced))
    lines = tuple(Series(which, x, epochs) for which, epochs in zip(CIRCUMSTANCES, got, strict=True))
    titles = {"errors only": lines[:3], "errors only, harder": lines[3:6], "whatever the answer": lines[6:]}
    axis, unit = "share of its value a pot loses in a second", f"epochs; {most}: not learned"
    charts = tuple(Chart(title, axis, unit, some, "y") for title, some in titles.items())
    remarks = (
        f"What had not settled after {most} epochs counts as {most}. Letters take the machine 26 to 52 s an epoch "
        f"(assumed timings). At least {DRAMATIC:g} times as fast: {'; '.join(fast) or 'nothing'}.",
        "Error correction stops by itself when all answers are right, so there is little that forgetting could mend. "
        f"The other rules never stop: after {BEFORE} epochs their values are large, and what was learned first is in "
        "the way of what comes next, unless it fades. Which training the builder had in mind is not told.",
    )
    return ExperimentResult(tuple(rows), charts, remarks)


EXPERIMENT = Experiment(
    name="decay",
    title="Does a little forgetting help?",
    machine="the Mark I",
    about=(
        "A builder of the machine remembers, decades later, that a little deliberate decay of the values between "
        "iterations sped learning up dramatically. No rate is given: several are tried, under eight circumstances."
    ),
    seeds=10,
    run=run,
    rules=(FASTER,),
)
