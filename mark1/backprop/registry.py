"""Registry: activation functions and losses by name, for networks, the plane, the command line and the window.

::

    "leaky_relu:0.2"  -->  Activation: x -> leaky_relu(x, slope=0.2)
    "hinge"           -->  hinge(scores, target)

A name may set the option of its function after a colon: the slope of ``leaky_relu``, the alpha of ``elu``, the pieces
of ``maxout``. ``register_activation`` and ``register_loss`` add functions of your own.
"""

import difflib
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.backprop.activations import elu, identity, leaky_relu, maxout, relu, sigmoid, tanh
from mark1.backprop.graph import Input, class_numbers, in_order
from mark1.backprop.losses import hinge, logistic, softmax_cross_entropy, squared_error
from mark1.backprop.nodes import Node
from mark1.errors import ConfigError, Described, expected

Loss = Callable[[Node, Node], Node]
Probabilities = Callable[[NDArray[Any]], NDArray[Any]]

ACTIVATIONS: dict[str, Callable[..., Node]] = {
    "relu": relu, "sigmoid": sigmoid, "tanh": tanh, "leaky_relu": leaky_relu, "maxout": maxout, "elu": elu,
    "identity": identity,
}  # fmt: skip
LOSSES: dict[str, Loss] = {
    "softmax": softmax_cross_entropy, "hinge": hinge, "squared": squared_error, "logistic": logistic,
}  # fmt: skip
BUILT_IN = {*ACTIVATIONS, *LOSSES}


class Option(NamedTuple):
    """The number that may follow the name of an activation: its keyword, usual value and limits."""

    keyword: str
    usual: float
    low: float
    high: float


OPTIONS = {
    "leaky_relu": Option("slope", 0.1, 0, 1),
    "elu": Option("alpha", 1.0, 0, 1000),
    "maxout": Option("pieces", 2, 1, 64),
}
OF_0_1_0 = {"leaky_relu": "leaky_relu:0.01", "elu": "elu:1", "maxout": "maxout:2"}  # what a name alone meant then


class Activation(NamedTuple):
    """An activation function: what it is called, the function, and how many sums each unit needs."""

    name: str
    function: Callable[[Node], Node]
    pieces: int = 1


# ---- activations


def activation_named(given: Any) -> Activation:
    """The activation of a name, ``elu`` or ``elu:0.5``, or of a function of one node. Raises ConfigError."""
    if callable(given):
        return Activation(getattr(given, "__name__", "activation"), given)
    name, colon, number = str(given).partition(":")
    if not isinstance(given, str) or name not in ACTIVATIONS:
        raise ConfigError(expected("activation", _one_of(ACTIVATIONS, name), name if isinstance(given, str) else given))
    function = ACTIVATIONS[name]
    if name not in OPTIONS:
        if colon:
            raise ConfigError(f"activation: {name} has no option, got {given!r}; options: {_options()}")
        return Activation(name, function)
    value = _value(name, number) if colon else OPTIONS[name].usual
    pieces = int(value) if name == "maxout" else 1
    setting: dict[str, Any] = {OPTIONS[name].keyword: pieces if name == "maxout" else value}
    return Activation(f"{name}:{value:g}", partial(function, **setting), pieces)


def _one_of(table: Iterable[str], given: object) -> str:
    names = list(table)
    near = difflib.get_close_matches(str(given), names, n=1)
    return f"one of {', '.join(names)}" + (f" (did you mean {near[0]!r}?)" if near else "")


def _options() -> str:
    return ", ".join(f"{name}:{option.keyword.upper()}" for name, option in OPTIONS.items())


def _value(name: str, number: str) -> float:
    """The option of an activation. Raises ConfigError for what is no such number."""
    keyword, _, low, high = OPTIONS[name]
    try:
        value = float(number)
    except ValueError:
        value = np.nan
    if not low <= value <= high or (name == "maxout" and value != int(value)):
        whole = "a whole number" if name == "maxout" else "a number"
        raise ConfigError(expected("activation", f"{name} with {keyword} {whole} from {low:g} to {high:g}", number))
    return value


def activation_names(given: Any) -> Any:
    """One activation, or one for each layer, as a config holds them: names with their options, or functions.

    ``"relu"``, ``"relu,tanh"``, ``["relu", "elu:0.5"]``, a function, or a list with functions. Raises ConfigError.
    """
    several = given.split(",") if isinstance(given, str) and "," in given else given
    if isinstance(several, (list, tuple)):
        return tuple(activation_names(each) for each in several)
    return given if callable(given) else activation_named(given).name


def names_of_0_1_0(given: Any) -> Any:
    """The activation of a file that version 0.1.0 wrote: where it names no option, the value of that time."""
    return OF_0_1_0.get(given, given) if isinstance(given, str) else given


def register_activation(name: str, function: Callable[..., Node]) -> None:
    """Let networks, the plane and the window use ``function(x)`` under ``name``: a gate, or an expression of gates.

    A name registered before gets the new function. Raises ConfigError for a name that is built in or no word, and for
    a function that returns no node.
    """
    _require_name(name, "activation")
    if not isinstance(function(Input("x", wants_gradient=True)), Node):
        raise ConfigError(expected(f"activation {name}", "a function of a node that returns a node", function))
    ACTIVATIONS[name] = function


# ---- losses


def loss_named(given: Any) -> Loss:
    """The loss of a name, or the function itself. Raises ConfigError."""
    if callable(given):
        return given  # type: ignore[no-any-return]
    if not isinstance(given, str) or given not in LOSSES:
        raise ConfigError(expected("loss", _one_of(LOSSES, given), given))
    return LOSSES[given]


def takes_classes(given: Any) -> bool:
    """Whether a loss reads class numbers (n,); otherwise its target has the shape of the scores. Raises ConfigError."""
    scores, target = Input("scores", wants_gradient=True), Input("target")
    output = loss_named(given)(scores, target)
    if not isinstance(output, Node):
        raise ConfigError(f"loss {given!r}: expected a function of scores and target that returns a node")
    nodes = in_order(output)
    if target not in nodes:
        raise ConfigError(
            expected(f"loss {given!r}", "a function that uses its target", Described("one of the scores alone"))
        )
    return target in class_numbers(nodes)


def register_loss(name: str, function: Loss, probabilities: Probabilities | None = None) -> None:
    """Let networks, the plane and the window use ``function(scores, target)`` under ``name``.

    Its output is one number, the mean over the batch. ``target`` has the shape of the scores, 1 for the right class and
    0 elsewhere, unless a gate in it reads class numbers. ``probabilities`` turns scores (n, k) into probabilities; None
    if the loss gives none. A name registered before gets the new function. Raises ConfigError.
    """
    _require_name(name, "loss")
    takes_classes(function)
    LOSSES[name] = function
    PROBABILITIES.pop(name, None)
    if probabilities is not None:
        PROBABILITIES[name] = probabilities


def _require_name(name: str, kind: str) -> None:
    if not str(name).isidentifier():
        raise ConfigError(expected(f"name of the {kind}", "a word of letters, digits and _", name))
    if name in BUILT_IN:
        raise ConfigError(f"{kind} {name} is built in: choose another name")


def _softmax(scores: NDArray[Any]) -> NDArray[Any]:
    """e^s over the sum of the row's, shifted so that nothing overflows."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def _sigmoid(scores: NDArray[Any]) -> NDArray[Any]:
    """1 / (1 + e^-s), worked out so that nothing overflows."""
    return np.asarray(np.exp(-np.logaddexp(0, -scores)))


PROBABILITIES: dict[str, Probabilities] = {"softmax": _softmax, "logistic": _sigmoid}
