"""Changes: what undo takes back and redo does again, within bounds of number and memory.

past: ... B, A  <--undo--  the present  --redo-->  C, D ... :future
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.backends.backend import Arrays, Observation
from mark1.training.evaluation import EvaluationResult
from mark1.training.novelty import Memory
from mark1.training.training_run import TrainingRun

MOST_CHARACTERS = 60  # of a word that is repeated to people; a drawing is one of 800
UNDO_STEPS = 50
UNDO_BYTES = 256 * 2**20


@dataclass(frozen=True)
class BackendState:
    """What a back end that is not in use has learned, with its training run and evaluation; it is not changed any more.

    ``plain`` and ``arrays``: what is its own, see ``Backend.own``.
    """

    plain: dict[str, Any]
    arrays: Arrays
    training_run: TrainingRun | None
    accuracy_is_old: bool
    evaluation: EvaluationResult | None
    evaluation_is_old: bool

    def stale(self) -> "BackendState":
        """This back end behind a changed machine: its figures are out of date."""
        return replace(self, accuracy_is_old=True, evaluation_is_old=True)

    @property
    def taught(self) -> bool:
        """Whether it has learned anything that is only here."""
        return bool(self.arrays)


@dataclass(frozen=True)
class SessionState:
    """All that undo must bring back. ``others``: the back ends that are not in use, by name."""

    backend: str
    plain: dict[str, Any]
    arrays: Arrays
    observation: Observation | None
    observation_is_old: bool
    training_run: TrainingRun | None
    accuracy_is_old: bool
    evaluation: EvaluationResult | None
    evaluation_is_old: bool
    origin: object
    history: list[str]
    others: Mapping[str, BackendState]
    memory: Memory | None

    @property
    def parts(self) -> dict[int, int]:
        """Memory of what it holds, by identity: back ends that are not in use are shared by many states."""
        arrays = [
            *self.arrays.values(),
            *(array for other in self.others.values() for array in other.arrays.values()),
        ]
        courses = [
            course for course in (self.training_run, *(other.training_run for other in self.others.values())) if course
        ]
        return {id(part): part.nbytes for part in arrays} | {id(course): course.bytes for course in courses}


@dataclass(frozen=True)
class Change:
    """A line that changed something, ``done`` how much of it (``337 corrections``, or nothing), and the state on its
    other side: the one to go to.
    """

    line: str
    done: str
    state: SessionState

    def __str__(self) -> str:
        """Line and amount, for people: words that nobody reads are left out."""
        words = " ".join(word if len(word) <= MOST_CHARACTERS else "..." for word in self.line.split(" "))
        return f"{words}, {self.done}" if self.done else words


@dataclass(frozen=True)
class Changes:
    """``past``: the newest last. ``future``: what was undone, the next to redo last."""

    past: tuple[Change, ...] = field(default=())
    future: tuple[Change, ...] = field(default=())

    def after(self, line: str, done: str, before: SessionState | None, *, amends: bool = False) -> "Changes":
        """With a new change, so that nothing is left to redo; one that ``amends`` the last is part of it.

        A change too large to keep (``before`` None) is where undo ends.
        """
        if amends and self.past:
            return Changes((*self.past[:-1], Change(line, done, self.past[-1].state)))
        if before is None:
            return Changes()
        return Changes(_bounded((*self.past, Change(line, done, before))))

    def undone(self, present: SessionState) -> tuple[Change, "Changes"]:
        """The change to take back, and what is left. The present becomes what redo goes to."""
        last = self.past[-1]
        return last, Changes(self.past[:-1], (*self.future, replace(last, state=present)))

    def redone(self, present: SessionState) -> tuple[Change, "Changes"]:
        """The change to do again, and what is left."""
        next_one = self.future[-1]
        return next_one, Changes((*self.past, replace(next_one, state=present)), self.future[:-1])


def _bounded(past: tuple[Change, ...]) -> tuple[Change, ...]:
    """The newest changes that fit: at most ``UNDO_STEPS``, and ``UNDO_BYTES`` together."""
    past = past[-UNDO_STEPS:]
    while past and _bytes(change.state for change in past) > UNDO_BYTES:
        past = past[1:]
    return past


def _bytes(states: Iterable[SessionState]) -> int:
    parts: dict[int, int] = {}
    for state in states:
        parts |= state.parts
    return sum(parts.values())


@dataclass(frozen=True)
class Snapshot:
    """What is kept under a name: a machine, what undo and redo knew of it, and the album."""

    state: SessionState
    changes: Changes
    album: tuple[tuple[str, NDArray[np.float32]], ...]
