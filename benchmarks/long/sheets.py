"""sheets: photographs of a sheet on a table; at least 98 % of those without a finger within 2 % of a side"""

import numpy as np

from benchmarks.long import Outcome, Say
from benchmarks.sheets import error_of, photograph
from mark1.machine.camera.sheet import find_sheet

COUNT = 200
NEAR, ENOUGH = 0.02, 0.98


def run(count: int, seed: int, report: Say) -> Outcome:
    """``count`` photographs. Fails if fewer than 98 % of the sheets are found within 2 % of their longest side."""
    rng, plain = np.random.default_rng(seed), 0
    errors: list[float] = []
    missed: list[str] = []
    fingers: list[str] = []
    for number in range(count):
        photo = photograph(rng)
        error = error_of(find_sheet(photo.picture / 255.0), photo.corners)
        errors.append(error)
        covered = "finger" in photo.extras
        plain += not covered
        if error > NEAR:
            (fingers if covered else missed).append(f"sheet {number}: off by {error:.1%}")
        if number % 20 == 19:
            report(f"{number + 1} of {count}: {len(missed)} missed")
    found = 1.0 - len(missed) / plain if plain else 1.0
    report(f"{found:.1%} of {plain} within {NEAR:.0%}, median {np.median(errors):.2%}")
    report(f"with a finger over a corner: {len(fingers)} of {count - plain} missed")
    failures = missed if found < ENOUGH else []
    return {"failures": failures, "found": found, "plain": plain, "missed": missed, "missed_with_finger": fingers}
