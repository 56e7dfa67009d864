"""Wiring: random or gathered, how many wires, which threshold.

A constrained board gathers the wires of an A-unit around a point of the retina, falling off exponentially with the
distance. R58 (pp. 389, 404) expects such units to be sensitive to contours, and better.
"""

from functools import cache
from typing import Any

import numpy as np

from mark1.experiments.agreement import AgreementRule
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
from mark1.experiments.setup import built, chance, letters, moved, taught
from mark1.stimuli.shapes import draw
from mark1.stimuli.stimulus_set import StimulusSet

REACHES, FANS, THETAS = (1.0, 1.5, 2.0, 3.0, 5.0), (1, 2, 3, 5, 8, 10, 15, 20), (0, 1, 2, 3, 4, 5, 6)
TASKS = {"outlines": "outlined circle or square, anywhere", "letters": "26 letters, moved a little"}
BETTER = AgreementRule("new pictures right, more than by random wires, median", 0.02, 0.01)
FEW = {"patch_board__excitatory": 5, "patch_board__inhibitory": 5}


@cache
def task(name: str, n: int) -> tuple[StimulusSet, StimulusSet]:
    """Pictures to learn, about ``n``, and half as many to ask."""
    if name == "letters":
        amounts = {"shift_cells": 1.0, "rotation_deg": 5.0, "stroke_cells": 0.5}
        return moved(letters(), -(-n // 26), chance(1), **amounts), moved(letters(), -(-n // 52), chance(2), **amounts)
    rng = chance(3)
    labels = ["circle" if k % 2 else "square" for k in range(n + n // 2)]
    light = np.stack([_outline(label, rng) for label in labels])
    both = StimulusSet.labelled(name, light, labels)
    return both.take(range(n)), both.take(range(n, n + n // 2))


def _outline(shape: str, rng: np.random.Generator) -> Any:
    """A figure of 8 to 13 cells, one cell thick, anywhere it fits."""
    size = rng.uniform(8, 13)
    return draw(shape, centre=tuple(rng.uniform(size / 2, 20 - size / 2, 2)), size_cells=size, filled=False)


def right(name: str, n: int, seed: int, **settings: object) -> float:
    """The share of new pictures right, after 40 epochs at most."""
    n_r = 1 if name == "outlines" else 8
    train, test = task(name, n)
    return taught(built(seed, response__n_r=n_r, **settings), train, 40).right(test)


def run(order: RunRequest, n: int = 600) -> ExperimentResult:
    """Reach, number of wires, threshold: each on both tasks."""
    tasks, gathered = [*TASKS], {"patch_board__wiring": "constrained"}
    free = order.table(lambda name, seed: right(name, n, seed, **FEW), tasks)
    reach = order.table(
        lambda name, cells, seed: right(name, n, seed, **FEW, **gathered, patch_board__reach_cells=cells),
        tasks,
        REACHES,
    )
    fan = order.table(
        lambda name, k, seed: right(name, n, seed, patch_board__excitatory=k, patch_board__inhibitory=k,
                                    association__theta=min(k, 2)), tasks, FANS)  # fmt: skip
    theta = order.table(lambda name, at, seed: right(name, n, seed, association__theta=at), tasks, THETAS)
    rows = []
    for t, name in enumerate(tasks):
        best = int(np.argmax(np.median(reach[t], axis=1)))
        gain = float(np.median(reach[t, best]) - np.median(free[t]))
        ours = f"random {spread(free[t], '{:.0%}')}, constrained {spread(reach[t, best], '{:.0%}')}"
        why = f"{100 * gain:+.0f} points, 5 + 5 wires, at the best reach in cells, {REACHES[best]:g}"
        rows.append(Comparison(f"constrained wires, {TASKS[name]}", "sensitive to contours, better", ours, "R58", "P",
                        BETTER(gain), why, told(reach[t, best])))  # fmt: skip
        for what, values, got in (("wires of each kind", FANS, fan[t]), ("theta", THETAS, theta[t])):
            k = int(np.argmax(np.median(got, axis=1)))
            ours = f"best {values[k]}: {spread(got[k], '{:.0%}')}"
            rows.append(Comparison(f"{what}, {TASKS[name]}", NOTHING, ours, "OWN", "A", None, values=told(got[k])))
    charts = [
        _chart("constrained wires", "reach, cells", REACHES, reach, free),
        _chart("number of wires", "excitatory wires, and as many inhibitory", FANS, fan),
        _chart("threshold, 10 + 10 wires", "theta", THETAS, theta),
    ]
    remark = (
        f"About {n} pictures learned, {n // 2} new ones asked. With k wires of each kind theta is 2, or k if that is "
        "less. The real board's reach, fan-in and theta are not known (assumed)."
    )
    return ExperimentResult(tuple(rows), tuple(charts), (remark,))


def _chart(title: str, x: str, values: Any, got: Any, free: Any = None) -> Chart:
    """Both tasks, and where given what random wires do."""
    lines = [Series(name, values, got[t]) for t, name in enumerate(TASKS)]
    if free is not None:
        lines += [
            Series(f"{name}: random wires", ("",), [float(np.median(free[t]))], "level") for t, name in enumerate(TASKS)
        ]
    return Chart(title, x, "new pictures right", tuple(lines), percent=True)


EXPERIMENT = Experiment(
    name="wiring",
    title="Random wires, or gathered ones",
    machine="theory, and a program on an IBM 704",
    about=(
        "The paper of 1958 expects A-units whose wires are gathered in one place of the retina to be sensitive to "
        "contours and to do better. Here random boards and gathered ones learn outlined figures, and letters."
    ),
    seeds=5,
    run=run,
    rules=(BETTER,),
)
