"""The rig that somebody builds: RIG.toml, or the largest."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mark1.rig.workshop.rig_file import RigSizes

RigFile = Annotated[Path | None, typer.Argument(metavar="RIG.toml", help="What you build; else the largest rig.")]


def sizes_of(path: Path | None) -> "RigSizes":
    """What the file says. Raises ConfigError, StorageError."""
    from mark1.rig.workshop import rig_file

    return rig_file.read(path) if path is not None else rig_file.RigSizes()
