"""Margin: how wide the gap between the two sides can be, between two bounds that are exact.

    gamma = largest, over all weights w, of  min over the pictures of  side x w.a / |w|

Any whole-number weights give a lower bound. Any whole-number multipliers m of the pictures give an upper bound,
``|sum m side a| / sum m``: the weights' best is the least distance of that hull from 0 (the two are one number, by
duality). Both come from one method, which moves the nearest point of the hull nearer to 0.

Source: Mitchell, Demyanov and Malozemov, Finding the point of a polyhedron closest to the origin, 1974.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mark1.proofs.budget import Budget
from mark1.proofs.dichotomy import Dichotomy

Numbers = NDArray[np.int64]

ROUNDS = 2000
WORK = 4_000_000_000  # entries of the rows read, all rounds together
SCALE = 2**30
EVERY = 50  # rounds between two looks at what was reached


@dataclass(frozen=True, eq=False)
class Margin:
    """``weights`` (k,), whole numbers that separate; ``least`` is the smallest side x sum, ``longest`` the number of
    A-units in the picture with the most, which is R squared; ``above``: the square of an upper bound on gamma.
    """

    weights: Numbers
    least: int
    longest: int
    above: Fraction

    @property
    def below(self) -> Fraction:
        """The square of the best gamma found."""
        return Fraction(self.least**2, sum(int(w) ** 2 for w in self.weights.tolist()))

    @property
    def bound(self) -> int:
        """Novikoff's bound on the corrections from zero, with equal steps: (R / gamma) squared, rounded down."""
        return math.floor(self.longest / self.below)


def margin_of(dichotomy: Dichotomy, weights: Numbers, budget: Budget) -> Margin:
    """The bounds on the margin of a dichotomy that whole-number ``weights`` (k,) separate."""
    best, above = weights, Fraction(int(np.count_nonzero(dichotomy.signed, axis=1).min()))
    for candidate, multipliers in _nearer(dichotomy.signed, budget):
        above = min(above, Fraction(_square(candidate), int(multipliers.sum()) ** 2))
        best = max(best, candidate, key=lambda w: _worth(dichotomy, w))
    longest = int(np.count_nonzero(dichotomy.signed, axis=1).max())
    return Margin(best, int(dichotomy.sums(best).min()), longest, above)


def _worth(dichotomy: Dichotomy, weights: Numbers) -> float:
    """The margin of weights, near enough to compare; below 0 if they do not separate."""
    return float(dichotomy.sums(weights).min()) / max(1e-300, float(np.linalg.norm(weights)))


def _square(numbers: Numbers) -> int:
    return sum(number**2 for number in numbers.tolist())


def _nearer(signed: NDArray[np.int8], budget: Budget) -> Iterator[tuple[Numbers, Numbers]]:
    """Weights (k,) and multipliers (n,), better and better: the nearest point, and the shares of the rows in it.

    Shares are whole numbers that add up to SCALE, so that every sum is exact, in any order and on every computer.
    """
    rows = signed.astype(np.float64)  # of whole numbers below 2 ** 53: the products are exact
    share = np.zeros(len(rows), np.int64)
    share[0], point = SCALE, rows[0] * SCALE
    for number in range(1, 1 + min(ROUNDS, max(EVERY, WORK // max(1, signed.size)))):
        sums, support = rows @ point, np.flatnonzero(share)
        low, high = int(sums.argmin()), int(support[sums[support].argmax()])
        towards = rows[low] - rows[high]
        moved = min(int(share[high]), int(sums[high] - sums[low]) // max(1, int(towards @ towards)))
        if moved <= 0:
            break
        share[low], share[high] = share[low] + moved, share[high] - moved
        point += moved * towards
        if number % EVERY == 0:
            if budget.over:
                break
            yield point.astype(np.int64), share.copy()
    yield point.astype(np.int64), share
