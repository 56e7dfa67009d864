"""Search: the cheapest changes that change an answer, by branch and bound; whenever it ends, with a lower bound.

A problem has items (cells, dials, wires of an A-unit ...), each with a cost, that can be changed once each. For one
rival class at a time, an item's *credit* is the most that changing it can contribute, whatever else is changed, to the
rival's lead, which must grow by the *deficit*. So the cheapest items whose credits reach the deficit, taken in the
order of credit per cost and the last one in part, cost no more than any solution: that is the bound.

    root of each rival --> least bound first: [try every single item more] --> branches --> ...

The least bound of all open branches is the lower bound. Deficits are eased by a billionth against rounding, so that no
solution is ever cut off.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from mark1.proofs.budget import Budget

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

EASE = 1e-9
MOST_OPEN = 100_000  # branches that wait, of some kilobytes each
GREEDY_STEPS = 60
GREEDY_RIVALS = 6


class Problem(Protocol):
    """What can be changed, and what becomes of the answer."""

    costs: Floats  # (n_items,) above 0
    rivals: Sequence[int]  # the classes that may become the answer

    def deficit(self, changed: tuple[int, ...], rival: int) -> tuple[float, Floats]:
        """By how much the rival's lead must still grow, at least; and the most each item can contribute, (n_items,)."""

    def leads(self, changed: tuple[int, ...], items: Numbers, rival: int) -> tuple[NDArray[np.bool_], Floats]:
        """Whether changing one more of ``items`` does: (len(items),); and the rival's lead then."""


@dataclass(frozen=True)
class SearchResult:
    """The cheapest changes found, None if none were; what they cost; a lower bound on what any cost."""

    changed: tuple[int, ...] | None
    cost: float
    lower_bound: float

    @property
    def proved(self) -> bool:
        """Whether the two bounds are one: nothing is cheaper, or nothing does it at all."""
        return self.lower_bound >= self.cost * (1 - EASE)


class Branch(NamedTuple):
    """The item at ``places[at]`` of ``order`` is changed beside ``changed``, and none before it in ``order``."""

    bound: float
    number: int  # among equals, first come, first served
    cost: float  # of ``changed``
    changed: tuple[int, ...]
    rival: int
    order: Numbers
    places: Numbers  # by bound
    bounds: Floats
    at: int


def search(problem: Problem, budget: Budget, most: float = np.inf) -> SearchResult:
    """The cheapest changes, or the bounds when the budget is over; none that cost more than ``most`` are looked for."""
    return BranchAndBound(problem, budget, most).result()


class BranchAndBound:
    """One search. ``cost`` and ``changed`` are the best so far; ``open`` is a heap of branches."""

    def __init__(self, problem: Problem, budget: Budget, most: float) -> None:
        self.problem, self.budget, self.most = problem, budget, most
        self.costs = np.asarray(problem.costs, np.float64)
        self.whole = bool((self.costs == np.rint(self.costs)).all())
        self.cost = np.inf
        self.changed: tuple[int, ...] | None = None
        self.open: list[Branch] = []
        self.number = 0

    def result(self) -> SearchResult:
        """Search until the bounds meet, the least bound is above ``most``, or the budget is over."""
        items = np.arange(len(self.costs))
        for rival in self.problem.rivals:
            self._expand(0.0, (), rival, items)
        for branch in sorted(self.open)[:GREEDY_RIVALS]:
            self._greedy(branch.rival)
        while self.open and self.open[0].bound < self.cost and self.open[0].bound <= self.most:
            if self.budget.over or len(self.open) > MOST_OPEN:
                break
            branch = heapq.heappop(self.open)
            self._push(branch, branch.at + 1)
            place = int(branch.places[branch.at])
            item, rest = int(branch.order[place]), branch.order[place + 1 :]
            self._expand(branch.cost + float(self.costs[item]), (*branch.changed, item), branch.rival, np.sort(rest))
        least = min(self.cost, self.open[0].bound if self.open else np.inf)
        return (
            SearchResult(None, np.inf, least) if self.cost > self.most else SearchResult(self.changed, self.cost, least)
        )

    def _expand(self, cost: float, changed: tuple[int, ...], rival: int, items: Numbers) -> None:
        """Try every single item more, then open the branches of two or more that could still be cheaper."""
        items = items[cost + self.costs[items] < self.cost]
        if not len(items):
            return
        solving, _ = self.problem.leads(changed, items, rival)
        self._keep_best(cost, changed, items[solving])
        deficit, credits = self.problem.deficit(changed, rival)
        rest = items[~solving]
        order = rest[np.argsort(-credits[rest] / self.costs[rest], kind="stable")]
        bounds = cost + self._bounds(credits[order], self.costs[order], deficit)
        if self.whole:
            bounds = np.ceil(bounds - 1e-6)
        places = np.argsort(bounds, kind="stable")
        places = places[: np.searchsorted(bounds[places], self.cost)]
        order, places = order.astype(np.int32), places.astype(np.int32)
        self._push(Branch(0.0, 0, cost, changed, rival, order, places, bounds[places], 0), 0)

    def _keep_best(self, cost: float, changed: tuple[int, ...], items: Numbers) -> None:
        """Remember the cheapest of the items that solve it."""
        if len(items):
            best = int(items[np.argmin(self.costs[items])])
            if cost + self.costs[best] < self.cost:
                self.cost, self.changed = float(cost + self.costs[best]), (*changed, best)

    def _bounds(self, credits: Floats, costs: Floats, deficit: float) -> Floats:
        """What the items of the branch at each place cost at least, (n,); inf where they cannot do it."""
        if not len(credits):
            return np.zeros(0)
        deficit = max(0.0, deficit) * (1 - EASE)
        worth, spent = np.append(0.0, np.cumsum(credits)), np.append(0.0, np.cumsum(costs))
        place = np.arange(len(credits))
        wanted = deficit + worth[:-1]  # what the items from each place on must reach
        last = np.searchsorted(worth * (1 + EASE), wanted)
        end = np.clip(last, place + 1, len(credits))
        part = (wanted - worth[end - 1]) / np.maximum(credits[end - 1], 1e-300)
        least = spent[end - 1] + np.clip(part, 0.0, 1.0) * costs[end - 1] - spent[:-1]
        cheapest_after = np.append(np.minimum.accumulate(costs[::-1])[::-1][1:], np.inf)
        return np.where(last <= len(credits), np.maximum(least, costs + cheapest_after), np.inf)

    def _push(self, branch: Branch, at: int) -> None:
        """Let the branch wait, if it could still be cheaper."""
        if at < len(branch.places) and branch.bounds[at] < self.cost:
            self.number += 1
            heapq.heappush(self.open, branch._replace(bound=float(branch.bounds[at]), number=self.number, at=at))

    def _greedy(self, rival: int) -> None:
        """A first solution: always the item that takes the rival furthest for its cost."""
        changed, cost, items, lead = tuple[int, ...](), 0.0, np.arange(len(self.costs)), -np.inf
        for _ in range(GREEDY_STEPS):
            if not len(items) or cost >= self.cost or self.budget.over:
                return
            solving, leads = self.problem.leads(changed, items, rival)
            if solving.any():
                self._keep_best(cost, changed, items[solving])
                return
            gains = leads - (leads.min() if lead == -np.inf else lead)
            best = int(items[np.argmax(gains / self.costs[items])])
            lead = float(leads[items == best][0])
            changed, cost, items = (*changed, best), cost + float(self.costs[best]), items[items != best]
