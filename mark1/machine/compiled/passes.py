"""Passes: a machine's arrays as the compiled code wants them, and back. The same bits as the parts, one by one.

light -> sense -> activity (packed) -> learn, in an order  -->  wipers, log, counters of the machine
                                    -> sums                -->  volts at every R-unit
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.commit import commit
from mark1.machine.correction_log import ROW, cause_of
from mark1.machine.double import double_of, take_over
from mark1.machine.outcome import Outcome, Positions, jitter
from mark1.machine.simulated_time import at_once

if TYPE_CHECKING:
    from mark1.machine.mark1 import MarkI

Activity = NDArray[np.uint16]
WORK = 1 << 31  # pot readings a compiled call may take: about a second, so that Ctrl-C is heard
LOG_ROWS = 1 << 20
NARROW = 2**15 - 1
MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Lesson:
    """What one round of teaching did: presentations, corrections, and of which stimuli (counts by number).

    Under a rule that does not look at errors, corrections are the reinforcements of single R-units, and ``sum_v``
    (presentations, n_r), V, are the sums before each; else None.
    """

    presentations: int
    corrections: int
    corrections_of: NDArray[np.int64]
    sum_v: NDArray[np.float64] | None = None


def sense(machine: "MarkI", light: NDArray[np.float32]) -> Activity:
    """Activity of the A-units for many pictures on the retina (n, rows, cols): packed, see ``kernels.py``."""
    from mark1.machine.compiled.chosen import kernels

    retina = machine.retina.config
    light = arguments.array("light", light, (None, retina.rows, retina.cols), "light from 0 to 1")
    activity, planes = machine.no_activity(len(light)), _planes(machine)
    for first in range(0, len(light), 16 * kernels.BLOCK):
        some = slice(first, first + 16 * kernels.BLOCK)
        kernels.fire(machine.retina.sense_all(light[some]).view(np.uint8), *planes, activity[some])
    return activity


def fire_all(machine: "MarkI", s: NDArray[np.bool_]) -> Activity:
    """The same from S-units that are on or off already: ``s`` (n, n_s) bool."""
    from mark1.machine.compiled.chosen import kernels

    s = arguments.bits("s", s, (None, machine.patch_board.n_s))
    activity = machine.no_activity(len(s))
    kernels.fire(s.view(np.uint8), *_planes(machine), activity)
    return activity


def _planes(machine: "MarkI") -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.uint64], int]:
    """The wires as the compiled pass wants them: see ``kernels.fire``."""
    board, n_s, start = machine.patch_board, machine.patch_board.n_s, machine.patch_board.start_of_a
    fan_in = np.diff(start)
    padded_start = np.concatenate([[0], np.cumsum(-(-fan_in // 4) * 4)])
    wires = np.full(padded_start[-1], 2 * n_s, np.int32)
    place = padded_start[board.a_of_wire] + np.arange(len(board.a_of_wire)) - start[board.a_of_wire]
    wires[place] = board.s_of_wire + n_s * (board.sign_of_wire < 0)
    inhibitory = np.bincount(board.a_of_wire, board.sign_of_wire < 0, machine.association.n_a).astype(np.int64)
    n_digits = max(4, int(fan_in.max(initial=0)).bit_length() + 1)
    needed = np.clip(machine.association.least + inhibitory, 0, fan_in + 1)
    needed[machine.association.dead] = fan_in[machine.association.dead] + 1
    return wires, padded_start, (2 ** (n_digits - 1) - needed).astype(np.uint64), n_digits


def sums(machine: "MarkI", activity: Activity) -> NDArray[np.float64]:
    """The sum at every R-unit for many stimuli: ndarray of shape (n, n_r), V; noise as one by one."""
    from mark1.machine.compiled.chosen import kernels

    bank, activity = machine.potentiometers, packed(machine, activity)
    bank.read()
    counts = np.empty((len(activity), bank.n_r), np.int64)
    kernels.sums(activity, bank.wiper, bank.start_of_r, bank.first_a, counts)
    if bank.config.noise_v:
        active = np.empty_like(counts)
        kernels.sums(activity, np.ones(bank.n_pots, np.int16), bank.start_of_r, bank.first_a, active)
        counts += bank.jitter(active)
    return counts / bank.counts_per_v


def learn(
    machine: "MarkI",
    activity: Activity,
    wanted: NDArray[np.int8],
    order: NDArray[np.int64],
    name_of: Callable[[int], str] = str,
) -> Lesson:
    """Teach the stimuli in ``order``, compiled: the same bits as ``teach`` one by one, by any rule.

    ``activity`` (n, n_lanes) from ``sense``; ``wanted`` (n, n_r) int8; ``order``: numbers of stimuli; ``name_of``
    gives a stimulus's name for the log. Raises ConfigError if these do not fit together. If the call ends early, by
    Ctrl-C or by any error, the machine has learned nothing of it; one with motors of metal, what was shown.
    """
    activity, wanted, order = checked(machine, activity, wanted, order)
    if not machine.potentiometers.in_closed_form:
        return _one_by_one(machine, activity, wanted, order, name_of)
    n_r = machine.potentiometers.n_r
    stretch = max(1, min(LOG_ROWS // n_r, WORK // max(1, machine.potentiometers.n_pots)))
    if len(order) <= stretch and not machine.potentiometers.moving.any():
        return _in_stretches(machine, activity, wanted, order, name_of, stretch)
    double = double_of(machine)
    lesson = _in_stretches(double, activity, wanted, order, name_of, stretch)
    take_over([machine], [double])
    return lesson


def _in_stretches(
    machine: "MarkI",
    activity: Activity,
    wanted: NDArray[np.int8],
    order: NDArray[np.int64],
    name_of: Callable[[int], str],
    stretch: int,
) -> Lesson:
    """One compiled call for each stretch of stimuli, learned whole or not at all: the log has room for so many."""
    corrections_of, corrections = np.zeros(len(activity), np.int64), machine.corrections
    sum_v = None if machine.reinforcement.corrects else np.empty((len(order), machine.potentiometers.n_r))
    for first in range(0, len(order), stretch):
        some = slice(first, first + stretch)
        corrected: NDArray[Any] = (
            _corrected(machine, activity, wanted, order[some], name_of)
            if sum_v is None
            else _reinforced(machine, activity, wanted, order[some], name_of, sum_v[some])
        )
        corrections_of += np.bincount(corrected, minlength=len(activity))
    return Lesson(len(order), machine.corrections - corrections, corrections_of, sum_v)


def checked(
    machine: "MarkI", activity: Any, wanted: Any, order: Any
) -> tuple[Activity, NDArray[np.int8], NDArray[np.int64]]:
    """What is to be learned, as the compiled code wants it, which does not look. Raises ConfigError."""
    activity = packed(machine, activity)
    n = len(activity)
    return (
        activity,
        arguments.sides("wanted", wanted, (n, machine.potentiometers.n_r)),
        arguments.indices("order", order, n),
    )


def packed(machine: "MarkI", activity: Any) -> Activity:
    """Activity as ``sense`` gives it. Raises ConfigError for what no machine of this size gives.

    Which machine it is of, its bits do not tell: rows may be chosen, joined, and taken to a copy of the machine.
    """
    n_a = machine.association.n_a
    n_lanes, expected = lanes(n_a), f"activity of {n_a} A-units as sense gives it,"
    words = arguments.words("activity", activity, (None, n_lanes), expected)
    if n_a % 64 and (words & _beyond(n_a, n_lanes)).any():
        raise arguments.refusal("activity", expected.rstrip(","), "that of a machine with more")
    return words


def lanes(n_a: int) -> int:
    """The 16-bit words that hold the activity of so many A-units."""
    return 4 * -(-n_a // 64)


@cache
def _beyond(n_a: int, n_lanes: int) -> NDArray[np.uint16]:
    """The bits of each lane (n_lanes,) that no A-unit has."""
    free = np.arange(16 * n_lanes).reshape(16, n_lanes) >= n_a
    return np.asarray((free << np.arange(16)[:, np.newaxis]).sum(axis=0), np.uint16)


def _one_by_one(
    machine: "MarkI",
    activity: Activity,
    wanted: NDArray[np.int8],
    order: NDArray[np.int64],
    name_of: Callable[[int], str],
) -> Lesson:
    """The same through the parts, for motors that no formula turns."""
    corrections_of, sums = np.zeros(len(activity), np.int64), [np.empty((0, machine.potentiometers.n_r))]
    for i in order.tolist():
        a = machine.units_on(activity[i : i + 1])[0]
        taught = at_once(machine.teaching(a, wanted[i], name_of(i), i))
        corrections_of[i] += taught.corrections
        sums.append(taught.sum_v[np.newaxis])
    sum_v = None if machine.reinforcement.corrects else np.concatenate(sums)
    return Lesson(len(order), int(corrections_of.sum()), corrections_of, sum_v)


def _corrected(
    machine: "MarkI",
    activity: Activity,
    wanted: NDArray[np.int8],
    order: NDArray[np.int64],
    name_of: Callable[[int], str],
) -> NDArray[np.int32]:
    """One compiled call; the stimuli it corrected, as often as it did."""
    from mark1.machine.compiled.chosen import kernels

    bank, rule = machine.potentiometers, machine.reinforcement
    bank.settle()
    narrow = bank.config.ideal and fits_narrow(machine, len(order))
    width = np.int16 if narrow else np.int32
    travel = bank.travel(rule.pulse_s)
    wiper, travel, came_from = (kernels.aligned(of, width) for of in (bank.wiper, travel, bank.came_from))
    shaft, moved_by = wiper if narrow else bank.shaft.copy(), bank.moved_by.copy()
    drawn, rng = jitter(bank, len(order))
    log, pulses_at = np.empty(len(order) * bank.n_r, ROW), np.empty(len(order), np.int64)
    n_rows = kernels.learn(
        activity,
        order,
        wanted,
        kernels.Bank(
            wiper,
            bank.shaft if narrow else shaft,  # which an ideal bank has in name only
            travel,
            came_from,
            moved_by,
            bank.start_of_r,
            bank.first_a,
            bank.half_lash,
            bank.limit,
        ),
        kernels.Rule(
            bank.counts_up_to(machine.teacher.undecided_v),
            rule.max_pulses,
            bank.config.noise_v * bank.counts_per_v,
            bank.counts_per_v,
            bank.config.decay_per_s,
            rule.pulse_s,
            machine.config.teacher.exposure_s,
        ),
        drawn,
        log,
        len(machine.log),
        machine.presentations,
        pulses_at,
    )
    motor_us = int(pulses_at.sum()) * round(rule.pulse_s * MICROSECONDS)
    rows = log[:n_rows]
    positions = Positions(wiper, shaft, came_from, moved_by)
    outcome = Outcome(positions, rng, rows, name_of, len(order), n_rows, motor_us)
    commit(outcome.changes(machine))
    machine.log.tidy()
    return log["stimulus"][:n_rows]


def _reinforced(
    machine: "MarkI",
    activity: Activity,
    wanted: NDArray[np.int8],
    order: NDArray[np.int64],
    name_of: Callable[[int], str],
    sum_v: NDArray[np.float64],
) -> NDArray[np.int64]:
    """The same by a rule that does not look at errors; the stimuli it reinforced, once an R-unit.

    Fills ``sum_v`` (len(order), n_r) with the sums before each presentation.
    """
    from mark1.machine.compiled.chosen import kernels

    bank, rule, teacher = machine.potentiometers, machine.reinforcement, machine.teacher
    bank.settle()
    sizes, size_of_r = np.unique(np.diff(bank.start_of_r), return_inverse=True)
    shares = np.stack([rule.shares(np.arange(sizes[-1] + 1), size) for size in sizes.tolist()])
    own = (bank.wiper, bank.shaft, bank.came_from, bank.moved_by)
    positions = Positions(*(array.copy() for array in own))
    drawn, rng = jitter(bank, len(order))
    log = np.empty(len(order) * bank.n_r * 2, ROW)  # active and inactive units apart
    reinforced_at, motor_s_at = np.zeros(len(order), np.int64), np.zeros(len(order))
    n_rows = kernels.reinforce(
        activity,
        order,
        teacher.asked(wanted),
        kernels.Motors(
            positions.wiper,
            positions.shaft,
            positions.came_from,
            positions.moved_by,
            bank.start_of_r,
            bank.first_a,
            bank.travel(rule.pulse_s),
            np.where(bank.stuck, np.float32(0), bank.speed_v_per_s),
            rule.coast_s,
            bank.half_lash,
            bank.limit,
        ),
        kernels.Gain(
            shares,
            rule.lengths_s(shares),
            size_of_r,
            rule.feeds_all,
            teacher.rule == "spontaneous",
            teacher.sign,
            cause_of(teacher.rule),
            rule.pulse_s,
            machine.response.undecided_v,
            bank.config.noise_v * bank.counts_per_v,
            bank.counts_per_v,
            bank.config.decay_per_s,
            machine.config.teacher.exposure_s,
        ),
        drawn,
        log,
        len(machine.log),
        machine.presentations,
        sum_v,
        reinforced_at,
        motor_s_at,
    )
    motor_us = int(np.rint(motor_s_at * MICROSECONDS).sum())
    outcome = Outcome(positions, rng, log[:n_rows], name_of, len(order), int(reinforced_at.sum()), motor_us)
    commit(outcome.changes(machine))
    machine.log.tidy()
    return np.repeat(order, reinforced_at)


def fits_narrow(machine: "MarkI", presentations: int) -> bool:
    """Whether 16-bit wipers and 32-bit sums of them are wide enough for so many more presentations."""
    bank = machine.potentiometers
    top = int(np.abs([bank.wiper, bank.came_from]).max()) + presentations * machine.reinforcement.max_pulses
    return top <= NARROW and top * -(-bank.n_pots // bank.n_r) < 2**31
