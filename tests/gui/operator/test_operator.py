"""The operator: lines in, replies out, errors logged, stopped on request."""

import math
import time

import pytest

from mark1.errors import RigError
from mark1.gui.operator.operator import Operator
from mark1.panel.control_panel import ControlPanel
from mark1.panel.reply import Reply


@pytest.fixture
def operator():
    one = Operator(ControlPanel())
    yield one
    one.close()


def wait_for(operator):
    deadline = time.monotonic() + 600
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


def test_an_error_is_logged_and_the_next_line_done(operator):
    assert operator.carry_out("theta much") is None
    assert operator.log[-1].kind == "error"
    assert operator.carry_out("theta 5") is not None
    assert operator.panel.machine.association.theta == 5


def test_waiting_lines_of_one_gesture_replace_each_other(operator):
    for volts in (1, 2, 3):
        operator.ask_all([f"set 0 {volts}"], "drawing")
    operator.start()
    wait_for(operator)
    assert said(operator) == ["set 0 3"]


def test_a_gesture_is_one_change_and_one_line_of_the_log(operator):
    panel = operator.panel
    operator.start()
    for volts in (1, 2, 3):
        operator.ask_all([f"set 0 {volts}", "present letter A"], "drag 1")
        wait_for(operator)
    operator.ask_all(["set 0 5"], "drag 2")
    wait_for(operator)
    assert said(operator) == ["set 0 3", "present letter A", "set 0 5"]
    assert panel.journal.lines[1:] == [
        "set 0 1", "present letter A", "amend set 0 2", "present letter A", "amend set 0 3", "present letter A",
        "set 0 5",
    ]  # fmt: skip
    for volts in (3, 0):
        panel.execute("undo")
        assert panel.machine.potentiometers.wiper_v[0] == pytest.approx(volts, abs=0.01)


def test_another_line_ends_a_gesture(operator):
    operator.start()
    for line, gesture in (("set 0 1", "drag"), ("theta 4", ""), ("set 0 2", "drag"), ("set 0 99", "drag"),
                          ("set 0 3", "drag")):  # fmt: skip
        operator.ask_all([line], gesture)
        wait_for(operator)
    assert operator.panel.journal.lines[1:] == ["set 0 1", "theta 4", "set 0 2", "set 0 3"]
    assert [entry.kind for entry in operator.log if entry.text.startswith("set 0 99")] == ["line"]


def test_a_note_stays_in_the_log(operator):
    operator.start()
    operator.ask_all(["set 0 1"], "drag")
    wait_for(operator)
    operator.tell("the board is away")
    operator.ask_all(["set 0 2"], "drag")
    wait_for(operator)
    assert "the board is away" in [entry.text for entry in operator.log]
    assert said(operator) == ["set 0 1", "set 0 2"]


def test_stop_discards_waiting_lines(operator):
    operator.ask("theta 7")
    operator.ask_all(["set 0 1"], "drawing")
    operator.stop()
    operator.start()
    operator.ask("theta 8")
    wait_for(operator)
    assert said(operator) == ["theta 8"]


def test_the_reason_is_found_without_a_log_line(operator):
    operator.start()
    operator.wonder(17)
    wait_for(operator)
    assert operator.why[0] == 17 and operator.why[1].startswith("Pot 17 joins")
    operator.wonder(100_000)
    wait_for(operator)
    assert operator.why == (-1, "") and not operator.log


def test_long_replies_are_several_lines_and_the_log_is_bounded(operator):
    for _ in range(100):
        operator.carry_out("help")
    assert len(operator.log) == 2000 < operator.log.written
    assert not any("\n" in entry.text for entry in operator.log)


class Portions(ControlPanel):
    """A panel that works in portions, as one that lets machine time pass."""

    def __init__(self, portions):
        super().__init__()
        self.portions, self.sent, self.closed = portions, [], False

    def work(self, line):
        try:
            for _ in range(self.portions):
                self.sent.append((yield))
        finally:
            self.closed = True
        return Reply(f"done {line}")


@pytest.mark.parametrize(("speed", "finite"), [(math.inf, False), (1.0, True), (16.0, True)])
def test_portions_of_work_get_the_time_of_the_speed(speed, finite):
    panel = Portions(3)
    operator = Operator(panel)
    operator.pace.speed = speed
    assert operator.carry_out("step").text == "done step"
    assert [portion is not None for portion in panel.sent] == [finite] * 3 and panel.closed


def test_stop_survives_a_board_that_was_unplugged(operator, monkeypatch):
    def gone():
        raise RigError("the cable: the port is gone")

    monkeypatch.setattr(operator.panel, "stop_motors", gone)
    operator.stop()
    assert operator.trouble == "the cable: the port is gone" == operator.log[-1].text
    assert operator.panel.stop_request.asked


def test_the_status_bar_shows_a_wait_until_it_is_over(operator):
    operator.panel.note("paused: the cable: waiting for it to come back (Ctrl-C ends the wait)")
    assert operator.waits == "paused: the cable: waiting for it to come back (STOP ends the wait)"
    operator.panel.note("the board: it is back; going on")
    assert operator.waits == ""
