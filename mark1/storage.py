"""Files: written whole or not at all, read without trust.

A file is written under a temporary name in the same folder, flushed to the disk, and then renamed, so a kill at any
moment leaves the old file or the new one. ``archive.py`` describes the contents of a ``.mark1`` file.
"""

import contextlib
import hashlib
import os
import stat
import struct
import tempfile
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from mark1 import archive, arguments
from mark1.archive import Arrays, Head
from mark1.errors import StorageError
from mark1.kind import MACHINE, FileKind, kind_of, require_kind
from mark1.log import logger
from mark1.packed import TEXT_SHARE, max_size, require_few_entries, require_modest

log = logger(__name__)
META_LIMIT = 64 * 2**20
SETTINGS_LIMIT = 2**20  # bytes of a file of settings: TOML or JSON written by hand or for one board
SHOWN = 50  # characters of a file's name in the name of its temporary file
ELSEWHERE = "write it elsewhere"
# What zip, JSON and array readers raise on damaged data.
DAMAGE = (
    zlib.error,
    struct.error,
    tokenize.TokenError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


def write_file(
    path: str | os.PathLike[str], write: Callable[[IO[bytes]], object], kind: FileKind | None = None
) -> None:
    """Let ``write`` fill a file that replaces ``path`` when it is complete. Without a ``kind``, the ending decides.

    Raises StorageError if that cannot be done, or a file of another kind is there, CommandError for another kind's
    ending; what was at ``path`` before is then untouched.
    """
    target = _target(path)
    temporary = None
    try:
        mode = _mode_of(target)
        require_kind(path, kind or kind_of(path))
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:SHOWN]}-", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, target)
        log.info("wrote %s", path)
    except StorageError:
        raise
    except OSError as error:
        raise StorageError(
            f"{path}: cannot be written ({_reason(error)}); nothing there was changed, {ELSEWHERE}"
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def require_writable(path: str | os.PathLike[str], kind: FileKind | None = None, *, grows: bool = False) -> None:
    """Raises what ``write_file`` would raise: better before an hour of work than after it.

    A file that ``grows`` is not replaced, so its content is left to who reads it first.
    """
    target = _target(path)
    try:
        _mode_of(target)
        with tempfile.TemporaryFile(dir=target.parent):
            pass
        require_kind(path, kind or kind_of(path), grows=grows)
    except StorageError:
        raise
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({_reason(error)}); {ELSEWHERE}") from error


def prepare(path: str | os.PathLike[str], kind: FileKind | None = None, *, grows: bool = False) -> None:
    """Make the folder of a file that is to be written. Raises what ``require_writable`` raises: before the work."""
    make_folder(os.path.dirname(_target(path)))
    require_writable(path, kind, grows=grows)


def write_text(path: str | os.PathLike[str], text: str, kind: FileKind | None = None) -> None:
    """Write a text file, UTF-8, whole or not at all. Raises what ``write_file`` raises."""
    write_file(path, lambda file: file.write(text.encode(errors="surrogateescape")), kind)


def write_bytes(path: str | os.PathLike[str], data: bytes, kind: FileKind | None = None) -> None:
    """Write a file, whole or not at all. Raises what ``write_file`` raises."""
    write_file(path, lambda file: file.write(data), kind)


def make_folder(path: str | os.PathLike[str]) -> None:
    """Make a folder and its parents, unless it exists. Raises StorageError."""
    try:
        os.makedirs(_target(path), exist_ok=True)
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        raise StorageError(f"{path}: cannot create directory ({_reason(error)})") from error


def read_text(path: str | os.PathLike[str], limit: int | None = None) -> str:
    """The text of a file; bytes that are not UTF-8, as in old file names, become surrogates.

    Raises StorageError if it cannot be read, is not text, or is beyond the limit: 16 MiB unless more is allowed.
    """
    require_file(path)
    log.info("reading %s", path)
    try:
        with open(path, "rb") as file:
            return text_from(file, path, limit)
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        raise StorageError(f"{path}: cannot be read ({_reason(error)})") from error


def text_from(file: IO[bytes], path: str | os.PathLike[str], limit: int | None = None) -> str:
    """The text of an open file, called ``path`` in messages. Raises StorageError if it is no text or too long."""
    limit = limit or max_size() // TEXT_SHARE
    data = file.read(limit + 1)
    if len(data) > limit:
        raise StorageError(f"{path}: file too large (more than {limit} bytes)")
    if b"\0" in data:
        raise StorageError(f"{path}: not a text file: expected UTF-8 text")
    return text_of(data)


def digest(files: Sequence[Path]) -> str:
    """Twelve hexadecimal digits that change with the contents or names of files; empty for none. Raises StorageError.

    Names count from the folder on that all are in.
    """
    if not files:
        return ""
    folder, whole = os.path.commonpath([file.absolute().parent for file in files]), hashlib.sha256()
    for file in files:
        require_file(file)
        try:
            with open(file, "rb") as opened:
                content = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            raise StorageError(f"{file}: cannot be read ({_reason(error)})") from error
        whole.update(os.fsencode(f"{os.path.relpath(file.absolute(), folder)}\0{content}\n"))
    return whole.hexdigest()[:12]


def text_of(data: bytes) -> str:
    """Bytes as text: UTF-8, with or without the mark that Windows puts before it; other bytes become surrogates."""
    return data.decode("utf-8-sig", errors="surrogateescape")


def save(path: str | os.PathLike[str], meta: dict[str, Any], arrays: Arrays) -> None:
    """Write a ``.mark1`` file. Raises what ``write_file`` raises; an older file at ``path`` then stays as it was."""
    text = archive.text_of(meta)
    if len(text) > META_LIMIT:
        raise StorageError(f"{path}: {len(text)} bytes of names and history, more than a file may hold: reset it first")
    write_file(path, lambda file: archive.write(file, text, arrays), MACHINE)


def load(
    path: str | os.PathLike[str],
    wanted: Callable[[str], bool] = bool,
    check: Callable[[dict[str, Any], dict[str, Head]], None] = lambda meta, heads: None,
) -> tuple[dict[str, Any], Arrays]:
    """Read a ``.mark1`` file: its JSON, and the ``wanted`` of its arrays by name. Raises StorageError in one line.

    Before any array is unpacked, ``check(meta, heads)`` sees the JSON, and shape and type of each array by name; it
    raises a ValueError, KeyError or TypeError for what cannot be.
    """
    log.info("reading %s", path)
    with _opened(path) as file:
        meta = archive.meta(path, file)
        names = [name for name in file.namelist() if name.startswith("arrays/") and name.endswith(".npy")]
        places = {name[len("arrays/") : -len(".npy")]: name for name in names}
        heads = {name: archive.head(path, file, place) for name, place in places.items() if wanted(name)}
        require_modest(sum(file.getinfo(places[name]).file_size for name in heads), str(path))
        try:
            check(meta, {name: (shape, dtype) for name, (shape, dtype, _) in heads.items()})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StorageError(f"{path}: not a valid .mark1 file ({error})") from error
        return meta, {name: archive.array(file, places[name], *head) for name, head in heads.items()}


@contextlib.contextmanager
def _opened(path: str | os.PathLike[str]) -> Iterator[zipfile.ZipFile]:
    """The archive; whatever is wrong with it becomes a StorageError."""
    require_file(path)
    try:
        require_few_entries(path)
        with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(path) as file:
            if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in file.infolist()):
                raise StorageError(f"{path}: a zip, but not a .mark1 file")
            yield file
    except StorageError:
        raise
    except zipfile.BadZipFile:
        raise StorageError(f"{path}: not a valid .mark1 file") from None
    except DAMAGE as error:
        raise StorageError(f"{path}: not a valid .mark1 file ({_reason(error)})") from error
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({_reason(error)})") from error


def _target(path: str | os.PathLike[str]) -> Path:
    """Where a file really goes, links followed. Raises StorageError for what cannot be a name."""
    if "\0" in arguments.path("file", path):
        raise StorageError(f"{os.fspath(path)!r}: not a file name, it contains a NUL")
    return Path(os.path.realpath(path))


def require_file(path: str | os.PathLike[str]) -> None:
    """Raise StorageError unless ``path`` is a regular file: opening a pipe or a device could block forever."""
    try:
        mode = os.stat(_target(path)).st_mode
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        if isinstance(error, FileNotFoundError):
            raise StorageError(f"{path}: no such file") from error
        raise StorageError(f"{path}: cannot be read ({_reason(error)})") from error
    if stat.S_ISDIR(mode):
        raise StorageError(f"{path}: is a directory, not a file")
    if not stat.S_ISREG(mode):
        raise StorageError(f"{path}: is a device, not a file")


def _mode_of(target: Path) -> int:
    """Permissions for the new file: those of the old one, else the usual. Raises OSError for what is no plain file."""
    try:
        status = os.stat(target)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(21, "is a directory")
    if not stat.S_ISREG(status.st_mode):
        raise OSError(22, "is a device, not a file")
    if not os.access(target, os.W_OK):
        raise PermissionError(13, "permission denied")
    return stat.S_IMODE(status.st_mode)


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error).split("\n")[0] or type(error).__name__
