"""Commit: changes to several live objects that are all made or not at all, whatever interrupts the program.

Python handles a signal between two bytecodes, so Ctrl-C may raise KeyboardInterrupt between any two assignments. Here
every change is a call that is bound to its arguments beforehand, and one call into C makes them all: no bytecode runs
until the last is made. None of them allocates more than a few bytes.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from functools import partial
from operator import call
from typing import Any

from numpy.typing import NDArray

Change = partial[Any]


def attributes(owner: object, values: Mapping[str, Any]) -> Change:
    """Attributes of an object, by name."""
    return partial(vars(owner).update, dict(values))


def elements(array: NDArray[Any], values: object, at: object = ...) -> Change:
    """Elements of an array, in place: all, or those that the index ``at`` selects."""
    return partial(array.__setitem__, at, values)


def commit(changes: Iterable[Change]) -> None:
    """Make the changes, in this order."""
    deque(map(call, list(changes)), maxlen=0)
