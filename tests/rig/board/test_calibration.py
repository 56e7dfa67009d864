"""Counts and volts, and the file a calibration is kept in."""

import json
from dataclasses import replace

import numpy as np
import pytest
from virtual_rig import VirtualRig

from mark1.errors import StorageError
from mark1.rig.board.calibration import Calibration, Channel, counts_of, wipers_of

STOP_UV = 11_000_000
CHANNELS = (Channel(0, 23.0, 1003.0), Channel(1, 100.0, 500.0))


def test_the_stops_are_the_ends_and_0_v_is_the_middle():
    wiper = np.array([-STOP_UV, 0], np.int32)
    assert counts_of(CHANNELS, wiper, STOP_UV).tolist() == [23, 300]
    assert wipers_of(CHANNELS, np.array([1003, 500]), STOP_UV).tolist() == [STOP_UV, STOP_UV]
    assert wipers_of(CHANNELS, np.array([0, 300]), STOP_UV).tolist() == [-STOP_UV, 0]  # beyond a stop: the stop


def test_counts_and_volts_are_each_others_inverse_to_half_a_count():
    counts = np.array([777, 432])
    assert (counts_of(CHANNELS, wipers_of(CHANNELS, counts, STOP_UV), STOP_UV) == counts).all()


def test_light_is_what_is_between_dark_and_bright_in_steps_of_a_byte():
    hello = VirtualRig(rows=1, cols=3).board.hello
    known = replace(Calibration.assumed(hello), dark=(100.0, 100.0, 100.0), bright=(900.0, 900.0, 900.0))
    light = known.light(np.array([[50, 500, 950]]))
    assert light.dtype == np.float32
    assert light.tolist() == [[0.0, np.float32(128 / 255), 1.0]]


def test_a_calibration_is_kept_by_the_boards_id(tmp_path):
    hello = VirtualRig(pots=2, rows=1, cols=1).board.hello
    made = replace(Calibration.assumed(hello), measured=True, dead_band=7, dark=(3.0,), bright=(999.5,))
    made.save(tmp_path)
    assert Calibration.of_board(hello, tmp_path) == made
    assert not Calibration.of_board(hello._replace(board_id=5), tmp_path).measured
    assert not Calibration.of_board(hello._replace(wiring=5), tmp_path).measured  # wired anew: measure again


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-20],
        lambda text: "[]",
        lambda text: text.replace('"low"', '"lo"'),
        lambda text: text.replace('"low": 16.0', '"low": 2000.0'),
        lambda text: text.replace('"dead_band": 4', '"dead_band": 0'),
        lambda text: text.replace('"way": 1', '"way": 0'),
        lambda text: text.replace('"low": 16.0', '"low": "16"'),
    ],
)
def test_a_damaged_file_is_said_and_not_used(tmp_path, spoil):
    hello = VirtualRig(pots=2).board.hello
    path = Calibration.assumed(hello).save(tmp_path)
    text = path.read_text()
    json.loads(text)
    path.write_text(spoil(text))
    with pytest.raises(StorageError, match="not a calibration .*delete it, and calibrate the board again"):
        Calibration.of_board(hello, tmp_path)
