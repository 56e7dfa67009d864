"""Many machines from their seeds: each is drawn, looks at the pictures and is taught, in one compiled call.

    seed  -->  wires, tolerances, orders  -->  S-units  -->  A-units  -->  epoch after epoch until no answer is wrong

Nothing of a machine is kept but its results, so that a machine costs about what its wires and its corrections cost.
The same bits as ``MarkI``, one by one. This file is compiled only: without Numba, machines are made one by one.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.machine import wire_draw
from mark1.machine.compiled import jit
from mark1.machine.compiled.arrays import Bank
from mark1.machine.compiled.jit import jitted
from mark1.machine.compiled.kernels import _aligned, fill_normal, learn, sums
from mark1.machine.compiled.pcg64 import STATE, random, seed_part, shuffle

RETINA, BOARD, POTS, TEACHER = range(4)  # which spawned seed is whose, see ``Parts``


class Make(NamedTuple):
    """What machines of one configuration have in common."""

    gain_spread: float
    threshold: np.float32
    cols: int
    fan_in: int
    excitatory: int
    sockets: int
    weight: NDArray[np.float64]  # (n_s,) on a constrained board, else empty
    least: int  # excitation that fires an A-unit
    n_a: int
    speed_v_per_s: float
    speed_spread: float
    pulse_s: float  # at full speed: a pulse and the coasting after it
    ideal: bool
    start_of_r: NDArray[np.int64]
    first_a: NDArray[np.int64]
    half_lash: int
    limit: int


class Shows(NamedTuple):
    """What the machines are shown: the pictures, and for each machine which it is taught, by number."""

    light: NDArray[np.float32]  # (n, n_s)
    wanted: NDArray[np.int8]  # (n, n_r)
    taught: NDArray[np.int64]  # (m, n_taught), or one row for all
    epochs: int


class Results(NamedTuple):
    """What each machine came to: arrays with one entry, or row, per machine."""

    epochs: NDArray[np.int64]
    corrections: NDArray[np.int64]
    wrong: NDArray[np.int64]  # pictures that were corrected in the last epoch
    last: NDArray[np.int64]  # corrections in the last epoch
    pulses: NDArray[np.int64]  # the longest of each presentation, together
    wiper: NDArray[np.int32]  # (m, n_pots) counts
    counts: NDArray[np.int64]  # (m, n, n_r) the sum of every picture at every R-unit, counts


def compiled_from(name: str) -> Any:
    """A function of the wire draw, compiled for generators that are arrays."""
    return jit.compiled(wire_draw, name, globals())


weight_at = compiled_from("weight_at")
add_up, proposed = compiled_from("add_up"), compiled_from("proposed")
picked, exchanged = compiled_from("picked"), compiled_from("exchanged")
fill = compiled_from("fill")


@jitted
def normal(state, n):
    """The next ``n`` normal deviates."""
    u, deviates = np.empty(n), np.empty(n)
    for i in range(n):
        u[i] = random(state)
    fill_normal(u, deviates)
    return deviates


@jitted
def look(state, make, light, planes):
    """Which S-units each picture switches on: bit i of plane s is cell s of picture i, its complement below."""
    n_s = light.shape[1]
    planes[:] = 0
    gain = np.ones(n_s, np.float32)
    if make.gain_spread > 0:
        deviates = normal(state, n_s)
        for s in range(n_s):
            gain[s] = np.float32(max(0.0, 1.0 + make.gain_spread * deviates[s]))
    for i in range(light.shape[0]):
        word, bit = i >> 6, np.uint64(1) << np.uint64(i & 63)
        for s in range(n_s):
            if np.float32(light[i, s] * gain[s]) >= make.threshold:
                planes[s, word] |= bit
    for s in range(n_s):
        for word in range(planes.shape[1]):
            planes[n_s + s, word] = ~planes[s, word]


@jitted
def fire(make, planes, s_of_wire, activity):
    """Which A-units each picture switches on: fills ``activity`` (n, n_lanes), packed as in ``kernels.py``."""
    n_s, n_lanes, fan_in = planes.shape[0] // 2, activity.shape[1], make.fan_in
    n_digits = 1
    while 1 << (n_digits - 1) < fan_in + 2:
        n_digits += 1
    needed = min(max(make.least + fan_in - make.excitatory, 0), fan_in + 1)
    start = np.uint64((1 << (n_digits - 1)) - needed)
    digits = np.empty(n_digits, np.uint64)
    activity[:] = 0
    for a in range(make.n_a):
        bit, lane = np.uint16(1 << (a // n_lanes)), a % n_lanes
        for word in range(planes.shape[1]):
            for d in range(n_digits):
                digits[d] = np.uint64(0) - ((start >> np.uint64(d)) & np.uint64(1))
            for wire in range(fan_in):
                s = s_of_wire[a * fan_in + wire]
                carry = planes[s if wire < make.excitatory else n_s + s, word]
                for d in range(n_digits):
                    old = digits[d]
                    digits[d] = old ^ carry
                    carry &= old
            fires, first = digits[n_digits - 1], 64 * word
            for i in range(first, min(first + 64, activity.shape[0])):
                if fires >> np.uint64(i - first) & np.uint64(1):
                    activity[i, lane] |= bit


@jitted
def travels(state, make, travel):
    """How far a pulse moves each shaft, as ``Potentiometers.travel``: fills ``travel`` (n_pots,), counts."""
    if make.ideal:
        travel[:] = 1
        return
    deviates, most = normal(state, travel.shape[0]), 2.0 * make.limit
    for p in range(travel.shape[0]):
        spread = np.float32(np.float32(make.speed_spread) * np.float32(deviates[p]))
        tolerance = max(np.float32(0.0), np.float32(np.float32(1.0) + spread))
        speed = np.float64(np.float32(np.float32(make.speed_v_per_s) * tolerance))
        travel[p] = np.int32(min(np.rint(speed * make.pulse_s * 1_000_000), most))


@jitted
def teach(state, make, taught, shows, activity, bank, rule, log, pulses_at):
    """Epoch after epoch until no answer is wrong: epochs, corrections in all and in the last epoch, pulses."""
    n, order, no_jitter = taught.shape[0], np.empty(taught.shape[0], np.int64), np.empty((0, 0))
    corrections, pulses, epoch, last = 0, 0, 0, 0
    while epoch < shows.epochs:
        for i in range(n):
            order[i] = i
        shuffle(state, order)
        for i in range(n):
            order[i] = taught[order[i]]
        last = learn(activity, order, shows.wanted, bank, rule, no_jitter, log, 0, 0, pulses_at)
        corrections, pulses, epoch = corrections + last, pulses + pulses_at.sum(), epoch + 1
        if last == 0:
            break
    return epoch, corrections, last, pulses


@jitted
def new_bank(make, n_pots):
    """Room for the potentiometers of a machine."""
    like = np.empty(0, np.int32)
    wiper, shaft, travel = _aligned(n_pots, like), _aligned(n_pots, like), _aligned(n_pots, like)
    came_from, moved_by = _aligned(n_pots, like), _aligned(n_pots, like)
    return Bank(wiper, shaft, travel, came_from, moved_by, make.start_of_r, make.first_a, make.half_lash, make.limit)


@jitted
def pictures_in(log, rows, n):
    """How many pictures the first rows of a log are about."""
    seen = np.zeros(n, np.bool_)
    for row in range(rows):
        seen[log["stimulus"][row]] = True
    return seen.sum()


@jitted
def teach_each(words, make, shows, rule, log, results):
    """Make and teach a machine for each seed ``words`` (m, 4): fills ``results``.

    ``log`` has a row for every correction that one epoch could take.
    """
    n, n_s = shows.light.shape
    state, planes = np.empty(STATE, np.uint64), np.zeros((2 * n_s, (n + 63) // 64), np.uint64)
    activity = np.zeros((n, 4 * ((make.n_a + 63) // 64)), np.uint16)
    s_of_wire, upto = np.empty(make.n_a * make.fan_in, np.int64), np.empty(n_s)
    used, having, pulses_at = (
        np.empty(n_s, np.int64),
        np.empty(n_s, np.int64),
        np.empty(shows.taught.shape[1], np.int64),
    )
    bank = new_bank(make, results.wiper.shape[1])
    for m in range(words.shape[0]):
        if m == 0 or make.gain_spread > 0:
            seed_part(words[m], RETINA, state)
            look(state, make, shows.light, planes)
        seed_part(words[m], BOARD, state)
        used[:] = 0
        having[:] = -1
        fill(state, s_of_wire, make.fan_in, make.sockets, make.cols, make.weight, upto, used, having)
        fire(make, planes, s_of_wire, activity)
        seed_part(words[m], POTS, state)
        travels(state, make, bank.travel)
        bank.wiper[:] = 0
        bank.shaft[:] = 0
        seed_part(words[m], TEACHER, state)
        taught = shows.taught[m if shows.taught.shape[0] > 1 else 0]
        epochs, corrections, last, pulses = teach(state, make, taught, shows, activity, bank, rule, log, pulses_at)
        results.epochs[m], results.corrections[m], results.last[m] = epochs, corrections, last
        results.wrong[m], results.pulses[m] = pictures_in(log, last, n), pulses
        results.wiper[m] = bank.wiper
        sums(activity, bank.wiper, make.start_of_r, make.first_a, results.counts[m])
