"""Fonts of the user's own: TrueType, OpenType, collections, WOFF and variable fonts, drawn by Pillow.

letters:mine.ttf   letters:mine.ttc#1   letters:mine.woff2:wght=700,wdth=80
    -> FontSpec -> font_glyphs -> large squares, 0 dark .. 1 lit, for the eye to bring to the retina
"""

import io
import math
import os
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mark1.errors import StimulusError, expected, unknown
from mark1.stimuli.characters import LETTERS
from mark1.stimuli.reading import as_ranges

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Light = NDArray[np.float32]

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2")
LARGEST_FONT = 2**26  # bytes: all of China's characters fit

# A glyph of a font fills as much of its square as one of the faces does: 16 cells of 20.
INK_SHARE = 0.8
SMALLEST_PX, LARGEST_PX = 20, 2048

# Never a character (the last code point of Unicode), so a font draws it with its sign for "missing".
NEVER_A_CHARACTER = "\U0010ffff"
SYMBOL_FONTS = re.compile(r"dings|dingbat|emoji|awesome|\bicons?\b|^symbol|^cmex|last ?resort", re.IGNORECASE)
# What Pillow calls the axes of variable fonts that have a registered tag.
AXES = {"wght": "Weight", "wdth": "Width", "opsz": "Optical Size", "slnt": "Slant", "ital": "Italic"}
_SPEC = re.compile(r"(.*?\.(?:ttf|otf|ttc|otc|woff2?))(?:#(\d{1,4}))?(?::([^/\\]+))?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class FontSpec:
    """A font file, which of its faces (0 unless it is a collection), and settings of a variable font's axes."""

    path: Path
    face: int = 0
    axes: tuple[tuple[str, float], ...] = ()


def spec_of(option: str) -> FontSpec | None:
    """The font that is named by ``mine.ttc#1`` or ``mine.ttf:wght=700``; None for no name of a font.

    Raises StimulusError for axes that are not written so.
    """
    match = _SPEC.fullmatch(option)
    if not match:
        return None
    axes: dict[str, float] = {}
    for item in filter(None, (match[3] or "").split(",")):
        tag, _, value = item.partition("=")
        try:
            axes[tag.strip()] = float(value)
        except ValueError:
            raise StimulusError(expected(f"{match[1]}: axis", "TAG=NUMBER as in wght=700", item)) from None
    return FontSpec(Path(match[1]).expanduser(), int(match[2] or 0), tuple(axes.items()))


def file_of(option: str) -> Path:
    """The file that follows the colon of an entry of the library."""
    spec = spec_of(option)
    return spec.path if spec else Path(option).expanduser()


def font_glyphs(
    path: str | os.PathLike[str] | FontSpec, characters: str = LETTERS, size_px: int = 128
) -> dict[str, Light]:
    """Characters of a font, drawn large, white on black, each in the middle of a square.

    All are drawn at one type size, at which the widest or tallest of them fills 4/5 of the square, so the whole ink is
    inside with a margin and small characters stay small.

    Args:
        path: a file, or a FontSpec.
        size_px: side of the square, 20 to 2048 pixels.

    Returns:
        dict of ndarray of shape (size_px, size_px), float32, 0..1.

    Raises:
        StimulusError: no such file, not a font, a font of symbols, characters it lacks or draws without ink or all
            alike, an axis or face it does not have, no characters, a size out of range.
    """
    if not SMALLEST_PX <= size_px <= LARGEST_PX:
        raise StimulusError(f"a glyph must be {SMALLEST_PX} to {LARGEST_PX} pixels large, got {size_px}")
    if not characters:
        raise StimulusError(f"no characters asked of {os.fspath(_spec(path).path)!r}: name some, such as {LETTERS!r}")
    spec = _spec(path)
    name, content = _font_file(spec.path)
    try:
        _require_face(spec, content, name)
        at_size = _opened(content, size_px, spec, name)
        longest = max(max(ink.shape) for ink in _inks(at_size, characters, name).values())
        fitted = _opened(content, size_px * INK_SHARE * size_px / longest, spec, name)
        return {character: _centred(ink, size_px) for character, ink in _inks(fitted, characters, name).items()}
    except StimulusError:
        raise
    except (OSError, ValueError, OverflowError, MemoryError) as fault:
        raise StimulusError(f"{name} is not a font that can be drawn ({fault}): give a .ttf or .otf file") from fault


def _spec(path: str | os.PathLike[str] | FontSpec) -> FontSpec:
    return path if isinstance(path, FontSpec) else FontSpec(Path(path))


def _font_file(path: Path) -> tuple[str, bytes]:
    """The file's name for messages, and its bytes. Raises StimulusError.

    The bytes are read here because Pillow would look for a missing file among the system's fonts.
    """
    name = repr(os.fspath(path))
    try:
        if not path.is_file():
            raise StimulusError(f"no font file {name}: give the path of a .ttf or .otf file")
        if os.path.getsize(path) > LARGEST_FONT:
            raise StimulusError(f"font {name} is too large: at most {LARGEST_FONT} bytes are allowed")
        return name, path.read_bytes()
    except (OSError, ValueError) as fault:
        if isinstance(fault, StimulusError):
            raise
        raise StimulusError(f"font {name} cannot be read ({fault}): check the name and who may read it") from fault


def _require_face(spec: FontSpec, content: bytes, name: str) -> None:
    """Raises StimulusError for a face that the file does not have."""
    is_collection = content[:4] == b"ttcf" and len(content) >= 12
    n = struct.unpack(">I", content[8:12])[0] if is_collection else 1
    if spec.face >= n:
        has = f"faces 0 to {n - 1}" if n > 1 else "one face, number 0"
        raise StimulusError(f"font {name} has {has}, not face {spec.face}")


def _opened(content: bytes, type_size_px: float, spec: FontSpec, name: str) -> "FreeTypeFont":
    """The font at a type size. Raises OSError when it is none, StimulusError."""
    from PIL import ImageFont

    layout = ImageFont.Layout.BASIC
    font = ImageFont.truetype(io.BytesIO(content), type_size_px, spec.face, layout_engine=layout)
    family = font.getname()[0] or ""
    if SYMBOL_FONTS.search(family):
        raise StimulusError(f"font {name} ({family}) is a font of symbols, not of letters; use another font")
    if spec.axes:
        _set_axes(font, spec, name)
    return font


def _set_axes(font: "FreeTypeFont", spec: FontSpec, name: str) -> None:
    """Set the axes of a variable font. Raises StimulusError for another font, and for what it does not have."""
    try:
        axes = font.get_variation_axes()
    except OSError as fault:
        raise StimulusError(f"font {name} is no variable font: leave out :{spec.axes[0][0]}=") from fault
    names = [_axis_name(axis["name"]) for axis in axes]
    values = [float(axis["default"] or 0) for axis in axes]
    tags = {full: tag for tag, full in AXES.items()}
    for tag, value in spec.axes:
        full = AXES.get(tag, tag)
        if full not in names:
            raise StimulusError(f"font {name}: {unknown('axis', tag, [tags.get(known, known) for known in names])}")
        axis = axes[names.index(full)]
        low, high = float(axis["minimum"] or 0), float(axis["maximum"] or 0)
        if not low <= value <= high:
            raise StimulusError(expected(f"font {name}: axis {tag}", f"a number from {low:g} to {high:g}", value))
        values[names.index(full)] = value
    font.set_variation_by_axes(values)


def _axis_name(name: bytes | str | None) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name or ""


def _inks(font: "FreeTypeFont", characters: str, name: str) -> dict[str, Light]:
    """The smallest picture that holds all ink of each character, 0..1. Raises StimulusError if some have none."""
    missing = _drawn(font, NEVER_A_CHARACTER)
    inks = {character: _drawn(font, character) for character in characters}
    lacking = [character for character, ink in inks.items() if not ink.size or np.array_equal(ink, missing)]
    if len(lacking) == len(inks):
        raise StimulusError(f"font {name} has no ink for any of {short_list(characters)}: it is a font of other signs")
    if lacking:
        rest = as_ranges(character for character in inks if character not in lacking)
        raise StimulusError(
            f"font {name} has no ink for {short_list(lacking)}: leave them out (--only {rest}), or use another font"
        )
    first, *others = inks
    if others and all(np.array_equal(inks[first], inks[other]) for other in others):
        raise StimulusError(f"font {name} draws one sign for all of {short_list(characters)}: use another font")
    return inks


def short_list(characters: "list[str] | str") -> str:
    """Some characters, one after another, as text for a message."""
    return repr(characters[0]) if len(characters) == 1 else " ".join(characters)


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
