"""IDX files: the big-endian arrays that MNIST and its kin are distributed as, plain or gzipped.

    00 00 | type | number of axes | length of each axis, 4 bytes each | values

A header is believed only after it was compared with the file: a plain file has exactly the bytes its header asks for,
a gzipped one cannot hold more than DEFLATE's densest packing, and neither more than ``packed.max_size()``.

Not modelled: turning pictures. MNIST stores them upright; EMNIST's own files hold every picture mirrored and on its
side, and are shown as stored.
"""

import gzip
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from math import prod
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from mark1.errors import StimulusError, StorageError
from mark1.machine.config import Framing, Polarity
from mark1.packed import DENSEST, require_modest, unpacked
from mark1.stimuli.eye import Eye, Progress, look_at_first, project_scaled
from mark1.stimuli.polarities import PolarityTally
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.storage import require_file

MAX_AXES = 8
GZIP_MAGIC = b"\x1f\x8b"
_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


class _Head(NamedTuple):
    """What the header of an IDX file says, where the values begin, and whether the file is gzipped."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    start: int
    packed: bool

    @property
    def size(self) -> int:
        """Bytes of all values."""
        return prod(self.shape) * self.dtype.itemsize


def read_idx(path: str | os.PathLike[str]) -> NDArray[Any]:
    """The array an IDX file holds, gzipped or not, in the machine's byte order.

    Raises StimulusError when it is not IDX, its header lies, or it is cut short; StorageError when it cannot be opened,
    or holds more than ``packed.max_size()`` bytes.
    """
    return _values(path, _header(path))


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
    head = _header(path)
    if len(head.shape) != 3 or head.size == 0:
        hint = "; name the file of the pictures, its labels are found by name" if len(head.shape) == 1 else ""
        raise StimulusError(f"{path}: pictures must have shape (n, rows, cols), got {head.shape}{hint}")
    labels = _read_labels(labels_path(path), head.shape[0], path)

    def first(n: int) -> NDArray[Any]:
        with _faults(path), _stream(path, head.packed) as stream:
            stream.read(head.start)
            return _native(stream.read(n * head.size // head.shape[0]), head, n)

    look_at_first(eye, head.shape, head.dtype, first, str(path), framing=framing, polarity=polarity)
    pictures = _values(path, head)
    tally = PolarityTally()
    light = project_scaled(eye, pictures, str(path), framing=framing, polarity=polarity, progress=progress, tally=tally)
    return StimulusSet.labelled(path.name, light, labels, tally=tally)


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
    head = _header(path)
    if len(head.shape) != 1 or head.dtype.kind not in "iu":
        raise StimulusError(f"{path}: labels must be whole numbers of shape (n,), got {head.dtype} {head.shape}")
    if head.shape != (n_pictures,):
        raise StimulusError(f"{path}: {head.shape[0]} labels for the {n_pictures} pictures of {pictures_path.name}")
    return [str(label) for label in _values(path, head).tolist()]


@contextmanager
def _faults(path: str | os.PathLike[str]) -> Iterator[None]:
    """What goes wrong while a file is read, as StimulusError or StorageError."""
    try:
        yield
    except (StimulusError, StorageError):
        raise
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise StimulusError(f"{path}: the gzip data is cut short or damaged ({error}); fetch the file again") from error
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error


def _stream(path: str | os.PathLike[str], packed: bool) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path)) if packed else open(path, "rb")


def _header(path: str | os.PathLike[str]) -> _Head:
    """What a file says of itself, held against what is there, and may be. Raises StimulusError, StorageError."""
    require_file(path)
    with _faults(path):
        with open(path, "rb") as raw:
            stored, packed = os.path.getsize(path), raw.read(2) == GZIP_MAGIC
        with _stream(path, packed) as file:
            dtype, shape = _read_header(file, str(path))
    head = _Head(dtype, shape, 4 + 4 * len(shape), packed)
    held = (stored * DENSEST if packed else stored) - head.start
    if head.size > held or (not packed and head.size != held):
        raise StimulusError(f"{_lies(path, head)}, the file holds {'at most ' * packed}{max(held, 0)}")
    require_modest(prod(max(axis, 1) for axis in shape) * dtype.itemsize, str(path), StimulusError)
    return head


def _values(path: str | os.PathLike[str], head: _Head) -> NDArray[Any]:
    """The array of a file with this header. Raises StimulusError, StorageError."""
    with _faults(path):
        try:
            values = unpacked(lambda: _stream(path, head.packed), head.start, head.size)
        except ValueError as error:
            raise StimulusError(f"{_lies(path, head)}, the file holds more") from error
    return _native(values, head, head.shape[0])


def _native(values: Any, head: _Head, n: int) -> NDArray[Any]:
    """The first ``n`` pictures, or labels, in the machine's byte order."""
    array = np.frombuffer(values, head.dtype).reshape(n, *head.shape[1:])
    return array.astype(head.dtype.newbyteorder("="), copy=False)


def _lies(path: str | os.PathLike[str], head: _Head) -> str:
    return f"{path}: the header asks for {head.size} bytes of values ({' x '.join(map(str, head.shape))})"


def _read_header(file: IO[bytes], source: str) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """Type of the values and length of each axis. Raises StimulusError."""
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in _TYPES or not 1 <= magic[3] <= MAX_AXES:
        raise StimulusError(f"{source}: not an IDX file; it begins with {magic.hex(' ') or 'nothing'}, not 00 00 08 03")
    lengths = file.read(4 * magic[3])
    if len(lengths) != 4 * magic[3]:
        raise StimulusError(f"{source}: cut short within its header of {magic[3]} axes")
    return np.dtype(_TYPES[magic[2]]), struct.unpack(f">{magic[3]}I", lengths)
