"""window: the whole window at work, drawn in memory: frames and stimuli a second, its rest, its first frame.

``frames_per_s`` and ``stimuli_per_s`` are counted in the same seconds: a course in fast mode that never settles (noise
with chance labels), and the window's own loop at 60 Hz. ``rest`` is the share of a core it takes when paused and left
alone. ``first_s``: a fresh process from its start until one frame is drawn, kept as PNG, and the process is gone.
``ratio`` is the least of the four against its limit.
"""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.rounds import Report, require, surroundings
from benchmarks.startup import python

FRAMES_PER_S, STIMULI_PER_S, REST, FIRST_S = 60.0, 200_000.0, 0.05, 1.0
MEASURED_S = 3.0
PATIENCE_S = 120.0
PICTURES, CLASSES = 2000, 26


def run(rounds: int = 5) -> Report:
    """The report: the median of ``rounds`` stretches of three seconds. Raises DisagreementError unless all lived."""
    first = sorted(_first_s() for _ in range(rounds))
    window, clock = _window()
    with tempfile.TemporaryDirectory() as folder:
        window.operator.ask(f"train {_noise(Path(folder))} epochs 1000000")
        _until(window, clock, lambda: window.operator.panel.machine.presentations > 0)
        learning = [_stretch(window, clock) for _ in range(rounds)]
        window.by_name["pause"]()
        _until(window, clock, lambda: window.still)
        rest = sorted(_stretch(window, clock)["core"] for _ in range(rounds))
        window.actions.close()
    frames, stimuli = (sorted(one[name] for one in learning)[rounds // 2] for name in ("frames_per_s", "stimuli_per_s"))
    checks = {"learned_in_every_stretch": all(one["stimuli_per_s"] for one in learning)}
    require(checks)
    return {
        "name": "window",
        "ours": frames,
        "peer": FRAMES_PER_S,
        "unit": "frames/s",
        "ratio": min(
            frames / FRAMES_PER_S, stimuli / STIMULI_PER_S, REST / rest[rounds // 2], FIRST_S / first[rounds // 2]
        ),
        "target": 1.0,
        "ours_median": frames,
        "peer_median": FRAMES_PER_S,
        "frames_per_s": frames,
        "stimuli_per_s": stimuli,
        "rest": rest[rounds // 2],
        "first_s": first[0],
        "first_median_s": first[rounds // 2],
        "rounds": rounds,
        "checks": checks,
        **surroundings(),
    }


def _first_s() -> float:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        python("-m", "mark1", "gui", "--screenshot", str(Path(folder) / "first.png"), "--frames", "1")
        return time.perf_counter() - began


def _window() -> tuple[Any, Any]:
    """A window of 1600 x 900 that lives in memory, its operator at work, and its clock."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    import pygame

    from mark1.gui.base.ui_state import PanelState
    from mark1.gui.operator.operator import Operator
    from mark1.gui.window import Window
    from mark1.panel.control_panel import ControlPanel

    window = Window(Operator(ControlPanel()), PanelState())
    window.operator.start()
    return window, pygame.Clock()


def _noise(folder: Path) -> Path:
    """Pictures that nobody can learn, as a file."""
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(0))
    pictures = rng.integers(0, 256, (PICTURES, 20, 20), np.uint8)
    np.savez(folder / "noise.npz", pictures=pictures, labels=rng.integers(0, CLASSES, PICTURES))
    return folder / "noise.npz"


def _until(window: Any, clock: Any, ready: Any) -> None:
    """Live until something is so. Raises TimeoutError."""
    began = time.perf_counter()
    while not ready():
        window.live(clock)
        if time.perf_counter() - began > PATIENCE_S:
            raise TimeoutError("window: the course did not begin or end")


def _stretch(window: Any, clock: Any) -> dict[str, float]:
    """Live for three seconds; what was done in them."""
    machine, frames = window.operator.panel.machine, 0
    began, cpu, shown = time.perf_counter(), time.process_time(), machine.presentations
    while (took := time.perf_counter() - began) < MEASURED_S:
        window.live(clock)
        frames += 1
    return {
        "frames_per_s": frames / took,
        "stimuli_per_s": (machine.presentations - shown) / took,
        "core": (time.process_time() - cpu) / took,
    }
