"""Pictures for the panel, and an interruption."""

import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A black bar on white paper, in a file whose name needs quotes."""
    image = Image.new("L", (60, 60), 255)
    ImageDraw.Draw(image).rectangle((25, 5, 35, 55), fill=0)
    image.save(tmp_path / "a bar.png")
    return tmp_path / "a bar.png"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two classes of two pictures each."""
    rng = np.random.default_rng(0)
    for label in ("left", "right"):
        (tmp_path / "pictures" / label).mkdir(parents=True)
        for number in range(2):
            light = rng.integers(0, 60, (20, 20), dtype=np.uint8)
            light[:, : 8 if label == "left" else None][:, 0 if label == "left" else 12 :] = 250
            Image.fromarray(light).save(tmp_path / "pictures" / label / f"{number}.png")
    return tmp_path / "pictures"


@pytest.fixture
def interrupt_at() -> Callable[..., Callable[[str, int, int, str], None]]:
    """A progress callback at which Ctrl-C is pressed: ``interrupt_at("epochs", 2)``."""

    def made(wanted: str, at: int, times: int = 1) -> Callable[[str, int, int, str], None]:
        def on_progress(what: str, done: int, total: int, note: str) -> None:
            for _ in range(times if (what, done) == (wanted, at) else 0):
                signal.raise_signal(signal.SIGINT)

        return on_progress

    return made
