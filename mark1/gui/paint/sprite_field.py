"""SpriteField: many small things of one kind, each shown as one of a few sprites; only those that changed are drawn."""

from collections.abc import Sequence

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

Places = NDArray[np.int64]


def no_sprites() -> "SpriteField":
    """An empty field."""
    return SpriteField(np.zeros((0, 2), np.int64), [pygame.Surface((1, 1))])


class SpriteField:
    """``places`` (n, 2): left top corners in pixels. ``shown`` (n,): the sprite each shows now, -1 for none yet."""

    def __init__(self, places: Places, sprites: Sequence[pygame.Surface]) -> None:
        self.places, self.sprites = places, sprites
        self.size = sprites[0].get_size()
        self.shown = np.full(len(places), -1, np.int64)
        self._corners: list[tuple[int, int]] = [(int(x), int(y)) for x, y in places]

    def draw(self, surface: pygame.Surface, wanted: NDArray[np.int64]) -> list[Rect]:
        """Draw the sprites ``wanted`` (n,); return the rectangle that changed, if any."""
        changed = np.flatnonzero(wanted != self.shown)
        if not len(changed):
            return []
        sprites, corners, which = self.sprites, self._corners, wanted[changed].tolist()
        surface.fblits([(sprites[k], corners[i]) for i, k in zip(changed.tolist(), which, strict=True)])
        self.shown[changed] = wanted[changed]
        left, top = self.places[changed].min(0).tolist()
        right, bottom = self.places[changed].max(0).tolist()
        return [Rect(left, top, right - left + self.size[0], bottom - top + self.size[1])]
