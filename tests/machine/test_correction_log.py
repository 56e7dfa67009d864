"""CorrectionLog: keeps the last correction of every pot, and no other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mark1.machine import correction_log as corrections
from mark1.machine.correction_log import ROW, CorrectionLog


def rows_of(*stimuli: int) -> np.ndarray:
    rows = np.zeros(len(stimuli), ROW)
    rows["stimulus"] = stimuli
    rows["presentation"] = [10 * stimulus for stimulus in stimuli]
    return rows


def name(stimulus: int) -> str:
    return f"letter {stimulus}"


def moved(*by: int) -> np.ndarray:
    return np.array(by, np.int32)


def test_a_correction_stays_while_it_is_the_last_of_some_pot_by_hand():
    moved_by = moved(-1, -1, -2)
    log = CorrectionLog(moved_by)
    log.add(rows_of(5), name)
    moved_by[:2] = 0  # row 0 moved pots 0 and 1
    assert log.names == ["letter 5"]
    log.add(rows_of(6), name)
    moved_by[0] = 1  # row 1 moved pot 0: row 0 stays, for pot 1
    assert log.names == ["letter 5", "letter 6"]
    assert moved_by.tolist() == [1, 0, -2]
    log.add(rows_of(7), name)
    moved_by[1] = 2  # row 2 moved pot 1: nobody needs row 0, row 1 becomes row 0
    assert log.names == ["letter 6", "letter 7"]
    assert log.rows["presentation"].tolist() == [60, 70]
    assert moved_by.tolist() == [0, 1, -2]
    assert len(log) == 2


def test_names_are_asked_only_for_rows_that_stay():
    asked: list[int] = []
    moved_by = moved(1)
    log = CorrectionLog(moved_by)
    log.add(rows_of(3, 4), lambda stimulus: asked.append(stimulus) or name(stimulus))
    assert asked == []
    assert log.names == ["letter 4"]
    assert asked == [4]
    assert moved_by.tolist() == [0]


def test_nothing_to_add_leaves_it_as_it_was():
    moved_by = moved(0, -1)
    log = CorrectionLog(moved_by)
    log.add(rows_of(1), name)
    log.add(rows_of(), pytest.fail)
    assert log.names == ["letter 1"]
    assert moved_by.tolist() == [0, -1]


def test_a_pot_set_by_hand_forgets_its_correction():
    moved_by = moved(0, -1)
    log = CorrectionLog(moved_by)
    log.add(rows_of(1), name)
    log.add(rows_of(2), name)
    moved_by[:] = [-2, 1]
    assert log.names == ["letter 2"]
    assert moved_by.tolist() == [-2, 0]


def test_reset_forgets_everything():
    log = CorrectionLog(moved(0))
    log.add(rows_of(1), name)
    log.reset()
    assert len(log) == 0


def test_it_does_not_grow_for_ever():
    moved_by = moved(-1)
    log = CorrectionLog(moved_by)
    for n in range(40):
        moved_by[0] = len(log) + 4999
        log.add(rows_of(*range(5000 * n, 5000 * n + 5000)), name)
        assert len(log) <= 1 + corrections.SPARE
    assert log.names == ["letter 199999"]


@given(st.lists(st.lists(st.sets(st.integers(0, 4), max_size=5), max_size=4), max_size=8), st.integers(0, 8))
def test_every_pot_finds_what_moved_it_last(rounds, asked_at):
    """Against a dictionary: pot -> the number of its last correction."""
    moved_by, last, serial = np.full(5, -1, np.int32), {}, 0
    log = CorrectionLog(moved_by)
    for number, lesson in enumerate(rounds):
        rows = rows_of(*range(serial, serial + len(lesson)))
        for k, pots in enumerate(lesson):
            for pot in pots:
                moved_by[pot] = len(log) + k
                last[pot] = serial + k
        log.add(rows, name)
        serial += len(lesson)
        if number < asked_at:
            assert len(log.rows) == len(log)
    assert len(log.rows) == len(log.names) == len(log) == len(set(last.values()))
    for pot in range(5):
        if pot in last:
            assert log.rows[moved_by[pot]]["stimulus"] == last[pot]
            assert log.names[moved_by[pot]] == name(last[pot])
        else:
            assert moved_by[pot] == -1


def test_a_name_that_cannot_be_had_does_not_take_the_log_with_it(build):
    def nobody(stimulus):
        raise LookupError(stimulus)

    machine = build(rows=4, cols=4, n_a=20, n_r=2, excitatory=3, inhibitory=2, theta=1)
    light = np.ones((3, 4, 4), np.float32)
    machine.learn(machine.sense(light), np.array([[1, -1], [-1, 1], [1, 1]], np.int8), np.arange(3), nobody)
    assert all("stimulus" in name for name in machine.log.names)
    moved = np.flatnonzero(machine.potentiometers.moved_by >= 0)
    assert len(moved) and all(", stimulus " in machine.why(pot) for pot in moved)
