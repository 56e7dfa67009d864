"""frame: one frame of the wall with everything alive, against what a frame may take; drawn in memory, 1600 x 900.

Before each frame the machine sees another picture and all wipers turn, so that cells, lamps, dials, needles and the
pictures of the R-units are all drawn anew. That work is not counted; the copy of the machine that the wall looks at is.
``grown_mib``: by how much the process grew in all frames after the first tenth.
"""

import os
import time
from dataclasses import replace
from typing import Any

from benchmarks.rounds import Report, require, surroundings

SIZE = (1600, 900)
LIMIT_MS, WORST_MS = 4.0, 8.0
FRAMES = 3000
PICTURES = 64
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def run(rounds: int = FRAMES) -> Report:
    """The report of ``rounds`` frames. Raises DisagreementError if a part of the wall was not drawn."""
    import numpy as np

    wall, screen = make_wall()
    times, held, drawn = np.ones(rounds), [], 0
    for number in range(rounds):
        stir(wall, number)
        began = time.perf_counter()
        wall.operator.publish()
        drawn += len(wall.draw(screen, 1 / 60))
        times[number] = time.perf_counter() - began
        if number in (rounds // 10, rounds - 1):
            held.append(resident_mib())
    checks = {"all_parts_drawn": drawn >= 5 * rounds}
    require(checks)
    median_ms, p99_ms = (float(np.quantile(times[rounds // 10 :] * 1000, share)) for share in (0.5, 0.99))
    return {
        "name": "frame",
        "ours": median_ms,
        "peer": LIMIT_MS,
        "unit": "ms",
        "ratio": min(LIMIT_MS / median_ms, WORST_MS / p99_ms),
        "target": 1.0,
        "ours_median": median_ms,
        "peer_median": LIMIT_MS,
        "median_ms": median_ms,
        "p99_ms": p99_ms,
        "first_ms": float(times[0] * 1000),
        "grown_mib": held[-1] - held[0],
        "rounds": rounds,
        "checks": checks,
        **surroundings(),
    }


def make_wall() -> tuple[Any, Any]:
    """The wall of a machine that has learned the letters, and its screen."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    from mark1.gui.base.ui_state import PanelState
    from mark1.gui.operator.operator import Operator
    from mark1.gui.screen import opened
    from mark1.gui.wall.wall import Wall
    from mark1.panel.control_panel import ControlPanel

    operator = Operator(ControlPanel())
    for line in ("train letters", "evaluate letters", "present letter A"):
        operator.carry_out(line)
    screen = opened(SIZE)
    return Wall(operator, PanelState(wanted="A"), SIZE), screen


def stir(wall: Any, number: int) -> None:
    """Another picture, another place for every wiper, one more point of the curve."""
    import numpy as np

    panel, rng = wall.operator.panel, np.random.Generator(np.random.PCG64(number % PICTURES))
    panel.observation = panel.backend.look("a picture", rng.random((20, 20), np.float32))
    bank = panel.machine.potentiometers
    bank.wiper[:] = np.clip(bank.wiper + rng.integers(-500_000, 500_000, bank.n_pots), -11_000_000, 11_000_000)
    if number % 6 == 0:
        points = [*panel.training_run.corrections[-60:], int(rng.integers(100))]
        panel.training_run = replace(panel.training_run, corrections=points, wrong=points)


def resident_mib() -> float:
    """Memory of this process now; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * PAGE_BYTES / 2**20
    except OSError:
        return 0.0
