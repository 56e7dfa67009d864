"""Machines taught together end as each does alone: the same loop, the same bits."""

import numpy as np

from mark1.backends.mark1 import Mark1Backend
from mark1.machine import state
from mark1.machine.config import AssociationConfig, MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.simulated_time import run_to_end
from mark1.stimuli.library import load
from mark1.training.batch_run import Pupil, train_together
from mark1.training.evaluation import evaluation_of
from mark1.training.training_run import TrainingRun, advance

SEEDS = (1, 2, 3)
EPOCHS = 60


def backend_of(seed: int, classes: tuple[str, ...]) -> Mark1Backend:
    backend = Mark1Backend(MarkI(MachineConfig(seed=seed, association=AssociationConfig(n_a=512))))
    backend.adopt(classes)
    return backend


def test_a_batch_ends_as_each_machine_does_alone():
    stimuli = load("letters:roman", MarkI().optics, rng=np.random.default_rng(0))
    alone = [backend_of(seed, stimuli.classes) for seed in SEEDS]
    courses = [TrainingRun(stimuli, backend.classes, EPOCHS) for backend in alone]
    for backend, course in zip(alone, courses, strict=True):
        trainer = backend.trainer(stimuli, EPOCHS, str, lambda i, observation: None)
        run_to_end(advance(backend, course, trainer))
    every = np.arange(len(stimuli))
    pupils = [Pupil(backend_of(seed, stimuli.classes), stimuli, every, every[:0], EPOCHS) for seed in SEEDS]
    train_together(pupils, stimuli)
    assert len({course.epochs for course in courses}) > 1, "one settles before the others"
    for pupil, backend, course in zip(pupils, alone, courses, strict=True):
        together = pupil.training_run
        assert (together.corrections, together.wrong, together.settled) == (
            course.corrections,
            course.wrong,
            course.settled,
        )
        assert together.train_accuracy == evaluation_of(backend, stimuli).accuracy and together.test_accuracy is None
        plain, arrays = state.capture(pupil.backend.machine)
        its_plain, its_arrays = state.capture(backend.machine)
        assert all(np.array_equal(arrays[name], its_arrays[name]) for name in arrays)
        del plain["log_names"], its_plain["log_names"]  # named by whoever teaches
        assert plain == its_plain
