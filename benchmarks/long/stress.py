"""stress: the suite once, then N times each test with a thread, process, socket or clock, beside stress-ng --cpu 6"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.long import Outcome, Say

COUNT = 20
LOAD = ("stress-ng", "--cpu", "6", "--quiet")
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", "auto", "-p", "benchmarks.watch", "-p", "no:cacheprovider")
ROOT = Path(__file__).parents[2]

Records = list[dict[str, Any]]


def run(count: int, seed: int, report: Say, suite: tuple[str, ...] = ()) -> Outcome:
    """The failures of ``count`` rounds, and the list of tests. ``suite`` are arguments of pytest: which tests.

    Raises RuntimeError if stress-ng is not installed, or if pytest runs nothing.
    """
    if shutil.which(LOAD[0]) is None:
        raise RuntimeError(f"{LOAD[0]} was not found (Debian, Ubuntu: apt-get install stress-ng)")
    load = subprocess.Popen(LOAD)
    try:
        every = tested(suite)
        report(f"the suite: {tally(every)}")
        sensitive = {record["test"]: record["uses"] for record in every if record["uses"]}
        rounds = tested(suite, list(sensitive), count)
        report(f"{count} rounds of {len(sensitive)} tests: {tally(rounds)}")
    finally:
        load.terminate()
        load.wait()
    return {
        "failures": [f"{one['test']}: {one['why']}" for one in (*every, *rounds) if one["outcome"] == "failed"],
        "suite": dict(Counter(record["outcome"] for record in every)),
        "rounds": dict(Counter(record["outcome"] for record in rounds)),
        "uses": dict(Counter(use for uses in sensitive.values() for use in uses)),
        "tests": dict(sorted(sensitive.items())),
    }


def tested(suite: tuple[str, ...], only: list[str] | None = None, rounds: int = 1) -> Records:
    """The records of one run of pytest: of every test, or ``rounds`` of each of a few."""
    with tempfile.TemporaryDirectory() as folder:
        others = {name: value for name, value in os.environ.items() if not name.startswith("MARK1_WATCH")}
        settings = {**others, "MARK1_WATCH": folder}
        arguments = suite
        if only is not None:
            settings |= {"MARK1_WATCH_ONLY": str(Path(folder, "only")), "MARK1_WATCH_ROUNDS": str(rounds)}
            Path(folder, "only").write_text("\n".join(only), "utf-8")
            arguments = suite or tuple(sorted({test.partition("::")[0] for test in only}))
        if only != []:
            subprocess.run([*PYTEST, *arguments], cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, check=False)
        files = sorted(Path(folder).glob("*.jsonl"))
        records = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    if not records and only != []:
        raise RuntimeError(f"pytest ran no test: {' '.join((*PYTEST, *arguments))}")
    return records


def tally(records: Records) -> str:
    """Outcomes and their numbers in words."""
    outcomes = Counter(record["outcome"] for record in records)
    return ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(outcomes.items()))
