"""Twins: pictures that are the same on the retina: with two labels, or in the training set and in the test set.

light (n, rows, cols) --> a digest per picture --> who shares one? --> sentences for the report
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from mark1.stimuli.room import STEP
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.text import counted, short


def oddities(train: StimulusSet, test: StimulusSet | None = None) -> list[str]:
    """What may be a mistake in a training set and its test set, in words."""
    digests = digests_of(train)
    return [*_contradictions(train, digests), *(_leaks(train, digests, test) if test else [])]


def untrained(train: StimulusSet, test: StimulusSet) -> list[str]:
    """The classes in the test set that have no picture in the training set, in words; empty if there are none."""
    lost = np.setdiff1d(test.class_of, train.class_of)
    if not len(lost):
        return []
    names = ", ".join(train.classes[i] for i in lost[:10].tolist()) + (" ..." if len(lost) > 10 else "")
    what = f"{counted(len(lost), 'class', 'classes')} with a single picture cannot be in both parts"
    return [f"the split is not stratified: {what}: {short(names)}"]


def digests_of(stimuli: StimulusSet) -> NDArray[np.uint64]:
    """A number per picture (n,), the same for the same light: 64 bits, so that chance does not matter."""
    parts = (stimuli.light[first : first + STEP] for first in range(0, len(stimuli), STEP))
    rows = (blake2b(light.tobytes(), digest_size=8).digest() for part in parts for light in part)
    return np.frombuffer(b"".join(rows), np.uint64)


def _contradictions(stimuli: StimulusSet, digests: NDArray[np.uint64]) -> list[str]:
    """Pictures that are the same and differ in their label."""
    order = np.lexsort((stimuli.class_of, digests))
    same = digests[order][1:] == digests[order][:-1]
    other_label = stimuli.class_of[order][1:] != stimuli.class_of[order][:-1]
    pairs = np.flatnonzero(same & other_label)
    if not len(pairs):
        return []
    groups = len(np.unique(digests[order][pairs]))
    first, second = (_name(stimuli, int(order[pairs[0] + i])) for i in (0, 1))
    what = "a picture has" if groups == 1 else f"{groups:,} pictures have"
    return [f"{what} two labels or more, though the retina sees no difference: {first} and {second}"]


def _leaks(train: StimulusSet, digests: NDArray[np.uint64], test: StimulusSet) -> list[str]:
    """Pictures of the test set that are in the training set as well."""
    of_test = digests_of(test)
    leaks = np.flatnonzero(np.isin(of_test, digests))
    if not len(leaks):
        return []
    first = int(leaks[0])
    twin = int(np.flatnonzero(digests == of_test[first])[0])
    what = f"{len(leaks):,} of {counted(len(test), 'test picture')} are in the training set as well"
    return [f"{what}: {_name(test, first)} is {_name(train, twin)}"]


def _name(stimuli: StimulusSet, i: int) -> str:
    """What a picture is called, and its label."""
    source = stimuli.sources[i] if stimuli.sources else f"picture {i} (from 0)"
    return f"{short(source)} ({stimuli.classes[stimuli.class_of[i]]})"
