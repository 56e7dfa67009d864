"""Fonts: every kind is read, or refused in one line."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageFont

from mark1.errors import StimulusError
from mark1.stimuli.characters import DIGITS, LETTERS
from mark1.stimuli.fonts import font_glyphs


@pytest.fixture
def font(tmp_path: Path) -> Path:
    """The font that comes inside Pillow, as a file."""
    path = tmp_path / "plain.ttf"
    inside = ImageFont.load_default(20)
    assert isinstance(inside, ImageFont.FreeTypeFont)
    path.write_bytes(inside.font_bytes)
    return path


def test_font_glyphs_are_large_centred_and_inside_their_margin(font: Path) -> None:
    drawn = font_glyphs(font, LETTERS + DIGITS, size_px=100)
    assert list(drawn) == list(LETTERS + DIGITS)
    longest = 0
    for light in drawn.values():
        assert light.shape == (100, 100)
        assert light.dtype == np.float32
        assert light.min() == 0.0
        assert light.max() == 1.0
        for line in (np.flatnonzero(light.any(axis=1)), np.flatnonzero(light.any(axis=0))):
            longest = max(longest, len(line))
            assert line[0] >= 8
            assert line[-1] <= 91
            assert abs(line[0] - (99 - line[-1])) <= 1
    assert 77 <= longest <= 83


def test_font_glyphs_keep_their_proportions(font: Path) -> None:
    drawn = font_glyphs(font, "W.")
    height = {character: int(light.any(axis=1).sum()) for character, light in drawn.items()}
    assert height["."] < height["W"] / 4


def test_font_glyphs_are_the_letters_and_not_all_one(font: Path) -> None:
    drawn = font_glyphs(str(font))
    assert list(drawn) == list(LETTERS)
    assert all(np.abs(drawn[a] - drawn[b]).sum() > 100 for a, b in combinations(LETTERS, 2))
    width = {character: int(light.any(axis=0).sum()) for character, light in drawn.items()}
    assert min(width, key=lambda character: width[character]) == "I"


@pytest.mark.parametrize("character", ["\u4e2d", " ", "\0", "\ud800", "\U0010ffff"])
def test_a_character_the_font_does_not_draw_is_named(font: Path, character: str) -> None:
    with pytest.raises(StimulusError, match="plain.ttf' has no ink for '") as refused:
        font_glyphs(font, "A" + character)
    assert repr(character) in str(refused.value)


def test_what_is_no_font_is_refused(tmp_path: Path, font: Path) -> None:
    text = tmp_path / "text.ttf"
    text.write_text("no font at all\n" * 100)
    half = tmp_path / "half.ttf"
    half.write_bytes(font.read_bytes()[:3000])
    empty = tmp_path / "empty.ttf"
    empty.touch()
    refusals: list[tuple[str | Path, str]] = [
        (text, "is not a font that can be drawn"),
        (empty, "is not a font that can be drawn"),
        (half, "half.ttf"),
        (tmp_path, "no font file"),
        (tmp_path / "absent.ttf", "no font file"),
        ("DejaVuSans.ttf", "no font file 'DejaVuSans.ttf'"),
        ("a\0b", "a"),
    ]
    for path, said in refusals:
        with pytest.raises(StimulusError, match=said) as refused:
            font_glyphs(path)
        assert "\n" not in str(refused.value)


def test_what_cannot_be_asked_of_a_font_is_refused(font: Path) -> None:
    with pytest.raises(StimulusError, match="20 to 2048 pixels large, got 19"):
        font_glyphs(font, size_px=19)
    with pytest.raises(StimulusError, match="20 to 2048 pixels large, got 2049"):
        font_glyphs(font, size_px=2049)
    with pytest.raises(StimulusError, match="no characters asked"):
        font_glyphs(font, "")
