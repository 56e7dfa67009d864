"""An exposure: one stimulus shown through time, and reinforced pulse by pulse."""

from collections.abc import Generator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.commit import commit, elements
from mark1.machine.correction import Correction
from mark1.machine.correction_log import ROW, cause_of
from mark1.machine.parts import Parts
from mark1.machine.simulated_time import MICROSECONDS, seconds

Sums = NDArray[np.float64]


class CorrectionResult(NamedTuple):
    """What one presentation did: how many R-units were corrected or reinforced, and the sums (n_r,) before it, V."""

    corrections: int
    sum_v: Sums


def exposed(
    machine: Parts, a: NDArray[np.bool_], wanted: NDArray[np.int8], name: str, stimulus: int
) -> Generator[Sums, float | None, CorrectionResult]:
    """Show a stimulus while the A-units ``a`` (n_a,) are on; ``name`` and ``stimulus``, its number, for the log.

    Yields the sums (n_r,), V, wherever time may pass. An error leaves the machine as far as it went.
    """
    bank = machine.potentiometers
    bank.settle()
    sum_v = bank.sum(a)
    directions = machine.teacher.directions(sum_v, machine.response.answer(sum_v), wanted)
    taught, begun = CorrectionResult(int(np.count_nonzero(directions)), sum_v.copy()), False
    sets = machine.reinforcement.sets(directions).tolist()
    corrections = [correction for r in sets for correction in _due(machine, a, r, directions, sum_v)]
    try:
        yield from _waiting(machine.config.teacher.exposure_s, sum_v)
        due, begun = corrections, True
        while due:
            for correction in due:
                correction.begin_pulse()
            while bank.moving.any():
                bank.step(seconds((yield sum_v)))
                for correction in due:
                    sum_v[correction.r] = correction.now_v
            due = [correction for correction in due if correction.goes_on(machine.teacher.undecided_v)]
    finally:  # a board may go away in the middle
        motor_s = _enter(machine, corrections, taught.corrections if begun else 0, name, stimulus)
    bank.decay(machine.config.teacher.exposure_s + motor_s)
    return taught


def _due(machine: Parts, a: NDArray[np.bool_], r: int, directions: NDArray[np.int8], sum_v: Sums) -> list[Correction]:
    """The motors to run for R-unit ``r``."""
    bank, rule = machine.potentiometers, machine.reinforcement
    active, idle = bank.active_pots(a, r), bank.active_pots(~a, r)
    direction, answer = int(directions[r]), int(directions[r]) * machine.teacher.sign
    return [
        Correction(bank, rule, run, active, r, answer, float(sum_v[r])) for run in rule.runs(active, idle, direction)
    ]


def _waiting(left_s: float, sum_v: Sums) -> Generator[Sums, float | None, None]:
    """The time a picture is shown before the motors run."""
    while left_s > 0:
        left_s -= seconds((yield sum_v))


def _enter(machine: Parts, corrections: list[Correction], done: int, name: str, stimulus: int) -> float:
    """Runs that were begun go into the log, and the presentation is counted: how long the longest was, s."""
    begun, cause = [correction for correction in corrections if correction.pulses], cause_of(machine.teacher.rule)
    moved_by = machine.potentiometers.moved_by.copy()
    for number, correction in enumerate(begun, len(machine.log)):
        moved_by[correction.pots] = number
    rows = [(machine.presentations, stimulus, *correction.row(cause)) for correction in begun]
    runs_us = (correction.pulses * round(correction.run.pulse_s * MICROSECONDS) for correction in begun)
    motor_us = max(runs_us, default=0)
    commit(
        [
            elements(machine.potentiometers.moved_by, moved_by),
            machine.log.adding(np.array(rows, ROW), lambda _: name),
            machine.spending(1, done, motor_us),
        ]
    )
    machine.log.tidy()
    return max((correction.pulses * correction.run.pulse_s for correction in begun), default=0.0)
