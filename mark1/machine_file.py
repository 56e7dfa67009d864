"""A machine without a panel as a ``.mark1`` file, and back: ``MarkI.save`` and ``MarkI.load``.

The file is one that a panel could have written, without a history: ``load FILE`` on the panel reads it, and a file of
the panel gives its machine here, whatever back end it was saved with.
"""

import os
from typing import Any

from mark1 import storage
from mark1.errors import Mark1Error, StorageError
from mark1.machine import sizes, state

Path = str | os.PathLike[str]
NO_SESSION: dict[str, Any] = {"code": None, "asked_r_units": False, "history": [], "course": None}


def write(path: Path, plain: dict[str, Any], arrays: state.Arrays) -> None:
    """Write what ``state.capture`` gave. Raises StorageError; an older file then stays as it was."""
    storage.save(path, {"backend": "mark1", "machine": plain, **NO_SESSION}, arrays)


def read(kind: type[state.Machine], path: Path) -> state.Machine:
    """The machine of a file, of class ``kind``. Raises StorageError."""
    meta, arrays = storage.load(path, state.NAMES.__contains__, _check)
    try:
        return state.restored(kind, meta["machine"], arrays)
    except (KeyError, TypeError, ValueError, Mark1Error) as error:
        raise StorageError(f"{path}: not a valid .mark1 file ({error})") from error


def _check(meta: dict[str, Any], heads: dict[str, sizes.Head]) -> None:
    sizes.check(meta, heads)
