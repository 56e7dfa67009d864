"""Retina: the comparison by hand, faults, noise, lag, and the slow reference."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slow_machine import SlowMachine

from mark1.machine.config import RetinaConfig
from mark1.machine.retina import Retina


def retina(rows: int = 2, cols: int = 2, seed: int = 0, **settings: float) -> Retina:
    return Retina(RetinaConfig(rows=rows, cols=cols, **settings), np.random.default_rng(seed))


def light(*values: float) -> np.ndarray:
    return np.array(values, np.float32).reshape(2, -1)


def test_a_cell_is_on_from_the_threshold_up():
    assert retina(threshold=0.5).sense(light(0.49, 0.5, 0.51, 0)).tolist() == [False, True, True, False]


def test_a_cell_sees_light_times_its_gain():
    cells = retina(threshold=0.5)
    cells.gain[:] = [1, 0.5, 2, 1]
    # 0.6, 0.3, 0.6, 0.4 against 0.5
    assert cells.sense(light(0.6, 0.6, 0.3, 0.4)).tolist() == [True, False, True, False]


def test_dead_cells_never_answer_and_stuck_cells_always_do():
    cells = retina()
    cells.dead[:2], cells.stuck[1:3] = True, True
    assert cells.sense(light(1, 1, 0, 0)).tolist() == [False, True, True, False]
    assert cells.sense(light(1, 0, 0, 1)).tolist() == [False, True, True, True]


def test_cells_are_equal_unless_a_spread_is_asked_for():
    assert (retina().gain == 1).all()


def test_gains_are_spread_around_one_and_never_below_zero():
    gain = retina(256, 256, gain_spread=0.2).gain
    assert gain.mean() == pytest.approx(1, abs=0.01)
    assert gain.std() == pytest.approx(0.2, abs=0.01)
    assert retina(256, 256, gain_spread=1.0).gain.min() == 0


def test_many_pictures_at_once_give_the_bits_of_one_by_one_with_noise():
    pictures = np.random.default_rng(1).random((7, 2, 2), np.float32)
    together, alone = retina(noise=0.3), retina(noise=0.3)
    assert (together.sense_all(pictures) == [alone.sense(picture) for picture in pictures]).all()


def test_noise_turns_a_cell_at_the_threshold_on_half_of_the_time():
    on = retina(noise=0.1, threshold=0.5).sense_all(np.full((5000, 2, 2), 0.5, np.float32))
    assert on.mean() == pytest.approx(0.5, abs=0.02)


def test_a_slow_cell_goes_on_when_its_level_passes_the_threshold():
    # 1 - exp(-t / 1 s) = 0.5 at t = ln 2 = 0.693 s
    cells, bright = retina(lag_s=1.0), np.ones((2, 2), np.float32)
    assert not cells.step(bright, 0.69).any()
    assert cells.step(bright, 0.01).all()


def test_the_level_after_one_time_constant_is_63_percent_however_it_is_stepped():
    whole, halves = retina(lag_s=2.0), retina(lag_s=2.0)
    whole.step(np.ones((2, 2), np.float32), 2.0)
    for _ in range(100):
        halves.step(np.ones((2, 2), np.float32), 0.02)
    assert whole.level == pytest.approx(1 - math.exp(-1), abs=1e-6)
    assert halves.level == pytest.approx(whole.level, abs=1e-5)


def test_the_level_follows_small_euler_steps():
    cells, level = retina(lag_s=0.5), 0.0
    for seen, dark in ((1.0, 0.3), (0.2, 0.4)):
        cells.step(np.full((2, 2), seen, np.float32), dark)
        for _ in range(round(dark / 1e-4)):
            level += (seen - level) * 1e-4 / 0.5
    assert cells.level == pytest.approx(level, abs=1e-3)


@given(st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_without_lag_a_cell_forgets_what_it_saw_before(before: float, now: float):
    cells, settled = retina(threshold=now), retina(threshold=now)
    cells.step(np.full((2, 2), before, np.float32), 0.1)
    stepped = cells.step(np.full((2, 2), now, np.float32), 0.1)
    assert (stepped == settled.sense(np.full((2, 2), now, np.float32))).all()
    assert stepped.all()


def test_reset_forgets_the_light_and_keeps_the_faults():
    cells = retina(lag_s=1.0, gain_spread=0.1)
    cells.step(np.ones((2, 2), np.float32), 5.0)
    gain, cells.dead[3] = cells.gain.copy(), True
    cells.reset()
    assert (cells.level == 0).all()
    assert cells.dead[3]
    assert (cells.gain == gain).all()


@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_it_equals_the_slow_reference(build, noise):
    machine = build(rows=5, cols=7, gain_spread=0.2, noise=noise, n_a=8, excitatory=2, inhibitory=1)
    machine.retina.dead[::6], machine.retina.stuck[::9] = True, True
    slow = SlowMachine(machine)
    for picture in np.random.default_rng(2).random((20, 5, 7), np.float32):
        assert machine.retina.sense(picture).tolist() == slow.sense(picture)
