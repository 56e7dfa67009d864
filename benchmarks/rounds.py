"""Rounds: contenders run in turn, and the report of how long each took."""

import os
import platform
import time
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

Report = dict[str, Any]
Times = list[list[float]]
TURN_S = 0.05
PACKAGES = ("mark1", "numpy", "numba", "scikit-learn", "scipy")


class DisagreementError(AssertionError):
    """We and the peer did not do the same work, so their times mean nothing."""


def in_turn(contenders: Mapping[str, Callable[[], object]], rounds: int, turn_s: float = TURN_S) -> dict[str, Times]:
    """Seconds of every run of each contender, turn by turn: a, b, a, b, ...

    A turn lasts ``turn_s`` seconds or one run, whichever is longer: so that a short contender is not measured only with
    the caches as the long one left them. One round beforehand, to warm up, is not counted.
    """
    times: dict[str, Times] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            turn = one_turn(run, turn_s)
            if number:
                times[name].append(turn)
    return times


def one_turn(run: Callable[[], object], turn_s: float) -> list[float]:
    """Seconds of every run in one turn."""
    seconds: list[float] = []
    began = time.perf_counter()
    while not seconds or time.perf_counter() - began < turn_s:
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return seconds


def best(times: Times) -> float:
    """The shortest run of all turns."""
    return min(min(turn) for turn in times)


def middle(times: Times) -> float:
    """The median run of all turns."""
    return median(seconds for turn in times for seconds in turn)


def require(checks: Mapping[str, bool]) -> None:
    """Raises DisagreementError that names the checks that failed."""
    failed = [name for name, holds in checks.items() if not holds]
    if failed:
        raise DisagreementError(f"we and the peer disagree: {', '.join(failed)} does not hold, so there is no result")


def report(name: str, ours: Times, peer: Times, checks: Mapping[str, bool], **more: Any) -> Report:
    """What ``--json`` prints: best and median of both in seconds; ``ratio`` is the peer's best over ours."""
    require(checks)
    return {
        "name": name,
        "ours": best(ours),
        "peer": best(peer),
        "unit": "s",
        "ratio": best(peer) / best(ours),
        "ours_median": middle(ours),
        "peer_median": middle(peer),
        "rounds": len(ours),
        **more,
        "checks": dict(checks),
        **surroundings(),
    }


def surroundings() -> Report:
    """Where this was measured: load, processor, versions."""
    return {
        "load": list(os.getloadavg()) if hasattr(os, "getloadavg") else [],
        "cpu": f"{_processor()}, {os.cpu_count()} cores",
        "versions": {"python": platform.python_version()} | {name: _version(name) for name in PACKAGES},
    }


def _processor() -> str:
    """The processor's name, if the system reports it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _version(package: str) -> str | None:
    """The version of an installed package, or None."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
