"""Packed: how much a file may hold once it is unpacked, and unpacking without believing what it says of itself.

    header --> as large as it may be? --> all of it there? --> memory --> values
               asked of the caller,       only if it is large:
               and of ``max_size``        unpacked and thrown away

Packed zeros shrink a thousandfold, so 100 KB may ask for 100 MB. The limit is on all that a file holds, unpacked:
768 MiB, enough for EMNIST ByClass (547 MB). ``MARK1_MAX_SIZE`` sets another, for this process and those it starts.
"""

import os
import re
import zipfile
from collections.abc import Callable
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from mark1.errors import ConfigError, Mark1Error, StorageError, expected

SETTING = "MARK1_MAX_SIZE"
USUAL = 768 * 2**20
LARGE = 64 * 2**20  # from here on, that all is there is seen before memory is taken
DENSEST = 1032  # DEFLATE stores at most 258 bytes in 2 bits
UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
# Bytes of arrays that weigh as much as a byte of text, and as a value in JSON: 16 MiB of text, and 1.5 million
# values, may be read unless more is allowed.
TEXT_SHARE, VALUE_SHARE = 48, 512
LONGEST_END = 2**16 + 22  # of a zip: its last record and a comment
LARGEST_DIRECTORY = 2**20  # bytes: some ten thousand entries
_CHUNK = 2**20


def max_size() -> int:
    """How many bytes a file may hold once it is unpacked. Raises ConfigError for a setting that is no size."""
    return size_of(os.environ.get(SETTING) or str(USUAL))


def set_max_size(size: int | str) -> None:
    """Allow ``size`` bytes, or a text such as ``2G``, in this process and those it starts. Raises ConfigError."""
    os.environ[SETTING] = str(size_of(str(size)))


def size_of(text: str) -> int:
    """``500M`` or ``2G`` as bytes. Raises ConfigError."""
    match = re.fullmatch(r"(\d{1,18})([KMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    if not match or not int(match[1]):
        raise ConfigError(expected("a size", "bytes as in 500000000, 500M or 2G", text))
    return int(match[1]) * UNITS[match[2].upper()]


def require_modest(
    size: int, what: str, kind: type[Mark1Error] = StorageError, *, unit: str = "bytes unpacked", weight: int = 1
) -> None:
    """Raises an error of a ``kind`` for more than a file may hold, and says how to allow more.

    ``weight``: how many bytes of arrays weigh as much as one of the ``unit``.
    """
    if size * weight > max_size():
        raise kind(
            f"{what}: {size} {unit}, at most {max_size() // weight} are allowed; "
            f"if the file is from somebody you trust, --max-size {-(-size * weight // 2**20)}M reads it"
        )


def unpacked(opened: Callable[[], IO[bytes]], start: int, size: int) -> NDArray[np.uint8]:
    """The ``size`` bytes from ``start`` to the end of a stream: writable, (size,).

    ``opened()`` begins the stream anew. Raises EOFError if it ends before, ValueError if it does not end there.
    """
    if size > LARGE:
        _read(opened(), start, size, None)
    values = np.empty(size, np.uint8)
    _read(opened(), start, size, values.data)
    return values


def _read(stream: IO[bytes], start: int, size: int, space: memoryview | None) -> None:
    """Read a stream from ``start`` to its end, into ``space`` or nowhere. Raises EOFError, ValueError."""
    with stream:
        if len(stream.read(start)) < start:
            raise EOFError("it ends within its header")
        n_read = 0
        while n_read < size and (chunk := stream.read(min(size - n_read, _CHUNK))):
            if space is not None:
                space[n_read : n_read + len(chunk)] = chunk
            n_read += len(chunk)
        if n_read < size:
            raise EOFError(f"it holds {n_read} bytes of {size}")
        if stream.read(1):
            raise ValueError(f"it holds more than {size} bytes")


def require_few_entries(path: str | os.PathLike[str]) -> None:
    """Raises BadZipFile for no zip, and for one with more entries than an archive of arrays has. Raises OSError."""
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - LONGEST_END))
        end = file.read(LONGEST_END)
    at = end.rfind(b"PK\5\6")
    if at < 0 or len(end) < at + 16 or int.from_bytes(end[at + 12 : at + 16], "little") > LARGEST_DIRECTORY:
        raise zipfile.BadZipFile("no zip of arrays")


def npy_header(stream: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any], int]:
    """Shape, whether column after column, type, and the length of the header, of an ``.npy``. Raises ValueError."""
    version = np.lib.format.read_magic(stream)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"version {version} of the array format")
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, in_columns, dtype = read(stream)
    return shape, in_columns, dtype, stream.tell()
