"""Source: one name of the library, and what is asked of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mark1.stimuli.eye import Eye, Progress
from mark1.stimuli.reading import AS_USUAL, Reading
from mark1.stimuli.stimulus_set import StimulusSet


@dataclass(frozen=True)
class Listing:
    """What is asked of one entry of the library: the words after its colon, for which eye, with which chance."""

    option: str
    eye: Eye
    rng: np.random.Generator
    progress: Progress | None = None
    reading: Reading = AS_USUAL


@dataclass(frozen=True)
class Source:
    """One name of the library: who loads it, and what may follow its colon."""

    load: Callable[[Listing], StimulusSet]
    options: str = ""
