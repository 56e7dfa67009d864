"""Explanation: why a dial last moved, in numbers that can be checked with pencil and paper."""

import numpy as np

from mark1.machine.correction_log import direction_of, in_words
from mark1.machine.parts import Parts
from mark1.machine.potentiometers import BY_HAND, BY_MOTOR, NEVER, Potentiometers


def why(machine: Parts, pot: int) -> str:
    """Why a dial last moved. Raises ConfigError if there is no such pot."""
    bank = machine.potentiometers
    pot = bank.check(pot)
    a, r = int(bank.a_of_pot[pot]), int(bank.r_of_pot[pot])
    name = f"Pot {pot} joins A-unit {a} to R-unit {r} and stands at {bank.wiper_v[pot]:+.3f} V."
    rows, names = machine.log.rows, machine.log.names
    moved_by = int(bank.moved_by[pot])
    if moved_by == NEVER:
        when = "wrong" if machine.teacher.corrects else "reinforced"
        return f"{name} It has not moved: A-unit {a} was never on when R-unit {r} was {when}."
    before, now = bank.came_from[pot] / bank.counts_per_v, bank.wiper_v[pot]
    if moved_by == BY_HAND:
        return f"{name} It was set by hand, from {before:+.3f} V."
    if bank.moving[pot]:
        return f"{name} Its motor is running {'up' if bank.direction[pot] > 0 else 'down'}, from {before:+.3f} V."
    if moved_by == BY_MOTOR:
        return f"{name} Its motor was run without a correction, from {before:+.3f} V."
    row, n_set = rows[moved_by], int(bank.start_of_r[r + 1] - bank.start_of_r[r])
    return (
        f"{name} It last moved at presentation {row['presentation'] + 1}, {names[moved_by]}: "
        f"{in_words(row, n_set)} {_motor(bank, pot, row)} {before:+.3f} V -> {now:+.3f} V."
    )


def _motor(bank: Potentiometers, pot: int, row: np.void) -> str:
    """The arithmetic of one motor's run, for people."""
    turns = direction_of(row) * int(row["pulses"])
    if bank.stuck[pot]:
        return "This motor is stuck now;"
    if bank.config.ideal:
        return f"An ideal motor goes 1 V per pulse: {direction_of(row):+d} x {row['pulses']} V;"
    speed, coast_s, rate = float(bank.speed_v_per_s[pot]), bank.config.coast_s, bank.config.decay_per_s
    distance_v = bank.travel(float(row["pulse_s"]))[pot] / bank.counts_per_v
    decayed = f", and decay of {rate:g} a second what it took since" if rate else ""
    return (
        f"Its motor goes {speed:.4f} V/s and coasts for {coast_s:g} s more: {direction_of(row):+d} x {row['pulses']} x "
        f"{speed:.4f} x ({row['pulse_s']:g} + {coast_s:g}) = {turns * distance_v:+.3f} V at the "
        f"shaft, of which play takes up to {bank.config.backlash_v:g} V and the stop at {bank.config.stop_v:g} V "
        f"what is beyond it{decayed};"
    )
