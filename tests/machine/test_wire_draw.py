"""The wire draw: against an obvious reference, compiled and in plain Python, to the last socket, and without a lean."""

import copy
import itertools
import math

import numpy as np
import pytest
from scipy.stats import chisquare

from mark1.machine import wire_draw
from mark1.machine.chance import generator
from mark1.machine.compiled import kernels, plain
from mark1.machine.compiled.ahead import Ahead
from mark1.machine.config import PatchBoardConfig
from mark1.machine.patch_board import PatchBoard

NO_WEIGHT = np.empty(0)


def weights(rows: int, cols: int, reach: float) -> np.ndarray:
    return np.array([[math.exp(-math.sqrt(y * y + x * x) / reach) for x in range(cols)] for y in range(rows)]).ravel()


def drawn(one, seed: int, rows: int, cols: int, n_a: int, fan_in: int, sockets: int, weight=NO_WEIGHT):
    """The wires (n_a, fan_in) by kernels or plain, and the generator after them."""
    rng, s = generator(seed), np.empty(n_a * fan_in, np.int32)
    one.draw_wires(rng, s, rows * cols, fan_in, sockets, cols, weight)
    return s.reshape(n_a, fan_in), rng.bit_generator.state


class SlowDraw:
    """Sets of A-units on each S-unit, and a list of S-units for each A-unit; every rule looked up anew."""

    def __init__(self, seed: int, rows: int, cols: int, sockets: int, weight: np.ndarray) -> None:
        self.rng, self.rows, self.cols, self.sockets, self.weight = generator(seed), rows, cols, sockets, weight
        self.on_s: list[set[int]] = [set() for _ in range(rows * cols)]
        self.of_a: list[list[int]] = []

    def draw(self, n_a: int, fan_in: int) -> np.ndarray:
        for a in range(n_a):
            self.of_a.append([])
            law = self.law()
            for _ in range(fan_in):
                s = self.by_lot(a, law)
                self.of_a[a].append(s)
                self.on_s[s].add(a)
        return np.array(self.of_a)

    def law(self) -> list[float]:
        """How likely each S-unit is for one A-unit."""
        n_s = self.rows * self.cols
        if not len(self.weight):
            return [1.0] * n_s
        y, x = divmod(int(self.rng.random() * n_s), self.cols)
        cells = itertools.product(range(self.rows), range(self.cols))
        return [float(self.weight[abs(row - y) * self.cols + abs(col - x)]) for row, col in cells]

    def pick(self, law: list[float]) -> int:
        upto = list(itertools.accumulate(law))
        point = self.rng.random() * upto[-1]
        return next((s for s, sum_of in enumerate(upto) if sum_of > point), len(law) - 1)

    def by_lot(self, a: int, law: list[float]) -> int:
        for _ in range(wire_draw.TRIES):
            s = self.pick(law)
            if a not in self.on_s[s] and len(self.on_s[s]) < self.sockets:
                return s
        left = [s for s in range(len(law)) if a not in self.on_s[s] and len(self.on_s[s]) < self.sockets]
        if left:
            return left[self.pick([law[s] for s in left])]
        return self.exchange(a)

    def exchange(self, a: int) -> int:
        free = next(s for s, joined in enumerate(self.on_s) if len(joined) < self.sockets)
        wires = [(other, place) for other in range(a) for place in range(len(self.of_a[other]))]
        start = int(self.rng.random() * len(wires))
        for other, place in wires[start:] + wires[:start]:
            s = self.of_a[other][place]
            if a not in self.on_s[s] and other not in self.on_s[free]:
                self.of_a[other][place] = free
                self.on_s[free].add(other)
                self.on_s[s].remove(other)
                return s
        raise AssertionError("no wire could move")


BOARDS = [  # rows, cols, n_a, fan_in, sockets, reach
    (20, 20, 100, 20, 40, 0), (4, 5, 40, 20, 40, 0), (5, 5, 25, 4, 4, 0), (3, 3, 9, 8, 8, 0), (2, 2, 6, 2, 3, 0),
    (1, 1, 3, 1, 3, 0), (6, 6, 30, 6, 5, 0), (20, 20, 60, 10, 40, 3), (5, 5, 25, 4, 4, 1.5), (9, 7, 20, 12, 40, 0.1),
    (1, 30, 15, 8, 4, 2), (6, 6, 12, 6, 2, 200),
]  # fmt: skip


def test_it_draws_what_the_slow_reference_draws():
    for rows, cols, n_a, fan_in, sockets, reach in BOARDS:
        weight = np.maximum(weights(rows, cols, reach), 2.0**-1000) if reach else NO_WEIGHT
        for seed in range(3 if rows * cols < 100 else 1):
            slow = SlowDraw(seed, rows, cols, sockets, weight)
            wanted = slow.draw(n_a, fan_in)
            for one in (kernels, plain):
                s, state = drawn(one, seed, rows, cols, n_a, fan_in, sockets, weight)
                assert (s == wanted).all(), (one.__name__, rows, cols, n_a, fan_in, sockets, reach, seed)
                assert state == slow.rng.bit_generator.state


def test_boards_are_filled_to_the_last_socket():
    """Also 16,000 wires on 400 cells of 40 sockets, and units that have all cells, or all but one."""
    for rows, cols, n_a, fan_in, sockets in ((20, 20, 800, 20, 40), (20, 20, 40, 400, 40), (5, 4, 20, 19, 19)):
        for weight in (NO_WEIGHT, weights(rows, cols, 2.0)):
            s, _ = drawn(kernels, 1, rows, cols, n_a, fan_in, sockets, weight)
            assert (np.bincount(s.ravel(), minlength=rows * cols) == sockets).all()
            assert all(len(set(wires)) == fan_in for wires in s.tolist())


def test_many_small_boards_end_whatever_they_are():
    rng = np.random.default_rng(0)
    for seed in range(400):
        rows, cols, n_a = rng.integers(1, 5), rng.integers(1, 5), rng.integers(1, 12)
        fan_in = rng.integers(1, rows * cols + 1)
        sockets = -(-n_a * fan_in // (rows * cols))
        weight = weights(rows, cols, rng.choice([0.05, 1.0, 50.0])) if seed % 2 else NO_WEIGHT
        s, _ = drawn(kernels, seed, int(rows), int(cols), int(n_a), int(fan_in), int(sockets), weight)
        assert np.bincount(s.ravel()).max() <= sockets
        assert all(len(set(wires)) == fan_in for wires in s.tolist())


def test_wires_come_from_all_cells_alike():
    """Chi-square of the cells, of the first and of the last wire of each unit, and of pairs of wires of one unit."""
    s, _ = drawn(kernels, 7, 5, 5, 4000, 6, 10**6)
    for cells in (s[:, 0], s[:, 5], s.ravel()):
        assert chisquare(np.bincount(cells, minlength=25)).pvalue > 0.001
    pairs = s[:, 0] * 25 + s[:, 1]
    different = [first * 25 + second for first, second in itertools.permutations(range(25), 2)]
    assert chisquare(np.bincount(pairs, minlength=625)[different]).pvalue > 0.001


def test_a_nearly_full_board_leans_to_no_wire():
    """Whether a socket is left must not depend on the cell."""
    boards = [drawn(kernels, seed, 5, 5, 59, 8, 20)[0].ravel() for seed in range(400)]  # 472 of 500 sockets
    left = 20 - np.array([np.bincount(wires, minlength=25) for wires in boards])
    lean = (left.mean(axis=0) - 28 / 25) / (left.std(axis=0) / 20)  # in standard errors
    assert np.abs(lean).max() < 4


def test_constrained_wires_fall_as_the_weights_say():
    weight = weights(9, 9, 2.0)
    s, _ = drawn(kernels, 3, 9, 9, 60_000, 1, 10**6, weight)
    cells = np.array(list(itertools.product(range(9), range(9))))
    apart = np.abs(cells[:, np.newaxis] - cells)
    law = weight.reshape(9, 9)[apart[..., 0], apart[..., 1]]
    wanted = (law / law.sum(axis=1, keepdims=True)).mean(axis=0)
    assert chisquare(np.bincount(s.ravel(), minlength=81), wanted * 60_000).pvalue > 0.001


def test_numbers_drawn_ahead_are_given_back():
    one, other = generator(5), generator(5)
    ahead = Ahead(one)
    assert [ahead.random() for _ in range(1500)] == [other.random() for _ in range(1500)]
    ahead.give_back()
    assert one.random() == other.random()
    untouched = copy.deepcopy(one)
    Ahead(one).give_back()
    assert one.random() == untouched.random()


@pytest.mark.parametrize("wiring", ["random", "constrained"])
def test_a_board_is_the_same_however_it_is_drawn(monkeypatch: pytest.MonkeyPatch, wiring):
    from mark1.machine.compiled import chosen

    boards = []
    for one in (kernels, plain):
        monkeypatch.setattr(chosen, "kernels_for", lambda work_us, one=one: one)
        boards.append(PatchBoard(PatchBoardConfig(wiring=wiring), 20, 20, 64, generator(2)))
    assert (boards[0].s_of_wire == boards[1].s_of_wire).all()
    assert boards[0].s_of_wire.dtype == np.int32
