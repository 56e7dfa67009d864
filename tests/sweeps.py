"""For the tests of sweeps: small specs, and tables without their measured times."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mark1.sweep.jobs import Job, jobs_of
from mark1.sweep.spec import Sweep, parsed

SMALL: dict[str, Any] = {
    "epochs": 4,
    "seeds": 2,
    "settings": {"r-units": 5, "excitatory": 5, "inhibitory": 5},
    "grid": {"a-units": [64, 96], "ideal": [True, False]},
}
# The same as it is written.
TOML = """
epochs = 4
seeds = 2
[settings]
r-units = 5
excitatory = 5
inhibitory = 5
[grid]
a-units = [64, 96]
ideal = [true, false]
"""


def sweep_of(table: Mapping[str, Any] = SMALL, **more: Any) -> Sweep:
    return parsed({**table, **more}, "small", Path("."))


def jobs(table: Mapping[str, Any] = SMALL, **more: Any) -> list[Job]:
    return jobs_of(sweep_of(table, **more))


def untimed(path: Path) -> list[list[str]]:
    """The lines of a table without the columns of measured time, in their order."""
    header, *lines = list(csv.reader(path.read_text().splitlines()))
    kept = [i for i, name in enumerate(header) if not name.endswith("_s") or name == "machine_time_s"]
    return [[line[i] for i in kept] for line in (header, *lines)]
