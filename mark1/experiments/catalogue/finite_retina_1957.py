"""P_a on a finite retina: the equation of 1957, exact for n cells, beside the binomial one of 1958.

::

    P(e, i) = C(x, e) C(y, i) C(z, h) / C(n, r)     z = n - x - y     h = r - e - i     P_a: summed over e - i >= theta

r of n cells are lit, and the wires of an A-unit end on x + y different ones. Source: R57, equation 1 (primary). The
binomial form (R58, equation 1) lets two wires end on one cell; it is the limit for a retina without end.
"""

import math

import numpy as np
from numpy.typing import NDArray

from mark1.experiments.agreement import AgreementRule
from mark1.experiments.catalogue.pa_curves_1958 import CURVES, WireCounts, measured, p_a
from mark1.experiments.experiment import Chart, Comparison, Experiment, ExperimentResult, RunRequest, Series, told

N = 400
RETINAS = (25, 50, 100, 200, 400, 800, 1_600)
LIMIT = AgreementRule(
    "distance of the two forms at the worst lit share, 400 cells", 0.005, 0.02, at_most=True, form="{:.1%}"
)
SURELY = AgreementRule("standard deviations from the mean of boards, root mean square", 2, 3, at_most=True, form="{:g}")


def p_a_exact(n: int, lit: int, wires: WireCounts) -> float:
    """The formula: ``lit`` of ``n`` cells are lit. Exact up to the last division."""
    ways = 0
    for e in range(wires.x + 1):
        for i in range(min(wires.y, e - wires.theta, lit - e) + 1):
            ways += math.comb(wires.x, e) * math.comb(wires.y, i) * math.comb(n - wires.x - wires.y, lit - e - i)
    return ways / math.comb(n, lit)


def departure(n: int, wires: WireCounts) -> tuple[int, float]:
    """Where the binomial form is farthest from the exact one: cells lit, and binomial minus exact."""
    apart = [p_a(lit / n, wires) - p_a_exact(n, lit, wires) for lit in range(n + 1)]
    worst = int(np.argmax(np.abs(apart)))
    return worst, apart[worst]


def near_from(n: int, wires: WireCounts) -> tuple[int, int]:
    """From how many to how many lit cells the binomial form is within 5% of the exact value."""
    exact = np.array([p_a_exact(n, lit, wires) for lit in range(n + 1)])
    near = np.abs(np.array([p_a(lit / n, wires) for lit in range(n + 1)]) - exact) <= 0.05 * exact
    near &= exact > 0
    middle = int(np.argmax(exact))  # the stretch around the most active
    low = middle - int(np.argmin(np.append(near[: middle + 1][::-1], False))) + 1
    return low, middle + int(np.argmin(np.append(near[middle:], False))) - 1


def run(order: RunRequest, n_a: int = 512, points: int = 19) -> ExperimentResult:
    """Both forms at every number of lit cells; and boards of our machine, whose wires end on different cells."""
    lit = np.rint(np.arange(1, points + 1) / (points + 1) * N).astype(int)
    shares = order.table(lambda wires, seed: measured(wires, lit / N, n_a, seed), CURVES)  # (curves, seeds, points)
    rows, cells = [], np.arange(N + 1)
    for wires, share in zip(CURVES, shares, strict=True):
        rows += [_of_forms(wires), _of_boards(wires, lit, share, n_a)]
    apart = [
        Series(str(wires), cells / N, [p_a(r / N, wires) - p_a_exact(N, int(r), wires) for r in cells], "curve")
        for wires in CURVES
    ]
    shrinks = [Series(str(wires), RETINAS, [abs(departure(n, wires)[1]) for n in RETINAS]) for wires in CURVES]
    charts = (
        Chart(
            "binomial form minus exact form, 400 cells", "lit share of the retina", "difference of P_a", tuple(apart)
        ),
        Chart("at the worst lit share", "cells of the retina", "difference of P_a", tuple(shrinks), "xy"),
    )
    return ExperimentResult(tuple(rows), charts, (REMARK,))


def _of_forms(wires: WireCounts) -> Comparison:
    """The binomial form beside the exact one, on 400 cells."""
    worst, by = departure(N, wires)
    low, high = near_from(N, wires)
    what, ours = f"binomial form against the exact one, {wires}", f"{100 * by:+.2f} points at {worst} cells lit"
    why = f"exact: {p_a_exact(N, worst, wires):.2%}; within 5% of it from {low} to {high} cells lit"
    return Comparison(what, "its limit", ours, "R57", "D", LIMIT(abs(by)), why, (by,))


def _of_boards(wires: WireCounts, lit: NDArray[np.int64], share: NDArray[np.float64], n_a: int) -> Comparison:
    """Boards (seeds, points) beside the exact form, and beside the binomial one."""
    mean, exact = share.mean(axis=0), np.array([p_a_exact(N, int(r), wires) for r in lit])
    deviation = np.sqrt(np.maximum(exact * (1 - exact), 1 / n_a) / (n_a * len(share)))
    forms = (exact, np.array([p_a(r / N, wires) for r in lit]))
    away, other = (float(np.sqrt((((mean - form) / deviation) ** 2).mean())) for form in forms)
    what, ours = f"equation 1 of 1957, 400 cells, {wires}", f"boards are {away:.1f} standard deviations away"
    why = f"from the binomial form {other:.1f}"
    return Comparison(what, "exact", ours, "R57", "P", SURELY(away), why, told(mean))


REMARK = (
    "Our boards never plug two wires of an A-unit into the same cell, as the equation of 1957 has it. The wires of the "
    "curves are ours (assumed). The design limits of 1957, theta <= x <= (M + theta) / 2 for M wires, hold for 10 + 10 "
    "and 5 + 5 wires with theta 2 only: the other two are here for the formula, not as machines."
)
EXPERIMENT = Experiment(
    name="finite-retina-1957",
    title="How many A-units, on a retina of 400 cells",
    machine="theory",
    about=(
        "The report of 1957 counts the active A-units of a retina with an end, the paper of 1958 of one without. Here "
        "both are evaluated for 400 cells, and put beside patch boards of 512 A-units."
    ),
    seeds=20,
    run=run,
    rules=(LIMIT, SURELY),
)
