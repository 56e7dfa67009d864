"""R-units: the side of 0 on which the sum is, and the undecided band."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mark1.machine.config import ResponseConfig
from mark1.machine.response import ResponseUnits


def test_a_sum_of_zero_answers_plus_one():
    units = ResponseUnits(ResponseConfig(n_r=4))
    assert units.answer(np.array([0.5, 0.0, -0.5, -0.0])).tolist() == [1, 1, -1, 1]


@pytest.mark.parametrize(
    ("sum_v", "answer"), [(0.0, 0), (0.29, 0), (-0.29, 0), (0.3, 1), (-0.3, -1), (5.0, 1), (-5.0, -1)]
)
def test_sums_nearer_to_zero_than_the_band_give_no_answer(sum_v, answer):
    units = ResponseUnits(ResponseConfig(n_r=1, undecided_v=0.3))
    assert units.answer(np.array([sum_v])).tolist() == [answer]


def test_many_sums_keep_their_shape():
    answers = ResponseUnits(ResponseConfig(n_r=2)).answer(np.array([[1.0, -1.0], [-2.0, 2.0], [0.0, 0.0]]))
    assert answers.dtype == np.int8
    assert answers.tolist() == [[1, -1], [-1, 1], [1, 1]]


def test_nothing_is_remembered():
    units = ResponseUnits(ResponseConfig(n_r=1))
    units.answer(np.array([-1.0]))
    units.reset()
    assert units.answer(np.array([0.0])).tolist() == [1]


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=5), st.floats(0, 5))
def test_it_equals_the_rule_read_out(sums, band):
    units = ResponseUnits(ResponseConfig(n_r=len(sums), undecided_v=band))
    expected = [0 if abs(volts) < band else (1 if volts >= 0 else -1) for volts in sums]
    assert units.answer(np.array(sums)).tolist() == expected
