"""sheets: photographs of a sheet on a table, some with a finger over a corner; 98 % are found within 2 % of a side"""

import numpy as np

from benchmarks.long import Outcome, Say
from benchmarks.sheets import error_of, photograph
from mark1.machine.camera.sheet import find_sheet

COUNT = 200
NEAR, ENOUGH = 0.02, 0.98


def run(count: int, seed: int, report: Say) -> Outcome:
    """``count`` photographs. Fails if fewer than 98 % of the sheets are found within 2 % of their longest side."""
    rng = np.random.default_rng(seed)
    errors: list[float] = []
    missed: list[str] = []
    fingers = 0
    for number in range(count):
        photo = photograph(rng)
        errors.append(error_of(find_sheet(photo.picture / 255.0), photo.corners))
        fingers += "finger" in photo.extras
        if errors[-1] > NEAR:
            missed.append(" ".join((f"sheet {number}: off by {errors[-1]:.1%}", *photo.extras)))
        if number % 20 == 19:
            report(f"{number + 1} of {count}: {len(missed)} missed")
    found = 1.0 - len(missed) / count
    report(f"{found:.1%} of {count} within {NEAR:.0%}, median {np.median(errors):.2%}; {fingers} with a finger")
    failures = missed if found < ENOUGH else []
    return {"failures": failures, "found": found, "fingers": fingers, "missed": missed}
