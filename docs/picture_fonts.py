"""Fonts of every kind, made from the project's own letters: a square per cell, which an axis of weight widens."""

from pathlib import Path
from typing import Any

import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation

from mark1.stimuli.characters import LETTERS, glyphs

UNIT, BOLD = 40, 70  # of a cell's side, in font units; and what the heaviest weight adds to its right


def font(path: Path, face: str = "grotesque", letters: str = LETTERS, *, axis: bool = False, flavor: str = "") -> Path:
    """A font file with these letters of a face; ``axis``: with a weight; ``flavor``: woff or woff2."""
    cells = {letter: np.argwhere(glyphs(face)[letter] > 0) for letter in letters}
    builder = FontBuilder(20 * UNIT, isTTF=True)
    order = [".notdef", *letters]
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(letter): letter for letter in letters})
    builder.setupGlyf({name: _squares(cells.get(name, [])) for name in order})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (20 * UNIT, 0)))
    builder.setupHorizontalHeader(ascent=20 * UNIT, descent=0)
    builder.setupNameTable({"familyName": face, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    if axis:
        builder.setupFvar([("wght", 400, 400, 900, "Weight")], [])
        wider = [(0, 0), (0, 0), (BOLD, 0), (BOLD, 0)]
        builder.setupGvar(
            {name: [TupleVariation({"wght": (0.0, 1.0, 1.0)}, wider * len(cells.get(name, [])) + [(0, 0)] * 4)]
             for name in order}
        )  # fmt: skip
    builder.font.flavor = flavor or None
    builder.save(path)
    return path


def _squares(cells: Any) -> Any:
    """A glyph of one square per cell (row, column)."""
    pen = TTGlyphPen(None)
    for row, col in cells:
        left, low = int(col) * UNIT, (19 - int(row)) * UNIT
        pen.moveTo((left, low))
        for place in ((left, low + UNIT), (left + UNIT, low + UNIT), (left + UNIT, low)):
            pen.lineTo(place)
        pen.closePath()
    return pen.glyph()


def collection(path: Path, *faces: Path) -> Path:
    """A collection of fonts."""
    fonts = TTCollection()
    fonts.fonts = [TTFont(face) for face in faces]
    fonts.save(path)
    return path
