"""Faces: the typefaces at hand: the two of this project, well known ones, and then all others found on this system."""

from functools import cache
from pathlib import Path
from typing import Any

from mark1.errors import StimulusError
from mark1.experiments.bench import letters
from mark1.stimuli.characters import FACES, LETTERS
from mark1.stimuli.stimulus_set import StimulusSet

KNOWN = (
    "DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "STIXGeneral", "Arial", "Times New Roman", "Courier New",
    "Georgia", "Verdana", "Helvetica", "Liberation Sans", "Liberation Serif", "Nimbus Sans", "Nimbus Roman", "C059",
    "URW Gothic", "Noto Sans", "Noto Serif",
)  # fmt: skip
"""Text faces; the first four come with the drawing library, so there is always something to try."""
STYLES = ("Regular", "Book", "Roman")


def found(most: int) -> dict[str, StimulusSet]:
    """The 26 capitals of at most ``most`` faces, by name; first the project's own."""
    faces = {name: letters(name) for name in FACES}
    for name, path in _files().items():
        if len(faces) < most:
            try:
                faces[name] = letters(str(path))
            except StimulusError:  # no font of letters, whatever its name
                continue
    return faces


@cache
def _files() -> dict[str, Path]:
    """The upright, regular files of faces with capitals, by name."""
    from matplotlib import font_manager, get_data_path

    regular: dict[str, Path] = {}
    for path in sorted({*font_manager.findSystemFonts(), *font_manager.findSystemFonts([get_data_path()])}):
        try:
            font = font_manager.get_font(path)
        except (OSError, RuntimeError):  # not a font, or one that cannot be read
            continue
        if font.style_name in STYLES and (font.family_name in KNOWN or _has_capitals(font)):
            regular.setdefault(font.family_name, Path(path))
    return {name: regular[name] for name in dict.fromkeys((*KNOWN, *sorted(regular))) if name in regular}


def _has_capitals(font: Any) -> bool:
    """Whether what stands at the place of each capital is called so: in a font of symbols it is something else."""
    return all(font.get_glyph_name(font.get_char_index(ord(letter))) == letter for letter in LETTERS)
