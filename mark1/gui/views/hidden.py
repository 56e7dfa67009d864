"""The hidden units of a network: what each unit of its first layer looks for, and whether it is on."""

from collections.abc import Sequence

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.backprop.network import Network
from mark1.gui.base.base_view import BaseView
from mark1.gui.base.contract import FrameContext, Place, Tip
from mark1.gui.base.unit_grid import UnitGrid
from mark1.gui.paint.canvas import Colour
from mark1.gui.paint.relief import relief

A_FRAME = 4  # number of pictures that are checked per frame
MOST = 512


class HiddenView(BaseView):
    """One picture per unit: its weights, bright for +, dark for -; framed in light while its sum is above 0."""

    title = "hidden.title"

    def __init__(self) -> None:
        super().__init__()
        self.grid: UnitGrid | None = None
        self.edge = 1
        self._names: Sequence[str] = ()
        self._weights: list[NDArray[np.generic] | None] = []
        self._lit, self._sums = np.zeros(0, np.int8), np.zeros(0)
        self._turn = 0

    def title_for(self, frame: FrameContext) -> str:
        return "hidden.classes" if frame.backend.pictured else "hidden.title"

    def shape(self, frame: FrameContext) -> object:
        network, retina = frame.backend.network, frame.machine.retina.config
        return frame.backend.name, bool(frame.backend.classes), network and network.config, retina.rows, retina.cols

    def lay_out(self, frame: FrameContext) -> None:
        style, room, network = self.style, self.inside, frame.backend.network
        self.sink(room)
        self.grid, self._turn = None, 0
        if network is None:
            text, at = (
                style.words("hidden.lacks" if frame.backend.classes else "hidden.none"),
                self.on_plate(room).center,
            )
            style.lettering.write(self.backdrop, text, at, style.text(16), style.palette.faint, align="centre",
                                  room=room.w - style.px(20))  # fmt: skip
            return
        n = min(MOST, network.parameters["w1"].shape[1])
        self.grid = UnitGrid(room.inflate(-style.px(12), -style.px(12)), [n], most_px=style.px(96))
        self.edge = max(1, self.grid.cell // 16)
        self._weights = [None] * n
        self._lit = np.full(n, -1, np.int8)
        self._sums = np.zeros(n)

    def show(self, surface: pygame.Surface, frame: FrameContext) -> list[Rect]:
        network = frame.backend.network
        if self.grid is None or network is None:
            return []
        n, self._names = len(self._weights), frame.backend.classes if frame.backend.pictured else ()
        changed = []
        for _ in range(n if self.fresh else min(n, A_FRAME)):
            changed += self._look(surface, frame, network, self._turn % n)
            self._turn += 1
        return changed + (self._light(surface, frame, network) if self.reading else [])

    def _look(self, surface: pygame.Surface, frame: FrameContext, network: Network, number: int) -> list[Rect]:
        """Redraw one unit if its weights changed."""
        assert self.grid is not None
        weights, before = network.parameters["w1"][:, number], self._weights[number]
        if before is not None and np.array_equal(weights, before):
            return []
        self._weights[number] = weights
        rect = self.grid.square(number).inflate(-2 * self.edge, -2 * self.edge)
        surface.blit(relief(on_retina(frame, weights), rect.size), rect)
        return [rect]

    def _light(self, surface: pygame.Surface, frame: FrameContext, network: Network) -> list[Rect]:
        """Frame the units that are on."""
        assert self.grid is not None
        self._sums = sums_of(frame, network)[: len(self._lit)]
        lit = (self._sums > 0).astype(np.int8)
        palette, changed = self.style.palette, []
        for number in np.flatnonzero(lit != self._lit).tolist():
            colour: Colour = palette.lamp_on if lit[number] else palette.well
            square = self.grid.square(number)
            pygame.draw.rect(surface, colour, square.inflate(-self.edge, -self.edge), self.edge)
            changed.append(square)
        self._lit = lit
        return changed

    def under(self, place: Place) -> Tip | None:
        number = self.grid.at(place) if self.grid else None
        if number is None or number >= len(self._sums):
            return super().under(place)
        words = self.style.words
        return Tip(
            self._names[number] if self._names else words("hidden.unit", number=number),
            words("hidden.sum", sum=f"{self._sums[number]:+.2f}"),
            words("hidden.why"),
        )


def on_retina(frame: FrameContext, weights: NDArray[np.floating]) -> NDArray[np.float64]:
    """Weights (n_in,) as a picture: ndarray of shape (rows, cols)."""
    retina = frame.machine.retina.config
    if len(weights) == frame.machine.retina.n_s:
        return weights.astype(np.float64).reshape(retina.rows, retina.cols)
    return frame.machine.patch_board.back(weights.astype(np.float64))


def sums_of(frame: FrameContext, network: Network) -> NDArray[np.float64]:
    """The sum of every unit of the first layer for the picture before the camera; zeros without one."""
    w, b, observation = network.parameters["w1"], network.parameters["b1"], frame.observation
    if observation is None:
        return np.zeros(len(b))
    x = observation.light.ravel() if len(w) == observation.light.size else observation.a
    return np.asarray(x.astype(np.float64) @ w + b, np.float64) if len(x) == len(w) else np.zeros(len(b))
