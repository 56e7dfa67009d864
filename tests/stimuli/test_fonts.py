"""Fonts: every kind is read, or refused in one line."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageFont

from mark1.errors import StimulusError
from mark1.stimuli.characters import DIGITS, LETTERS
from mark1.stimuli.fonts import FontSpec, font_glyphs, spec_of


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


# ---- other kinds of font


def made(
    path: Path, flavor: str | None = None, family: str = "Test", letters: str = LETTERS, axis: bool = False
) -> Path:
    """A font whose letters are bars of different heights, in a file of its own; with an axis, bold ones are wider."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    def bar(height: int, width: int = 300) -> object:
        pen = TTGlyphPen(None)
        pen.moveTo((100, 0))
        for place in ((100, height), (100 + width, height), (100 + width, 0)):
            pen.lineTo(place)
        pen.closePath()
        return pen.glyph()

    builder = FontBuilder(1000, isTTF=True)
    order = [".notdef", *letters]
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(letter): letter for letter in letters})
    builder.setupGlyf({name: bar(200 + 15 * i) for i, name in enumerate(order)})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (600, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    if axis:
        from fontTools.ttLib.tables.TupleVariation import TupleVariation

        builder.setupFvar([("wght", 400, 400, 900, "Weight")], [])
        wider = [(0, 0), (0, 0), (300, 0), (300, 0), *[(0, 0)] * 4]
        variation = {name: [TupleVariation({"wght": (0.0, 1.0, 1.0)}, wider)] for name in order}
        builder.setupGvar(variation)
    builder.font.flavor = flavor
    builder.save(path)
    return path


@pytest.mark.parametrize("flavor", ["woff", "woff2"])
def test_web_fonts_are_the_same_letters(tmp_path: Path, flavor: str) -> None:
    plain, packed = made(tmp_path / "a.ttf"), made(tmp_path / f"a.{flavor}", flavor)
    for letter, light in font_glyphs(plain).items():
        np.testing.assert_array_equal(font_glyphs(packed)[letter], light)


def test_a_face_of_a_collection(tmp_path: Path) -> None:
    from fontTools.ttLib import TTCollection, TTFont

    collection = TTCollection()
    collection.fonts = [TTFont(made(tmp_path / "a.ttf")), TTFont(made(tmp_path / "b.ttf", letters="ABCD"))]
    collection.save(tmp_path / "both.ttc")
    spec = spec_of(f"{tmp_path}/both.ttc#1")
    assert spec == FontSpec(tmp_path / "both.ttc", 1)
    np.testing.assert_array_equal(font_glyphs(spec, "AB")["B"], font_glyphs(tmp_path / "b.ttf", "AB")["B"])
    with pytest.raises(StimulusError, match=r"--only A-D"):
        font_glyphs(spec)
    with pytest.raises(StimulusError, match="has faces 0 to 1, not face 2"):
        font_glyphs(FontSpec(tmp_path / "both.ttc", 2))
    with pytest.raises(StimulusError, match="has one face, number 0, not face 1"):
        font_glyphs(FontSpec(tmp_path / "a.ttf", 1))


def test_the_weight_of_a_variable_font(tmp_path: Path) -> None:
    path = made(tmp_path / "v.ttf", axis=True)
    thin, bold = (font_glyphs(spec_of(f"{path}{axes}") or path, "AZ") for axes in ("", ":wght=900"))
    assert bold["A"].sum() > 1.3 * thin["A"].sum()
    for axes, said in (
        (":wght=1000", "axis wght: expected a number from 400 to 900"),
        (":wdth=80", "unknown axis 'wdth'"),
        (":wght=fat", "expected TAG=NUMBER"),
    ):
        with pytest.raises(StimulusError, match=said):
            font_glyphs(spec_of(f"{path}{axes}") or path)
    with pytest.raises(StimulusError, match="is no variable font"):
        font_glyphs(spec_of(f"{made(tmp_path / 'plain.ttf')}:wght=700") or path)


def test_a_font_without_some_letters_names_them_and_the_option(tmp_path: Path) -> None:
    path = made(tmp_path / "a.ttf", letters="ABCDEFGHIJKLMNOP")
    with pytest.raises(StimulusError, match=r"no ink for Q R S T U V W X Y Z: leave them out \(--only A-P\)"):
        font_glyphs(path)
    assert list(font_glyphs(path, "ABP")) == ["A", "B", "P"]


@pytest.mark.parametrize("family", ["Wingdings", "ZapfDingbats", "Noto Color Emoji", "Symbol", "Last Resort"])
def test_fonts_of_symbols_are_refused_by_name(tmp_path: Path, family: str) -> None:
    with pytest.raises(StimulusError, match=rf"\({family}\) is a font of symbols"):
        font_glyphs(made(tmp_path / "s.ttf", family=family))


def test_a_font_of_other_signs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StimulusError, match="has no ink for any of A B C"):
        font_glyphs(made(tmp_path / "g.ttf", letters="+*&"), "ABC")
