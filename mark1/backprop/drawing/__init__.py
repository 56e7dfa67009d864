"""Drawing: a computational graph with its values and gradients, as SVG."""
