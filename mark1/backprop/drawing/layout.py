"""Graph layout: where the boxes and arrows of a computational graph go, in pixels, y down.

::

    column 0     column 1     column 2          leaves stand next to their first use, gates as far left as they can;
       x  --------- + -------- * ------         an arrow over several columns has a place of its own in each of them
       y  -----/         z ---/

Columns are ordered and moved by the mean of their neighbours, so that arrows are short and seldom cross.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from mark1.backprop.nodes import Gate, Node
from mark1.backprop.wording import OrderedNodes

SWEEPS = 12  # rounds of moving; more change nothing on the graphs that fit on a page


class Place(NamedTuple):
    """A node in a column; in a later column than its own, the lane of the arrows that pass there."""

    node: Node
    column: int


class Layout:
    """``column`` of each node, and ``y`` of each place; ``row`` is the distance between places of a column.

    ``places``: the places of each column, from the top down.
    """

    def __init__(self, graph: OrderedNodes, row: float) -> None:
        self.row = row
        self.uses: dict[Node, list[Gate]] = defaultdict(list)
        for gate in graph.nodes:
            for node in gate.inputs:
                self.uses[node].append(gate)  # type: ignore[arg-type]  # only gates have inputs
        self.column = self._columns(graph.nodes)
        self.places: list[list[Place]] = [[] for _ in range(max(self.column.values()) + 1)]
        for node in graph.nodes:
            last = max((self.column[gate] for gate in self.uses[node]), default=self.column[node] + 1)
            for column in range(self.column[node], last):
                self.places[column].append(Place(node, column))
        self.y = {place: i * row for places in self.places for i, place in enumerate(places)}
        self.neighbours = self._neighbours()
        self._settle()

    def _columns(self, nodes: Sequence[Node]) -> dict[Node, int]:
        """Gates one column after the last of their inputs, leaves one before the first of their uses."""
        column: dict[Node, int] = {}
        for node in nodes:
            column[node] = max((column[each] + 1 for each in node.inputs), default=0)
        for node in nodes:
            if not node.inputs and self.uses[node]:
                column[node] = min(column[gate] for gate in self.uses[node]) - 1
        return column

    def _neighbours(self) -> tuple[dict[Place, list[Place]], dict[Place, list[Place]]]:
        """What each place is joined to in the column before it, and in the one after it."""
        before: dict[Place, list[Place]] = defaultdict(list)
        after: dict[Place, list[Place]] = defaultdict(list)
        for place in self.y:
            next_column = place.column + 1
            ends = [Place(gate, next_column) for gate in self.uses[place.node] if self.column[gate] == next_column]
            lane = Place(place.node, next_column)
            for end in [*ends, lane] if lane in self.y else ends:
                after[place].append(end)
                before[end].append(place)
        return before, after

    def _settle(self) -> None:
        """Move every place to the mean of its neighbours, now from the left, now from the right."""
        for sweep in range(SWEEPS):
            side = self.neighbours[sweep % 2]
            for places in reversed(self.places) if sweep % 2 else self.places:
                self._move(places, {place: self._mean(place, side[place]) for place in places})
        top = min(self.y.values())
        self.y = {place: y - top for place, y in self.y.items()}

    def _mean(self, place: Place, others: Sequence[Place]) -> float:
        return sum(self.y[each] for each in others) / len(others) if others else self.y[place]

    def _move(self, places: list[Place], wanted: dict[Place, float]) -> None:
        """Sort a column by where its places want to be, and keep them a row apart, the mean where they want it."""
        places.sort(key=lambda place: wanted[place])
        ys: list[float] = []
        for place in places:
            ys.append(max(wanted[place], ys[-1] + self.row if ys else wanted[place]))
        shift = (sum(wanted.values()) - sum(ys)) / len(ys)
        self.y.update({place: y + shift for place, y in zip(places, ys, strict=True)})
