"""Back-propagation: a computational graph that can be read in one sitting.

::

    x ---+
         +--[ + ]--- q ---+                 forward:  every gate turns the values of its inputs into its own
    y ---+                +--[ * ]--- f     backward: and the gradient of its output into those of its inputs
    z --------------------+                           (chain rule: what came from above, times the local slope)

Write the expression, ``f = (x + y) * z``; ``Graph(f)`` sorts its gates; ``graph.forward`` runs them, ``graph.backward``
runs them in reverse. Gradient means: how fast the graph's output rises with this value, d(output) / d(value); it has
the shape of the value. Letters in the gates: z is the output, dx, dy, dz the gradients of x, y, z.

``nodes.py`` values, ``operators.py`` signs, ``gates.py`` arithmetic, ``functions.py`` gates of one value,
``activations.py`` the curves of neurons, ``losses.py`` what is to become small, ``graph.py`` the order, ``plan.py`` the
memory, ``foreign_gate.py`` gates of others, ``explain.py`` the graph as text; ``linear.py`` a layer, ``network.py`` all
layers and their loss, ``registry.py`` functions by name.
"""

from mark1.backprop.activations import elu, identity, leaky_relu, maxout, relu, sigmoid, tanh
from mark1.backprop.explain import explain
from mark1.backprop.gates import (
    absolute,
    bias,
    exp,
    largest,
    log,
    maximum,
    mean,
    power,
    reciprocal,
    reshape,
    total,
    transpose,
)
from mark1.backprop.gradient_check import gradient_check
from mark1.backprop.graph import Graph, Input, Parameter
from mark1.backprop.jacobian import jacobian
from mark1.backprop.linear import Linear
from mark1.backprop.losses import hinge, l2, logistic, softmax_cross_entropy, squared_error
from mark1.backprop.network import Network, NetworkConfig
from mark1.backprop.nodes import Constant, Function, Gate, Node
from mark1.backprop.optimizers import Adam, GradientDescent, Momentum
from mark1.backprop.registry import register_activation, register_loss
from mark1.backprop.training import Training, TrainingConfig

__all__ = [
    "Adam", "Constant", "Function", "Gate", "GradientDescent", "Graph", "Input", "Linear", "Momentum", "Network",
    "NetworkConfig", "Node", "Parameter", "Training", "TrainingConfig", "absolute", "bias", "elu", "exp", "explain",
    "gradient_check", "hinge", "identity", "jacobian", "l2", "largest", "leaky_relu", "log", "logistic", "maximum",
    "maxout", "mean", "power", "reciprocal", "register_activation", "register_loss", "relu", "reshape", "sigmoid",
    "softmax_cross_entropy", "squared_error", "tanh", "total", "transpose",
]  # fmt: skip
