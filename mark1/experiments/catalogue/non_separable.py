"""Non-separable: exclusive or, and a hard pair that looks just like it for a long time.

Two patches of the retina may be lit; a strip between them always is, so that no picture is dark. Xor: on if exactly one
is. With one wire an A-unit only repeats a photocell, and no weights can do xor; with twenty wires it looks at several
cells, and they can. The hard pair differs in one photocell: weights exist, and are far away.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.experiments.agreement import OF_MACHINES
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
from mark1.experiments.setup import active, built, further, taught
from mark1.proofs.certificate import certificate_of
from mark1.proofs.dichotomy import dichotomies
from mark1.stimuli.stimulus_set import StimulusSet

IDEAL: dict[str, Any] = {"potentiometers__ideal": True, "response__n_r": 1}
COPIES: dict[str, Any] = {
    "association__n_a": 2000,
    "patch_board__excitatory": 1,
    "patch_board__inhibitory": 0,
    "association__theta": 1,
}


def patches(left: bool, right: bool, strip: bool = True) -> NDArray[np.float32]:
    """A picture (20, 20) with these parts lit."""
    light = np.zeros((20, 20), np.float32)
    light[3:17, 1:8], light[3:17, 12:19], light[3:17, 8:12] = left, right, strip
    return light


def xor() -> StimulusSet:
    """Four pictures; two are on."""
    pairs = [(a, b) for a in (False, True) for b in (False, True)]
    light = np.stack([patches(*pair) for pair in pairs])
    return StimulusSet.labelled("xor", light, ["on" if a != b else "off" for a, b in pairs])


def hard_pair() -> StimulusSet:
    """Two pictures that differ in one photocell."""
    first = patches(True, False, False)
    second = first.copy()
    second[10, 15] = 1.0
    return StimulusSet.labelled("a hard pair", np.stack([first, second]), ["off", "on"])


CASES = {
    "xor, one wire each": (xor, COPIES),
    "hard pair, one wire each": (hard_pair, COPIES),
    "xor, 10 + 10 wires": (xor, {}),
}


def course(case: str, seed: int, epochs: int) -> NDArray[np.float64]:
    """Corrections in each epoch, and the largest weight after it, in steps: (2, epochs)."""
    make, settings = CASES[case]
    run = taught(built(seed, **IDEAL, **settings), make(), 1)
    out = np.zeros((2, epochs))
    for k in range(epochs):
        out[:, k] = run.corrections_of_epoch[-1], np.abs(run.machine.potentiometers.wiper_v).max()
        run = further(run.backend, make(), 1)
    return out


def has_certificate(case: str, seed: int) -> bool:
    """Whether the pictures, each shown once, turn every dial up as often as down. Exact."""
    make, settings = CASES[case]
    machine, stimuli = built(seed, **IDEAL, **settings), make()
    wanted = np.where(stimuli.class_of == 0, -1, 1).astype(np.int8)[:, np.newaxis]
    dichotomy = next(dichotomies(machine, active(machine, stimuli.light), wanted))
    certificate = certificate_of(dichotomy, np.arange(len(dichotomy)))
    return certificate is not None and set(certificate.multipliers) == {1}


def run(order: RunRequest, epochs: int = 600) -> ExperimentResult:
    """Each case, epoch by epoch."""
    got = order.table(lambda case, seed: course(case, seed, epochs), [*CASES])  # (cases, seeds, 2, epochs)
    half, rows = epochs // 2, []
    for case, of in zip(CASES, got, strict=True):
        last = [int(np.flatnonzero(np.append(1, run[0]))[-1]) for run in of]  # the last epoch with a correction
        settled = np.array([end < epochs for end in last])
        top, later = of[:, 1, :half].max(axis=1), of[:, 1, half:].max(axis=1)
        ours = f"{settled.mean():.0%} settled; largest weight {spread(of[:, 1].max(axis=1), '{:.0f}')} steps"
        if case.startswith("xor, one"):
            certified = np.array([has_certificate(case, seed) for seed in range(order.seeds)])
            proved = int(certified.sum())
            published = "never settles, weights stay bounded"
            judgement = OF_MACHINES((~settled & (later <= top + 2) & certified).mean())
            why = f"largest weight in the first half of the epochs {top.max():.0f}, in the second {later.max():.0f}; "
            why += f"proved for {proved} of {order.seeds} machines"
            rows.append(Comparison(case, published, ours, "NOV", "D", judgement, why, told(later)))
        else:
            when = [end for end in last if end < epochs]
            why = f"last correction in epoch {spread(when, '{:.0f}')}" if when else ""
            rows.append(Comparison(case, NOTHING, ours, "OWN", "A", None, why, told(last)))
    x = np.arange(1, epochs + 1)
    every = list(zip(CASES, got, strict=True))
    so_far = tuple(Series(case, x, of[:, 0].cumsum(axis=1).T, "curve") for case, of in every)
    largest = tuple(Series(case, x, np.maximum.accumulate(of[:, 1], axis=1).T, "curve") for case, of in every)
    charts = (
        Chart("corrections so far", "epoch", "corrections", so_far, "xy"),
        Chart("largest weight so far", "epoch", "steps", largest, "xy"),
    )
    remark = (
        "As long as the hard pair is still being corrected, nothing in its course tells it from xor. That no weights "
        "do xor has a certificate, verified for each machine: show each of the four pictures once, and every dial is "
        "turned up as often as down. `mark1 prove` finds such certificates. Ideal motors."
    )
    return ExperimentResult(tuple(rows), charts, (remark,))


EXPERIMENT = Experiment(
    name="non-separable",
    title="Never, or just not yet?",
    machine="theory",
    about=(
        "Where no weights can be right for all pictures, error correction never ends, and its weights stay "
        "small. Where they can but only just, it looks the same for a long time."
    ),
    seeds=5,
    run=run,
    rules=(OF_MACHINES,),
)
