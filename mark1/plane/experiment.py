"""Plane experiment: points of the plane, learned by a perceptron, logistic regression or a network.

    points (n, 2)  -->  features  -->  [perceptron | logistic | mlp]  -->  PlaneRecord

The seed decides the start: which weights, and in which order the points are shown. The points come from the set.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.training import Training, TrainingConfig
from mark1.plane.answers import NOISE, Sums, mistaken
from mark1.plane.config import PlaneConfig
from mark1.plane.features import FeatureMap, feature_map
from mark1.plane.perceptron import perceptron, teach
from mark1.plane.record import PlaneRecord, Space, TrainingFacts
from mark1.stimuli.plane import PlaneSet, Points, other_points

BATCH = 32  # points whose mean slope a network follows in one step
LAST_RATE = 0.01  # the rate sinks to this share of it, so that the last epochs change little


def learn(stimuli: PlaneSet, config: PlaneConfig) -> PlaneRecord:
    """Learn the points; judge with others, if the config asks for them. Raises StimulusError where there are none."""
    features = feature_map(config.features)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(config.seed).spawn(1)[0]))
    test = other_points(stimuli, config.test_points) if config.test_points else None
    return replace(BACKENDS[config.backend](stimuli, config, features, rng), test=test)


def _perceptron(stimuli: PlaneSet, config: PlaneConfig, features: FeatureMap, rng: np.random.Generator) -> PlaneRecord:
    """The perceptron algorithm, from drawn weights, the points in a drawn order."""
    order = rng.permutation(len(stimuli))
    learner = perceptron(len(stimuli.classes), 1 + len(features.of), rng)
    course = teach(learner, features(stimuli.xy[order]), stimuli.class_of[order], config.epochs)
    bent = Space("features", features.of, lambda xy: features(xy)[:, 1:])
    return PlaneRecord(
        stimuli,
        config,
        lambda xy: learner.scores(features(xy)),
        course.criterion,
        course.wrong,
        None if features.name == "raw" else bent,
        sum(course.corrections),
        course.cycle,
    )


def _network(stimuli: PlaneSet, config: PlaneConfig, features: FeatureMap, rng: np.random.Generator) -> PlaneRecord:
    """A network, or without hidden units a linear one. What it sees is centred and has a spread of 1."""
    seen = _scaled(features, stimuli.xy)
    network, training = _network_and_training(stimuli, config, features, rng)
    x = seen(stimuli.xy)
    states = [_state(network, x, stimuli)]
    for _ in range(config.epochs):
        training.epoch(x, stimuli.class_of)
        states.append(_state(network, x, stimuli))
    return PlaneRecord(
        stimuli,
        config,
        lambda xy: np.asarray(network.scores(seen(xy)), np.float64),
        [data_loss for data_loss, _ in states],
        [wrong for _, wrong in states],
        _last_layer(network, seen),
        penalty=_penalty(network),
        training=_facts(training.config),
    )


def _network_and_training(
    stimuli: PlaneSet, config: PlaneConfig, features: FeatureMap, rng: np.random.Generator
) -> tuple[Network, Training]:
    """A network that is not trained yet, and how it will be."""
    layers = NetworkConfig(
        n_in=len(features.of),
        n_out=len(stimuli.classes),
        hidden=config.hidden if config.backend == "mlp" else (),
        activation=config.activation if config.backend == "mlp" else "identity",
        loss=config.loss,
        l2=config.l2,
        dtype="float64",
    )
    course = TrainingConfig(
        optimizer="adam",
        rate=config.rate,
        batch=BATCH,
        schedule="cosine",
        schedule_epochs=config.epochs,
        factor=LAST_RATE,
    )
    network = Network(layers, rng)
    return network, Training(network, course, rng)


def _facts(course: TrainingConfig) -> TrainingFacts:
    last = course.rate_in(course.schedule_epochs)
    return TrainingFacts(course.optimizer, course.rate, last, course.schedule, course.batch)


def _last_layer(network: Network, seen: Callable[[Points], Sums]) -> Space | None:
    """The plane as the last hidden layer sees it."""
    hidden = network.config.hidden
    if not hidden:
        return None
    names = tuple(f"h {i + 1}" for i in range(hidden[-1]))
    return Space("hidden units", names, lambda xy: np.asarray(network.hidden(seen(xy))[-1], np.float64))


def _penalty(network: Network) -> float:
    """lambda R: what the squared weights add to the loss."""
    weights = (array for name, array in network.parameters.items() if name.startswith("w"))
    return network.config.l2 * float(sum(np.vdot(w, w) for w in weights))


def _state(network: Network, x: Sums, stimuli: PlaneSet) -> tuple[float, int]:
    """The mean loss of all points, without the penalty, and how many do not get their class."""
    loss, scores = network.loss_and_scores(x, stimuli.class_of)
    return loss - _penalty(network), int(mistaken(scores, stimuli.class_of, NOISE).sum())


def _scaled(features: FeatureMap, xy: Points) -> Callable[[Points], Sums]:
    """The features without the constant one, moved and stretched so that these points have mean 0 and spread 1."""
    phi = features(xy)[:, 1:]
    mean, spread = phi.mean(axis=0), phi.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    return lambda some: (features(some)[:, 1:] - mean) / spread


BACKENDS = {"perceptron": _perceptron, "mlp": _network, "logistic": _network}
