# ruff: noqa: N803, N806 - X is scikit-learn's name
"""SampleClassifier: what the three classifiers share: how samples, labels and weights are taken in.

::

    X (n, n_features)  --checked, dense-->  rows shown (m, n_features)  -->  _begin (new)  -->  _teach (epochs)
    y (n,)             --classes_------->   class numbers (m,)
    weights (n,)       --showings------->   how often each row is shown per epoch
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, validate_data

from mark1 import arguments, package_data
from mark1.errors import ConfigError, Described, StimulusError, described, expected
from mark1.estimators.ground import AUTO, GIVEN, PictureGround
from mark1.estimators.parameters import classes_and_numbers, require_whole, require_word, showings

Rows = NDArray[np.intp]


class SparseMatrix(Protocol):
    """A sparse matrix of SciPy: whatever has a dense form."""

    def toarray(self) -> NDArray[Any]:
        """Its values, (n, n_features)."""


Samples = ArrayLike | SparseMatrix  # numbers (n, n_features): arrays, lists, data frames, sparse matrices


@dataclass(kw_only=True, eq=False, repr=False)
class SampleClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier of rows of numbers. A dataclass: every parameter is declared once, as a field.

    ``class_weight``: None, ``balanced`` (each class in inverse proportion to its samples) or a weight for each class; a
    sample's weight is multiplied by it. The weight of a sample says how often it is shown in an epoch, in proportion to
    the others, and a sample of weight 0 is never shown: see ``showings``.

    ``polarity``: what to do with a set of pictures whose ground is light where that of ``fit`` was dark, or the other
    way round. ``given`` takes it as it is, with an OtherPolarityWarning; ``auto`` turns it round, by its rims as one
    set, so give many pictures in one call.
    """

    class_weight: Mapping[Any, float] | str | None = None
    polarity: str = GIVEN
    max_epochs: int = 100
    random_state: int | np.random.RandomState | None = None

    _section: ClassVar[str] = ""  # of docs/estimators.md
    _deprecated: ClassVar[tuple[str, ...]] = ()  # attributes by their names of version 0.1.0

    # ---- what each classifier adds

    @abstractmethod
    def _begin(self, X: NDArray[Any]) -> None:
        """Everything that training needs, new, for the classes ``classes_``. Raises ConfigError."""

    @abstractmethod
    def _teach(self, X: NDArray[Any], class_of: NDArray[np.int64], epochs: int, number_of: Rows) -> None:
        """Show the rows for some epochs; ``number_of`` (n,): the number of each row's sample in the user's data."""

    @abstractmethod
    def decision_function(self, X: Samples) -> NDArray[np.float64]:
        """How much speaks for each class: (n, n_classes); of two classes (n,), above 0 for the second."""

    # ---- training

    def fit(self, X: Samples, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Begin anew, and teach the samples ``X`` (n, n_features) of the classes ``y`` (n,).

        ``sample_weight`` (n,): see ``class_weight``. Raises ConfigError (a ValueError) for a parameter out of its
        range, StimulusError (a ValueError) for fewer than two classes, and what scikit-learn raises for data that are
        no numbers.
        """
        X, y = self._samples(X, y, reset=True)
        epochs, shown = self._most_epochs(), self._shown(X, y, sample_weight)
        self.classes_, class_of = classes_and_numbers(y[shown])
        self._begin_anew(X[shown])
        self._teach(X[shown], class_of, epochs, shown)
        return self

    def partial_fit(
        self, X: Samples, y: ArrayLike, classes: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Teach one epoch of these samples, and keep what was learned before. The first call begins anew.

        ``classes``: all classes there will ever be; required in the first call. What depends on the data, such as the
        thresholds of a thermometer code, is set by the samples of the first call. Raises as ``fit`` does, and
        StimulusError for a label that is not among the classes.
        """
        first = "n_iter_" not in vars(self)
        X, y = self._samples(X, y, reset=first)
        known = self._classes(classes, first)
        class_of, shown = _numbers_in(known, y), self._shown(X, y, sample_weight)
        self.classes_ = known
        if first:
            self._begin_anew(X[shown])
        self._teach(self._as_learned(X[shown]), class_of[shown], 1, shown)
        return self

    def _begin_anew(self, X: NDArray[Any]) -> None:
        """Begin, and remember where the ground of these samples is. Raises ConfigError."""
        require_word("polarity", self.polarity, (GIVEN, AUTO))
        self._begin(X)
        self._ground: PictureGround | None = PictureGround.of(X) if self._are_pictures() else None

    def _are_pictures(self) -> bool:
        """Whether rows of numbers may be pictures."""
        return True

    def _as_learned(self, X: NDArray[Any]) -> NDArray[Any]:
        """Samples in the polarity of ``fit``, if ``polarity`` says so."""
        ground: PictureGround | None = getattr(self, "_ground", None)  # not of one that an earlier version fitted
        return X if ground is None else ground.as_learned(X, self.polarity)

    def _most_epochs(self) -> int:
        return require_whole("max_epochs", self.max_epochs, 1)

    def _classes(self, classes: ArrayLike | None, first: bool) -> NDArray[Any]:
        """The classes of ``partial_fit``, sorted. Raises ConfigError."""
        if classes is None and first:
            raise ConfigError(expected("classes", "all classes in the first call of partial_fit", None))
        if classes is None:
            return np.asarray(self.classes_)
        named = _distinct(classes)
        if not first and not np.array_equal(named, self.classes_):
            raise ConfigError(expected("classes", f"the classes of the first call, {described(self.classes_)}", named))
        return named

    def _samples(self, X: Samples, y: ArrayLike, reset: bool) -> tuple[NDArray[Any], NDArray[Any]]:
        """Samples and labels that scikit-learn accepts."""
        require_table(X)
        X, y = validate_data(self, X, y, reset=reset, accept_sparse="csr")
        check_classification_targets(y)
        return _dense(X), np.asarray(y)

    def _shown(self, X: NDArray[Any], y: NDArray[Any], sample_weight: ArrayLike | None) -> Rows:
        """The row numbers of an epoch: each as often as its weight says."""
        rows = np.arange(len(X))
        if sample_weight is None and self.class_weight is None:
            return rows
        weights = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
        if not np.isfinite(weights).all():
            raise StimulusError(expected("sample_weight", "finite weights", sample_weight))
        return np.repeat(rows, showings(weights * compute_sample_weight(self.class_weight, y)))

    # ---- answers

    def _table(self, X: Samples) -> NDArray[Any]:
        """Samples like those of ``fit``, dense: ndarray of shape (n, n_features)."""
        require_table(X)
        return self._as_learned(_dense(validate_data(self, X, reset=False, accept_sparse="csr")))

    def predict(self, X: Samples) -> NDArray[Any]:
        """The class that ``decision_function`` favours: ndarray of shape (n,)."""
        scores = self.decision_function(X)
        answer = (scores > 0).astype(np.int64) if scores.ndim == 1 else scores.argmax(axis=1)
        return np.asarray(self.classes_[answer])

    # ---- what scikit-learn asks

    def _get_doc_link(self) -> str:
        """The address in the HTML view: a section of the checkout's page; empty where there is no checkout."""
        page = package_data.PACKAGE.parent / "docs" / "estimators.md"
        return f"{page.as_uri()}#{self._section}" if page.is_file() else ""

    def __dir__(self) -> list[str]:
        """The attributes there are, without the deprecated ones, whose warnings scikit-learn would provoke."""
        return [name for name in object.__dir__(self) if name not in self._deprecated and hasattr(self, name)]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def no_probabilities(outputs: str) -> Callable[[Any], bool]:
    """The condition of a ``predict_proba`` that is never there. Its AttributeError says why, and what to use instead.

    ``outputs``: what the classifier has in place of probabilities.
    """

    def refuse(estimator: Any) -> bool:
        kind = type(estimator).__name__
        raise AttributeError(
            f"{kind} has no predict_proba: {outputs}, not probabilities. Use decision_function, or wrap it: "
            f"sklearn.calibration.CalibratedClassifierCV({kind}(...))"
        )

    return refuse


def require_table(X: Any) -> None:
    """Raises StimulusError for pictures (n, rows, cols), and says how they become rows of numbers."""
    shape = X.shape if hasattr(X, "shape") else arguments.anything(X if isinstance(X, list) else ()).shape
    if len(shape) > 2:
        got = Described(f"shape {shape}: use X.reshape(len(X), -1)")
        raise StimulusError(expected("X", "one row of numbers per sample, (n, n_features)", got))


def _distinct(classes: Any) -> NDArray[Any]:
    """Classes that were named, sorted. Raises ConfigError for what cannot be sorted, StimulusError below two."""
    labels = arguments.anything(classes)
    try:
        if labels.ndim == 1 and labels.size:
            return classes_and_numbers(labels)[0]
    except TypeError:  # texts and numbers, None
        pass
    raise ConfigError(expected("classes", "labels of one type, (n_classes,)", classes))


def _dense(X: Any) -> NDArray[Any]:
    """A sparse matrix as an ordinary array: the photocells, and the batches of a network, are dense anyway."""
    return np.asarray(X.toarray() if hasattr(X, "toarray") else X)


def _numbers_in(classes: NDArray[Any], y: NDArray[Any]) -> NDArray[np.int64]:
    """Labels as places in ``classes``, which are sorted. Raises StimulusError for one that is not there."""
    unknown = ~np.isin(y, classes)
    if unknown.any():
        raise StimulusError(expected("y", f"labels among the classes {classes.tolist()}", y[unknown][0]))
    return np.searchsorted(classes, y).astype(np.int64)
