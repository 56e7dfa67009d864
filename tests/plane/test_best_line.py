"""The best line, beside all directions and all thresholds; and ties."""

import numpy as np
import pytest

from mark1.backprop import exp
from mark1.backprop.registry import ACTIVATIONS, LOSSES
from mark1.plane.answers import mistaken, undecided
from mark1.plane.best_line import best_line
from mark1.plane.config import PlaneConfig
from mark1.plane.experiment import learn
from mark1.plane.story import story
from mark1.stimuli.plane import load


def by_trying(xy, class_of):
    """Every threshold along very many directions, and along those at right angles to all pairs."""
    pairs = (xy[:, np.newaxis] - xy).reshape(-1, 2)
    angles = np.arctan2(pairs[:, 0], -pairs[:, 1])
    best = 0
    for angle in np.concatenate([np.linspace(0, np.pi, 201), angles, angles + 1e-6, angles - 1e-6]):
        along = xy @ [np.cos(angle), np.sin(angle)]
        order = np.argsort(along)
        sides = np.concatenate([[0], np.cumsum(2 * class_of[order] - 1)])
        possible = np.concatenate([[True], np.diff(along[order]) > 1e-9, [True]])
        best = max(best, (len(xy) + np.abs(2 * sides - sides[-1])[possible].max()) // 2)
    return best


@pytest.mark.parametrize("on_a_grid", [False, True])
def test_no_line_is_better(on_a_grid):
    rng = np.random.default_rng(on_a_grid)
    for _ in range(8):
        n = rng.integers(4, 11)
        xy = rng.integers(0, 3, (n, 2)).astype(float) if on_a_grid else rng.normal(size=(n, 2))
        class_of = rng.integers(0, 2, n)
        assert best_line(xy, class_of) == by_trying(xy, class_of)


@pytest.mark.parametrize(("name", "most"), [("and", 4), ("or", 4), ("near-xor", 4), ("xor", 3)])
def test_gates_by_hand(name, most):
    stimuli = load(name)
    assert best_line(stimuli.xy, stimuli.class_of) == most


def test_a_tie_is_no_answer():
    sums = np.array([[1.0, 1.0, 0.0], [2.0, 1.0, 0.0], [0.0, 1e-12, -5.0]])
    assert undecided(sums).tolist() == [True, False, False]
    assert undecided(sums, 1e-9).tolist() == [True, False, True]
    assert mistaken(sums, np.array([0, 0, 1])).tolist() == [True, False, False]
    assert mistaken(sums, np.array([2, 1, 1]), 1e-9).tolist() == [True, True, True]


def test_logistic_regression_is_undecided_on_xor():
    record = learn(load("xor"), PlaneConfig(backend="logistic"))
    assert record.undecided and record.wrong[-1] == 4 and record.train_accuracy == 0
    assert "undecided: 1/2 everywhere" in record.headline() and "no line is better" in story(record)


def test_why_polar_features_do_not_help_on_xor():
    told = story(learn(load("xor"), PlaneConfig(features="polar", epochs=20)))
    assert "The best line gets 3 of 4 right. All points have the same r = 1.414: only theta is left" in told


def test_the_penalty_is_what_the_loss_is_more_than_the_data_loss():
    from mark1.plane.experiment import _network_and_training
    from mark1.plane.features import feature_map

    stimuli, config = load("moons"), PlaneConfig(backend="mlp", l2=0.01, epochs=3)
    record = learn(stimuli, config)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(0).spawn(1)[0]))
    network, training = _network_and_training(stimuli, config, feature_map("raw"), rng)
    x = (stimuli.xy - stimuli.xy.mean(axis=0)) / stimuli.xy.std(axis=0)
    for _ in range(3):
        training.epoch(x, stimuli.class_of)
    squares = sum((network.parameters[name] ** 2).sum() for name in ("w1", "w2"))
    p = network.probabilities(x)[np.arange(len(x)), stimuli.class_of]
    assert record.penalty == pytest.approx(0.01 * squares)
    assert record.curve[-1] == pytest.approx(-np.log(p).mean())
    facts = record.figures()
    assert facts["loss"] == facts["data_loss"] + facts["penalty"]


def test_test_points_are_others_of_the_same_kind():
    record = learn(load("moons:3", 50), PlaneConfig(backend="logistic", epochs=5, test_points=400))
    assert len(record.test) == 400 and record.test_accuracy == record.figures()["test_accuracy"]
    near = np.abs(record.test.xy[:, np.newaxis] - record.stimuli.xy).sum(axis=2).min()
    assert near > 0
    assert record.test.xy.mean(axis=0) == pytest.approx(load("moons", 10_000).xy.mean(axis=0), abs=0.15)


def test_layers_without_an_activation_are_a_line():
    record = learn(load("rings"), PlaneConfig(backend="mlp", hidden=(8, 8), activation="identity", epochs=50))
    places = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    with_one = np.insert(places, 0, 1, axis=1)
    sums = record.scores(places)
    assert np.allclose(with_one @ np.linalg.lstsq(with_one, sums, rcond=None)[0], sums)
    assert "one linear layer" in story(record)


def test_functions_of_ones_own_serve_the_plane(monkeypatch):
    monkeypatch.setitem(ACTIVATIONS, "swish", lambda x: x / (1 + exp(-x)))
    monkeypatch.setitem(LOSSES, "distance", lambda scores, target: abs(scores - target).sum(axis=1).mean())
    record = learn(load("rings"), PlaneConfig(backend="mlp", activation="swish", loss="distance", epochs=60))
    assert record.train_accuracy > 0.95 and record.sure
    assert record.figures()["activation"] == "swish" and record.figures()["loss_function"] == "distance"
