"""Forced learning, squares and circles: figure 5 of Research Trends, summer 1958 (theory, of a planned machine).

Two source sets of A-units, one for squares and one for circles, 100 pictures of each shown once. The text gives the
chance of a right response on a picture that was shown, on a random one, and where both go.

Source: RT58 (primary, a plan).
"""

import numpy as np
from numpy.typing import NDArray

from mark1.experiments.agreement import NEAR, off
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
from mark1.experiments.setup import built, chance, taught
from mark1.stimuli.shapes import scattered
from mark1.stimuli.stimulus_set import StimulusSet

SETS, GAINS, N_TEST = (100, 200, 500), ("alpha", "gamma"), 200
SHOWN, RANDOM, LIMIT = 0.92, 0.85, 0.887
# No motor's fault, and no stop in the way: the theory knows neither.
MOTORS = {
    "potentiometers__stop_v": 500.0,
    "potentiometers__speed_v_per_s": 0.1,
    "potentiometers__speed_spread": 0.0,
    "potentiometers__coast_s": 0.0,
    "potentiometers__backlash_v": 0.0,
}
NOT_GIVEN = "figures, wires and theta are not given, ours are assumed"
MANY = 10  # times as many pictures: on the way to the limit


def pictures(n_each: int, seed: int) -> StimulusSet:
    """Squares and circles of any place, size and turn."""
    return StimulusSet.labelled(
        "squares and circles", *scattered(("square", "circle"), n_each, chance(seed, n_each, 13))
    )


def measured(n_set: int, gain: str, n_each: int, seed: int) -> tuple[float, float]:
    """The share right of pictures that were shown, once, and of new ones."""
    rule = {"teacher__rule": "forced", "teacher__gain": gain, "teacher__code": "onehot"}
    machine = built(seed, association__n_a=2 * n_set, response__n_r=2, **rule, **MOTORS)
    shown = pictures(n_each, seed)
    run = taught(machine, shown, 1)
    return run.right(shown), run.right(pictures(N_TEST // 2, seed + 1000))


def run(order: RunRequest, n_each: int = 100) -> ExperimentResult:
    """Sets of three sizes, two gains; then ten times as many pictures."""
    got = order.table(lambda n, gain, seed: measured(n, gain, n_each, seed), SETS, GAINS)  # (sets, gains, seeds, 2)
    more = order.table(lambda gain, seed: measured(SETS[0], gain, MANY * n_each, seed), GAINS)  # (gains, seeds, 2)
    rows = []
    for g, gain in enumerate(GAINS):
        rows += [
            _row(f"a picture that was shown, {gain} gain", SHOWN, got[0, g, :, 0], NOT_GIVEN),
            _row(f"a random picture, {gain} gain", RANDOM, got[0, g, :, 1], NOT_GIVEN),
            _row(f"a random picture, {gain} gain, {MANY} times as many shown", LIMIT, more[g, :, 1],
                 f"shown ones {np.median(more[g, :, 0]):.3f}; {NOT_GIVEN}"),
        ]  # fmt: skip
    charts = tuple(_chart(gain, got[:, g]) for g, gain in enumerate(GAINS))
    return ExperimentResult(tuple(rows), charts, (REMARK,))


def _chart(gain: str, right: NDArray[np.float64]) -> Chart:
    """One gain: the share right (sets, seeds, shown and random), beside the published."""
    lines: list[Series] = []
    for k, (kind, published) in enumerate((("shown", SHOWN), ("random", RANDOM))):
        lines.append(Series(f"{kind}: ours", SETS, right[:, :, k]))
        lines.append(Series(f"{kind}: published", (SETS[0],), [published], "published"))
    return Chart(f"{gain} gain", "A-units of a source set", "right", tuple(lines), percent=True)


def _row(what: str, published: float, right: NDArray[np.float64], why: str) -> Comparison:
    near = NEAR(off(float(np.median(right)), published))
    return Comparison(what, f"{published:g}", spread(right, "{:.3f}"), "RT58", "P", near, why, told(right), via="plan")


REMARK = (
    "Retina, sizes and places of the figures, wires and theta are not given: ours are assumed (20 x 20, 10 + 10 wires, "
    "theta 2, figures of any place, size and turn), and so is the gain. The published curves are theory, so a "
    "different kind of picture is in the difference."
)
EXPERIMENT = Experiment(
    name="forced-1958",
    title="Squares and circles, forced",
    machine="theory, of the machine planned in 1958",
    about=(
        "Research Trends of summer 1958 expects two source sets of 100 A-units to be right on 0.92 of the 100 squares "
        "and 100 circles they were shown, on 0.85 of random ones, and both to go to 0.887. Machines with such sets are "
        "shown them once, by forced learning."
    ),
    seeds=10,
    run=run,
    rules=(NEAR,),
)
