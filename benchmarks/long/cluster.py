"""cluster: small machines by four dask workers on loopback, against two processes: throughput, overhead per task"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.long import Outcome, Say

COUNT = 40_000
TARGET = 0.9
ROUNDS = 3
WORKERS = 4
PROCESSES = 2
EMPTY = 500
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def run(count: int, seed: int, report: Say) -> Outcome:
    """``count`` machines with and without dask, in turn, ``ROUNDS`` times after one that is not counted.

    Fails if rows differ, or if the workers make fewer than 90 % as many machines per second, or per second of
    processor time, which other programs disturb less.
    """
    from mark1.sweep.run import run as run_study
    from mark1.sweep.spec import parsed
    from mark1.sweep.workers import take_one_core

    take_one_core()
    spec = {"data": "letters", "epochs": 100, "seeds": count, "seed": seed, "limit": count}
    study, found = parsed(spec, "cluster", Path(".")), dict[str, list[dict[str, float]]](plain=[], dask=[])
    with tempfile.TemporaryDirectory() as folder, scheduler(Path(folder)) as (address, pid):
        tables = []
        for number in range(ROUNDS + 1):
            for name, where in (("plain", {"processes": PROCESSES}), ("dask", {"cluster": address})):
                out = Path(folder) / f"{name}-{number}.csv"
                before, began, of_scheduler = processor_s(os.getpid()), time.perf_counter(), processor_s(pid)
                run_study(study, out, **where)
                took = time.perf_counter() - began
                used = {"s": took, "processor_s": processor_s(os.getpid()) - before}
                used["scheduler_s"] = processor_s(pid) - of_scheduler
                if number:
                    found[name].append(used)
                    report(f"{name}: {took:.1f} s, {used['processor_s']:.1f} s of processor time")
                tables.append(untimed(out))
        empty_ms = empty_tasks_ms(address, pid)
    best = {name: {key: min(one[key] for one in runs) for key in runs[0]} for name, runs in found.items()}
    throughput = {key: best["plain"][key] / best["dask"][key] for key in ("s", "processor_s")}
    failures = [
        f"{key}: {share:.1%} of the throughput without dask" for key, share in throughput.items() if share < TARGET
    ]
    if any(table != tables[0] for table in tables):
        failures.append("the rows differ")
    n_tasks = -(-count // 512)
    return {"failures": failures, "throughput": throughput, "best": best, "runs": found, "tasks": n_tasks,
            "scheduler_ms_per_task": 1000 * best["dask"]["scheduler_s"] / n_tasks,
            "empty_task_ms": empty_ms, "workers": WORKERS, "processes": PROCESSES}  # fmt: skip


@contextlib.contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, int]]:
    """A scheduler with four workers on loopback: its address, and the number of its process."""
    file = folder / "scheduler.json"
    base = [sys.executable, "-m"]
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    quiet: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    where = ["--host", "127.0.0.1", "--port", "0"]
    quiet["env"] = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path[1:]])}
    started = [subprocess.Popen([*base, "distributed.cli.dask_scheduler", *common, *where], **quiet)]
    try:
        while not (file.exists() and file.read_text()):
            if started[0].poll() is not None:
                raise RuntimeError(f"the dask scheduler ended with status {started[0].returncode} before it listened")
            time.sleep(0.1)
        for _ in range(WORKERS):
            worker = [*base, "distributed.cli.dask_worker", *common, "--no-nanny", "--nthreads", "1"]
            started.append(subprocess.Popen([*worker, "--local-directory", str(folder / "scratch")], **quiet))
        yield json.loads(file.read_text())["address"], started[0].pid
    finally:
        for process in started:
            process.kill()
            process.wait()


def processor_s(pid: int) -> float:
    """Processor time of a process and all that it started and that still run, s (Linux)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(processor_s(int(child)) for child in children)


def empty_tasks_ms(address: str, pid: int) -> dict[str, float]:
    """Processor time per task that does nothing, in the scheduler and in the process that hands tasks out, ms."""
    import distributed

    with distributed.Client(address, set_as_default=False) as client:
        client.gather(client.map(str, range(EMPTY), pure=False))
        before, own = processor_s(pid), time.process_time()
        for first in range(0, EMPTY, 2 * WORKERS):  # as many in flight as a sweep has
            client.gather([client.submit(str, first + i, pure=False) for i in range(2 * WORKERS)])
        return {
            "scheduler": 1000 * (processor_s(pid) - before) / EMPTY,
            "collecting": 1000 * (time.process_time() - own) / EMPTY,
        }


def untimed(table: Path) -> list[str]:
    """The lines of a table without the time that each took."""
    lines = [line.split(",") for line in table.read_text(encoding="utf-8").splitlines()]
    column = lines[0].index("took_s")
    return [",".join([*line[:column], *line[column + 1 :]]) for line in lines]
