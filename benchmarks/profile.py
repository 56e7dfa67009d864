"""profile: where the time of a small machine goes, from its seed to its row, beside what its wires alone would take.

``ours`` is processor time per machine, microseconds, from spec to table in one process; ``peer`` the limit: drawing
its wires, which no other arithmetic can replace, for the bits of a seed are settled. ``us`` has the parts in order.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.rounds import Report, require, surroundings
from mark1.machine import many as machines
from mark1.machine.mark1 import MarkI
from mark1.machine.teacher import AnswerCode
from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.library import load
from mark1.sweep.jobs import Job, jobs_of
from mark1.sweep.many_rows import rows_from_seeds
from mark1.sweep.row import Row
from mark1.sweep.spec import parsed
from mark1.sweep.table import Table

TARGET = 0.4  # of the time is the draw
EPOCHS = 100


def run(n: int = 512, rounds: int = 15) -> Report:
    """The report: 26 letters, 512 A-units, taught to the last error. Raises DisagreementError if a row is missing."""
    jobs = jobs_of(parsed({"data": "letters", "epochs": EPOCHS, "seeds": n, "limit": n}, "profile", Path(".")))
    seeds, machine = [job.seed for job in jobs], ControlPanel().machine
    letters = load("letters", machine.optics)
    code = AnswerCode("binary", letters.classes, machine.config.response.n_r)
    light = letters.light.reshape(len(letters), -1)
    wanted, everything = code.words[letters.class_of], np.arange(len(letters))[np.newaxis]

    def compiled(epochs: int) -> None:
        for first in range(0, n, machines.AT_ONCE):
            some = seeds[first : first + machines.AT_ONCE]
            machines._taught(machine, some, light, wanted, epochs, everything)

    rows = rows_from_seeds(jobs) or []
    checks = {"every_machine_has_a_row": len(rows) == n}
    require(checks)
    with tempfile.TemporaryDirectory() as folder:
        found = best_us(
            {
                "draw": lambda: drawn(machine, seeds),
                "made": lambda: compiled(0),
                "taught": lambda: compiled(EPOCHS),
                "rows": lambda: rows_from_seeds(jobs),
                "table": lambda: written(Path(folder) / "t.csv", jobs, rows),
            },
            rounds,
            n,
        )
    parts = {
        "wires drawn": found["draw"],
        "seeds, A-units that fire, sums": found["made"] - found["draw"],
        "taught": found["taught"] - found["made"],
        "results as rows": found["rows"] - found["taught"],
        "rows as text, on disk": found["table"],
    }
    total = found["rows"] + found["table"]
    return {
        "name": "profile",
        "ours": total,
        "peer": found["draw"],
        "unit": "us",
        "ratio": found["draw"] / total,
        "target": TARGET,
        "ours_median": total,
        "peer_median": found["draw"],
        "us": parts,
        "share": {name: us / total for name, us in parts.items()},
        "machines_per_s_per_core": 1e6 / total,
        "machines": n,
        "rounds": rounds,
        "checks": checks,
        **surroundings(),
    }


def best_us(steps: dict[str, Callable[[], object]], rounds: int, n: int) -> dict[str, float]:
    """The least processor time of each step over ``rounds`` rounds, in microseconds per machine."""
    found = {name: float("inf") for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            began = time.process_time()
            step()
            found[name] = min(found[name], 1e6 * (time.process_time() - began) / n)
    return found


def drawn(machine: MarkI, seeds: list[int]) -> None:
    """Draw the wires of a machine for each seed, and nothing else."""
    from mark1.machine.compiled import many
    from mark1.machine.compiled.pcg64 import STATE, seed_part

    make = machines._make_of(machine)
    n_s = machine.patch_board.n_s
    state, wires = np.empty(STATE, np.uint64), np.empty(make.n_a * make.fan_in, np.int64)
    upto, used, having = np.empty(n_s), np.zeros(n_s, np.int64), np.full(n_s, -1)
    for seed in seeds:
        words = np.array([seed >> 32 * i & 0xFFFFFFFF for i in range(4)], np.uint32)
        seed_part(words, many.BOARD, state)
        used[:], having[:] = 0, -1
        many.fill(state, wires, make.fan_in, make.sockets, make.cols, make.weight, upto, used, having)


def written(path: Path, jobs: list[Job], rows: list[Row]) -> None:
    """Write the rows of jobs into a new table."""
    path.unlink(missing_ok=True)
    with Table(path, ["data", "epochs"], jobs) as table:
        table.add(jobs, [{**row, "pictures": table.pictures[jobs[0].data]} for row in rows])
