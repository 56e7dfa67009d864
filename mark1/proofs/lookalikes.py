"""Lookalikes: pictures that the machine cannot tell apart. With different labels, they are found errors of a set."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Lookalikes(NamedTuple):
    """Groups of pictures, by number: ``duplicates`` have one label, ``contradictions`` more than one."""

    duplicates: list[list[int]]
    contradictions: list[list[int]]


def lookalikes(on: NDArray[np.bool_], class_of: NDArray[np.int32]) -> Lookalikes:
    """The groups of pictures whose units are on alike: ``on`` (n, units), ``class_of`` (n,) labels as numbers."""
    found = Lookalikes([], [])
    _, group_of, sizes = np.unique(np.packbits(on, axis=1), axis=0, return_inverse=True, return_counts=True)
    group_of = np.ravel(group_of)
    order = np.argsort(group_of, kind="stable")
    for group in np.split(order, np.cumsum(sizes)[:-1]):
        if len(group) > 1:
            same = len(np.unique(class_of[group])) == 1
            (found.duplicates if same else found.contradictions).append([int(i) for i in group])
    found.duplicates.sort()
    found.contradictions.sort()
    return found
