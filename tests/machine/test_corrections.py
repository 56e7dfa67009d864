"""CorrectionLog: keeps the last correction of every pot, and no other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mark1.machine.corrections import ROW, CorrectionLog


def rows_of(*stimuli: int) -> np.ndarray:
    rows = np.zeros(len(stimuli), ROW)
    rows["stimulus"] = stimuli
    rows["presentation"] = [10 * stimulus for stimulus in stimuli]
    return rows


def name(stimulus: int) -> str:
    return f"letter {stimulus}"


def test_a_correction_stays_while_it_is_the_last_of_some_pot_by_hand():
    log, moved_by = CorrectionLog(), np.array([-1, -1, -2], np.int32)
    moved_by[:2] = 0  # row 0 moved pots 0 and 1
    log.add(rows_of(5), moved_by, name)
    assert log.names == ["letter 5"]
    moved_by[0] = 1  # row 1 moved pot 0: row 0 stays, for pot 1
    log.add(rows_of(6), moved_by, name)
    assert log.names == ["letter 5", "letter 6"]
    assert moved_by.tolist() == [1, 0, -2]
    moved_by[1] = 2  # row 2 moved pot 1: nobody needs row 0, row 1 becomes row 0
    log.add(rows_of(7), moved_by, name)
    assert log.names == ["letter 6", "letter 7"]
    assert log.rows["presentation"].tolist() == [60, 70]
    assert moved_by.tolist() == [0, 1, -2]


def test_names_are_asked_only_for_rows_that_stay():
    asked: list[int] = []
    log, moved_by = CorrectionLog(), np.array([1], np.int32)
    log.add(rows_of(3, 4), moved_by, lambda stimulus: asked.append(stimulus) or name(stimulus))
    assert asked == [4]
    assert moved_by.tolist() == [0]


def test_nothing_to_add_leaves_it_as_it_was():
    log, moved_by = CorrectionLog(), np.array([0, -1], np.int32)
    log.add(rows_of(1), moved_by, name)
    log.add(rows_of(), moved_by, pytest.fail)
    assert log.names == ["letter 1"]
    assert moved_by.tolist() == [0, -1]


def test_a_pot_set_by_hand_forgets_its_correction():
    log, moved_by = CorrectionLog(), np.array([0, -1], np.int32)
    log.add(rows_of(1), moved_by, name)
    moved_by[:] = [-2, 1]
    log.add(rows_of(2), moved_by, name)
    assert log.names == ["letter 2"]
    assert moved_by.tolist() == [-2, 0]


def test_reset_forgets_everything():
    log = CorrectionLog()
    log.add(rows_of(1), np.array([0], np.int32), name)
    log.reset()
    assert log.names == []
    assert len(log.rows) == 0


@given(st.lists(st.lists(st.sets(st.integers(0, 4), max_size=5), max_size=4), max_size=8))
def test_every_pot_finds_what_moved_it_last(rounds):
    """Against a dictionary: pot -> the number of its last correction."""
    log, moved_by, last, serial = CorrectionLog(), np.full(5, -1, np.int32), {}, 0
    for corrections in rounds:
        rows = rows_of(*range(serial, serial + len(corrections)))
        for k, pots in enumerate(corrections):
            for pot in pots:
                moved_by[pot] = len(log.rows) + k
                last[pot] = serial + k
        log.add(rows, moved_by, name)
        serial += len(corrections)
        assert len(log.rows) == len(log.names) == len(set(last.values()))
        for pot in range(5):
            if pot in last:
                assert log.rows[moved_by[pot]]["stimulus"] == last[pot]
                assert log.names[moved_by[pot]] == name(last[pot])
            else:
                assert moved_by[pot] == -1
