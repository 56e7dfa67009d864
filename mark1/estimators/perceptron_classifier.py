# ruff: noqa: N803 - X is scikit-learn's name
"""PerceptronClassifier: the rule on paper as a scikit-learn classifier, before any features."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import PolynomialFeatures
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from mark1.errors import ConfigError, expected
from mark1.estimators.keeps_machine import KeepsMachine
from mark1.estimators.parameters import machine_config, require_flag, require_whole, require_word, seed_from
from mark1.estimators.sample_classifier import Rows, Samples, no_probabilities
from mark1.plane.features import FEATURES, AUnits
from mark1.plane.perceptron import Learner, perceptron, teach

Phi = NDArray[Any]  # (n, 1 + m): the first feature is always 1


LARGEST = 1e100  # of a feature: sums and criteria of so large ones stay finite


@dataclass(kw_only=True, eq=False, repr=False)
class PerceptronClassifier(KeepsMachine):
    """The perceptron algorithm: w += t phi for every mistake, with weights that no motor turns and no stop holds.

    ::

        X (n, n_features)  -->  phi (n, 1 + m)  -->  w . phi  -->  the side of 0, or the largest of the classes

    ``features``: ``raw`` (the numbers themselves), ``poly`` (all products up to ``degree``), ``polar`` (distance and
    direction, of two features only), ``a-units`` (the ``n_association`` A-units of a Mark I; ``retina``, ``levels`` and
    ``config`` as of MarkIClassifier). The samples are shown in one order, epoch after epoch, which ``shuffle`` draws.
    ``start`` is the ``zero`` or the ``random`` weights before it. Teaching ends when an epoch needed no correction, or
    after ``max_epochs``: where no line parts the classes the last weights stand, good or bad.

    Fitted: ``classes_``, ``n_features_in_``, ``n_iter_`` epochs; of each epoch, shape (n_iter_,), ``corrections_``,
    ``wrong_`` samples after it and ``criterion_per_epoch_`` E_P; ``cycle_`` the first two epochs that ended with the
    same weights, proof that it will never settle, or None; ``learner_`` with its weights ``w``; ``coef_`` and
    ``intercept_`` where the features are raw; ``machine_`` where they are A-units.
    """

    features: str = "raw"
    degree: int = 2
    start: str = "zero"
    shuffle: bool = True

    _section: ClassVar[str] = "perceptronclassifier-the-textbook-rule"

    def _begin(self, X: NDArray[Any]) -> None:
        """The features, the machine that A-units need, and no weights yet."""
        require_word("start", self.start, ("zero", "random"))
        require_flag("shuffle", self.shuffle)
        seed = seed_from(self.random_state)
        self._rng = np.random.Generator(np.random.PCG64(seed))
        self._prepare(X, seed)
        self._learner: Learner | None = None
        self.corrections_, self.wrong_ = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self.criterion_per_epoch_ = np.zeros(0)

    def _teach(self, X: NDArray[Any], class_of: NDArray[np.int64], epochs: int, number_of: Rows) -> None:
        order = self._rng.permutation(len(X)) if self.shuffle else np.arange(len(X))
        phi = self._phi(X)
        if new := self._learner is None:
            rng = self._rng if self.start == "random" else None
            self._learner = perceptron(len(self.classes_), phi.shape[1], rng)
        self.learner_ = self._learner
        course = teach(self.learner_, phi[order], class_of[order], epochs)
        # another call has another order, in which weights that come back prove nothing
        self.cycle_ = course.cycle if new else None
        # the run also reports the state at the start
        self.corrections_ = np.append(self.corrections_, course.corrections)
        self.wrong_ = np.append(self.wrong_, course.wrong[1:])
        self.criterion_per_epoch_ = np.append(self.criterion_per_epoch_, course.criterion[1:])
        self.n_iter_ = len(self.corrections_)

    def decision_function(self, X: Samples) -> NDArray[np.float64]:
        """w . phi: ndarray of shape (n,), above 0 for the second of two classes; of more, (n, n_classes)."""
        check_is_fitted(self, "n_iter_")
        scores = self.learner_.scores(self._phi(self._table(X)))
        return np.asarray(scores[:, 1] if len(self.classes_) == 2 else scores, np.float64)

    @available_if(no_probabilities("its sums are distances from a plane"))  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Samples) -> NDArray[np.float64]:
        """Not there: a perceptron gives sums. Raises AttributeError that names CalibratedClassifierCV."""
        raise NotImplementedError

    @property
    def criterion_per_pass_(self) -> NDArray[np.float64]:
        """Deprecated: the name of ``criterion_per_epoch_`` in version 0.1.0."""
        if "criterion_per_epoch_" not in vars(self):
            raise AttributeError("criterion_per_pass_: only a fitted PerceptronClassifier has it")
        warnings.warn("criterion_per_pass_ is deprecated: use criterion_per_epoch_", FutureWarning, stacklevel=2)
        return self.criterion_per_epoch_

    @property
    def coef_(self) -> NDArray[np.float64]:
        """Weights of raw features: ndarray of shape (1, n_features), or (n_classes, n_features) of more than two."""
        return self._raw_weights("coef_")[:, 1:]

    @property
    def intercept_(self) -> NDArray[np.float64]:
        """The bias, weight of the constant feature: ndarray of shape (1,), or (n_classes,) of more than two."""
        return self._raw_weights("intercept_")[:, 0]

    def _raw_weights(self, asked_for: str) -> NDArray[np.float64]:
        """Raises AttributeError, as scikit-learn expects, where features are not raw or nothing is learned yet."""
        if self.features != "raw" or "learner_" not in vars(self):
            raise AttributeError(f"{asked_for}: only a fitted PerceptronClassifier of raw features has it")
        return np.atleast_2d(self.learner_.w).astype(np.float64)

    # ---- the features

    def _prepare(self, X: NDArray[Any], seed: int) -> None:
        """A check of the features for a training set, and the machine that A-units need. Raises ConfigError."""
        name = require_word("features", self.features, tuple(PHI))
        require_whole("degree", self.degree, 1)
        if name == "polar" and X.shape[1] != 2:
            raise ConfigError(expected("features='polar'", "samples with 2 features", X.shape[1]))
        if name == "a-units":
            self._build(machine_config(self.config, {"n_association": self.n_association}, seed), X)

    def _phi(self, X: NDArray[Any]) -> Phi:
        """The features of samples: ndarray of shape (n, 1 + m). Raises ConfigError if sums of them would overflow."""
        with np.errstate(over="ignore", invalid="ignore"):
            phi = PHI[self.features](self, X)
        largest = np.abs(phi).max(initial=0)
        if not largest <= LARGEST:
            raise ConfigError(f"{expected('X', f'features within -/+ {LARGEST:g}', float(largest))}: scale the samples")
        return phi


def _raw(_: PerceptronClassifier, X: NDArray[Any]) -> Phi:
    return np.insert(X.astype(np.float64), 0, 1.0, axis=1)


def _poly(of: PerceptronClassifier, X: NDArray[Any]) -> Phi:
    return np.asarray(PolynomialFeatures(of.degree).fit_transform(X.astype(np.float64)))


def _polar(_: PerceptronClassifier, X: NDArray[Any]) -> Phi:
    return FEATURES["polar"](X)


def _a_units(of: PerceptronClassifier, X: NDArray[Any]) -> Phi:
    return AUnits(of.machine_)(of._light(X))


PHI: dict[str, Callable[[PerceptronClassifier, NDArray[Any]], Phi]] = {
    "raw": _raw,
    "poly": _poly,
    "polar": _polar,
    "a-units": _a_units,
}
