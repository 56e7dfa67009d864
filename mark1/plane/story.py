"""Plane story: the results of learning points of the plane, in sentences."""

import numpy as np

from mark1.plane.features import feature_map
from mark1.plane.record import PlaneRecord, percent, small
from mark1.text import counted

TINY = 1e-12


def story(record: PlaneRecord) -> str:
    """The results in sentences."""
    told = [_network(record)] if record.is_network else [_perceptron(record)]
    if not record.settled:
        told += [_useless_features(record)]
    if record.test is not None and record.test_accuracy is not None:
        told.append(f"Of {counted(len(record.test), 'test point')}, {percent(record.test_accuracy)} are right.")
    return " ".join(filter(None, told))


def _network(record: PlaneRecord) -> str:
    epochs, config = counted(record.epochs, "epoch"), record.config
    if record.undecided:
        return f"After {epochs} the scores of all classes are equal: for these points no line is better than none."
    loss = f"After {epochs} the data loss is {small(record.curve[-1])}"
    if config.l2:
        total = record.curve[-1] + record.penalty
        loss += f", λR {small(record.penalty)} (λ = {config.l2:g}), the total {small(total)}"
    bends = config.backend == "mlp" and not record.wrong[-1]
    if config.backend == "mlp" and set(np.atleast_1d(config.activation)) == {"identity"}:
        return f"{loss}. Without an activation function, layers are one linear layer: the boundary is a line."
    return f"{loss}." + (" The hidden units bend the plane until a line is enough." if bends else "")


def _perceptron(record: PlaneRecord) -> str:
    epochs, done = counted(record.epochs, "epoch"), counted(record.corrections or 0, "correction")
    if record.settled:
        return f"Converged in epoch {record.epochs:,}, after {done} of one point at a time."
    if record.cycle:
        first, again = record.cycle
        values = f"the values of epoch {first}" if first else "their initial values"
        told = f"It never converges: after epoch {again} the weights return to {values}, so training cycles forever."
        return f"{told} {done} in {epochs}. {_pocket(record)}"
    return f"Not converged after {epochs} ({done}). Whether it ever will cannot be told from the run. {_pocket(record)}"


def _pocket(record: PlaneRecord) -> str:
    """What a pocket algorithm would keep: the last weights need not be the best."""
    n = len(record.stimuli)
    if record.best_right is not None:
        return f"The best line gets {record.best_right} of {n} right."
    return f"After its best epoch {n - min(record.wrong)} of {n} were right."


def _useless_features(record: PlaneRecord) -> str:
    """Features that are the same for all points separate nothing."""
    features = feature_map(record.config.features)
    columns = features(record.stimuli.xy)[:, 1:]
    same = [i for i in range(columns.shape[1]) if np.ptp(columns[:, i]) <= TINY]
    if not same:
        return ""
    names = " and ".join(f"{features.of[i]} = {columns[0, i]:.4g}" for i in same)
    left = " and ".join(name for i, name in enumerate(features.of) if i not in same)
    only = f": only {left} is left to separate them" if left else ""
    return f"All points have the same {names}{only}."
