"""Potentiometers: pulses whole and through time, play, stops, coasting, faults, noise, decay; ideal is the textbook."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from slow_machine import SlowPot, follow

from mark1.errors import ConfigError
from mark1.machine.config import PotentiometerConfig
from mark1.machine.potentiometers import BY_HAND, BY_MOTOR, NEVER, Potentiometers

ONE = np.array([0])
PLAIN = {"speed_v_per_s": 1.0, "speed_spread": 0.0, "coast_s": 0.0, "backlash_v": 0.0}


def bank(n_a: int = 1, n_r: int = 1, seed: int = 0, **settings) -> Potentiometers:
    return Potentiometers(PotentiometerConfig(**settings), n_a, n_r, np.random.default_rng(seed))


def plain(n_a: int = 1, n_r: int = 1, **settings) -> Potentiometers:
    """1 V a second, equal motors that stop at once, no play: arithmetic for the head."""
    return bank(n_a, n_r, **(PLAIN | settings))


# ---- which pot joins what


def test_a_disjoint_bank_has_one_pot_an_a_unit_and_equal_shares():
    some = bank(512, 8)
    assert some.n_pots == 512
    assert some.a_of_pot.tolist() == list(range(512))
    assert some.r_of_pot.tolist() == [r for r in range(8) for _ in range(64)]


def test_uneven_shares_differ_by_one_at_most():
    assert np.diff(bank(10, 4).start_of_r).tolist() == [2, 3, 2, 3]
    assert bank(10, 4).r_of_pot.tolist() == [0, 0, 1, 1, 1, 2, 2, 3, 3, 3]


def test_a_shared_bank_has_every_a_unit_on_every_r_unit():
    some = bank(3, 2, pots="shared")
    assert some.n_pots == 6
    assert some.a_of_pot.tolist() == [0, 1, 2, 0, 1, 2]
    assert some.r_of_pot.tolist() == [0, 0, 0, 1, 1, 1]


def test_fewer_a_units_than_r_units_cannot_be_disjoint():
    with pytest.raises(ConfigError, match="8 R-units need at least as many A-units, got 7: use shared"):
        bank(7, 8)
    assert bank(7, 8, pots="shared").n_pots == 56


# ---- sums


@pytest.mark.parametrize("pots", ["disjoint", "shared"])
def test_the_sum_is_that_of_active_units_values(pots):
    some = plain(5, 2, pots=pots)
    values = np.arange(1, some.n_pots + 1) * 0.5 - 1
    for pot, volts in enumerate(values):
        some.set_by_hand(pot, volts)
    a = np.array([1, 0, 1, 1, 0], bool)
    expected = [
        sum(values[p] for p in range(some.n_pots) if some.r_of_pot[p] == r and a[some.a_of_pot[p]]) for r in range(2)
    ]
    assert some.sum(a).tolist() == expected


def test_sums_are_exact_in_any_order():
    some = plain(3)
    for pot, volts in enumerate((0.1, 0.2, -0.3)):
        some.set_by_hand(pot, volts)
    assert some.sum(np.ones(3, bool)).tolist() == [0.0]


def test_no_active_unit_sums_to_zero():
    assert bank(4, 2).sum(np.zeros(4, bool)).tolist() == [0.0, 0.0]


def test_noise_of_a_sum_grows_with_the_root_of_the_active_wipers():
    some = bank(9, noise_v=0.1)
    nine = [some.sum(np.ones(9, bool))[0] for _ in range(4000)]
    one = [some.sum(np.arange(9) == 0)[0] for _ in range(4000)]
    assert np.std(nine) == pytest.approx(0.3, rel=0.05)
    assert np.std(one) == pytest.approx(0.1, rel=0.05)
    assert np.mean(nine) == pytest.approx(0, abs=0.02)
    assert some.sum(np.zeros(9, bool)).tolist() == [0.0]


@given(st.floats(0, 20), st.booleans())
def test_a_band_in_counts_is_the_band_in_volts(band_v, ideal):
    some = bank(ideal=ideal)
    most = some.counts_up_to(band_v)
    assert most / some.counts_per_v <= band_v < (most + 1) / some.counts_per_v


# ---- one pulse, by hand


def test_a_pulse_moves_by_speed_times_time_by_hand():
    some = plain(2, speed_v_per_s=0.8)
    assert some.turn(np.array([1]), -1, 1.5)
    assert some.wiper_v.tolist() == [0.0, -1.2]  # 0.8 V/s x 1.5 s


def test_coasting_adds_its_time_constant_by_hand():
    some = plain(speed_v_per_s=2.0, coast_s=0.25)
    some.turn(ONE, +1, 1.0)
    assert some.wiper_v.tolist() == [2.5]  # 2 V/s x (1 s + 0.25 s)


def test_a_reversal_takes_up_the_play_first_by_hand():
    # Play 0.4 V: the wiper follows 0.2 V behind the shaft.
    some = plain(backlash_v=0.4)
    some.turn(ONE, +1, 1.0)  # shaft 1.0, wiper 0.8
    assert some.wiper_v.tolist() == [0.8]
    some.turn(ONE, +1, 1.0)  # shaft 2.0, wiper 1.8: same way, no loss
    assert some.wiper_v.tolist() == [1.8]
    some.turn(ONE, -1, 0.3)  # shaft 1.7: inside the play
    assert some.wiper_v.tolist() == [1.8]
    some.turn(ONE, -1, 0.1)  # shaft 1.6: just touches
    assert some.wiper_v.tolist() == [1.8]
    some.turn(ONE, -1, 0.5)  # shaft 1.1, wiper 1.3
    assert some.wiper_v.tolist() == [1.3]


def test_the_wiper_rests_at_the_stop_and_comes_off_it_by_hand():
    some = plain(stop_v=2.0, backlash_v=0.4)
    assert some.turn(ONE, +1, 5.0)
    assert some.wiper_v.tolist() == [2.0]
    assert some.shaft.tolist() == [2_200_000]
    assert not some.turn(ONE, +1, 5.0)  # the clutch slips
    some.turn(ONE, -1, 1.4)  # 0.4 V of play, then 1 V of way
    assert some.wiper_v.tolist() == [1.0]
    some.turn(ONE, -1, 50.0)
    assert some.wiper_v.tolist() == [-2.0]


def test_motors_are_unequal_and_keep_their_speed():
    some = bank(5000, speed_v_per_s=1.0, speed_spread=0.2)
    assert some.speed_v_per_s.mean() == pytest.approx(1, abs=0.01)
    assert some.speed_v_per_s.std() == pytest.approx(0.2, abs=0.01)
    assert some.speed_v_per_s.min() >= 0
    speeds = some.speed_v_per_s.copy()
    some.turn(np.arange(5000), 1, 1.0)
    some.reset()
    assert (some.speed_v_per_s == speeds).all()
    assert (bank(5000, speed_v_per_s=1.0, speed_spread=0.2).speed_v_per_s == speeds).all()
    assert (bank(5000, speed_v_per_s=1.0, speed_spread=0.0).speed_v_per_s == 1).all()


@pytest.mark.parametrize("ideal", [True, False])
def test_a_stuck_motor_moves_nothing(ideal):
    some = bank(3, ideal=ideal)
    some.stuck[1] = True
    assert some.turn(np.arange(3), 1, 1.0)
    assert (some.wiper_v != 0).tolist() == [True, False, True]
    assert not some.turn(np.array([1]), 1, 1.0)
    some.start(np.array([1]), 1, 1.0)
    some.step(0.5)
    some.settle()
    assert some.wiper_v[1] == 0


def test_only_the_pots_named_are_turned():
    some = bank(6)
    some.turn(np.array([1, 4]), 1, 1.0)
    assert np.flatnonzero(some.wiper).tolist() == [1, 4]
    some.turn(np.array([], np.int64), 1, 1.0)
    assert np.flatnonzero(some.wiper).tolist() == [1, 4]


def test_travel_says_how_far_a_pulse_goes_from_the_middle():
    some = bank(20, backlash_v=0.0)
    travel = some.travel(1.3)
    some.turn(np.arange(20), -1, 1.3)
    assert (some.wiper == -travel).all()


def test_the_longest_travel_of_the_widest_bank_fits_its_counters():
    some = plain(stop_v=500.0, speed_v_per_s=1000.0, backlash_v=100.0)
    for way in (+1, +1, -1, -1, +1):
        some.turn(ONE, way, 3600.0)
        assert some.wiper_v.tolist() == [way * 500.0]


# ---- through time


moves = st.lists(st.tuples(st.sampled_from([1, -1]), st.floats(0.01, 3.0)), min_size=1, max_size=6)
settings_of_motors = st.fixed_dictionaries(
    {
        "speed_v_per_s": st.floats(0.1, 5.0),
        "speed_spread": st.floats(0.0, 0.3),
        "coast_s": st.just(0.0) | st.floats(0.01, 0.5),
        "backlash_v": st.just(0.0) | st.floats(0.01, 1.0),
        "stop_v": st.floats(0.5, 11.0),
    }
)


@examples(max_examples=40)
@given(settings_of_motors, moves, st.lists(st.floats(0.01, 1.7), min_size=1, max_size=7), st.booleans())
def test_many_odd_steps_and_a_whole_turn_end_in_the_same_place(settings, pulses, steps_s, ideal):
    whole, stepped = bank(3, ideal=ideal, **settings), bank(3, ideal=ideal, **settings)
    pots = np.array([0, 2])
    for way, pulse_s in pulses:
        whole.turn(pots, way, pulse_s)
        stepped.start(pots, way, pulse_s)
        turn = 0
        while stepped.moving.any():
            stepped.step(steps_s[turn % len(steps_s)])
            turn += 1
        assert (stepped.wiper == whole.wiper).all()
        assert (stepped.shaft == whole.shaft).all()


@given(st.floats(1, 100), st.floats(0.01, 1), st.floats(0.1, 2))
def test_one_step_that_just_reaches_rest_ends_in_the_same_place(speed, coast_s, pulse_s):
    whole, stepped = (bank(speed_v_per_s=speed, speed_spread=0.0, coast_s=coast_s, stop_v=500.0) for _ in range(2))
    whole.turn(ONE, 1, pulse_s)
    stepped.start(ONE, 1, pulse_s)
    stepped.step(pulse_s + 16 * coast_s)
    stepped.settle()
    assert stepped.shaft.tolist() == whole.shaft.tolist()


@given(settings_of_motors, moves)
def test_a_turn_is_the_slow_pots_pulse(settings, pulses):
    some = bank(2, **settings)
    slow = [SlowPot(some.config, 0, 0, float(speed)) for speed in some.speed_v_per_s]
    for way, pulse_s in pulses:
        moved = [pot.pulse(way, pulse_s) for pot in slow]
        assert some.turn(np.arange(2), way, pulse_s) == any(moved)
        assert some.wiper.tolist() == [pot.wiper for pot in slow]
        assert some.shaft.tolist() == [pot.shaft for pot in slow]


@pytest.mark.parametrize(
    "settings",
    [
        {"coast_s": 0.2, "backlash_v": 0.3, "stop_v": 11.0},
        {"coast_s": 0.0, "backlash_v": 0.3, "stop_v": 1.5},
        {"coast_s": 0.4, "backlash_v": 0.0, "stop_v": 2.0},
        {"coast_s": 0.1, "backlash_v": 0.9, "stop_v": 1.0},
    ],
)
def test_motors_go_where_small_euler_steps_go(settings):
    some = bank(speed_v_per_s=1.3, speed_spread=0.0, **settings)
    pulses = [(1, 0.7), (1, 1.1), (-1, 0.5), (-1, 2.0), (1, 0.3)]
    for upto in range(1, len(pulses) + 1):
        some.turn(ONE, *pulses[upto - 1])
        wiper_v, shaft_v = follow(some.config, 1.3, pulses[:upto], run_s=7.0, dt_s=1e-3)
        assert some.wiper_v[0] == pytest.approx(wiper_v, abs=0.01)
        assert some.shaft[0] / 1e6 == pytest.approx(shaft_v, abs=0.01)


@pytest.mark.parametrize("run_s", [0.1, 0.4, 0.7, 0.8, 1.0, 1.5])
def test_a_motor_on_its_way_is_where_small_euler_steps_are(run_s):
    some = bank(speed_v_per_s=2.0, speed_spread=0.0, coast_s=0.3, backlash_v=0.2)
    some.start(ONE, -1, 0.7)
    some.step(run_s)
    wiper_v, shaft_v = follow(some.config, 2.0, [(-1, 0.7)], run_s=run_s, dt_s=1e-4)
    assert some.wiper_v[0] == pytest.approx(wiper_v, abs=0.002)
    assert some.shaft[0] / 1e6 == pytest.approx(shaft_v, abs=0.002)


def test_a_motor_coasts_after_its_pulse_and_then_rests():
    some = plain(coast_s=0.5)
    some.start(ONE, 1, 1.0)
    some.step(1.0)
    assert some.wiper_v.tolist() == [1.0]
    assert some.moving.all()
    some.step(0.5 * math.log(2))  # half of the speed, so half of the coasting is left
    assert some.wiper_v[0] == pytest.approx(1.25, abs=1e-6)
    some.step(8.0)
    assert some.wiper_v.tolist() == [1.5]
    assert not some.moving.any()
    some.step(100.0)
    assert some.wiper_v.tolist() == [1.5]


def test_motors_may_run_on_their_own_time():
    some = plain(3)
    some.start(np.array([0]), 1, 1.0)
    some.step(0.25)
    some.start(np.array([2]), -1, 2.0)
    some.step(0.5)
    assert some.wiper_v.tolist() == [0.75, 0.0, -0.5]
    some.step(0.5)
    assert some.moving.tolist() == [False, False, True]
    some.settle()
    assert some.wiper_v.tolist() == [1.0, 0.0, -2.0]


def test_a_turn_waits_for_motors_that_still_run():
    some = plain(2)
    some.start(np.array([0]), 1, 2.0)
    some.step(0.5)
    some.turn(np.array([1]), 1, 1.0)
    assert some.wiper_v.tolist() == [2.0, 1.0]


def test_nothing_moves_without_time():
    some = bank(2)
    some.step(5.0)
    some.start(np.arange(2), 1, 1.0)
    some.step(0.0)
    assert some.wiper.tolist() == [0, 0]


# ---- by hand


def test_a_dial_is_set_by_hand():
    some = bank(3)
    some.turn(np.array([1]), 1, 1.0)
    before = some.wiper[1]
    some.set_by_hand(1, -3.25)
    assert some.wiper_v.tolist() == [0.0, -3.25, 0.0]
    assert some.came_from[1] == before
    assert some.moved_by.tolist() == [NEVER, BY_HAND, NEVER]


def test_a_motor_switched_on_is_known_as_what_moved_the_dial():
    some = bank(3)
    some.set_by_hand(1, 2.0)
    some.start(np.array([1]), 1, 1.0)
    some.step(10.0)
    assert some.wiper_v[1] > 2.0
    assert some.came_from[1] == 2_000_000
    assert some.moved_by.tolist() == [NEVER, BY_MOTOR, NEVER]


@pytest.mark.parametrize("volts", [11.0, -11.0])
def test_a_dial_goes_up_to_the_stop(volts):
    some = bank()
    some.set_by_hand(0, volts)
    assert some.wiper_v.tolist() == [volts]


@pytest.mark.parametrize("volts", [11.01, -11.01, math.inf, -math.inf, math.nan])
def test_a_dial_does_not_go_beyond_the_stop(volts):
    some = bank()
    with pytest.raises(ConfigError, match="pot 0: expected (-11 to .11 V, got|a number, got nan)"):
        some.set_by_hand(0, volts)
    assert some.wiper.tolist() == [0]


def test_an_ideal_dial_has_no_stop_but_the_counter():
    some = bank(ideal=True)
    some.set_by_hand(0, 5000)
    assert some.wiper_v.tolist() == [5000]
    for volts in (3e9, -3e9, 2.0**30 + 1, math.nan, 0.4, 4999.5):
        with pytest.raises(ConfigError, match="pot 0"):
            some.set_by_hand(0, volts)
    assert some.wiper_v.tolist() == [5000]


@pytest.mark.parametrize("pot", [-1, 3])
def test_a_pot_that_is_not_there(pot):
    with pytest.raises(ConfigError, match=rf"pot {pot} does not exist \(valid: 0 to 2\)"):
        bank(3).set_by_hand(pot, 1.0)


def test_reset_brings_all_dials_to_the_middle_and_motors_to_rest():
    some = bank(2)
    some.stuck[1] = True
    some.turn(np.array([0]), 1, 1.0)
    some.set_by_hand(1, 2.0)
    some.start(np.arange(2), 1, 1.0)
    some.reset()
    some.step(10.0)
    assert some.wiper.tolist() == some.shaft.tolist() == some.came_from.tolist() == [0, 0]
    assert some.moved_by.tolist() == [NEVER, NEVER]
    assert some.stuck.tolist() == [False, True]


# ---- decay


def test_decay_takes_the_same_share_of_every_value_by_hand():
    some = plain(3, decay_per_s=math.log(2))
    for pot, volts in enumerate((4.0, -2.0, 0.0)):
        some.set_by_hand(pot, volts)
    some.decay(1.0)
    assert some.wiper_v.tolist() == [2.0, -1.0, 0.0]
    some.decay(2.0)
    assert some.wiper_v.tolist() == [0.5, -0.25, 0.0]


def test_decay_in_small_steps_is_decay_in_one():
    whole, steps = plain(decay_per_s=0.1), plain(decay_per_s=0.1)
    whole.set_by_hand(0, 10.0)
    steps.set_by_hand(0, 10.0)
    whole.decay(5.0)
    for _ in range(100):
        steps.decay(0.05)
    assert whole.wiper_v[0] == pytest.approx(10 * math.exp(-0.5), abs=1e-6)
    assert steps.wiper_v[0] == pytest.approx(whole.wiper_v[0], abs=1e-4)


def test_decay_leaves_the_play_as_it_is():
    some = plain(backlash_v=0.4, decay_per_s=0.5)
    some.turn(ONE, 1, 2.0)
    play = some.shaft - some.wiper
    some.decay(1.0)
    assert (some.shaft - some.wiper == play).all()


def test_without_decay_nothing_is_lost():
    some = plain()
    some.set_by_hand(0, 5.0)
    some.decay(1e6)
    assert some.wiper_v.tolist() == [5.0]


def test_what_decays_while_a_motor_runs_stays_lost():
    # 4 V halve to 2 V after 1 V of way was done: 5 V -> 2.5 V; the second volt of the pulse is still to come.
    some = plain(decay_per_s=math.log(2))
    some.set_by_hand(0, 4.0)
    some.start(ONE, 1, 2.0)
    some.step(1.0)
    some.decay(1.0)
    assert some.wiper_v.tolist() == [2.5]
    some.step(1.0)
    assert some.wiper_v.tolist() == [3.5]


def test_a_motor_that_decays_at_its_stop_is_turned_up_again_at_its_own_speed():
    some = plain(stop_v=2.0, decay_per_s=math.log(2))
    some.start(ONE, 1, 10.0)
    some.step(3.0)
    assert some.wiper_v.tolist() == [2.0]
    some.decay(1.0)
    some.step(0.5)
    assert some.wiper_v.tolist() == [1.5]


# ---- ideal


def test_an_ideal_pulse_is_one_volt_whatever_its_length():
    some = bank(2, ideal=True, speed_v_per_s=3.0, backlash_v=1.0, coast_s=2.0, stop_v=2.0)
    for pulse_s in (0.1, 1.0, 7.0):
        some.turn(np.array([1]), -1, pulse_s)
    assert some.wiper_v.tolist() == [0.0, -3.0]


def test_an_ideal_motor_steps_when_its_pulse_is_over():
    some = bank(ideal=True)
    some.start(ONE, 1, 1.0)
    some.step(0.75)
    assert some.wiper_v.tolist() == [0.0]
    some.step(0.25)
    assert some.wiper_v.tolist() == [1.0]
    assert not some.moving.any()


@pytest.mark.parametrize("pots", ["disjoint", "shared"])
def test_ideal_is_the_textbook_perceptron(build, pots):
    """Rosenblatt's rule in three lines of numpy ends with the same weights."""
    rng = np.random.default_rng(4)
    machine = build(rows=6, cols=6, n_a=48, n_r=4, excitatory=4, inhibitory=3, theta=1, ideal=True, pots=pots)
    light = (rng.random((15, 6, 6)) < 0.5).astype(np.float32)
    wanted = rng.choice([-1, 1], (15, 4)).astype(np.int8)
    joined = np.ones((4, 48)) if pots == "shared" else np.repeat(np.eye(4), 12, axis=1)

    weights = np.zeros((4, 48))
    for _ in range(20):
        for picture, target in zip(light, wanted, strict=True):
            a = machine.activity(picture).astype(float)
            wrong = target * (weights * joined @ a) <= 0
            weights += np.outer(wrong * target, a) * joined

    for _ in range(20):
        for picture, target in zip(light, wanted, strict=True):
            machine.teach(picture, target)
    learned = np.zeros((4, 48))
    bank_ = machine.potentiometers
    learned[bank_.r_of_pot, bank_.a_of_pot] = bank_.wiper_v
    assert np.count_nonzero(weights) > 40
    assert (learned == weights).all()
