"""A run makes room for a line, and goes on after it; meanwhile nothing else takes it for ended."""

from types import SimpleNamespace

from mark1.gui.operator.interruption import Interruption
from mark1.panel.commands.table import command_of

RUN, THETA, PRESENT = (command_of(line) for line in ("run", "theta 3", "present letter A"))


def begun() -> tuple[Interruption, SimpleNamespace]:
    """A run that was interrupted, with a line that waits."""
    interruption, course = Interruption(), SimpleNamespace(interrupted=True)
    interruption.begin(RUN)
    assert interruption.is_on
    assert not interruption.done(RUN, course, is_idle=False)
    return interruption, course


def test_a_run_is_on_from_the_interruption_until_it_goes_on():
    interruption, course = begun()
    assert interruption.is_on
    interruption.begin(THETA)
    assert interruption.is_on
    assert interruption.done(THETA, course, is_idle=True), "run again"
    assert interruption.is_on
    interruption.begin(RUN)
    course.interrupted = False
    assert not interruption.done(RUN, course, is_idle=True)
    assert not interruption.is_on


def test_a_line_that_is_no_interruption_ends_the_run():
    interruption, course = begun()
    interruption.begin(PRESENT)
    assert not interruption.done(PRESENT, course, is_idle=True)
    assert not interruption.is_on


def test_a_stop_ends_it():
    interruption, _ = begun()
    interruption.forget()
    assert not interruption.is_on
