"""MarkIBatch: the same bits as each machine alone, whatever they have in common."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mark1.errors import ConfigError
from mark1.machine import learning, state
from mark1.machine.batch import MarkIBatch
from mark1.machine.mark1 import MarkI

Build = Callable[..., MarkI]
SIZES = {"rows": 6, "cols": 6, "n_a": 70, "n_r": 3, "excitatory": 4, "inhibitory": 3, "theta": 1}
N = 40


def machines(build: Build, seeds: tuple[int, ...] = (3, 5, 8), **more: Any) -> list[MarkI]:
    return [build(seed=seed, **{**SIZES, **more}) for seed in seeds]


def lesson() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    return rng.random((N, 6, 6), np.float32), rng.choice([-1, 0, 1], (N, 3)).astype(np.int8)


def assert_same_bits(one: MarkI, other: MarkI) -> None:
    plain, arrays = state.capture(one)
    its_plain, its_arrays = state.capture(other)
    assert plain == its_plain
    for name in arrays:
        assert arrays[name].tobytes() == its_arrays[name].tobytes(), name


def taught_alone(machine: MarkI, light: np.ndarray, wanted: np.ndarray, passes: int) -> list[list[int]]:
    activity = machine.sense(light)
    orders = [machine.teacher_rng.permutation(N) for _ in range(passes)]
    return [machine.learn(activity, wanted, order, "no {}".format).corrections_of.tolist() for order in orders]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"ideal": True},
        {"ideal": True, "rule": "nonquantized"},
        {"rule": "nonquantized", "speed_spread": 0.3},
        {"pots": "shared", "noise_v": 0.2},
        {"decay_per_s": 0.01, "undecided_v": 0.5},
        {"gain_spread": 0.3},
        {"stop_v": 1.5, "backlash_v": 0.4},
    ],
    ids=str,
)
def test_the_same_bits_as_alone(build: Build, more: dict[str, Any]) -> None:
    (light, wanted), passes = lesson(), 3
    alone, together = machines(build, **more), machines(build, **more)
    together[1].association.dead[::5] = alone[1].association.dead[::5] = True
    together[2].potentiometers.stuck[::3] = alone[2].potentiometers.stuck[::3] = True
    batch = MarkIBatch(together)
    activity, lessons = batch.sense(light), []
    for _ in range(passes):
        orders = np.stack([machine.teacher_rng.permutation(N) for machine in together])
        lessons.append(batch.learn(activity, wanted, orders, name_of="no {}".format))
    assert sum(one.corrections for one in lessons[0]) > 0
    for i, machine in enumerate(alone):
        expected = taught_alone(machine, light, wanted, passes)
        assert [taught[i].corrections_of.tolist() for taught in lessons] == expected
        assert_same_bits(machine, together[i])


def test_in_portions_too(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "LOG_ROWS", 3 * 3 * 7)  # seven presentations a call
    test_the_same_bits_as_alone(build, {"pots": "shared", "noise_v": 0.2})


def test_some_go_on_while_the_others_rest(build: Build) -> None:
    light, wanted = lesson()
    alone, together = machines(build), machines(build)
    batch = MarkIBatch(together)
    orders = np.stack([together[i].teacher_rng.permutation(N) for i in (2, 0)])
    batch.learn(batch.sense(light), wanted, orders, who=[2, 0], name_of="no {}".format)
    for i in (0, 2):
        taught_alone(alone[i], light, wanted, 1)
    for one, other in zip(alone, together, strict=True):
        assert_same_bits(one, other)
    assert together[1].presentations == 0


def test_noise_of_the_photocells_is_each_machines_own(build: Build) -> None:
    light, _ = lesson()
    alone, together = machines(build, noise=0.2), machines(build, noise=0.2)
    assert np.array_equal(MarkIBatch(together).sense(light), [machine.sense(light) for machine in alone])


def test_machines_of_one_make(build: Build) -> None:
    made = MarkIBatch.of(machines(build)[0].config, [5, 9])
    assert [machine.config.seed for machine in made.machines] == [5, 9] and len(made) == 2
    with pytest.raises(ConfigError, match="must share one configuration"):
        MarkIBatch([*machines(build), *machines(build, theta=2)])
    with pytest.raises(ConfigError, match="expected one or more"):
        MarkIBatch([])


def test_what_does_not_fit_is_refused(build: Build) -> None:
    light, wanted = lesson()
    batch = MarkIBatch(machines(build))
    activity = batch.sense(light)
    for orders in (np.zeros((2, 4), np.int64), np.zeros(4, np.int64), np.full((3, 4), N)):
        with pytest.raises(ConfigError):
            batch.learn(activity, wanted, orders)
    with pytest.raises(ConfigError, match="wanted"):
        batch.learn(activity, wanted[:-1], np.zeros((3, 4), np.int64))


def test_motors_of_metal_are_not_for_a_batch(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    some = machines(build)
    monkeypatch.setattr(some[1].potentiometers, "in_closed_form", False, raising=False)
    with pytest.raises(ConfigError, match="closed form"):
        MarkIBatch(some)
