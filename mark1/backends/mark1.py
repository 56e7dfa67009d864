"""Mark1Backend: the machine itself. Motor-driven potentiometers, R-units, and a trainer with a rule on the dial."""

from collections.abc import Generator
from contextlib import closing
from copy import copy
from dataclasses import replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mark1.backends.answer import AnswerFacts, NoAnswer, answered, silence
from mark1.backends.backend import Arrays, Light, NameOf, Observation, Show, indices_in
from mark1.backends.mark1_trainer import Mark1Trainer
from mark1.commit import attributes, commit
from mark1.errors import ConfigError
from mark1.machine import state
from mark1.machine.exposure import CorrectionResult
from mark1.machine.mark1 import MarkI
from mark1.machine.teacher import AnswerCode, r_units_needed
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.text import counted


class Mark1Backend:
    """A Mark I and the code that names its answers.

    ``asked_r_units``: the user said how many R-units there are, so a code that needs more is an error; else the
    machine grows.
    """

    name, by_epoch, by_rule = "mark1", False, True
    in_volts, pictured, network = True, True, None

    def __init__(self, machine: MarkI, code: AnswerCode | None = None, asked_r_units: bool = False) -> None:
        self.machine, self.code, self.asked_r_units = machine, code, asked_r_units

    @property
    def front(self) -> Self:
        """The Mark I whose camera and photocells are used: this one."""
        return self

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes of the code, in the order of their indices."""
        return self.code.classes if self.code else ()

    @property
    def taught(self) -> bool:
        """Whether anything was ever corrected or reinforced."""
        return self.machine.corrections > 0

    def in_a_line(self) -> str:
        """Sizes and threshold of the machine in one line, for people."""
        machine, wires, board = self.machine, self.machine.config.patch_board, self.machine.patch_board
        usual = f" (the Mark I had {wires.sockets_per_s_unit})"
        larger = f", {board.sockets} sockets per S-unit{usual}" if board.extended else ""
        return (
            f"{counted(machine.association.n_a, 'A-unit')}, {wires.excitatory} + {wires.inhibitory} wires each, "
            f"theta {machine.association.theta:g}, {counted(machine.potentiometers.n_pots, 'pot')}, "
            f"{counted(machine.response.n_r, 'R-unit')}" + larger
        )

    def adopt(self, classes: tuple[str, ...]) -> str:
        """Make the code for these classes, unless the one in use has them all; a note if the machine had to grow.

        Raises ConfigError when the machine has learned other classes, or too few R-units for this many.
        """
        if self.code is not None and set(classes) <= set(self.code.classes):
            return ""
        if self.code is not None and self.taught:
            new = sorted(set(classes) - set(self.code.classes))
            raise ConfigError(
                f"the machine has learned other classes ({new[0]!r} is not among them): reset it first, "
                "or make a new machine"
            )
        machine, name, note = self.machine, self.machine.config.teacher.code, ""
        response = machine.config.response
        needed = r_units_needed(name, len(classes))
        if name == "onehot" and needed > response.n_r and not self.asked_r_units and not self.taught:
            machine = _with_r_units(machine, needed)
            note = f"one R-unit a class: the machine got {needed} R-units (the Mark I had {response.n_r})"
        code = AnswerCode(name, classes, machine.config.response.n_r)
        commit([attributes(self.machine, vars(machine)), attributes(self, {"code": code})])
        return note

    # ---- one picture

    def look(self, name: str, light: Light) -> Observation:
        """Send a picture through the machine, and keep what each part answers."""
        machine = self.machine
        s = machine.retina.sense(light)
        a = machine.association.fire(machine.patch_board.carry(s))
        sum_v = machine.potentiometers.sum(a)
        return Observation(name, light, s, a, sum_v, machine.response.answer(sum_v))

    def answer(self, observation: Observation) -> AnswerFacts:
        """``label``, ``margin_v``, ``responses``; ``reason`` where nothing distinguishes the classes."""
        assert observation.responses is not None and observation.sum_v is not None
        responses = observation.responses.tolist()
        if self.code is None:
            return {**silence(NoAnswer.NO_CLASSES), "responses": responses}
        if not observation.a.any():
            return {**silence(NoAnswer.NO_A_UNIT), "responses": responses}
        index = int(self.code.nearest(observation.sum_v[np.newaxis])[0])
        rivals = self._rivals(observation, index)
        if len(rivals):
            tied = sorted([index, *rivals.tolist()])
            return {
                **silence(self._why_tied(observation, tied), [self.code.classes[i] for i in tied]),
                "responses": responses,
            }
        margin_v = self.code.margin_v(observation.sum_v, index)
        return answered(self.code.classes[index], margin_v=margin_v, responses=responses)

    def nearness(self, outputs: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """The word of each class times the sums: (n_classes,), V."""
        if self.code is None or len(outputs) != self.code.words.shape[1]:
            return None
        return np.asarray(self.code.words @ outputs, np.float64)

    def _rivals(self, observation: Observation, index: int) -> NDArray[np.int64]:
        """The classes that fit the decided R-units as well as ``index`` does. In whole counts, so a tie is exact."""
        assert self.code is not None and observation.sum_v is not None and observation.responses is not None
        counts = np.rint(observation.sum_v * self.machine.potentiometers.counts_per_v).astype(np.int64)
        fit = self.code.words.astype(np.int64) @ np.where(observation.responses == 0, 0, counts)
        at_least = fit >= fit[index]
        at_least[index] = False
        return np.flatnonzero(at_least)

    def _why_tied(self, observation: Observation, tied: list[int]) -> NoAnswer:
        """What is missing at the R-units whose answer would distinguish these classes."""
        assert self.code is not None and observation.responses is not None
        deciding = np.flatnonzero(np.ptp(self.code.words[tied], axis=0))
        if not any(len(self.machine.potentiometers.active_pots(observation.a, int(r))) for r in deciding):
            return NoAnswer.NO_DECIDING_A_UNIT
        return NoAnswer.UNDECIDED if (observation.responses[deciding] == 0).any() else NoAnswer.TIE

    def teach(self, observation: Observation, label: str) -> Generator[Observation, float | None, tuple[int, str]]:
        """Reinforce by the rule: how many R-units were, in words too. Raises ConfigError for an unknown class."""
        assert self.code is not None
        machine, word = self.machine, self.code.word(label)
        teaching = machine.teaching(machine.activity(observation.light), word, f"{observation.name} ({label})")
        with closing(teaching):
            try:
                sum_v = next(teaching)
                while True:
                    observed = replace(observation, sum_v=sum_v.copy(), responses=machine.response.answer(sum_v))
                    sum_v = teaching.send((yield observed))
            except StopIteration as ended:
                taught: CorrectionResult = ended.value
        done, units = taught.corrections, counted(taught.corrections, "R-unit")
        was = "was" if done == 1 else "were"
        if not machine.teacher.corrects:
            return done, f"{units} {was} reinforced ({machine.teacher.rule})"
        return done, f"{counted(done, 'wrong R-unit')} corrected" if done else "right already: nothing moved"

    def wrong_units(self, observation: Observation, label: str) -> NDArray[np.bool_]:
        """Which R-units a teacher would correct: ndarray of shape (n_r,). Raises ConfigError for an unknown class."""
        assert self.code is not None and observation.sum_v is not None
        return self.machine.teacher.wrong(observation.sum_v, self.code.word(label))

    # ---- many

    def trainer(self, stimuli: StimulusSet, most: int, name_of: NameOf, show: Show) -> Mark1Trainer:
        """Epochs by the rule on the dial, each in a fresh random order."""
        assert self.code is not None
        return Mark1Trainer(self.machine, self.code, stimuli, indices_in(self.classes, stimuli), name_of, show)

    def classify(self, light: Light) -> NDArray[np.int64]:
        """The nearest code word for every picture (n, rows, cols): indices into ``classes``, (n,)."""
        assert self.code is not None
        return self.code.nearest(self.machine.sums(self.machine.sense(light)))

    def looks_for(self, since_start: bool = False) -> NDArray[np.float64]:
        """The weights of each R-unit carried back through the wires: (n_r, rows, cols), V."""
        return np.stack([self.machine.looks_for(r) for r in range(self.machine.response.n_r)])

    # ---- state

    def reset(self) -> None:
        """Everything learned is forgotten, and the code; wires, tolerances and faults stay."""
        self.machine.reset()
        self.code = None

    def own(self) -> tuple[dict[str, Any], Arrays]:
        """No values and no arrays: all of its state is the machine's."""
        return {}, {}

    @classmethod
    def behind(cls, front: Self, plain: dict[str, Any], arrays: Arrays) -> Self:
        """The Mark I ``front`` itself, for it has no state of its own."""
        return front

    def still(self) -> Self:
        """A copy to look at, of the machine too; the code is shared, for it is never written."""
        twin = copy(self)
        twin.machine = self.machine.still()
        return twin

    def capture(self) -> tuple[dict[str, Any], Arrays]:
        """Machine and code, plain values and arrays."""
        plain, arrays = state.capture(self.machine)
        code = {"name": self.code.name, "classes": list(self.code.classes)} if self.code else None
        return {"machine": plain, "code": code, "asked_r_units": self.asked_r_units}, arrays

    @classmethod
    def restored(cls, plain: dict[str, Any], arrays: Arrays) -> Self:
        """What ``capture`` saw. Raises ConfigError, KeyError, TypeError or ValueError for an invalid state."""
        machine = state.restored(MarkI, plain["machine"], arrays)
        code = _code(plain["code"], machine.config.response.n_r)
        return cls(machine, code, plain.get("asked_r_units") is True)


def _code(plain: Any, n_r: int) -> AnswerCode | None:
    """The code of a saved file. Raises ConfigError for an invalid one."""
    if plain is None:
        return None
    name, classes = plain["name"], plain["classes"]
    labels = isinstance(classes, list) and all(isinstance(label, str) for label in classes)
    if name not in ("binary", "onehot") or not labels or not 2 <= len(classes) == len(set(classes)):
        raise ConfigError("a code is binary or onehot, for two different classes or more")
    return AnswerCode(name, classes, n_r)


def _with_r_units(machine: MarkI, n_r: int) -> MarkI:
    """The machine with another number of R-units and a new bank of pots; wires, units and faults stay."""
    config = machine.config
    grown = MarkI(replace(config, response=replace(config.response, n_r=n_r)))
    grown.retina, grown.patch_board, grown.association = machine.retina, machine.patch_board, machine.association
    grown.teacher_rng, grown.damage_rng = machine.teacher_rng, machine.damage_rng
    return grown
