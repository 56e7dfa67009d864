"""Machine time: unlimited, at a speed, paused, phase by phase; and lines during a run."""

import math
import time

import pytest

from mark1.gui.operator.operator import Operator
from mark1.gui.operator.pace import PHASE_S, Pace
from mark1.panel.control_panel import ControlPanel


def never():
    return False


@pytest.fixture
def operator():
    one = Operator(ControlPanel())
    one.start()
    yield one
    one.close()


def wait_for(ready):
    deadline = time.monotonic() + 600
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def said(operator):
    return [entry.text for entry in operator.log if entry.kind == "line"]


def test_unlimited_speed_passes_all_time_at_once():
    assert Pace().portion(never) is None


def test_at_a_speed_time_passes_in_proportion():
    pace = Pace()
    pace.begin()
    pace.speed, began_s = 100.0, time.monotonic()
    passed = sum(pace.portion(never) or 0.0 for _ in range(5))
    assert 0 < passed <= 100 * (time.monotonic() - began_s)


def test_ending_work_does_not_wait():
    pace = Pace()
    pace.pause(True)
    assert pace.portion(lambda: True) == PHASE_S


def test_a_single_phase_passes_while_paused():
    pace = Pace()
    pace.pause(True)
    pace.pass_phase()
    assert pace.portion(never) == PHASE_S
    assert pace.paused
    pace.pause(False)
    assert pace.portion(never) is None


def test_a_paused_run_waits_and_other_lines_do_not(operator):
    operator.pace.pause(True)
    operator.ask("course letters")
    operator.ask("run")
    wait_for(lambda: operator.panel.under_way == "run")
    time.sleep(0.02)
    assert operator.panel.machine.presentations == 0
    operator.ask("theta 1")
    wait_for(lambda: "theta 1" in said(operator) and operator.panel.under_way == "run")
    assert operator.panel.machine.association.theta == 1
    assert operator.panel.machine.presentations == 1
    assert said(operator) == ["course letters", "run", "theta 1", "run"]
    operator.pace.pause(False)
    wait_for(lambda: operator.settled)
    assert operator.panel.training_run.settled


def test_presenting_a_picture_ends_a_run(operator):
    operator.pace.speed = 1.0
    for line in ("course letters", "run", "present letter Q"):
        operator.ask(line)
    wait_for(lambda: operator.settled)
    assert operator.panel.observation.name == "letter Q"
    assert said(operator) == ["course letters", "run", "present letter Q"]
    assert operator.panel.training_run.interrupted


def test_a_run_is_stepped_pulse_by_pulse(operator):
    """The picture, its exposure, then one pulse of the motors of all wrong R-units: the first correction."""
    operator.pace.pause(True)
    operator.ask("course letters")
    operator.ask("run")
    wait_for(lambda: operator.panel.under_way == "run")
    operator.pace.pass_phase()
    wait_for(lambda: operator.panel.observation is not None)
    operator.pace.pass_phase()
    wait_for(lambda: operator.panel.machine.potentiometers.moving.any())
    assert operator.panel.machine.corrections == 0
    operator.pace.pass_phase()
    wait_for(lambda: operator.panel.machine.corrections > 0)
    assert operator.panel.machine.presentations == 1


def test_stop_ends_a_paused_run_and_nothing_resumes(operator):
    operator.pace.pause(True)
    operator.ask("course letters")
    operator.ask("run")
    wait_for(lambda: operator.panel.under_way == "run")
    operator.stop()
    wait_for(lambda: operator.settled)
    assert said(operator) == ["course letters", "run"]


def test_the_reason_is_found_during_a_run(operator):
    operator.pace.pause(True)
    operator.ask("course letters")
    operator.ask("run")
    wait_for(lambda: operator.panel.under_way == "run")
    operator.wonder(5)
    wait_for(lambda: operator.why[0] == 5)
    assert operator.panel.under_way == "run"


def test_a_slow_run_gives_the_bits_of_a_fast_one(operator):
    fast = ControlPanel()
    for line in ("course letters", "step 4"):
        fast.execute(line)
    operator.pace.speed = 200.0
    operator.ask("course letters")
    operator.ask("step 4")
    wait_for(lambda: operator.settled)
    assert (operator.panel.machine.potentiometers.wiper == fast.machine.potentiometers.wiper).all()
    assert operator.pace.speed < math.inf
