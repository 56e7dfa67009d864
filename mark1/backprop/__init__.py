"""Back-propagation: a computational graph that can be read in one sitting.

::

    x ---+
         +--[ + ]--- q ---+                 forward:  every gate turns the values of its inputs into its own
    y ---+                +--[ * ]--- f     backward: and the gradient of its output into those of its inputs
    z --------------------+                           (chain rule: what came from above, times the local slope)

Write the expression, ``f = (x + y) * z``; ``Graph(f)`` sorts its gates; ``graph.forward`` runs them, ``graph.backward``
runs them in reverse. Gradient means: how fast the graph's output rises with this value, d(output) / d(value); it has
the shape of the value. Letters in the gates: z is the output, dx, dy, dz the gradients of x, y, z.

``nodes.py`` values, ``gates.py`` arithmetic, ``activations.py`` the curves of neurons, ``losses.py`` what is to become
small, ``graph.py`` the order, ``plan.py`` the memory, ``explain.py`` the graph as text; ``linear.py`` a layer,
``network.py`` all layers and their loss, ``registry.py`` functions by name.
"""

from mark1.backprop import gates as _gates  # noqa: F401  (the signs of expressions)
from mark1.backprop.graph import Graph, Input, Parameter

__all__ = ["Graph", "Input", "Parameter"]
