"""Snapshots come back to the bit, with picture, course, undo and album; a journal replays them, in old words too."""

import numpy as np
import pytest

from mark1.errors import CommandError
from mark1.panel.commands.table import COMMANDS
from mark1.panel.control_panel import ControlPanel
from mark1.panel.undo import MOST_SNAPSHOTS


def all_of(panel):
    plain, arrays = panel.backend.capture()
    return (
        plain,
        {name: array.tobytes() for name, array in arrays.items()},
        panel.history,
        panel.album,
        panel.training_run,
    )


def test_a_snapshot_comes_back_as_often_as_wanted(panel):
    for line in ("present letter A", "teach A", "keep A", "course letters", "step", "snapshot mine"):
        panel.execute(line)
    before, observation = all_of(panel), panel.observation
    for _ in range(2):
        for line in ("machine seed 9", "album clear", "present letter Q", "backend mlp", "train xor epochs 2"):
            panel.execute(line)
        panel.execute("restore mine")
        assert all_of(panel) == before
        assert panel.observation is observation
    panel.execute("undo")
    assert panel.training_run is None or panel.training_run.place == 0
    assert np.any(panel.machine.potentiometers.wiper_v)


def test_a_journal_replays_it(panel):
    for line in ("present letter A", "snapshot mine", "teach A", "restore mine", "teach B"):
        panel.execute(line)
    again = ControlPanel()
    for line in panel.journal.lines:
        again.execute(line)
    assert all_of(again)[:2] == all_of(panel)[:2]


def test_there_is_room_for_a_few_only(panel):
    for number in range(MOST_SNAPSHOTS):
        panel.execute(f"snapshot {number}")
    panel.execute("snapshot 0")
    with pytest.raises(CommandError, match="expected at most 4 names; reuse one of 0, 1, 2, 3"):
        panel.execute("snapshot more")
    with pytest.raises(CommandError, match="unknown snapshot 'x' .valid: 0, 1, 2, 3"):
        panel.execute("restore x")


def test_the_old_words_still_run_and_nothing_lists_them(panel):
    for line in ("present letter A", "aside mine", "teach A", "back mine"):
        panel.execute(line)
    assert panel.journal.lines[-3:] == ["snapshot mine", "teach A", "restore mine"]
    assert panel.execute("help aside").text == panel.execute("help snapshot").text
    assert not {"aside", "back"} & set(COMMANDS)
    listed = panel.execute("help").text
    assert "snapshot NAME" in listed and "aside" not in listed
    with pytest.raises(CommandError, match="as in: restore NAME"):
        panel.execute("back")
