"""Error correction: which motors, how many pulses."""

import numpy as np
import pytest

from mark1.machine.config import TeacherConfig
from mark1.machine.reinforcement import Reinforcement

LEFT = np.array([[1, 0], [1, 0]], np.float32)  # on the tiny machine A2 alone: + S0 + S3 - S1 = 1
TOP = np.array([[1, 1], [0, 0]], np.float32)  # A0 alone
BOTTOM = np.array([[0, 0], [1, 1]], np.float32)  # A1 and A2


def word(side: int) -> np.ndarray:
    return np.array([side], np.int8)


@pytest.mark.parametrize(("rule", "most"), [("quantized", 1), ("nonquantized", 1000)])
def test_pulses_a_correction_may_take(rule, most):
    assert Reinforcement(TeacherConfig(rule=rule)).max_pulses == most


def test_all_active_pots_move_and_no_other():
    active = np.array([2, 5, 7])
    assert ErrorCorrection(TeacherConfig()).pots(active).tolist() == [2, 5, 7]


def test_error_correction_by_hand(tiny):
    # TOP fires A0, BOTTOM fires A1 and A2, LEFT fires A2.
    values = lambda: tiny.potentiometers.wiper_v.tolist()  # noqa: E731
    assert tiny.teach(TOP, word(+1)) == 1  # sum 0 is wrong: A0 up
    assert values() == [1, 0, 0]
    assert tiny.teach(BOTTOM, word(-1)) == 1  # sum 0: A1 and A2 down
    assert values() == [1, -1, -1]
    assert tiny.teach(TOP, word(+1)) == 0  # sum +1: right, nothing moves
    assert tiny.teach(LEFT, word(+1)) == 1  # sum -1: A2 up
    assert values() == [1, -1, 0]
    assert tiny.teach(BOTTOM, word(0)) == 0  # nothing asked
    assert tiny.teach(BOTTOM, word(-1)) == 0  # sum -1: right
    assert values() == [1, -1, 0]
    assert (tiny.presentations, tiny.corrections) == (6, 3)
    assert tiny.machine_time_s == 6 * 1.0 + 3 * 1.0


@pytest.mark.parametrize(("rule", "ends_v"), [("quantized", -4.0), ("nonquantized", 1.0)])
def test_nonquantized_correction_goes_on_until_the_answer_is_right(build, rule, ends_v):
    machine = build(n_a=1, n_r=1, excitatory=1, inhibitory=0, theta=0, ideal=True, rule=rule)
    machine.potentiometers.set_by_hand(0, -5)
    machine.teach(np.zeros((20, 20), np.float32), word(+1))
    assert machine.potentiometers.wiper_v.tolist() == [ends_v]


def test_nonquantized_correction_clears_the_undecided_band(build):
    machine = build(n_a=1, n_r=1, excitatory=1, inhibitory=0, theta=0, ideal=True, rule="nonquantized", undecided_v=3.0)
    machine.teach(np.zeros((20, 20), np.float32), word(-1))
    assert machine.potentiometers.wiper_v.tolist() == [-4.0]


def test_nonquantized_correction_ends_at_the_stops(build):
    """At the stops the sum of 22 V is still inside the band of 30 V, and one more pulse moves nothing."""
    machine = build(
        n_a=2, n_r=1, excitatory=1, inhibitory=0, theta=0, rule="nonquantized", undecided_v=30.0,
        speed_v_per_s=4.0, speed_spread=0.0, coast_s=0.0, backlash_v=0.0, stop_v=11.0,
    )  # fmt: skip
    machine.teach(np.zeros((20, 20), np.float32), word(+1))
    assert machine.potentiometers.wiper_v.tolist() == [11.0, 11.0]
    assert machine.log.rows["pulses"].tolist() == [4]  # 4, 8, 11 V, and one in vain


def test_nonquantized_correction_gives_up_after_a_thousand_pulses(build):
    machine = build(n_a=1, n_r=1, excitatory=1, inhibitory=0, theta=0, ideal=True, rule="nonquantized", undecided_v=2e3)
    machine.teach(np.zeros((20, 20), np.float32), word(+1))
    assert machine.potentiometers.wiper_v.tolist() == [1000.0]
    assert machine.machine_time_s == 1001.0


def test_a_correction_without_active_units_takes_its_pulse_and_moves_nothing(tiny):
    dark = np.zeros((2, 2), np.float32)
    assert tiny.teach(dark, word(+1)) == 1
    assert tiny.potentiometers.wiper_v.tolist() == [0, 0, 0]
    assert tiny.log.rows["pulses"].tolist() == []  # no pot refers to it
