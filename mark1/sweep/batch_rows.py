"""Together: the cells of one setting, taught as one batch of machines where that can be done, else one by one.

The pictures are loaded once, the photocells look once, and every pass of all machines is one compiled call. Each row
is what the cell gives alone.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mark1.backends.mark1 import Mark1Backend
from mark1.errors import Mark1Error
from mark1.machine.batch import MarkIBatch, fits
from mark1.machine.mark1 import MarkI
from mark1.panel.control_panel import ControlPanel
from mark1.panel.training import AT_A_TIME
from mark1.stimuli.library import load
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.sweep.cells import Cell
from mark1.sweep.row import Row, row_of

Numbers = NDArray[np.intp]
MOST_BYTES = 256 * 2**20
"""Of the A-units' activity that is kept for one batch."""


@dataclass
class Pupil:
    """One machine of the batch: the pictures it is taught and tested with, by number, and how far it has come."""

    panel: ControlPanel
    train: Numbers
    test: Numbers
    corrections: list[int] = field(default_factory=list)
    wrong: int = 0

    @property
    def brain(self) -> Mark1Backend:
        """The back end, a Mark I."""
        assert isinstance(self.panel.backend, Mark1Backend)
        return self.panel.backend

    @property
    def settled(self) -> bool:
        """Whether the last pass needed no correction."""
        return bool(self.corrections) and not self.corrections[-1]


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
    split, most = float(cell.value("test-split") or 0), int(cell.value("passes") or 1)
    pupils = [_pupil(panel, stimuli, split) for panel in panels]
    batch = MarkIBatch([pupil.brain.machine for pupil in pupils])
    code = pupils[0].brain.code
    assert code is not None
    activity, wanted = batch.sense(stimuli.light), code.words[stimuli.class_of]
    for _ in range(most):
        who = [i for i, pupil in enumerate(pupils) if not pupil.settled]
        if not who:
            break
        orders = np.stack([_order(pupils[i]) for i in who])
        for i, lesson in zip(who, batch.learn(activity, wanted, orders, who), strict=True):
            pupils[i].corrections.append(lesson.corrections)
            pupils[i].wrong = int(np.count_nonzero(lesson.corrections_of))
    return [_row(pupil, of, stimuli.class_of) for pupil, of in zip(pupils, activity, strict=True)]


def _pupil(panel: ControlPanel, stimuli: StimulusSet, split: float) -> Pupil:
    """A machine that knows its classes and its pictures. Raises ConfigError, StimulusError."""
    train, test = np.arange(len(stimuli)), np.arange(0)
    if split:
        train, test = stimuli.division(split, panel.rng("split"))
        stimuli.take(train).require_trainable()
    panel.backend.adopt(stimuli.classes)
    return Pupil(panel, train, test)


def _order(pupil: Pupil) -> NDArray[np.int64]:
    """The pictures of the next pass, in the order of showing."""
    return pupil.train[pupil.brain.machine.teacher_rng.permutation(len(pupil.train))].astype(np.int64)


def _row(pupil: Pupil, activity: NDArray[np.uint16], class_of: NDArray[np.int32]) -> Row:
    """What came of one machine."""
    machine = pupil.brain.machine
    train, test = (_accuracy(pupil, activity, class_of, pictures) for pictures in (pupil.train, pupil.test))
    return {
        "passes": len(pupil.corrections),
        "corrections": sum(pupil.corrections),
        "wrong": pupil.wrong,
        "loss": None,
        "settled": pupil.settled,
        "train_accuracy": train,
        "test_accuracy": test,
        "machine_time_s": machine.machine_time_s,
        "took_s": None,
        "error": None,
    }


def _accuracy(
    pupil: Pupil, activity: NDArray[np.uint16], class_of: NDArray[np.int32], pictures: Numbers
) -> float | None:
    """The share of these pictures that is named rightly, None of none."""
    code = pupil.brain.code
    assert code is not None
    if not len(pictures):
        return None
    answers = [code.nearest(pupil.brain.machine.sums(activity[some])) for some in _parts(pictures)]
    return float(np.mean(np.concatenate(answers) == class_of[pictures]))


def _parts(pictures: Numbers) -> Iterator[Numbers]:
    """As many at a time as the judge shows."""
    for first in range(0, len(pictures), AT_A_TIME):
        yield pictures[first : first + AT_A_TIME]
