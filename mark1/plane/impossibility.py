"""Impossibility: why no line is right for some points, as a sum that can be checked with pencil and paper."""

import numpy as np

from mark1.plane.features import feature_map
from mark1.plane.record import PlaneRecord
from mark1.proofs.exact import relation

MOST_POINTS = 8


def impossibility(record: PlaneRecord) -> str:
    """The certificate in a sentence, for a perceptron and a few points whose features are -1, 0 or 1; else empty.

    Right weights would make all the points' sums, times their signs, positive; if the points with their signs add up to
    0, there are none (Gordan).
    """
    stimuli = record.stimuli
    if record.is_network or record.settled or len(stimuli) > MOST_POINTS or len(stimuli.classes) != 2:
        return ""
    signed = feature_map(record.config.features)(stimuli.xy) * (2 * stimuli.class_of - 1)[:, np.newaxis]
    if not np.isin(signed, (-1, 0, 1)).all():
        return ""
    numbers = relation(signed.astype(np.int8))
    if numbers is None or min(numbers) < 0:
        return ""
    times = ", ".join(map(str, numbers))
    return f"No weights can be right: the points, taken {times} times with their signs, add up to 0."
