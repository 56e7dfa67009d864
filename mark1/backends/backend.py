"""Backend: what everything that learns behind the photocells must do, and what it answers.

    picture -> optics -> retina -> patch board -> A-units -> [ back end ] -> answer
                         light                    a

The camera, the retina and the wires are the machine's, whichever back end is in use; ``machine`` holds them.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mark1.backends.answer import AnswerFacts
from mark1.machine.mark1 import MarkI
from mark1.machine.optics import Scene
from mark1.machine.simulated_time import Process
from mark1.machine.teacher import index_of
from mark1.stimuli.stimulus_set import StimulusSet

if TYPE_CHECKING:
    from mark1.backprop.network import Network

Light = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]
NameOf = Callable[[int], str]


@dataclass(frozen=True)
class Observation:
    """The picture before the camera, and what the machine and the back end computed from it.

    ``light`` (rows, cols), ``s`` (n_s,) and ``a`` (n_a,) on / off. Of the Mark I: ``sum_v`` (n_r,) V and ``responses``
    (n_r,). Of a network: ``scores`` (n_classes,), pure numbers. ``scene``: the picture that the light was cut out
    of; None where there was only light. ``chance``: the state of the photocells' generator before it was sensed, by
    which the same jitter is drawn again; None where nobody asks for that.
    """

    name: str
    light: Light
    s: NDArray[np.bool_]
    a: NDArray[np.bool_]
    sum_v: NDArray[np.float64] | None = None
    responses: NDArray[np.int8] | None = None
    scores: NDArray[np.float64] | None = None
    scene: Scene | None = None
    chance: Any = None


Show = Callable[[int, Observation], None]


@dataclass(frozen=True)
class TrainingStep:
    """What one call of a trainer did: ``shown`` pictures, and how often each (n,) was corrected; for a network, 1 where
    it was wrong.

    ``corrections`` is None for a network; under a rule that ignores errors, it counts reinforcements. ``loss`` is None
    for the Mark I. ``settled``: the back end reports that more epochs would not improve it.
    """

    shown: int
    wrong_of: NDArray[np.int64]
    corrections: int | None = None
    loss: float | None = None
    settled: bool = False


class Trainer(Protocol):
    """Teaches labelled pictures to one back end. Valid until something else changes the back end or its machine."""

    def order(self) -> NDArray[np.int64]:
        """In which order the next epoch shows the pictures: ndarray of shape (n,). Drawn, where chance decides."""

    def teach(self, order: NDArray[np.int64], dt_s: float | None) -> Process[TrainingStep]:
        """Show the first few pictures of ``order``: as many as take a few ms.

        A finite ``dt_s``: one picture through time, if this back end can; see ``simulated_time.py``.
        """

    def end(self) -> None:
        """End the training, though the back end has not settled."""


class Backend(Protocol):
    """What learns behind the photocells. It has the classes it was taught, and none before ``adopt``."""

    name: str
    machine: MarkI
    by_epoch: bool  # it learns whole epochs only
    by_rule: bool  # it learns by wires, motors and the rule on the dial
    # Its outputs are R-units, whose sums are volts; else one per class, whose scores are pure numbers.
    in_volts: bool
    # The pictures of ``looks_for`` are those of its outputs; else of units that stand before them.
    pictured: bool

    @property
    def network(self) -> "Network | None":
        """The gates and weights that can be inspected; None for the Mark I, and before there are classes."""

    @property
    def front(self) -> Any:
        """The Mark I whose camera, photocells and wires it looks through: itself, if it is one."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes it distinguishes, in the order of their indices."""

    @property
    def taught(self) -> bool:
        """Whether it has learned anything yet."""

    def in_a_line(self) -> str:
        """Its sizes and settings, for people."""

    def adopt(self, classes: tuple[str, ...]) -> str:
        """Get ready for these classes, unless it knows them all; a note if it had to grow. Raises ConfigError."""

    def look(self, name: str, light: Light) -> Observation:
        """Sense one picture ``light`` (rows, cols), 0..1, and compute the outputs for it."""

    def answer(self, observation: Observation) -> AnswerFacts:
        """``label``, ``margin_v`` and ``responses`` of an observation, and what else this back end measures; None for
        what it does not.

        Where there is no answer, ``label`` is None and ``reason`` a ``Reason``; see ``answer.py``.
        """

    def nearness(self, outputs: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """How near each class is, given the sums or scores of all outputs: (n_classes,); None where they do not fit."""

    def teach(
        self, observation: Observation, label: str
    ) -> Generator[Observation, float | None, tuple[int | None, str]]:
        """Learn one picture, through time if this back end can (see ``simulated_time.py``): corrections made, if it
        makes any, and a line that reports what was done. Yields what it sees meanwhile.

        By a rule that does not look at errors, corrections are reinforcements. Raises ConfigError for an unknown class.
        """

    def wrong_units(self, observation: Observation, label: str) -> NDArray[np.bool_] | None:
        """Which R-units are not on the side that ``label`` asks for: (n_r,); None for a back end without R-units."""

    def trainer(self, stimuli: StimulusSet, most: int, name_of: NameOf, show: Show) -> Trainer:
        """Teach many, ``most`` epochs if it does not settle before. ``show(i, observation)`` gets what it sees."""

    def classify(self, light: Light) -> NDArray[np.int64]:
        """The class of every picture (n, rows, cols): ndarray of shape (n,), indices into ``classes``."""

    def looks_for(self, since_start: bool = False) -> NDArray[np.float64]:
        """What each output, or unit before it, has come to look for: ndarray of shape (n, rows, cols).

        ``since_start``: less what it began with, if it began with random weights.
        """

    def reset(self) -> None:
        """Forget everything learned, and the classes."""

    def own(self) -> tuple[dict[str, Any], Arrays]:
        """What it has beside the machine: plain values, and copies of its arrays; ``behind`` makes it again."""

    @classmethod
    def behind(cls, front: Any, plain: dict[str, Any], arrays: Arrays) -> "Backend":
        """The back end that ``own`` captured, behind the machine as it is now."""

    def still(self) -> "Backend":
        """A copy to look at and to ask for answers, which stays as it is whatever becomes of this one."""

    def capture(self) -> tuple[dict[str, Any], Arrays]:
        """The whole state: plain values that JSON can hold, and copies of the arrays by name."""


def indices_in(classes: tuple[str, ...], stimuli: StimulusSet) -> NDArray[np.int64]:
    """Each picture's class as an index into ``classes``. Raises ConfigError for a class that is not among them."""
    return np.array([index_of(label, classes) for label in stimuli.classes], np.int64)[stimuli.class_of]
