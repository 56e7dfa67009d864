"""Activity of the A-units for many pictures, packed: ndarray of shape (n, n_lanes), uint16; see ``kernels.py``."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.errors import Described

Activity = NDArray[np.uint16]

PART = 1 << 16  # pictures


def lanes(n_a: int) -> int:
    """How many 16-bit words hold the activity of ``n_a`` A-units."""
    return 4 * -(-n_a // 64)


def none_on(n: int, n_a: int) -> Activity:
    """Room for the activity of ``n`` pictures, with no A-unit on."""
    return np.zeros((n, lanes(n_a)), np.uint16)


def packed(activity: Any, n_a: int, shown: NDArray[np.int64] | None = None) -> Activity:
    """Activity as ``MarkI.sense`` gives it. Raises ConfigError for what no machine of ``n_a`` A-units gives.

    ``shown``: the rows that will be used; only these are looked at.

    Its bits do not say which machine it is of: rows may be chosen, joined, and taken to a copy of the machine.
    """
    n_lanes, expected = lanes(n_a), f"activity of {n_a} A-units as sense gives it,"
    words = arguments.words("activity", activity, (None, n_lanes), expected)
    free = _beyond(n_a, n_lanes)
    first = int(np.argmax(free != 0))  # the lanes from here on have bits that no A-unit has
    if n_a % 64 and any((part[:, first:] & free[first:]).any() for part in _in_parts(words, shown)):
        raise arguments.refusal("activity", expected.rstrip(","), Described("that of a machine with more"))
    return words


def _in_parts(words: Activity, shown: NDArray[np.int64] | None) -> Iterator[Activity]:
    """Some rows at a time, so that looking at many of them takes little memory."""
    if shown is not None and len(shown) < len(words):
        return (words[shown[start : start + PART]] for start in range(0, len(shown), PART))
    return (words[start : start + PART] for start in range(0, len(words), PART))


def unpacked(activity: Activity, n_a: int) -> NDArray[np.bool_]:
    """On / off of every A-unit: ndarray of shape (n, n_a), bool."""
    bits = activity[:, np.newaxis, :] >> np.arange(16, dtype=np.uint16)[:, np.newaxis] & 1
    return np.asarray(bits.reshape(len(activity), -1)[:, :n_a].astype(bool))


@cache
def _beyond(n_a: int, n_lanes: int) -> NDArray[np.uint16]:
    """The bits of each lane (n_lanes,) that no A-unit has."""
    free = np.arange(16 * n_lanes).reshape(16, n_lanes) >= n_a
    return np.asarray((free << np.arange(16)[:, np.newaxis]).sum(axis=0), np.uint16)
