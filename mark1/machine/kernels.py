"""The compiled passes over many stimuli; they give the same bits as the parts, one by one.

Everything is whole numbers: bits for units, counts for wipers (see ``potentiometers.py``). So sums are exact in any
order, and a pass equals the parts bit for bit. This file holds arithmetic only; ``mark1.py`` prepares the arrays.

Activity of the A-units is packed: ndarray of shape (n, n_lanes), uint16, n_lanes a multiple of 4; bit b of lane j is
A-unit ``b * n_lanes + j``, so that 16 shifts of a whole row unpack it. 60,000 pictures on 5,000 A-units take 38 MB.
"""

import math
from typing import Any, NamedTuple

import numba
import numpy as np
from numba.extending import overload
from numpy.typing import NDArray

LANES = 32  # words a plane: the compiler turns a loop over them into the widest vector instructions there are
BLOCK = 64 * LANES  # pictures sensed at a time
ONE = np.uint64(1)


class Bank(NamedTuple):
    """The potentiometers as the pass sees them: arrays of one entry a pot, and of one an R-unit."""

    wiper: NDArray[Any]  # counts; int16 in an ideal bank while they fit, else int32
    shaft: NDArray[np.int32]
    travel: NDArray[np.int32]  # counts a reinforcement pulse moves each shaft
    came_from: NDArray[np.int32]
    moved_by: NDArray[np.int32]
    start_of_r: NDArray[np.int64]
    first_a: NDArray[np.int64]
    half_lash: int
    limit: int  # counts at which a shaft is stopped


class Rule(NamedTuple):
    """When an answer is wrong, and what a correction may take."""

    band: int  # a sum up to this many counts beyond 0 is not yet right
    max_pulses: int
    noise: float  # counts of one wiper
    decay_per_s: float
    pulse_s: float
    exposure_s: float


class Log(NamedTuple):
    """One row a correction, in order; as many rows as a pass can need."""

    turn: NDArray[np.int64]
    stimulus: NDArray[np.int32]
    r: NDArray[np.int32]
    sum: NDArray[np.int64]
    active: NDArray[np.int32]
    pulses: NDArray[np.int32]


def empty_log(n: int) -> Log:
    """Room for ``n`` corrections."""
    small = [np.empty(n, np.int32) for _ in range(4)]
    return Log(np.empty(n, np.int64), small[0], small[1], np.empty(n, np.int64), small[2], small[3])


def jitted(function: Any) -> Any:
    """Compiled on first use and kept on disk; other threads may run meanwhile."""
    return numba.njit(cache=True, nogil=True)(function)


# ---- retina to A-units: 2,048 pictures at a time, one bit each, counted by logic on whole words


@jitted
def _fill_planes(on, planes, bytes_of):
    """Pictures on their side: bit i of plane s is cell s of picture i."""
    bytes_of[:] = 0
    for i in range(on.shape[0]):
        cells, eight, bit = on[i], bytes_of[i >> 3], np.uint8(i & 7)
        for s in range(cells.shape[0]):
            eight[s] = np.uint8(eight[s] | np.uint8(cells[s] << bit))
    n_s = on.shape[1]
    plane_bytes = planes.view(np.uint8)
    for b in range(bytes_of.shape[0]):
        for s in range(n_s):
            plane_bytes[s, b] = bytes_of[b, s]
    for s in range(n_s):
        for k in range(LANES):
            planes[n_s + s, k] = ~planes[s, k]


@jitted
def _count(planes, wires, digits, carry):
    """Add the planes of an A-unit's wires into binary digits, four wires at a time by full adders."""
    ones, twos, fours = digits[0], digits[1], digits[2]
    for w in range(0, wires.shape[0], 4):
        a, b, c, d = planes[wires[w]], planes[wires[w + 1]], planes[wires[w + 2]], planes[wires[w + 3]]
        for k in range(LANES):
            half = a[k] ^ b[k]
            three = half ^ c[k]
            pair = (a[k] & b[k]) | (half & c[k])
            one, over = three ^ d[k], three & d[k]
            two, four = pair ^ over, pair & over
            old = ones[k]
            ones[k] = old ^ one
            up = old & one
            old = twos[k]
            half = old ^ two
            twos[k] = half ^ up
            up = (old & two) | (half & up)
            old = fours[k]
            half = old ^ four
            fours[k] = half ^ up
            carry[k] = (old & four) | (half & up)
        for digit in digits[3:]:
            for k in range(LANES):
                old = digit[k]
                digit[k] = old ^ carry[k]
                carry[k] = old & carry[k]


@jitted
def _transpose(square):
    """Turn a 64 x 64 square of bits on its diagonal, in place, by swapping ever smaller quarters."""
    width, mask = 32, np.uint64(0x00000000FFFFFFFF)
    while width:
        shift = np.uint64(width)
        i = 0
        while i < 64:
            swap = ((square[i] >> shift) ^ square[i + width]) & mask
            square[i] ^= swap << shift
            square[i + width] ^= swap
            i = (i + width + 1) & ~width
        width >>= 1
        mask ^= mask << np.uint64(width)


@jitted
def fire(on, wires, start_of_a, start_count, n_digits, activity):
    """Activity of the A-units for many pictures.

    ``on`` (n, n_s) uint8 of 0/1. ``wires``: plane numbers, A-unit by A-unit, padded to fours: s for an excitatory
    wire, n_s + s (the complement) for an inhibitory one, 2 n_s (always 0) to pad. Each unit's count starts so that
    its top digit is 1 exactly when it fires. Writes ``activity`` (n, n_lanes) uint16.
    """
    n, n_s = on.shape
    planes = np.zeros((2 * n_s + 1, LANES), np.uint64)
    bytes_of = np.empty((BLOCK // 8, n_s), np.uint8)
    digits, carry = np.empty((n_digits, LANES), np.uint64), np.empty(LANES, np.uint64)
    squares = np.empty((LANES, 64), np.uint64)
    n_a, n_lanes, words = start_of_a.shape[0] - 1, activity.shape[1], activity.view(np.uint64)
    for first in range(0, n, BLOCK):
        _fill_planes(on[first : first + BLOCK], planes, bytes_of)
        for word in range(words.shape[1]):
            squares[:] = 0
            for bit in range(64):
                a = (bit & 15) * n_lanes + 4 * word + (bit >> 4)
                if a >= n_a:
                    continue
                for d in range(n_digits):
                    digits[d] = np.uint64(0) - ((start_count[a] >> np.uint64(d)) & ONE)
                _count(planes, wires[start_of_a[a] : start_of_a[a + 1]], digits, carry)
                squares[:, bit] = digits[n_digits - 1]
            for k in range(LANES):
                i = first + 64 * k
                if i < n:
                    square = squares[k]
                    _transpose(square)
                    rows = words[i : min(i + 64, n)]
                    for j in range(rows.shape[0]):
                        rows[j, word] = square[j]


# ---- A-units to R-units, and the motors


@jitted
def _aligned(n, like):
    """Room for n values of the type of ``like`` from a cache line on: misaligned sums take half as long again."""
    room = np.empty(n + 64, like.dtype)
    skip = (-room.ctypes.data // room.itemsize) % (64 // room.itemsize)
    return room[skip : skip + n]


@jitted
def _unpack(lanes, active):
    """Bits to an array of 0 and 1."""
    n_lanes = lanes.shape[0]
    for bit in range(16):
        some = active[bit * n_lanes : (bit + 1) * n_lanes]
        for j in range(n_lanes):
            some[j] = np.uint16(lanes[j] >> np.uint16(bit)) & np.uint16(1)


def narrow(wiper: NDArray[np.int32]) -> NDArray[np.int16]:
    """A copy of the wipers in 16 bits, for an ideal bank whose steps fit."""
    copy: NDArray[np.int16] = _aligned(len(wiper), np.empty(0, np.int16))
    copy[:] = wiper
    return copy


def _sum(wiper, active):
    """Counts of the active pots together, exact. Compiled for each width of wiper."""


@overload(_sum)
def _sum_by_width(wiper, active):
    def narrow(wiper, active):
        total = np.int32(0)
        for p in range(wiper.shape[0]):
            total = np.int32(total + np.int32(np.int32(wiper[p]) * np.int32(active[p])))
        return total

    def wide(wiper, active):
        total = np.int64(0)
        for p in range(wiper.shape[0]):
            total += np.int64(np.int32(wiper[p] * active[p]))
        return total

    return narrow if wiper.dtype.bitwidth == 16 else wide


@jitted
def _sums(wiper, start_of_r, first_a, active, out):
    """The sum at every R-unit for one stimulus."""
    for r in range(out.shape[0]):
        lo, hi, a0 = start_of_r[r], start_of_r[r + 1], first_a[r]
        out[r] = _sum(wiper[lo:hi], active[a0 : a0 + hi - lo])


@jitted
def _add_noise(start_of_r, first_a, active, jitter, noise, total):
    """Wiper noise, as ``Potentiometers.jitter``."""
    for r in range(total.shape[0]):
        on = active[first_a[r] : first_a[r] + start_of_r[r + 1] - start_of_r[r]]
        total[r] += np.int64(np.rint(jitter[r] * noise * math.sqrt(_count_active(on))))


@jitted
def _count_active(active):
    n = np.int32(0)
    for p in range(active.shape[0]):
        n = np.int32(n + np.int32(active[p]))
    return n


def _turn(wiper, shaft, travel, active, way, half_lash, limit):
    """One pulse on the active pots, as ``Potentiometers.turn``; whether any shaft moved. For each width of wiper."""


@overload(_turn)
def _turn_by_width(wiper, shaft, travel, active, way, half_lash, limit):
    def narrow(wiper, shaft, travel, active, way, half_lash, limit):
        moved = np.int16(0)
        for p in range(wiper.shape[0]):
            step = np.int16(travel[p] * active[p])
            wiper[p] = np.int16(wiper[p] + np.int16(way * step))
            moved |= step
        return moved != 0

    def wide(wiper, shaft, travel, active, way, half_lash, limit):
        moved, reach, lash = np.int32(0), np.int32(limit), np.int32(half_lash)
        for p in range(wiper.shape[0]):
            old = shaft[p]
            step = np.int32(travel[p] * active[p])
            if way > 0:
                new = min(np.int32(old + step), reach)
                wiper[p] = max(wiper[p], np.int32(new - lash))
            else:
                new = max(np.int32(old - step), np.int32(-reach))
                wiper[p] = min(wiper[p], np.int32(new + lash))
            shaft[p] = new
            moved |= new ^ old
        return moved != 0

    return narrow if wiper.dtype.bitwidth == 16 else wide


@jitted
def _correct(bank, rule, lo, hi, on, way, total, number):
    """Pulses on the active pots lo to hi until their sum is right, or the rule allows no more: how many."""
    wiper, shaft, travel = bank.wiper[lo:hi], bank.shaft[lo:hi], bank.travel[lo:hi]
    came_from, moved_by = bank.came_from[lo:hi], bank.moved_by[lo:hi]
    for p in range(hi - lo):
        if on[p]:
            came_from[p], moved_by[p] = wiper[p], number
    noise, pulses = total - _sum(wiper, on), 0
    while pulses < rule.max_pulses and way * total <= rule.band:
        pulses += 1
        if not _turn(wiper, shaft, travel, on, way, bank.half_lash, bank.limit):
            break
        total = _sum(wiper, on) + noise
    return pulses


@jitted
def _decay(wiper, shaft, share):
    """Every wiper loses its share; the shaft goes with it."""
    for p in range(wiper.shape[0]):
        lost = np.int32(np.rint(wiper[p] * share))
        wiper[p] -= lost
        shaft[p] -= lost


@jitted
def learn(activity, order, wanted, bank, rule, jitter, log, serial):
    """Show stimuli in ``order`` and correct every wrong R-unit at once; how many corrections, how many pulses of time.

    ``wanted`` (n_stimuli, n_r) int8: +1, -1, or 0 where nothing is asked. ``jitter`` (len(order), n_r) standard
    normal numbers, or (0, 0). The pots a correction moves get its number, counted from ``serial``.
    """
    n_r = wanted.shape[1]
    row, rounds = 0, 0
    active = _aligned(16 * activity.shape[1], bank.wiper)
    total = np.empty(n_r, np.int64)
    for turn in range(order.shape[0]):
        i = order[turn]
        asked = wanted[i]
        _unpack(activity[i], active)
        _sums(bank.wiper, bank.start_of_r, bank.first_a, active, total)
        if jitter.shape[0]:
            _add_noise(bank.start_of_r, bank.first_a, active, jitter[turn], rule.noise, total)
        pulses_here = 0
        for r in range(n_r):
            if asked[r] * total[r] <= rule.band and asked[r] != 0:
                lo, hi, a0 = bank.start_of_r[r], bank.start_of_r[r + 1], bank.first_a[r]
                on = active[a0 : a0 + hi - lo]
                log.turn[row], log.stimulus[row], log.r[row], log.sum[row] = turn, i, r, total[r]
                log.active[row] = _count_active(on)
                log.pulses[row] = _correct(bank, rule, lo, hi, on, asked[r], total[r], serial + row)
                pulses_here = max(pulses_here, log.pulses[row])
                row += 1
        rounds += pulses_here
        if rule.decay_per_s > 0:
            time_s = rule.exposure_s + pulses_here * rule.pulse_s
            _decay(bank.wiper, bank.shaft, -math.expm1(-rule.decay_per_s * time_s))
    return row, rounds


@jitted
def sums(activity, wiper, start_of_r, first_a, out):
    """The sum at every R-unit for every stimulus, in counts: fills ``out`` (n, n_r) int64."""
    active = _aligned(16 * activity.shape[1], wiper)
    for i in range(activity.shape[0]):
        _unpack(activity[i], active)
        _sums(wiper, start_of_r, first_a, active, out[i])
