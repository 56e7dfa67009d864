"""Tally: the figures of the teacher's plate, and whether they are up to date."""

import numpy as np

from mark1.gui.base.contract import FrameContext
from mark1.gui.paint import chart
from mark1.machine.config import CORRECTING
from mark1.training.training_run import TrainingRun


def corrects(frame: FrameContext) -> bool:
    """Whether only errors are reinforced: in the training run, or by the machine's rule."""
    return frame.training_run.corrects if frame.training_run else frame.machine.config.teacher.rule in CORRECTING


def name_of_curve(course: TrainingRun | None, corrects: bool) -> str:
    """The catalogue key of the curve: corrections or reinforcements per epoch, or losses."""
    if course is not None and course.losses:
        return "teacher.losses"
    return "teacher.corrections" if corrects else "teacher.reinforcements"


def plotted(course: TrainingRun | None, corrects: bool) -> tuple[chart.ChartCurve, str]:
    """The curve of a training run and the key of its name."""
    key = name_of_curve(course, corrects)
    if course is None:
        return chart.ChartCurve(np.zeros(0)), key
    values = course.curve[:, 0]
    if course.losses:
        return chart.ChartCurve(values, len(course.before)), key
    going = float(course.corrections_now) if course.place < len(course.order) else None
    return chart.ChartCurve(values, len(course.before), going), key


def corrected(frame: FrameContext) -> int | None:
    """The corrections or reinforcements of the training run; without one, of the machine. None for a network."""
    course = frame.training_run
    if not frame.backend.by_rule:
        return None
    if course is None:
        return frame.machine.corrections
    return sum(course.corrections) + (course.corrections_now if course.place < len(course.order) else 0)


def accuracy_of(frame: FrameContext) -> tuple[float | None, bool]:
    """The share of right answers, of the evaluation or of the training run, and whether it is out of date."""
    moment, counts = frame.moment, list[tuple[float, bool]]()
    if moment.evaluation is not None:
        counts.append((moment.evaluation.accuracy, moment.evaluation_is_old))
    if moment.training_run is not None and moment.training_run.train_accuracy is not None:
        counts.append((moment.training_run.train_accuracy, moment.accuracy_is_old))
    return min(counts, key=lambda count: count[1], default=(None, False))
