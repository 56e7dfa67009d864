"""scikit-learn's own tools, tried with the three classifiers; docs/estimators.md has the table."""

import pickle
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from urllib.request import url2pathname

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import sklearn
from loops import each
from scipy import sparse
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_transformer
from sklearn.ensemble import AdaBoostClassifier, BaggingClassifier, StackingClassifier, VotingClassifier
from sklearn.inspection import DecisionBoundaryDisplay, permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    RandomizedSearchCV,
    cross_val_predict,
    cross_validate,
    learning_curve,
)
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from mark1 import package_data
from mark1.errors import StimulusError
from mark1.estimators import BackpropClassifier, MarkIClassifier, PerceptronClassifier

PAGE = Path(__file__).parents[2] / "docs" / "estimators.md"
MACHINE = MarkIClassifier(n_association=64, max_epochs=5, random_state=0)
RULE = PerceptronClassifier(max_epochs=5, random_state=0)
NETWORK = BackpropClassifier(hidden=(8,), rate=0.05, max_epochs=20, random_state=0)
ALL = [MACHINE, RULE, NETWORK]


@each("estimator", ALL)
def test_pipeline(estimator: Any, iris: Any) -> None:
    assert make_pipeline(StandardScaler(), clone(estimator)).fit(*iris).score(*iris) > 0.6


@each("estimator", ALL)
def test_cross_validate(estimator: Any, iris: Any) -> None:
    scores = cross_validate(estimator, *iris, cv=3, scoring=["accuracy", "f1_macro"], return_estimator=True)
    assert scores["test_accuracy"].mean() > 0.6 and len(scores["estimator"]) == 3


@each("estimator", ALL)
def test_grid_search(estimator: Any, iris: Any) -> None:
    search = GridSearchCV(estimator, {"max_epochs": [1, 5], "class_weight": [None, "balanced"]}, cv=2).fit(*iris)
    assert search.best_estimator_.get_params()["max_epochs"] in (1, 5)


def test_randomized_search_and_learning_curve(iris: Any) -> None:
    search = RandomizedSearchCV(MACHINE, {"theta": [1, 2, 3], "levels": range(4, 20)}, n_iter=3, cv=2, random_state=0)
    assert set(search.fit(*iris).best_params_) == {"theta", "levels"}
    sizes, *_ = learning_curve(RULE, *iris, cv=3, train_sizes=[0.5, 1.0], shuffle=True, random_state=0)
    np.testing.assert_array_equal(sizes, [50, 100])


@each("estimator", ALL)
def test_ada_boost(estimator: Any, iris: Any) -> None:
    """It weighs the samples that were wrong more; without sample_weight it would refuse the estimator."""
    boosted = AdaBoostClassifier(estimator, n_estimators=4, random_state=0).fit(*iris)
    assert boosted.score(*iris) > 0.6 and 1 <= len(boosted.estimators_) <= 4


def test_voting(iris: Any) -> None:
    three = [("machine", MACHINE), ("rule", RULE), ("network", NETWORK)]
    assert VotingClassifier(three).fit(*iris).score(*iris) > 0.8
    soft = VotingClassifier([("network", NETWORK), ("other", LogisticRegression(max_iter=500))], voting="soft")
    assert soft.fit(*iris).score(*iris) > 0.8


def test_stacking(iris: Any) -> None:
    three = [("machine", MACHINE), ("rule", RULE), ("network", NETWORK)]
    stacked = StackingClassifier(three, LogisticRegression(max_iter=500), cv=2).fit(*iris)
    assert stacked.score(*iris) > 0.8
    assert stacked.stack_method_ == ["decision_function", "decision_function", "predict_proba"]


@each("estimator", ALL)
def test_bagging(estimator: Any, iris: Any) -> None:
    bag = BaggingClassifier(estimator, n_estimators=3, max_features=0.75, random_state=0).fit(*iris)
    assert bag.score(*iris) > 0.6 and bag.predict_proba(iris[0]).shape == (150, 3)


@each("estimator", [MACHINE, RULE])
def test_calibration_gives_probabilities(estimator: Any, iris: Any) -> None:
    with pytest.raises(AttributeError) as refused:
        _ = estimator.predict_proba
    assert not hasattr(estimator, "predict_proba")
    name = type(estimator).__name__
    message = str(refused.value.__cause__)
    assert f"{name} has no predict_proba" in message and f"CalibratedClassifierCV({name}(...))" in message
    calibrated = CalibratedClassifierCV(estimator, cv=3).fit(*iris)
    np.testing.assert_allclose(calibrated.predict_proba(iris[0]).sum(axis=1), 1)
    assert calibrated.score(*iris) > 0.6


def test_multiclass_wrappers(iris: Any) -> None:
    assert OneVsRestClassifier(RULE).fit(*iris).decision_function(iris[0]).shape == (150, 3)
    assert cross_val_predict(RULE, *iris, cv=3, method="decision_function").shape == (150, 3)


@each("estimator", ALL)
def test_decision_boundary_display(estimator: Any, iris: Any) -> None:
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    x, y = iris[0][:, :2], iris[1]
    for some, method in ((y < 3, "predict"), (y < 2, "decision_function")):
        fitted = clone(estimator).fit(x[some], y[some])
        shown = DecisionBoundaryDisplay.from_estimator(fitted, x, response_method=method, grid_resolution=20)
        assert shown.response.shape == (20, 20)
        plt.close(shown.figure_)


def test_permutation_importance(iris: Any) -> None:
    result = permutation_importance(clone(NETWORK).fit(*iris), *iris, n_repeats=2, random_state=0)
    assert result.importances_mean.argmax() in (2, 3)  # the petals


@each("estimator", ALL)
def test_decisions_are_shaped_by_convention(estimator: Any, iris: Any) -> None:
    x, y = iris
    assert clone(estimator).fit(x, y).decision_function(x).shape == (150, 3)
    two = clone(estimator).fit(x[:100], y[:100])
    decision = two.decision_function(x)
    assert decision.shape == (150,)
    np.testing.assert_array_equal(two.predict(x), two.classes_[(decision > 0).astype(int)])


@each("estimator", ALL)
def test_sparse_samples(estimator: Any, iris: Any) -> None:
    x, y = iris
    dense = clone(estimator).fit(x, y)
    for kind in (sparse.csr_matrix, sparse.csc_array, sparse.coo_array):
        fitted = clone(estimator).fit(kind(x), y)
        np.testing.assert_array_equal(fitted.decision_function(kind(x)), dense.decision_function(x))


@each("estimator", ALL)
def test_pictures_are_refused_with_what_to_do(estimator: Any) -> None:
    pictures, y = np.zeros((6, 8, 8)), [0, 1] * 3
    says = re.escape(
        "X: expected one row of numbers per sample, (n, n_features), got shape (6, 8, 8): use X.reshape(len(X), -1)"
    )
    with pytest.raises(StimulusError, match=says):
        clone(estimator).fit(pictures, y)
    with pytest.raises(StimulusError, match=says):
        clone(estimator).fit(pictures.tolist(), y)


@each("estimator", ALL)
def test_data_frames_and_feature_names(estimator: Any, iris: Any) -> None:
    frame = pd.DataFrame(iris[0], columns=["sepal length", "sepal width", "petal length", "petal width"])
    fitted = clone(estimator).fit(frame, pd.Series(iris[1]).map({0: "a", 1: "b", 2: "c"}))
    assert list(fitted.feature_names_in_) == list(frame) and set(fitted.predict(frame)) <= {"a", "b", "c"}
    with pytest.raises(ValueError, match="feature names"):
        fitted.predict(frame[frame.columns[::-1]])


def test_set_output_and_column_transformer(iris: Any) -> None:
    frame = pd.DataFrame(iris[0], columns=list("abcd"))
    columns = make_column_transformer((MinMaxScaler(), ["a", "c"]), remainder="passthrough")
    pipeline = make_pipeline(columns, clone(RULE)).set_output(transform="pandas").fit(frame, iris[1])
    assert list(pipeline[-1].feature_names_in_) == [
        "minmaxscaler__a", "minmaxscaler__c", "remainder__b", "remainder__d",
    ]  # fmt: skip


@each("estimator", ALL)
def test_metadata_routing(estimator: Any, iris: Any) -> None:
    """The weights reach the classifier at the end of a pipeline because it asks for them."""
    weight = np.arange(150) % 3 + 1
    alone = clone(estimator).fit(*iris, sample_weight=weight)
    with sklearn.config_context(enable_metadata_routing=True):
        pipeline = make_pipeline(MinMaxScaler((0, 1)), clone(estimator).set_fit_request(sample_weight=True))
        pipeline.set_params(minmaxscaler="passthrough").fit(*iris, sample_weight=weight)
    np.testing.assert_array_equal(pipeline.decision_function(iris[0]), alone.decision_function(iris[0]))


@each("estimator", ALL)
def test_html_and_pickle_of_a_fitted_and_an_unfitted_one(estimator: Any, iris: Any) -> None:
    for one in (clone(estimator), clone(estimator).fit(*iris)):
        assert type(one).__name__ in one._repr_html_()
        assert repr(pickle.loads(pickle.dumps(one))) == repr(one)


@pytest.mark.parametrize("estimator", ALL, ids=lambda estimator: type(estimator).__name__)
def test_the_html_view_links_the_section_of_the_page(
    estimator: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = estimator._get_doc_link()
    place, anchor = link.split("#")
    assert f'href="{link}"' in estimator._repr_html_() and url2pathname(urlparse(place).path) == str(PAGE)
    headings = re.findall(r"^## (.*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-"): heading for heading in headings}
    assert anchors[anchor].startswith(type(estimator).__name__)
    monkeypatch.setattr(package_data, "PACKAGE", tmp_path / "mark1")  # a wheel has no such page
    assert estimator._get_doc_link() == ""


def test_every_tool_of_the_table_has_its_test() -> None:
    rows = re.findall(r"^\| .* \| `(test_\w+)` \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(rows) >= 15 and set(rows) <= set(globals()) | {"test_a_weighted_sample_is_a_repeated_sample"}
