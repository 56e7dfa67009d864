"""Convergence: never more corrections than (R / gamma)^2, if the motors are ideal.

::

    corrections <= (R / gamma)^2        R^2 = the most active units,  gamma = the margin of the best unit solution

For one R-unit, a set that some weights split, zero at the start, any order. Source: NOV (secondary). gamma is found
here by reinforcing the least certain picture some thousand times; it comes out a little too small, the bound a little
too large, never the other way round.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.experiments.agreement import AgreementRule
from mark1.experiments.experiment import (
    NOTHING,
    Chart,
    Comparison,
    Confidence,
    Experiment,
    ExperimentResult,
    RunRequest,
    Series,
    told,
)
from mark1.experiments.setup import active, built, chance, letters, taught
from mark1.machine.teacher import AnswerCode
from mark1.stimuli.stimulus_set import StimulusSet

NEVER = AgreementRule("runs that exceed the bound", 0, 0, at_most=True, form="{:.0f}")
SIZES = (64, 96, 128, 256, 512)
BANKS: dict[str, dict[str, Any]] = {
    "ideal motors": {"potentiometers__ideal": True},
    "assumed motors": {},
    "stops at 1 V": {"potentiometers__stop_v": 1.0},
    "decay 1% a second": {"potentiometers__decay_per_s": 0.01},
}


def halves(seed: int) -> StimulusSet:
    """The 26 letters, split in two at random."""
    side, face = chance(seed, 11).permutation(np.arange(26) % 2), letters()
    return StimulusSet.labelled("halves", face.light, [str(k) for k in side])


def margin(a: NDArray[Any], wanted: NDArray[Any], steps: int) -> float:
    """The largest margin found of a unit solution: min over pictures of wanted (w . a) / |w|; below 0 if none."""
    pull = a * wanted[:, np.newaxis].astype(np.float64)
    w, best = pull.sum(axis=0), -np.inf
    for _ in range(steps):
        sums = pull @ w
        least = int(np.argmin(sums))
        best = max(best, float(sums[least] / max(np.linalg.norm(w), 1e-12)))
        w += pull[least]
    return best


def bound_of(a: NDArray[Any], wanted: NDArray[Any], steps: int = 4000) -> float:
    """(R / gamma)^2; infinite if no solution was found."""
    gamma = margin(a, wanted, steps)
    return float(a.sum(axis=1).max() / gamma**2) if gamma > 0 else np.inf


def measured(n_a: int, seed: int, most: int) -> list[float]:
    """The bound, and the corrections each bank of pots took, at most ``most`` epochs long."""
    stimuli, bound, corrections = halves(seed), 0.0, []
    for settings in BANKS.values():
        machine = built(seed, response__n_r=1, association__n_a=n_a, **settings)
        if not bound:
            wanted = AnswerCode("binary", stimuli.classes, 1).words[stimuli.class_of][:, 0]
            bound = bound_of(active(machine, stimuli.light), wanted)
        corrections.append(float(taught(machine, stimuli, most).corrections))
    return [bound, *corrections]


def run(order: RunRequest, most: int = 400, sizes: tuple[int, ...] = SIZES) -> ExperimentResult:
    """Random splits of the alphabet, for small machines, where it is hard, and large ones."""
    got = order.table(lambda n_a, seed: measured(n_a, seed, most), sizes).reshape(-1, 1 + len(BANKS))
    got = got[np.isfinite(got[:, 0])]
    bound = got[:, 0]
    ratio = got[:, 1:] / bound[:, np.newaxis]
    rows = []
    for k, bank in enumerate(BANKS):
        over = int((ratio[:, k] > 1).sum())
        ours = f"{np.median(ratio[:, k]):.0%} of the bound ({ratio[:, k].min():.0%} to {ratio[:, k].max():.0%})"
        if bank == "ideal motors":
            published, judgement, why = "never above the bound", NEVER(over), f"exceeded {over} times in {len(ratio)}"
        else:
            published, judgement = NOTHING, None
            why = f"exceeded {over} times in {len(ratio)}: " + ("void" if over else "void in theory, kept here")
        source: tuple[str, Confidence] = ("NOV", "S") if judgement is not None else ("OWN", "D")
        rows.append(Comparison(f"corrections, {bank}", published, ours, *source, judgement, why, told(ratio[:, k])))
    diagonal = np.array([bound.min() / 2, bound.max() * 2])
    lines = [Series(bank, bound, got[:, k + 1], "cloud") for k, bank in enumerate(BANKS)]
    lines.append(Series("the bound", diagonal, diagonal, "curve"))
    chart = Chart("corrections until nothing was wrong", "bound (R / gamma)^2", "corrections", tuple(lines), "xy")
    remark = (
        f"One R-unit; sets that could not be split are left out. A run ends after {most} epochs at the latest, so the "
        "highest marks stand for runs that would have gone on."
    )
    return ExperimentResult(tuple(rows), (chart,), (remark,))


EXPERIMENT = Experiment(
    name="convergence",
    title="Never more corrections than the theorem allows",
    machine="theory",
    about=(
        "Where weights exist that are right for every picture, error correction finds such weights after a limited "
        "number of corrections. The theorem knows no end stops, no decay, no unequal motors: with them its bound is "
        "void."
    ),
    seeds=10,
    run=run,
    rules=(NEVER,),
)
