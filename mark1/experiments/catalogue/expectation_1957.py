"""Table I of 1957: how far apart right and wrong are, in standard deviations, as more is learned.

::

    Z = (1 - P_c) / sigma        sigma = sqrt(2 N_s / N_d (P_a^3 - P_a^4))        N_d = P_a N_A

N_s stimuli, N_A A-units, P_a the share of them that a stimulus turns on, in disjoint sets; P_c = 0.
"""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from mark1.experiments.agreement import AgreementRule
from mark1.experiments.experiment import Chart, Comparison, Experiment, ExperimentResult, RunRequest, Series

N_S = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
SURE_Z, SURE = 2.23, 0.987  # "Z = 2.23 means 0.987"
# Two or three printed digits, and a slide rule's last one.
WITHIN = AgreementRule("largest distance of a Z, as a share of it", 0.012, 0.05, at_most=True, form="{:.1%}")


STIMULI = " / ".join(f"{n_s:,}" for n_s in N_S)


class Case(NamedTuple):
    """A line of the table: Z for each of ``N_S``, as printed."""

    p_a: float
    n_a: int
    printed: tuple[str, ...]


TABLE = (
    Case(0.1, 100, ("23.6", "7.45", "2.36", ".745", ".236", ".0745")),
    Case(0.1, 200, ("33.3", "10.5", "3.33", "1.05", ".333", ".105")),
    Case(0.01, 1000, ("707", "223.7", "70.7", "22.37", "7.07", "2.237")),
    Case(0.01, 2000, ("1000", "316", "100", "31.6", "10.0", "3.16")),
)


def z(p_a: float, n_a: int, n_s: float, p_c: float = 0.0) -> float:
    """Right from wrong, in standard deviations."""
    n_d = p_a * n_a
    return (1 - p_c) / math.sqrt(2 * n_s / n_d * (p_a**3 - p_a**4))


def run(order: RunRequest) -> ExperimentResult:
    """Recompute the table; there is no chance in it."""
    rows, lines = [], []
    for case in TABLE:
        ours = [z(case.p_a, case.n_a, n_s) for n_s in N_S]
        off = max(abs(value / float(text) - 1) for value, text in zip(ours, case.printed, strict=True))
        rows.append(
            Comparison(
                f"Z for P_a {case.p_a:g}, {case.n_a:,} A-units, {STIMULI} stimuli",
                " / ".join(case.printed),
                " / ".join(f"{value:.4g}" for value in ours),
                "R57",
                "P",
                WITHIN(off),
                f"within {off:.1%}",
                tuple(ours),
            )
        )
        n_s = np.logspace(1, 6, 26)
        name = f"P_a {case.p_a:g}, {case.n_a:,} A-units"
        lines += [Series(name, n_s, [z(case.p_a, case.n_a, n) for n in n_s], "curve")]
        lines += [Series(f"{name}: printed", N_S, [float(text) for text in case.printed], "published")]
    rows.append(_sure())
    chart = Chart("Right from wrong, in standard deviations", "stimuli learned", "Z", tuple(lines), "xy")
    remark = (
        "The lines of P_a = 0.01 come out as printed when P_a^4 is left out (but 223.6 for 223.7, 2.236 for 2.237); "
        "those of 0.1 only with it. So the author seems to have dropped it where it is a hundredth of P_a^3 (our "
        "arithmetic, not his word)."
    )
    return ExperimentResult(tuple(rows), (chart,), (remark,))


def _sure() -> Comparison:
    """What the printed Z of 2.23 means, by the normal distribution."""
    ours, what = NormalDist().cdf(SURE_Z), f"chance of a right response at Z = {SURE_Z}"
    near, why = WITHIN(abs(ours / SURE - 1)), "the normal distribution"
    return Comparison(what, f"{SURE}", f"{ours:.4f}", "R57", "P", near, why, (ours,))


EXPERIMENT = Experiment(
    name="expectation-1957",
    title="What a memory of A-units can hold",
    machine="theory",
    about=(
        "Table I of the report of 1957: with more stimuli learned by the same units, the right response stands out "
        "less and less; with more units, more. The formula is evaluated again and compared with the printed table."
    ),
    seeds=1,
    run=run,
    rules=(WITHIN,),
)
