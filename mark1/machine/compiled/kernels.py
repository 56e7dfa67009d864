"""The compiled passes over many stimuli; they give the same bits as the parts, one by one.

What is shown, decided and written down is compiled from the source of ``plain.py``; here is what they do with
the pots of an R-unit. How A-units fire is in ``firing_by_bits.py``.

Everything is whole numbers: bits for units, counts for wipers (see ``potentiometers.py``). So sums are exact in any
order, and a pass equals the parts bit for bit. This file holds arithmetic only; ``mark1.py`` prepares the arrays.

Activity of the A-units is packed: ndarray of shape (n, n_lanes), uint16, n_lanes a multiple of 4; bit b of lane j is
A-unit ``b * n_lanes + j``, so that 16 shifts of a whole row unpack it. 60,000 pictures on 5,000 A-units take 38 MB.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.machine import elementary, normal, wire_draw
from mark1.machine.compiled import jit, plain
from mark1.machine.compiled.firing_by_bits import BLOCK, fire
from mark1.machine.compiled.jit import jitted, overload
from mark1.machine.correction_log import INACTIVE, OUTSIDE

__all__ = ["BLOCK", "aligned", "draw_wires", "fill_normal", "fire", "learn", "learn_each", "reinforce", "sums"]

HALVES = 1 << 15  # 16-bit halves that 32 bits can add up


def compiled_from(module: Any, name: str) -> Any:
    """A function of plain Python, compiled; what it calls is ours of that name, if we have one."""
    return jit.compiled(module, name, globals())


# ---- A-units to R-units, and the motors
#
# ``active`` is the activity of one stimulus unpacked: 0 or -1 an A-unit, so that ``wiper & active`` is the wiper or 0.
# The pots of an R-unit start at ``lo``, its A-units at ``a0``; both are unsigned, which spares the compiler the check
# for indices that count from the end.


@jitted
def _aligned(n, like):
    """Room for n values of the type of ``like`` from a cache line on: misaligned sums take half as long again."""
    room = np.empty(n + 64, like.dtype)
    skip = (-room.ctypes.data // room.itemsize) % (64 // room.itemsize)
    return room[skip : skip + n]


def aligned(values: NDArray[Any], dtype: type[np.signedinteger[Any]]) -> NDArray[Any]:
    """A copy in another width, from a cache line on."""
    copy: NDArray[Any] = _aligned(len(values), np.empty(0, dtype))
    copy[:] = values
    return copy


@jitted
def unpacked(activity, like):
    """Room for the activity of one stimulus."""
    return _aligned(16 * activity.shape[1], like)


@jitted
def _spread(activity, i, active, n_lanes):
    """Bits to 0 and -1. Where ``n_lanes`` is a constant, the compiler makes this a few vector instructions."""
    for j in range(n_lanes):
        lane = activity[i, j]
        for bit in range(16):
            active[np.uint64(bit * n_lanes + j)] = -np.int16((lane >> np.uint16(bit)) & np.uint16(1))


@jitted
def unpack(activity, i, active):
    """Activity of stimulus ``i``, bits to 0 and -1; the 512 A-units of the Mark I have a pass of their own."""
    n_lanes = activity.shape[1]
    if n_lanes == 32:
        _spread(activity, i, active, 32)
        return
    for bit in range(16):
        part = active[bit * n_lanes : (bit + 1) * n_lanes]
        for j in range(n_lanes):
            part[j] = -np.int16((activity[i, j] >> np.uint16(bit)) & np.uint16(1))


def wipers_sum(wiper, lo, active, a0, n):
    """Counts of the active pots together, exact. Compiled for each width of wiper."""


@overload(wipers_sum)
def _sum_by_width(wiper, lo, active, a0, n):
    def narrow(wiper, lo, active, a0, n):
        minus = np.int32(0)
        for p in range(n):  # multiplied, not and'ed: there is one instruction for products of pairs, added up
            a, w = np.int32(active[a0 + np.uint64(p)]), np.int32(wiper[lo + np.uint64(p)])
            minus = np.int32(minus + np.int32(w * a))
        return -np.int64(minus)

    def wide(wiper, lo, active, a0, n):
        total = np.int64(0)
        for first in range(0, n, HALVES):
            high, low = np.int32(0), np.int32(0)  # halves added up apart: 32 bits are twice as fast as 64
            for p in range(first, min(first + HALVES, n)):
                counts = np.int32(wiper[lo + np.uint64(p)] & active[a0 + np.uint64(p)])
                high = np.int32(high + (counts >> np.int32(16)))
                low = np.int32(low + (counts & np.int32(0xFFFF)))
            total += (np.int64(high) << 16) + np.int64(low)
        return total

    return narrow if wiper.dtype.bitwidth == 16 else wide


@jitted
def count_active(active, a0, n):
    minus = np.int32(0)
    for p in range(n):
        minus = np.int32(minus + np.int32(active[a0 + np.uint64(p)]))
    return -minus


def turn_pots(wiper, shaft, travel, lo, active, a0, n, direction, half_lash, limit):
    """One pulse on the active pots, as ``Potentiometers.turn``; whether any shaft moved. For each width of wiper."""


@overload(turn_pots)
def _turn_by_width(wiper, shaft, travel, lo, active, a0, n, direction, half_lash, limit):
    def narrow(wiper, shaft, travel, lo, active, a0, n, direction, half_lash, limit):
        moved, sign = np.int16(0), np.int16(direction)
        for p in range(n):
            step = np.int16(travel[lo + np.uint64(p)] & active[a0 + np.uint64(p)])
            wiper[lo + np.uint64(p)] = np.int16(wiper[lo + np.uint64(p)] + np.int16(sign * step))
            moved = np.int16(moved | step)
        return moved != 0

    def wide(wiper, shaft, travel, lo, active, a0, n, direction, half_lash, limit):
        moved, reach, lash = np.int32(0), np.int32(limit), np.int32(half_lash)
        for p in range(n):
            old = shaft[lo + np.uint64(p)]
            step = np.int32(travel[lo + np.uint64(p)] & active[a0 + np.uint64(p)])
            if direction > 0:
                new = min(np.int32(old + step), reach)
                wiper[lo + np.uint64(p)] = max(wiper[lo + np.uint64(p)], np.int32(new - lash))
            else:
                new = max(np.int32(old - step), np.int32(-reach))
                wiper[lo + np.uint64(p)] = min(wiper[lo + np.uint64(p)], np.int32(new + lash))
            shaft[lo + np.uint64(p)] = new
            moved = np.int32(moved | np.int32(new ^ old))
        return moved != 0

    return narrow if wiper.dtype.bitwidth == 16 else wide


@jitted
def remember(wiper, came_from, moved_by, number, lo, active, a0, n):
    """Where the active pots stand before a correction, and its number."""
    for p in range(n):
        on, pot = active[a0 + np.uint64(p)], lo + np.uint64(p)
        came_from[pot] = (wiper[pot] & on) | (came_from[pot] & ~on)
        moved_by[pot] = (number & np.int32(on)) | (moved_by[pot] & ~np.int32(on))


@jitted
def trace_back(activity, bank, log, rows, number):
    """What ``remember`` would have noted in an ideal bank, found from the last correction back.

    ``pending``: the A-units of each R-unit, packed as activity is, whose last correction is not found yet. Soon they
    are few, and most corrections have none of them.
    """
    n_lanes = activity.shape[1]
    pending = np.full((bank.first_a.shape[0], n_lanes), np.uint16(0xFFFF))
    for row in range(rows - 1, -1, -1):
        i, r, any_on = np.uint64(log["stimulus"][row]), np.uint64(log["r"][row]), np.uint16(0)
        for lane in range(n_lanes):
            any_on = np.uint16(any_on | np.uint16(activity[i, np.uint64(lane)] & pending[r, np.uint64(lane)]))
        if any_on == 0:
            continue
        way, first = log["wanted"][row] * log["pulses"][row], bank.start_of_r[r] - bank.first_a[r]
        for lane in range(n_lanes):
            on = np.uint16(activity[i, lane] & pending[r, lane])
            if on == 0:
                continue
            pending[r, lane] ^= on
            for bit in range(16):
                pot = first + bit * n_lanes + lane
                if on >> np.uint16(bit) & np.uint16(1) and bank.start_of_r[r] <= pot < bank.start_of_r[r + 1]:
                    bank.came_from[pot] = bank.wiper[pot] - way * bank.travel[pot]
                    bank.moved_by[pot] = number + row


@jitted
def decay(wiper, shaft, share):
    """Every wiper loses its share; the shaft goes with it."""
    for p in range(wiper.shape[0]):
        lost = np.int32(np.rint(wiper[p] * share))
        wiper[p] -= lost
        shaft[p] -= lost


@jitted
def run_motors(motors, lo, n, active, a0, part, direction, pulse_s, whole, number):
    """One run of the motors of a part of a set, as ``Potentiometers.turn``; log row ``number`` moved them."""
    reach, lash, on = motors.limit, motors.half_lash, part != INACTIVE
    seconds = pulse_s + motors.coast_s
    for p in range(n):
        if part != OUTSIDE and (active[a0 + np.uint64(p)] != 0) != on:
            continue
        pot = lo + np.uint64(p)
        if whole:
            step = np.int64(motors.travel[pot])
        else:
            counts = np.rint(np.float64(motors.speed_v_per_s[pot]) * seconds * 1_000_000)
            step = np.int64(min(counts, 2.0 * reach))
        old = motors.wiper[pot]
        shaft = max(-reach, min(reach, motors.shaft[pot] + direction * step))
        motors.came_from[pot], motors.moved_by[pot] = old, number
        motors.shaft[pot] = shaft
        motors.wiper[pot] = max(shaft - lash, min(shaft + lash, old))


# ---- what is plain Python


expm1 = compiled_from(elementary, "expm1")
enter, enter_run, read = (compiled_from(plain, name) for name in ("enter", "enter_run", "read"))
learn, reinforce = compiled_from(plain, "learn"), compiled_from(plain, "reinforce")
sums, learn_each = compiled_from(plain, "sums"), compiled_from(plain, "learn_each")

random, weight_at = compiled_from(wire_draw, "random"), compiled_from(wire_draw, "weight_at")
add_up, proposed = compiled_from(wire_draw, "add_up"), compiled_from(wire_draw, "proposed")
picked, exchanged = compiled_from(wire_draw, "picked"), compiled_from(wire_draw, "exchanged")
fill = compiled_from(wire_draw, "fill")

frexp = math.frexp


@jitted
def where(condition, yes, no):
    """``np.where`` of single numbers."""
    return yes if condition else no


log, ratio = compiled_from(elementary, "log"), compiled_from(normal, "ratio")
middle, outer = compiled_from(normal, "middle"), compiled_from(normal, "outer")
MIDDLE, LEAST = normal.MIDDLE, normal.LEAST


@jitted
def draw_wires(rng, s_of_wire, n_s, fan_in, sockets, cols, weight):
    """Wires at random, see ``wire_draw.py``: fills ``s_of_wire``."""
    upto, used, having = np.zeros(n_s), np.zeros(n_s, np.int64), np.full(n_s, -1)
    fill(rng, s_of_wire, fan_in, sockets, cols, weight, upto, used, having)


@jitted
def fill_normal(u, deviates):
    """Normal deviates at ``u`` (n,), see ``normal.py``: fills ``deviates`` (n,)."""
    for i in range(u.shape[0]):
        q = u[i] - 0.5
        if abs(q) <= MIDDLE:
            deviates[i] = middle(q)
        else:
            tail = max(min(u[i], 1.0 - u[i]), LEAST)
            deviates[i] = math.copysign(outer(tail), q)
