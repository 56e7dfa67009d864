"""Passes of many machines of one make over the same stimuli: arrays of one row a machine, in one compiled call."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.machine.compiled.arrays import Bank, Rule
from mark1.machine.compiled.passes import Corrected
from mark1.machine.correction_log import ROW


class BatchShown(NamedTuple):
    """Stimuli to show to m machines, each in its order."""

    activity: NDArray[np.uint16]  # (m, n, n_lanes)
    orders: NDArray[np.int64]  # (m, n_shown) numbers of stimuli
    wanted: NDArray[np.int8]  # (n, n_r); 0: nothing is asked
    jitter: NDArray[np.float64]  # (m, n_shown, n_r) standard normal, or empty
    numbers: NDArray[np.int64]  # (m,) of the first correction, in the log
    presentations: NDArray[np.int64]  # (m,) number of the first


def correct(shown: BatchShown, banks: Bank, rule: Rule) -> list[Corrected]:
    """``passes.correct`` for every machine. Turns the pots of ``banks``, one row a machine, in place."""
    from mark1.machine.compiled.chosen import kernels

    m, n_shown = shown.orders.shape
    logs = np.empty((m, n_shown * shown.wanted.shape[1]), ROW)
    pulses_at, n_rows = np.empty((m, n_shown), np.int64), np.empty(m, np.int64)
    kernels.learn_each(
        shown.activity,
        shown.orders,
        shown.wanted,
        banks,
        rule,
        shown.jitter,
        logs,
        shown.numbers,
        shown.presentations,
        pulses_at,
        n_rows,
    )
    return [Corrected(log[:n], at) for log, n, at in zip(logs, n_rows.tolist(), pulses_at, strict=True)]


def stacked(rows: Sequence[NDArray[np.int32]], width: type[np.signedinteger[Any]]) -> NDArray[Any]:
    """One row below the other, each from a cache line on: what is beyond a row's end is always 0."""
    from mark1.machine.compiled.chosen import kernels

    n = len(rows[0])
    line = 64 // np.dtype(width).itemsize
    room = np.zeros(len(rows) * -(-n // line) * line, width)
    stack: NDArray[Any] = kernels.aligned(room, width).reshape(len(rows), -1)
    for i, row in enumerate(rows):
        stack[i, :n] = row
    return stack
