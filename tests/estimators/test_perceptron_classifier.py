"""The rule on paper as a scikit-learn classifier: scikit-learn's own checks, features, criterion, coefficients."""

import io
from typing import Any

import joblib
import numpy as np
import pytest
from scikit_checks import expected_failures
from sklearn.datasets import make_circles
from sklearn.linear_model import Perceptron
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator, parametrize_with_checks

from mark1.errors import ConfigError
from mark1.estimators import PerceptronClassifier
from mark1.plane.features import FEATURES


@parametrize_with_checks([PerceptronClassifier()], expected_failed_checks=expected_failures)
def test_scikit_learns_own_checks(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize(
    "variant",
    [
        PerceptronClassifier(features="poly", start="random", shuffle=False, max_epochs=20),
        PerceptronClassifier(features="a-units", n_association=128, max_epochs=20),
    ],
    ids=str,
)
def test_scikit_learns_own_checks_of_a_variant(variant: Any) -> None:
    check_estimator(variant, on_skip=None, expected_failed_checks=expected_failures(variant))


X = np.array([[1.0, 2.0], [2.0, 1.0], [-1.0, -2.0], [-1.0, 0.0]])
Y = np.array([1, 1, 0, 0])


def test_a_course_by_hand() -> None:
    """w = (bias, x, y) from 0, shown in order.

    Epoch 1: (1, 2) sums to 0, a mistake: w = (1, 1, 2). (2, 1): 5, right. (-1, -2): -4, right. (-1, 0): 1 - 1 = 0, a
    mistake: w = (0, 2, 2). Sums now 6, 6, -6, -2: E_P = 0. Epoch 2: no correction.
    """
    fitted = PerceptronClassifier(shuffle=False).fit(X, Y)
    np.testing.assert_array_equal(fitted.coef_, [[2.0, 2.0]])
    np.testing.assert_array_equal(fitted.intercept_, [0.0])
    np.testing.assert_array_equal(fitted.corrections_, [2, 0])
    np.testing.assert_array_equal(fitted.criterion_per_epoch_, [0.0, 0.0])
    np.testing.assert_array_equal(fitted.wrong_, [0, 0])
    np.testing.assert_array_equal(fitted.decision_function(X), [6, 6, -6, -2])
    assert (fitted.n_iter_, fitted.cycle_) == (2, None)


def test_what_no_line_parts_is_left_unsettled_and_the_cycle_is_told() -> None:
    """The same place with two labels: the weights come back, E_P never falls to 0 for good."""
    fitted = PerceptronClassifier(max_epochs=7, shuffle=False).fit([[1.0], [1.0]], [0, 1])
    assert fitted.n_iter_ == len(fitted.corrections_) == len(fitted.wrong_) == len(fitted.criterion_per_epoch_) == 7
    assert fitted.cycle_ is not None and fitted.corrections_[-1] > 0


def test_coefficients_and_intercept_are_the_decision(iris: Any) -> None:
    x, y = iris
    for some in (y < 2, y < 3):
        fitted = PerceptronClassifier(random_state=0).fit(x[some], y[some])
        by_hand = x @ fitted.coef_.T + fitted.intercept_
        np.testing.assert_allclose(fitted.decision_function(x), by_hand[:, 0] if len(by_hand.T) == 1 else by_hand)


def test_where_features_are_not_raw_there_are_no_coefficients(iris: Any) -> None:
    for estimator in (PerceptronClassifier(), PerceptronClassifier(features="poly", max_epochs=2).fit(*iris)):
        assert not hasattr(estimator, "coef_") and not hasattr(estimator, "intercept_")


def test_beside_scikit_learns_perceptron(iris: Any) -> None:
    """Flowers 0 and 1 can be parted by a plane, and both find one."""
    x, y = iris[0][:100], iris[1][:100]
    assert PerceptronClassifier(random_state=0).fit(x, y).score(x, y) == Perceptron(tol=None).fit(x, y).score(x, y) == 1


def test_a_ring_needs_features() -> None:
    x, y = make_circles(200, factor=0.4, noise=0.05, random_state=0)
    assert PerceptronClassifier(random_state=0).fit(x, y).score(x, y) < 0.8
    for features in ("poly", "polar"):
        fitted = PerceptronClassifier(features=features, random_state=0).fit(x, y)
        assert fitted.score(x, y) == 1.0 and fitted.criterion_per_epoch_[-1] == 0.0


def test_products_are_those_of_the_plane(iris: Any) -> None:
    """Degree 3 of two features: the basis functions that ``mark1.plane.features`` calls poly."""
    x, y = iris[0][:, :2], iris[1]
    fitted = PerceptronClassifier(features="poly", degree=3, max_epochs=1).fit(x, y)
    by_table = FEATURES["poly"](x) @ fitted.learner_.w.T
    np.testing.assert_allclose(fitted.decision_function(x), by_table)


def test_a_units_are_those_of_the_machine_and_settle_on_digits(digits: Any) -> None:
    x, y = digits[0][:300], digits[1][:300]
    fitted = PerceptronClassifier(features="a-units", random_state=0).fit(x, y)
    a = np.array([fitted.machine_.activity(light) for light in fitted.machine_.optics.project_all(fitted.pictures(x))])
    np.testing.assert_array_equal(fitted.decision_function(x), fitted.learner_.w[:, 0] + a @ fitted.learner_.w[:, 1:].T)
    assert fitted.corrections_[-1] == 0 and fitted.score(x, y) == 1.0


def test_in_a_pipeline_and_a_grid_search_and_kept_by_joblib(iris: Any) -> None:
    pipeline = make_pipeline(StandardScaler(), PerceptronClassifier(n_association=64, max_epochs=10, random_state=0))
    search = GridSearchCV(pipeline, {"perceptronclassifier__features": ["raw", "poly", "a-units"]}, cv=3).fit(*iris)
    for fitted in (search, search.estimator.set_params(perceptronclassifier__features="a-units").fit(*iris)):
        file = io.BytesIO()
        joblib.dump(fitted, file)
        file.seek(0)
        np.testing.assert_array_equal(joblib.load(file).decision_function(iris[0]), fitted.decision_function(iris[0]))


def test_a_random_start_is_another_way_to_the_same_end() -> None:
    fitted = [PerceptronClassifier(start=start, random_state=0).fit(X, Y) for start in ("zero", "random")]
    assert (fitted[0].learner_.w != fitted[1].learner_.w).any()
    assert [one.score(X, Y) for one in fitted] == [1.0, 1.0]


@pytest.mark.parametrize("start", ["zero", "random"])
def test_the_same_random_state_gives_the_same_bits(start: str, iris: Any) -> None:
    def weights(random_state: int) -> Any:
        return PerceptronClassifier(start=start, max_epochs=5, random_state=random_state).fit(*iris).learner_.w

    np.testing.assert_array_equal(weights(1), weights(1))
    assert (weights(1) != weights(2)).any()


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"features": "cubes"}, "features: expected one of raw, poly, polar, a-units, got 'cubes'"),
        ({"features": "polar"}, "features='polar': expected samples with 2 features, got 4"),
        ({"degree": 0}, "degree: expected a whole number from 1 up, got 0"),
        ({"start": "hot"}, "start: expected one of zero, random, got 'hot'"),
        ({"shuffle": "yes"}, "shuffle: expected True or False, got 'yes'"),
        ({"max_epochs": 1.5}, "max_epochs: expected a whole number from 1 up, got 1.5"),
        ({"features": "a-units", "n_association": 0}, "n_association: expected a whole number from 1"),
        ({"features": "a-units", "retina": "dark"}, "retina: expected one of auto, light, thermometer, got 'dark'"),
    ],
)
def test_a_bad_parameter_is_one_line(parameters: dict[str, Any], says: str, iris: Any) -> None:
    with pytest.raises(ValueError) as caught:
        PerceptronClassifier(**parameters).fit(*iris)
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_numbers_whose_sums_would_overflow_are_refused_in_one_line() -> None:
    for parameters, large in (({}, 1e308), ({"features": "poly", "degree": 3}, 1e90)):
        classifier = PerceptronClassifier(**parameters)
        with pytest.raises(ValueError, match=r"expected features within -/\+ 1e\+100, got .*: scale the samples"):
            classifier.fit(np.array([[large, 1.0], [-large, 2.0]] * 3), [0, 1] * 3)
        classifier.fit(X, Y)
        with pytest.raises(ValueError, match="scale the samples"):
            classifier.predict(np.array([[large, large]]))


def test_the_old_name_of_epochs(iris: Any) -> None:
    new = PerceptronClassifier(max_epochs=3, random_state=0).fit(*iris)
    with pytest.warns(FutureWarning, match="max_passes is deprecated: use max_epochs"):
        old = PerceptronClassifier(max_passes=3, random_state=0).fit(*iris)
    np.testing.assert_array_equal(old.learner_.w, new.learner_.w)
    with pytest.warns(FutureWarning, match="use criterion_per_epoch_"):
        np.testing.assert_array_equal(old.criterion_per_pass_, new.criterion_per_epoch_)
    assert not hasattr(PerceptronClassifier(), "criterion_per_pass_")
    with pytest.warns(FutureWarning), pytest.raises(ConfigError, match="max_passes: expected a whole number"):
        PerceptronClassifier(max_passes=0).fit(*iris)
