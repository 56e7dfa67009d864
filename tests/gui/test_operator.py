"""The operator: lines in, replies out, errors told, stopped when asked."""

import math
import time

import pytest

from mark1.gui.operator import Operator
from mark1.panel.control_panel import ControlPanel, Reply


@pytest.fixture
def operator():
    one = Operator(ControlPanel())
    yield one
    one.close()


def wait_for(operator):
    deadline = time.monotonic() + 60
    while not operator.settled:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def said(operator):
    return [entry.text for entry in operator.log if entry.kind == "line"]


def test_lines_are_done_in_order(operator):
    operator.start()
    for line in ("theta 3", "theta 4", "set 0 2.5"):
        operator.ask(line)
    wait_for(operator)
    assert said(operator) == ["theta 3", "theta 4", "set 0 2.5"]
    assert operator.panel.machine.association.theta == 4
    assert [entry.kind for entry in operator.log] == ["line", "reply"] * 3


def test_an_error_is_told_and_the_next_line_done(operator):
    assert operator.carry_out("theta much") is None
    assert operator.log[-1].kind == "error"
    assert operator.carry_out("theta 5") is not None
    assert operator.panel.machine.association.theta == 5


def test_waiting_lines_of_one_kind_replace_each_other(operator):
    for volts in (1, 2, 3):
        operator.ask(f"set 0 {volts}", instead_of="drawing")
    operator.start()
    wait_for(operator)
    assert said(operator) == ["set 0 3"]


def test_stop_forgets_what_waits(operator):
    operator.ask("theta 7")
    operator.ask("set 0 1", instead_of="drawing")
    operator.stop()
    operator.start()
    operator.ask("theta 8")
    wait_for(operator)
    assert said(operator) == ["theta 8"]


def test_why_is_found_without_a_word_in_the_log(operator):
    operator.start()
    operator.wonder(17)
    wait_for(operator)
    assert operator.why[0] == 17 and operator.why[1].startswith("Pot 17 joins")
    operator.wonder(100_000)
    wait_for(operator)
    assert operator.why == (-1, "") and not operator.log


def test_long_replies_are_several_lines_and_the_log_ends(operator):
    for _ in range(100):
        operator.carry_out("help")
    assert len(operator.log) == 2000 < operator.written
    assert not any("\n" in entry.text for entry in operator.log)


class Portions:
    """A panel that works in portions, as one that lets machine time pass."""

    def __init__(self, portions):
        self.portions, self.sent, self.closed = portions, [], False
        self.stop_request = ControlPanel().stop_request

    def work(self, line):
        try:
            for _ in range(self.portions):
                self.sent.append((yield))
        finally:
            self.closed = True
        return Reply(f"done {line}")


@pytest.mark.parametrize(("speed", "finite"), [(math.inf, False), (1.0, True), (16.0, True)])
def test_work_in_portions_gets_the_time_of_the_speed(speed, finite):
    panel = Portions(3)
    operator = Operator(panel)
    operator.pace.speed = speed
    assert operator.carry_out("step").text == "done step"
    assert [portion is not None for portion in panel.sent] == [finite] * 3 and panel.closed
