"""Reliefs: weights as small pictures of light and dark."""

from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray

from mark1.gui.paint.canvas import surface, tone


def relief(weights: NDArray[Any], size: tuple[int, int]) -> pygame.Surface:
    """Weights as light: positive ones are bright, negative ones dark, zero is grey."""
    top = float(np.abs(weights).max(initial=0.0)) or 1.0
    share = (np.clip(weights / top, -1, 1)[..., np.newaxis] + 1) / 2
    rgb = tone((22, 24, 28)) + share.astype(np.float32) * tone((224, 214, 188))
    return pygame.transform.smoothscale(surface(rgb.astype(np.float32)), size)
