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
PACKAGES = ("mark1", "numpy", "numba", "scikit-learn", "scipy")


class DisagreementError(AssertionError):
    """We and the peer did not do the same work, so their times mean nothing."""


def in_turn(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of every round of each contender: a, b, a, b, ...; one round beforehand, to warm up, is not counted."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            if number:
                times[name].append(time.perf_counter() - start)
    return times


def require(checks: Mapping[str, bool]) -> None:
    """Raises DisagreementError that names the checks that failed."""
    failed = [name for name, holds in checks.items() if not holds]
    if failed:
        raise DisagreementError(f"we and the peer disagree: {', '.join(failed)} does not hold, so there is no result")


def report(name: str, ours: list[float], peer: list[float], checks: Mapping[str, bool], **more: Any) -> Report:
    """What ``--json`` prints: best and median of both in seconds; ``ratio`` is the peer's best over ours."""
    require(checks)
    return {
        "name": name,
        "ours": min(ours),
        "peer": min(peer),
        "unit": "s",
        "ratio": min(peer) / min(ours),
        "ours_median": median(ours),
        "peer_median": median(peer),
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
    """The processor's name, as far as the system tells."""
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
