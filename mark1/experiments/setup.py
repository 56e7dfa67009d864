"""Helpers of the experiments: build a machine, train it, evaluate it.

settings, seed  -->  MarkI  -->  [taught: compiled passes]  -->  TrainedMachine (epochs, corrections, settled)
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mark1.backends.backend import Observation
from mark1.backends.mark1 import Mark1Backend
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.simulated_time import run_to_end
from mark1.stimuli.distortions import distorted
from mark1.stimuli.library import load
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.training.evaluation import evaluation_of
from mark1.training.training_run import TrainingRun, advance


def built(seed: int, **settings: object) -> MarkI:
    """A machine; settings as ``association__n_a=500``. Raises ConfigError."""
    config = MachineConfig(seed=seed)
    for path, value in settings.items():
        part, _, name = path.partition("__")
        config = replace(config, **{part: replace(getattr(config, part), **{name: value})})
    return MarkI(config)


def chance(*seeds: int) -> np.random.Generator:
    """Random numbers for pictures, apart from the machine's own."""
    return np.random.Generator(np.random.PCG64(seeds))


@dataclass(frozen=True)
class TrainedMachine:
    """A trained machine. Lists have one entry per epoch; ``wrong``: pictures with a wrong R-unit."""

    backend: Mark1Backend
    corrections_of_epoch: tuple[int, ...]
    wrong: tuple[int, ...]
    settled: bool

    @property
    def epochs(self) -> int:
        """Epochs made."""
        return len(self.wrong)

    @property
    def corrections(self) -> int:
        """Corrections made."""
        return sum(self.corrections_of_epoch)

    @property
    def machine(self) -> MarkI:
        """The machine itself."""
        return self.backend.machine

    def right(self, stimuli: StimulusSet) -> float:
        """The share of pictures classified correctly, 0..1."""
        return evaluation_of(self.backend, stimuli).accuracy


def taught(machine: MarkI, stimuli: StimulusSet, epochs: int, classes: tuple[str, ...] = ()) -> TrainedMachine:
    """The machine after error correction: until an epoch needs no correction, at most ``epochs``."""
    backend = Mark1Backend(machine)
    backend.adopt(classes or stimuli.classes)
    return further(backend, stimuli, epochs)


def further(backend: Mark1Backend, stimuli: StimulusSet, epochs: int) -> TrainedMachine:
    """Train a machine further by error correction, for at most ``epochs``."""
    course = TrainingRun(stimuli, backend.classes, epochs)
    run_to_end(advance(backend, course, backend.trainer(stimuli, epochs, str, unseen)))
    return TrainedMachine(backend, tuple(course.corrections), tuple(course.wrong), course.settled)


def unseen(i: int, observation: Observation) -> None:
    """Ignore a presentation: nothing is shown while an experiment runs."""


def letters(face: str = "grotesque") -> StimulusSet:
    """The 26 capitals of a face or a font file, on a retina of 20 x 20."""
    return load(f"letters:{face}", MarkI().optics, rng=chance(0))


def moved(stimuli: StimulusSet, n_each: int, rng: np.random.Generator, **amounts: float) -> StimulusSet:
    """``n_each`` distorted copies of every picture: see ``stimuli/distortions.py`` for the amounts."""
    light = np.stack([distorted(picture, rng, **amounts) for picture in stimuli.light for _ in range(n_each)])
    return StimulusSet.labelled(stimuli.name, light, [label for label in stimuli.labels for _ in range(n_each)])


def active(machine: MarkI, light: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which A-units are on for pictures (n, rows, cols): ndarray of shape (n, n_a), bool."""
    return machine.units_on(machine.sense(light))
