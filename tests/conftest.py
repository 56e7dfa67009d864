"""For every test: what the program remembers between sessions goes to folders of its own, never to the real home."""

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mark1.panel.control_panel import ControlPanel

SMALL = "machine a-units 64 r-units 5 excitatory 5 inhibitory 5 seed 3"

signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests run in the background
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the matrices here are small: threads would wait for one another


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for the whole run: libraries that keep caches there fill them once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def state_folder(home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that takes the journals of this test."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("MARK1_STATE", str(folder))
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    return folder


@pytest.fixture
def panel() -> "ControlPanel":
    """A panel with a small machine."""
    from mark1.panel.control_panel import ControlPanel

    made = ControlPanel()
    made.execute(SMALL)
    return made
