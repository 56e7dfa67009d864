"""quality: how many unseen handwritten digits are named rightly (``--data`` MNIST's t10k-images-idx3-ubyte).

8,000 of the 10,000 pictures to learn from, one R-unit a digit, the other 2,000 to test. ``peer`` is the limit.
"""

from collections.abc import Sequence
from statistics import mean, median
from typing import Any

import numpy as np

from benchmarks.letters import machine_of
from benchmarks.rounds import Report, require, surroundings
from mark1.machine.mark1 import MarkI
from mark1.machine.teacher import AnswerCode
from mark1.stimuli.library import load
from mark1.stimuli.stimulus_set import StimulusSet

LIMIT = 0.93


def run(
    data: str,
    n_a: int = 5000,
    epochs: int = 20,
    test_fraction: float = 0.2,
    seeds: Sequence[int] = (0, 1, 2),
    *,
    ideal: bool = False,
    shuffle: bool = True,
) -> Report:
    """The report. Raises DisagreementError unless every picture was either learned from or tested with."""
    trials = [trial(data, n_a, epochs, test_fraction, seed, ideal=ideal, shuffle=shuffle) for seed in seeds]
    accuracy = [one["test_accuracy"] for one in trials]
    checks = {"all_pictures_used": all(one["n_train"] + one["n_test"] == one["n"] for one in trials)}
    require(checks)
    return {
        "name": "quality",
        "ours": mean(accuracy),
        "peer": LIMIT,
        "unit": "accuracy",
        "ratio": mean(accuracy) / LIMIT,
        "target": 1.0,
        "ours_median": median(accuracy),
        "peer_median": LIMIT,
        "rounds": len(trials),
        "worst": min(accuracy),
        "a_units": n_a,
        "epochs": epochs,
        "ideal": ideal,
        "shuffle": shuffle,
        "trials": trials,
        "checks": checks,
        **surroundings(),
    }


def trial(
    data: str, n_a: int, epochs: int, test_fraction: float, seed: int, *, ideal: bool, shuffle: bool
) -> dict[str, Any]:
    """One machine, one split: its accuracy on both parts after the last epoch, and on the test part after each."""
    rng = np.random.Generator(np.random.PCG64(seed))
    pictures = load(data, machine_of(1, 1, ideal=True).optics, rng=rng)
    train, test = pictures.split(test_fraction, rng)
    machine = machine_of(n_a, len(pictures.classes), ideal=ideal, seed=seed)
    code = AnswerCode("onehot", pictures.classes, len(pictures.classes))
    train_activity, test_activity = machine.sense(train.light), machine.sense(test.light)
    wanted, order, by_epoch = code.words[train.class_of], np.arange(len(train)), []
    for _ in range(epochs):
        machine.learn(train_activity, wanted, rng.permutation(order) if shuffle else order)
        by_epoch.append(accuracy_of(machine, code, test_activity, test))
    return {
        "seed": seed,
        "n": len(pictures),
        "n_train": len(train),
        "n_test": len(test),
        "corrections": machine.corrections,
        "train_accuracy": accuracy_of(machine, code, train_activity, train),
        "test_accuracy": by_epoch[-1],
        "test_accuracy_of_epoch": by_epoch,
    }


def accuracy_of(machine: MarkI, code: AnswerCode, activity: Any, pictures: StimulusSet) -> float:
    """The share of pictures whose answers are nearest to the word of their class."""
    return float(np.mean(code.nearest(machine.sums(activity)) == pictures.class_of))
