"""Synthetic photographs of a sheet on a table: known corners, for the trial ``sheets`` and the tests.

letter on A4 or Letter --> corners moved, turned --> desk, uneven light, shadow, finger --> JPEG --> picture, corners
"""

import io
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from mark1.machine.camera.sheet import carried, perspective
from mark1.stimuli.characters import LETTERS, glyphs

SIDE = 900  # longest side of a photograph, px


class TestSheet(NamedTuple):
    """A photograph (h, w), uint8, the corners of its sheet (4, 2), clockwise from that of its top left, and what."""

    picture: NDArray[np.uint8]
    corners: NDArray[np.float64]
    letter: str
    extras: tuple[str, ...]


def photograph(rng: np.random.Generator, *, most_deg: float = 30.0, moved: float = 0.12) -> TestSheet:
    """One sheet with a letter: corners moved by up to ``moved`` of a side, the sheet turned by up to ``most_deg``."""
    letter = LETTERS[rng.integers(len(LETTERS))]
    sheet = _sheet(letter, 2**0.5 if rng.random() < 0.5 else 11 / 8.5)
    height, width = SIDE * 3 // 4, SIDE
    corners = _corners(rng, sheet.shape, (height, width), most_deg, moved)
    photo = np.full((height, width), float(rng.integers(60, 151)))
    flat = np.array([[0, 0], [sheet.shape[1], 0], sheet.shape[::-1], [0, sheet.shape[0]]], np.float64)
    y, x = np.mgrid[0:height, 0:width] + 0.5
    at = carried(np.stack([x.ravel(), y.ravel()], axis=1), perspective(corners, flat))
    on = ((at >= 0) & (at < sheet.shape[::-1])).all(axis=1)
    col, row = np.floor(at[on]).astype(int).T
    photo.reshape(-1)[on] = sheet[row, col]
    photo, extras = _lit(rng, photo, corners)
    photo = np.clip(photo + rng.normal(0, 3, photo.shape), 0, 255)
    file = io.BytesIO()
    Image.fromarray(photo.astype(np.uint8)).save(file, "JPEG", quality=70)
    return TestSheet(np.asarray(Image.open(file)), corners, letter, extras)


def error_of(found: NDArray[np.float64] | None, true: NDArray[np.float64]) -> float:
    """Largest distance of a corner from its true place, in shares of the longest side; infinite where none was found.

    A sheet may be taken upside down or lying, so the corners may begin with any of the four.
    """
    if found is None:
        return float("inf")
    longest = max(np.hypot(*side) for side in true - np.roll(true, 1, axis=0))
    turns = (np.hypot(*(np.roll(found, k, axis=0) - true).T).max() for k in range(4))
    return float(min(turns) / longest)


def _sheet(letter: str, ratio: float) -> NDArray[np.float64]:
    """White paper, 560 px wide, with a black letter in the middle."""
    width, height = 560, round(560 * ratio)
    paper = np.full((height, width), 240.0)
    glyph = np.kron(glyphs("roman")[letter], np.ones((14, 14)))
    top, left = (height - glyph.shape[0]) // 2, (width - glyph.shape[1]) // 2
    paper[top : top + glyph.shape[0], left : left + glyph.shape[1]] -= 210 * glyph
    return paper


def _corners(
    rng: np.random.Generator, shape: tuple[int, ...], room: tuple[int, int], most_deg: float, moved: float
) -> NDArray[np.float64]:
    """Corners of a sheet of this shape, turned and moved, inside the room of a photograph."""
    high, wide = shape
    box = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]]) / 2
    corners = box + rng.uniform(-moved, moved, (4, 2)) * wide
    angle = np.deg2rad(rng.uniform(-most_deg, most_deg))
    cos, sin = np.cos(angle), np.sin(angle)
    corners = corners @ np.array([[cos, sin], [-sin, cos]])
    span = np.ptp(corners, axis=0)
    corners *= rng.uniform(0.7, 0.94) * min(room[1] / span[0], room[0] / span[1])
    low, high_ = corners.min(axis=0), corners.max(axis=0)
    spare = np.array(room[::-1]) - (high_ - low)
    return np.asarray(corners - low + spare * rng.uniform(0.1, 0.9, 2))


def _lit(
    rng: np.random.Generator, photo: NDArray[np.float64], corners: NDArray[np.float64]
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """The photograph in light that fades across it; one in five has the shadow of a hand, one in five a finger."""
    height, width = photo.shape
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    angle, extras = rng.uniform(0, 2 * np.pi), []
    slope = x * np.cos(angle) + y * np.sin(angle)
    photo = photo * (1.0 - rng.uniform(0, 0.4) * (slope - slope.min()) / np.ptp(slope))
    middle = corners.mean(axis=0)
    if rng.random() < 0.2:
        extras.append("shadow")
        centre = middle + (corners[rng.integers(4)] - middle) * 0.9
        away = np.hypot(x * max(height, width) - centre[0], y * max(height, width) - centre[1]) / max(height, width)
        photo = photo * (1.0 - 0.25 / (1.0 + np.exp((away - 0.15) * 40)))
    if rng.random() < 0.2:
        extras.append("finger")
        image = Image.fromarray(photo.astype(np.uint8))
        corner = corners[rng.integers(4)]
        inner = corner + (middle - corner) * 0.12
        outer = corner + (corner - middle) * 0.6
        ImageDraw.Draw(image).line([*map(float, inner), *map(float, outer)], fill=130, width=50)
        photo = np.asarray(image, np.float64)
    return photo, tuple(extras)
