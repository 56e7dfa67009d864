"""Fonts: the files of upright, regular faces with capitals that are installed, or come with matplotlib."""

from collections.abc import Iterator
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from mark1.install_hint import require

STYLES = ("Regular", "Book", "Roman")


def font_files(known: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """Family and file of each face, in the order of their paths; ``known`` families are not examined for capitals.

    Raises MissingLibraryError without matplotlib.
    """
    require("matplotlib", "finding typefaces")
    from matplotlib import font_manager, get_data_path

    for path in sorted({*font_manager.findSystemFonts(), *font_manager.findSystemFonts([get_data_path()])}):
        try:
            font = font_manager.get_font(path)
        except (OSError, RuntimeError):  # not a font, or one that cannot be read
            continue
        if font.style_name in STYLES and (font.family_name in known or _has_capitals(font)):
            yield font.family_name, Path(path)


def _has_capitals(font: Any) -> bool:
    """Whether the glyph of each capital has its name; in a symbol font it does not."""
    return all(font.get_glyph_name(font.get_char_index(ord(letter))) == letter for letter in ascii_uppercase)
