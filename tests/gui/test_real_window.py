"""A real window on a real display, with a real mouse and keyboard: drawn, taught, saved, closed, opened again.

The display is Xvfb, the input comes from xdotool. Nothing is timed: results are read from the journal of the session.
"""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scripted_board import need
from virtual_screen import virtual_screen

from mark1 import storage

SIZE = (1024, 640)
WITHIN_S = 600  # of anything: a deadline, not a measurement
T = [(4, col) for col in range(5, 15)], [(row, 9) for row in range(4, 16)]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    need("xdotool")
    with virtual_screen(*SIZE) as name:
        yield name


class Session:
    """``mark1 gui`` with its window in front."""

    def __init__(self, display: str, folder: Path, name: str, *arguments: object) -> None:
        self.journal = folder / f"{name}.mark1-journal"
        self.env = {**os.environ, "DISPLAY": display, "SDL_VIDEODRIVER": "x11", "MARK1_STATE": str(folder / "state")}
        command = [sys.executable, "-m", "mark1", "gui", *map(str, arguments)]
        options = ["--size", f"{SIZE[0]}x{SIZE[1]}", "--journal", str(self.journal)]
        self.process = subprocess.Popen([*command, *options], env=self.env, stderr=subprocess.PIPE, text=True)
        window = self.wait(lambda: self._hands("search", "--onlyvisible", "--pid", self.process.pid).split())[-1]
        self.do("windowfocus", "--sync", window)
        self.wait(self._answers)

    def wait(self, what: Callable[[], Any]) -> Any:
        """Wait for a result while the window lives."""
        deadline = time.monotonic() + WITHIN_S
        while not (found := what()):
            assert self.process.poll() is None, (self.process.returncode, self.process.communicate()[1], self.lines())
            assert time.monotonic() < deadline, self.lines()
            time.sleep(0.05)
        return found

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def _hands(self, *words: object) -> str:
        command = ["xdotool", *map(str, words)]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=WITHIN_S).stdout

    def _answers(self) -> bool:
        """Press a harmless key until it is heard: then the window is drawn and listens."""
        self.do("key", "BackSpace")
        return "present dark" in self.lines()

    def do(self, *words: object) -> None:
        """Send input."""
        self._hands(*words)

    def key(self, name: str, said: str) -> None:
        """Press a key, and wait for its journal line."""
        self.do("key", name)
        self.heard(said)

    def click(self, place: tuple[int, int], said: str) -> None:
        self.do("mousemove", *place, "click", 1)
        self.heard(said)

    def stroke(self, places: list[tuple[int, int]]) -> None:
        """Draw with the left button held."""
        self.do("mousemove", *places[0], "mousedown", 1)
        for place in places[1:]:
            self.do("mousemove", *place)
        self.do("mouseup", 1)

    def type(self, line: str, said: str) -> None:
        """Type a line at the teletype."""
        self.do("key", "F2")
        self.do("type", "--delay", 30, line)
        self.key("Return", said)
        self.do("key", "Escape")

    def lines(self) -> list[str]:
        return self.journal.read_text("utf-8").splitlines() if self.journal.exists() else []

    def heard(self, said: str) -> None:
        self.wait(lambda: any(line.removeprefix("# ").startswith(said) for line in self.lines()))

    def shown(self) -> np.ndarray:
        """Which cells the last drawing lit: ndarray of shape (20, 20)."""
        drawn = [line.split()[-1] for line in self.lines() if line.removeprefix("amend ").startswith("draw ")]
        light = np.frombuffer(bytes.fromhex(drawn[-1]), np.uint8) if drawn else np.zeros(400, np.uint8)
        return light.reshape(20, 20) > 127

    def picture(self) -> Image.Image:
        """The picture that F12 saves."""
        folder = Path(self.env["MARK1_STATE"]) / "pictures"
        there = set(folder.glob("*.png"))
        self.do("key", "F12")
        (path,) = self.wait(lambda: set(folder.glob("*.png")) - there)
        return Image.open(path).convert("RGB")

    def quit(self) -> None:
        self.do("key", "ctrl+q")
        assert self.process.wait(WITHIN_S) == 0


def test_a_t_is_drawn_taught_kept_and_shown_again(display: str, make_wall: Any, tmp_path: Path) -> None:
    wall = make_wall(size=SIZE)
    wall.draw(2)
    grid = wall.view("retina").grid
    mlp = next(one for one in wall.wall.controls if one.line == "backend mlp").rect.center
    first, again = tmp_path / "first.mark1", tmp_path / "again.mark1"
    with Session(display, tmp_path, "drawn") as session:
        for cells in T:
            session.stroke([grid.square(20 * row + col).center for row, col in cells])
            session.wait(lambda cells=cells: all(session.shown()[cell] for cell in cells))
        session.key("shift+t", "teach T")
        session.key("ctrl+t", "train letters")
        session.picture().save(tmp_path / "trained.png")
        session.click(mlp, "backend mlp")
        session.type(shlex.join(["save", str(first)]), "save")
        assert session.picture().size == SIZE
        session.quit()
    with Session(display, tmp_path, "opened", first) as session:
        session.heard("load")
        session.type(shlex.join(["save", str(again)]), "save")
        assert session.picture().size == SIZE
        session.quit()
    (meta, arrays), (meta_again, arrays_again) = storage.load(first), storage.load(again)
    assert meta["backend"] == "mlp" and "teach T" in meta["history"]
    since = {"course": None, "history": meta["history"]}  # a loaded machine has no course, and saw the dark since
    assert {**meta, **since} == {**meta_again, **since}
    assert meta_again["history"][: len(meta["history"])] == meta["history"]
    assert set(arrays) == set(arrays_again)
    assert all(np.array_equal(arrays[name], arrays_again[name]) for name in arrays)
