"""Backend: what every brain behind the photocells must do, and what it answers.

    picture -> optics -> retina -> patch board -> A-units -> [ back end ] -> answer
                         light                    a

The camera, the retina and the wires are the machine's, whichever brain is in use; ``machine`` holds them.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mark1.machine.mark1 import MarkI
from mark1.machine.teacher import index_of
from mark1.stimuli.stimulus_set import StimulusSet

Light = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Sight:
    """The picture before the camera, and what the machine and the brain made of it.

    ``light`` (rows, cols), ``s`` (n_s,) and ``a`` (n_a,) on / off. Of the Mark I: ``sum_v`` (n_r,) V and ``responses``
    (n_r,). Of another brain: ``scores`` (n_classes,), pure numbers.
    """

    name: str
    light: Light
    s: NDArray[np.bool_]
    a: NDArray[np.bool_]
    sum_v: NDArray[np.float64] | None = None
    responses: NDArray[np.int8] | None = None
    scores: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Lesson:
    """One pass over all pictures: how often each was corrected, or for other brains 1 where it was wrong.

    ``corrections`` None: this brain makes none; under a rule that does not look at errors, reinforcements. ``loss``
    None: this brain has none. ``settled``: more passes would change nothing, or make it no better.
    """

    wrong_of: NDArray[np.int64]
    corrections: int | None = None
    loss: float | None = None
    settled: bool = False


class Backend(Protocol):
    """One brain. It has the classes it was taught, and none before ``adopt``."""

    name: str
    machine: MarkI

    @property
    def front(self) -> Any:
        """The Mark I whose camera, photocells and wires it looks through: itself, if it is one."""

    @property
    def classes(self) -> tuple[str, ...]:
        """What it tells apart."""

    @property
    def taught(self) -> bool:
        """Whether it has learned anything yet."""

    def in_a_line(self) -> str:
        """Its sizes and settings, for people."""

    def adopt(self, classes: tuple[str, ...]) -> str:
        """Get ready for these classes, unless it knows them all; a note if it had to grow. Raises ConfigError."""

    def look(self, name: str, light: Light) -> Sight:
        """See one picture on the retina."""

    def answer(self, sight: Sight) -> dict[str, Any]:
        """``label``, ``margin_v`` and ``responses`` of a sight, and what else this brain can say; None for what not."""

    def teach(self, sight: Sight, label: str) -> tuple[int | None, str]:
        """Learn one picture: corrections made, if this brain makes any, and a line that tells what was done.

        By a rule that does not look at errors, corrections are reinforcements. Raises ConfigError for an unknown class.
        """

    def lessons(self, stimuli: StimulusSet, most: int, name_of: Callable[[int], str]) -> Generator[Lesson, None, None]:
        """Learn many, pass after pass, ``most`` of them or until settled; may be closed after any."""

    def classify(self, light: Light) -> NDArray[np.int64]:
        """The class of every picture (n, rows, cols): ndarray of shape (n,), indices into ``classes``."""

    def looks_for(self) -> NDArray[np.float64]:
        """What each output has come to look for: ndarray of shape (n, rows, cols)."""

    def reset(self) -> None:
        """Forget everything learned, and the classes."""

    def capture(self) -> tuple[dict[str, Any], Arrays]:
        """All of it: plain values that JSON can hold, and copies of its arrays by name."""


def lamps(answer: dict[str, Any]) -> str:
    """The lamps of the R-units, ``+ - ?``; nothing for a brain without R-units."""
    responses = answer["responses"]
    return "" if responses is None else "R-units " + " ".join({1: "+", -1: "-", 0: "?"}[side] for side in responses)


def certainty(answer: dict[str, Any]) -> str:
    """How sure an answer is, in the measure of the brain that gave it."""
    measures = {"margin_v": "margin {:+.2f} V", "probability": "probability {:.3f}", "score": "score {:+.3f}"}
    return next(text.format(answer[name]) for name, text in measures.items() if answer.get(name) is not None)


def indices_in(classes: tuple[str, ...], stimuli: StimulusSet) -> NDArray[np.int64]:
    """Each picture's class as an index into ``classes``. Raises ConfigError for a class that is not among them."""
    return np.array([index_of(label, classes) for label in stimuli.classes], np.int64)[stimuli.class_of]
