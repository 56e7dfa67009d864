"""Pictures of the other polarity: said where the whole set is, and only there."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_digits

from mark1.estimators import MarkIClassifier, OtherPolarityWarning

X, Y = (part[:300] for part in load_digits(return_X_y=True))


@pytest.fixture(scope="module")
def fitted():
    return MarkIClassifier(n_association=100, max_epochs=2, random_state=0).fit(X[:200], Y[:200])


def test_inverted_pictures_are_answered_with_a_warning_that_says_what_to_set(fitted):
    with pytest.warns(OtherPolarityWarning, match="X has a light ground, but the X of fit had a dark one: .* 16 - X"):
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
