"""NearestList: the classes nearest to the answer, each with a bar for its score."""

from collections.abc import Sequence

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from mark1.gui.base.contract import FrameContext
from mark1.gui.paint.theme import Style

MOST = 6


class NearestList:
    """A few lines in a well: the label, a bar to the right for +, to the left for -."""

    def __init__(self, rect: Rect, style: Style) -> None:
        self.rect, self.style = rect, style
        self.line_px = style.text(17)
        self.name_w = self.label_px = 0
        self.lines = min(MOST, max(0, (rect.h - style.px(8)) // self.line_px))

    @staticmethod
    def height(lines: int, style: Style) -> int:
        """The height of a well with the given number of lines."""
        return lines * style.text(17) + style.px(8)

    def draw(self, surface: pygame.Surface, frame: FrameContext, *, lit: bool = True) -> None:
        """Write the lines into the bare well; ``lit``: the first is the answer."""
        labels, scores = ranking(frame)
        top = float(np.abs(scores).max(initial=0.0)) or 1.0
        labels = [self.style.words.label(label) for label in labels]
        self._measure(labels[: self.lines])
        for k, (label, score) in enumerate(zip(labels[: self.lines], scores[: self.lines].tolist(), strict=True)):
            is_answer = lit and k == 0
            both_signs = bool((scores[: self.lines] < 0).any())
            self._line(surface, k, label, score / top, is_answer=is_answer, both_signs=both_signs)

    def _measure(self, labels: Sequence[str]) -> None:
        """Room for the widest label, at most half of the well; letters of one size."""
        style = self.style
        widest = max((style.lettering.width(label, "engraved", style.text(14)) for label in labels), default=0)
        self.name_w = max(style.text(22), min(widest, self.rect.w // 2))
        self.label_px = style.lettering.common([(label, self.name_w) for label in labels], "engraved", style.text(14))

    def _line(
        self, surface: pygame.Surface, k: int, label: str, share: float, *, is_answer: bool, both_signs: bool
    ) -> None:
        """Draw a label and its bar; from the middle if some scores are negative."""
        style, palette = self.style, self.style.palette
        y = self.rect.y + style.px(5) + (2 * k + 1) * self.line_px // 2
        name = Rect(self.rect.x + style.px(8), y, self.name_w, self.line_px)
        colour = palette.legend if is_answer else palette.faint
        style.lettering.write(surface, label, (name.x, y), self.label_px, colour, room=name.w)
        left, right = name.right + style.px(8), self.rect.right - style.px(9)
        middle = (left + right) // 2 if both_signs else left
        half = right - middle
        length = round(half * share)
        bar = Rect(min(middle, middle + length), y - style.px(3), max(1, abs(length)), style.px(6))
        surface.fill(palette.lamp_on if is_answer else palette.faint, bar)
        surface.fill(palette.legend, (middle, y - style.px(5), 1, style.px(10)))


def ranking(frame: FrameContext) -> tuple[list[str], NDArray[np.float64]]:
    """The classes, nearest first, and their scores: code word times sums, V; or the scores of a network."""
    backend, observation = frame.backend, frame.observation
    given = None if observation is None else observation.scores if observation.sum_v is None else observation.sum_v
    near = None if given is None else backend.nearness(given)
    if near is None:
        return [], np.zeros(0)
    order = np.argsort(-near, kind="stable")[:MOST]
    return [backend.classes[i] for i in order], near[order]
