"""A row of a sweep's table: the results of one job, run on a control panel.

Jobs that differ only in their seed are trained as a batch, see ``batch_rows.py``; the rows are the same.
"""

import time
from typing import Any

from mark1.errors import CommandError, ConfigError, DivergedError
from mark1.panel.control_panel import ControlPanel
from mark1.sweep.jobs import Job

# The results of a job. Columns of measured time end in ``_s``, and so does the time of the simulated machine.
RESULTS = (
    "epochs",
    "corrections",
    "wrong",
    "loss",
    "settled",
    "train_accuracy",
    "test_accuracy",
    "machine_time_s",
    "took_s",
    "error",
)
# Errors of one job and not of the study: they go into its row, and the other jobs continue.
OWN_TROUBLE = (ConfigError, CommandError, DivergedError)

Row = dict[str, Any]


def row_of(job: Job) -> Row:
    """Run one job alone. Raises KeyboardInterrupt, StimulusError, PictureError, StorageError."""
    began, panel = time.perf_counter(), ControlPanel()
    try:
        for line in job.lines():
            panel.execute(line)
    except OWN_TROUBLE as error:
        return failed(error)
    course = panel.training_run
    assert course is not None
    if course.interrupted or panel.stop_request.asked:  # Ctrl-C: an unfinished training run is no result
        raise KeyboardInterrupt
    corrects = bool(course.corrections)
    return {
        "epochs": course.epochs,
        "corrections": sum(course.corrections) if corrects else None,
        "wrong": course.wrong[-1],
        "loss": course.losses[-1] if course.losses else None,
        "settled": course.settled,
        "train_accuracy": course.train_accuracy,
        "test_accuracy": course.test_accuracy,
        "machine_time_s": course.machine_time_s if corrects else None,
        "took_s": time.perf_counter() - began,
        "error": None,
    }


def failed(error: Exception) -> Row:
    """The row of a job that failed: the error and nothing else."""
    return {**dict.fromkeys(RESULTS), "error": str(error)}
