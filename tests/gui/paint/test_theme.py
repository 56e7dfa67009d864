"""The themes: text stands out from its background."""

import pytest
from loops import each

from mark1.gui.paint.theme import LEAST_PX, THEMES, Style
from mark1.gui.paint.words import Words

WRITTEN = [
    ("engraved", "plate"), ("legend", "well"), ("faint", "well"), ("lamp_on", "well"), ("ink", "paper"),
    ("ink", "steel"), ("ink_faint", "paper"), ("fault_ink", "paper"), ("excites", "well"), ("inhibits", "well"),
]  # fmt: skip
# WCAG 2: 4.5 for text, 7 for enhanced contrast.
LEAST = {"normal": 4.5, "large-text": 6.0, "high-contrast": 7.0}


def luminance(colour):
    """Relative luminance, 0..1, of an sRGB colour."""
    share = [value / 255 for value in colour]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in share]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@each("ink, ground", WRITTEN)
@each("name", THEMES)
def test_letters_stand_out(name, ink, ground):
    palette = THEMES[name].palette
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= LEAST[name]


@pytest.mark.parametrize("unit", [0.64, 1.0, 2.4])
def test_large_text_is_larger_at_every_size(unit):
    usual, large = (Style(THEMES[name], unit, None, Words()) for name in ("normal", "large-text"))
    for height in (10, 12, 18, 24):
        assert large.text(height) >= 1.3 * usual.text(height) >= 1.3 * LEAST_PX
        assert large.prose(height) > usual.prose(height) >= usual.text(height)


def test_dimmed_and_undimmed_are_distinct():
    for name, theme in THEMES.items():
        assert contrast(theme.palette.legend, theme.palette.faint) > 1.9, name
