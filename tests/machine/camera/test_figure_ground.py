"""Figure and ground: heaps and boxes worked on paper. How whole pages fare is in ``test_optics.py``."""

import numpy as np
import pytest

from mark1.machine.camera.figure_ground import ink_box
from mark1.machine.camera.heaps import two_heaps
from mark1.machine.camera.no_figure import noise


def test_two_heaps_on_paper() -> None:
    """0 0 1 | 9 11: means 1/3 and 10. Otsu's 3 * 2 * (10 - 1/3)^2 = 560.7 beats 0 0 | 1 9 11: 2 * 3 * 7^2 = 294."""
    dark, lit_ = two_heaps(np.array([[9, 0, 1, 11, 0], [4, 4, 4, 4, 4]]))
    np.testing.assert_allclose(dark, [1 / 3, 4])
    np.testing.assert_allclose(lit_, [10, 4])


def test_the_box_keeps_the_dot_of_an_i() -> None:
    page = np.zeros((60, 60))
    page[25:50, 28:33], page[10:15, 28:33] = 1, 1
    assert ink_box(page) == (10, 50, 28, 33)


def test_the_box_finds_a_small_letter_on_a_large_page() -> None:
    """An L 40 px high on a page of 1,200 px: two looks closer in, the box is right to a pixel."""
    page = np.zeros((1200, 1200))
    page[100:140, 900:908], page[132:140, 900:940] = 1, 1
    box = ink_box(page)
    assert box is not None
    np.testing.assert_allclose(box, (100, 140, 900, 940), atol=1.5)


def test_noise_is_estimated_from_neighbours() -> None:
    assert noise(np.random.default_rng(3).normal(0.5, 0.1, (200, 200))) == pytest.approx(0.1, rel=0.05)
    assert noise(np.ones((3, 1))) == 0
