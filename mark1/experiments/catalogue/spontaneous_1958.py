"""Spontaneous: two dissimilar classes part, though nobody says what is right.

The machine's own answer is reinforced, whatever it was. If values decay in proportion to their size, two classes that
share few active units come apart by themselves. Source: R58 p. 404, a program on an IBM 704 (primary).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.experiments.agreement import OF_MACHINES
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
from mark1.experiments.setup import built, chance
from mark1.stimuli.shapes import left_right_squares
from mark1.stimuli.stimulus_set import StimulusSet

RATES = (0.0, 0.003, 0.01, 0.03, 0.1)
GAINS = ("gamma", "alpha")
UNTIDY_V, TIDY_V = 3.0, 0.1
PARTED = 0.95  # Assumed: from so much of full separation on we call the classes parted


def separation(answer: NDArray[Any], class_of: NDArray[Any]) -> float:
    """How far the classes are apart: 0 where both get the same answers, 1 where each has its own."""
    return float(abs(answer[class_of == 0].mean() - answer[class_of == 1].mean()) / 2)


def course(gain: str, rate: float, start_v: float, seed: int, epochs: int, n: int) -> list[float]:
    """The separation of left and right squares after each epoch; pots begin at random, ``start_v`` about 0."""
    squares = StimulusSet.labelled("squares", *left_right_squares(n, chance(seed, 12)))
    rule = {"teacher__rule": "spontaneous", "teacher__gain": gain}
    machine = built(seed, response__n_r=1, potentiometers__decay_per_s=rate, **rule)
    bank = machine.potentiometers
    volts = np.clip(machine.teacher_rng.normal(0, start_v, bank.n_pots), -bank.config.stop_v, bank.config.stop_v)
    bank.wiper[:] = bank.shaft[:] = np.rint(volts * bank.counts_per_v)
    activity, nobody_asks, got = machine.sense(squares.light), np.zeros((n, 1), np.int8), []
    for _ in range(epochs):
        machine.learn(activity, nobody_asks, machine.teacher_rng.permutation(n))
        answer = np.where(machine.sums(activity)[:, 0] >= 0, 1, -1)
        got.append(separation(answer, squares.class_of))
    return got


def run(order: RunRequest, epochs: int = 30, n: int = 60) -> ExperimentResult:
    """Two gains, without decay and with more and more of it, from an untidy start; and from a tidy one without."""
    got = order.table(lambda gain, rate, seed: course(gain, rate, UNTIDY_V, seed, epochs, n), GAINS, RATES)
    tidy = order.table(lambda gain, seed: course(gain, 0.0, TIDY_V, seed, epochs, n), GAINS)
    parted = (got[..., -1] >= PARTED).mean(axis=2)  # (gains, rates)
    best = 1 + int(np.argmax(parted[0, 1:]))
    share, end = parted[0, best], got[0, best, :, -1]
    why = f"gamma gain, {RATES[best]:g} a second"
    rows = [
        Comparison(
            "two classes, values that decay", "parted", _told(end), "R58", "P", OF_MACHINES(share), why, told(end)
        )
    ]
    end = got[0, 0, :, -1]
    rows.append(Comparison("two classes, values that do not decay", NOTHING, _told(end), "OWN", "A", None, "gamma gain",
                    told(end), headline=True))  # fmt: skip
    for gain, of, start in (("alpha", got[1, best], UNTIDY_V), ("gamma", tidy[0], TIDY_V), ("alpha", tidy[1], TIDY_V)):
        rate = RATES[best] if start == UNTIDY_V else 0
        what = f"{gain} gain, decay {rate:g} a second, pots begin about {start:g} V from 0"
        rows.append(Comparison(what, NOTHING, _told(of[:, -1]), "OWN", "A", None, values=told(of[:, -1])))
    x, names = np.arange(1, epochs + 1), [f"{rate:g}" for rate in RATES]
    over = [Series(f"decay {rate:g} a second", x, got[0, k].mean(axis=0), "curve") for k, rate in enumerate(RATES)]
    charts = (
        Chart("gamma gain, epoch by epoch", "epoch", "separation, mean of machines", tuple(over)),
        Chart("after the last epoch", "share of its value a pot loses in a second", "machines that parted the classes",
              tuple(Series(f"{gain} gain", names, parted[g]) for g, gain in enumerate(GAINS)), percent=True),
    )  # fmt: skip
    remark = (
        f"Squares in the left and in the right half, {n} of them, shown {epochs} times; one R-unit; pots that begin "
        f"at random, about {UNTIDY_V:g} V from 0. Rate, gain and start are ours (assumed). Without decay the habits "
        "of the start stay in the sums; decay wears them off, and what the pictures have in common remains; "
        f"where the pots begin near 0, {(tidy[0][:, -1] >= PARTED).mean():.0%} part them without decay too. By alpha "
        "gain, which only adds to active units, the answer that comes first takes all, decay or not."
    )
    return ExperimentResult(tuple(rows), charts, (remark,))


def _told(separations: NDArray[Any]) -> str:
    parted = float((separations >= PARTED).mean())
    return f"{parted:.0%} of machines parted them, separation {spread(separations, '{:.2f}')}"


EXPERIMENT = Experiment(
    name="spontaneous-1958",
    title="Left to itself",
    machine="a program on an IBM 704",
    about=(
        "Nobody says what is right: the machine reinforces whatever it answered. The paper of 1958 reports that two "
        "dissimilar classes then get answers of their own, if the values decay in proportion to their size."
    ),
    seeds=20,
    run=run,
    rules=(OF_MACHINES,),
)
