"""P_c: the chance that an A-unit which is on for one picture is on for a second.

::

    P_c = sum over e - i >= theta, e' - i' >= theta of  P(e, e') P(i, i')  /  P_a        e' = e - lost + gained

The second picture loses the share L of the lit cells and gains the share G of the dark ones; so of the e wires on lit
cells each is lost with L, of the others each is gained with G. If theta = x, or nothing is lit, the least there is is
P_c = (1 - L)^x (1 - G)^y. Source: R58 (primary).
"""

import numpy as np
from numpy.typing import NDArray

from mark1.experiments.agreement import NEAR, off
from mark1.experiments.catalogue.pa_curves_1958 import CURVES, SIGMAS, WireCounts, binomial, board, p_a, pictures
from mark1.experiments.experiment import Chart, Comparison, Experiment, ExperimentResult, RunRequest, Series, told
from mark1.experiments.setup import active, chance

LIT = 0.3
LEAST, LOST, GAINED = WireCounts(3, 2, 3), 0.3, 0.1  # theta = x


def moves(n: int, lit: float, lost: float, gained: float) -> NDArray[np.float64]:
    """The chance of k, then k' signals on n wires: ndarray of shape (n + 1, n + 1)."""
    stay = [np.convolve(binomial(k, 1 - lost), binomial(n - k, gained)) for k in range(n + 1)]
    return np.asarray(binomial(n, lit)[:, np.newaxis] * np.array(stay))


def p_c(lit: float, lost: float, gained: float, wires: WireCounts) -> float:
    """The formula."""
    e, i = moves(wires.x, lit, lost, gained), moves(wires.y, lit, lost, gained)
    x, y = np.arange(wires.x + 1), np.arange(wires.y + 1)
    on = (x[:, np.newaxis] - y >= wires.theta).astype(np.float64)  # (x + 1, y + 1)
    return float(np.einsum("ab,cd,ac,bd->", e, i, on, on, optimize=True)) / p_a(lit, wires)


def changed(
    first: NDArray[np.float32], lost: NDArray[np.float64], gained: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Each picture (n, side, side) after losing and gaining cells, in exact shares."""
    flat = first.reshape(len(first), -1) > 0
    key = rng.random(flat.shape)
    rank = np.argsort(np.argsort(np.where(flat, key, 1 + key), axis=1), axis=1)  # of the lit cells first
    n_lit = flat.sum(axis=1)
    leaves = flat & (rank < np.rint(lost * n_lit)[:, np.newaxis])
    comes = ~flat & (rank - n_lit[:, np.newaxis] < np.rint(gained * (flat.shape[1] - n_lit))[:, np.newaxis])
    return np.asarray((flat & ~leaves | comes).reshape(first.shape), np.float32)


def measured(
    wires: WireCounts, lost: NDArray[np.float64], gained: NDArray[np.float64], n_a: int, seed: int
) -> NDArray[np.float64]:
    """Share of one board's active units that stay on, for each lost and gained share: ndarray of shape (len(lost),)."""
    rng, machine = chance(seed, *wires, int(gained.any())), board(wires, n_a, seed)
    first = pictures(np.full(len(lost), LIT), rng)
    second = np.concatenate([changed(first[k : k + 1], lost[k : k + 1], gain, rng) for k, gain in enumerate(gained)])
    on, then = active(machine, first), active(machine, second)
    return np.asarray((on & then).sum(axis=1) / np.maximum(1, on.sum(axis=1)))


def least(order: RunRequest, n_a: int, points: int) -> Comparison:
    """The minimum, where theta = x."""
    wanted, many = (1 - LOST) ** LEAST.x * (1 - GAINED) ** LEAST.y, np.ones(10 * points)
    shares = order.table(lambda seed: measured(LEAST, LOST * many, GAINED * many, n_a, seed).mean())
    what = f"the least chance to stay on, L {LOST:.0%}, G {GAINED:.0%}; {LEAST}"
    published, ours = f"(1 - L)^x (1 - G)^y: {wanted:.1%}", f"{shares.mean():.1%}"
    return Comparison(
        what, published, ours, "R58", "P", NEAR(off(float(shares.mean()), wanted)), "theta = x", told(shares)
    )


def run(order: RunRequest, n_a: int = 512, points: int = 11) -> ExperimentResult:
    """Formula and boards, for pictures that only lose cells, and for those that gain as many."""
    lost, fine = np.linspace(0, 1, points), np.linspace(0, 1, 51)
    rows, charts = [], []
    for balanced in (False, True):
        gain = LIT / (1 - LIT) if balanced else 0.0
        shares = order.table(lambda wires, seed: measured(wires, lost, gain * lost, n_a, seed), CURVES)  # noqa: B023
        lines = []
        for wires, share in zip(CURVES, shares, strict=True):
            wanted = np.array([p_c(LIT, share_, gain * share_, wires) for share_ in lost])
            mean, how = share.mean(axis=0), "gained as many" if balanced else "gained none"
            what = f"chance to stay on when half the lit cells are lost, {how}; {wires}"
            half = [float(np.interp(0.5, lost, values)) for values in (wanted, mean)]
            published, ours = map("{:.1%}".format, half)
            why = f"{np.abs(mean - wanted).max():.1%} from the equation at the worst point of the curve"
            printed, fits = f"equation: {published}", NEAR(off(half[1], half[0]))
            rows.append(Comparison(what, printed, ours, "R58", "P", fits, why, told(mean)))
            curve = np.array([p_c(LIT, f, gain * f, wires) for f in fine])
            wide = SIGMAS * np.sqrt(curve * (1 - curve) / (n_a * p_a(LIT, wires)))
            lines += [
                Series(f"{wires}: equation", fine, curve, "curve"),
                Series(f"{wires}: 95% of boards", fine, np.stack([curve - wide, curve + wide], axis=1), "band"),
                Series(f"{wires}: a board", lost, share[0], "published"),
            ]
        title = "cells lost, as many gained" if balanced else "cells lost, none gained"
        charts.append(Chart(title, "lost share L of the lit cells", "P_c", tuple(lines), percent=True))
    rows.append(least(order, n_a, points))
    outside = "; ".join(str(wires) for wires in CURVES if not wires.within_limits)
    remark = (
        f"{LIT:.0%} of the retina is lit; wires and thresholds are ours (assumed). Marks show the board of seed 0. "
        f"Outside the design limits of 1957: {outside}."
    )
    return ExperimentResult(tuple(rows), tuple(charts), (remark,))


EXPERIMENT = Experiment(
    name="pc-curves-1958",
    title="Which A-units stay on when the picture changes",
    machine="theory",
    about=(
        "Similar pictures turn on similar sets of A-units: that is why the machine generalises. The formula of 1958 "
        "for the chance that an active unit stays on is drawn over patch boards that look at pairs of random pictures."
    ),
    seeds=20,
    run=run,
    rules=(NEAR,),
)
