"""Left or right: the task of the demonstration of July 1958, a program on an IBM 704."""

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
from mark1.experiments.setup import built, chance, taught
from mark1.stimuli.shapes import left_right_squares
from mark1.stimuli.stimulus_set import StimulusSet

TRAINED, PUBLISHED = (30, 40, 50), 0.97
MEDIAN = AgreementRule("distance of the median machine from 97 of 100", 0.02, 0.05, at_most=True)


def right_of_new(n_train: int, n_test: int, n_r: int, seed: int) -> float:
    """The share of new squares that a machine gets right after learning ``n_train`` to completion."""
    squares = StimulusSet.labelled("left-right", *left_right_squares(n_train + n_test, chance(seed, n_train)))
    train, test = squares.take(range(n_train)), squares.take(range(n_train, n_train + n_test))
    return taught(built(seed, response__n_r=n_r), train, 100).right(test)


def run(order: RunRequest, n_test: int = 100) -> ExperimentResult:
    """30, 40 and 50 squares to learn from, 100 new ones to ask; one response, or eight that vote."""
    rows, lines = [], []
    for n_r, bank in ((1, "one R-unit with all 512 A-units"), (8, "eight R-units with 64 A-units each")):
        shares = order.table(lambda n, seed: right_of_new(n, n_test, n_r, seed), TRAINED)  # noqa: B023
        lines.append(Series(bank, [str(n) for n in TRAINED], shares))
        for n_train, share in zip(TRAINED, shares, strict=True):
            among = bool(share.min() <= PUBLISHED <= share.max())
            judgement = MEDIAN(abs(float(np.median(share)) - PUBLISHED))
            other = (
                f"ours do better{': eight sums are surer' * (n_r > 1)}" if share.min() > PUBLISHED else "ours do worse"
            )
            why = "97 is among what single machines do" if among else other
            what, ours = f"new squares right after {n_train} squares; {bank}", spread(100 * share, "{:.0f}") + " of 100"
            first = n_train == TRAINED[0]
            rows.append(Comparison(what, "97 of 100", ours, "NYT58", "P", judgement, why, told(share), headline=first))
    lines.append(Series("published", ("",), [PUBLISHED], "level"))
    remarks = (
        "This was a program on an IBM 704, two years before the Mark I was shown. How many units it had, how large the "
        "squares were and where they stood is not known to us: a Mark I with squares of 6 x 6 cells, anywhere in their "
        "half, is assumed. The report speaks of 30 to 40 and elsewhere of 50 squares, so all three are tried.",
    )
    chart = Chart("100 new squares", "squares learned", "right", tuple(lines), percent=True)
    return ExperimentResult(tuple(rows), (chart,), remarks)


EXPERIMENT = Experiment(
    name="left-right-1958",
    title="A square on the left, a square on the right",
    machine="a program on an IBM 704",
    about=(
        "The demonstration that made the newspapers: after some dozens of cards marked on the left or on the right the "
        "perceptron told 97 of 100 new ones apart. A simulated Mark I learns such cards by error correction."
    ),
    seeds=20,
    run=run,
    rules=(MEDIAN,),
)
