"""The sizes of a rig: from RIG.toml, or the full-size rig."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mark1.rig.workshop.rig_file import RigSizes

RigFile = Annotated[Path | None, typer.Argument(metavar="RIG.toml", help="Rig file (default: the full-size rig).")]


def sizes_of(path: Path | None) -> "RigSizes":
    """The sizes in the file. Raises ConfigError, StorageError."""
    from mark1.rig.workshop import rig_file

    return rig_file.read(path) if path is not None else rig_file.RigSizes()
