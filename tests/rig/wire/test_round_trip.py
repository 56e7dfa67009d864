"""The patience with a line: RFC 6298 worked by hand."""

import pytest

from mark1.rig.wire.round_trip import FIRST_S, LONGEST_S, SLACK_S, RoundTrip


def after(*trips_s: float) -> RoundTrip:
    trip = RoundTrip()
    for one_s in trips_s:
        trip.sample(one_s)
    return trip


def test_the_first_two_samples_by_hand():
    """R = 0.4: SRTT 0.4, RTTVAR 0.2. R' = 0.8: RTTVAR 3/4 0.2 + 1/4 |0.4 - 0.8|, then SRTT 7/8 0.4 + 1/8 0.8."""
    assert RoundTrip().patience_s == FIRST_S
    trip = after(0.4)
    assert (trip.mean_s, trip.deviation_s) == (0.4, 0.2)
    assert trip.patience_s == pytest.approx(0.4 + 4 * 0.2)
    trip.sample(0.8)
    assert (trip.mean_s, trip.deviation_s) == (pytest.approx(0.45), pytest.approx(0.25))
    assert trip.patience_s == pytest.approx(0.45 + 4 * 0.25)


def test_a_steady_line_leaves_the_board_its_time():
    trip = after(*[0.6] * 100)
    assert trip.patience_s == pytest.approx(0.6 + SLACK_S)


def test_it_doubles_until_the_next_sample_and_has_an_end():
    trip = after(0.01)
    patient_s = trip.patience_s
    trip.back_off()
    trip.back_off()
    assert trip.patience_s == pytest.approx(4 * patient_s)
    for _ in range(2000):
        trip.back_off()
    assert trip.patience_s == LONGEST_S
    trip.sample(0.01)
    assert trip.patience_s < 2 * patient_s


def test_a_line_that_becomes_slow_is_waited_for_after_one_sample():
    """SRTT 7/8 0.005 + 1/8 0.6 and 4 (1/4 0.595): more than 0.6."""
    trip = after(*[0.005] * 50, 0.6)
    assert trip.patience_s > 0.6
