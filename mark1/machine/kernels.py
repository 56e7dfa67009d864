"""The compiled passes over many stimuli; they give the same bits as the parts, one by one.

Everything is whole numbers: bits for units, counts for wipers (see ``potentiometers.py``). So sums are exact in any
order, and a pass equals the parts bit for bit. This file holds arithmetic only; ``mark1.py`` prepares the arrays.

Activity of the A-units is packed: ndarray of shape (n, n_lanes), uint16, n_lanes a multiple of 4; bit b of lane j is
A-unit ``b * n_lanes + j``, so that 16 shifts of a whole row unpack it. 60,000 pictures on 5,000 A-units take 38 MB.
"""

import contextlib
import math
import pickle
from typing import Any, NamedTuple

import numba
import numpy as np
from numba.extending import overload
from numpy.typing import NDArray

from mark1.machine.corrections import ACTIVE, INACTIVE, OUTSIDE

LANES = 32  # words a plane: the compiler turns a loop over them into the widest vector instructions there are
BLOCK = 64 * LANES  # pictures sensed at a time
HALVES = 1 << 15  # 16-bit halves that 32 bits can add up
ONE = np.uint64(1)
UNREADABLE = (
    ArithmeticError, AttributeError, EOFError, ImportError, LookupError, OSError, TypeError, ValueError,
    pickle.PickleError,
)  # fmt: skip
"""What a damaged file of compiled code raises, or a full disk."""


class Bank(NamedTuple):
    """The potentiometers as the pass sees them: arrays of one entry a pot, and of one an R-unit."""

    wiper: NDArray[Any]  # counts; int16 in an ideal bank while they fit, else int32
    shaft: NDArray[np.int32]
    travel: NDArray[Any]  # counts a reinforcement pulse moves each shaft; as wide as the wiper
    came_from: NDArray[Any]  # as wide as the wiper
    moved_by: NDArray[np.int32]
    start_of_r: NDArray[np.int64]
    first_a: NDArray[np.int64]
    half_lash: int
    limit: int  # counts at which a shaft is stopped


class Motors(NamedTuple):
    """The potentiometers as a pass by gain sees them: arrays of one entry a pot, and of one an R-unit."""

    wiper: NDArray[np.int32]  # counts
    shaft: NDArray[np.int32]
    came_from: NDArray[np.int32]
    moved_by: NDArray[np.int32]
    start_of_r: NDArray[np.int64]
    first_a: NDArray[np.int64]
    travel: NDArray[np.int32]  # counts a whole pulse moves each shaft
    speed_v_per_s: NDArray[np.float32]  # 0 where a motor is stuck
    coast_s: float
    half_lash: int
    limit: int


class Gain(NamedTuple):
    """Which R-units are reinforced, and what a unit of reinforcement does to a set."""

    shares: NDArray[np.float64]  # (n_sizes, n_active, 3) pulses up: ``Reinforcement.shares`` for each size of set
    lengths_s: NDArray[np.float64]  # of the same shape: how long the motors run
    size_of_r: NDArray[np.int64]  # which of the sizes each R-unit's set has
    feeds_all: bool  # whether sets move that are not reinforced
    own: bool  # the machine's own answer is reinforced
    sign: int
    cause: int
    pulse_s: float
    undecided_v: float
    noise: float  # counts of one wiper
    counts_per_v: int
    decay_per_s: float
    exposure_s: float


class Rule(NamedTuple):
    """When an answer is wrong, and what a correction may take."""

    band: int  # a sum up to this many counts beyond 0 is not yet right
    max_pulses: int
    noise: float  # counts of one wiper
    counts_per_v: int
    decay_per_s: float
    pulse_s: float
    exposure_s: float


def jitted(function: Any) -> Any:
    """Compiled on first use and kept on disk, where there is a folder for it; other threads may run meanwhile."""
    try:
        compiled: Any = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # neither the package's folder nor the user's can be written
        return numba.njit(nogil=True)(function)
    _spare_us_a_broken_cache(compiled._cache)
    return compiled


def _spare_us_a_broken_cache(cache: Any) -> None:
    """What is damaged, or of other types, is compiled anew; a file that cannot be written is done without.

    Numba numbers its files without looking at what another process is about to write.
    """
    load, save = cache.load_overload, cache.save_overload

    def load_overload(signature: Any, context: Any) -> Any:
        try:
            found = load(signature, context)
        except UNREADABLE:
            return None
        return found if found and found.signature.args == signature else None

    def save_overload(signature: Any, data: Any) -> None:
        with contextlib.suppress(*UNREADABLE):
            save(signature, data)

    cache.load_overload, cache.save_overload = load_overload, save_overload


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
def _spread(activity, i, active, n_lanes):
    """Bits to 0 and -1. Where ``n_lanes`` is a constant, the compiler makes this a few vector instructions."""
    for j in range(n_lanes):
        lane = activity[i, j]
        for bit in range(16):
            active[np.uint64(bit * n_lanes + j)] = -np.int16((lane >> np.uint16(bit)) & np.uint16(1))


@jitted
def _unpack(activity, i, active):
    """Activity of stimulus ``i``, bits to 0 and -1; the 512 A-units of the Mark I have a pass of their own."""
    n_lanes = activity.shape[1]
    if n_lanes == 32:
        _spread(activity, i, active, 32)
        return
    for bit in range(16):
        some = active[bit * n_lanes : (bit + 1) * n_lanes]
        for j in range(n_lanes):
            some[j] = -np.int16((activity[i, j] >> np.uint16(bit)) & np.uint16(1))


def _sum(wiper, lo, active, a0, n):
    """Counts of the active pots together, exact. Compiled for each width of wiper."""


@overload(_sum)
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
def _count_active(active, a0, n):
    minus = np.int32(0)
    for p in range(n):
        minus = np.int32(minus + np.int32(active[a0 + np.uint64(p)]))
    return -minus


def _turn(wiper, shaft, travel, lo, active, a0, n, way, half_lash, limit):
    """One pulse on the active pots, as ``Potentiometers.turn``; whether any shaft moved. For each width of wiper."""


@overload(_turn)
def _turn_by_width(wiper, shaft, travel, lo, active, a0, n, way, half_lash, limit):
    def narrow(wiper, shaft, travel, lo, active, a0, n, way, half_lash, limit):
        moved, sign = np.int16(0), np.int16(way)
        for p in range(n):
            step = np.int16(travel[lo + np.uint64(p)] & active[a0 + np.uint64(p)])
            wiper[lo + np.uint64(p)] = np.int16(wiper[lo + np.uint64(p)] + np.int16(sign * step))
            moved = np.int16(moved | step)
        return moved != 0

    def wide(wiper, shaft, travel, lo, active, a0, n, way, half_lash, limit):
        moved, reach, lash = np.int32(0), np.int32(limit), np.int32(half_lash)
        for p in range(n):
            old = shaft[lo + np.uint64(p)]
            step = np.int32(travel[lo + np.uint64(p)] & active[a0 + np.uint64(p)])
            if way > 0:
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
def _remember(wiper, came_from, moved_by, number, lo, active, a0, n):
    """Where the active pots stand before a correction, and its number."""
    for p in range(n):
        on, pot = active[a0 + np.uint64(p)], lo + np.uint64(p)
        came_from[pot] = (wiper[pot] & on) | (came_from[pot] & ~on)
        moved_by[pot] = (number & np.int32(on)) | (moved_by[pot] & ~np.int32(on))


@jitted
def _decay(wiper, shaft, share):
    """Every wiper loses its share; the shaft goes with it."""
    for p in range(wiper.shape[0]):
        lost = np.int32(np.rint(wiper[p] * share))
        wiper[p] -= lost
        shaft[p] -= lost


@jitted
def learn(activity, order, wanted, bank, rule, jitter, log, number, presentation, pulses_at):
    """Show stimuli in ``order`` and correct every wrong R-unit at once: how many corrections.

    ``wanted`` (n_stimuli, n_r) int8: +1, -1, or 0 where nothing is asked. ``jitter`` (len(order), n_r) standard
    normal numbers, or empty. ``log``: a row for every correction there could be, see ``corrections.py``; the first
    is filled with correction ``number``, the first presentation is number ``presentation``. ``pulses_at``
    (len(order),) is filled with the most pulses an R-unit needed at each presentation.
    """
    wiper, shaft, travel, came_from, moved_by, start_of_r, first_a, half_lash, limit = bank
    band, max_pulses, noise = rule.band, rule.max_pulses, rule.noise
    active, row = _aligned(16 * activity.shape[1], wiper), 0
    for turn in range(order.shape[0]):
        i = np.uint64(order[turn])
        _unpack(activity, i, active)
        pulses_at[turn] = 0
        for r in range(wanted.shape[1]):
            way = np.int64(wanted[i, np.uint64(r)])
            if way == 0:
                continue
            lo, a0, n = np.uint64(start_of_r[r]), np.uint64(first_a[r]), start_of_r[r + 1] - start_of_r[r]
            clean = total = _sum(wiper, lo, active, a0, n)
            if noise > 0:  # as Potentiometers.jitter
                total += np.int64(np.rint(jitter[turn, r] * noise * math.sqrt(_count_active(active, a0, n))))
            if way * total > band:
                continue
            log.presentation[row], log.stimulus[row], log.r[row], log.wanted[row] = presentation + turn, i, r, way
            log.sum_v[row], log.active[row] = total / rule.counts_per_v, _count_active(active, a0, n)
            _remember(wiper, came_from, moved_by, np.int32(number + row), lo, active, a0, n)
            extra, pulses = total - clean, 0
            while pulses < max_pulses and way * total <= band:
                pulses += 1
                if not _turn(wiper, shaft, travel, lo, active, a0, n, way, half_lash, limit):
                    break
                if pulses < max_pulses:
                    total = _sum(wiper, lo, active, a0, n) + extra
            log.pulses[row], log.pulse_s[row] = pulses, rule.pulse_s
            log.cause[row], log.part[row], log.share[row] = 0, ACTIVE, way
            pulses_at[turn] = max(pulses_at[turn], pulses)
            row += 1
        if rule.decay_per_s > 0:
            time_s = rule.exposure_s + pulses_at[turn] * rule.pulse_s
            _decay(wiper, shaft, -math.expm1(-rule.decay_per_s * time_s))
    return row


# ---- the same by gain: every presentation reinforces, also units that are off


@jitted
def _run(motors, lo, n, active, a0, part, way, pulse_s, whole, number):
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
        shaft = max(-reach, min(reach, motors.shaft[pot] + way * step))
        motors.came_from[pot], motors.moved_by[pot] = old, number
        motors.shaft[pot] = shaft
        motors.wiper[pot] = max(shaft - lash, min(shaft + lash, old))


@jitted
def reinforce(
    activity, order, asked, motors, gain, jitter, log, number, presentation, sum_v, reinforced_at, motor_s_at
):
    """Show stimuli in ``order`` and reinforce whatever the answer is: how many runs of motors there were.

    ``asked`` (n_stimuli, n_r) int8: the way each R-unit is reinforced, if not by its own answer. ``jitter``, ``log``,
    ``number``, ``presentation`` as in ``learn``; the log has two rows for every R-unit and presentation. Fills, for
    each presentation, ``sum_v`` (len(order), n_r) with the sums before it, ``reinforced_at`` with the R-units
    reinforced and ``motor_s_at`` with the longest run.
    """
    start_of_r, first_a, n_r = motors.start_of_r, motors.first_a, asked.shape[1]
    active, row = _aligned(16 * activity.shape[1], motors.wiper), 0
    total, n_active, ways = np.empty(n_r, np.int64), np.empty(n_r, np.int64), np.empty(n_r, np.int64)
    for turn in range(order.shape[0]):
        i = np.uint64(order[turn])
        _unpack(activity, i, active)
        for r in range(n_r):
            lo, a0, n = np.uint64(start_of_r[r]), np.uint64(first_a[r]), start_of_r[r + 1] - start_of_r[r]
            total[r], n_active[r] = _sum(motors.wiper, lo, active, a0, n), _count_active(active, a0, n)
            if gain.noise > 0:  # as Potentiometers.jitter
                total[r] += np.int64(np.rint(jitter[turn, r] * gain.noise * math.sqrt(n_active[r])))
            sum_v[turn, r] = total[r] / gain.counts_per_v
            ways[r] = asked[i, np.uint64(r)]
            if gain.own:  # as ResponseUnits.answer
                ways[r] = 1 if total[r] >= 0 else -1
                if abs(sum_v[turn, r]) < gain.undecided_v:
                    ways[r] = 0
            reinforced_at[turn] += abs(ways[r])
        for r in range(n_r):
            if ways[r] == 0 and not (gain.feeds_all and reinforced_at[turn] > 0):
                continue
            lo, a0, n = np.uint64(start_of_r[r]), np.uint64(first_a[r]), start_of_r[r + 1] - start_of_r[r]
            for part in (ACTIVE, INACTIVE, OUTSIDE):
                share = gain.shares[gain.size_of_r[r], n_active[r], part] * (ways[r] if ways[r] != 0 else 1)
                pulse_s = gain.lengths_s[gain.size_of_r[r], n_active[r], part]
                there = n_active[r] if part == ACTIVE else n - n_active[r] if part == INACTIVE else n
                if (part == OUTSIDE) != (ways[r] == 0) or there == 0 or pulse_s <= 0:
                    continue
                way, whole = 1 if share > 0 else -1, pulse_s == gain.pulse_s
                _run(motors, lo, n, active, a0, part, way, pulse_s, whole, np.int32(number + row))
                log.presentation[row], log.stimulus[row], log.r[row] = presentation + turn, i, r
                log.wanted[row], log.sum_v[row] = ways[r] * gain.sign, sum_v[turn, r]
                log.active[row], log.pulses[row], log.pulse_s[row] = n_active[r], 1, pulse_s
                log.cause[row], log.part[row], log.share[row] = gain.cause, part, share
                motor_s_at[turn] = max(motor_s_at[turn], pulse_s)
                row += 1
        if gain.decay_per_s > 0:
            time_s = gain.exposure_s + motor_s_at[turn]
            _decay(motors.wiper, motors.shaft, -math.expm1(-gain.decay_per_s * time_s))
    return row


@jitted
def sums(activity, wiper, start_of_r, first_a, out):
    """The sum at every R-unit for every stimulus, in counts: fills ``out`` (n, n_r) int64."""
    active = _aligned(16 * activity.shape[1], wiper)
    for i in range(activity.shape[0]):
        _unpack(activity, i, active)
        for r in range(out.shape[1]):
            n = start_of_r[r + 1] - start_of_r[r]
            out[i, r] = _sum(wiper, np.uint64(start_of_r[r]), active, np.uint64(first_a[r]), n)


# ---- many machines of one make, on the same stimuli


@jitted
def learn_each(activity, orders, wanted, banks, rule, jitter, logs, numbers, presentations, pulses_at, n_rows):
    """``learn`` for one machine after the other; every array has one row a machine in front, but ``wanted``.

    ``banks`` holds the arrays of one entry a pot of all machines, (m, n_pots). Fills ``n_rows`` (m,): corrections.
    """
    for m in range(orders.shape[0]):
        bank = Bank(
            banks.wiper[m],
            banks.shaft[m],
            banks.travel[m],
            banks.came_from[m],
            banks.moved_by[m],
            banks.start_of_r,
            banks.first_a,
            banks.half_lash,
            banks.limit,
        )
        n_rows[m] = learn(
            activity[m],
            orders[m],
            wanted,
            bank,
            rule,
            jitter[m],
            logs[m],
            numbers[m],
            presentations[m],
            pulses_at[m],
        )
