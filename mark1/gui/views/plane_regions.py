"""Regions of the plane: the class that a back end gives to every point, and to the points of the training run.

light of a lattice and of the points -> A-units (kept while the wires are the same) -> back end -> scores

Computed in stretches of points per frame, from weights that are fixed meanwhile; for a standard machine whose wires are
known, all at once. Map and count of wrong points therefore always belong to one state of the back end.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.backends.mark1 import Mark1Backend
from mark1.backprop.network import Network
from mark1.gui.base.contract import FrameContext
from mark1.machine.mark1 import MarkI
from mark1.plane.answers import undecided
from mark1.stimuli.thermometer_code import REACH, light_of

SIDE = 40  # points of the lattice along a side
PRODUCTS_A_FRAME = 4e7  # number of products that take about 3 ms
LEAST_POINTS = 40
UNDECIDED, NOISE = -1, 1e-6  # in place of a class; scores of a network (float32) that differ by less are equal
# Maps inputs (n, n_in) to scores (n, n_classes).
Scorer = Callable[[NDArray[np.float32]], NDArray[np.float32]]


class Regions:
    """``scores`` (SIDE, SIDE, n_classes) of the lattice, from the top left. ``taken`` (n_points,): the class of each
    point of ``xy`` (n_points, 2), UNDECIDED where the scores are equal. ``whole``: the number of complete computations.
    """

    def __init__(self, rows: int, cols: int, n_classes: int, xy: NDArray[np.float64]) -> None:
        at = (np.arange(SIDE) + 0.5) / SIDE * 2 * REACH - REACH
        x, y = np.meshgrid(at, -at)
        lattice = np.stack([x.ravel(), y.ravel()], axis=1)
        self.light = light_of(np.concatenate([lattice, xy]), rows, cols).reshape(len(lattice) + len(xy), -1)
        self.scores = np.zeros((SIDE, SIDE, n_classes), np.float32)
        self.taken = np.zeros(len(xy), np.int64)
        self.whole = 0
        self._found = np.zeros((len(self.light), n_classes), np.float32)
        self._units = Activity(self.light)
        self._weights: NDArray[np.generic] | None = None
        self._edition = self._done = 0
        self._scorer: Scorer | None = None

    def go_on(self, frame: FrameContext) -> None:
        """Compute the next stretch of points; nothing if wires and weights are unchanged."""
        given, edition = self.light, 0
        if not network_sees_light(frame):
            if not self._units.go_on(frame.machine):
                return
            given, edition = self._units.a, self._units.edition
        if self._scorer is None or edition != self._edition:
            weights = weights_of(frame)
            if weights is None or (edition == self._edition and same(weights, self._weights)):
                return
            self._weights, self._edition, self._scorer, self._done = weights, edition, scorer_of(frame), 0
        part = stretch(self._done, given.shape[1] * self._width(frame))
        self._found[part] = self._scorer(given[part])
        self._done = part.stop
        if self._done >= len(self.light):
            self._end()

    def _width(self, frame: FrameContext) -> int:
        """The number of units that process the input."""
        network = frame.backend.network
        return frame.machine.response.n_r if network is None else network.parameters["w1"].shape[1]

    def _end(self) -> None:
        self._scorer, self.whole = None, self.whole + 1
        self.scores[:] = self._found[: SIDE * SIDE].reshape(self.scores.shape)
        self.taken[:] = taken_for(self._found[SIDE * SIDE :])

    def finish(self, frame: FrameContext) -> None:
        """Compute all that is left for this state."""
        whole = self.whole
        for _ in range(2 * len(self.light) // LEAST_POINTS + 2):
            self.go_on(frame)
            if self.whole > whole:
                return


class Activity:
    """``a`` (n, n_a) float32: the A-units that ``light`` (n, n_s) switches on, with noise-free photocells.

    Kept until wires, thresholds or faults change; ``edition`` changes with them.
    """

    def __init__(self, light: NDArray[np.float32]) -> None:
        self.light, self.a, self.edition = light, np.zeros((len(light), 0), np.float32), 0
        self._of: tuple[NDArray[np.generic], ...] = ()
        self._wires = np.zeros((0, 0), np.float32)
        self._done = 0

    def go_on(self, machine: MarkI) -> bool:
        """Compute the next stretch; return whether it is complete."""
        retina, board, units = machine.retina, machine.patch_board, machine.association
        cells, wired = (retina.dead, retina.stuck, retina.gain), (board.s_of_wire, board.a_of_wire, board.sign_of_wire)
        of = *cells, *wired, units.least, units.dead
        if not self._of or not all(map(same, of, self._of)):
            self._of, self._done, self.edition = of, 0, self.edition + 1
            self.a, self._wires = np.zeros((len(self.light), units.n_a), np.float32), wires(machine)
        if self._done < len(self.light):
            part = stretch(self._done, self._wires.size)
            self.a[part], self._done = units_on(machine, self._wires, self.light[part]), part.stop
        return self._done >= len(self.light)


def taken_for(scores: NDArray[Any]) -> NDArray[np.int64]:
    """The class of the largest score along the last axis; UNDECIDED where another is as large."""
    if scores.shape[-1] < 2:
        return np.asarray(scores.argmax(axis=-1))
    return np.where(undecided(scores, NOISE), UNDECIDED, scores.argmax(axis=-1))


def same(one: NDArray[np.generic], other: NDArray[np.generic] | None) -> bool:
    """Whether two arrays are equal; usually they are identical."""
    return one is other or (other is not None and np.array_equal(one, other))


def stretch(first: int, products: int) -> slice:
    """The points from ``first`` on that fit into a frame, given the products per point."""
    return slice(first, first + max(LEAST_POINTS, int(PRODUCTS_A_FRAME // max(1, products))))


def network_sees_light(frame: FrameContext) -> bool:
    """Whether the back end is a network that sees the photocells directly."""
    network = frame.backend.network
    return network is not None and network.config.n_in == frame.machine.retina.n_s


class Mark1Scores:
    """Maps A-units to the answered class: 1 for it, 0 for the others."""

    def __init__(self, backend: Mark1Backend) -> None:
        assert backend.code is not None
        self.code, self.weights_v = backend.code, weights(backend.machine).astype(np.float32)

    def __call__(self, a: NDArray[np.float32]) -> NDArray[np.float32]:
        answer = self.code.nearest((a @ self.weights_v).astype(np.float64))
        return np.eye(len(self.code.classes), dtype=np.float32)[answer]


class NetworkScores:
    """A network that can be evaluated, with the weights of a read-only one."""

    def __init__(self, network: Network) -> None:
        self.network = Network(network.config, np.random.Generator(np.random.PCG64(0)))
        self.network.values[:] = network.values

    def __call__(self, given: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(self.network.scores(given), np.float32)


def scorer_of(frame: FrameContext) -> Scorer:
    """A copy of the back end in use."""
    network = frame.backend.network
    return NetworkScores(network) if network else Mark1Scores(frame.backend.front)


def weights_of(frame: FrameContext) -> NDArray[np.generic] | None:
    """All that is learned; None before there are classes."""
    network = frame.backend.network
    if network is not None:
        return network.values
    return frame.machine.potentiometers.wiper if frame.backend.classes else None


def units_on(machine: MarkI, wires: NDArray[np.float32], light: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The A-units that light (n, n_s) switches on, with noise-free photocells: ndarray of shape (n, n_a)."""
    retina, units = machine.retina, machine.association
    s = (light * retina.gain >= retina.config.threshold) & ~retina.dead | retina.stuck
    return np.asarray((s.astype(np.float32) @ wires >= units.least) & ~units.dead)


def wires(machine: MarkI) -> NDArray[np.float32]:
    """Signs of the wires: ndarray of shape (n_s, n_a)."""
    board = machine.patch_board
    signs = np.zeros((board.n_s, board.n_a), np.float32)
    np.add.at(signs, (board.s_of_wire, board.a_of_wire), board.sign_of_wire)
    return signs


def weights(machine: MarkI) -> NDArray[np.float64]:
    """Wiper voltages: ndarray of shape (n_a, n_r), V; 0 where no pot joins the two."""
    bank = machine.potentiometers
    volts = np.zeros((machine.association.n_a, bank.n_r))
    volts[bank.a_of_pot, bank.r_of_pot] = bank.wiper_v
    return volts
