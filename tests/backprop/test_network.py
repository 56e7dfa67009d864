"""The network: settings, first weights, answers."""

import numpy as np
import pytest
from loops import each

from mark1.backprop.network import ACTIVATIONS, AT_A_TIME, LOSSES, Network, NetworkConfig
from mark1.errors import ConfigError


def rng(seed=0):
    return np.random.Generator(np.random.PCG64(seed))


def network(n_in=3, n_out=4, seed=0, **settings):
    return Network(NetworkConfig(n_in, n_out, **{"hidden": (5,), "dtype": "float64"} | settings), rng(seed))


def by_hand():
    """2 inputs, 2 ReLU units, 2 outputs, all weights known."""
    made = network(2, 2, hidden=(2,))
    made.parameters["w1"][:] = [[1, -1], [2, 0]]
    made.parameters["b1"][:] = [0, 1]
    made.parameters["w2"][:] = [[1, 0], [-1, 2]]
    made.parameters["b2"][:] = [0.5, 0]
    return made


def test_an_answer_by_hand():
    # x = (3, -1): sums 3 - 2 + 0 = 1, -3 + 0 + 1 = -2; ReLU 1, 0; scores 1 + 0.5, 0
    # x = (0, 1):  sums 2, 1;                       ReLU 2, 1; scores 2 - 1 + 0.5, 2
    x = np.array([[3, -1], [0, 1]])
    assert by_hand().hidden(x)[0].tolist() == [[1, 0], [2, 1]]
    assert by_hand().scores(x).tolist() == [[1.5, 0], [1.5, 2]]
    assert by_hand().classes(x).tolist() == [0, 1]


def test_probabilities_by_hand():
    e = np.exp([[1.5, 0], [1.5, 2]])
    assert np.allclose(by_hand().probabilities(np.array([[3, -1], [0, 1]])), e / e.sum(axis=1, keepdims=True))


def test_the_judgement_by_hand():
    # -ln p of the right classes 0 and 0: ln(1 + e^-1.5), ln(1 + e^0.5); the second answer is 1, so wrong
    loss, accuracy = by_hand().judge(np.array([[3, -1], [0, 1]]), np.array([0, 0]))
    assert loss == pytest.approx((np.log1p(np.exp(-1.5)) + np.log1p(np.exp(0.5))) / 2)
    assert accuracy == 0.5


def test_l2_is_of_weights_not_biases():
    plain, heavy = network(), network(l2=0.1)
    for made in (plain, heavy):
        made.parameters["b1"][:] = 7
    x, classes = rng().random((6, 3)), np.arange(6) % 4
    squares = sum((plain.parameters[name] ** 2).sum() for name in ("w1", "w2"))
    assert heavy.judge(x, classes)[0] == pytest.approx(plain.judge(x, classes)[0] + 0.1 * squares)


# ---- first weights


@pytest.mark.parametrize(
    ("settings", "spread"),
    [({"start": "he"}, (2 / 300) ** 0.5), ({"start": "xavier"}, (2 / 700) ** 0.5),
     ({"start": "he", "dtype": "float32"}, (2 / 300) ** 0.5)],
)  # fmt: skip
def test_the_first_weights_have_the_spread_asked_for(settings, spread):
    made = network(300, 2, hidden=(400,), **settings)
    w = made.parameters["w1"]
    assert w.std() == pytest.approx(spread, rel=0.01)  # 120,000 draws: the error is some 0.2 %
    assert abs(w.mean()) < 0.02 * spread
    assert not made.parameters["b1"].any() and not made.parameters["b2"].any()


def test_same_seed_same_weights():
    assert np.array_equal(network(seed=1).values, network(seed=1).values)
    assert not np.array_equal(network(seed=1).values, network(seed=2).values)


def test_single_precision_begins_where_double_does():
    assert np.array_equal(network(dtype="float32").values, network().values.astype(np.float32))


def test_parameters_are_live_pieces_of_one_array():
    made = network(3, 4, hidden=(5, 2))
    assert {name: array.shape for name, array in made.parameters.items()} == {
        "w1": (3, 5), "b1": (5,), "w2": (5, 2), "b2": (2,), "w3": (2, 4), "b3": (4,),
    }  # fmt: skip
    made.values[:] = 0
    assert not made.scores(np.ones((1, 3))).any()
    made.parameters["b3"][1] = 2
    assert made.scores(np.ones((1, 3))).tolist() == [[0, 2, 0, 0]]
    assert made.values.sum() == 2


# ---- answers of every kind


@each("activation", ACTIVATIONS)
@each("loss", LOSSES)
def test_gradients_of_the_whole_network(activation, loss):
    made = network(activation=activation, loss=loss, l2=0.01, hidden=(4, 3), seed=3)
    x, target = rng(1).normal(size=(5, 3)), made.targets(np.array([0, 1, 2, 3, 1]))
    run = lambda: float(made.graph.forward({made.x: x, made.target: target}))  # noqa: E731
    made.values += rng(2).normal(0, 0.1, made.values.shape)  # away from 0, where ReLU has a corner
    run()
    made.graph.backward()
    exact, h = made.gradient.copy(), 1e-6
    for i in range(len(made.values)):
        made.values[i] += h
        above = run()
        made.values[i] -= 2 * h
        numeric = (above - run()) / (2 * h)
        made.values[i] += h
        assert exact[i] == pytest.approx(numeric, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_hidden_layers_have_the_widths_asked_for(activation):
    made = network(activation=activation, hidden=(6, 3))
    assert [layer.shape for layer in made.hidden(np.ones((7, 3)))] == [(7, 6), (7, 3)]


def test_no_hidden_layer_is_a_linear_classifier():
    made, x = network(hidden=()), rng().random((6, 3))
    assert made.hidden(x) == []
    assert np.allclose(made.scores(x), x @ made.parameters["w1"] + made.parameters["b1"])


@pytest.mark.parametrize("n", [0, 1, 2, 3, AT_A_TIME, AT_A_TIME + 1, 2 * AT_A_TIME + 7])
def test_any_number_of_rows(n):
    made, x = network(), rng().random((n, 3))
    sums = np.maximum(x @ made.parameters["w1"] + made.parameters["b1"], 0)
    assert made.scores(x).shape == (n, 4)
    assert np.allclose(made.scores(x), sums @ made.parameters["w2"] + made.parameters["b2"])
    assert np.allclose(made.hidden(x)[0], sums)


def test_answers_are_copies_and_leave_the_weights():
    made, before = network(), network().values
    first = made.scores(np.ones((2, 3)))
    kept = first.copy()
    made.scores(np.zeros((2, 3)))
    assert np.array_equal(first, kept)
    assert np.array_equal(made.values, before)


def test_logistic_outputs_stand_on_their_own():
    made, x = network(loss="logistic"), rng().random((6, 3))
    assert np.allclose(made.probabilities(x), 1 / (1 + np.exp(-made.scores(x))))


def test_probabilities_of_enormous_scores():
    for loss in ("softmax", "logistic"):
        made = network(1, 2, hidden=(), loss=loss)
        made.parameters["w1"][:] = [[1e5, -1e5]]
        assert made.probabilities(np.ones((1, 1))).tolist() == [[1, 0]]


@pytest.mark.parametrize(("loss", "score", "answer"), [("logistic", 0.1, 1), ("squared", 0.1, 0), ("squared", 0.6, 1)])
def test_a_single_output_tells_0_from_1(loss, score, answer):
    made = network(1, 1, hidden=(), loss=loss)
    made.parameters["b1"][:], made.parameters["w1"][:] = score, 0
    assert made.classes(np.ones((1, 1))).tolist() == [answer]
    assert made.targets(np.array([0, 1])).tolist() == [[0], [1]]


def test_one_score_a_class_is_to_be_1_where_it_is_right():
    made = network(3, 3, loss="squared")
    assert made.targets(np.array([2, 0])).tolist() == [[0, 0, 1], [1, 0, 0]]
    room = np.full((2, 3), 9.0)
    assert made.targets(np.array([1, 1]), room) is room
    assert room.tolist() == [[0, 1, 0], [0, 1, 0]]


# ---- what is refused


@each(
    "settings, says",
    [
        ({"activation": "rleu"}, "network.activation: expected one of .*did you mean 'relu'.*, got 'rleu'"),
        ({"loss": "cross"}, "network.loss"),
        ({"start": "zeros"}, "network.start: expected one of he, xavier, zero"),
        ({"dtype": "float16"}, "network.dtype"),
        ({"l2": -1}, "network.l2: expected a number from 0"),
        ({"l2": float("nan")}, "network.l2"),
        ({"n_in": 0}, "network.n_in: expected a whole number from 1"),
        ({"n_in": 2.5}, "network.n_in"),
        ({"n_in": True}, "network.n_in"),
        ({"hidden": (0,)}, "network.hidden: expected whole numbers from 1"),
        ({"hidden": 128}, "network.hidden"),
        ({"hidden": ("5",)}, "network.hidden"),
        ({"hidden": (100_000, 100_000)}, "at most 100000000 weights"),
        ({"n_out": 1}, "n_out: expected a number from 2 up with loss softmax"),
        ({"n_out": 1, "loss": "hinge"}, "loss hinge"),
    ],
)
def test_a_setting_outside_its_range_is_named(settings, says):
    with pytest.raises(ConfigError, match=says):
        NetworkConfig(**{"n_in": 3, "n_out": 4} | settings)


def test_numpy_numbers_become_pythons():
    config = NetworkConfig(np.int64(3), np.int32(4), hidden=[np.int64(5)], l2=np.float32(0.5))
    assert config == NetworkConfig(3, 4, hidden=(5,), l2=0.5)
    assert [type(value) for value in (config.n_in, config.l2, config.hidden[0])] == [int, float, int]


@pytest.mark.parametrize("loss", ["hinge", "squared"])
def test_no_probabilities_where_there_are_none(loss):
    with pytest.raises(ConfigError, match=f"loss {loss} gives scores, not probabilities"):
        network(loss=loss).probabilities(np.ones((1, 3)))


@pytest.mark.parametrize("x", [np.ones(3), np.ones((2, 4)), np.array([["a", "b", "c"]])])
def test_pictures_that_do_not_fit(x):
    with pytest.raises(ConfigError, match=r"network: expected numbers of shape \(n, 3\), got"):
        network().scores(x)


@pytest.mark.parametrize(
    ("class_of", "says"),
    [([0, 4], "expected class numbers from 0 to 3, got 4"), ([0, -1], "got -1"),
     ([0], "each row, of shape .2,., got int64"), ([0.0, 1.0], "float64")],
)  # fmt: skip
def test_classes_that_do_not_fit(class_of, says):
    with pytest.raises(ConfigError, match=says):
        network().judge(np.ones((2, 3)), np.array(class_of))
