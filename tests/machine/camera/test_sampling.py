"""Sampling: the blur. Coverage is compared with a slow reference in ``test_optics.py``."""

import numpy as np
import pytest

from mark1.machine.camera.sampling import blur_matrix, coarse


def test_blur_is_a_gaussian_of_unit_sum() -> None:
    """Sigma 1 cell: the middle of the row is exp(0) / sum exp(-k^2 / 2) = 0.39894."""
    soft = blur_matrix(21, 1.0)
    assert soft[10].sum() == pytest.approx(1)
    assert soft[10, 10] == pytest.approx(0.39894, abs=1e-5)
    assert soft[10, 11] / soft[10, 10] == pytest.approx(np.exp(-0.5))
    np.testing.assert_array_equal(blur_matrix(3, 0.0), np.eye(3))


def test_coarse_looks_average_and_small_pages_stay() -> None:
    page = np.arange(16.0).reshape(1, 4, 4)
    np.testing.assert_allclose(coarse(page, 2), [[[2.5, 4.5], [10.5, 12.5]]])
    assert coarse(page, 4) is page
