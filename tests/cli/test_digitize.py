"""``mark1 digitize``: a picture as the retina sees it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Run = Callable[..., Any]


def test_digitize_json(mark1: Run, place: Path) -> None:
    told = mark1("digitize", "bar.png", "--json").value
    light, on = np.array(told["light"]), np.array(told["on"])
    assert light.shape == on.shape == (20, 20)
    assert light.min() >= 0 and light.max() <= 1
    assert set(on.ravel().tolist()) == {0, 1}
    np.testing.assert_array_equal(on, light >= 0.5)
