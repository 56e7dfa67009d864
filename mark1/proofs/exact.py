"""Exact linear algebra: the one relation between some rows of whole numbers, found without rounding.

    rows (s, k)  -->  [elimination modulo a prime]  -->  square system  -->  [Dixon's lifting]  -->  whole numbers (s,)

Lifting solves the system digit by digit in a prime base; the fractions are reconstructed from enough digits and then
verified with Python's integers, so no bound has to be trusted. Source: Dixon, Exact solution of linear equations using
p-adic expansions, 1982.
"""

import math

import numpy as np
from numpy.typing import NDArray

PRIME = 2**31 - 1
Matrix = NDArray[np.int64]


def relation(rows: NDArray[np.int8]) -> list[int] | None:
    """Whole numbers m, without a common factor, with ``sum m[i] rows[i] == 0``; None unless there is just one relation.

    ``rows`` (s, k), entries -1, 0 or 1. If there is one, no row can be left out without losing it, except where m is 0;
    the sign of the first number that is not 0 is plus.
    """
    if not len(rows):
        return None
    echelon = eliminated(rows.T.astype(np.int64) % PRIME)
    if len(echelon.pivots) != len(rows) - 1:
        return None
    (free,) = set(range(len(rows))) - set(echelon.pivots)
    system = rows[echelon.pivots][:, echelon.lines].T.astype(np.int64)
    solution = solved(system, -rows[free, echelon.lines].astype(np.int64))
    if solution is None:
        return None
    numbers = [0] * len(rows)
    for at, value in zip([*echelon.pivots, free], solution, strict=True):
        numbers[at] = value
    return _in_lowest_terms(numbers) if vanishes(rows, numbers) else None


def vanishes(rows: NDArray[np.int8], numbers: list[int]) -> bool:
    """Whether ``sum numbers[i] rows[i] == 0``, in whole numbers of any size."""
    total = np.zeros(rows.shape[1], object)
    for row, number in zip(rows, numbers, strict=True):
        total[row > 0] += number
        total[row < 0] -= number
    return not total.any()


def _in_lowest_terms(numbers: list[int]) -> list[int]:
    common = math.gcd(*numbers)
    lead = next(number for number in numbers if number)
    return [number // (common if lead > 0 else -common) for number in numbers]


class Echelon:
    """A matrix after elimination modulo the prime: the columns that have a pivot, and the line each was taken from."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.pivots: list[int] = []
        self.lines: list[int] = []


def eliminated(matrix: Matrix) -> Echelon:
    """Gauss-Jordan elimination of ``matrix`` (k, s), entries 0 to PRIME - 1, which is overwritten."""
    echelon, place = Echelon(matrix), np.arange(len(matrix))
    for column in range(matrix.shape[1]):
        done = len(echelon.pivots)
        below = np.flatnonzero(matrix[done:, column])
        if not len(below):
            continue
        pivot = done + int(below[0])
        matrix[[done, pivot]], place[[done, pivot]] = matrix[[pivot, done]], place[[pivot, done]]
        matrix[done] = matrix[done] * pow(int(matrix[done, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(matrix[:, column])
        others = others[others != done]
        matrix[others] = (matrix[others] - matrix[others, column, np.newaxis] * matrix[done] % PRIME) % PRIME
        echelon.pivots.append(column)
        echelon.lines.append(int(place[done]))
    return echelon


def solved(matrix: Matrix, right: Matrix) -> list[int] | None:
    """Whole numbers x and a divisor d, as one list, with ``matrix @ x == d * right``; None if the matrix is singular.

    ``matrix`` (s, s) of small whole numbers, ``right`` (s,).
    """
    size = len(matrix)
    inverse = eliminated(np.hstack([matrix % PRIME, np.eye(size, dtype=np.int64)]))
    if inverse.pivots[:size] != list(range(size)):
        return None
    digits, residue = list[Matrix](), right.copy()
    longest = size * math.log2(size + 2) / 30 + 2  # digits: twice Hadamard's bound, entries of -1, 0, 1
    while len(digits) <= longest:
        for _ in range(max(2, len(digits) // 2)):
            digit = (inverse.matrix[:, size:] * (residue % PRIME) % PRIME).sum(axis=1) % PRIME
            digits.append(digit)
            residue = (residue - matrix @ digit) // PRIME
        fractions = _reconstructed(digits)
        if fractions is not None and _solves(matrix, fractions, right):
            return fractions
    return None


def _solves(matrix: Matrix, fractions: list[int], right: Matrix) -> bool:
    *numerators, divisor = fractions
    for line, value in zip(matrix, right.tolist(), strict=True):
        at = np.flatnonzero(line)
        if sum(int(line[i]) * numerators[i] for i in at.tolist()) != value * divisor:
            return False
    return True


def _reconstructed(digits: list[Matrix]) -> list[int] | None:
    """Numerators over one common divisor, which comes last, from digits in base PRIME, lowest first."""
    modulus, total = PRIME ** len(digits), np.zeros(len(digits[0]), object)
    for digit in reversed(digits):
        total = total * PRIME + digit.astype(object)
    bound, divisor, parts = math.isqrt(modulus // 2), 1, list[tuple[int, int]]()
    for value in total.tolist():
        numerator = _centred(value * divisor, modulus)
        if abs(numerator) > bound:
            fraction = _fraction(value * divisor % modulus, modulus, bound)
            if fraction is None:
                return None
            numerator, more = fraction
            divisor *= more
            if divisor > bound:
                return None
        parts.append((numerator, divisor))
    return [numerator * (divisor // its) for numerator, its in parts] + [divisor]


def _centred(value: int, modulus: int) -> int:
    value %= modulus
    return value - modulus if value > modulus // 2 else value


def _fraction(value: int, modulus: int, bound: int) -> tuple[int, int] | None:
    """A fraction n / d that is ``value`` modulo ``modulus``, both at most ``bound``: Euclid's algorithm, half way."""
    a, b, u, v = modulus, value, 0, 1
    while b > bound:
        quotient = a // b
        a, b, u, v = b, a - quotient * b, v, u - quotient * v
    if v == 0 or abs(v) > bound:
        return None
    return (b, v) if v > 0 else (-b, -v)
