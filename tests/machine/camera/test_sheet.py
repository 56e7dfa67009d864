"""Sheets on a table: corners that are known, and pictures that show no sheet."""

import numpy as np

from benchmarks.sheets import error_of, photograph
from mark1.machine.camera.sheet import carried, find_sheet, perspective, straightened


def test_corners_of_photographs_are_found_within_2_percent() -> None:
    rng = np.random.default_rng(4)
    photos = [photograph(rng) for _ in range(8)]
    assert any("finger" in photo.extras for photo in photos)
    for photo in photos:
        assert error_of(find_sheet(photo.picture / 255), photo.corners) < 0.02


def test_a_perspective_carries_corners_and_back() -> None:
    here = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 20.0], [0.0, 20.0]])
    there = np.array([[3.0, 1.0], [12.0, 2.0], [14.0, 25.0], [1.0, 22.0]])
    np.testing.assert_allclose(carried(here, perspective(here, there)), there, atol=1e-9)
    np.testing.assert_allclose(carried(there, np.linalg.inv(perspective(here, there))), here, atol=1e-9)


def test_a_sheet_of_a4_comes_out_in_its_proportions() -> None:
    corners = np.array([[10.0, 10.0], [110.0, 10.0], [110.0, 150.0], [10.0, 150.0]])
    height, width = straightened(np.ones((200, 200)), corners).page.shape
    assert abs(height / width - 2**0.5) < 0.03


def test_letters_squares_and_gradients_are_no_sheets() -> None:
    y, x = np.mgrid[:200, :200] / 200
    outline = np.ones((200, 200))
    outline[30:170, 30:170], outline[60:140, 60:140] = 0, 1
    solid = np.ones((200, 200))
    solid[50:150, 50:150] = 0
    slope = (0.3 + 0.5 * x + 0.2 * y) * np.where((abs(x - 0.5) < 0.1) & (abs(y - 0.5) < 0.3), 0.3, 1.0)
    noise = np.random.default_rng(0).random((200, 200))
    for page in (outline, 1 - outline, solid, slope, noise, np.ones((200, 200))):
        assert find_sheet(page) is None
