"""A row of a sweep's table: one cell carried out on a control panel, and what came of it.

Many cells that differ in their seed only are taught together, see ``batch_rows.py``; the rows are the same.
"""

import time
from typing import Any

from mark1.errors import CommandError, ConfigError, DivergedError
from mark1.panel.control_panel import ControlPanel
from mark1.sweep.cells import Cell

# What came of a cell; columns of measured time end in ``_s``, and so does the time of the simulated machine.
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
# What is wrong with one cell and not with the study: it is written down, and the others go on.
OWN_TROUBLE = (ConfigError, CommandError, DivergedError)

Row = dict[str, Any]


def row_of(cell: Cell) -> Row:
    """Carry out one cell alone. Raises KeyboardInterrupt, StimulusError, PictureError, StorageError."""
    began, panel = time.perf_counter(), ControlPanel()
    try:
        for line in cell.lines():
            panel.execute(line)
    except OWN_TROUBLE as error:
        return failed(error)
    course = panel.course
    assert course is not None
    if course.interrupted or panel.stop_request.asked:  # Ctrl-C: half a course is no result
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
    """The row of a cell that cannot be: nothing but why."""
    return {**dict.fromkeys(RESULTS), "error": str(error)}
