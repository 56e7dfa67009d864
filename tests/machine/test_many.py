"""Machines from their seeds, beside machines one by one: the same bits."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mark1.errors import ConfigError
from mark1.machine.config import MachineConfig
from mark1.machine.many import can_be_many, teach_many
from mark1.machine.mark1 import MarkI

SETTINGS: dict[str, dict[str, Any]] = {
    "as built": {},
    "other cells, shared pots, decay": {
        "retina": {"gain_spread": 0.2},
        "potentiometers": {"pots": "shared", "decay_per_s": 0.01},
    },
    "constrained, sockets full": {"patch_board": {"wiring": "constrained", "sockets_per_s_unit": 15}},
    "ideal, one pulse, an undecided band": {
        "potentiometers": {"ideal": True},
        "teacher": {"rule": "quantized"},
        "response": {"undecided_v": 1.5},
    },
    "low stops, much play, uneven sizes": {
        "association": {"n_a": 77, "theta": -0.5},
        "patch_board": {"excitatory": 3, "inhibitory": 6},
        "potentiometers": {"stop_v": 0.9, "backlash_v": 0.4, "speed_spread": 0.3},
        "teacher": {"rule": "nonquantized", "exposure_s": 0.25, "pulse_s": 0.5},
    },
}


def lesson(config: MachineConfig, n: int = 70) -> tuple[np.ndarray, np.ndarray]:
    """Noise with random words: more pictures than bits in a word, and not all of it can be learned."""
    rng, shape = np.random.default_rng(3), (n, config.retina.rows, config.retina.cols)
    wanted = rng.choice(np.array([-1, 0, 1], np.int8), (n, config.response.n_r), p=[0.45, 0.1, 0.45])
    return rng.random(shape, np.float32), wanted


def one(
    config: MachineConfig, seed: int, light: np.ndarray, wanted: np.ndarray, epochs: int, taught: np.ndarray
) -> Any:
    """A machine alone, epoch after epoch: the machine, its epochs, corrections, and pictures corrected at last."""
    machine, corrections = MarkI(replace(config, seed=seed)), 0
    activity = machine.sense(light)
    for epoch in range(1, epochs + 1):  # noqa: B007
        order = taught[machine.teacher_rng.permutation(len(taught))]
        done = machine.learn(activity, wanted, order)
        corrections += done.corrections
        if not done.corrections:
            break
    return machine, epoch, corrections, int(np.count_nonzero(done.corrections_of)), done.corrections == 0


@pytest.mark.parametrize("name", SETTINGS)
def test_machines_from_seeds_are_machines_one_by_one(name: str) -> None:
    config, seeds = MachineConfig(**SETTINGS[name]), [0, 5, 2**32 - 1, 2**40]
    light, wanted = lesson(config)
    few = np.stack([np.random.default_rng(seed).permutation(70)[:9] for seed in seeds])
    everything = np.tile(np.arange(70), (len(seeds), 1))
    for taught, given in ((everything, None), (few, few)):
        done = teach_many(config, seeds, light, wanted, 6, given)
        for i, seed in enumerate(seeds):
            machine, epochs, corrections, wrong, settled = one(config, seed, light, wanted, 6, taught[i])
            assert (done.epochs[i], done.corrections[i], done.wrong[i]) == (epochs, corrections, wrong)
            assert done.settled[i] == settled and done.machine_time_s[i] == machine.machine_time_s
            assert np.array_equal(done.wiper[i], machine.potentiometers.wiper)
            assert np.array_equal(done.sum_v[i], machine.sums(machine.sense(light)))
    assert done.corrections.min() > 0


def test_which_machines_can_be_made_from_seeds_alone() -> None:
    assert can_be_many(MarkI())
    for settings in (
        {"retina": {"noise": 0.1}},
        {"potentiometers": {"noise_v": 0.1}},
        {"teacher": {"rule": "forced"}},
        {"draw": 1},
    ):
        config = MachineConfig(**settings)  # type: ignore[arg-type]
        assert not can_be_many(MarkI(config))
        with pytest.raises(ConfigError, match="expected error correction without noise"):
            teach_many(config, [0], *lesson(config), 1)
    hurt = MarkI()
    hurt.association.dead[3] = True
    assert not can_be_many(hurt)


@pytest.mark.parametrize(
    "changed, says",
    [
        ({"seeds": [0, -1]}, "seed: expected a whole number from 0 to 2"),
        ({"seeds": [0.5]}, "seed"),
        ({"light": np.zeros((70, 3, 3), np.float32)}, "light: expected"),
        ({"wanted": np.zeros((4, 8), np.int8)}, "wanted: expected"),
        ({"epochs": 0}, "epochs: expected a whole number from 1 up, got 0"),
        ({"taught": np.array([[0, 70]])}, "taught"),
        ({"taught": np.array([[0, 1], [1, 0]])}, "taught"),
    ],
)
def test_what_does_not_fit_is_refused(changed: dict[str, Any], says: str) -> None:
    light, wanted = lesson(MachineConfig())
    given = {"seeds": [1], "light": light, "wanted": wanted, "epochs": 1, "taught": None, **changed}
    with pytest.raises(ConfigError, match=says):
        teach_many(MachineConfig(), **given)
