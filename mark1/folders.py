"""Folders outside the user's own work: where compiled code is kept, and where the configuration file is.

``MARK1_CACHE`` and ``MARK1_CONFIG`` name other places.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mark1.version import __version__


@cache
def cache_folder() -> Path | None:
    """A folder for compiled code of this version of mark1 that only this user can write; None if there is none.

    The first that can be used of: ``MARK1_CACHE``, the system's cache folder of the user, one in the folder for
    temporary files. The last is private, because whatever is in it is executed.
    """
    return next((place for place in _places() if _usable(place)), None)


def numba_is_off() -> bool:
    """Whether the environment says that nothing is to be compiled (``NUMBA_DISABLE_JIT``)."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")


def config_file() -> Path:
    """The user's configuration file, which need not exist."""
    from platformdirs import user_config_path

    named = os.environ.get("MARK1_CONFIG")
    return Path(named) if named else user_config_path("mark1", appauthor=False) / "config.toml"


def _places() -> Iterator[Path]:
    from platformdirs import user_cache_path

    if named := os.environ.get("MARK1_CACHE"):
        yield Path(named) / __version__
    yield user_cache_path("mark1", appauthor=False) / __version__
    yield Path(tempfile.gettempdir()) / f"mark1-{_user()}" / __version__


def _user() -> str:
    return os.environ.get("USERNAME", "user") if sys.platform == "win32" else str(os.getuid())


def _usable(place: Path) -> bool:
    """Whether the folder is there, or could be made, belongs to this user, and can be written by nobody else."""
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.mkdir(mode=0o700, exist_ok=True)
        return os.access(place, os.W_OK) and all(_ours(folder) for folder in (place.parent, place))
    except OSError:
        return False


def _ours(folder: Path) -> bool:
    if sys.platform == "win32":
        return True
    found = folder.lstat()
    return found.st_uid == os.getuid() and not found.st_mode & 0o022
