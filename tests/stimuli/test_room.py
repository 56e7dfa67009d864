"""Sets in a file: the same numbers as in memory, and parts that are copies."""

import numpy as np
import pytest

from mark1.stimuli import room
from mark1.stimuli.room import FileArray, chosen, extremes, room_for
from mark1.stimuli.stimulus_set import StimulusSet


@pytest.fixture
def in_file(monkeypatch: pytest.MonkeyPatch) -> tuple[np.ndarray, np.ndarray]:
    """Light in memory, and the same in a file."""
    monkeypatch.setattr(room, "LARGE", 0)
    light = np.random.default_rng(0).random((50, 3, 4)).astype(np.float32)
    kept = room_for(50, 3, 4)
    kept[:20], kept[np.arange(20, 50)] = light[:20], light[20:]
    assert isinstance(kept, FileArray)
    return light, kept


def test_parts_are_copies_in_memory(in_file) -> None:
    light, kept = in_file
    for index in (slice(3, 9), 7, np.array([4, 1]), slice(None, None, -1)):
        part = kept[index]
        assert type(part) is np.ndarray
        np.testing.assert_array_equal(part, light[index])
    kept[3:5][:] = 0
    np.testing.assert_array_equal(kept[3:5], light[3:5])


def test_extremes_and_choices_go_through_it_in_steps(in_file, monkeypatch: pytest.MonkeyPatch) -> None:
    light, kept = in_file
    monkeypatch.setattr(room, "STEP", 7)
    assert extremes(kept) == extremes(light)
    numbers = np.random.default_rng(1).permutation(50)[:30]
    np.testing.assert_array_equal(chosen(kept, numbers)[:], light[numbers])


def test_a_set_in_a_file_trains_to_the_same_bits(in_file) -> None:
    light, kept = in_file
    labels = ["a", "b"] * 25
    plain, filed = StimulusSet.labelled("s", light, labels), StimulusSet.labelled("s", kept, labels)
    assert isinstance(filed.light, FileArray)
    halves = [stimuli.split(0.3, np.random.default_rng(2)) for stimuli in (plain, filed)]
    for mine, theirs in zip(*halves, strict=True):
        np.testing.assert_array_equal(mine.light[:], theirs.light[:])
        assert mine.labels == theirs.labels
