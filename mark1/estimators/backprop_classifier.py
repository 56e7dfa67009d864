# ruff: noqa: N803, N806 - X is scikit-learn's name
"""BackpropClassifier: the machine's rival, a network taught by back-propagation, as a scikit-learn classifier."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from mark1.backprop.network import PROBABILITIES, Network, NetworkConfig
from mark1.backprop.training import Training, TrainingConfig
from mark1.errors import ConfigError
from mark1.estimators.parameters import classes_and_numbers, require_whole, seed_from

OF_NETWORK = ("hidden", "activation", "loss", "l2", "start", "dtype")
OF_TRAINING = (
    "optimizer", "rate", "momentum", "batch", "schedule", "schedule_epochs", "factor", "held_out", "patience",
    "threads",
)  # fmt: skip


def _gives_probabilities(estimator: Any) -> bool:
    return estimator.loss in PROBABILITIES


class BackpropClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
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

    def __init__(
        self,
        *,
        hidden: tuple[int, ...] = (128,),
        activation: Any = "relu",
        loss: Any = "softmax",
        l2: float = 0.0,
        start: str = "he",
        dtype: str = "float64",
        optimizer: str = "adam",
        rate: float = 1e-3,
        momentum: float = 0.9,
        batch: int = 64,
        schedule: str = "constant",
        schedule_epochs: int = 10,
        factor: float = 0.1,
        held_out: float = 0.0,
        patience: int = 0,
        threads: int = 1,
        max_epochs: int = 100,
        random_state: Any = None,
    ) -> None:
        self.hidden = hidden
        self.activation = activation
        self.loss = loss
        self.l2 = l2
        self.start = start
        self.dtype = dtype
        self.optimizer = optimizer
        self.rate = rate
        self.momentum = momentum
        self.batch = batch
        self.schedule = schedule
        self.schedule_epochs = schedule_epochs
        self.factor = factor
        self.held_out = held_out
        self.patience = patience
        self.threads = threads
        self.max_epochs = max_epochs
        self.random_state = random_state

    # ---- teaching

    def fit(self, X: Any, y: Any) -> Self:
        """Teach a new network the samples ``X`` (n, n_features) of the classes ``y`` (n,).

        Raises ConfigError (a ValueError) for a parameter out of its range, StimulusError (a ValueError) for fewer than
        two classes, DivergedError (an ArithmeticError) when the numbers run away, and what scikit-learn raises for data
        that are no numbers.
        """
        X, y = validate_data(self, X, y)
        check_classification_targets(y)
        most = require_whole("max_epochs", self.max_epochs, 1)
        self.classes_, class_of = classes_and_numbers(y)
        self.network_, training = self._network_and_training(X.shape[1])
        epochs = list(training.fit(X, class_of, most))
        self.n_iter_, self.loss_curve_ = len(epochs), np.array([epoch.loss for epoch in epochs])
        held_out = [epoch.held_out_loss for epoch in epochs if epoch.held_out_loss is not None]
        self.held_out_loss_curve_ = np.array(held_out, np.float64)
        return self

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

    def scores(self, X: Any) -> NDArray[np.float64]:
        """The scores of the outputs: ndarray of shape (n, n_out)."""
        check_is_fitted(self, "n_iter_")
        return np.asarray(self.network_.scores(validate_data(self, X, reset=False)), np.float64)

    def decision_function(self, X: Any) -> NDArray[np.float64]:
        """The scores: ndarray of shape (n, n_classes); of two classes (n,), above 0 for the second."""
        scores = self.scores(X)
        if scores.shape[1] == 1:
            return scores[:, 0]
        return scores[:, 1] - scores[:, 0] if len(self.classes_) == 2 else scores

    def predict(self, X: Any) -> NDArray[Any]:
        """The class of the largest score: ndarray of shape (n,)."""
        scores = self.decision_function(X)
        answer = (scores > 0).astype(np.int64) if scores.ndim == 1 else scores.argmax(axis=1)
        return np.asarray(self.classes_[answer])

    @available_if(_gives_probabilities)  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """The probability of each class: ndarray of shape (n, n_classes), rows that sum to 1.

        Of more than two classes under loss logistic, where each output is on its own, divided by their sum.
        """
        scores = self.scores(X)
        if self.loss == "logistic":
            two = np.hstack([-scores, scores]) if scores.shape[1] == 1 else scores
            scores = -np.logaddexp(0, -two)  # logarithms of the sigmoids: softmax divides them by their sum
        of = PROBABILITIES["softmax" if self.loss == "logistic" else self.loss]
        return np.asarray(of(scores), np.float64)
