"""Batched rows: jobs of one configuration, trained as one batch of machines if possible, else one by one.

The pictures are loaded once, the photocells look once, and every epoch of all machines is one compiled call. Each row
is what the job would give alone.
"""

import time
from collections.abc import Sequence

import numpy as np

from mark1.backends.mark1 import Mark1Backend
from mark1.errors import Mark1Error
from mark1.machine.batch import fits
from mark1.machine.mark1 import MarkI
from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.sweep.jobs import Job
from mark1.sweep.many_rows import common_pictures, rows_from_seeds
from mark1.sweep.row import Row, row_of
from mark1.training.batch_run import Pupil, train_together

MOST_BYTES = 256 * 2**20  # of A-unit activity kept per batch


def rows_of(jobs: Sequence[Job]) -> list[Row]:
    """The rows of jobs of one configuration, in their order, each with the digest of its ``pictures``.

    Raises KeyboardInterrupt, and the errors of ``row_of``.
    """
    pictures = jobs[0].pictures()
    return [{**row, "pictures": pictures} for row in _rows(jobs)]


def _rows(jobs: Sequence[Job]) -> list[Row]:
    if len(jobs) > 1 and jobs[0].value("backend") in (None, "mark1"):
        try:
            rows = rows_from_seeds(jobs) or _rows_batched(jobs)
        except Mark1Error:  # one by one, each row reports its own error
            rows = None
        if rows is not None:
            return rows
    return [row_of(job) for job in jobs]


def _rows_batched(jobs: Sequence[Job]) -> list[Row] | None:
    """The rows, or None if the jobs cannot be batched. Raises Mark1Error if a job fails."""
    began, panels = time.perf_counter(), []
    for job in jobs:
        panels.append(ControlPanel())
        for line in job.making():
            panels[-1].execute(line)
    if not all(_may_be_batched(panel.machine) for panel in panels):
        return None
    stimuli = common_pictures(jobs[0], panels[0])
    if stimuli is None:
        return None
    rows: list[Row] = []
    bytes_each = len(stimuli) * panels[0].machine.association.n_a // 8
    at_a_time = max(1, MOST_BYTES // max(1, bytes_each))
    for first in range(0, len(jobs), at_a_time):
        rows += _taught(jobs[0], panels[first : first + at_a_time], stimuli)
    elapsed_s = (time.perf_counter() - began) / len(jobs)
    return [{**row, "took_s": elapsed_s} for row in rows]


def _may_be_batched(machine: MarkI) -> bool:
    """Whether the training run of this machine can be part of a batch."""
    return fits(machine) and not machine.config.retina.noise


def _taught(job: Job, panels: list[ControlPanel], stimuli: StimulusSet) -> list[Row]:
    """The rows of one batch, without the elapsed time. Raises Mark1Error."""
    split = float(job.value("test-split") or 0)
    pupils = [_pupil(panel, stimuli, split, int(job.value("epochs") or 1)) for panel in panels]
    train_together(pupils, stimuli)
    return [_row(pupil) for pupil in pupils]


def _pupil(panel: ControlPanel, stimuli: StimulusSet, split: float, epochs: int) -> Pupil:
    """A machine with its classes and its pictures. Raises ConfigError, StimulusError."""
    train, test = np.arange(len(stimuli)), np.arange(0)
    if split:
        train, test = stimuli.division(split, panel.rng("split"))
        stimuli.take(train).require_trainable()
    backend = panel.backend
    assert isinstance(backend, Mark1Backend)
    backend.adopt(stimuli.classes)
    return Pupil(backend, stimuli, train, test, epochs)


def _row(pupil: Pupil) -> Row:
    """The results of one machine."""
    course = pupil.training_run
    return {
        "epochs": course.epochs,
        "corrections": sum(course.corrections),
        "wrong": course.wrong[-1],
        "loss": None,
        "settled": course.settled,
        "train_accuracy": course.train_accuracy,
        "test_accuracy": course.test_accuracy,
        "machine_time_s": pupil.backend.machine.machine_time_s,
        "took_s": None,
        "error": None,
    }
