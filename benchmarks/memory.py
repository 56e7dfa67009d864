"""memory: the most memory that training on many pictures takes, in a process of its own, against 1 GiB.

``ours`` is the peak of the whole process with its pictures; ``dense`` what their activity alone would take as float64.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.rounds import Report, require, surroundings

LIMIT_MIB = 1024.0
MIB = 2**20
ROOT = Path(__file__).parent.parent


def run(n: int = 60_000, n_a: int = 5000, n_r: int = 10, epochs: int = 1) -> Report:
    """The report. Raises CalledProcessError if the process fails, DisagreementError if a picture was left out."""
    command = [sys.executable, "-m", "benchmarks.memory", *map(str, (n, n_a, n_r, epochs))]
    child = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout)
    checks = {"all_presented": child["presentations"] == n * epochs, "learned": child["corrections"] > 0}
    require(checks)
    return {
        "name": "memory",
        "ours": child["peak_mib"],
        "peer": LIMIT_MIB,
        "unit": "MiB",
        "ratio": LIMIT_MIB / child["peak_mib"],
        "target": 1.0,
        "ours_median": child["peak_mib"],
        "peer_median": LIMIT_MIB,
        "dense": n * n_a * 8 / MIB,
        "rounds": 1,
        "pictures": n,
        "a_units": n_a,
        "responses": n_r,
        "epochs": epochs,
        "checks": checks,
        **surroundings(),
    }


def train(n: int, n_a: int, n_r: int, epochs: int) -> Report:
    """Train on random pictures, a tenth of each lit; the peak memory of this process, in MiB."""
    import numpy as np

    from benchmarks.letters import machine_of

    rng = np.random.Generator(np.random.PCG64(0))
    light = (rng.integers(0, 10, (n, 20, 20), np.uint8) == 0).astype(np.float32)
    wanted = (2 * rng.integers(0, 2, (n, n_r), np.int8) - 1).astype(np.int8)
    machine = machine_of(n_a, n_r, ideal=False)
    activity = machine.sense(light)
    for _ in range(epochs):
        machine.learn(activity, wanted, np.arange(n))
    return {"peak_mib": peak_mib(), "presentations": machine.presentations, "corrections": machine.corrections}


def peak_mib() -> float:
    """The most memory this process has held. Linux reports it separately from its parent's."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (MIB if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps(train(*map(int, sys.argv[1:]))))
