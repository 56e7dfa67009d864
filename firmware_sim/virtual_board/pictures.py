"""Pictures for the photocells: a letter, plain light, darkness, or a file."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.errors import CommandError, Mark1Error

PLAIN = {"dark": 0, "light": 255}
MARKS = {"#": 1.0, ".": 0.0}


def levels_of(what: str, rows: int, cols: int) -> bytes:
    """The light on ``rows`` x ``cols`` photocells, one byte per cell in reading order, 0 dark to 255 lit.

    ``what`` is ``dark``, ``light``, a letter or digit of the shipped faces with or without the face (``A roman``), or a
    file: a picture, or a text of ``#`` (lit) and ``.`` (dark). Ink is lit and paper dark, as the machine's camera has
    it.

    Raises CommandError on a board without photocells; StimulusError, PictureError for what cannot be shown.
    """
    if not rows * cols:
        raise CommandError("this board has no photocells; start it with --rows and --cols")
    if what in PLAIN:
        return bytes((PLAIN[what],)) * (rows * cols)
    from mark1.machine.config import OpticsConfig
    from mark1.machine.optics import Optics

    picture, lit = (_character(what), True) if len(what.split()[0]) == 1 else _from_file(what)
    light = Optics(OpticsConfig(), rows, cols).project(picture, polarity="light" if lit else "auto")
    return np.rint(light * 255).astype(np.uint8).tobytes()


def _character(words: str) -> NDArray[Any]:
    """A glyph of the shipped faces. Raises StimulusError."""
    from mark1.stimuli.library import picture_of

    return picture_of("digit" if words[0].isdigit() else "letter", *words.split())


def _from_file(name: str) -> tuple[NDArray[Any], bool]:
    """A picture, and whether it says which cells are lit. Raises PictureError, CommandError."""
    from mark1.stimuli.pictures import read_picture

    try:
        path = Path(name).expanduser()
        return (_drawn(path), True) if path.suffix == ".txt" and path.is_file() else (read_picture(path), False)
    except (OSError, ValueError, RuntimeError) as wrong:  # a NUL in the name; ~somebody
        if isinstance(wrong, Mark1Error):
            raise
        raise CommandError(f"{name!r} cannot be read: {wrong}") from wrong


def _drawn(path: Path) -> NDArray[Any]:
    """A text of ``#`` and ``.``, lines of one length. Raises CommandError."""
    lines = path.read_text("utf-8", "replace").split()
    if not lines or any(len(line) != len(lines[0]) or set(line) - set(MARKS) for line in lines):
        raise CommandError(f"{path}: expected lines of # and . of equal length")
    return np.array([[MARKS[mark] for mark in line] for line in lines])
