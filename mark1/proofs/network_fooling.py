"""Network fooling: the fewest cells that change the answer of a network, between two bounds.

From above: flip the cell that takes a rival class furthest, again and again, then take back what was not needed. From
below: intervals that hold whatever k cells are flipped, and trying every single cell and every pair. A network rounds,
so the bounds are as good as its arithmetic; a lead within SLACK of the answer's counts as reached.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.proofs.budget import Budget
from mark1.proofs.search import SearchResult

Light = NDArray[np.float32]
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

SLACK = 1e-5
AT_A_TIME = 8192  # pictures
MOST_STEPS = 100
# Activations that never fall, so that an interval's ends give an interval's ends.
RISING: dict[str, Callable[[Floats], Floats]] = {
    "relu": lambda x: np.maximum(x, 0.0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0.0))),
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-np.clip(x, -700, 700))),
}


def network_cells(
    backend: Any, light: Light, label: int, to: int | None, budget: Budget, most: float
) -> tuple[SearchResult, list[list[int]], Light | None]:
    """The bounds, the cells [row, col], and the picture with those cells all lit or all dark."""
    attack = _Attack(backend, light, label, to)
    found = attack.downhill(budget)
    below = attack.interval_bound(min(most, len(found) if found else np.inf))
    for size in (1, 2):
        if below == size and size <= most and not (found and len(found) <= size):
            better = attack.any_of(size, budget)
            found = better if better else found
            below = size if better or budget.over else size + 1
    if found and len(found) > most:
        found = None
    result = SearchResult(tuple(found) if found else None, len(found) if found else np.inf, below)
    cols = light.shape[1]
    changed = attack.flipped([found])[0] if found else None
    return result, [[cell // cols, cell % cols] for cell in found or ()], changed


class _Attack:
    """A picture, and the answer of a network to it with some cells flipped."""

    def __init__(self, backend: Any, light: Light, label: int, to: int | None) -> None:
        self.backend, self.light, self.label, self.to = backend, light, label, to
        self.n = light.size
        threshold = backend.machine.retina.config.threshold
        self.other = np.where(light.reshape(-1) >= threshold, 0.0, 1.0).astype(np.float32)
        n_classes = len(backend.classes)
        self.rivals = [i for i in range(n_classes) if i != label] if to is None else [to]

    def flipped(self, sets: list[list[int]]) -> Light:
        """The picture with each set of cells flipped: (n_sets, rows, cols)."""
        pictures = np.repeat(self.light.reshape(1, -1), len(sets), axis=0)
        for picture, cells in zip(pictures, sets, strict=True):
            picture[cells] = self.other[cells]
        return pictures.reshape(len(sets), *self.light.shape)

    def leads(self, sets: list[list[int]]) -> Floats:
        """How far the best of the rivals is ahead of all others: above 0 where the answer is what it must be."""
        scores = self.backend.scores(self.flipped(sets)).astype(np.float64)
        best = scores[:, self.rivals].max(axis=1)
        scores[:, self.rivals] = -np.inf
        return np.asarray(best - scores.max(axis=1), np.float64)

    def solving(self, sets: list[list[int]]) -> list[list[int]]:
        """Those of the sets after which the program itself gives another answer."""
        near = [cells for cells, lead in zip(sets, self.leads(sets).tolist(), strict=True) if lead > 0]
        return [cells for cells in near if self._answers(cells)]

    def _answers(self, cells: list[int]) -> bool:
        backend = self.backend
        told = backend.answer(backend.look("picture", self.flipped([cells])[0]))["label"]
        if told is None:
            return False
        index = backend.classes.index(told)
        return bool(index != self.label if self.to is None else index == self.to)

    def downhill(self, budget: Budget) -> list[int] | None:
        """A set of cells that does it, of which none can be taken back; None if none was found."""
        cells = list[int]()
        while len(cells) < min(MOST_STEPS, self.n) and not budget.over:
            sets = [[*cells, cell] for cell in range(self.n) if cell not in cells]
            cells = sets[int(self.leads(sets).argmax())]
            if self._answers(cells):
                return self._needed(cells)
        return None

    def _needed(self, cells: list[int]) -> list[int]:
        for cell in list(cells):
            fewer = [other for other in cells if other != cell]
            if fewer and self._answers(fewer):
                cells = fewer
        return cells

    def any_of(self, size: int, budget: Budget) -> list[int] | None:
        """A set of exactly this many cells that does it; None if there is none, or the budget is over."""
        for sets in _in_portions(_sets(self.n, size)):
            if budget.over:
                return None
            found = self.solving(sets)
            if found:
                return found[0]
        return None

    def interval_bound(self, most: float) -> int:
        """Fewer cells than this cannot do it; at least 1, at most ``most``."""
        network: Any = self.backend.network
        config = network.config
        if self.backend.config.input != "light" or (config.hidden and config.activation not in RISING):
            return 1
        low, high = 1, int(min(most, self.n))
        while low < high:  # more cells reach more, so half of what is left can be ruled out at a time
            middle = (low + high) // 2
            low, high = (low, middle) if self._reached(network, middle) else (middle + 1, high)
        return low

    def _reached(self, network: Any, k: int) -> bool:
        """Whether the intervals leave it open that ``k`` flipped cells do it."""
        weights = {name: values.astype(np.float64) for name, values in network.parameters.items()}
        layers, now = len(network.config.hidden) + 1, self.light.reshape(-1).astype(np.float64)
        step = (self.other.astype(np.float64) - now)[:, np.newaxis]
        if layers == 1:
            against = weights["w1"][:, self.rivals] - weights["w1"][:, [self.label]]
            bias = weights["b1"][self.rivals] - weights["b1"][self.label]
            return bool((now @ against + bias + _most(step * against, k) >= -SLACK).any())
        middle, moves = now @ weights["w1"] + weights["b1"], step * weights["w1"]
        ends = middle - _most(-moves, k), middle + _most(moves, k)
        rise = RISING[network.config.activation]
        for layer in range(2, layers):
            ends = _through(rise(ends[0]), rise(ends[1]), weights[f"w{layer}"], weights[f"b{layer}"])
        last, biases = weights[f"w{layers}"], weights[f"b{layers}"]
        against = last[:, self.rivals] - last[:, [self.label]]
        _, lead = _through(rise(ends[0]), rise(ends[1]), against, biases[self.rivals] - biases[self.label])
        return bool((lead >= -SLACK).any())


def _most(moves: Floats, k: int) -> Floats:
    """The most that ``k`` rows of ``moves`` (n, m) add up to, column by column: (m,)."""
    gains = np.maximum(moves, 0.0)
    return np.asarray(np.partition(gains, len(gains) - k, axis=0)[len(gains) - k :].sum(axis=0), np.float64)


def _through(low: Floats, high: Floats, weights: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """The interval of each unit behind a layer, from the intervals before it."""
    up, down = np.maximum(weights, 0.0), np.minimum(weights, 0.0)
    return low @ up + high @ down + bias, high @ up + low @ down + bias


def _sets(n: int, size: int) -> Iterator[list[int]]:
    for first in range(n):
        if size == 1:
            yield [first]
        else:
            yield from ([first, *rest] for second in range(first + 1, n) for rest in [[second]])


def _in_portions(sets: Iterator[list[int]]) -> Iterator[list[list[int]]]:
    portion = list[list[int]]()
    for cells in sets:
        portion.append(cells)
        if len(portion) == AT_A_TIME:
            yield portion
            portion = []
    if portion:
        yield portion
