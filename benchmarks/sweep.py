"""sweep: jobs of a study on two processes, against one; a batch of machines, against each alone; many small ones.

``ours`` is the time of two workers, ``peer`` that of one, so ``ratio`` is 2 at best. ``batch`` holds the second
comparison: sensing and learning, a compiled call a pass for all machines, against a call for each. ``machines_per_s``:
machines of 512 A-units, each drawn, taught the 26 letters to the last error, and written into a table, by two
processes; some of the rows are compared with those of machines made one by one.
"""

import csv
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.letters import lessons
from benchmarks.rounds import Report, Times, best, in_turn, middle, report
from mark1.machine.batch import MarkIBatch
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.sweep.jobs import Job, jobs_of
from mark1.sweep.row import row_of
from mark1.sweep.run import run as run_study
from mark1.sweep.spec import parsed
from mark1.sweep.table import text_of
from mark1.sweep.workers import Here, take_one_core

TARGET = 1.8  # two cores used to 90 %
BATCH_TARGET = 1.0
SMALL_TARGET = 3000.0
WORKERS = 2


def run(
    n_jobs: int = 8,
    n_a: int = 16_000,
    epochs: int = 170,
    rounds: int = 5,
    n_machines: int = 8,
    many: int = 2000,
    n_small: int = 20_000,
) -> Report:
    """The report. Raises DisagreementError unless rows, and bits of the machines, are the same either way."""
    take_one_core()
    spec = {
        "data": "letters:all",
        "epochs": epochs,
        "seeds": n_jobs,
        "settings": {"a-units": n_a, "pots": "shared", "theta": 9, "rule": "quantized"},
    }
    jobs = jobs_of(parsed(spec, "benchmark", Path(".")))
    times = in_turn({"ours": lambda: rows(jobs, WORKERS), "peer": lambda: rows(jobs, 1)}, rounds)
    both = [untimed(rows(jobs, processes)) for processes in (WORKERS, 1)]
    batch, same_bits = batch_report(n_machines, 5 * rounds, many)
    small, same_rows = small_report(n_small)
    return report(
        "sweep",
        times["ours"],
        times["peer"],
        {
            "same_rows": both[0] == both[1],
            "all_carried_out": not any(row["error"] for row in both[0]),
            **same_bits,
            "same_rows_of_small": same_rows,
        },
        target=TARGET,
        efficiency=best(times["peer"]) / best(times["ours"]) / WORKERS,
        cells=n_jobs,
        cell_s=best(times["peer"]) / n_jobs,
        workers=WORKERS,
        cores=os.cpu_count(),
        batch=batch,
        **small,
    )


def rows(jobs: list[Job], processes: int) -> list[dict[str, Any]]:
    """The rows of jobs, each a portion of its own, in their order."""
    done = dict(Here(processes).carried_out([[job] for job in jobs]))
    return [done[i][0] for i in range(len(jobs))]


def untimed(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without the time they took."""
    return [{**row, "took_s": None} for row in found]


# ---- many small machines, from spec to table


def small_report(n: int, compared: int = 200) -> tuple[Report, bool]:
    """Machines per second from the spec to the finished table, and whether rows are those of machines one by one."""
    sweep = parsed({"data": "letters", "epochs": 100, "seeds": n, "limit": n}, "small", Path("."))
    with tempfile.TemporaryDirectory() as folder:
        for warm_up in (True, False):  # the processes have compiled, or loaded, the kernels
            out = Path(folder) / f"{warm_up}.csv"
            began = time.perf_counter()
            run_study(sweep, out, processes=WORKERS)
            seconds = time.perf_counter() - began
        with open(out, encoding="utf-8", newline="") as file:
            found = {row["seed"]: row for row in csv.DictReader(file)}
    jobs = jobs_of(sweep)[:: max(1, n // compared)]
    same = all(
        found[str(job.seed)][name] == text_of(value)
        for job in jobs
        for name, value in row_of(job).items()
        if name != "took_s"
    )
    return {"machines_per_s": n / seconds, "machines": n, "machines_target": SMALL_TARGET}, same


# ---- a batch against machines alone


def batch_report(n_machines: int, rounds: int, many: int, epochs: int = 10) -> tuple[Report, dict[str, bool]]:
    """Seconds of ten epochs over 26 and over many letters, and whether all ends in the same bits."""
    told: Report = {"machines": n_machines, "epochs": epochs, "target": BATCH_TARGET}
    same, ratios = {}, []
    for n in (26, many):
        times, same[f"batch_same_bits_{n}"] = _batch(n, n_machines, epochs, rounds)
        ours, peer = best(times["ours"]), best(times["peer"])
        ratios.append(peer / ours)
        told[f"letters_{n}"] = {"ours": ours, "peer": peer, "ratio": peer / ours, "ours_median": middle(times["ours"])}
    return {**told, "ratio": min(ratios)}, same


def _batch(n: int, n_machines: int, epochs: int, rounds: int) -> tuple[dict[str, Times], bool]:
    """Times of sensing and learning ``n`` letters, and whether wipers and counters are the same."""
    light, _, wanted = lessons(n, 512, 8)
    batch = MarkIBatch.of(MachineConfig(), range(n_machines))
    alone = [MarkI(machine.config) for machine in batch.machines]
    order = np.arange(n)
    orders = np.tile(order, (n_machines, 1))

    def together() -> None:
        for machine in batch.machines:
            machine.reset()
        activity = batch.sense(light)
        for _ in range(epochs):
            batch.learn(activity, wanted, orders)

    def one_by_one() -> None:
        for machine in alone:
            machine.reset()
            activity = machine.sense(light)
            for _ in range(epochs):
                machine.learn(activity, wanted, order)

    times = in_turn({"ours": together, "peer": one_by_one}, rounds)
    same = all(
        np.array_equal(one.potentiometers.wiper, other.potentiometers.wiper) and one.corrections == other.corrections
        for one, other in zip(alone, batch.machines, strict=True)
    )
    return times, same
