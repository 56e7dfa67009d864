"""Figures: which blots of ink belong to one letter, and which are none. Arrays only.

    ink (h, w) --> blots --> without what is at the edge --> parts put together --> without lines, holes, captions
                             (a finger, the desk)            (dot and stem)              |
                                                                                boxes, left to right, line by line

Assumed: all of it. The slides of the machine showed one letter each.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.machine.camera.blots import blots
from mark1.machine.camera.sampling import Array

SPECK = 0.02  # blots smaller than this share of the largest one are dust
TALL = 0.25  # share of the picture's height from which a blot inside makes those at the edge no figures
NEXT_TO = 0.5  # parts one above the other, at most this share of the larger one's extent apart, are one letter
BESIDE = 0.03  # parts side by side, at most this share of the taller one's height apart, are one letter
MINOR = 0.45  # of the largest figure's extent: what is smaller, both ways, is a hole, a caption or a stain
LINE = 12.0  # times as long as thick, and longer than any letter: a writing line
SMALL_PART = 0.6  # a dot, bar or accent is at most this share of the other part's extent


class InkBox(NamedTuple):
    """Top, bottom, left and right, in pixels; the far sides are beyond the last pixel."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def extent(self) -> int:
        """The longer side."""
        return max(self.height, self.width)

    def around(self, other: "InkBox") -> "InkBox":
        """The smallest box around both."""
        return InkBox(
            min(self.top, other.top),
            max(self.bottom, other.bottom),
            min(self.left, other.left),
            max(self.right, other.right),
        )

    def holds(self, other: "InkBox") -> bool:
        """Whether the other lies within."""
        return self.around(other) == self


class Letter(NamedTuple):
    """One of several figures: ``page`` (h, w), light on dark, and its ``box`` on the page that it was cut out of.

    The box is top, bottom, left and right, in pixels; ``pad`` pixels of ground are around it.
    """

    page: Array
    box: tuple[int, int, int, int]
    pad: int


def figures(ink: NDArray[np.bool_]) -> list[InkBox]:
    """Boxes of the separate figures of a picture's ink (h, w), in reading order; empty if there is no ink.

    Dust, what touches the edge beside a figure inside, long lines, and what is far smaller than the largest figure are
    left out.
    """
    return figures_of_each(ink[np.newaxis])[0]


def figures_of_each(inks: NDArray[np.bool_]) -> list[list[InkBox]]:
    """Boxes of the separate figures of each of many pictures (n, h, w): each as ``figures`` finds them."""
    return [_figures(blobs, inks.shape[1:]) for blobs in _boxes(inks)]


def _figures(blobs: list[InkBox], shape: tuple[int, ...]) -> list[InkBox]:
    """Boxes of the figures that the blots of one picture make up."""
    boxes = _together(_inside([box for box in blobs if not _is_line(box, shape)] or blobs, shape))
    largest = max((box.extent for box in boxes), default=0)
    return _in_reading_order([box for box in boxes if box.extent >= MINOR * largest])


def _boxes(inks: NDArray[np.bool_]) -> list[list[InkBox]]:
    """The box of every blot that is no dust, by its first pixel, for each picture (n, h, w)."""
    _, row, col = np.nonzero(inks)
    names, own, sizes = np.unique(blots(inks)[inks], return_inverse=True, return_counts=True)
    of, largest = names // inks[0].size, np.zeros(len(inks), np.int64)
    np.maximum.at(largest, of, sizes)
    near = np.full((2, len(names)), inks.size)
    far = np.zeros((2, len(names)), np.int64)
    for side, at in enumerate((row, col)):
        np.minimum.at(near[side], own, at)
        np.maximum.at(far[side], own, at + 1)
    boxes: list[list[InkBox]] = [[] for _ in inks]
    for i in np.flatnonzero(sizes >= SPECK * largest[of]).tolist():
        boxes[of[i]].append(InkBox(int(near[0, i]), int(far[0, i]), int(near[1, i]), int(far[1, i])))
    return boxes


def _inside(boxes: list[InkBox], shape: tuple[int, ...]) -> list[InkBox]:
    """The boxes without those at the edge of the picture, if another stands free and is tall enough for a figure."""
    height, width = shape
    free = [box for box in boxes if box.top > 0 and box.left > 0 and box.bottom < height and box.right < width]
    at_edge = [box for box in boxes if box not in free]
    alone = [box for box in free if not any(edge.holds(box) for edge in at_edge)]
    tall = [box for box in alone if box.height >= TALL * height]
    return free if tall else boxes


def _is_line(box: InkBox, shape: tuple[int, ...]) -> bool:
    """Whether a box is that of a writing line: thin, and longer than half of the picture."""
    thin, long = sorted((box.height, box.width))
    return long >= LINE * thin and long > max(shape) / 2


def _together(boxes: list[InkBox]) -> list[InkBox]:
    """The boxes with parts of one letter in one box."""
    boxes = list(boxes)
    joined = True
    while joined:
        joined = False
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                if _are_one(a, b):
                    boxes = [box for box in boxes if box not in (a, b)] + [a.around(b)]
                    joined = True
                    break
            if joined:
                break
    return boxes


def _are_one(a: InkBox, b: InkBox) -> bool:
    """Whether two boxes are parts of one letter: a dot above a stem, bars of a Xi, a stroke that was broken."""
    if a.holds(b) or b.holds(a):
        return True
    beside = max(a.left, b.left) - min(a.right, b.right)
    above = max(a.top, b.top) - min(a.bottom, b.bottom)
    larger = max(a.extent, b.extent)
    if beside < 0:  # one above the other
        flat = min(a.height / a.width, b.height / b.width) < 0.5 or min(a.extent, b.extent) < SMALL_PART * larger
        return above <= 0 or (flat and above <= NEXT_TO * larger)
    return beside <= BESIDE * max(a.height, b.height) and above < 0


def _in_reading_order(boxes: list[InkBox]) -> list[InkBox]:
    """Line by line from the top, and from the left within a line; a line is as high as its first box."""
    left, ordered = sorted(boxes, key=lambda box: box.top), []
    while left:
        line = [box for box in left if box.top < left[0].bottom - left[0].height / 2]
        ordered += sorted(line, key=lambda box: box.left)
        left = [box for box in left if box not in line]
    return ordered


def cut_out(contrast: Array, box: Array) -> Letter:
    """The part of a contrast (h, w) within a box, with dark ground around it."""
    top, bottom, left, right = (round(float(side)) for side in box)
    cut = np.clip(contrast[top:bottom, left:right], 0.0, 1.0)
    pad = max(2, max(cut.shape) // 8)
    return Letter(np.pad(cut, pad), (top, bottom, left, right), pad)
