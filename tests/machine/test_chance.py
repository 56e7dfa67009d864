"""Chance: normal deviates of our own, the same one by one, many at a time, and compiled."""

import copy
import pickle
import statistics

import numpy as np
from scipy.stats import kstest

from mark1.machine.chance import Chance, generator, normal_at
from mark1.machine.compiled import kernels, plain
from mark1.machine.config import MachineConfig, PotentiometerConfig, RetinaConfig
from mark1.machine.mark1 import MarkI

ENDS = np.array([0.0, 2.0**-53, 1e-12, 0.075, 0.07499999999999, 0.5, 0.925, 0.92500000000001, 1 - 2.0**-53])


def test_deviates_are_the_inverse_of_the_normal_distribution():
    u = np.concatenate([np.random.default_rng(0).random(3000), 2.0 ** -np.random.default_rng(1).uniform(1, 53, 1000)])
    wanted = np.array(list(map(statistics.NormalDist().inv_cdf, u.tolist())))
    np.testing.assert_allclose(normal_at(u), wanted, rtol=2e-15, atol=1e-15)
    low, *_, middle, _, _, high = normal_at(ENDS).tolist()
    assert (middle, high) == (0.0, -normal_at(ENDS[1:2]).item())
    assert -8.3 < low < -8.2


def test_they_are_normal():
    deviates = generator(3).standard_normal(100_000)
    assert kstest(deviates, "norm").pvalue > 0.001


def test_compiled_and_plain_give_the_same_bits():
    u = np.concatenate([np.random.default_rng(2).random(100_000), ENDS, 2.0 ** -np.arange(1.0, 54)])
    compiled, plainly = np.empty_like(u), np.empty_like(u)
    kernels.fill_normal(u, compiled)
    plain.fill_normal(u, plainly)
    assert compiled.tobytes() == plainly.tobytes()


def test_one_by_one_and_together_and_of_any_shape():
    one, many = generator(4), generator(4)
    deviates = [one.standard_normal() for _ in range(24)]
    assert all(type(deviate) is float for deviate in deviates)
    assert many.standard_normal((2, 3, 4)).ravel().tolist() == deviates
    assert one.bit_generator.state == many.bit_generator.state
    assert many.standard_normal(3, np.float32).dtype == np.float32
    assert many.standard_normal(0).shape == (0,)
    one.standard_normal(3)
    assert one.normal(5.0, 2.0) == 5.0 + 2.0 * many.standard_normal()


def test_a_copy_goes_on_alike():
    rng = generator(5)
    rng.random(7)
    for other in (copy.deepcopy(rng), pickle.loads(pickle.dumps(rng))):
        assert type(other) is Chance
        assert other.standard_normal(5).tolist() == copy.deepcopy(rng).standard_normal(5).tolist()


def test_the_draw_of_0_1_0_is_numpys():
    config = MachineConfig(
        retina=RetinaConfig(gain_spread=0.2), potentiometers=PotentiometerConfig(speed_spread=0.2), draw=1, seed=6
    )
    machine, seeds = MarkI(config), np.random.SeedSequence(6).spawn(5)
    theirs = [np.random.Generator(np.random.PCG64(seed)) for seed in seeds]
    assert (machine.retina.gain == (1 + 0.2 * theirs[0].standard_normal(400)).astype(np.float32)).all()
    speed = (0.8 * (1 + 0.2 * theirs[2].standard_normal(512, np.float32))).astype(np.float32)
    np.testing.assert_allclose(machine.potentiometers.speed_v_per_s, speed, rtol=1e-6)
    assert type(machine.teacher_rng) is np.random.Generator
