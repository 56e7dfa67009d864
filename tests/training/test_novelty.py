"""Novelty: distances on paper, and what a memory knows."""

import numpy as np
import pytest

from mark1.stimuli.stimulus_set import StimulusSet
from mark1.training.novelty import STANDARD_CELLS, Memory, distances, memory_arrays, memory_of


def bar(column: int) -> np.ndarray:
    """Five cells of a column of 5 x 5."""
    cells = np.zeros((5, 5), bool)
    cells[:, column] = True
    return cells


def memory(*columns: int) -> Memory:
    """One bar per class, each named by its column."""
    light = np.stack([bar(column) for column in columns]).astype(np.float32)
    return Memory.of(StimulusSet.labelled("bars", light, [str(column) for column in columns]), 0.5)


def test_distances_by_hand() -> None:
    cells = np.zeros((1, 3, 4), bool)
    cells[0, 0, 0] = True
    root = 2**0.5
    np.testing.assert_allclose(
        distances(cells)[0], [[0, 1, 2, 3], [1, root, 1 + root, 2 + root], [2, 1 + root, 2 * root, 1 + 2 * root]], 1e-6
    )


def test_a_bar_two_columns_away_is_two_cells_away() -> None:
    known = memory(0, 4)
    assert known.distance(bar(0), "0") == 0
    assert known.distance(bar(2), "0") == 2.0
    assert known.distance(bar(4), "0") == 8  # 4, and 4 more than from the other
    assert known.distance(bar(4), "4") == 0


def test_dark_pictures_and_unknown_classes_are_as_far_as_can_be() -> None:
    assert memory(0, 4).distance(np.zeros((5, 5), bool), "0") == 15
    assert memory(0, 4).distance(bar(0), "7") == 15


def test_the_usual_distance_comes_from_the_training_pictures() -> None:
    assert memory(0, 4).usual_cells == STANDARD_CELLS
    light = np.stack([bar(0), bar(1), bar(3), bar(4)]).astype(np.float32)
    assert Memory.of(StimulusSet.labelled("bars", light, list("aabb")), 0.5).usual_cells == 1.0


def test_a_memory_survives_a_file_and_a_lie_does_not() -> None:
    known = memory(0, 4)
    arrays = memory_arrays(known)
    again = memory_of(arrays, ["0", "4"])
    assert again is not None and again.distance(bar(2), "4") == known.distance(bar(2), "4")
    assert memory_of({}, None) is None
    with pytest.raises(ValueError, match="do not fit together"):
        memory_of({**arrays, "memory.shape": np.array([2, 500, 5])}, ["0", "4"])
