"""Warming up: the machine is none the wiser, and what teaching takes is ready."""

import numpy as np
import pytest

from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.training.warm_up import warm_up


@pytest.mark.parametrize("rule", ["quantized", "forced", "spontaneous"])
def test_a_machine_stays_as_it_is(rule: str) -> None:
    from dataclasses import replace

    config = MachineConfig()
    machine = MarkI(replace(config, teacher=replace(config.teacher, rule=rule)))
    before, presentations = machine.potentiometers.wiper_v.copy(), machine.presentations
    drawn = machine.teacher_rng.bit_generator.state
    warm_up(machine)
    assert np.array_equal(machine.potentiometers.wiper_v, before) and machine.presentations == presentations
    assert machine.teacher_rng.bit_generator.state == drawn
