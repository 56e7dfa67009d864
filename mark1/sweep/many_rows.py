"""Rows of many small machines: made from their seeds and taught in compiled calls, without a panel for each.

Each row is what the job would give alone.
"""

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mark1.backends.mark1 import Mark1Backend
from mark1.machine.many import TaughtMachines, can_be_many, teach_many
from mark1.machine.teacher import AnswerCode
from mark1.panel.control_panel import ControlPanel
from mark1.panel.session import chance_for
from mark1.stimuli.library import OWN, load
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.sweep.jobs import Job
from mark1.sweep.row import Row

Numbers = NDArray[np.intp]

FEWEST = 64  # jobs: compiling what teaches them takes seconds, once
MOST_A_UNITS = 2048  # of a machine that counts as small


def are_small(job: Job) -> bool:
    """Whether the machines of a job's configuration are small, and are taught a small set of pictures."""
    data, a_units = str(job.value("data")), job.value("a-units") or job.value("association.n_a") or 0
    backend = job.value("backend") or "mark1"
    return backend == "mark1" and data.partition(":")[0] in OWN and int(a_units) <= MOST_A_UNITS


def rows_from_seeds(jobs: Sequence[Job]) -> list[Row] | None:
    """The rows of jobs of one configuration, or None where machines must be made one by one. Raises Mark1Error."""
    if len(jobs) < FEWEST or not are_small(jobs[0]):
        return None
    began, panel = time.perf_counter(), ControlPanel()
    for line in jobs[0].making():
        panel.execute(line)
    stimuli = common_pictures(jobs[0], panel)
    backend = panel.backend
    assert isinstance(backend, Mark1Backend)
    if stimuli is None or not can_be_many(panel.machine):
        return None
    backend.adopt(stimuli.classes)
    assert backend.code is not None
    code, split = backend.code, float(jobs[0].value("test-split") or 0)
    seeds, epochs = [job.seed for job in jobs], int(jobs[0].value("epochs") or 1)
    parts = [_parts(stimuli, seed, split) for seed in seeds] if split else None
    taught = np.stack([train for train, _ in parts]) if parts else None
    config = backend.machine.config
    done = teach_many(config, seeds, stimuli.light, code.words[stimuli.class_of], epochs, taught)
    if parts is None:
        everything = np.arange(len(stimuli))
        parts = [(everything, everything[:0])] * len(jobs)
    surely = not config.potentiometers.decay_per_s
    took_s = (time.perf_counter() - began) / len(jobs)
    return [
        {
            "epochs": int(done.epochs[i]),
            "corrections": int(done.corrections[i]),
            "wrong": int(done.wrong[i]),
            "loss": None,
            "settled": bool(done.settled[i]),
            "train_accuracy": 1.0 if surely and done.settled[i] else _accuracy(code, stimuli, done, i, train),
            "test_accuracy": _accuracy(code, stimuli, done, i, test),
            "machine_time_s": float(done.machine_time_s[i]),
            "took_s": took_s,
            "error": None,
        }
        for i, (train, test) in enumerate(parts)
    ]


def common_pictures(job: Job, panel: ControlPanel) -> StimulusSet | None:
    """The pictures, if they are the same for all machines; None if they are random. Raises Mark1Error."""
    rng = panel.rng(job.data)
    before = rng.bit_generator.state
    stimuli = load(job.data, panel.machine.optics, rng=rng)
    return stimuli.require_trainable() if rng.bit_generator.state == before else None


def _parts(stimuli: StimulusSet, seed: int, split: float) -> tuple[Numbers, Numbers]:
    """Which pictures train the machine of a seed, and which test it. Raises StimulusError."""
    train, test = stimuli.division(split, chance_for(seed, "split"))
    stimuli.take(train).require_trainable()
    return train, test


def _accuracy(code: AnswerCode, stimuli: StimulusSet, done: TaughtMachines, i: int, pictures: Numbers) -> float | None:
    """The fraction of these pictures that machine ``i`` answers correctly, None of none."""
    if not len(pictures):
        return None
    return float(np.mean(code.nearest(done.sum_v[i][pictures]) == stimuli.class_of[pictures]))
