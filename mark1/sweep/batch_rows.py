"""Together: the cells of one setting, taught as one batch of machines where that can be done, else one by one.

The pictures are loaded once, the photocells look once, and every epoch of all machines is one compiled call. Each row
is what the cell gives alone.
"""

import time
from collections.abc import Sequence

import numpy as np

from mark1.backends.mark1 import Mark1Backend
from mark1.errors import Mark1Error
from mark1.machine.batch import fits
from mark1.machine.mark1 import MarkI
from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.library import load
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.sweep.cells import Cell
from mark1.sweep.row import Row, row_of
from mark1.training.batch_run import Pupil, train_together

MOST_BYTES = 256 * 2**20  # of the A-units' activity that is kept for one batch


def rows_of(cells: Sequence[Cell]) -> list[Row]:
    """The rows of cells of one setting, in their order, and with them what they learned from: ``pictures``.

    Raises KeyboardInterrupt, Mark1Error as ``row_of``.
    """
    pictures = cells[0].pictures()
    return [{**row, "pictures": pictures} for row in _rows(cells)]


def _rows(cells: Sequence[Cell]) -> list[Row]:
    if len(cells) > 1 and cells[0].value("backend") in (None, "mark1"):
        try:
            rows = _rows_together(cells)
        except Mark1Error:  # one by one, each tells its own trouble
            rows = None
        if rows is not None:
            return rows
    return [row_of(cell) for cell in cells]


def _rows_together(cells: Sequence[Cell]) -> list[Row] | None:
    """The rows, or None where a batch is not possible. Raises Mark1Error where some cell cannot be."""
    began, panels = time.perf_counter(), []
    for cell in cells:
        panels.append(ControlPanel())
        for line in cell.making():
            panels[-1].execute(line)
    if not all(_may_be_taught_together(panel.machine) for panel in panels):
        return None
    stimuli = _common_pictures(cells[0], panels[0])
    if stimuli is None:
        return None
    rows: list[Row] = []
    bytes_each = len(stimuli) * panels[0].machine.association.n_a // 8
    at_a_time = max(1, MOST_BYTES // max(1, bytes_each))
    for first in range(0, len(cells), at_a_time):
        rows += _taught(cells[0], panels[first : first + at_a_time], stimuli)
    took_s = (time.perf_counter() - began) / len(cells)
    return [{**row, "took_s": took_s} for row in rows]


def _may_be_taught_together(machine: MarkI) -> bool:
    """Whether the whole course of this machine can be one of a batch's."""
    return fits(machine) and not machine.config.retina.noise


def _common_pictures(cell: Cell, panel: ControlPanel) -> StimulusSet | None:
    """The pictures, if all machines see the same: unless chance has a hand in them. Raises Mark1Error."""
    rng = panel.rng(cell.data)
    before = rng.bit_generator.state
    stimuli = load(cell.data, panel.machine.optics, rng=rng)
    return stimuli.require_trainable() if rng.bit_generator.state == before else None


def _taught(cell: Cell, panels: list[ControlPanel], stimuli: StimulusSet) -> list[Row]:
    """The rows of one batch; the time it took is not in them. Raises Mark1Error."""
    split = float(cell.value("test-split") or 0)
    pupils = [_pupil(panel, stimuli, split, int(cell.value("epochs") or 1)) for panel in panels]
    train_together(pupils, stimuli)
    return [_row(pupil) for pupil in pupils]


def _pupil(panel: ControlPanel, stimuli: StimulusSet, split: float, epochs: int) -> Pupil:
    """A machine that knows its classes and its pictures. Raises ConfigError, StimulusError."""
    train, test = np.arange(len(stimuli)), np.arange(0)
    if split:
        train, test = stimuli.division(split, panel.rng("split"))
        stimuli.take(train).require_trainable()
    backend = panel.backend
    assert isinstance(backend, Mark1Backend)
    backend.adopt(stimuli.classes)
    return Pupil(backend, stimuli, train, test, epochs)


def _row(pupil: Pupil) -> Row:
    """What came of one machine."""
    course = pupil.course
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
