"""FileKind: what a file that the program writes is called, and how such a file is known again.

A command writes over nothing but files of its own kind: those that end as they do, and begin as they do.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

from mark1.errors import CommandError, StorageError


class FileKind(NamedTuple):
    """``name`` with its article; the endings, the usual one first; what the content begins with."""

    name: str
    endings: tuple[str, ...]
    start: bytes


NEVER = rb"(?!)"
MACHINE = FileKind("a machine", (".mark1",), rb"PK\x03\x04.{26}mark1\.json")
WIRES = FileKind("a table of wires", (".csv",), rb"(?i)s,a,sign\s")
TABLE = FileKind("the table of a sweep", (".csv",), rb"[^\n]*,program\r?\n")
PNG = FileKind("a PNG picture", (".png",), rb"\x89PNG")
CONFIGURATION = FileKind("a configuration", (".toml",), rb"(?s).*")
KINDS = (
    MACHINE,
    PNG,
    FileKind("a GIF film", (".gif",), rb"GIF8"),
    FileKind("a WebP film", (".webp",), rb"RIFF....WEBP"),
    FileKind("an SVG drawing", (".svg",), rb"<\?xml|<svg"),
    FileKind("a Parquet table", (".parquet",), rb"PAR1"),
    FileKind("a table of this program", (".csv",), rb"chart,line,style,|pieces,part,for"),
    FileKind("a page of this program", (".html",), rb"<!doctype html>"),
    FileKind("a page", (".md",), rb"# "),
    FileKind("a calibration", (".json",), rb"\{"),
    FileKind("a log", (".txt",), NEVER),
    FileKind("source of the sketch", (".ino", ".h", ".cpp"), rb"//|#"),
    FileKind("a program for the board", (".elf",), rb"\x7fELF"),
    FileKind("a program for the board", (".hex",), rb":"),
)
ENOUGH = 4096  # bytes of a file


def kind_of(path: str | os.PathLike[str]) -> FileKind:
    """The kind of file with this ending; one that no command writes may be new, and replaces nothing."""
    ending = Path(path).suffix.lower()
    for kind in KINDS:
        if ending in kind.endings:
            return kind
    return FileKind("a file of this program", (ending,), NEVER)


def named(path: str | os.PathLike[str], kind: FileKind) -> str:
    """The path, with the usual ending if it has none. Raises CommandError for another kind's ending.

    A folder or a device keeps its name: that it cannot be written is said elsewhere.
    """
    path, ending = os.fspath(path), Path(path).suffix.lower()
    if os.path.isdir(path) or (os.path.exists(path) and not os.path.isfile(path)):
        return path
    if not ending and Path(path).name:
        return path + kind.endings[0]
    if ending not in kind.endings:
        raise CommandError(f"{path}: expected a name that ends in {' or '.join(kind.endings)}, for {kind.name}")
    return path


def require_kind(path: str | os.PathLike[str], kind: FileKind, *, grows: bool = False) -> None:
    """Raises CommandError for another kind's ending, StorageError for a file that must not be written over.

    That is a file of another kind, and one that a link outside its folder leads to. A file that ``grows`` is not
    replaced, and its content is left to who reads it first. Raises OSError.
    """
    if Path(path).suffix.lower() not in kind.endings:
        raise CommandError(
            f"{os.fspath(path)}: expected a name that ends in {' or '.join(kind.endings)}, for {kind.name}"
        )
    if leads_out(path):
        raise StorageError(f"{path}: a link to {os.path.realpath(path)}, outside its folder; name that file itself")
    if os.path.isfile(path) and not grows:
        with open(path, "rb") as file:
            start = file.read(ENOUGH)
        if start and not re.match(kind.start, start, re.DOTALL):
            raise StorageError(f"{path}: there already, and not {kind.name}; nothing was changed, name another file")


def leads_out(path: str | os.PathLike[str]) -> bool:
    """Whether it is a symbolic link to another folder."""
    folder = os.path.dirname(os.path.abspath(path))
    return os.path.islink(path) and os.path.dirname(os.path.realpath(path)) != os.path.realpath(folder)
