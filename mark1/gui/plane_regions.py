"""Regions of the plane: which class a brain takes every point for, worked out a few rows at a time.

The window computes them from copies of weights, so it never waits for the brain, nor disturbs it.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mark1.backends.mark1 import Mark1Backend
from mark1.backprop.network import Network
from mark1.gui.hidden_view import network_of
from mark1.gui.view import Frame
from mark1.machine.mark1 import MarkI
from mark1.stimuli.thermometers import REACH, light_of

SIDE = 40
"""Points of the lattice along a side."""
ROWS_A_FRAME = 2
Brain = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""Light (n, n_s) to scores (n, n_classes), of weights as they were."""


class Regions:
    """``scores`` (SIDE, SIDE, n_classes) of the lattice, from the top left. ``whole``: how often all was done."""

    def __init__(self, rows: int, cols: int, n_classes: int) -> None:
        at = (np.arange(SIDE) + 0.5) / SIDE * 2 * REACH - REACH
        x, y = np.meshgrid(at, -at)
        self.light = light_of(np.stack([x.ravel(), y.ravel()], axis=1), rows, cols).reshape(SIDE, SIDE, -1)
        self.scores = np.zeros((SIDE, SIDE, n_classes), np.float32)
        self.whole, self._row = 0, 0
        self._weights: NDArray[np.generic] | None = None
        self._brain: Brain | None = None

    def go_on(self, frame: Frame) -> None:
        """The next rows; nothing, while the weights are those of the last time."""
        if self._brain is None:
            weights = weights_of(frame)
            if weights is None or (self._weights is not None and np.array_equal(weights, self._weights)):
                return
            self._weights, self._brain = weights, brain_of(frame)
        some = slice(self._row, self._row + ROWS_A_FRAME)
        self.scores[some] = self._brain(self.light[some].reshape(-1, self.light.shape[-1])).reshape(
            -1, SIDE, self.scores.shape[-1]
        )
        self._row += ROWS_A_FRAME
        if self._row >= SIDE:
            self._row, self._brain, self.whole = 0, None, self.whole + 1

    def finish(self, frame: Frame) -> None:
        """All rows at once."""
        for _ in range(SIDE // ROWS_A_FRAME):
            self.go_on(frame)


class Mark1Brain:
    """The signal of the machine for many pictures: 1 for the class that is answered."""

    def __init__(self, backend: Mark1Backend) -> None:
        machine, code = backend.machine, backend.code
        assert code is not None
        self.code, self.machine = code, machine
        self.wires, self.weights_v = wires(machine), weights(machine)

    def __call__(self, light: NDArray[np.float32]) -> NDArray[np.float32]:
        a = units_on(self.machine, self.wires, light)
        answer = self.code.nearest(a.astype(np.float64) @ self.weights_v)
        return np.eye(len(self.code.classes), dtype=np.float32)[answer]


class NetworkBrain:
    """A copy of the network."""

    def __init__(self, machine: MarkI, network: Network) -> None:
        self.machine = machine
        self.network = Network(network.config, np.random.Generator(np.random.PCG64(0)))
        self.network.values[:] = network.values
        self.wires = None if network.config.n_in == machine.retina.n_s else wires(machine)

    def __call__(self, light: NDArray[np.float32]) -> NDArray[np.float32]:
        if self.wires is None:
            return np.asarray(self.network.scores(light), np.float32)
        a = units_on(self.machine, self.wires, light)
        return np.asarray(self.network.scores(a.astype(np.float32)), np.float32)


def brain_of(frame: Frame) -> Brain:
    """A copy of the brain in use."""
    network = network_of(frame)
    return NetworkBrain(frame.machine, network) if network else Mark1Brain(frame.backend.front)


def weights_of(frame: Frame) -> NDArray[np.generic] | None:
    """A copy of all that is learned; None before there are classes."""
    network = network_of(frame)
    if network is not None:
        return network.values.copy()
    learned = frame.backend.name == "mark1" and frame.backend.classes
    return frame.machine.potentiometers.wiper.copy() if learned else None


def units_on(machine: MarkI, wires: NDArray[np.float32], light: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The A-units that light (n, n_s) switches on, its photocells free of noise: ndarray of shape (n, n_a)."""
    retina, units = machine.retina, machine.association
    s = (light * retina.gain >= retina.config.threshold) & ~retina.dead | retina.stuck
    return np.asarray((s.astype(np.float32) @ wires >= units.least) & ~units.dead)


def wires(machine: MarkI) -> NDArray[np.float32]:
    """Signs of the wires: ndarray of shape (n_s, n_a)."""
    board = machine.patch_board
    found = np.zeros((board.n_s, board.n_a), np.float32)
    np.add.at(found, (board.s_of_wire, board.a_of_wire), board.sign_of_wire)
    return found


def weights(machine: MarkI) -> NDArray[np.float64]:
    """Wiper voltages: ndarray of shape (n_a, n_r), V; 0 where no pot joins the two."""
    bank = machine.potentiometers
    found = np.zeros((machine.association.n_a, bank.n_r))
    found[bank.a_of_pot, bank.r_of_pot] = bank.wiper_v
    return found
