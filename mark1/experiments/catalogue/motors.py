"""Motors: how bad may the parts be? Spread of speeds, play in the gears, early stops, noisy wipers."""

import numpy as np

from mark1.experiments.experiment import (
    NOTHING,
    Chart,
    Comparison,
    Experiment,
    ExperimentResult,
    RunRequest,
    Series,
    spread,
    told,
)
from mark1.experiments.setup import built, letters, taught

KNOBS = {
    "speed_spread": ("spread of the motors' speeds", (0.0, 0.05, 0.1, 0.2, 0.3)),
    "backlash_v": ("play in the gear, V", (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0)),
    "stop_v": ("stops at, V on either side", (0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 11.0)),
    "noise_v": ("noise of a wiper, V", (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0)),
}
STEP_V = 0.84  # what a correction turns a pot with the assumed speed, pulse and coasting


def measured(knob: str, value: float, seed: int, most: int) -> tuple[float, float]:
    """Letters right after learning, and the epochs it took; ``most`` if it did not settle."""
    run = taught(built(seed, **{f"potentiometers__{knob}": value}), letters(), most)
    return run.right(letters()), run.epochs if run.settled else most


def run(order: RunRequest, most: int = 100) -> ExperimentResult:
    """One knob at a time, the others as they are."""
    rows, charts = [], []
    for knob, (what, values) in KNOBS.items():
        got = order.table(lambda value, seed: measured(knob, value, seed, most), values)  # noqa: B023
        settled = (got[..., 1] < most).mean(axis=1)
        fine = [value for value, share in zip(values, settled, strict=True) if share >= 0.9]
        ours = f"learned by 9 of 10 machines from {min(fine):g} to {max(fine):g}" if fine else "never learned"
        worst = int(np.argmin(np.median(got[..., 0], axis=1)))
        why = f"at {values[worst]:g}: {spread(got[worst, :, 0], '{:.0%}')} of the letters right"
        rows.append(Comparison(what, NOTHING, ours, "OWN", "A", None, why, told(settled)))
        charts.append(Chart(what, what, "epochs", (Series(f"epochs, {most} at most", values, got[..., 1]),)))
    remark = (
        f"A correction is about {STEP_V} V here, so a play of 1 V swallows a whole step after each reversal. None of "
        "these tolerances is known of the real machine (assumed). Compare: 26 letters, 512 pots, the rest as usual."
    )
    return ExperimentResult(tuple(rows), tuple(charts), (remark,))


EXPERIMENT = Experiment(
    name="motors",
    title="How bad may the motors be?",
    machine="",
    about=(
        "512 motors, gears and wipers of 1960 were not equal and not perfect, and how imperfect is not known. The "
        "alphabet is learned with ever worse ones: unequal, loose, short of travel, noisy."
    ),
    seeds=10,
    run=run,
)
