"""Characters: capitals and digits as pictures.

```
assets/faces/*.txt --> glyphs      --> 20 x 20, 0 dark or 1 lit
any font file      --> font_glyphs --> large squares, 0 dark .. 1 lit, for the eye to bring to the retina
```

The two faces were drawn for this project (``assets/SOURCES.md``); a font of the user's own is read by Pillow, which is
imported only then.
"""

import difflib
import io
import math
import os
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mark1 import package_data
from mark1.errors import StimulusError, expected

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Light = NDArray[np.float32]

FACES: tuple[str, ...] = ("grotesque", "roman")
LETTERS: str = string.ascii_uppercase
DIGITS: str = string.digits

GLYPH_CELLS = 20
LIGHT_OF_MARK = {"#": 1.0, ".": 0.0}

LARGEST_FONT = 2**26  # bytes: all of China's characters fit

# A glyph of a font fills as much of its square as one of the faces does: 16 cells of 20.
INK_SHARE = 0.8
SMALLEST_PX, LARGEST_PX = 20, 2048

# Never a character (the last code point of Unicode), so a font draws it with its sign for "missing".
NEVER_A_CHARACTER = "\U0010ffff"


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


def font_glyphs(path: str | os.PathLike[str], characters: str = LETTERS, size_px: int = 128) -> dict[str, Light]:
    """Characters of a TrueType or OpenType font, drawn large, white on black, each in the middle of a square.

    All are drawn at one type size, at which the widest or tallest of them fills 4/5 of the square, so the whole ink is
    inside with a margin and small characters stay small.

    Args:
        size_px: side of the square, 20 to 2048 pixels.

    Returns:
        dict of ndarray of shape (size_px, size_px), float32, 0..1.

    Raises:
        StimulusError: no such file, not a font, a character it lacks or draws without ink, no characters, a size out of
            range.
    """
    if not SMALLEST_PX <= size_px <= LARGEST_PX:
        raise StimulusError(f"a glyph must be {SMALLEST_PX} to {LARGEST_PX} pixels large, got {size_px}")
    if not characters:
        raise StimulusError(f"no characters asked of {os.fspath(path)!r}: name at least one, such as {LETTERS!r}")
    name, content = _font_file(path)
    try:
        at_size = _opened(content, size_px)
        longest = max(max(_ink(at_size, character, name).shape) for character in characters)
        fitted = _opened(content, size_px * INK_SHARE * size_px / longest)
        return {character: _centred(_ink(fitted, character, name), size_px) for character in characters}
    except StimulusError:
        raise
    except (OSError, ValueError, OverflowError, MemoryError) as fault:
        raise StimulusError(f"{name} is not a font that can be drawn ({fault}): give a .ttf or .otf file") from fault


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


def _font_file(path: str | os.PathLike[str]) -> tuple[str, bytes]:
    """The file's name for messages, and its bytes. Raises StimulusError.

    The bytes are read here because Pillow would look for a missing file among the system's fonts.
    """
    name = repr(os.fspath(path))
    try:
        if not Path(path).is_file():
            raise StimulusError(f"no font file {name}: give the path of a .ttf or .otf file")
        if os.path.getsize(path) > LARGEST_FONT:
            raise StimulusError(f"font {name} is too large: at most {LARGEST_FONT} bytes are allowed")
        return name, Path(path).read_bytes()
    except (OSError, ValueError) as fault:
        if isinstance(fault, StimulusError):
            raise
        raise StimulusError(f"font {name} cannot be read ({fault}): check the name and who may read it") from fault


def _opened(content: bytes, type_size_px: float) -> "FreeTypeFont":
    """The font at a type size. Raises OSError when it is none."""
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(content), type_size_px, layout_engine=ImageFont.Layout.BASIC)


def _ink(font: "FreeTypeFont", character: str, name: str) -> Light:
    """The smallest picture that holds all ink of a character, 0..1. Raises StimulusError when the font lacks it."""
    ink = _drawn(font, character)
    if not ink.size or np.array_equal(ink, _drawn(font, NEVER_A_CHARACTER)):
        raise StimulusError(f"font {name} has no ink for {character!r}: leave it out, or use another font")
    return ink


def _drawn(font: "FreeTypeFont", character: str) -> Light:
    """The ink of whatever the font draws for a character, 0..1, of shape (0, 0) when that is blank."""
    from PIL import Image, ImageDraw

    left, top, right, bottom = font.getbbox(character)
    spare_px = 2
    image = Image.new("L", (math.ceil(right - left) + 2 * spare_px, math.ceil(bottom - top) + 2 * spare_px))
    ImageDraw.Draw(image).text((spare_px - left, spare_px - top), character, fill=255, font=font)
    levels = np.asarray(image, np.float32) / np.float32(255.0)
    rows, cols = np.flatnonzero(levels.any(axis=1)), np.flatnonzero(levels.any(axis=0))
    if not rows.size:
        return np.zeros((0, 0), np.float32)
    return levels[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]


def _centred(ink: Light, size_px: int) -> Light:
    """The ink in the middle of a dark square of side ``size_px``."""
    height, width = ink.shape
    top, left = (size_px - height) // 2, (size_px - width) // 2
    square = np.zeros((size_px, size_px), np.float32)
    square[top : top + height, left : left + width] = ink
    return square
