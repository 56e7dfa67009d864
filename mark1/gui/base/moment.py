"""Moment: what can be seen of a panel at one moment, in copies that nobody writes any more.

operator's thread:  [ work ] -> Moment -> [ work ] -> Moment ...      one attribute is stored
window's thread:               frame       frame                      reads it once, draws

So a frame shows one machine from its first plate to its last, however fast the work beside it goes.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mark1.backends.backend import Backend, Observation
from mark1.machine.mark1 import MarkI
from mark1.panel.control_panel import ControlPanel
from mark1.training.evaluation import EvaluationResult
from mark1.training.training_run import TrainingRun


@dataclass(frozen=True)
class Moment:
    """``origin``: another object for another machine, or after everything was forgotten. ``accuracy_is_old``,
    ``verdict_is_old``: the machine was changed since the course was over, or since the verdict. ``rig``: what it tells
    of itself, None without one; ``board_v`` (n_real,): its wipers, V.
    """

    backend: Backend
    origin: object
    sight: Observation | None
    sight_is_old: bool
    course: TrainingRun | None
    accuracy_is_old: bool
    verdict: EvaluationResult | None
    verdict_is_old: bool
    rig: dict[str, Any] | None
    board_v: NDArray[np.float64]

    @property
    def machine(self) -> MarkI:
        """The machine that the brain looks through."""
        return self.backend.machine

    @classmethod
    def of(cls, panel: ControlPanel) -> Self:
        """The present. Only where nothing else works on the panel meanwhile."""
        course, rig, learns = panel.course, panel.rig, bool(panel.under_way) and panel.has_learned
        bank: Any = panel.machine.potentiometers
        return cls(
            backend=panel.backend.still(),
            origin=panel.origin,
            sight=panel.sight,
            sight_is_old=panel.sight_is_old,
            course=None if course is None else course.still(),
            accuracy_is_old=panel.accuracy_is_old or learns,
            verdict=panel.verdict,
            verdict_is_old=panel.verdict_is_old or learns,
            rig=None if rig is None else {**rig.facts(panel.machine), "stopped": rig.board.stopped},
            board_v=np.array(getattr(bank, "board_v", ()), np.float64),
        )
