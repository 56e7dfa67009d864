"""Commands for the thresholds of the A-units."""

from collections.abc import Sequence

from mark1.errors import CommandError, expected
from mark1.machine.state import MOST_TRIM
from mark1.panel.commands.words import exactly, set_value, to_number
from mark1.panel.reply import Reply
from mark1.panel.session import Session


def theta(session: Session, words: Sequence[str]) -> Reply:
    (word,) = exactly(words, 1, "theta 2")
    machine = session.machine
    machine.config = set_value(machine.config, "association.theta", word)
    machine.association.theta = machine.config.association.theta
    return Reply(f"theta {machine.association.theta:g}")


def trim(session: Session, words: Sequence[str]) -> Reply:
    a, trim = exactly(words, 2, "trim A VALUE")
    number, units = to_number(int, a, "A-unit"), session.machine.association
    if not 0 <= number < units.n_a:
        raise CommandError(f"A-unit {number} does not exist (valid: 0 to {units.n_a - 1})")
    value = to_number(float, trim, "trim")
    if abs(value) > MOST_TRIM:
        raise CommandError(expected("trim", f"-{MOST_TRIM} to {MOST_TRIM}", trim))
    units.trim[number] = value
    return Reply(f"A-unit {number} fires from {units.least[number]} on")
