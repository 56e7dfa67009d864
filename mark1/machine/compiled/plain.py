"""The passes over many stimuli, in plain NumPy: a few array operations a stimulus. The same bits as the parts.

    activity (packed)  -->  learn, reinforce: stimulus by stimulus, R-unit by R-unit  -->  wipers, log
                            |
                            +-> count, sum, turn, remember, decay: on all pots of an R-unit at once

``learn``, ``reinforce``, ``sums`` and ``learn_each`` are what ``kernels.py`` compiles, too: what is shown, decided and
written down is here once. Only the small functions below them, on the pots of an R-unit, exist twice.
Where Numba is, small work is done here until compiled code pays, see ``chosen.py``.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.machine.compiled.arrays import Bank
from mark1.machine.compiled.firing_by_matrix import BLOCK, fire
from mark1.machine.compiled.plain_chance import draw_wires, fill_normal
from mark1.machine.correction_log import ACTIVE, INACTIVE, OUTSIDE
from mark1.machine.elementary import expm1

__all__ = ["BLOCK", "aligned", "draw_wires", "fill_normal", "fire", "learn", "learn_each", "reinforce", "sums"]

# ---- on the pots of one R-unit: its n pots from lo on, its A-units from a0 on
#
# ``active`` is the activity of one stimulus unpacked: 0 or -1 an A-unit, so that ``wiper & active`` is the wiper or 0.


def unpacked(activity: Any, like: Any) -> Any:
    """Room for the activity of one stimulus."""
    return np.empty(16 * activity.shape[1], like.dtype)


def unpack(activity: Any, i: Any, active: Any) -> None:
    """Activity of stimulus ``i``, bits to 0 and -1."""
    bits = activity[i] >> np.arange(16, dtype=np.uint16)[:, np.newaxis] & 1
    active[:] = -bits.astype(np.int16).ravel()


def wipers_sum(wiper: Any, lo: Any, active: Any, a0: Any, n: Any) -> Any:
    """Counts of the active pots together, exact."""
    return (wiper[int(lo) : int(lo) + n] & active[int(a0) : int(a0) + n]).sum(dtype=np.int64)


def count_active(active: Any, a0: Any, n: Any) -> Any:
    """How many of the A-units are on."""
    return np.count_nonzero(active[int(a0) : int(a0) + n])


def turn_pots(
    wiper: Any,
    shaft: Any,
    travel: Any,
    lo: Any,
    active: Any,
    a0: Any,
    n: Any,
    direction: Any,
    half_lash: int,
    limit: int,
) -> bool:
    """One pulse on the active pots, as ``Potentiometers.turn``; whether any shaft moved."""
    pots = slice(int(lo), int(lo) + n)
    step = travel[pots] & active[int(a0) : int(a0) + n]
    if wiper.dtype.itemsize == 2:
        wiper[pots] += np.int16(direction) * step
        return bool(step.any())
    old = shaft[pots].copy()
    if direction > 0:
        shaft[pots] = np.minimum(old + step, limit)
        np.maximum(wiper[pots], shaft[pots] - half_lash, out=wiper[pots])
    else:
        shaft[pots] = np.maximum(old - step, -limit)
        np.minimum(wiper[pots], shaft[pots] + half_lash, out=wiper[pots])
    return bool((shaft[pots] != old).any())


def remember(wiper: Any, came_from: Any, moved_by: Any, number: Any, lo: Any, active: Any, a0: Any, n: Any) -> None:
    """Where the active pots stand before a correction, and its number."""
    pots = int(lo) + np.flatnonzero(active[int(a0) : int(a0) + n])
    came_from[pots], moved_by[pots] = wiper[pots], number


def trace_back(activity: Any, bank: Any, log: Any, rows: Any, number: Any) -> None:
    """What ``remember`` would have noted in an ideal bank, found from the last correction back.

    Nothing moves a pot after its last correction, so where it came from is where it stands less that correction.
    """
    pending, active = np.ones(len(bank.wiper), bool), unpacked(activity, bank.wiper)
    for row in range(rows - 1, -1, -1):
        r, way = log["r"][row], log["wanted"][row] * log["pulses"][row]
        unpack(activity, log["stimulus"][row], active)
        lo, a0, n = bank.start_of_r[r], bank.first_a[r], bank.start_of_r[r + 1] - bank.start_of_r[r]
        pots = lo + np.flatnonzero(active[a0 : a0 + n] != 0)
        pots = pots[pending[pots]]
        bank.came_from[pots] = bank.wiper[pots] - way * bank.travel[pots]
        bank.moved_by[pots], pending[pots] = number + row, False


def decay(wiper: Any, shaft: Any, share: Any) -> None:
    """Every wiper loses its share; the shaft goes with it."""
    lost = np.rint(wiper * share).astype(np.int32)
    wiper -= lost
    shaft -= lost


def run_motors(
    motors: Any, lo: Any, n: Any, active: Any, a0: Any, part: int, direction: int, pulse_s: Any, whole: Any, number: Any
) -> None:
    """One run of the motors of a part of a set, as ``Potentiometers.turn``; log row ``number`` moved them."""
    on = active[int(a0) : int(a0) + n] != 0
    pots = int(lo) + (np.arange(n) if part == OUTSIDE else np.flatnonzero(on if part == ACTIVE else ~on))
    step = motors.travel[pots].astype(np.int64)
    if not whole:
        counts = np.rint(motors.speed_v_per_s[pots].astype(np.float64) * (pulse_s + motors.coast_s) * 1_000_000)
        step = np.minimum(counts, 2.0 * motors.limit).astype(np.int64)
    old = motors.wiper[pots]
    shaft = np.clip(motors.shaft[pots] + direction * step, -motors.limit, motors.limit)
    motors.came_from[pots], motors.moved_by[pots] = old, number
    motors.shaft[pots] = shaft
    motors.wiper[pots] = np.clip(old, shaft - motors.half_lash, shaft + motors.half_lash)


# ---- the passes, compiled by kernels.py as well: indices there count in unsigned numbers, which is faster


def enter(log, row, presentation, stimulus, r, wanted, sum_v, active):
    """What was shown and seen, into a row of the log; ``enter_run`` adds what the motors did."""
    log["presentation"][row], log["stimulus"][row], log["r"][row] = presentation, stimulus, r
    log["wanted"][row], log["sum_v"][row], log["active"][row] = wanted, sum_v, active


def enter_run(log, row, pulses, pulse_s, cause, part, share):
    """What the motors did, into a row of the log."""
    log["pulses"][row], log["pulse_s"][row] = pulses, pulse_s
    log["cause"][row], log["part"][row], log["share"][row] = cause, part, share


def read(motors, gain, active, asked, jitter, turn, n_active, sum_v, directions):
    """The sums at presentation ``turn``, and the way each R-unit is reinforced: how many are.

    Fills ``n_active`` and ``directions`` (n_r,), and row ``turn`` of ``sum_v``.
    """
    reinforced = 0
    for r in range(asked.shape[0]):
        lo, a0 = np.uint64(motors.start_of_r[r]), np.uint64(motors.first_a[r])
        n = motors.start_of_r[r + 1] - motors.start_of_r[r]
        total, n_active[r] = wipers_sum(motors.wiper, lo, active, a0, n), count_active(active, a0, n)
        if gain.noise > 0:  # as Potentiometers.jitter
            total += np.int64(np.rint(jitter[turn, r] * gain.noise * math.sqrt(n_active[r])))
        sum_v[turn, r] = total / gain.counts_per_v
        directions[r] = asked[r]
        if gain.own:  # as ResponseUnits.answer
            directions[r] = 1 if total >= 0 else -1
            if abs(sum_v[turn, r]) < gain.undecided_v:
                directions[r] = 0
        reinforced += abs(directions[r])
    return reinforced


def learn(activity, order, wanted, bank, rule, jitter, log, number, presentation, pulses_at):
    """Show stimuli in ``order`` and correct every wrong R-unit at once: how many corrections.

    Arguments as in ``arrays.Shown``. Fills ``log``, which has a row for every possible correction, from its start, and
    ``pulses_at`` (len(order),) with the most pulses an R-unit needed at each presentation.
    """
    wiper, shaft, travel, came_from, moved_by, start_of_r, first_a, half_lash, limit = bank
    band, max_pulses, noise, active, row = rule.band, rule.max_pulses, rule.noise, unpacked(activity, wiper), 0
    for turn in range(order.shape[0]):
        i, pulses_at[turn] = np.uint64(order[turn]), 0
        unpack(activity, i, active)
        for r in range(wanted.shape[1]):
            direction = np.int64(wanted[i, np.uint64(r)])
            if direction == 0:
                continue
            lo, a0, n = np.uint64(start_of_r[r]), np.uint64(first_a[r]), start_of_r[r + 1] - start_of_r[r]
            clean = total = wipers_sum(wiper, lo, active, a0, n)
            if noise > 0:  # as Potentiometers.jitter
                total += np.int64(np.rint(jitter[turn, r] * noise * math.sqrt(count_active(active, a0, n))))
            if direction * total > band:
                continue
            n_on = count_active(active, a0, n)
            enter(log, row, presentation + turn, i, r, direction, total / rule.counts_per_v, n_on)
            if wiper.itemsize > 2:
                remember(wiper, came_from, moved_by, np.int32(number + row), lo, active, a0, n)
            extra, pulses = total - clean, 0
            while pulses < max_pulses and direction * total <= band:
                pulses += 1
                if not turn_pots(wiper, shaft, travel, lo, active, a0, n, direction, half_lash, limit):
                    break
                if pulses < max_pulses:
                    total = wipers_sum(wiper, lo, active, a0, n) + extra
            enter_run(log, row, pulses, rule.pulse_s, 0, ACTIVE, direction)
            pulses_at[turn] = max(pulses_at[turn], pulses)
            row += 1
        if rule.decay_per_s > 0:
            decay(wiper, shaft, -expm1(-rule.decay_per_s * (rule.exposure_s + pulses_at[turn] * rule.pulse_s)))
    if wiper.itemsize == 2:
        trace_back(activity, bank, log, row, number)
    return row


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
    active, row = unpacked(activity, motors.wiper), 0
    n_active, directions = np.empty(n_r, np.int64), np.empty(n_r, np.int64)
    for turn in range(order.shape[0]):
        i = np.uint64(order[turn])
        unpack(activity, i, active)
        reinforced_at[turn] = read(motors, gain, active, asked[i], jitter, turn, n_active, sum_v, directions)
        for r in range(n_r):
            if directions[r] == 0 and not (gain.feeds_all and reinforced_at[turn] > 0):
                continue
            lo, a0, n = np.uint64(start_of_r[r]), np.uint64(first_a[r]), start_of_r[r + 1] - start_of_r[r]
            for part in (ACTIVE, INACTIVE, OUTSIDE):
                share = gain.shares[gain.size_of_r[r], n_active[r], part] * (directions[r] if directions[r] != 0 else 1)
                pulse_s = gain.lengths_s[gain.size_of_r[r], n_active[r], part]
                n_turned = n_active[r] if part == ACTIVE else n - n_active[r] if part == INACTIVE else n
                if (part == OUTSIDE) != (directions[r] == 0) or n_turned == 0 or pulse_s <= 0:
                    continue
                direction, whole = 1 if share > 0 else -1, pulse_s == gain.pulse_s
                run_motors(motors, lo, n, active, a0, part, direction, pulse_s, whole, np.int32(number + row))
                enter(log, row, presentation + turn, i, r, directions[r] * gain.sign, sum_v[turn, r], n_active[r])
                enter_run(log, row, 1, pulse_s, gain.cause, part, share)
                motor_s_at[turn] = max(motor_s_at[turn], pulse_s)
                row += 1
        if gain.decay_per_s > 0:
            time_s = gain.exposure_s + motor_s_at[turn]
            decay(motors.wiper, motors.shaft, -expm1(-gain.decay_per_s * time_s))
    return row


def sums(activity, wiper, start_of_r, first_a, out):
    """The sum at every R-unit for every stimulus, in counts: fills ``out`` (n, n_r) int64."""
    active = unpacked(activity, wiper)
    for i in range(activity.shape[0]):
        unpack(activity, i, active)
        for r in range(out.shape[1]):
            n = start_of_r[r + 1] - start_of_r[r]
            out[i, r] = wipers_sum(wiper, np.uint64(start_of_r[r]), active, np.uint64(first_a[r]), n)


# ---- many machines of one make, on the same stimuli


def learn_each(activity, orders, wanted, banks, rule, jitter, logs, numbers, presentations, pulses_at, n_rows):
    """``learn`` for one machine after the other; every array has one row a machine in front, but ``wanted``.

    ``banks`` holds the arrays of one entry a pot of all machines, (m, n_pots). Fills ``n_rows`` (m,): corrections.
    """
    wiper, shaft, travel, came_from, moved_by, start_of_r, first_a, half_lash, limit = banks
    for m in range(orders.shape[0]):
        bank = Bank(wiper[m], shaft[m], travel[m], came_from[m], moved_by[m], start_of_r, first_a, half_lash, limit)
        n_rows[m] = learn(
            activity[m], orders[m], wanted, bank, rule, jitter[m], logs[m], numbers[m], presentations[m], pulses_at[m]
        )


# ---- small work


def aligned(values: NDArray[Any], dtype: type[np.signedinteger[Any]]) -> NDArray[Any]:
    """A copy of ``values`` with integers of ``dtype``."""
    return values.astype(dtype)
