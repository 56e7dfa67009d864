"""Features: by hand for one point, the names in step with the columns, and a Mark I's A-units."""

import math

import numpy as np
import pytest

from mark1.errors import ConfigError
from mark1.machine.config import AssociationConfig, MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.plane.features import FEATURES, AUnits, feature_map


def test_a_point_by_hand() -> None:
    """(2, -3): r = sqrt(13); theta in the lower right; x^2 = 4, xy = -6, y^2 = 9, 8, -12, 18, -27."""
    point = np.array([[2.0, -3.0]])
    assert feature_map("raw")(point).tolist() == [[1, 2, -3]]
    assert feature_map("polar")(point).tolist() == [[1, math.sqrt(13), math.atan2(-3, 2)]]
    assert feature_map("poly")(point).tolist() == [[1, 2, -3, 4, -6, 9, 8, -12, 18, -27]]
    assert feature_map("poly").of == ("x", "y", "x^2", "x y", "y^2", "x^3", "x^2 y", "x y^2", "y^3")


@pytest.mark.parametrize("name", FEATURES)
def test_every_column_has_a_name_but_the_constant_one(name: str) -> None:
    phi = feature_map(name)(np.random.default_rng(0).normal(size=(50, 2)))
    assert phi.shape == (50, 1 + len(feature_map(name).of)) and phi.dtype == np.float64
    assert (phi[:, 0] == 1).all() and (np.ptp(phi[:, 1:], axis=0) > 0).all()


def test_polar_at_the_middle_and_on_the_jump() -> None:
    phi = feature_map("polar")(np.array([[0.0, 0.0], [-2.0, 0.0], [-2.0, -1e-300]]))
    assert phi[:, 1].tolist() == [0, 2, 2]
    assert phi[:, 2].tolist() == [0, math.pi, -math.pi]


@pytest.mark.parametrize(("name", "meant"), [("polr", "polar"), ("polly", "poly"), ("row", "raw")])
def test_an_unknown_name_is_answered_with_the_nearest(name: str, meant: str) -> None:
    with pytest.raises(ConfigError, match=f"expected one of raw, polar, poly, got '{name}'. Did you mean '{meant}'"):
        feature_map(name)


def test_a_units_are_those_of_the_machine() -> None:
    machine = MarkI(MachineConfig(association=AssociationConfig(n_a=70), seed=3))
    light = np.random.default_rng(1).random((5, 20, 20), np.float32)
    phi = AUnits(machine)(light)
    assert phi.shape == (5, 71) and phi.dtype == np.int64 and set(phi.ravel().tolist()) == {0, 1}
    assert (phi[:, 0] == 1).all()
    for row, picture in zip(phi, light, strict=True):
        assert np.array_equal(row[1:], machine.activity(picture))
    assert np.array_equal(AUnits(machine, constant=False)(light), phi[:, 1:])
