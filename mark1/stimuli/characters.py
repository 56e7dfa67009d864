"""Characters: capitals and digits as pictures.

```
assets/faces/*.txt --> glyphs --> 20 x 20, 0 dark or 1 lit
```

The two faces were drawn for this project (``assets/SOURCES.md``); ``fonts.py`` draws those of a font of the user's own.
"""

import difflib
import string
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from mark1 import package_data
from mark1.errors import StimulusError, expected

Light = NDArray[np.float32]

FACES: tuple[str, ...] = ("grotesque", "roman")
LETTERS: str = string.ascii_uppercase
DIGITS: str = string.digits

GLYPH_CELLS = 20
LIGHT_OF_MARK = {"#": 1.0, ".": 0.0}


def glyphs(face: str) -> dict[str, Light]:
    """The 26 capitals and 10 digits of a face, by character, in the order of its file.

    Returns:
        dict of ndarray of shape (20, 20), float32, 0 dark or 1 lit; the caller's own copies.

    Raises:
        StimulusError: ``face`` is not one of FACES.
    """
    if face not in FACES:
        near = difflib.get_close_matches(str(face), FACES, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise StimulusError(f"no face {face!r}: the faces are {', '.join(FACES)}{hint}")
    return {character: light.copy() for character, light in _shipped_face(face).items()}


def parse_face(text: str, name: str) -> dict[str, Light]:
    """The glyphs written in ``text``: a line ``= A``, then 20 lines of 20 marks, ``#`` lit and ``.`` dark, and so on.

    Empty lines between glyphs do not count. ``name`` is the file, for messages.

    Returns:
        dict of ndarray of shape (20, 20), float32, 0 or 1.

    Raises:
        StimulusError: a line that does not fit, with its number; a glyph twice; no glyph at all.
    """
    face: dict[str, Light] = {}
    lines = enumerate(text.splitlines(), start=1)
    for number, line in lines:
        if not line.strip():
            continue
        character = _heading(line, f"{name}, line {number}")
        if character in face:
            raise StimulusError(f"{name}, line {number}: a second glyph for {character!r}; each is drawn once")
        face[character] = _glyph(lines, name, number)
    if not face:
        raise StimulusError(f"{name}: no glyph; each is a line '= A' and {GLYPH_CELLS} lines of # and .")
    return face


@cache
def _shipped_face(face: str) -> dict[str, Light]:
    """The glyphs of one of FACES, read once."""
    file = package_data.folder(package_data.ASSETS) / "faces" / f"{face}.txt"
    return parse_face(file.read_text("ascii"), f"{face}.txt")


def _heading(line: str, where: str) -> str:
    """The character named by a line ``= A``. Raises StimulusError."""
    character = line.removeprefix("= ")
    if len(character) != 1 or not line.startswith("= "):
        raise StimulusError(expected(where, "'= ' and one character to begin a glyph", line[:40]))
    return character


def _glyph(lines: Iterator[tuple[int, str]], name: str, heading: int) -> Light:
    """The next 20 lines as light (20, 20). Raises StimulusError."""
    rows: list[list[float]] = []
    number = heading
    while len(rows) < GLYPH_CELLS:
        number, line = next(lines, (number + 1, ""))
        if len(line) != GLYPH_CELLS or not set(line) <= set(LIGHT_OF_MARK):
            raise StimulusError(
                f"{name}, line {number}: row {len(rows) + 1} of the glyph begun in line {heading} must be "
                f"{GLYPH_CELLS} marks, # or . each; got {line[:40]!r}"
            )
        rows.append([LIGHT_OF_MARK[mark] for mark in line])
    return np.array(rows, np.float32)
