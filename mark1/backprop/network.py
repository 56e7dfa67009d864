"""Network: layers of weights, built as one graph.

::

    x (n, n_in) --[ @ w1 + b1 ]--[ relu ]-- ... --[ @ wk + bk ]--> scores (n, n_out) --[ loss ]--> ()
                                    |                                  |
                                  hidden                         probabilities
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mark1 import arguments
from mark1.backprop.gates import Node, bias
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.linear import STARTS
from mark1.backprop.losses import l2
from mark1.backprop.network_config import NetworkConfig
from mark1.backprop.registry import ACTIVATIONS, BUILT_IN, LOSSES, PROBABILITIES, loss_named
from mark1.errors import ConfigError, Described, expected

__all__ = ["ACTIVATIONS", "LOSSES", "PROBABILITIES", "Network", "NetworkConfig"]

Array = NDArray[Any]

AT_A_TIME = 256  # rows that are answered at once: enough to keep the processor busy, few enough for its cache


class Network:
    """A multi-layer perceptron and its loss.

    ``parameters``: name -> live array, "w1" (n_in, h), "b1" (h,), "w2" ...; all of them are pieces of ``values``, and
    their gradients of ``gradient`` (both (n_parameters,)). ``graph`` is the loss of a batch fed into ``x`` and
    ``target``; biases begin at 0, weights as ``config.start`` says, drawn from ``rng``.
    """

    def __init__(self, config: NetworkConfig, rng: np.random.Generator) -> None:
        arguments.instance("config", config, NetworkConfig)
        arguments.instance("rng", rng, np.random.Generator)
        n = sum(rows * columns + columns for rows, columns in config.layers)
        self._lay(config, np.zeros(n, config.dtype), np.zeros(n, config.dtype))
        self._draw(rng)

    @classmethod
    def over(cls, config: NetworkConfig, values: Array, gradient: Array) -> Self:
        """The network whose parameters are pieces of ``values``: of the array itself, unless it cannot be written."""
        network = cls.__new__(cls)
        network._lay(config, np.require(values, requirements="W"), np.require(gradient, requirements="W"))
        return network

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[Any, ...]]:
        """Pickled and copied as its config and weights: the graph and its memory are made anew."""
        return self.over, (self.config, self.values, self.gradient)

    def _lay(self, config: NetworkConfig, values: Array, gradient: Array) -> None:
        """Parameters and graph over the arrays of all weights and of their gradients."""
        self.config, self.dtype = config, np.dtype(config.dtype)
        self.values, self.gradient = values, gradient
        self.parameters, gradients = self._named(self.values), self._named(self.gradient)
        nodes = [Parameter(value, name, gradients[name]) for name, value in self.parameters.items()]
        self._class_of_output = np.arange(config.n_classes)[-config.n_out :]
        self._build(nodes)

    def _repr_svg_(self) -> str:
        """The layers as a notebook shows them."""
        from mark1.backprop.drawing.architecture import svg

        config = self.config
        names = [each.name for each in config.activations]
        return svg((config.n_in, *config.hidden, config.n_out), names).partition("\n")[2]

    def _named(self, flat: Array) -> dict[str, Array]:
        """The pieces of a flat array by the names of the parameters."""
        shapes = [shape for rows, columns in self.config.layers for shape in ((rows, columns), (columns,))]
        names = [f"{letter}{layer + 1}" for layer in range(len(self.config.layers)) for letter in "wb"]
        return dict(zip(names, pieces(flat, shapes), strict=True))

    def still(self) -> Self:
        """A copy of ``config``, ``values`` and ``parameters`` to look at; it has no graph, so it computes nothing."""
        loaded = type(self).__new__(type(self))
        loaded.config, loaded.dtype, loaded.values = self.config, self.dtype, self.values.copy()
        loaded.values.setflags(write=False)
        loaded.parameters = loaded._named(loaded.values)
        return loaded

    def _draw(self, rng: np.random.Generator) -> None:
        """The first weights, normal with mean 0."""
        for layer, (rows, columns) in enumerate(self.config.layers, 1):
            spread = STARTS[self.config.start](rows, columns)
            self.parameters[f"w{layer}"][:] = rng.normal(0.0, spread, (rows, columns))

    def _build(self, nodes: list[Parameter]) -> None:
        """The graph, as in the drawing."""
        self.x, self.target = Input("x"), Input("target")
        z: Node = self.x
        self._hidden: list[Node] = []
        for layer, (w, b) in enumerate(zip(nodes[::2], nodes[1::2], strict=True), 1):
            z = bias(z @ w, b)
            if layer < len(self.config.layers):
                z = self.config.activations[layer - 1].function(z).named(f"h{layer}")
                self._hidden.append(z)
        self._scores = z.named("scores")
        loss = loss_named(self.config.loss)(self._scores, self.target)
        self.takes_classes = self.config.takes_classes
        self.graph = Graph(loss + l2(self.config.l2, *nodes[::2]) if self.config.l2 else loss)
        self._answer = Graph(self._scores)
        if self.config.loss not in BUILT_IN:
            self._require_one_number()

    def _require_one_number(self) -> None:
        """Raises ConfigError unless the loss, which is not one of this package, works and is a single number."""
        x, classes = np.zeros((2, self.config.n_in), self.dtype), np.arange(2) % self.config.n_classes
        shape = self.graph.forward({self.x: x, self.target: self.targets(classes)}).shape
        if shape:
            raise ConfigError(
                expected(f"loss {self.config.loss}", "one number, the mean of a batch", Described(f"shape {shape}"))
            )

    # ---- answers

    def scores(self, x: Array) -> Array:
        """One score for each output, the largest is the answer: ndarray of shape (n, n_out). Raises ConfigError."""
        return self._ask(x, [self._scores])[0]

    def hidden(self, x: Array) -> list[Array]:
        """What the units of every hidden layer say: list of ndarray of shape (n, h)."""
        return self._ask(x, self._hidden)

    def probabilities(self, x: Array) -> Array:
        """Of each class: ndarray of shape (n, n_out). With loss logistic each output is on its own (rows need not sum
        to 1), and a single output is the probability of class 1. Raises ConfigError for losses that give none."""
        if self.config.loss not in PROBABILITIES:
            allowed = " or ".join(PROBABILITIES)
            raise ConfigError(
                f"loss {self.config.loss} gives scores, not probabilities: make the network with {allowed}"
            )
        return PROBABILITIES[self.config.loss](self.scores(x))

    def classes(self, x: Array) -> NDArray[np.int64]:
        """The answers: class numbers, ndarray of shape (n,). Of equal scores the first wins."""
        return self.classes_of(self.scores(x))

    def classes_of(self, scores: Array) -> NDArray[np.int64]:
        """The answers that scores (n, n_out) mean."""
        if self.config.n_out == 1:
            return (scores[:, 0] > (0.5 if self.config.loss == "squared" else 0)).astype(np.int64)
        return np.asarray(np.argmax(scores, axis=1), np.int64)

    def _ask(self, x: Array, nodes: list[Node]) -> list[Array]:
        """The values of some nodes for rows x (n, n_in), a block at a time; the rows that fill up a block are 0."""
        x = self.rows(x)
        if not np.isfinite(x).all():
            raise arguments.refusal("network", "finite numbers", Described("NaN or infinity"))
        parts: list[list[Array]] = [[np.empty((0, *self._width(node)), self.dtype)] for node in nodes]
        for block in blocks(x):
            padded = np.zeros((1 << (len(block) - 1).bit_length(), block.shape[1]), self.dtype)
            padded[: len(block)] = block
            self._answer.forward({self.x: padded})
            for part, node in zip(parts, nodes, strict=True):
                part.append(node.value[: len(block)].copy())
        return [np.concatenate(part) for part in parts]

    def _width(self, node: Node) -> tuple[int]:
        return ((*self.config.hidden, self.config.n_out)[[*self._hidden, self._scores].index(node)],)

    # ---- how wrong

    def judge(self, x: Array, labels: NDArray[Any]) -> tuple[float, float]:
        """The loss (with the L2 term) and the share of right answers, over all rows.

        Of targets that are fractions, in place of right answers: R^2, the share of their variance that is explained.
        """
        loss, scores = self.loss_and_scores(x, labels)
        labels = self.labels(labels, len(scores))
        most = self._most_missed(labels)
        return loss, (most - self._missed(scores, labels)) / most

    def loss_and_scores(self, x: Array, labels: NDArray[Any]) -> tuple[float, Array]:
        """The loss (with the L2 term) over all rows, and their scores, (n, n_out). Raises ConfigError."""
        x = self.rows(x)
        labels = self.labels(labels, len(x))
        loss, scores = 0.0, np.empty((len(x), self.config.n_out), self.dtype)
        for first in range(0, len(x), AT_A_TIME):
            part = slice(first, first + AT_A_TIME)
            feeds = {self.x: x[part], self.target: self.targets(labels[part])}
            loss += float(self.graph.forward(feeds)) * len(x[part])
            scores[part] = self._scores.value
        return loss / len(x), scores

    def _missed(self, scores: Array, labels: Array) -> float:
        """The wrong answers, or the sum of squared errors."""
        if labels.dtype.kind == "f":
            return float(np.square(scores - labels).sum())
        return int(np.count_nonzero(self.classes_of(scores) != labels))

    def _most_missed(self, labels: Array) -> float:
        """The number of labels, or their sum of squares round the mean."""
        return float(np.square(labels - labels.mean(axis=0)).sum()) or 1.0 if labels.dtype.kind == "f" else len(labels)

    def targets(self, labels: Array, out: Array | None = None) -> Array:
        """The targets of the loss for class numbers (n,): themselves, or (n, n_out), 1 for the right output.

        The latter is written into ``out``, if that is given. A single output is to be the class number, 0 or 1.
        Fractions (n, n_out) are targets already.
        """
        if self.takes_classes or labels.dtype.kind == "f":
            return labels
        if out is None:
            out = np.empty((len(labels), self.config.n_out), self.dtype)
        np.equal(labels[:, np.newaxis], self._class_of_output, out=out, casting="unsafe")
        return out

    # ---- what may be handed in

    def rows(self, x: Array) -> Array:
        """``x`` as the network computes with it: of shape (n, n_in), its dtype, contiguous. Raises ConfigError."""
        return np.ascontiguousarray(arguments.array("network", x, (None, self.config.n_in), "numbers"), self.dtype)

    def labels(self, given: ArrayLike, n: int) -> Array:
        """Class numbers as indices (n,); or, for a loss of numbers, fractions as targets (n, n_out).

        Fractions of shape (n,) are the targets of a single output. Raises ConfigError unless there are n > 0, all of
        them classes or finite.
        """
        if self.takes_classes or np.asarray(given).dtype.kind != "f":
            return self.class_numbers(given, n)
        targets = np.asarray(given)
        targets = targets[:, np.newaxis] if targets.ndim == 1 and self.config.n_out == 1 else targets
        targets = arguments.array("network", targets, (n, self.config.n_out), "targets", "f")
        if not n or not np.isfinite(targets).all():
            raise arguments.refusal("network", "finite targets", Described("NaN or infinity" if n else "no rows"))
        return targets.astype(self.dtype, copy=False)

    def class_numbers(self, class_of: ArrayLike, n: int) -> NDArray[np.intp]:
        """Class numbers as indices. Raises ConfigError unless there are n > 0 of them, all of them classes."""
        n_classes, meaning = self.config.n_classes, "a class number for each row,"
        classes = arguments.array("network", class_of, (n,), meaning, "iu")
        if not n:
            raise arguments.refusal("network", meaning, Described("no rows"))
        low, high = classes.min(), classes.max()
        if low < 0 or high >= n_classes:
            wrong = low if low < 0 else high
            raise ConfigError(expected("network", f"class numbers from 0 to {n_classes - 1}", wrong))
        return classes.astype(np.intp, copy=False)


def pieces(flat: Array, shapes: Sequence[tuple[int, ...]]) -> Iterator[Array]:
    """A flat array as consecutive arrays of these shapes, all of them views."""
    first = 0
    for shape in shapes:
        size = int(np.prod(shape))
        yield flat[first : first + size].reshape(shape)
        first += size


def blocks(x: Array) -> Iterator[Array]:
    """The rows of ``x`` in blocks of at most ``AT_A_TIME``."""
    for first in range(0, len(x), AT_A_TIME):
        yield x[first : first + AT_A_TIME]
