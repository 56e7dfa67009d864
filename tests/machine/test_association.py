"""A-units: on from theta up, trim, dead units."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mark1.machine.association import AssociationUnits
from mark1.machine.config import AssociationConfig


def units(n_a: int = 4, theta: float = 2.0) -> AssociationUnits:
    return AssociationUnits(AssociationConfig(n_a=n_a, theta=theta))


def test_a_unit_fires_from_theta_up():
    assert units().fire(np.array([1, 2, 3, -2])).tolist() == [False, True, True, False]


@pytest.mark.parametrize(("theta", "least"), [(2.0, 2), (1.5, 2), (0.0, 0), (-0.5, 0), (-1.0, -1), (2.0001, 3)])
def test_theta_may_be_fractional_or_below_zero(theta, least):
    assert units(1, theta).least.tolist() == [least]
    assert units(1, theta).fire(np.array([least])).all()
    assert not units(1, theta).fire(np.array([least - 1])).any()


def test_trim_is_added_to_the_theta_of_one_unit():
    some = units()
    some.trim[:] = [0, 1, -1, 0.5]
    # thresholds 2, 3, 1, 2.5
    assert some.fire(np.array([2, 2, 2, 2])).tolist() == [True, False, True, False]
    assert some.fire(np.array([1, 3, 1, 3])).tolist() == [False, True, True, True]


def test_a_dead_unit_never_fires():
    some = units()
    some.dead[1] = True
    assert some.fire(np.full(4, 100)).tolist() == [True, False, True, True]


def test_theta_can_be_turned_between_pictures():
    some = units()
    some.theta = 4.0
    assert not some.fire(np.full(4, 3)).any()


def test_reset_keeps_trim_and_faults():
    some = units()
    some.trim[0], some.dead[1] = 3, True
    some.reset()
    assert some.trim[0] == 3
    assert some.dead[1]


@given(
    st.lists(st.integers(-50, 50), min_size=3, max_size=3),
    st.floats(-60, 60),
    st.lists(st.floats(-60, 60), min_size=3, max_size=3),
)
def test_it_is_the_comparison_it_says(excitation, theta, trim):
    some = units(3, theta)
    some.trim[:] = trim
    expected = [signals >= theta + extra for signals, extra in zip(excitation, trim, strict=True)]
    assert some.fire(np.array(excitation)).tolist() == expected
