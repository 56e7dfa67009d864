"""IDX files: the big-endian arrays that MNIST and its kin are distributed as, plain or gzipped.

    00 00 | type | number of axes | length of each axis, 4 bytes each | values

A header is believed only after it was compared with the file: a plain file has exactly the bytes its header asks for,
a gzipped one cannot hold more than DEFLATE's densest packing, and never more than ``MAX_BYTES``.

Not modelled: turning pictures. MNIST stores them upright; EMNIST's own files hold every picture mirrored and on its
side, and are shown as stored.
"""

import gzip
import io
import os
import struct
import zlib
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from mark1.errors import StimulusError, StorageError
from mark1.machine.config import Framing, Polarity
from mark1.stimuli.eye import Eye, Progress, project_scaled
from mark1.stimuli.stimulus_set import StimulusSet

MAX_BYTES = 2**31
MAX_AXES = 8
GZIP_MAGIC = b"\x1f\x8b"
_DENSEST_GZIP = 1032  # DEFLATE stores at most 258 bytes in 2 bits
_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path: str | os.PathLike[str]) -> NDArray[Any]:
    """The array an IDX file holds, gzipped or not, in the machine's byte order.

    Raises StimulusError when it is not IDX, its header lies, or it is cut short; StorageError when it cannot be opened.
    """
    try:
        with open(path, "rb") as raw:
            return _read_stream(raw, str(path))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise StimulusError(f"{path}: the gzip data is cut short or damaged ({error}); fetch the file again") from error
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error


def looks_like_idx(path: str | os.PathLike[str]) -> bool:
    """Whether the file begins as IDX does, or is gzipped. Raises OSError."""
    with open(path, "rb") as file:
        start = file.read(4)
    return start[:2] == GZIP_MAGIC or (len(start) == 4 and start[:2] == b"\0\0" and start[2] in _TYPES)


def load_idx(
    path: str | os.PathLike[str],
    eye: Eye,
    *,
    framing: Framing = "whole",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
) -> StimulusSet:
    """The pictures of one IDX file, with the labels of the file that belongs to it by name.

    Raises StimulusError when either is not what it should be, StorageError when it cannot be opened.
    """
    path = Path(path)
    pictures = read_idx(path)
    if pictures.ndim != 3 or pictures.size == 0:
        hint = "; name the file of the pictures, its labels are found by name" if pictures.ndim == 1 else ""
        raise StimulusError(f"{path}: pictures have shape (n, rows, cols), {pictures.shape} came{hint}")
    labels = _read_labels(labels_path(path), len(pictures), path)
    light = project_scaled(eye, pictures, str(path), framing=framing, polarity=polarity, progress=progress)
    return StimulusSet.labelled(path.name, light, labels)


def labels_path(path: Path) -> Path:
    """The file that holds the labels of the pictures in ``path``. Raises StimulusError with the names looked for."""
    names = label_names(path.name)
    for name in names:
        if (path.parent / name).is_file():
            return path.parent / name
    if not names:
        raise StimulusError(f"{path}: its labels are found by name, so it must be called like train-images-idx3-ubyte")
    raise StimulusError(f"{path}: no labels beside it; looked for {', '.join(names)} in {path.parent}")


def label_names(name: str) -> list[str]:
    """What the labels' file may be called, likeliest first, for pictures called ``name``; [] if nothing follows.

    ``train-images-idx3-ubyte.gz`` gives ``train-labels-idx1-ubyte.gz``, then the same without ``.gz`` and with ``.``
    for ``-`` before ``idx1``.
    """
    stem, gz = (name[:-3], ".gz") if name.lower().endswith(".gz") else (name, "")
    before, images, after = stem.rpartition("images")
    if not images:
        return []
    after = after.replace("idx3", "idx1")
    swapped = after.replace("-idx1", ".idx1") if "-idx1" in after else after.replace(".idx1", "-idx1")
    other_gz = "" if gz else ".gz"
    names = (f"{before}labels{end}{packed}" for end, packed in product((after, swapped), (gz, other_gz)))
    return list(dict.fromkeys(names))


def _read_labels(path: Path, n_pictures: int, pictures_path: Path) -> list[str]:
    """One label per picture, as text. Raises StimulusError."""
    labels = read_idx(path)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise StimulusError(f"{path}: labels are whole numbers of shape (n,), {labels.dtype} {labels.shape} came")
    if len(labels) != n_pictures:
        raise StimulusError(f"{path}: {len(labels)} labels for the {n_pictures} pictures of {pictures_path.name}")
    return [str(label) for label in labels.tolist()]


def _read_stream(raw: BinaryIO, source: str) -> NDArray[Any]:
    """The array in an open file, gzipped or not. Raises StimulusError, and whatever gzip raises."""
    stored = raw.seek(0, io.SEEK_END)
    raw.seek(0)
    packed = raw.read(2) == GZIP_MAGIC
    raw.seek(0)
    if not packed:
        return _read_values(raw, stored, stored, source)
    with gzip.GzipFile(fileobj=raw) as unpacked:
        return _read_values(unpacked, None, stored * _DENSEST_GZIP, source)


def _read_values(file: BinaryIO | gzip.GzipFile, exact: int | None, at_most: int, source: str) -> NDArray[Any]:
    """The array in a file of ``exact`` bytes, where that is known, or ``at_most`` bytes. Raises StimulusError."""
    dtype, shape = _read_header(file, source)
    asked, length = prod(shape) * dtype.itemsize, 4 + 4 * len(shape)
    present = "at most " * (exact is None) + str(max(at_most - length, 0))
    lies = f"{source}: the header asks for {asked} bytes of values ({' x '.join(map(str, shape))})"
    if asked + length > at_most or (exact is not None and asked + length != exact):
        raise StimulusError(f"{lies}, the file holds {present}")
    if prod(max(axis, 1) for axis in shape) * dtype.itemsize > MAX_BYTES:
        raise StimulusError(f"{lies}; allowed are {MAX_BYTES}")
    values = np.empty(asked, np.uint8)
    came = _fill(file, values.data)
    if came != asked or file.read(1):
        raise StimulusError(f"{lies}, the file holds {'more' if came == asked else came}")
    return values.view(dtype).reshape(shape).astype(dtype.newbyteorder("="), copy=False)


def _read_header(file: BinaryIO | gzip.GzipFile, source: str) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """Type of the values and length of each axis. Raises StimulusError."""
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in _TYPES or not 1 <= magic[3] <= MAX_AXES:
        raise StimulusError(f"{source}: not an IDX file; it begins with {magic.hex(' ') or 'nothing'}, not 00 00 08 03")
    lengths = file.read(4 * magic[3])
    if len(lengths) != 4 * magic[3]:
        raise StimulusError(f"{source}: cut short within its header of {magic[3]} axes")
    return np.dtype(_TYPES[magic[2]]), struct.unpack(f">{magic[3]}I", lengths)


def _fill(file: BinaryIO | gzip.GzipFile, space: memoryview) -> int:
    """Read until ``space`` is full or the file ends; how many bytes came."""
    came = 0
    while came < len(space) and (chunk := file.read(min(len(space) - came, 2**20))):
        space[came : came + len(chunk)] = chunk
        came += len(chunk)
    return came
