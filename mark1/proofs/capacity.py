"""Capacity: in how many ways pictures can be labelled, and how many of those a machine of a given size can learn.

Source: Cover, Geometrical and statistical properties of systems of linear inequalities, 1965.
"""

from math import comb


def learnable_share(pictures: int, a_units: int) -> float:
    """The fraction of all ways to label ``pictures`` in general position that ``a_units`` weights can learn.

    Cover's count is ``2 sum over i < a_units of C(pictures - 1, i)``, out of ``2 ** pictures``. It is 1 up to as many
    pictures as A-units, one half at twice as many, and soon 0 beyond. Assumed: general position, which the activity
    of few A-units need not have.
    """
    if pictures <= a_units:
        return 1.0
    term, count = 1, 1
    for i in range(1, a_units):
        term = term * (pictures - i) // i
        count += term
    assert a_units < 2 or term == comb(pictures - 1, a_units - 1)
    return (count << 64 >> (pictures - 1)) / 2**64
