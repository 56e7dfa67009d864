"""A plug-in for mark1 with one of each: a data set, a back end and an experiment.

pip install examples/plugin
mark1 train bars                        # bars:20 draws 20 bars of each class
mark1 train bars --backend centroid
mark1 experiment bars-by-wires
"""

import numpy as np

from mark1.backends.scoring import ScoringBackend
from mark1.errors import StimulusError, expected
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
from mark1.experiments.setup import built, chance, taught
from mark1.stimuli.library import load
from mark1.stimuli.source import Listing, Source
from mark1.stimuli.stimulus_set import StimulusSet

# ---- a data set


def bars(order: Listing) -> StimulusSet:
    """Level and upright bars, 3 cells wide, anywhere on the retina. ``order.option`` is what follows the colon."""
    if order.option and not order.option.isdecimal():
        raise StimulusError(expected("bars", "a number of bars per class, as in bars:20", order.option))
    each, light, labels = int(order.option or 10), [], []
    for label in ("level", "upright"):
        for _ in range(each):
            picture = np.zeros((order.eye.rows, order.eye.cols), np.float32)
            at = int(order.rng.integers(0, min(picture.shape) - 2))
            if label == "level":
                picture[at : at + 3] = 1
            else:
                picture[:, at : at + 3] = 1
            light.append(order.eye.project(picture, framing="whole", polarity="light"))
            labels.append(label)
    return StimulusSet.labelled("bars", np.stack(light), labels)


BARS = Source(bars, options="a number of bars per class")


# ---- a back end


class CentroidBackend(ScoringBackend):
    """The nearest mean: a picture belongs to the class whose average picture is most like it."""

    name = "centroid"

    def begin(self, n_s, n_classes):
        return {"means": np.zeros((n_classes, n_s)), "seen": np.zeros(n_classes)}

    def learn(self, light, class_of, rng):
        for picture, k in zip(light, class_of, strict=True):
            self.arrays["seen"][k] += 1
            self.arrays["means"][k] += (picture - self.arrays["means"][k]) / self.arrays["seen"][k]
        return True  # the average of the same pictures stays the same

    def scores(self, light):
        apart = light[:, np.newaxis] - self.arrays["means"]  # (n, n_classes, n_s)
        return -(apart**2).sum(axis=2)

    def looks_for(self, since_start=False):
        rows, cols = self.machine.optics.rows, self.machine.optics.cols
        return self.arrays.get("means", np.zeros((0, rows * cols))).reshape(-1, rows, cols)


# ---- an experiment

WIRES = (1, 2, 5, 10)


def run(order: RunRequest, wires: tuple[int, ...] = WIRES) -> ExperimentResult:
    """How many new bars machines get right, by the number of wires from each A-unit."""

    def right(n: int, seed: int) -> float:
        machine = built(seed, patch_board__excitatory=n, patch_board__inhibitory=n)
        train, test = (load("bars:20", machine.optics, rng=chance(seed, part)) for part in (0, 1))
        return taught(machine, train, 50).right(test)

    share = order.table(right, wires)
    rows = [
        Comparison(
            f"new bars right, {n} + {n} wires per A-unit", NOTHING, spread(values), "own", "A", None, "", told(values)
        )
        for n, values in zip(wires, share, strict=True)
    ]
    chart = Chart(
        "New bars", "wires of each sign per A-unit", "right", (Series("new bars", wires, share),), percent=True
    )
    return ExperimentResult(tuple(rows), (chart,))


EXPERIMENT = Experiment(
    name="bars-by-wires",
    title="Telling level bars from upright ones",
    machine="",
    about="Bars at random places are learned by machines with few and with many wires per A-unit.",
    seeds=5,
    run=run,
)
