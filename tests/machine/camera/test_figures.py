"""Figures: what belongs to one letter, and what is none; drawn by hand on a page of 100 x 200."""

import numpy as np

from mark1.machine.camera.blots import blots, filled
from mark1.machine.camera.figures import figures


def boxes(*rectangles: tuple[int, int, int, int]) -> list[tuple[int, ...]]:
    """Figures of a page on which these rectangles (top, bottom, left, right) are ink."""
    ink = np.zeros((100, 200), bool)
    for top, bottom, left, right in rectangles:
        ink[top:bottom, left:right] = True
    return [tuple(box) for box in figures(ink)]


def test_letters_of_a_word_are_separate() -> None:
    assert boxes((30, 70, 20, 50), (30, 70, 60, 90), (40, 70, 100, 110)) == [
        (30, 70, 20, 50), (30, 70, 60, 90), (40, 70, 100, 110)
    ]  # fmt: skip


def test_dots_bars_and_accents_are_parts() -> None:
    assert boxes((20, 26, 60, 66), (35, 80, 60, 66)) == [(20, 80, 60, 66)]  # i
    assert boxes((20, 28, 50, 90), (45, 53, 50, 90), (70, 78, 50, 90)) == [(20, 78, 50, 90)]  # Xi
    assert boxes((20, 26, 60, 66), (20, 26, 75, 81), (35, 80, 50, 90)) == [(20, 80, 50, 90)]  # A with two dots


def test_punch_holes_a_caption_a_line_and_a_finger_are_left_out() -> None:
    letter = (20, 70, 80, 120)
    assert boxes(letter, (20, 26, 5, 11), (70, 76, 5, 11)) == [letter]
    assert boxes(letter, (85, 90, 60, 64), (85, 90, 70, 74), (85, 90, 80, 84)) == [letter]
    assert boxes(letter, (80, 82, 10, 190)) == [letter]
    assert boxes(letter, (60, 100, 160, 200)) == [letter]


def test_a_picture_that_only_touches_the_edge_keeps_it() -> None:
    assert boxes((0, 100, 0, 20)) == [(0, 100, 0, 20)]
    assert figures(np.zeros((10, 10), bool)) == []


def test_blots_touch_at_corners_and_dust_is_small_against_the_largest() -> None:
    ink = np.zeros((20, 20), bool)
    ink[np.arange(10), np.arange(10)] = True
    ink[np.arange(10), 19 - np.arange(10)] = True
    assert len(np.unique(blots(ink)[ink])) == 1
    ink[:] = False
    ink[:10, :10], ink[15, 15] = True, True
    assert [tuple(box) for box in figures(ink)] == [(0, 10, 0, 10)]


def test_a_spiral_is_one_blot_and_a_ring_is_filled() -> None:
    ink = np.zeros((41, 41), bool)
    for ring in range(0, 20, 4):
        ink[ring, ring : 41 - ring], ink[40 - ring, ring : 41 - ring] = True, True
        ink[ring : 41 - ring, 40 - ring], ink[ring + 2 : 41 - ring, ring] = True, True
        ink[ring + 2, ring : ring + 4] = True
        ink[ring + 3 : ring + 5, ring + 4] = True
    assert len(np.unique(blots(ink)[ink])) == 1
    ring = np.zeros((9, 9), bool)
    ring[2:7, 2:7], ring[3:6, 3:6] = True, False
    assert filled(ring).sum() == 25
