"""Decision: can an R-unit learn its part? Yes, with weights; no, with a certificate; or not known in time.

What can be seen comes first, then training, then linear programs over more and more of the pictures. Nothing is
claimed that was not verified in whole numbers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mark1.proofs.budget import Budget
from mark1.proofs.certificate import Certificate, plain_certificate, suggested_certificate
from mark1.proofs.dichotomy import Dichotomy
from mark1.proofs.solver import WidestGap, widest_gap

Numbers = NDArray[np.int64]

AT_FIRST = 2_000_000  # entries of the first linear program: one of more is begun with the hardest pictures
SCALES = (*range(1, 65), *(2**power for power in range(7, 41)))
SMALL = 100_000  # entries of a set in which shorter certificates are looked for
MOST_TRIES = 60  # linear programs for that


@dataclass(frozen=True, eq=False)
class Decision:
    """``weights`` (k,), whole numbers that separate, or a ``certificate`` that none do; neither if it is not known."""

    weights: Numbers | None = None
    certificate: Certificate | None = None

    @property
    def separable(self) -> bool | None:
        """Whether weights exist; None if it is not known."""
        return True if self.weights is not None else None if self.certificate is None else False


def decide(dichotomy: Dichotomy, corrections: Numbers, budget: Budget, most_iterations: int | None = None) -> Decision:
    """Weights or a certificate for what training did not settle. ``corrections`` (n,): how often each row was wrong.

    ``most_iterations``: of each simplex run, a limit that does not depend on the computer. Raises ConfigError if the
    solver is not installed.
    """
    certificate = plain_certificate(dichotomy)
    if certificate is not None:
        return Decision(certificate=certificate)
    n, k = dichotomy.signed.shape
    size = max(2 * k, AT_FIRST // max(1, k))
    chosen = np.sort(np.argsort(-corrections, kind="stable")[:size])
    while not budget.over:
        gap = widest_gap(dichotomy.signed[chosen], budget, most_iterations)
        if gap is None:
            break
        spread = np.zeros(n)
        spread[chosen] = gap.multipliers
        certificate = suggested_certificate(dichotomy, spread)
        if certificate is not None:
            return Decision(certificate=certificate)
        weights = whole_weights(dichotomy, gap)
        if weights is not None:
            return Decision(weights)
        sums = dichotomy.signed @ gap.weights
        wrong = np.setdiff1d(np.flatnonzero(sums <= gap.gap / 2), chosen)
        if not len(wrong):
            break
        chosen = np.union1d(chosen, wrong[np.argsort(sums[wrong], kind="stable")[:k]])
    return Decision()


def whole_weights(dichotomy: Dichotomy, gap: WidestGap) -> Numbers | None:
    """The solver's weights (k,) as whole numbers that separate, small ones first; None if none of them do."""
    for scale in SCALES:
        weights: Numbers = np.rint(gap.weights * scale).astype(np.int64)
        if dichotomy.separated_by(weights):
            return weights
    return None


def shortened(certificate: Certificate, budget: Budget) -> Certificate:
    """A certificate with fewer pictures, where one is found by leaving out one picture of the set after another."""
    dichotomy = certificate.dichotomy
    if dichotomy.signed.size > SMALL:
        return certificate
    left_out, tries = set[int](), 0
    while tries < MOST_TRIES and not budget.over:
        row = next((row for row in certificate.rows.tolist() if row not in left_out), None)
        if row is None or len(certificate.rows) < 3:
            break
        tries, left_out = tries + 1, left_out | {row}
        certificate = min(certificate, _without(dichotomy, row, budget) or certificate, key=lambda c: len(c.rows))
    return certificate


def _without(dichotomy: Dichotomy, row: int, budget: Budget) -> Certificate | None:
    """Another certificate, which does not use this row."""
    rest = np.delete(np.arange(len(dichotomy)), row)
    gap = widest_gap(dichotomy.signed[rest], budget)
    if gap is None:
        return None
    multipliers = np.zeros(len(dichotomy))
    multipliers[rest] = gap.multipliers
    return suggested_certificate(dichotomy, multipliers)
