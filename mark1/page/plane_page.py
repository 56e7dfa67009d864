"""The page of the plane: points, learned by a perceptron, logistic regression or a network; the gates of one example.

What is drawn at random comes from here, as ``mark1 plane`` draws it with seed 0, so the page's numbers are Python's.
"""

import json
from typing import Any

import numpy as np

from mark1.backprop.network import Network, NetworkConfig
from mark1.page.page import element, filled
from mark1.plane.perceptron import perceptron
from mark1.stimuli.plane import PlaneSet, load

SETS = ("xor", "rings", "moons")
MOST_HIDDEN = 16
TABLES = ("plane", "teacher", "page", "page_plane")


def written() -> str:
    """The page of the plane."""
    data = [element("drawn", "application/json", json.dumps(drawn()))]
    return filled("plane.html", ("plates.css", "page.css", "plane.css"), "plane/plane_page.js", data, TABLES)


def drawn() -> dict[str, Any]:
    """The points; the first weights of every learner, and the generator after they were drawn."""
    sets = [load(name) for name in SETS]
    return {
        "sets": [_points(points) for points in sets],
        "perceptron": {points.name: _perceptron(points) for points in sets},
        "networks": {hidden: _network(hidden) for hidden in range(MOST_HIDDEN + 1)},
    }


def _rng() -> np.random.Generator:
    """As ``mark1.plane.experiment.learn`` has it for seed 0."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(0).spawn(1)[0]))


def _points(points: PlaneSet) -> dict[str, Any]:
    return {
        "name": points.name,
        "xy": points.xy.tolist(),
        "class_of": points.class_of.tolist(),
        "classes": list(points.classes),
    }


def _perceptron(points: PlaneSet) -> dict[str, Any]:
    rng = _rng()
    order = rng.permutation(len(points))
    return {"order": order.tolist(), "w": perceptron(2, 3, rng).w.tolist()}


def _network(hidden: int) -> dict[str, Any]:
    rng = _rng()
    layers = (hidden,) if hidden else ()
    network = Network(NetworkConfig(n_in=2, n_out=2, hidden=layers, activation="tanh", dtype="float64"), rng)
    return {"values": network.values.tolist(), "state": rng.bit_generator.state}
