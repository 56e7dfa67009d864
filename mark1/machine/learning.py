"""Learning: many stimuli shown to one machine in an order, and reinforced: in compiled passes where a formula turns the
motors, else one by one. The same bits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.commit import commit
from mark1.machine.compiled import passes
from mark1.machine.compiled.activity import Activity, packed, unpacked
from mark1.machine.compiled.arrays import Bank, Gain, Motors, Rule, Shown
from mark1.machine.compiled.chosen import kernels_for
from mark1.machine.correction_log import cause_of
from mark1.machine.double import double_of, take_over
from mark1.machine.exposure import exposed
from mark1.machine.outcome import PassOutcome, Positions, jitter
from mark1.machine.parts import Parts
from mark1.machine.simulated_time import MICROSECONDS, run_to_end

Numbers = NDArray[np.int64]
Wanted = NDArray[np.int8]
NameOf = Callable[[int], str]

WORK = 1 << 31  # pot readings a compiled call may take: about a second, so that Ctrl-C is heard
LOG_ROWS = 1 << 20
NARROW = 2**15 - 1


@dataclass(frozen=True)
class LearningResult:
    """What one round of teaching did: presentations, corrections, and of which stimuli (counts by number).

    Under a rule that does not look at errors, corrections are the reinforcements of single R-units, and ``sum_v``
    (presentations, n_r), V, are the sums before each; else None.
    """

    presentations: int
    corrections: int
    corrections_of: Numbers
    sum_v: NDArray[np.float64] | None = None


def learn(machine: Parts, activity: Activity, wanted: Wanted, order: Numbers, name_of: NameOf = str) -> LearningResult:
    """Teach the stimuli in ``order``: the same bits as one by one, by any rule. See ``MarkI.learn``.

    If the call ends early, by Ctrl-C or by any error, the machine has learned nothing of it; one with motors of metal,
    what was shown.
    """
    return learn_known(machine, *checked(machine, activity, wanted, order), name_of)


def learn_known(
    machine: Parts, activity: Activity, wanted: Wanted, order: Numbers, name_of: NameOf = str
) -> LearningResult:
    """``learn`` for arrays that are known to be as ``checked`` returns them: a trainer hands in its own every epoch."""
    if not machine.potentiometers.in_closed_form:
        return _one_by_one(machine, activity, wanted, order, name_of)
    stretch = stretch_of(machine)
    if len(order) <= stretch and not machine.potentiometers.moving.any():
        return _in_stretches(machine, activity, wanted, order, name_of, stretch)
    double = double_of(machine)
    result = _in_stretches(double, activity, wanted, order, name_of, stretch)
    take_over([machine], [double])
    return result


def stretch_of(machine: Parts, machines: int = 1) -> int:
    """How many presentations one compiled call may take, for the room in the log and a quick answer to Ctrl-C."""
    bank = machine.potentiometers
    return max(1, min(LOG_ROWS // bank.n_r, WORK // max(1, bank.n_pots)) // machines)


def checked(machine: Parts, activity: Any, wanted: Any, order: Any) -> tuple[Activity, Wanted, Numbers]:
    """What is to be learned, as the compiled code wants it, which does not look. Raises ConfigError."""
    n_a = machine.association.n_a
    n = len(packed(activity, n_a, np.zeros(0, np.int64)))
    wanted = arguments.sides("wanted", wanted, (n, machine.potentiometers.n_r))
    order = arguments.indices("order", order, n)
    return packed(activity, n_a, order), wanted, order


def _in_stretches(
    machine: Parts, activity: Activity, wanted: Wanted, order: Numbers, name_of: NameOf, stretch: int
) -> LearningResult:
    """One compiled call for each stretch of stimuli, learned whole or not at all."""
    corrects, corrections = machine.reinforcement.corrects, machine.corrections
    corrections_of, sums = np.zeros(len(activity), np.int64), []
    if not corrects:
        wanted = machine.teacher.asked(wanted)
    for first in range(0, len(order), stretch):
        part = order[first : first + stretch]
        drawn = jitter(machine.potentiometers, len(part))
        shown = Shown(activity, part, wanted, drawn.numbers, len(machine.log), machine.presentations)
        if corrects:
            corrected: NDArray[Any] = _correct(machine, shown, drawn.rng, name_of)
        else:
            corrected, sum_v = _reinforce(machine, shown, drawn.rng, name_of)
            sums.append(sum_v)
        corrections_of += np.bincount(corrected, minlength=len(activity))
    before = None if corrects else np.concatenate([np.empty((0, machine.potentiometers.n_r)), *sums])
    return LearningResult(len(order), machine.corrections - corrections, corrections_of, before)


def _one_by_one(machine: Parts, activity: Activity, wanted: Wanted, order: Numbers, name_of: NameOf) -> LearningResult:
    """Through the parts, for motors that no formula turns."""
    n_a, n_r = machine.association.n_a, machine.potentiometers.n_r
    corrections_of, sums = np.zeros(len(activity), np.int64), [np.empty((0, n_r))]
    for i in order.tolist():
        a = unpacked(activity[i : i + 1], n_a)[0]
        taught = run_to_end(exposed(machine, a, wanted[i], name_of(i), i))
        corrections_of[i] += taught.corrections
        sums.append(taught.sum_v[np.newaxis])
    sum_v = None if machine.reinforcement.corrects else np.concatenate(sums)
    return LearningResult(len(order), int(corrections_of.sum()), corrections_of, sum_v)


# ---- by error correction


def _correct(machine: Parts, shown: Shown, rng: np.random.Generator, name_of: NameOf) -> NDArray[np.int32]:
    """One compiled call; the stimuli it corrected, as often as it did."""
    bank, rule = machine.potentiometers, rule_of(machine)
    bank.settle()
    narrow = fits_narrow(machine, len(shown.order))
    pots = bank_of(machine, narrow)
    done = passes.correct(shown, pots, rule)
    shaft = pots.wiper if narrow else pots.shaft  # an ideal bank has shafts in name only
    positions = Positions(pots.wiper, shaft, pots.came_from, pots.moved_by)
    motor_us = int(done.pulses_at.sum()) * round(rule.pulse_s * MICROSECONDS)
    outcome = PassOutcome(positions, rng, done.rows, name_of, len(shown.order), len(done.rows), motor_us)
    commit(outcome.changes(machine))
    machine.log.tidy()
    return np.asarray(done.rows["stimulus"])


def bank_of(machine: Parts, narrow: bool) -> Bank:
    """Copies of the potentiometers' arrays, from a cache line on, as wide as the pass needs them."""
    bank, width = machine.potentiometers, np.int16 if narrow else np.int32
    aligned = kernels_for(0).aligned
    travel = bank.travel(machine.reinforcement.pulse_s)
    wiper, travel, came_from = (aligned(of, width) for of in (bank.wiper, travel, bank.came_from))
    shaft, moved_by = bank.shaft if narrow else bank.shaft.copy(), bank.moved_by.copy()
    return Bank(wiper, shaft, travel, came_from, moved_by, bank.start_of_r, bank.first_a, bank.half_lash, bank.limit)


def rule_of(machine: Parts) -> Rule:
    """When an answer is wrong, and what a correction may take."""
    bank, rule = machine.potentiometers, machine.reinforcement
    return Rule(
        bank.counts_up_to(machine.teacher.undecided_v),
        rule.max_pulses,
        bank.config.noise_v * bank.counts_per_v,
        bank.counts_per_v,
        bank.config.decay_per_s,
        rule.pulse_s,
        machine.config.teacher.exposure_s,
    )


def fits_narrow(machine: Parts, presentations: int) -> bool:
    """Whether 16-bit wipers and 32-bit sums of them are wide enough for this many more presentations."""
    bank = machine.potentiometers
    if not bank.config.ideal:
        return False
    top = int(np.abs([bank.wiper, bank.came_from]).max()) + presentations * machine.reinforcement.max_pulses
    return top <= NARROW and top * -(-bank.n_pots // bank.n_r) < 2**31


# ---- by a rule that does not look at errors


def _reinforce(
    machine: Parts, shown: Shown, rng: np.random.Generator, name_of: NameOf
) -> tuple[Numbers, NDArray[np.float64]]:
    """One compiled call; the stimuli it reinforced, once an R-unit, and the sums before each presentation, V."""
    bank = machine.potentiometers
    bank.settle()
    positions = Positions(*(array.copy() for array in (bank.wiper, bank.shaft, bank.came_from, bank.moved_by)))
    motors = Motors(
        *positions,
        bank.start_of_r,
        bank.first_a,
        bank.travel(machine.reinforcement.pulse_s),
        np.where(bank.stuck, np.float32(0), bank.speed_v_per_s),
        machine.reinforcement.coast_s,
        bank.half_lash,
        bank.limit,
    )
    done = passes.reinforce(shown, motors, _gain_of(machine))
    motor_us = int(np.rint(done.motor_s_at * MICROSECONDS).sum())
    reinforced = int(done.reinforced_at.sum())
    commit(PassOutcome(positions, rng, done.rows, name_of, len(shown.order), reinforced, motor_us).changes(machine))
    machine.log.tidy()
    return np.repeat(shown.order, done.reinforced_at), done.sum_v


def _gain_of(machine: Parts) -> Gain:
    """Which R-units are reinforced, and what a unit of reinforcement does to a set."""
    bank, rule, teacher = machine.potentiometers, machine.reinforcement, machine.teacher
    sizes, size_of_r = np.unique(np.diff(bank.start_of_r), return_inverse=True)
    shares = np.stack([rule.shares(np.arange(sizes[-1] + 1), size) for size in sizes.tolist()])
    return Gain(
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
    )
