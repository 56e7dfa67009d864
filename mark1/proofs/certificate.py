"""Certificate: pictures and how often to show each, so that every dial is turned up as often as down.

    sum over the pictures of  m x side x active A-units  =  0,   m > 0 whole numbers

Add up what separating weights would have to fulfil, m times each picture: the left side is 0, whatever the weights,
and the right side is above 0. So there are none. It can be checked with pencil and paper. Source: Gordan, 1873.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mark1.proofs.dichotomy import Dichotomy
from mark1.proofs.exact import relation, vanishes

Floats = NDArray[np.float64]

WORTH = 1e-9  # a multiplier that is less of the largest counts as 0


@dataclass(frozen=True, eq=False)
class Certificate:
    """``rows`` (s,) of the dichotomy and their ``multipliers``, whole numbers above 0 without a common factor.

    Made by ``certificate_of`` alone, which has verified it in whole numbers. No row can be left out.
    """

    dichotomy: Dichotomy
    rows: NDArray[np.int64]
    multipliers: tuple[int, ...]

    @property
    def pictures(self) -> list[int]:
        """The numbers of the pictures in their set."""
        return [int(i) for i in self.dichotomy.picture[self.rows]]

    @property
    def sides(self) -> list[int]:
        """What is wanted of each picture: +1 or -1."""
        return [int(side) for side in self.dichotomy.side[self.rows]]

    @property
    def turns(self) -> dict[int, int]:
        """How often the dial of each A-unit that any of the pictures turns on is turned up, and as often down."""
        up = np.zeros(len(self.dichotomy.a_units), object)
        seen = np.zeros(len(up), bool)
        for row, side, number in zip(self.rows, self.sides, self.multipliers, strict=True):
            on = self.dichotomy.signed[row] != 0
            seen |= on
            up[on] += number if side > 0 else 0
        return {int(self.dichotomy.a_units[i]): int(up[i]) for i in np.flatnonzero(seen)}


def certificate_of(dichotomy: Dichotomy, rows: NDArray[np.int64]) -> Certificate | None:
    """The certificate that uses these rows (s,), or some of them; None if they give none. Exact."""
    numbers = relation(dichotomy.signed[rows])
    if numbers is None:
        return None
    used = [i for i, number in enumerate(numbers) if number]
    rows, numbers = rows[used], [numbers[i] for i in used]
    if min(numbers) <= 0 or not vanishes(dichotomy.signed[rows], numbers):
        return None
    return Certificate(dichotomy, rows, tuple(numbers))


def plain_certificate(dichotomy: Dichotomy) -> Certificate | None:
    """A certificate that can be seen: a picture that turns nothing on, or two that turn on the same A-units."""
    empty = np.flatnonzero(~dichotomy.signed.any(axis=1))
    if len(empty):
        return Certificate(dichotomy, empty[:1], (1,))
    _, same = np.unique(np.packbits(dichotomy.signed != 0, axis=1), axis=0, return_inverse=True)
    places: dict[int, int] = {}
    for row, key in enumerate(np.ravel(same).tolist()):
        if key in places:  # rows of one side are different, so this one is of the other
            return certificate_of(dichotomy, np.array([places[key], row]))
        places[key] = row
    return None


def suggested_certificate(dichotomy: Dichotomy, multipliers: Floats) -> Certificate | None:
    """The certificate near the solver's multipliers (n,); None if there is none there."""
    share = np.where(multipliers > WORTH * multipliers.max(initial=0.0), multipliers, 0.0)
    for _ in range(len(dichotomy)):
        rows = np.flatnonzero(share)
        certificate = certificate_of(dichotomy, rows)
        if certificate is not None or len(rows) < 3:
            return certificate
        null = _null_vector(dichotomy.signed[rows])
        if null is None:
            return None
        share[rows] = _to_a_face(share[rows], null)
    return None


def _null_vector(signed: NDArray[np.int8]) -> Floats | None:
    """A relation between the rows other than the one at hand, if there are two or more; None otherwise."""
    _, sizes, right = np.linalg.svd(signed.T.astype(np.float64), full_matrices=True)
    nullity = len(signed) - int((sizes > 1e-9 * sizes.max(initial=1.0)).sum())
    return np.asarray(right[-1]) if nullity > 1 else None


def _to_a_face(share: Floats, null: Floats) -> Floats:
    """Walk from ``share`` along ``null``, whichever way is shorter, until a multiplier is 0."""
    with np.errstate(divide="ignore"):
        steps = np.where(null != 0, -share / null, np.inf)
    step = steps[np.abs(steps).argmin()]
    walked = share + step * null
    walked[np.abs(steps).argmin()] = 0.0
    return np.where(walked > WORTH * walked.max(initial=0.0), walked, 0.0)
