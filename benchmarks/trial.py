"""``python -m benchmarks long NAME [--count N] [--seed S]``: one trial in full, and the record of its outcome."""

import argparse
import importlib
import json
import pkgutil
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import benchmarks.long
from benchmarks.rounds import Report, surroundings

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"


def names() -> list[str]:
    """The names of all trials, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(benchmarks.long.__path__))


def trial(name: str) -> ModuleType:
    """The module of a trial."""
    return importlib.import_module(f"benchmarks.long.{name}")


def main(arguments: Sequence[str], results: Path = RESULTS) -> int:
    """Run one trial and write ``results/NAME.json``; the exit code: 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks long", description=benchmarks.long.__doc__)
    parser.add_argument("name", nargs="?", metavar="NAME", choices=names(), help=", ".join(names()))
    parser.add_argument("--count", type=_count, metavar="N", help="default: the full count")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the random numbers (default: 0)")
    asked = parser.parse_args(arguments)
    if asked.name is None:
        print("\n".join(map(_line, names())))
        return 0
    record = carried_out(asked.name, asked.count, asked.seed)
    results.mkdir(exist_ok=True)
    path = results / f"{asked.name}.json"
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print("\n".join([*record["failures"], f"{asked.name}: {record['outcome']}, {record['count']:,} in {path}"]))
    return int(record["outcome"] != "passed")


def carried_out(name: str, count: int | None, seed: int) -> Report:
    """The record of one run. An exception is a failure; Ctrl-C leaves no record."""
    module = trial(name)
    count = module.COUNT if count is None else count
    state, date, began = commit(), datetime.now(UTC), time.monotonic()
    try:
        outcome = dict(module.run(count, seed, _say))
    except Exception as error:  # noqa: BLE001 - whatever ends a trial belongs into its record
        traceback.print_exc()
        outcome = {"failures": [f"{type(error).__name__}: {error}"]}
    failures = outcome.pop("failures")
    return {
        "name": name,
        "outcome": "failed" if failures else "passed",
        "count": count,
        "full_count": module.COUNT,
        "seed": seed,
        "failures": failures,
        "figures": outcome,
        "commit": state,
        "date": date.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - began, 1),
        "machine": surroundings(),
    }


def commit() -> str:
    """The commit that is checked out, with ``-dirty`` if files differ from it; empty outside a repository."""
    try:
        command = ["git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _line(name: str) -> str:
    """The name of a trial, its full count, and what it does."""
    module = trial(name)
    what = (module.__doc__ or "").splitlines()[0].removeprefix(f"{name}: ")
    return f"{name:12}{module.COUNT:>8,}  {what}"


def _count(text: str) -> int:
    """A whole number from 1."""
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)


def _say(text: str) -> None:
    """Progress, on stderr."""
    print(text, file=sys.stderr, flush=True)
