"""Exact relations between rows, against elimination in fractions."""

from fractions import Fraction

import numpy as np
import pytest

from mark1.proofs.exact import relation, solved, vanishes


def by_fractions(rows):
    """The relations between rows: a basis, by elimination in fractions."""
    matrix = [[Fraction(int(v)) for v in column] for column in np.asarray(rows).T]
    pivots, n = [], len(rows)
    for column in range(n):
        line = next((i for i in range(len(pivots), len(matrix)) if matrix[i][column]), None)
        if line is None:
            continue
        place = len(pivots)
        matrix[place], matrix[line] = matrix[line], matrix[place]
        matrix[place] = [v / matrix[place][column] for v in matrix[place]]
        for i, other in enumerate(matrix):
            if i != place and other[column]:
                matrix[i] = [v - other[column] * p for v, p in zip(other, matrix[place], strict=True)]
        pivots.append(column)
    free = [column for column in range(n) if column not in pivots]
    return [
        [Fraction(int(i == column)) if i in free else -matrix[pivots.index(i)][column] for i in range(n)]
        for column in free
    ]


@pytest.mark.parametrize("seed", range(60))
def test_the_one_relation_is_that_of_fractions(seed):
    rng = np.random.Generator(np.random.PCG64(seed))
    rows = rng.integers(-1, 2, (int(rng.integers(1, 9)), int(rng.integers(1, 8)))).astype(np.int8)
    basis, found = by_fractions(rows), relation(rows)
    assert (found is not None) == (len(basis) == 1)
    if found is not None:
        ratio = {Fraction(number) / value for number, value in zip(found, basis[0], strict=True) if value}
        assert len(ratio) == 1 and all(
            (number == 0) == (value == 0) for number, value in zip(found, *basis, strict=True)
        )
        assert vanishes(rows, found)


def test_numbers_of_dozens_of_digits_are_exact():
    rng = np.random.Generator(np.random.PCG64(1))
    rows = rng.integers(-1, 2, (61, 60)).astype(np.int8)
    found = relation(rows)
    assert found is not None and max(map(abs, found)) > 2**80
    assert vanishes(rows, found) and not vanishes(rows, [*found[:-1], found[-1] + 1])


def test_a_singular_system_has_no_solution():
    assert solved(np.array([[1, 1], [1, 1]]), np.array([1, 0])) is None
    assert solved(np.array([[1, 1], [1, -1]]), np.array([1, 0])) == [1, 1, 2]
