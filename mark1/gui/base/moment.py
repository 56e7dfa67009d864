"""Moment: what can be seen of a panel at one moment, in copies that are never changed.

operator's thread:  [ work ] -> Moment -> [ work ] -> Moment ...      one attribute is stored
window's thread:               frame       frame                      reads it once, draws

A frame therefore shows one machine in all of its views, however fast the operator works.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mark1.backends.answer import AnswerFacts
from mark1.backends.backend import Backend, Observation
from mark1.machine.mark1 import MarkI
from mark1.panel.control_panel import ControlPanel
from mark1.training.evaluation import EvaluationResult
from mark1.training.novelty import OFF, Memory, with_distance
from mark1.training.training_run import TrainingRun


@dataclass(frozen=True)
class Moment:
    """``origin``: changes with every new machine, and when everything is forgotten. ``accuracy_is_old``,
    ``evaluation_is_old``: the machine was changed since the training run ended, or since the evaluation. ``rig``: its
    status, None without a rig; ``board_v`` (n_real,): its wipers, V. ``memory``, ``unknown_cells``: see ``Session``.
    """

    backend: Backend
    origin: object
    observation: Observation | None
    observation_is_old: bool
    training_run: TrainingRun | None
    accuracy_is_old: bool
    evaluation: EvaluationResult | None
    evaluation_is_old: bool
    rig: dict[str, Any] | None
    board_v: NDArray[np.float64]
    memory: Memory | None = None
    unknown_cells: float | str = OFF

    def answer(self, observation: Observation) -> AnswerFacts:
        """The answer to a picture, with its distance from the training pictures; none beyond ``unknown_cells``."""
        return with_distance(self.backend.answer(observation), observation, self.memory, self.unknown_cells)

    @property
    def machine(self) -> MarkI:
        """The machine of the back end."""
        return self.backend.machine

    @classmethod
    def of(cls, panel: ControlPanel) -> Self:
        """The present moment. Call it only while nothing else works on the panel."""
        course, rig, learns = panel.training_run, panel.rig, bool(panel.under_way) and panel.has_learned
        bank: Any = panel.machine.potentiometers
        return cls(
            backend=panel.backend.still(),
            origin=panel.origin,
            observation=panel.observation,
            observation_is_old=panel.observation_is_old,
            training_run=None if course is None else course.still(),
            accuracy_is_old=panel.accuracy_is_old or learns,
            evaluation=panel.evaluation,
            evaluation_is_old=panel.evaluation_is_old or learns,
            rig=None if rig is None else {**rig.facts(panel.machine), "stopped": rig.board.stopped},
            board_v=np.array(getattr(bank, "board_v", ()), np.float64),
            memory=panel.memory,
            unknown_cells=panel.unknown_cells,
        )
