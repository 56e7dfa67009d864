# ruff: noqa: N803 - X is scikit-learn's name
"""BackpropClassifier: the machine's rival, a network taught by back-propagation, as a scikit-learn classifier."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from mark1.backprop.gates import Node
from mark1.backprop.network import PROBABILITIES, Network, NetworkConfig
from mark1.backprop.training import Training, TrainingConfig
from mark1.errors import ConfigError, expected
from mark1.estimators.parameters import seed_from
from mark1.estimators.sample_classifier import Rows, SampleClassifier, Samples, no_probabilities

OF_NETWORK = ("hidden", "activation", "loss", "l2", "start", "dtype")
OF_TRAINING = (
    "optimizer", "rate", "momentum", "batch", "schedule", "schedule_epochs", "factor", "held_out", "patience",
    "threads",
)  # fmt: skip


def _gives_probabilities(estimator: Any) -> bool:
    """Whether the loss is one of probabilities. Raises AttributeError, with what to do, where it is not."""
    if estimator.loss not in PROBABILITIES:
        no_probabilities(f"loss {estimator.loss!r} gives scores (loss='softmax' gives probabilities)")(estimator)
    return True


def _learns_in_portions(estimator: Any) -> bool:
    """Whether no samples are held out. Raises AttributeError, with what to do, where some are."""
    if estimator.held_out:
        got = estimator.held_out
        raise AttributeError(expected("held_out", "0 for partial_fit, which sees a part of the samples", got))
    return True


@dataclass(kw_only=True, eq=False, repr=False)
class BackpropClassifier(SampleClassifier):
    """A multi-layer perceptron: layers of weights, and the gradient of a loss carried back through them.

    ::

        X (n, n_features)  -->  hidden layers  -->  scores (n, n_classes)  -->  the largest: class

    The parameters are those of NetworkConfig and TrainingConfig, which say what each one means, and ``max_epochs``. The
    numbers are taken as they come: a StandardScaler before it helps. ``dtype`` float32 is faster and good to 7 digits,
    so that a sample alone and among others may differ in the last. With loss ``logistic`` two classes share one output.
    ``predict_proba`` is there for the losses softmax and logistic. With ``held_out`` above 0 the weights that
    were best on the held-out part are kept, and with ``patience`` teaching ends when they get no better.

    Fitted: ``classes_``, ``n_features_in_``, ``n_iter_`` epochs, ``loss_curve_`` (n_iter_,) mean loss of each,
    ``held_out_loss_curve_`` (n_iter_,) or empty, ``network_`` the Network.
    """

    hidden: tuple[int, ...] = (128,)
    activation: str | tuple[str, ...] | Callable[[Node], Node] = "relu"
    loss: str | Callable[[Node, Node], Node] = "softmax"
    l2: float = 0.0
    start: str = "he"
    dtype: str = "float64"
    optimizer: str = "adam"
    rate: float = 1e-3
    momentum: float = 0.9
    batch: int = 64
    schedule: str = "constant"
    schedule_epochs: int = 10
    factor: float = 0.1
    held_out: float = 0.0
    patience: int = 0
    threads: int = 1

    _section: ClassVar[str] = "backpropclassifier-a-multi-layer-perceptron"

    # ---- teaching

    @available_if(_learns_in_portions)  # type: ignore[untyped-decorator]
    def partial_fit(
        self, X: Samples, y: ArrayLike, classes: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Teach one epoch of these samples, and keep what was learned before. The first call begins anew.

        ``classes``: all classes there will ever be; required in the first call. Raises as ``fit`` does, StimulusError
        for a label that is not among the classes, and AttributeError if ``held_out`` is not 0.
        """
        return super().partial_fit(X, y, classes, sample_weight)

    def _begin(self, X: NDArray[Any]) -> None:
        """A new network and its training."""
        self.network_, self._training = self._network_and_training(X.shape[1])
        self.loss_curve_, self.held_out_loss_curve_ = np.zeros(0), np.zeros(0)

    def _teach(self, X: NDArray[Any], class_of: NDArray[np.int64], epochs: int, number_of: Rows) -> None:
        done = list(self._training.fit(X, class_of, epochs))
        held_out = [epoch.held_out_loss for epoch in done if epoch.held_out_loss is not None]
        self.loss_curve_ = np.append(self.loss_curve_, [epoch.loss for epoch in done])
        self.held_out_loss_curve_ = np.append(self.held_out_loss_curve_, held_out)
        self.n_iter_ = len(self.loss_curve_)

    def _network_and_training(self, n_in: int) -> tuple[Network, Training]:
        """What the parameters ask for; weights and order of the samples have a generator each. Raises ConfigError."""
        n_out = 1 if self.loss == "logistic" and len(self.classes_) == 2 else len(self.classes_)
        seeds = np.random.SeedSequence(seed_from(self.random_state)).spawn(2)
        of_network, of_training = (np.random.Generator(np.random.PCG64(seed)) for seed in seeds)
        try:
            config = NetworkConfig(n_in=n_in, n_out=n_out, **{name: getattr(self, name) for name in OF_NETWORK})
            course = TrainingConfig(**{name: getattr(self, name) for name in OF_TRAINING})
        except ConfigError as error:
            raise ConfigError(str(error).removeprefix("network.").removeprefix("training.")) from None
        network = Network(config, of_network)
        return network, Training(network, course, of_training)

    # ---- the signal

    def scores(self, X: Samples) -> NDArray[np.float64]:
        """The scores of the outputs: ndarray of shape (n, n_out)."""
        check_is_fitted(self, "n_iter_")
        return np.asarray(self.network_.scores(self._table(X)), np.float64)

    def decision_function(self, X: Samples) -> NDArray[np.float64]:
        """The scores: ndarray of shape (n, n_classes); of two classes (n,), above 0 for the second."""
        scores = self.scores(X)
        if scores.shape[1] == 1:
            return scores[:, 0]
        return scores[:, 1] - scores[:, 0] if len(self.classes_) == 2 else scores

    @available_if(_gives_probabilities)  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Samples) -> NDArray[np.float64]:
        """The probability of each class: ndarray of shape (n, n_classes), rows that sum to 1.

        Of more than two classes under loss logistic, where each output is on its own, divided by their sum.
        """
        scores = self.scores(X)
        if self.loss == "logistic":
            two = np.hstack([-scores, scores]) if scores.shape[1] == 1 else scores
            scores = -np.logaddexp(0, -two)  # logarithms of the sigmoids: softmax divides them by their sum
        of = PROBABILITIES["softmax" if self.loss == "logistic" else str(self.loss)]
        return np.asarray(of(scores), np.float64)
