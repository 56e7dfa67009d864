"""Graph: a computational graph as a picture; ``mark1.backprop.drawing`` draws it."""

from mark1.backprop.drawing.drawing import svg
from mark1.backprop.graph import Graph
from mark1.figures import raster

__all__ = ["png", "svg"]


def png(graph: Graph, title: str = "") -> bytes:
    """The drawing as a PNG file. Raises ConfigError if forward has not run, or the graph is too large for a page."""
    return raster.png(svg(graph, title))
