"""Pages as they are drawn."""

import numpy as np
import pytest
from numpy.typing import NDArray

from mark1.lab.report import Page


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> list[NDArray[np.uint8]]:
    """The pages as they are drawn, (height, width, 3), not packed as PNG and unpacked, a third of the work."""
    taken: list[NDArray[np.uint8]] = []

    def png(page: Page) -> bytes:
        page.canvas.draw()
        taken.append(np.array(page.canvas.buffer_rgba())[..., :3])
        return b""

    monkeypatch.setattr(Page, "png", png)
    return taken
