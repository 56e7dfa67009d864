"""Pictures of the other polarity: said where the whole set is, and only there."""

import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits, load_wine

from mark1.estimators import BackpropClassifier, MarkIClassifier, OtherPolarityWarning, PerceptronClassifier

X, Y = (part[:300] for part in load_digits(return_X_y=True))


@pytest.fixture(scope="module")
def fitted():
    return MarkIClassifier(n_association=100, max_epochs=2, random_state=0).fit(X[:200], Y[:200])


def test_inverted_pictures_are_answered_with_a_warning_that_says_what_to_set(fitted):
    with pytest.warns(
        OtherPolarityWarning,
        match="X has a light ground, but the X of fit had a dark one: set polarity='auto', or X to 16 - X",
    ):
        wrong = fitted.predict(16 - X[200:])
    with warnings.catch_warnings(action="error"):
        right = fitted.predict(16 - (16 - X[200:]))  # as the warning says
    assert np.mean(right == Y[200:]) > np.mean(wrong == Y[200:]) + 0.15


def test_a_machine_that_learned_dark_on_light_warns_of_light_on_dark():
    estimator = MarkIClassifier(n_association=50, max_epochs=1, random_state=0).fit(16 - X[:100], Y[:100])
    with warnings.catch_warnings(action="error"):
        estimator.predict(16 - X[200:])
    with pytest.warns(OtherPolarityWarning, match="X has a dark ground"):
        estimator.predict(X[200:])


def test_a_mixed_set_and_numbers_that_are_no_pictures_get_no_warning(fitted):
    mixed = np.where(np.arange(100)[:, np.newaxis] % 2, X[200:], 16 - X[200:])
    table = MarkIClassifier(retina="thermometer", n_association=50, max_epochs=1, random_state=0).fit(X[:100], Y[:100])
    with warnings.catch_warnings(action="error"):
        fitted.predict(mixed)
        table.predict(16 - X[200:])


CLASSIFIERS = [
    MarkIClassifier(n_association=100, max_epochs=2, random_state=0),
    BackpropClassifier(hidden=(), max_epochs=20, random_state=0),
    BackpropClassifier(hidden=(16,), max_epochs=20, random_state=0),
    PerceptronClassifier(max_epochs=20, random_state=0),
]


@pytest.mark.parametrize("estimator", CLASSIFIERS, ids=["mark1", "logistic", "mlp", "perceptron"])
def test_every_classifier_warns_and_with_auto_reads_a_set_of_the_other_polarity(estimator):
    pictures = X / 8 - 1  # -1..1
    made = clone(estimator).fit(pictures[:200], Y[:200])
    with warnings.catch_warnings(action="error"):
        right = made.predict(pictures[200:])
    with pytest.warns(OtherPolarityWarning, match="set polarity='auto', or X to 0 - X"):
        wrong = made.predict(-pictures[200:])
    made.set_params(polarity="auto")
    with warnings.catch_warnings(action="error"):
        assert np.array_equal(made.predict(-pictures[200:]), right)
        assert np.array_equal(made.predict(pictures[200:]), right)
    assert np.mean(right == Y[200:]) > np.mean(wrong == Y[200:]) + 0.15


def test_portions_of_the_other_polarity_are_turned_round_too():
    one, other = (BackpropClassifier(hidden=(), polarity="auto", random_state=0) for _ in range(2))
    for first in (0, 100):
        one.partial_fit(X[first : first + 100], Y[first : first + 100], np.arange(10))
        other.partial_fit(16 - X[first : first + 100] if first else X[:100], Y[first : first + 100], np.arange(10))
    np.testing.assert_array_equal(one.predict(X[200:]), other.predict(X[200:]))


def test_a_table_is_no_set_of_pictures_and_another_word_is_refused():
    x, y = load_wine(return_X_y=True)
    with warnings.catch_warnings(action="error"):
        BackpropClassifier(hidden=(), max_epochs=2).fit(x, y).predict(x.max() - x)
    with pytest.raises(ValueError, match="polarity: expected one of given, auto, got 'dark'"):
        BackpropClassifier(polarity="dark").fit(X, Y)
