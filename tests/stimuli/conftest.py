"""An eye of 4 x 4 photocells for the tests of the sources: it picks pixels, and remembers how it was asked."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mark1.errors import PictureError


class PickingEye:
    """Takes the pixel under the middle of each photocell. Bytes count to 255, anything else to 1."""

    def __init__(self, rows: int = 4, cols: int = 4) -> None:
        self.rows = rows
        self.cols = cols
        self.asked: list[tuple[str, str, str, int]] = []

    def project(self, picture: NDArray[Any], *, framing: str = "whole", polarity: str = "auto") -> NDArray[np.float32]:
        return self.project_all(picture[np.newaxis], framing=framing, polarity=polarity)[0]

    def project_all(
        self, pictures: NDArray[Any], *, framing: str = "whole", polarity: str = "auto"
    ) -> NDArray[np.float32]:
        self.asked.append((framing, polarity, pictures.dtype.name, len(pictures)))
        n, height, width = pictures.shape
        if (pictures.reshape(n, -1).max(axis=1) == pictures.reshape(n, -1).min(axis=1)).any():
            raise PictureError("blank: every pixel is the same")
        ys = (2 * np.arange(self.rows) + 1) * height // (2 * self.rows)
        xs = (2 * np.arange(self.cols) + 1) * width // (2 * self.cols)
        seen = pictures[:, ys[:, np.newaxis], xs].astype(np.float32)
        return seen / np.float32(255) if pictures.dtype == np.uint8 else seen


@pytest.fixture
def eye() -> PickingEye:
    """4 x 4 photocells."""
    return PickingEye()


@pytest.fixture
def wide_eye() -> PickingEye:
    """2 x 5 photocells: not square."""
    return PickingEye(2, 5)
