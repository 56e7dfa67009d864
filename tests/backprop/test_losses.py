"""Every loss: its value by the textbook's formula and by hand, its gradient against differences."""

import math

import numpy as np
import pytest

from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.losses import hinge, l2, logistic, softmax_cross_entropy, squared_error
from mark1.errors import ConfigError

S = Input("scores", wants_gradient=True)
T = Input("target")
RNG = np.random.default_rng(4)
SCORES = RNG.normal(0, 3, (5, 4))
CLASSES = np.array([3, 0, 1, 1, 2])
BITS = RNG.integers(0, 2, (5, 4)).astype(float)
NUMBERS = RNG.normal(0, 3, (5, 4))


def textbook_softmax(scores, classes):
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return np.mean([-math.log(row[c]) for row, c in zip(p, classes, strict=True)])


def textbook_hinge(scores, classes):
    return np.mean(
        [
            sum(max(0, s - row[c] + 1) for j, s in enumerate(row) if j != c)
            for row, c in zip(scores, classes, strict=True)
        ]
    )


def textbook_logistic(scores, targets):
    p = 1 / (1 + np.exp(-scores))
    return -(targets * np.log(p) + (1 - targets) * np.log(1 - p)).sum() / len(scores)


LOSSES = {
    "softmax": (softmax_cross_entropy, CLASSES, textbook_softmax),
    "hinge": (hinge, CLASSES, textbook_hinge),
    "logistic": (logistic, BITS, textbook_logistic),
    "squared, mean": (squared_error, NUMBERS, lambda s, t: ((s - t) ** 2).sum() / len(s)),
    "squared, sum": (lambda s, t: squared_error(s, t, mean=False), NUMBERS, lambda s, t: ((s - t) ** 2).sum()),
}


@pytest.mark.parametrize("name", LOSSES)
def test_value_and_gradient(name, check_gradients):
    loss, target, textbook = LOSSES[name]
    value = Graph(loss(S, T)).forward({S: SCORES, T: target})
    assert value.shape == ()
    assert value == pytest.approx(textbook(SCORES, target), rel=1e-12)
    check_gradients(loss(S, T), {S: SCORES, T: target})
    check_gradients(loss(S * 0.5, T) * 3, {S: SCORES, T: target})


@pytest.mark.parametrize("name", LOSSES)
def test_backward_may_be_asked_for_again(name):
    loss, target, _ = LOSSES[name]
    graph = Graph(loss(S, T))
    graph.forward({S: SCORES, T: target})
    graph.backward()
    once = S.gradient.copy()
    graph.backward()
    assert (S.gradient == once).all()


@pytest.mark.parametrize("name", ["logistic", "squared, mean", "squared, sum"])
@pytest.mark.parametrize("shape", [(), (7,), (3, 2, 2)], ids=str)
def test_losses_for_numbers_take_any_shape(name, shape, check_gradients):
    loss, _, textbook = LOSSES[name]
    scores, target = np.full(shape, 0.7), np.full(shape, 1.0)
    feeds = {S: scores, T: target}
    assert Graph(loss(S, T)).forward(feeds) == pytest.approx(textbook(np.atleast_1d(scores), np.atleast_1d(target)))
    check_gradients(loss(S, T), feeds)


def test_hinge_by_hand():
    # scores 3.2 5.1 -1.7, right class 0: max(0, 5.1 - 3.2 + 1) + max(0, -1.7 - 3.2 + 1) = 2.9 + 0
    # scores 1.3 4.9 2.0, right class 1: 0 + 0;   scores 2.2 2.5 -3.1, right class 2: 6.3 + 6.6 = 12.9
    scores = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    graph = Graph(hinge(S, T))
    assert graph.forward({S: scores, T: [0, 1, 2]}) == pytest.approx((2.9 + 0 + 12.9) / 3)
    graph.backward()
    assert pytest.approx(np.array([[-1, 1, 0], [0, 0, 0], [1, 1, -2]]) / 3) == S.gradient


def test_softmax_by_hand():
    # e^1, e^2, e^3 are 2.718, 7.389, 20.086: of 30.193; right class 2: -ln 0.66524 = 0.40761
    graph = Graph(softmax_cross_entropy(S, T))
    assert graph.forward({S: [[1, 2, 3]], T: [2]}) == pytest.approx(0.40761, abs=1e-5)
    graph.backward()
    assert pytest.approx(np.array([[0.09003, 0.24473, -0.33476]]), abs=1e-5) == S.gradient


def test_l2(check_gradients):
    w, v = Parameter(np.array([[1.0, -2], [3, 0]]), "w"), Parameter(np.array([2.0]), "v")
    assert Graph(l2(0.1, w)).forward() == pytest.approx(0.1 * (1 + 4 + 9))
    assert Graph(l2(0.1, w, v)).forward() == pytest.approx(0.1 * (1 + 4 + 9 + 4))
    check_gradients(l2(0.1, w, v), {})


def test_l2_added_to_a_loss(check_gradients):
    w = Parameter(RNG.normal(0, 1, (4, 3)), "w")
    x = Input("x", wants_gradient=True)
    scores = x @ w
    check_gradients(softmax_cross_entropy(scores, T) + l2(0.3, w), {x: SCORES, T: CLASSES % 3})


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["softmax", "hinge", "logistic"])
def test_scores_of_any_size_stay_finite(name, dtype):
    loss, target, _ = LOSSES[name]
    graph = Graph(loss(S, T))
    for size in (1e3, 1e6, 1e30):
        graph.forward({S: (SCORES * size).astype(dtype), T: target.astype(dtype if target.dtype.kind == "f" else int)})
        graph.backward()
        assert np.isfinite(graph.output.value)
        assert np.isfinite(S.gradient).all()
        assert S.gradient.dtype == dtype


def test_huge_scores_of_the_right_class_cost_nothing_and_of_a_wrong_one_what_they_are():
    scores = np.array([[-1e4, 1e4]])
    assert Graph(softmax_cross_entropy(S, T)).forward({S: scores, T: [1]}) == 0
    assert Graph(softmax_cross_entropy(S, T)).forward({S: scores, T: [0]}) == 2e4
    assert Graph(logistic(S, T)).forward({S: scores, T: [[0.0, 1.0]]}) == 0
    assert Graph(logistic(S, T)).forward({S: scores, T: [[1.0, 0.0]]}) == 2e4


@pytest.mark.parametrize("kind", [np.int8, np.int32, np.int64, np.uint8, np.uint64])
def test_class_numbers_of_any_whole_type(kind):
    graph = Graph(softmax_cross_entropy(S, T))
    feeds = {S: SCORES, T: CLASSES.astype(kind)}
    assert graph.forward(feeds) == pytest.approx(textbook_softmax(SCORES, CLASSES))


@pytest.mark.parametrize("loss", [softmax_cross_entropy, hinge])
@pytest.mark.parametrize("wrong", [-1, 4, -(2**62)])
def test_a_class_without_a_score(loss, wrong):
    classes = np.array([0, wrong, 2, 3, 1])
    with pytest.raises(ConfigError, match=f"expected class numbers from 0 to 3, got {wrong}"):
        Graph(loss(S, T)).forward({S: SCORES, T: classes})


def test_class_numbers_must_be_whole():
    with pytest.raises(ConfigError, match="input target: expected whole numbers .*, got float64"):
        Graph(hinge(S, T)).forward({S: SCORES, T: CLASSES * 1.0})


@pytest.mark.parametrize(
    ("loss", "scores", "target"),
    [
        (softmax_cross_entropy, (5, 4), (4,)),
        (softmax_cross_entropy, (5, 4), (5, 1)),
        (hinge, (5,), (5,)),
        (hinge, (0, 4), (0,)),
        (softmax_cross_entropy, (3, 0), (3,)),
        (squared_error, (5, 1), (5,)),
        (logistic, (5,), (5, 1)),
        (logistic, (0, 2), (0, 2)),
    ],
)
def test_targets_that_do_not_fit(loss, scores, target):
    with pytest.raises(ConfigError, match="gate, ") as caught:
        Graph(loss(S, T)).forward({S: np.zeros(scores), T: np.zeros(target, int)})
    assert str(caught.value).endswith(f"got scores {scores}, target {target}")


def test_a_target_has_no_gradient():
    with pytest.raises(ConfigError, match="a target has no gradient, but scores wants one"):
        squared_error(T, S)


def test_no_weights_to_keep_small():
    with pytest.raises(ConfigError, match="expected weights to keep small, got none"):
        l2(0.1)
