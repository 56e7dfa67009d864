"""Plane experiment: points of the plane, learned by a perceptron, logistic regression or a network.

    points (n, 2)  -->  features  -->  [perceptron | logistic | mlp]  -->  PlaneRecord

The seed decides the start: which weights, and in which order the points are shown. The points come from the set.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.training import Training, TrainingConfig
from mark1.plane.features import FeatureMap, feature_map
from mark1.plane.perceptron import perceptron, teach
from mark1.plane.record import PlaneConfig, PlaneRecord, Space, Sums
from mark1.stimuli.plane import PlaneSet, Points

BATCH = 32  # points whose mean slope a network follows in one step


LAST_RATE = 0.01  # the rate sinks to this share of it, so that the last epochs change little


def learn(stimuli: PlaneSet, config: PlaneConfig) -> PlaneRecord:
    """Learn the points."""
    features = feature_map(config.features)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(config.seed).spawn(1)[0]))
    return BACKENDS[config.backend](stimuli, config, features, rng)


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
    """A network, or without hidden units logistic regression. What it sees is centred and has a spread of 1."""
    seen = _scaled(features, stimuli.xy)
    hidden = (config.hidden,) if config.backend == "mlp" else ()
    network = Network(
        NetworkConfig(
            n_in=len(features.of),
            n_out=len(stimuli.classes),
            hidden=hidden,
            activation=config.activation,
            l2=config.l2,
            dtype="float64",
        ),
        rng,
    )
    course = TrainingConfig(
        optimizer="adam",
        rate=config.rate,
        batch=BATCH,
        schedule="cosine",
        schedule_epochs=config.epochs,
        factor=LAST_RATE,
    )
    training = Training(network, course, rng)
    x, loss = seen(stimuli.xy), []
    wrong = [_wrong(network.scores(x), stimuli)]
    for _ in range(config.epochs):
        loss.append(float(training.epoch(x, stimuli.class_of)))
        wrong.append(_wrong(network.scores(x), stimuli))
    names = tuple(f"h {i + 1}" for i in range(config.hidden))
    bent = Space("hidden units", names, lambda xy: np.asarray(network.hidden(seen(xy))[-1], np.float64))
    return PlaneRecord(
        stimuli,
        config,
        lambda xy: np.asarray(network.scores(seen(xy)), np.float64),
        loss,
        wrong,
        bent if hidden else None,
    )


def _wrong(sums: NDArray[Any], stimuli: PlaneSet) -> int:
    """How many points are taken for another class."""
    return int((sums.argmax(axis=1) != stimuli.class_of).sum())


def _scaled(features: FeatureMap, xy: Points) -> Callable[[Points], Sums]:
    """The features without the constant one, moved and stretched so that these points have mean 0 and spread 1."""
    phi = features(xy)[:, 1:]
    mean, spread = phi.mean(axis=0), phi.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    return lambda some: (features(some)[:, 1:] - mean) / spread


BACKENDS = {"perceptron": _perceptron, "mlp": _network, "logistic": _network}
