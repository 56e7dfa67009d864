"""Dropping: the lines for a file that is dropped on the window."""

import os
import shlex
from collections.abc import Iterator

from mark1 import storage
from mark1.errors import StorageError

FONTS = (".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2")
PICTURES = (
    ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".pbm", ".ico", ".avif", ".jp2",
    ".heic", ".heif", ".jxl", ".pdf",
)  # fmt: skip
SETS = (".npz", ".npy", ".zip", ".tsv", ".gz", ".data", ".tra", ".tes")
WIRES = "s,a,sign"


def lines_for(path: str) -> list[str]:
    """The lines that open a file or folder.

    A machine is loaded, wires are plugged, a script or journal is run; a picture is shown; a font, a folder or a file
    of labelled pictures becomes the training set. The panel reports a file of another kind.
    """
    name, word = path.lower(), shlex.quote(path)
    if name.endswith(".mark1"):
        return [f"load {word}"]
    if name.endswith(FONTS):
        return [f"course {shlex.quote(f'letters:{path}')}"]
    if os.path.isdir(path) or name.endswith(SETS) or "idx" in os.path.basename(name):
        return [f"course {word}"]
    if name.endswith(".csv"):
        return [f"{'wire' if _text(path).lower().startswith(WIRES) else 'course'} {word}"]
    if name.endswith(PICTURES):
        return [f"present file {word}"]
    return list(_script(_text(path), path)) or [f"present file {word}"]


def is_shown(path: str) -> bool:
    """Whether a file is a picture, a set of pictures or a font by its name, and not a script."""
    return os.path.isdir(path) or path.lower().endswith((*PICTURES, *FONTS, *SETS, ".csv"))


def _text(path: str) -> str:
    """The text of a file; empty if it cannot be read."""
    try:
        return storage.read_text(path)
    except StorageError:
        return ""


def _script(text: str, path: str) -> Iterator[str]:
    """The lines of a script, after comments on what is missing in it; none if it is not a script."""
    from mark1.panel.commands.table import command_named
    from mark1.panel.journal import replayable
    from mark1.panel.quoting import lines_of, words_of

    text, doubts = replayable(text, path)
    try:
        lines = [line for _, line in lines_of(text) if words_of(line)]
    except ValueError:
        return
    if lines and command_named(words_of(lines[0])[0]):
        yield from (f"# {doubt}" for doubt in doubts)
        yield from lines
