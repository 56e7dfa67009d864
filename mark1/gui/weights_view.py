"""The weights of a network: a picture of what goes into each unit of its first layer. Hangs where the pots hang."""

import numpy as np
import pygame
from pygame import Rect

from mark1.gui.paint.relief import relief
from mark1.gui.plate import Plate
from mark1.gui.unit_grid import UnitGrid
from mark1.gui.view import Frame, Place, Tip

AT_A_TIME = 8
"""Pictures made anew in a frame."""


class WeightsView(Plate):
    """Bright cells speak for the unit, dark ones against it; each picture in its own scale."""

    title = "weights.title"

    def shape(self, frame: Frame) -> object:
        network = getattr(frame.backend, "network", None)
        return None if network is None else network.parameters["w1"].shape

    def lay_out(self, frame: Frame) -> None:
        room, style = self.inside, self.style
        self.sink(room)
        weights = self._weights(frame)
        n = 0 if weights is None else weights.shape[1]
        self.grid = UnitGrid(room.inflate(-style.px(12), -style.px(12)), [max(1, n)], (0, 0), style.px(80))
        self._made_of = np.zeros((0 if weights is None else len(weights), n), np.float32)
        self._turn, self._n = 0, n

    def _weights(self, frame: Frame) -> np.ndarray | None:
        network = getattr(frame.backend, "network", None)
        return None if network is None else network.parameters["w1"]

    def show(self, surface: pygame.Surface, frame: Frame) -> list[Rect]:
        weights = self._weights(frame)
        if weights is None or weights.shape != self._made_of.shape:
            return []
        changed, side = [], max(1, self.grid.cell - 2)
        some = range(self._n) if self.fresh else [(self._turn + k) % self._n for k in range(min(self._n, AT_A_TIME))]
        others = [k for k in some if self.fresh or not np.array_equal(weights[:, k], self._made_of[:, k])]
        self._turn += AT_A_TIME
        if others:
            seen = frame.backend.looks_for()
            for k in others:
                square = self.grid.square(k)
                surface.blit(relief(seen[k], (side, side)), (square.x + 1, square.y + 1))
                self._made_of[:, k] = weights[:, k]
                changed.append(square)
        return changed

    def under(self, place: Place) -> Tip | None:
        number = self.grid.at(place)
        if number is None or number >= self._n:
            return super().under(place)
        words = self.style.words
        return Tip(words("weights.unit", number=number), "", words("weights.why"))
