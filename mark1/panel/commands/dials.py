"""Commands for the potentiometers, one by one and through time."""

from collections.abc import Sequence

from mark1.errors import CommandError, Described, expected
from mark1.panel.commands.words import exactly, to_number
from mark1.panel.reply import Reply
from mark1.panel.session import Session

MOST_WAIT_S = 1e9  # thirty years


def set_dial(session: Session, words: Sequence[str]) -> Reply:
    pot, volts = exactly(words, 2, "set POT VOLTS")
    number = to_number(int, pot, "pot")
    session.machine.potentiometers.set_by_hand(number, to_number(float, volts, "volts"))
    return Reply(f"pot {number} is at {session.machine.potentiometers.wiper_v[number]:+.3f} V")


def wait(session: Session, words: Sequence[str]) -> Reply:
    (word,) = exactly(words, 1, "wait SECONDS")
    seconds = to_number(float, word, "wait")
    if not 0 <= seconds <= MOST_WAIT_S:
        raise CommandError(expected("wait", f"0 to {MOST_WAIT_S:g} seconds", Described(word)))
    session.machine.potentiometers.decay(seconds)
    session.machine.machine_time_s += seconds
    return Reply(f"{seconds:g} s of machine time elapsed")


def why(session: Session, words: Sequence[str]) -> Reply:
    (pot,) = exactly(words, 1, "why POT")
    return Reply(session.machine.why(to_number(int, pot, "pot")))
