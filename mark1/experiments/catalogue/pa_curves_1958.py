"""P_a: the share of A-units that a picture turns on.

::

    P_a(R, x, y, theta) = sum over e - i >= theta of  C(x,e) R^e (1-R)^(x-e)  C(y,i) R^i (1-R)^(y-i)

R the lit share of the retina, x excitatory and y inhibitory wires per A-unit. Source: R58, equation 1 (primary).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.experiments.agreement import AgreementRule
from mark1.experiments.experiment import Chart, Comparison, Experiment, ExperimentResult, RunRequest, Series, told
from mark1.experiments.setup import active, built, chance
from mark1.machine.mark1 import MarkI

SIGMAS = 1.96  # 95 of 100 boards within


WITHIN = AgreementRule("single boards within the band that should hold 95%", 0.9, 0.75)


class WireCounts(NamedTuple):
    """Wires per A-unit, and its threshold."""

    x: int
    y: int
    theta: int

    @property
    def within_limits(self) -> bool:
        """Whether theta <= x <= (M + theta) / 2, for M wires in all. Source: R57, appendix I.4 (primary, a plan)."""
        return self.theta <= self.x <= (self.x + self.y + self.theta) / 2

    def __str__(self) -> str:
        return f"{self.x} + {self.y} wires, theta {self.theta}"


CURVES = (WireCounts(10, 10, 2), WireCounts(5, 5, 2), WireCounts(10, 5, 3), WireCounts(10, 0, 5))


def binomial(n: int, p: float) -> NDArray[np.float64]:
    """The chance of 0 .. n hits in n trials: ndarray of shape (n + 1,)."""
    return np.array([math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)])


def p_a(lit: float, wires: WireCounts) -> float:
    """The formula."""
    both = np.outer(binomial(wires.x, lit), binomial(wires.y, lit))
    e, i = np.indices(both.shape)
    return float(both[e - i >= wires.theta].sum())


def pictures(lit: NDArray[np.float64], rng: np.random.Generator, side: int = 20) -> NDArray[np.float32]:
    """A picture with each share of its cells lit, exactly, at random places: (n, side, side)."""
    rank = rng.permuted(np.tile(np.arange(side * side), (len(lit), 1)), axis=1)
    return (rank < np.rint(lit * side * side)[:, np.newaxis]).astype(np.float32).reshape(-1, side, side)


def measured(wires: WireCounts, lit: NDArray[np.float64], n_a: int, seed: int) -> NDArray[np.float64]:
    """The share of active units of one board for each lit share: ndarray of the shape of ``lit``."""
    return np.asarray(active(board(wires, n_a, seed), pictures(lit, chance(seed, *wires))).mean(axis=1))


def board(wires: WireCounts, n_a: int, seed: int) -> MarkI:
    """A machine with these wires and this threshold."""
    return built(
        seed,
        association__n_a=n_a,
        association__theta=wires.theta,
        patch_board__excitatory=wires.x,
        patch_board__inhibitory=wires.y,
    )


def run(order: RunRequest, n_a: int = 512, points: int = 19) -> ExperimentResult:
    """Formula and boards at every lit share."""
    lit = np.arange(1, points + 1) / (points + 1)
    shares = order.table(lambda wires, seed: measured(wires, lit, n_a, seed), CURVES)  # (curves, seeds, points)
    fine, rows, lines = np.linspace(0, 1, 101), [], []
    for wires, share in zip(CURVES, shares, strict=True):
        wanted = np.array([p_a(r, wires) for r in lit])
        half = SIGMAS * np.sqrt(wanted * (1 - wanted) / n_a)
        inside = float((np.abs(share - wanted) <= half + 0.5 / n_a).mean())
        off = float(np.abs(share.mean(axis=0) - wanted).max())
        rows.append(
            Comparison(
                f"expected share of active A-units, {wires}",
                f"equation 1: {wanted.max():.1%} at most",
                f"{share.mean(axis=0).max():.1%} at most, {off:.2%} from the equation at the worst point",
                "R58",
                "P",
                WITHIN(inside),
                f"{inside:.0%} of single boards lie within the band that should hold 95%",
                told(share.mean(axis=0)),
            )
        )
        curve = np.array([p_a(r, wires) for r in fine])
        wide = SIGMAS * np.sqrt(curve * (1 - curve) / n_a)
        lines += [
            Series(f"{wires}: equation", fine, curve, "curve"),
            Series(f"{wires}: 95% of boards", fine, np.stack([curve - wide, curve + wide], axis=1), "band"),
            Series(f"{wires}: a board", lit, share[0], "published"),
        ]
    chart = Chart("A-units that are on", "lit share R of the retina", "P_a", tuple(lines), percent=True)
    remarks = (
        f"Outside the design limits of 1957, theta <= x <= (M + theta) / 2 for M wires: "
        f"{'; '.join(str(wires) for wires in CURVES if not wires.within_limits)}. They are here for the formula.",
        "The wires of the curves are ours (assumed): the parameters of the printed figures are not at hand.",
        "A small, systematic difference is wanted: the equation lets two wires of an A-unit end on the same cell, our "
        "boards do not. Marks show the board of seed 0.",
    )
    return ExperimentResult(tuple(rows), (chart,), remarks)


EXPERIMENT = Experiment(
    name="pa-curves-1958",
    title="How many A-units a picture turns on",
    machine="theory",
    about=(
        "Equation 1 of 1958 gives the expected share of A-units that are on, from the lit share of the retina, the "
        "wires and the threshold. Here it is drawn over patch boards of 512 A-units that look at random pictures."
    ),
    seeds=20,
    run=run,
    rules=(WITHIN,),
)
