"""Weights of samples and classes, and training in portions."""

import re
from typing import Any

import numpy as np
import pytest
from loops import each
from sklearn.base import clone
from sklearn.utils.class_weight import compute_sample_weight

from mark1.errors import ConfigError, StimulusError
from mark1.estimators import BackpropClassifier, MarkIClassifier, PerceptronClassifier
from mark1.estimators.parameters import MOST_SHOWINGS, showings

ALL = [
    MarkIClassifier(n_association=64, max_epochs=5, random_state=0),
    PerceptronClassifier(max_epochs=5, random_state=0),
    BackpropClassifier(hidden=(8,), max_epochs=5, random_state=0),
]


@each(
    "weights, shown",
    [
        ([1, 1, 1], [1, 1, 1]),
        ([0.01, 0.01, 0.01], [1, 1, 1]),
        ([1, 2, 3], [1, 2, 3]),
        ([0.5, 0, 1.5], [1, 0, 3]),
        ([1e-9, 1, 1], [1, 12, 12]),  # 3 samples x 8 showings, shared by the two that weigh something
        ([1e300, 1e-300], [16, 1]),
    ],
)
def test_a_weight_is_how_often_a_sample_is_shown(weights: list[float], shown: list[int]) -> None:
    np.testing.assert_array_equal(showings(np.array(weights)), shown)


def test_an_epoch_is_never_much_longer_than_eight() -> None:
    rng = np.random.default_rng(0)
    for spread in (0.1, 1, 10, 100):
        shown = showings(np.exp(spread * rng.normal(size=1000)))
        assert shown.min() == 1 and shown.sum() <= (MOST_SHOWINGS + 1) * 1000


def test_weights_of_nothing_are_refused() -> None:
    with pytest.raises(StimulusError, match="sample_weight: expected a weight above 0"):
        showings(np.zeros(3))


@each("estimator", ALL)
def test_a_weighted_sample_is_a_repeated_sample_and_one_of_weight_0_is_absent(estimator: Any, iris: Any) -> None:
    x, y = iris
    weight = np.arange(len(x)) % 4
    weighted = clone(estimator).fit(x, y, sample_weight=weight)
    repeated = clone(estimator).fit(x.repeat(weight, axis=0), y.repeat(weight))
    np.testing.assert_array_equal(weighted.decision_function(x), repeated.decision_function(x))
    plain = clone(estimator).fit(x, y)
    assert (weighted.decision_function(x) != plain.decision_function(x)).any()
    equal = clone(estimator).fit(x, y, sample_weight=np.full(len(x), 0.3))
    np.testing.assert_array_equal(equal.decision_function(x), plain.decision_function(x))


@each("estimator", ALL)
def test_class_weights_are_weights_of_the_samples(estimator: Any, iris: Any) -> None:
    x, y = (part[:120] for part in iris)  # 50, 50 and 20 of each class
    for class_weight in ("balanced", {0: 1, 1: 1, 2: 3}):
        by_class = clone(estimator).set_params(class_weight=class_weight).fit(x, y)
        by_sample = clone(estimator).fit(x, y, compute_sample_weight(class_weight, y))
        np.testing.assert_array_equal(by_class.decision_function(x), by_sample.decision_function(x))


def test_machine_knows_samples_by_the_users_numbers(iris: Any) -> None:
    weight = np.zeros(150)
    weight[60:70], weight[140:] = 1, 2
    machine = MarkIClassifier(n_association=64, random_state=0).fit(*iris, sample_weight=weight).machine_
    shown = {name for pot in range(64) for name in re.findall(r"sample (\d+ \(\d\))", machine.why(pot))}
    assert shown and shown <= {f"{i} ({iris[1][i]})" for i in np.flatnonzero(weight)}


# ---- in portions


@each("estimator", ALL)
def test_portions_are_epochs_that_add_up(estimator: Any, iris: Any) -> None:
    x, y = iris
    portions = clone(estimator)
    for epoch in range(4):
        portions.partial_fit(x, y, classes=[0, 1, 2] if epoch == 0 else None)
        assert portions.n_iter_ == epoch + 1
    whole = clone(estimator).set_params(max_epochs=1).fit(x, y)
    once = clone(estimator).partial_fit(x, y, [0, 1, 2])
    np.testing.assert_array_equal(once.decision_function(x), whole.decision_function(x))


def test_portions_of_the_machine_and_the_network_are_the_epochs_of_fit(iris: Any) -> None:
    """Their generators go on; the perceptron shows one order in fit, and another in each portion."""
    for estimator in (ALL[0], ALL[2]):
        portions = clone(estimator)
        for _ in range(5):
            portions.partial_fit(*iris, classes=[0, 1, 2])
        whole = clone(estimator).fit(*iris)
        np.testing.assert_array_equal(portions.decision_function(iris[0]), whole.decision_function(iris[0]))


@each("estimator", ALL)
def test_a_portion_may_lack_a_class_but_not_have_a_new_one(estimator: Any, iris: Any) -> None:
    x, y = iris
    machine = clone(estimator).partial_fit(x[:100], y[:100], classes=[0, 1, 2])
    assert machine.decision_function(x).shape == (150, 3)
    before = machine.decision_function(x)
    for call, kind, says in (
        (
            lambda: machine.partial_fit(x, y + 1),
            StimulusError,
            r"y: expected labels among the classes \[0, 1, 2\], got 3",
        ),
        (lambda: machine.partial_fit(x, y, classes=[0, 1]), ConfigError, "classes: expected the classes of the first"),
        (lambda: machine.partial_fit(x[:, :3], y), ValueError, "3 features"),
        (lambda: clone(estimator).partial_fit(x, y), ConfigError, "classes: expected all classes in the first call"),
    ):
        with pytest.raises(kind, match=says):
            call()
    np.testing.assert_array_equal(machine.decision_function(x), before)
    machine.partial_fit(x[100:], y[100:])
    assert machine.n_iter_ == 2


def test_held_out_samples_are_for_fit_alone(iris: Any) -> None:
    with pytest.raises(AttributeError) as refused:
        BackpropClassifier(held_out=0.2).partial_fit(*iris, classes=[0, 1, 2])
    assert "held_out: expected 0 for partial_fit" in str(refused.value.__cause__)


def test_after_fit_a_portion_goes_on_and_after_a_portion_fit_begins_anew(iris: Any) -> None:
    for estimator in ALL:
        fitted = clone(estimator).fit(*iris)
        epochs, scores = fitted.n_iter_, fitted.decision_function(iris[0])
        assert fitted.partial_fit(*iris).n_iter_ == epochs + 1
        np.testing.assert_array_equal(fitted.fit(*iris).decision_function(iris[0]), scores)
        assert fitted.n_iter_ == epochs
