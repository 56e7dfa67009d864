"""Table I of 1957: how far apart right and wrong are, in standard deviations, as more is learned.

::

    Z = (1 - P_c) / sigma        sigma = sqrt(2 N_s / N_d (P_a^3 - P_a^4))        N_d = P_a N_A

N_s stimuli, N_A A-units, P_a the share of them that a stimulus turns on, in disjoint sets; P_c = 0.
"""

import math
from typing import NamedTuple

import numpy as np

from mark1.experiments.experiment import Chart, Comparison, Experiment, ExperimentResult, RunRequest, Series

N_S = (10, 1_000, 1_000_000)
ROUNDING = 0.012  # two or three printed digits, and a slide rule's last one


class Case(NamedTuple):
    """A line of the table: Z for each of ``N_S``, as printed."""

    p_a: float
    n_a: int
    printed: tuple[str, ...]


TABLE = (
    Case(0.1, 100, ("23.6", "2.36", ".0745")),
    Case(0.1, 200, ("33.3", "3.33", ".105")),
    Case(0.01, 1000, ("707", "70.7", "2.237")),
    Case(0.01, 2000, ("1000", "100", "3.16")),
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
                f"Z for P_a {case.p_a:g}, {case.n_a:,} A-units, 10 / 1,000 / 1,000,000 stimuli",
                " / ".join(case.printed),
                " / ".join(f"{value:.4g}" for value in ours),
                "R57",
                "P",
                off <= ROUNDING,
                f"within {off:.1%}",
                tuple(ours),
            )
        )
        n_s = np.logspace(1, 6, 26)
        name = f"P_a {case.p_a:g}, {case.n_a:,} A-units"
        lines += [Series(name, n_s, [z(case.p_a, case.n_a, n) for n in n_s], "curve")]
        lines += [Series(f"{name}: printed", N_S, [float(text) for text in case.printed], "published")]
    chart = Chart("Right from wrong, in standard deviations", "stimuli learned", "Z", tuple(lines), "xy")
    remark = (
        "The lines of P_a = 0.01 come out as printed when P_a^4 is left out (but 2.236 for 2.237); those of 0.1 only "
        "with it. So the author seems to have dropped it where it is a hundredth of P_a^3 (our arithmetic, not his "
        "word)."
    )
    return ExperimentResult(tuple(rows), (chart,), (remark,))


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
)
