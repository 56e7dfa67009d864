"""The layout: nothing overlaps, nothing leaves the window, at any size."""

import itertools

from loops import each
from pygame import Rect

from mark1.gui.wall.layout import NAMES, layout

SIZES = [
    (1024, 640), (1024, 768), (1280, 720), (1280, 1024), (1366, 768), (1600, 900), (1920, 1080), (1920, 1200),
    (2560, 1080), (2560, 1440), (3440, 1440), (3840, 1600), (3840, 2160), (1025, 641), (1999, 1111),
]  # fmt: skip


@each("text_scale", [1.0, 1.15, 1.35])
@each("size", SIZES)
def test_parts_do_not_overlap_and_stay_inside(size, text_scale):
    parts = layout(size, text_scale)
    assert set(parts) == set(NAMES)
    assert all(Rect(0, 0, *size).contains(rect) for rect in parts.values())
    assert not any(a.colliderect(b) for a, b in itertools.combinations(parts.values(), 2))


@each("size", SIZES)
def test_parts_are_large_enough_to_use(size):
    for name, rect in layout(size).items():
        assert rect.w >= 120 and rect.h >= 30, name


def test_parts_follow_the_signal_from_left_to_right():
    parts = layout((1600, 900))
    lefts = [parts[name].x for name in ("retina", "patch_board", "association", "response")]
    assert lefts == sorted(lefts) and len(set(lefts)) == 4
    assert parts["association"].x == parts["potentiometers"].x


def test_a_window_below_the_minimum_has_the_smallest_wall():
    assert layout((300, 200)) == layout((1024, 640))


def test_larger_text_gets_more_room():
    assert layout((1600, 900), 1.35)["teletype"].h > layout((1600, 900))["teletype"].h
