"""The confusion matrix as a picture: the more often a class was taken for another, the brighter the square."""

import numpy as np
import pygame
from numpy.typing import NDArray

from mark1.gui.paint.canvas import Colour, surface, tone

DARK: Colour = (44, 42, 40)
LINE: Colour = (20, 20, 20)


def confusion_matrix(confusion: NDArray[np.int64], size: tuple[int, int], on: Colour) -> pygame.Surface:
    """Rows: what was shown; columns: what was answered. Right ones lie on the diagonal; brighter is more."""
    share = confusion / np.maximum(confusion.sum(1, keepdims=True), 1)
    shade = np.sqrt(share).astype(np.float32)[..., np.newaxis]
    rgb = tone(DARK) + shade * (tone(on) - tone(DARK))
    n, (width, height) = len(confusion), size
    matrix = pygame.transform.scale(surface(rgb.astype(np.float32)), size)
    if width // n >= 5:
        for k in range(1, n):
            pygame.draw.line(matrix, LINE, (k * width // n, 0), (k * width // n, height))
            pygame.draw.line(matrix, LINE, (0, k * height // n), (width, k * height // n))
    return matrix
