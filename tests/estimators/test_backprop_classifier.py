"""The network as a scikit-learn classifier: scikit-learn's own checks, losses, probabilities, keeping."""

import io
import pickle
from typing import Any

import joblib
import numpy as np
import pytest
from loops import each
from scikit_checks import expected_failures
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator, parametrize_with_checks

from mark1.errors import DivergedError
from mark1.estimators import BackpropClassifier

SMALL = {"hidden": (16,), "rate": 0.01, "max_epochs": 30}


@parametrize_with_checks([BackpropClassifier()])
def test_scikit_learns_own_checks(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize(
    "variant",
    [
        BackpropClassifier(**SMALL, loss="logistic", held_out=0.2, patience=10),
        BackpropClassifier(hidden=(), rate=0.01, max_epochs=50, loss="hinge"),
        BackpropClassifier(**SMALL, loss="squared", activation="tanh"),
    ],
    ids=str,
)
def test_scikit_learns_own_checks_of_a_variant(variant: Any) -> None:
    check_estimator(variant, on_skip=None, expected_failed_checks=expected_failures(variant))


@pytest.mark.parametrize("loss", ["softmax", "hinge", "squared", "logistic"])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_the_answer_is_the_networks_own(loss: str, n_classes: int, iris: Any) -> None:
    x, y = (part[iris[1] < n_classes] for part in iris)
    fitted = BackpropClassifier(**SMALL, loss=loss, random_state=0).fit(x, y)
    np.testing.assert_array_equal(fitted.predict(x), fitted.network_.classes(x))
    assert fitted.score(x, y) > 0.6


def test_probabilities_are_the_networks_own(iris: Any) -> None:
    fitted = BackpropClassifier(**SMALL, random_state=0).fit(*iris)
    np.testing.assert_allclose(fitted.predict_proba(iris[0]), fitted.network_.probabilities(iris[0]))


def test_probabilities_of_outputs_on_their_own_are_divided_by_their_sum(iris: Any) -> None:
    x, y = iris
    three = BackpropClassifier(**SMALL, loss="logistic", random_state=0).fit(x, y)
    alone = three.network_.probabilities(x)
    np.testing.assert_allclose(three.predict_proba(x), alone / alone.sum(axis=1, keepdims=True))
    two = clone(three).fit(x[:100], y[:100])
    alone = two.network_.probabilities(x)
    np.testing.assert_allclose(two.predict_proba(x), np.hstack([1 - alone, alone]), atol=1e-12)
    assert np.isfinite(three.predict_proba(1e4 * x)).all()


def test_only_losses_that_give_probabilities_offer_them() -> None:
    for loss, offered in (("softmax", True), ("logistic", True), ("hinge", False), ("squared", False)):
        assert hasattr(BackpropClassifier(loss=loss), "predict_proba") == offered


def test_digits_are_named_rightly(digits: Any) -> None:
    x, x_test, y, y_test = train_test_split(*digits, random_state=0)
    fitted = make_pipeline(StandardScaler(), BackpropClassifier(random_state=0)).fit(x, y)
    assert fitted.score(x_test, y_test) > 0.95
    loss = fitted[-1].loss_curve_
    assert len(loss) == fitted[-1].n_iter_ == 100 and loss[-1] < loss[0] / 10


def test_patience_ends_teaching_and_the_best_weights_are_kept(iris: Any) -> None:
    fitted = BackpropClassifier(**{**SMALL, "max_epochs": 500}, held_out=0.3, patience=5, random_state=0).fit(*iris)
    curve = fitted.held_out_loss_curve_
    assert len(curve) == len(fitted.loss_curve_) == fitted.n_iter_ < 500
    assert np.argmin(curve) == fitted.n_iter_ - 6
    assert len(BackpropClassifier(**SMALL).fit(*iris).held_out_loss_curve_) == 0


def test_in_a_pipeline_and_a_grid_search_and_kept_by_joblib(iris: Any) -> None:
    pipeline = make_pipeline(StandardScaler(), BackpropClassifier(**SMALL, random_state=0))
    search = GridSearchCV(pipeline, {"backpropclassifier__hidden": [(), (8,), (8, 4)]}, cv=3).fit(*iris)
    file = io.BytesIO()
    joblib.dump(search, file)
    file.seek(0)
    np.testing.assert_array_equal(joblib.load(file).predict_proba(iris[0]), search.predict_proba(iris[0]))


def test_a_network_that_was_kept_shares_nothing_with_the_old_one(iris: Any) -> None:
    fitted = BackpropClassifier(**SMALL, random_state=0).fit(*iris)
    before, held = fitted.decision_function(iris[0]), pickle.dumps(fitted)
    fitted.network_.values[:] = 0
    np.testing.assert_array_equal(pickle.loads(held).decision_function(iris[0]), before)


def test_the_same_random_state_gives_the_same_bits(iris: Any) -> None:
    def weights(random_state: int) -> Any:
        return BackpropClassifier(**SMALL, random_state=random_state).fit(*iris).network_.values

    np.testing.assert_array_equal(weights(1), weights(1))
    assert (weights(1) != weights(2)).any()


@each(
    "parameters, says",
    [
        ({"hidden": (0,)}, "hidden: "),
        ({"hidden": 5}, "hidden: "),
        ({"activation": "step"}, "activation: expected one of relu"),
        ({"loss": "regret"}, "loss: expected one of softmax, hinge, squared, logistic, got 'regret'"),
        ({"l2": -1}, "l2: expected a number from 0"),
        ({"optimizer": "luck"}, "optimizer: expected one of"),
        ({"rate": "fast"}, "rate: expected a number from 0"),
        ({"batch": 0}, "batch: expected a whole number from 1"),
        ({"patience": 3}, "patience: expected 0 where held_out is 0"),
        ({"dtype": "int8"}, "dtype: expected one of float32, float64"),
        ({"max_epochs": 0}, "max_epochs: expected a whole number from 1 up, got 0"),
        ({"random_state": 0.5}, "random_state: "),
    ],
)
def test_a_bad_parameter_is_one_line(parameters: dict[str, Any], says: str, iris: Any) -> None:
    with pytest.raises(ValueError) as caught:
        BackpropClassifier(**parameters).fit(*iris)
    assert str(caught.value).startswith(says) and "\n" not in str(caught.value)


def test_numbers_that_run_away_are_told(iris: Any) -> None:
    with pytest.raises(DivergedError, match="a smaller rate"):
        BackpropClassifier(
            **{**SMALL, "rate": 1000, "optimizer": "gradient_descent", "loss": "squared"}, random_state=0
        ).fit(*iris)
