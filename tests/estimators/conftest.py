"""Samples for the tests: a table and pictures."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.datasets import load_digits, load_iris

Samples = tuple[NDArray[np.float64], NDArray[np.int64]]


@pytest.fixture(scope="session")
def iris() -> Samples:
    """150 flowers, 4 numbers each, 3 kinds."""
    x, y = load_iris(return_X_y=True)
    return x, y


@pytest.fixture(scope="session")
def digits() -> Samples:
    """1,797 handwritten digits of 8 x 8 pixels, 0 to 16."""
    x, y = load_digits(return_X_y=True)
    return x, y
