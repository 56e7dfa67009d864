"""MachineConfig: every range and word is checked when the config is made, in one line that says what is allowed."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from loops import each

from mark1.errors import ConfigError, Mark1Error
from mark1.machine import config
from mark1.machine.config import CheckedSettings, MachineConfig, PotentiometerConfig, TeacherConfig

CONFIGS = [kind for kind in vars(config).values() if isinstance(kind, type) and CheckedSettings in kind.__mro__[1:]]
FIELDS = [(kind, field) for kind in CONFIGS for field in dataclasses.fields(kind)]
NUMBERS = [(kind, field) for kind, field in FIELDS if "low" in field.metadata]
WORDS = [(kind, field) for kind, field in FIELDS if "allowed" in field.metadata]
SWITCHES = [(kind, field) for kind, field in FIELDS if field.type is bool]


def ids(case: Any) -> str:
    return getattr(case, "__name__", None) or case.name


def refused(kind: type, name: str, value: Any) -> str:
    """The error's text, which must be one line that names the setting and the value."""
    with pytest.raises(ConfigError) as error:
        kind(**{name: value})
    text = str(error.value)
    assert "\n" not in text
    part = next(part.name for part in dataclasses.fields(MachineConfig) if part.default_factory is kind)
    assert text.startswith(f"{part}.{name}: ")  # as fidelity.toml and the panel call it
    assert ": expected " in text
    assert text.endswith(f", got {value.item() if isinstance(value, np.generic) else value!r}")
    return text


def test_every_setting_is_a_number_a_word_or_a_switch():
    assert len(CONFIGS) == 7
    assert len(NUMBERS) + len(WORDS) + len(SWITCHES) == len(FIELDS)


@each("kind, field", NUMBERS)
def test_a_number_is_allowed_from_low_to_high_and_no_further(kind, field):
    low, high = field.metadata["low"], field.metadata["high"]
    for value in (low, high):
        assert getattr(kind(**{field.name: value}), field.name) == value
    step = 1 if field.type is int else max(1e-4, abs(high)) * 1e-3
    for value in (low - step, high + step):
        assert f"from {low:g} to {high:g}" in refused(kind, field.name, value)


@each("value", [math.nan, math.inf, -math.inf, "7", "", [1], True, 1j])
@each("kind, field", NUMBERS)
def test_a_number_must_be_a_number(kind, field, value):
    refused(kind, field.name, value)


@each("kind, field", NUMBERS)
def test_whole_numbers_stay_whole(kind, field):
    middle = field.metadata["low"] + 0.5
    if field.type is int:
        assert "whole number" in refused(kind, field.name, middle)
    else:
        kind(**{field.name: min(middle, field.metadata["high"])})


@each("kind, field", NUMBERS)
def test_only_what_the_picture_decides_may_be_left_open(kind, field):
    if field.name == "exposure":
        assert kind(exposure=None).exposure is None
    else:
        refused(kind, field.name, None)


@each("kind, field", WORDS)
def test_a_word_is_one_of_those_allowed(kind, field):
    allowed = field.metadata["allowed"]
    assert field.default == allowed[0]
    for word in allowed:
        assert getattr(kind(**{field.name: word}), field.name) == word
    for word in ("", allowed[0].upper(), allowed[0] + "x", None, 1, ["auto"]):
        assert ", ".join(allowed) in refused(kind, field.name, word)


@each("kind, field", SWITCHES)
@each("value", ["no", "off", 0, 1, None])
def test_a_switch_is_on_or_off(kind, field, value):
    refused(kind, field.name, value)


@each("seed", [-1, 1.5, "7", None, True])
def test_a_seed_is_a_whole_number_from_zero_up(seed):
    with pytest.raises(ConfigError, match="seed: expected a whole number from 0 up, got .*"):
        MachineConfig(seed=seed)
    assert MachineConfig(seed=2**80).seed == 2**80


def test_a_draw_is_one_that_there_is():
    for draw in (0, 3, 1.5, "2", None, True):
        with pytest.raises(ConfigError, match="draw: expected 1 or 2, got .*"):
            MachineConfig(draw=draw)
    assert (MachineConfig().draw, MachineConfig(draw=np.int64(1)).draw) == (2, 1)


def test_numbers_of_numpy_are_as_good_as_any():
    (seed,), (n_r,), (theta,) = np.arange(3, 4), np.array([12], np.uint16), np.array([1.5], np.float32)
    some = MachineConfig(
        seed=seed, response=config.ResponseConfig(n_r=n_r), association=config.AssociationConfig(theta=theta)
    )
    for value, kind in ((some.seed, int), (some.response.n_r, int), (some.association.theta, float)):
        assert type(value) is kind
    assert (some.seed, some.response.n_r, some.association.theta) == (3, 12, 1.5)
    refused(config.ResponseConfig, "n_r", np.int64(2000))
    refused(config.ResponseConfig, "n_r", np.float64(8.0))
    refused(config.AssociationConfig, "theta", np.float64("nan"))


@pytest.mark.parametrize("imperfect", [{"decay_per_s": 0.1}, {"noise_v": 0.1}])
def test_ideal_motors_neither_decay_nor_jitter(imperfect):
    with pytest.raises(ConfigError, match="set decay and noise to 0, or ideal off"):
        PotentiometerConfig(ideal=True, **imperfect)
    PotentiometerConfig(ideal=False, **imperfect)


@pytest.mark.parametrize(
    ("teacher", "ideal", "says"),
    [
        ({"gain": "beta"}, False, "teacher.gain: expected alpha, or .*, got 'beta': error correction moves"),
        (
            {"rule": "nonquantized", "gain": "gamma"},
            False,
            "teacher.gain: expected alpha.* got 'gamma': error correction",
        ),
        ({"rule": "forced", "gain": "gamma"}, True, "teacher.gain: expected alpha, .* got 'gamma': an ideal bank"),
        (
            {"rule": "forced", "gain": "beta"},
            True,
            "teacher.gain: .*expected .*or potentiometers.ideal off, got 'beta'",
        ),
        (
            {"rule": "forced", "sign": "negative"},
            False,
            "teacher.sign: expected positive, .* got 'negative': only the bivalent system",
        ),
        ({"sign": "negative"}, False, "teacher.sign: .*expected .* or the rule bivalent, got 'negative'"),
    ],
)
def test_settings_that_do_not_go_together(teacher, ideal, says):
    with pytest.raises(ConfigError, match=says):
        MachineConfig(teacher=TeacherConfig(**teacher), potentiometers=PotentiometerConfig(ideal=ideal))


@pytest.mark.parametrize("rule", ["forced", "bivalent", "spontaneous"])
def test_settings_that_do(rule):
    for gain in ("alpha", "beta", "gamma"):
        MachineConfig(teacher=TeacherConfig(rule=rule, gain=gain))
    MachineConfig(teacher=TeacherConfig(rule=rule), potentiometers=PotentiometerConfig(ideal=True))
    MachineConfig(teacher=TeacherConfig(rule="bivalent", sign="negative"))


def test_a_config_cannot_be_changed_only_replaced():
    some = MachineConfig()
    with pytest.raises(dataclasses.FrozenInstanceError):
        some.seed = 1  # type: ignore[misc]
    assert dataclasses.replace(some, seed=1).seed == 1
    assert some == MachineConfig()


def test_an_error_in_a_setting_is_also_a_value_error():
    assert issubclass(ConfigError, ValueError)
    assert issubclass(ConfigError, Mark1Error)
    assert ConfigError.exit_code == 2
