# ruff: noqa: N803, N806 - X is scikit-learn's name
"""MarkIClassifier: the machine itself as a scikit-learn classifier."""

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from mark1.backends.mark1 import Mark1Backend
from mark1.estimators.keeps_machine import KeepsMachine
from mark1.estimators.parameters import SETTING_OF, machine_config, require_word, seed_from
from mark1.estimators.sample_classifier import Rows, Samples, no_probabilities
from mark1.machine.config import CodeName, MachineConfig, Pots, Rule
from mark1.machine.simulated_time import run_to_end
from mark1.machine.teacher import AnswerCode, r_units_needed
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.training.training_run import TrainingRun, advance

AT_A_TIME = 8192
LAMP_V = 1e-10  # a lamp in common, in volts: all 1,024 of them weigh less than a microvolt, the finest step of a sum
MARK_I_R_UNITS = 8


@dataclass(kw_only=True, eq=False, repr=False)
class MarkIClassifier(KeepsMachine):
    """The Mark I: retina, patch board, A-units, motor-driven potentiometers, R-units, taught by error correction.

    ::

        X (n, n_features)  -->  encoder  -->  camera, retina ... R-units  -->  sum_v (n, n_r)  -->  nearest word: class

    ``n_association``, ``theta``, ``excitatory``, ``inhibitory``, ``pots``, ``ideal``, ``code`` and ``rule`` are
    settings of the machine as MachineConfig knows them; ``config``, a MachineConfig, holds all others. ``n_response``
    R-units: None gives as many as the code needs, and with the binary code no fewer than the Mark I's eight.
    ``retina`` says how numbers become light (``auto``, ``light``, ``thermometer``: see ``encoder.py``), ``levels`` how
    many cells a thermometer has; few features get more, so that every wire finds a cell. Teaching ends when an epoch
    over all samples needed no correction, or after ``max_epochs``. ``random_state``: a whole number is the seed.
    A weight of a sample, or ``class_weight``, says how often it is shown in an epoch.

    Fitted: ``classes_``, ``n_features_in_``, ``n_iter_`` epochs, ``corrections_`` (n_iter_,) of each epoch,
    ``machine_`` the MarkI (so ``machine_.why(pot)`` answers), ``code_``, ``encoder_``.

    Assumed: the code, every way of drawing numbers, and showing a sample more often because it weighs more.
    """

    n_response: int | None = None
    pots: Pots = "disjoint"
    code: CodeName = "onehot"
    rule: Rule = "quantized"
    ideal: bool = False
    excitatory: int = 10
    inhibitory: int = 10
    theta: float = 2.0

    _section: ClassVar[str] = "markiclassifier-the-machine"

    # ---- teaching

    def _begin(self, X: NDArray[Any]) -> None:
        """Wire a machine for the samples, and give each class its code word."""
        config = self._machine_config()
        self._build(config, X)
        self.code_ = AnswerCode(config.teacher.code, tuple(map(str, self.classes_)), config.response.n_r)
        self.corrections_ = np.zeros(0, np.int64)

    def _teach(self, X: NDArray[Any], class_of: NDArray[np.int64], epochs: int, number_of: Rows) -> None:
        names = self.code_.classes
        stimuli = StimulusSet("samples", self._light(X), class_of.astype(np.int32), names).checked()
        backend, course = Mark1Backend(self.machine_, self.code_), TrainingRun(stimuli, names, epochs)
        trainer = backend.trainer(stimuli, epochs, partial(_name, stimuli.labels, number_of), lambda i, seen: None)
        run_to_end(advance(backend, course, trainer))
        self.corrections_ = np.append(self.corrections_, np.array(course.corrections, np.int64))
        self.n_iter_ = len(self.corrections_)

    def _machine_config(self) -> MachineConfig:
        """The machine asked for, its retina still to be chosen. Raises ConfigError."""
        parameters = {name: getattr(self, name) for name in SETTING_OF}
        code = require_word("code", self.code, ("binary", "onehot"))
        if self.n_response is None:
            needed = r_units_needed(code, len(self.classes_))
            parameters["n_response"] = needed if code == "onehot" else max(needed, MARK_I_R_UNITS)
        return machine_config(self.config, parameters, seed_from(self.random_state))

    # ---- the signal

    def sums(self, X: Samples) -> NDArray[np.float64]:
        """The sum at every R-unit: ndarray of shape (n, n_r), V."""
        check_is_fitted(self, "n_iter_")
        X, machine = self._table(X), self.machine_
        light = (self._light(X[first : first + AT_A_TIME]) for first in range(0, len(X), AT_A_TIME))
        return np.concatenate([machine.sums(machine.sense(part)) for part in light])

    def decision_function(self, X: Samples) -> NDArray[np.float64]:
        """How far the sums are on the side of each class's word, V: ndarray of shape (n, n_classes).

        The sum of word x sum_v, as AnswerCode.nearest takes it; where two are equal, the lamps in common decide. Of two
        classes, half the difference, above 0 for the second: ndarray of shape (n,).
        """
        sum_v = self.sums(X)
        lamps = np.where(sum_v >= 0, 1.0, -1.0)
        side_v = (sum_v + LAMP_V * lamps) @ self.code_.words.T.astype(np.float64)
        return np.asarray((side_v[:, 1] - side_v[:, 0]) / 2 if len(self.classes_) == 2 else side_v)

    @available_if(no_probabilities("its sums are volts"))  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Samples) -> NDArray[np.float64]:
        """Not there: a Mark I gives volts. Raises AttributeError that names CalibratedClassifierCV."""
        raise NotImplementedError


def _name(labels: list[str], number_of: Rows, i: int) -> str:
    """What ``machine_.why`` calls a sample. A function of its own, so that the machine can be pickled."""
    return f"sample {number_of[i]} ({labels[i]})"
