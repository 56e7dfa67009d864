"""Faces: the typefaces at hand: the two of this project, well known ones, and then all others found on this system."""

from functools import cache
from pathlib import Path

from mark1.errors import StimulusError
from mark1.experiments.setup import letters
from mark1.figures.fonts import font_files
from mark1.stimuli.characters import FACES
from mark1.stimuli.stimulus_set import StimulusSet

# Text faces; the first four come with the drawing library, so there is always something to try.
KNOWN = (
    "DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "STIXGeneral", "Arial", "Times New Roman", "Courier New",
    "Georgia", "Verdana", "Helvetica", "Liberation Sans", "Liberation Serif", "Nimbus Sans", "Nimbus Roman", "C059",
    "URW Gothic", "Noto Sans", "Noto Serif",
)  # fmt: skip


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
    """The upright, regular files of faces with capitals, by name; the first file of each, well known names first."""
    regular: dict[str, Path] = {}
    for name, path in font_files(KNOWN):
        regular.setdefault(name, path)
    return {name: regular[name] for name in dict.fromkeys((*KNOWN, *sorted(regular))) if name in regular}
