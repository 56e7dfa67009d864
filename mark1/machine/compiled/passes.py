"""Passes over many stimuli: arrays in, arrays out, compiled where Numba is. The same bits as the parts, one by one.

    S-units on / off (n, n_s)  -->  fire  -->  activity (packed)  -->  correct, reinforce  -->  positions, log rows
                                                              -->  count               -->  sums, in counts

Nothing here knows a machine: ``mark1.py``, ``learning.py`` and ``batch.py`` hand the arrays over, and take them back.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.machine.compiled.activity import Activity
from mark1.machine.compiled.arrays import Bank, Gain, Motors, Planes, Rule, Shown
from mark1.machine.compiled.chosen import kernels_for
from mark1.machine.compiled.firing_by_matrix import BLOCK
from mark1.machine.correction_log import ROW

Counts = NDArray[np.int64]
# Of plain kernels, microseconds, measured: a call, a wire, a signal of a cell to an A-unit, an R-unit, a pot.
CALL_US, WIRE_US, SIGNAL_US, R_UNIT_US, POT_US = 300.0, 0.1, 4e-4, 30.0, 0.02


def work_us(n: int, n_r: int, n_pots: int) -> float:
    """How long plain kernels take to show ``n`` stimuli to ``n_r`` R-units, microseconds; about, and rather more."""
    return CALL_US + n * (n_r * R_UNIT_US + n_pots * POT_US)


def blocks(n: int) -> Iterator[slice]:
    """The pictures in stretches that fit into memory as light and as S-units."""
    size = 16 * BLOCK
    for first in range(0, n, size):
        yield slice(first, first + size)


def fire(s: NDArray[np.bool_], planes: Planes, activity: Activity) -> None:
    """Which A-units are on, by the S-units that are: ``s`` (n, n_s). Fills ``activity`` (n, n_lanes)."""
    cells, n_a = s.size, len(planes.start_of_a) - 1
    work_us = CALL_US + WIRE_US * len(planes.wires) + SIGNAL_US * cells * n_a
    kernels_for(work_us).fire(s.view(np.uint8), *planes, activity)


def planes(
    s_of_wire: NDArray[np.int32],
    a_of_wire: NDArray[np.int32],
    sign_of_wire: NDArray[np.int8],
    n_s: int,
    least: NDArray[np.int64],
    dead: NDArray[np.bool_],
) -> Planes:
    """The wires, A-unit by A-unit. ``least`` (n_a,): the excitation each needs to fire; ``dead`` ones never do."""
    n_a = len(least)
    fan_in = np.bincount(a_of_wire, minlength=n_a)
    start, padded_start = (np.concatenate([[0], np.cumsum(sizes)]) for sizes in (fan_in, -(-fan_in // 4) * 4))
    wires = np.full(padded_start[-1], 2 * n_s, np.int32)
    place = padded_start[a_of_wire] + np.arange(len(a_of_wire)) - start[a_of_wire]
    wires[place] = s_of_wire + n_s * (sign_of_wire < 0)
    inhibitory = np.bincount(a_of_wire, sign_of_wire < 0, n_a).astype(np.int64)
    n_digits = max(4, int(fan_in.max(initial=0)).bit_length() + 1)
    needed = np.clip(least + inhibitory, 0, fan_in + 1)
    needed[dead] = fan_in[dead] + 1
    return Planes(wires, padded_start, (2 ** (n_digits - 1) - needed).astype(np.uint64), n_digits)


def count(activity: Activity, wiper: NDArray[np.signedinteger], start_of_r: Counts, first_a: Counts) -> Counts:
    """The wipers of active A-units together at every R-unit: ndarray of shape (n, n_r), counts."""
    counts = np.empty((len(activity), len(first_a)), np.int64)
    kernels_for(work_us(len(activity), len(first_a), len(wiper))).sums(activity, wiper, start_of_r, first_a, counts)
    return counts


class Corrected(NamedTuple):
    """``rows`` for the log, one per correction; ``pulses_at`` (n_shown,): the most pulses an R-unit needed."""

    rows: NDArray[np.void]
    pulses_at: Counts


def correct(shown: Shown, bank: Bank, rule: Rule) -> Corrected:
    """Show the stimuli and correct every wrong R-unit at once. Turns the pots of ``bank`` in place."""
    n_shown, n_r = len(shown.order), shown.wanted.shape[1]
    kernels = kernels_for(work_us(n_shown, n_r, len(bank.wiper)))
    log, pulses_at = np.empty(n_shown * n_r, ROW), np.empty(n_shown, np.int64)
    n_rows = kernels.learn(
        shown.activity,
        shown.order,
        shown.wanted,
        bank,
        rule,
        shown.jitter,
        log,
        shown.number,
        shown.presentation,
        pulses_at,
    )
    return Corrected(log[:n_rows], pulses_at)


class Reinforced(NamedTuple):
    """``rows`` for the log, one per run of motors. Of each presentation: ``sum_v`` (n_shown, n_r), V, before it;
    ``reinforced_at`` (n_shown,) R-units; ``motor_s_at`` (n_shown,), the longest run."""

    rows: NDArray[np.void]
    sum_v: NDArray[np.float64]
    reinforced_at: Counts
    motor_s_at: NDArray[np.float64]


def reinforce(shown: Shown, motors: Motors, gain: Gain) -> Reinforced:
    """Show the stimuli and reinforce whatever the answer is. Turns the pots of ``motors`` in place."""
    n_shown, n_r = len(shown.order), shown.wanted.shape[1]
    kernels = kernels_for(work_us(n_shown, n_r, len(motors.wiper)))
    log = np.empty(n_shown * n_r * 2, ROW)  # active and inactive units apart
    sum_v, reinforced_at, motor_s_at = np.empty((n_shown, n_r)), np.zeros(n_shown, np.int64), np.zeros(n_shown)
    n_rows = kernels.reinforce(
        shown.activity,
        shown.order,
        shown.wanted,
        motors,
        gain,
        shown.jitter,
        log,
        shown.number,
        shown.presentation,
        sum_v,
        reinforced_at,
        motor_s_at,
    )
    return Reinforced(log[:n_rows], sum_v, reinforced_at, motor_s_at)
