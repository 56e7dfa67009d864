"""million: machines of 512 A-units from their seeds, taught the letters; killed on the way, resumed; table and curve"""

import csv
import itertools
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.long import Outcome, Say

COUNT = 1_000_000
LIMIT_MIB = 1024.0
SPEC = """data = "letters"
epochs = 100
seeds = {count}
seed = {seed}
limit = {count}

[settings]
a-units = 512
"""
COMPARED = 100
KILLED_AT = 0.4  # of the rows
ROW_BYTES = 96
LOOK_S = 0.05
MOST_EPOCHS = 40  # in the figure: few machines need more
PICTURE = Path(__file__).parents[2] / "docs" / "images" / "million.png"


def run(count: int, seed: int, report: Say) -> Outcome:
    """``count`` machines by ``mark1 sweep``, killed with SIGKILL on the way, and resumed by the same command.

    Fails if a row is missing or there twice, if one differs from the machine made alone, or beyond 1 GiB of memory.
    """
    with tempfile.TemporaryDirectory() as folder:
        spec, table = Path(folder) / "million.toml", Path(folder) / "million.csv"
        spec.write_text(SPEC.format(count=count, seed=seed), encoding="utf-8")
        began = time.monotonic()
        killed, first = sweep(spec, table, kill_at=int(KILLED_AT * count))
        kept = lines_in(table) - 1
        report(f"killed after {time.monotonic() - began:.0f} s with {kept:,} rows")
        status, second = sweep(spec, table)
        seconds = time.monotonic() - began
        figures = judged(table, spec)
        with open(table, encoding="utf-8") as file:
            excerpt = [line.rstrip("\n") for line in itertools.islice(file, 4)]
        size_mb = table.stat().st_size / 1e6
    peak = max(first, second)
    failures = [] if status == 0 else [f"mark1 sweep ended with {status}"]
    if killed != -signal.SIGKILL or not 0 < kept < count:
        failures.append(f"it was to be killed on the way: status {killed} with {kept:,} rows")
    if peak > LIMIT_MIB:
        failures.append(f"{peak:,.0f} MiB of memory in all processes, expected at most {LIMIT_MIB:,.0f}")
    failures += figures.pop("failures")
    if count == COUNT:
        draw_curve(figures["machines_by_epochs"], count)
    per_s = count / seconds
    return {"failures": failures, "sweep_s": round(seconds, 1), "machines_per_s": round(per_s), "peak_mib": round(peak),
            "table_mb": round(size_mb, 1), "rows_when_killed": kept, "table": excerpt, **figures}  # fmt: skip


def sweep(spec: Path, table: Path, kill_at: int | None = None) -> tuple[int, float]:
    """Its exit status, and the most memory of its processes together, MiB; killed when ``kill_at`` rows are there."""
    command = [sys.executable, "-m", "mark1", "sweep", str(spec), "--out", str(table)]
    most = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for number in itertools.count():
            if process.poll() is not None:
                break
            time.sleep(LOOK_S)
            if number % 10 == 0:
                most = max(most, tree_mib(process.pid))
            if kill_at is not None and table.exists() and table.stat().st_size > kill_at * ROW_BYTES:
                process.kill()
    return process.returncode, most


def lines_in(path: Path) -> int:
    """How many lines a file has; 0 if there is none."""
    if not path.exists():
        return 0
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def tree_mib(pid: int) -> float:
    """Memory of a process and all below it, MiB; what they share is counted once (Linux)."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
    return own + sum(tree_mib(int(child)) for child in children)


def judged(table: Path, spec: Path) -> Outcome:
    """What is in the table: machines by the epochs they took, and rows compared with machines made alone."""
    from mark1.sweep.jobs import jobs_of
    from mark1.sweep.row import row_of
    from mark1.sweep.spec import read
    from mark1.sweep.table import text_of

    jobs, epochs, unsettled = jobs_of(read(spec)), Counter[int](), 0
    some = {str(job.seed): job for job in jobs[:: max(1, len(jobs) // COMPARED)]}
    seeds, failures = [], []
    with open(table, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            seeds.append(int(row["seed"]))
            settled = row["settled"] == "true"
            epochs[int(row["epochs"])] += settled
            unsettled += not settled
            if row["seed"] in some:
                alone = row_of(some[row["seed"]])
                differ = [name for name, value in alone.items() if name != "took_s" and text_of(value) != row[name]]
                failures += [f"seed {row['seed']}: {', '.join(differ)} differ from the machine made alone"] * bool(
                    differ
                )
    if seeds != [job.seed for job in jobs] or len(set(seeds)) != len(jobs):
        failures.append(
            f"{len(seeds):,} rows, {len(set(seeds)):,} seeds: expected each of {len(jobs):,} once, in order"
        )
    return {"failures": failures, "compared": len(some), "rows": len(seeds), "unsettled": unsettled,
            "machines_by_epochs": {str(n): epochs[n] for n in sorted(epochs)}}  # fmt: skip


def draw_curve(by_epochs: dict[str, int], count: int, path: Path = PICTURE) -> None:
    """The fraction of the machines that had learned all letters after each epoch, as a figure."""
    from mark1.sweep.curves import Curve, Curves, Point
    from mark1.sweep.plot import draw

    first = max(1, min(map(int, by_epochs)) - 1)
    learned, points = 0, []
    for epoch in range(first, MOST_EPOCHS + 1):
        learned += by_epochs.get(str(epoch), 0)
        fraction = learned / count
        points.append(Point(str(epoch), fraction, fraction, fraction, count))
    xs = tuple(point.x for point in points)
    draw(Curves(f"{count:,} machines", "epochs", "settled", (), xs, (Curve("", tuple(points)),)), path)
