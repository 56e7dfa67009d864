"""The machine as a scikit-learn classifier: scikit-learn's own checks, and that it is the machine indeed."""

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

from mark1.estimators import MarkIClassifier
from mark1.machine.config import MachineConfig, PotentiometerConfig, RetinaConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.teacher import AnswerCode


@parametrize_with_checks([MarkIClassifier(n_association=256)], expected_failed_checks=expected_failures)
def test_scikit_learns_own_checks(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize(
    "variant",
    [
        MarkIClassifier(n_association=256, code="binary", pots="shared", ideal=True),
    ],
    ids=str,
)
def test_scikit_learns_own_checks_of_a_variant(variant: Any) -> None:
    check_estimator(variant, on_skip=None, expected_failed_checks=expected_failures(variant))


@pytest.fixture(scope="module")
def of_iris(iris: Any) -> MarkIClassifier:
    """A machine that has learned the flowers."""
    return MarkIClassifier(n_association=128, random_state=3).fit(*iris)


@pytest.fixture(scope="module")
def of_digits(digits: Any) -> MarkIClassifier:
    """A machine that has learned three of the digits, as pictures."""
    x, y = digits
    some = y < 3
    return MarkIClassifier(n_association=128, code="binary", random_state=3).fit(x[some], y[some])


# ---- it is the machine


def test_the_machine_gives_the_same_answers_when_it_is_shown_the_pictures(
    of_iris: MarkIClassifier, of_digits: MarkIClassifier, iris: Any, digits: Any
) -> None:
    for estimator, x in ((of_iris, iris[0]), (of_digits, digits[0][:150])):
        lamps = [estimator.machine_.respond(picture) for picture in estimator.pictures(x)]
        np.testing.assert_array_equal(lamps, np.where(estimator.sums(x) >= 0, 1, -1))
        nearest = estimator.code_.nearest(estimator.sums(x))
        np.testing.assert_array_equal(estimator.predict(x), estimator.classes_[nearest])


@pytest.mark.parametrize("code", ["onehot", "binary"])
def test_it_is_taught_as_the_trainer_does_one_by_one(code: Any, iris: Any) -> None:
    """In the order of the teacher's generator, until an epoch needs no correction: the same wipers, counts, why."""
    x, y = iris[0][::10], iris[1][::10]
    fitted = MarkIClassifier(n_association=64, code=code, max_epochs=20, random_state=5).fit(x, y)
    machine = MarkI(fitted.machine_.config)
    words = AnswerCode(code, ("0", "1", "2"), machine.response.n_r).words
    light = machine.optics.project_all(fitted.pictures(x))
    corrections = []
    while len(corrections) < 20 and 0 not in corrections:
        order = machine.teacher_rng.permutation(len(y))
        corrections.append(sum(machine.teach(light[i], words[y[i]], f"sample {i} ({y[i]})") for i in order))
    np.testing.assert_array_equal(fitted.corrections_, corrections)
    np.testing.assert_array_equal(fitted.machine_.potentiometers.wiper, machine.potentiometers.wiper)
    assert fitted.n_iter_ == len(corrections)
    assert [fitted.machine_.why(pot) for pot in range(64)] == [machine.why(pot) for pot in range(64)]


def test_a_whole_number_is_the_seed_of_the_machine(of_iris: MarkIClassifier) -> None:
    assert of_iris.machine_.config.seed == 3


def test_parameters_are_settings_and_the_config_holds_the_others(iris: Any) -> None:
    config = MachineConfig(potentiometers=PotentiometerConfig(stop_v=5.0, pots="shared"), retina=RetinaConfig(rows=3))
    fitted = MarkIClassifier(n_association=64, theta=1.5, excitatory=4, inhibitory=3, config=config).fit(*iris)
    made = fitted.machine_.config
    assert (made.association.n_a, made.association.theta) == (64, 1.5)
    assert (made.patch_board.excitatory, made.patch_board.inhibitory) == (4, 3)
    assert (made.potentiometers.stop_v, made.potentiometers.pots) == (5.0, "disjoint")
    assert (made.retina.rows, made.retina.cols) == (4, 16)


def test_r_units_are_as_many_as_the_code_needs_or_as_asked_for(iris: Any) -> None:
    for kwargs, n_r in (({}, 3), ({"code": "binary"}, 8), ({"code": "binary", "n_response": 2}, 2)):
        assert MarkIClassifier(n_association=64, max_epochs=1, **kwargs).fit(*iris).machine_.response.n_r == n_r


def test_a_tie_of_sums_is_decided_by_the_lamps_as_the_code_does(of_digits: MarkIClassifier, digits: Any) -> None:
    """Before it has learned anything, all sums are 0 and all lamps +1."""
    untaught = pickle.loads(pickle.dumps(of_digits))
    untaught.machine_.reset()
    (first,) = set(untaught.predict(digits[0][:50]))
    assert first == untaught.code_.nearest(np.zeros((1, 8)))[0] != 0
    assert np.abs(untaught.decision_function(digits[0][:50])).max() < 1e-6


# ---- decisions


def test_decisions_by_hand(of_iris: MarkIClassifier, iris: Any) -> None:
    """One R-unit a class: the word of class k is +1 at R-unit k, -1 elsewhere, so it gets 2 sum_k - sum of all."""
    sum_v = of_iris.sums(iris[0])
    by_hand = 2 * sum_v - sum_v.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(of_iris.decision_function(iris[0]), by_hand, atol=1e-6)


def test_of_two_classes_the_decision_is_one_number(iris: Any) -> None:
    x, y = iris[0][:100], iris[1][:100]
    one = MarkIClassifier(n_association=64, code="binary", n_response=1, random_state=0).fit(x, y)
    np.testing.assert_allclose(one.decision_function(x), one.sums(x)[:, 0], atol=1e-6)
    two = MarkIClassifier(n_association=64, random_state=0).fit(x, y)
    np.testing.assert_allclose(two.decision_function(x), two.sums(x)[:, 1] - two.sums(x)[:, 0], atol=1e-6)


def test_many_samples_at_once_and_few_give_the_same(
    of_iris: MarkIClassifier, iris: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = of_iris.sums(iris[0])
    monkeypatch.setattr("mark1.estimators.mark1_classifier.AT_A_TIME", 7)
    np.testing.assert_array_equal(of_iris.sums(iris[0]), together)


# ---- how well


def test_digits_are_named_rightly(digits: Any) -> None:
    x, x_test, y, y_test = train_test_split(*digits, random_state=0)
    fitted = MarkIClassifier(n_association=2000, pots="shared", code="onehot", random_state=0).fit(x, y)
    assert fitted.corrections_[-1] == 0 and fitted.score(x, y) == 1.0
    assert (fitted.encoder_.rows, fitted.encoder_.cols) == (20, 20)
    assert fitted.score(x_test, y_test) > 0.93


def test_a_table_is_told_apart_by_the_default_machine(iris: Any) -> None:
    x, x_test, y, y_test = train_test_split(*iris, random_state=0)
    assert MarkIClassifier(random_state=0).fit(x, y).score(x_test, y_test) > 0.9


# ---- in scikit-learn's house


def test_in_a_pipeline_and_a_grid_search_and_kept_by_joblib(iris: Any) -> None:
    pipeline = make_pipeline(StandardScaler(), MarkIClassifier(n_association=64, random_state=0))
    search = GridSearchCV(pipeline, {"markiclassifier__levels": [4, 16]}, cv=3).fit(*iris)
    file = io.BytesIO()
    joblib.dump(search, file)
    file.seek(0)
    np.testing.assert_array_equal(joblib.load(file).decision_function(iris[0]), search.decision_function(iris[0]))


def test_a_machine_kept_by_joblib_goes_on_as_if_it_had_never_been_kept(of_iris: MarkIClassifier, iris: Any) -> None:
    """What moved a pot last is known of those moved before and after."""
    file = io.BytesIO()
    joblib.dump(of_iris, file)
    file.seek(0)
    loaded = joblib.load(file)
    machines = [pickle.loads(pickle.dumps(of_iris)).machine_, loaded.machine_]
    (picture,) = of_iris.pictures(iris[0][:1])
    for machine in machines:
        machine.teach(machine.optics.project(picture), -machine.respond(picture), "contradicted")
    told = [[machine.why(pot) for pot in range(128)] for machine in machines]
    assert told[0] == told[1]
    assert any("contradicted" in text for text in told[0]) and any("sample " in text for text in told[0])


def test_the_same_random_state_gives_the_same_bits(of_iris: MarkIClassifier, iris: Any) -> None:
    again = clone(of_iris).fit(*iris)
    np.testing.assert_array_equal(again.machine_.potentiometers.wiper, of_iris.machine_.potentiometers.wiper)
    other = clone(of_iris).set_params(random_state=4).fit(*iris)
    assert (other.machine_.patch_board.s_of_wire != of_iris.machine_.patch_board.s_of_wire).any()
    drawn = [
        clone(of_iris).set_params(random_state=np.random.RandomState(8)).fit(*iris).machine_.config.seed
        for _ in range(2)
    ]
    assert drawn[0] == drawn[1]


def test_labels_may_be_words(iris: Any) -> None:
    kinds = np.array(["setosa", "versicolor", "virginica"])
    fitted = MarkIClassifier(n_association=64, random_state=0).fit(iris[0], kinds[iris[1]])
    assert set(fitted.predict(iris[0])) == set(kinds)
    assert any("(virginica)" in fitted.machine_.why(pot) for pot in range(64))


@each(
    "parameters, says",
    [
        ({"n_association": 0}, "n_association: expected a whole number from 1 to 100000, got 0"),
        ({"n_association": "many"}, "n_association: expected a whole number"),
        ({"n_association": 2}, "R-units need at least as many A-units"),
        ({"n_response": 2}, "code onehot: 3 classes need 3 R-units, the machine has 2"),
        ({"pots": "separate"}, "pots: expected one of disjoint, shared, got 'separate'"),
        ({"code": "morse"}, "code: expected one of binary, onehot, got 'morse'"),
        ({"code": ["onehot"]}, "code: expected one of binary, onehot, got ['onehot']"),
        ({"rule": 1}, "rule: expected one of quantized, nonquantized, forced, bivalent, spontaneous, got 1"),
        ({"ideal": "yes"}, "ideal: expected True or False, got 'yes'"),
        ({"excitatory": -1}, "excitatory: expected a whole number from 0 to 4096, got -1"),
        ({"inhibitory": 2.5}, "inhibitory: expected a whole number from 0 to 4096"),
        ({"theta": float("nan")}, "theta: expected a number from -10000 to 10000, got nan"),
        ({"retina": "infrared"}, "retina: expected one of auto, light, thermometer, got 'infrared'"),
        ({"levels": 257}, "levels: expected a whole number from 1 to 256, got 257"),
        ({"max_epochs": 0}, "max_epochs: expected a whole number from 1 up, got 0"),
        ({"max_epochs": True}, "max_epochs: expected a whole number from 1 up, got True"),
        ({"config": {"seed": 1}}, "config: expected a MachineConfig or None, got {'seed': 1}"),
        ({"random_state": -1}, "random_state: expected a whole number from 0 up, got -1"),
        ({"random_state": "lucky"}, "random_state: "),
    ],
)
def test_a_bad_parameter_is_one_line(parameters: dict[str, Any], says: str, iris: Any) -> None:
    with pytest.raises(ValueError) as caught:
        MarkIClassifier(**parameters).fit(*iris)
    assert says in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("fault", [np.nan, np.inf])
def test_one_sample_that_is_no_number_is_refused(fault: float, of_iris: MarkIClassifier, iris: Any) -> None:
    x = iris[0].copy()
    x[7, 2] = fault
    with pytest.raises(ValueError, match="NaN|infinity"):
        clone(of_iris).fit(x, iris[1])
    with pytest.raises(ValueError, match="NaN|infinity"):
        of_iris.predict(x)


def test_one_class_alone_is_refused(iris: Any) -> None:
    with pytest.raises(ValueError, match="expected two or more classes, got one class"):
        MarkIClassifier().fit(iris[0], np.zeros(150))


def test_the_old_name_of_epochs(iris: Any) -> None:
    with pytest.warns(FutureWarning, match="max_passes is deprecated: use max_epochs"):
        old = MarkIClassifier(n_association=64, max_passes=2, random_state=0).fit(*iris)
    assert old.n_iter_ == 2


def test_a_row_of_zeros_is_a_sample_that_turns_no_photocell_on() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 17, (30, 64)).astype(float), np.arange(30) % 3
    x[8] = 0
    classifier = MarkIClassifier(max_epochs=2).fit(x, y)
    assert len(classifier.predict(x)) == 30
    assert classifier.machine_.optics.project_all(classifier.pictures(x[8:9])).max() == 0
