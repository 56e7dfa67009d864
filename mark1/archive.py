"""Archive: what a ``.mark1`` file holds. One zip of ``mark1.json`` (what it is, settings, names) and ``arrays/*.npy``.

There is no pickle in it, and nothing in it is executed. It is read without trust: every size is judged before memory is
taken for it.
"""

import json
import math
import os
import zipfile
from collections.abc import Mapping
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from mark1.errors import StorageError
from mark1.packed import DENSEST, TEXT_SHARE, VALUE_SHARE, npy_header, require_modest, unpacked
from mark1.version import __version__

FORMAT, VERSION = "mark1", 2  # 2: the config names its draw; 1: mark1 0.1.0, see ``state.config_from``
META = "mark1.json"
Arrays = dict[str, NDArray[Any]]
Head = tuple[tuple[int, ...], np.dtype[Any]]


def text_of(meta: Mapping[str, Any]) -> str:
    """The JSON of a file, which begins with what it is, and the program that wrote it."""
    return json.dumps({"format": FORMAT, "version": VERSION, "program": f"mark1 {__version__}", **meta}, indent=1)


def write(file: IO[bytes], text: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Fill an open file: the JSON ``text``, and arrays by name. The same content gives the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        with archive.open(META, "w") as entry:  # writestr would store the time of day: other bytes every 2 s
            entry.write(text.encode())
        for name, array in arrays.items():
            with archive.open(f"arrays/{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.ascontiguousarray(array), allow_pickle=False)


def meta(path: str | os.PathLike[str], file: zipfile.ZipFile) -> dict[str, Any]:
    if META not in file.namelist():
        raise StorageError(f"{path}: a zip, but not a .mark1 file")
    require_modest(file.getinfo(META).file_size, f"{path}: {META}", weight=TEXT_SHARE)
    data = file.read(META)
    require_modest(_values_in(data), f"{path}: damaged, or {META}", unit="values", weight=VALUE_SHARE)
    held = json.loads(data)
    if not isinstance(held, dict) or held.get("format") != FORMAT or not isinstance(held.get("version"), int):
        raise StorageError(f"{path}: a zip, but not a .mark1 file")
    if held["version"] > VERSION:
        raise StorageError(
            f"{path}: written by a newer mark1 (file version {held['version']}, this program reads up to {VERSION}): "
            "update mark1"
        )
    return held


def _values_in(data: bytes) -> int:
    """At least as many values as a JSON text has; a list or an object counts for eight."""
    return data.count(b",") + data.count(b":") + 8 * (data.count(b"[") + data.count(b"{"))


def head(path: str | os.PathLike[str], file: zipfile.ZipFile, name: str) -> tuple[tuple[int, ...], Any, int]:
    """Shape, type and length of the header of one array; its size must be true."""
    info = file.getinfo(name)
    if info.file_size > DENSEST * max(1, info.compress_size) + 4096:
        raise StorageError(f"{path}: {name} claims an impossible size")
    with file.open(info) as entry:
        shape, in_columns, dtype, start = npy_header(entry)
    if dtype.hasobject or in_columns or start + math.prod(shape) * dtype.itemsize != info.file_size:
        raise StorageError(f"{path}: {name} is not as long as it says: use another copy")
    return shape, dtype, start


def array(file: zipfile.ZipFile, name: str, shape: tuple[int, ...], dtype: Any, start: int) -> NDArray[Any]:
    size = math.prod(shape) * dtype.itemsize
    return np.asarray(unpacked(lambda: file.open(name), start, size).view(dtype).reshape(shape))
