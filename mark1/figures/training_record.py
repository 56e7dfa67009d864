"""TrainingRecord: what a finished training run leaves behind, as plain data, and the words for it.

machine and teacher  -->  TrainingRecord  -->  pictures (report.py), text on a terminal (cli/terminal.py)
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.machine.config import CORRECTING
from mark1.stimuli.natural_order import natural_key
from mark1.text import counted, printable

UNITS = {"mark1": "R-unit", "mlp": "hidden unit", "logistic": "output"}
NOUNS = {"letters": "letter", "digits": "digit", "shapes": "shape"}


class Hard(NamedTuple):
    """A class, the mean of the corrections its pictures took, and the number of the picture that took the most."""

    label: str
    corrections: float
    picture: int


@dataclass(frozen=True, eq=False)
class TrainingRecord:
    """One training run.

    ``n`` pictures were shown ``len(corrections_per_epoch)`` times. ``light`` (n, rows, cols) is what the retina saw,
    ``labels`` the class of each; ``wrong_per_epoch`` counts pictures with a wrong answer, ``corrections_of`` (n,) the
    corrections each picture took. ``looks_for`` (n_r, rows, cols), V, is ``MarkI.looks_for`` of each R-unit;
    ``wiper_v`` (n_pots,), V, the potentiometers in the order of the R-units, between stops at -/+ ``stop_v``.
    ``seconds`` is the time the run took here, ``settings`` one line about the machine.

    By a ``rule`` that does not look at errors, corrections are reinforcements, and ``corrections_of`` counts the epochs
    in which a picture was wrong when shown; of a machine left to itself (spontaneous) nobody says so.

    Of another ``backend`` than the Mark I: ``losses`` of each epoch, no corrections and no potentiometers;
    ``corrections_of`` counts the epochs in which a picture was wrong, ``looks_for`` is how
    the weights into each unit have changed since the start, 0
    where no picture had light.
    """

    name: str
    light: NDArray[Any]
    labels: list[str]
    corrections_per_epoch: list[int]
    wrong_per_epoch: list[int]
    corrections_of: NDArray[Any]
    looks_for: NDArray[np.float64]
    wiper_v: NDArray[np.float64]
    stop_v: float
    machine_time_s: float
    seconds: float
    seed: int
    settings: str
    backend: str = "mark1"
    losses: list[float] = field(default_factory=list)
    rule: str = CORRECTING[0]

    @property
    def corrects(self) -> bool:
        """Whether this back end learns by corrections."""
        return self.backend == "mark1"

    @property
    def by_errors(self) -> bool:
        """Whether only wrong answers were reinforced."""
        return self.corrects and self.rule in CORRECTING

    @property
    def alone(self) -> bool:
        """Whether nobody said what is right."""
        return self.corrects and self.rule == "spontaneous"

    @property
    def work(self) -> str:
        """What ``corrections_per_epoch`` counts."""
        return "corrections" if self.by_errors else "reinforcements"

    @property
    def unit(self) -> str:
        """The kind of unit shown: an R-unit, a hidden unit, an output."""
        return UNITS.get(self.backend, "class")

    # ---- in numbers

    @property
    def epochs(self) -> int:
        """How often the whole set was shown."""
        return len(self.wrong_per_epoch)

    @property
    def corrections(self) -> int:
        """How many answers of single R-units were corrected, or reinforced."""
        return int(sum(self.corrections_per_epoch))

    @property
    def presentations(self) -> int:
        """How many pictures were shown, one after the other."""
        return self.epochs * len(self.labels)

    @property
    def learned(self) -> bool:
        """Whether no answer was wrong at the last epoch; left to itself, a machine learns nothing that could be."""
        return self.epochs > 0 and not self.alone and not self.wrong_per_epoch[-1]

    @property
    def scale_v(self) -> float:
        """Full scale of a dial, V: the stops, or the farthest wiper where there are no stops."""
        return float(max(self.stop_v, np.abs(self.wiper_v).max(initial=0.0), 1e-9))

    @cached_property
    def pictures_of(self) -> dict[str, list[int]]:
        """The numbers of the pictures of each class; classes in natural order."""
        pictures: dict[str, list[int]] = {label: [] for label in sorted(set(self.labels), key=natural_key)}
        for i, label in enumerate(self.labels):
            pictures[label].append(i)
        return pictures

    @property
    def one_each(self) -> bool:
        """Whether every class has exactly one picture."""
        return len(self.pictures_of) == len(self.labels)

    def samples(self, label: str, most: int) -> list[int]:
        """Up to ``most`` pictures of a class, evenly spread over it."""
        pictures = self.pictures_of[label]
        k = min(most, len(pictures))
        return [pictures[i * len(pictures) // k] for i in range(k)]

    def hardest(self, most: int) -> list[Hard]:
        """The classes that took the most corrections, hardest first; classes that took none are left out."""
        found = []
        for label, pictures in self.pictures_of.items():
            taken = np.asarray(self.corrections_of)[pictures]
            found.append(Hard(label, float(taken.mean()), pictures[int(np.argmax(taken))]))
        return [hard for hard in sorted(found, key=lambda hard: -hard.corrections) if hard.corrections > 0][:most]

    def pots_of(self, r: int) -> NDArray[np.float64]:
        """Wiper voltages of the potentiometers of R-unit ``r``: ndarray of shape (pots,), V."""
        n_r, n_pots = len(self.looks_for), len(self.wiper_v)
        return self.wiper_v[r * n_pots // n_r : (r + 1) * n_pots // n_r]

    # ---- in words

    def unit_name(self, i: int) -> str:
        """What unit ``i`` of ``looks_for`` is called: ``R 3``, ``H 3``; an output of a class by its label."""
        labels = list(self.pictures_of)
        if self.backend == "logistic" and len(labels) == len(self.looks_for):
            return printable(labels[i])
        return f"{self.unit[0].upper()} {i}"

    def effort(self) -> str:
        """What ``corrections_of`` counts."""
        if not self.by_errors:
            return "epochs in which it was wrong" if self.one_each else f"wrong epochs for each {self.noun}"
        return "corrections it took" if self.one_each else f"corrections for each {self.noun}"

    @property
    def noun(self) -> str:
        """What one picture is called: a letter, a digit, a picture."""
        return NOUNS.get(self.name.partition(":")[0], "picture")

    def headline(self) -> str:
        """The outcome in a few words."""
        what = counted(len(self.labels), self.noun)
        if not self.one_each:
            what += f" of {counted(len(self.pictures_of), 'class', 'classes')}"
        if not self.epochs:
            return f"{what}, not yet taught"
        if self.alone:
            return f"{what}, left to itself for {counted(self.epochs, 'epoch')}"
        if self.learned:
            return f"{what}, learned without an error"
        return f"{what}, {self.wrong_per_epoch[-1]:,} still wrong after {counted(self.epochs, 'epoch')}"

    def story(self) -> str:
        """The run in two or three sentences."""
        if not self.epochs:
            return (
                f"The machine has not been taught. Every one of its {len(self.wiper_v):,} potentiometers may be turned."
            )
        if not self.corrects:
            shown = f"{counted(self.epochs, 'epoch')} over {counted(len(self.labels), 'picture')}"
            fell = f"from {self.losses[0]:.3g} to {self.losses[-1]:.3g}, down the gradient"
            return f"In {shown} the loss went {fell}. {self._end()} This run took {brief(self.seconds)}."
        shown = f"{counted(self.epochs, 'epoch')} the teacher showed {counted(self.presentations, 'picture')}"
        if not self.corrections and self.by_errors:
            return f"In {shown} and had nothing to correct: every answer was right from the start. {self._times()}"
        if not self.by_errors:
            reinforced = f"reinforced {counted(self.corrections, 'answer')} of single R-units, right or wrong"
            return f"In {shown} and {reinforced}. {self._end()} {self._times()}"
        corrected = f"corrected {counted(self.corrections, 'answer')} of single R-units"
        return f"In {shown} and {corrected}. {self._end()} {self._times()}"

    def _end(self) -> str:
        if self.alone:
            return "Nobody said what is right."
        if self.learned:
            return "In the last epoch every answer was right."
        return f"In the last epoch {counted(self.wrong_per_epoch[-1], self.noun)} still got a wrong answer."

    def _times(self) -> str:
        then, now = duration(self.machine_time_s), brief(self.seconds)
        return f"The machine of 1960 would have taken {then}; this run took {now}."


def duration(seconds: float) -> str:
    """A time in the units of a clock: ``45 s``, ``12 min 19 s``, ``3 h 20 min``, ``2 d 4 h``."""
    s, min_, h = round(seconds), round(seconds / 60), round(seconds / 3600)
    if s < 60:
        return f"{s} s"
    if s < 3600:
        return _in_two(s, 60, "min", "s")
    return _in_two(min_, 60, "h", "min") if min_ < 24 * 60 else _in_two(h, 24, "d", "h")


def _in_two(n: int, size: int, big: str, small: str) -> str:
    many, rest = divmod(n, size)
    return f"{many:,} {big} {rest} {small}" if rest else f"{many:,} {big}"


def brief(seconds: float) -> str:
    """A time on this computer: ``0.03 s``, ``0.8 s``, ``12 s``, ``3 min 20 s``."""
    if seconds >= 10:
        return duration(seconds)
    return f"{seconds:.1f} s" if seconds >= 0.095 else f"{seconds:.2g} s"
