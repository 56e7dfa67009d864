"""Evaluation: how a back end does on labelled pictures, without teaching it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mark1 import html
from mark1.backends.backend import Backend, indices_in
from mark1.stimuli.stimulus_set import StimulusSet

AT_A_TIME = 8192  # pictures


@dataclass(frozen=True, eq=False)
class EvaluationResult:
    """How a back end does on labelled pictures: ``confusion[i, j]`` pictures of class i were taken for class j."""

    accuracy: float
    confusion: NDArray[np.int64]
    classes: tuple[str, ...]

    def _repr_html_(self) -> str:
        """The confusion matrix, as a notebook shows it."""
        caption = f"{self.accuracy:.1%} of {self.confusion.sum()} pictures right; a row for each true class"
        return html.matrix(self.confusion, self.classes, caption)


def evaluation_of(backend: Backend, stimuli: StimulusSet) -> EvaluationResult:
    """Show every picture once, without teaching, and compare the answers. Raises ConfigError for an unknown class."""
    classes = backend.classes
    truth = indices_in(classes, stimuli)
    parts = range(0, len(stimuli), AT_A_TIME)
    answer = np.concatenate([backend.classify(stimuli.light[first : first + AT_A_TIME]) for first in parts])
    n = len(classes)
    confusion = np.bincount(truth * n + answer, minlength=n * n).reshape(n, n)
    return EvaluationResult(float(np.mean(answer == truth)), confusion, classes)
