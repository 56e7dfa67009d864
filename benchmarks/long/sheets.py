"""sheets: photographs of a sheet on a table; at least 98 % of them with all corners found within 2 % of a side"""

import numpy as np

from benchmarks.long import Outcome, Say
from benchmarks.sheets import error_of, photograph
from mark1.machine.camera.sheet import find_sheet

COUNT = 200
NEAR, ENOUGH = 0.02, 0.98


def run(count: int, seed: int, report: Say) -> Outcome:
    """``count`` photographs. Fails if fewer than 98 % of the sheets are found within 2 % of their longest side."""
    rng, errors, missed = np.random.default_rng(seed), [], []
    for number in range(count):
        photo = photograph(rng)
        error = error_of(find_sheet(photo.picture / 255.0), photo.corners)
        errors.append(error)
        if error > NEAR:
            missed.append(f"sheet {number} ({', '.join(photo.extras) or 'plain'}): off by {error:.1%}")
        if number % 20 == 19:
            report(f"{number + 1} of {count}: {len(missed)} missed")
    found = 1.0 - len(missed) / count
    report(f"{found:.1%} within {NEAR:.0%}, median {np.median(errors):.2%}")
    return {"failures": missed if found < ENOUGH else [], "found": found, "missed": missed}
