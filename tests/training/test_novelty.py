"""Novelty: distances on paper, by scipy and by brute force, and what a memory knows."""

import numpy as np
import pytest
from scipy import ndimage

from mark1.stimuli.stimulus_set import StimulusSet
from mark1.training.novelty import Memory, distances, memory_arrays, memory_of


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


def test_distances_are_at_most_9_percent_longer_than_the_euclidean_ones_of_scipy() -> None:
    for cells in np.random.default_rng(0).random((20, 12, 15)) < 0.05:
        exact = np.minimum(ndimage.distance_transform_edt(~cells), 15) if cells.any() else np.full(cells.shape, 15.0)
        steps = distances(cells[np.newaxis])[0]
        assert (steps >= exact - 1e-5).all() and (steps <= 1.09 * exact + 1e-5).all()


def by_brute_force(a: np.ndarray, b: np.ndarray) -> float:
    """Chamfer distance of two pictures, by every pair of lit cells, after every shift of ``a`` by at most one cell."""

    def mean_least(some: np.ndarray, others: np.ndarray) -> float:
        octile = [[max(d) + (2**0.5 - 1) * min(d) for d in np.abs(others - cell)] for cell in some]
        return float(np.mean([min(row) for row in octile]))

    least = np.inf
    for shift in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
        lit = np.argwhere(a) + shift
        lit = lit[((lit >= 0) & (lit < a.shape)).all(axis=1)]
        if len(lit):
            least = min(least, (mean_least(lit, np.argwhere(b)) + mean_least(np.argwhere(b), lit)) / 2)
    return least


def test_the_distance_to_a_memory_is_that_of_brute_force() -> None:
    rng = np.random.default_rng(1)
    light = (rng.random((12, 6, 7)) < 0.2).astype(np.float32)
    light[:, 2, 3] = 1
    known = Memory.of(StimulusSet.labelled("dots", light, list("abc") * 4), 0.5)
    for asked in rng.random((10, 6, 7)) < 0.2:
        asked[0, 0] = True
        all_ = [by_brute_force(asked, picture > 0.5) for picture in light]
        own, other = min(all_[::3]), min(all_[1::3] + all_[2::3])
        assert known.distance(asked, "a") == pytest.approx(max(0, own + (own - other) / 2), abs=1e-3)


def test_a_bar_two_columns_away_is_one_cell_away_after_a_shift() -> None:
    known = memory(0, 4)
    assert known.distance(bar(0), "0") == 0
    assert known.distance(bar(2), "0") == known.distance(bar(2), "4") == 1.0
    assert known.distance(bar(4), "0") == 4.5  # 3, and half of being 3 nearer to the other
    assert known.distance(bar(4), "4") == known.distance(bar(3), "4") == 0


def test_a_dot_that_a_shift_takes_off_the_retina_is_as_far_as_without() -> None:
    dot = np.zeros((5, 5), bool)
    dot[0, 0] = True
    assert memory(4).distance(dot, "4") > 3


def test_dark_pictures_and_unknown_classes_are_as_far_as_can_be() -> None:
    assert memory(0, 4).distance(np.zeros((5, 5), bool), "0") == 15
    assert memory(0, 4).distance(bar(0), "7") == 15


def test_the_usual_distance_is_that_between_classes() -> None:
    light = np.stack([bar(column) for column in (0, 2, 4)] * 2).astype(np.float32)
    twice = Memory.of(StimulusSet.labelled("bars", light, list("abc") * 2), 0.5)
    assert twice.usual_cells == 0.25  # 1 after a shift, but at most a twentieth of the retina
    fine = np.zeros((4, 20, 20), np.float32)
    fine[[0, 1], 5:15, 5:15] = fine[[2, 3], 5:15, 5:15] = 1
    fine[[2, 3], 9:11, 9:11] = 0  # a hole of 4 cells, each 1 cell from the nearest of the other's 96
    known = Memory.of(StimulusSet.labelled("holes", fine, list("aabb")), 0.5)
    assert known.usual_cells == pytest.approx(4 / 100 / 2)
    alone = Memory.of(StimulusSet.labelled("holes", fine[1:3], list("ab")), 0.5)
    assert alone.usual_cells == pytest.approx(1.75 * 4 / 100 / 2)


def test_a_set_of_one_class_knows_that_class() -> None:
    assert memory(0).distance(bar(2), "0") == 1.0 and memory(0).usual_cells == 0.25


def test_a_memory_survives_a_file_and_a_lie_does_not() -> None:
    known = memory(0, 4)
    arrays = memory_arrays(known)
    again = memory_of(arrays, ["0", "4"])
    assert again is not None and again.distance(bar(2), "4") == known.distance(bar(2), "4")
    assert memory_of({}, None) is None
    with pytest.raises(ValueError, match="do not fit together"):
        memory_of({**arrays, "memory.shape": np.array([2, 500, 5])}, ["0", "4"])
