"""IDX files: the arrays that MNIST and its kin are distributed as, plain or gzipped, big-endian or, rarely, not.

    00 00 | type | number of axes | length of each axis, 4 bytes each | values

A header is believed only after it was compared with the file: a plain file has exactly the bytes its header asks for,
a gzipped one cannot hold more than DEFLATE's densest packing, and neither more than ``packed.max_size()``. The byte
order is the one in which that is so. A large plain file is mapped into memory, and read as it is needed.
"""

import gzip
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import product
from math import prod
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from mark1.errors import StimulusError, StorageError
from mark1.machine.config import Framing, Polarity
from mark1.packed import DENSEST, LARGE, require_modest, unpacked
from mark1.stimuli.eye import Eye, Progress, look_at_first
from mark1.stimuli.labelled_arrays import LabelledArrays
from mark1.stimuli.layout import as_pictures, from_zero, is_one_hot, label_texts, opaque
from mark1.stimuli.pairs import labels_beside
from mark1.stimuli.reading import AS_USUAL, Reading
from mark1.stimuli.reading_report import ReadingReport
from mark1.stimuli.room import FileArray
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.stimuli.wrong_files import GLANCE_BYTES, found_instead
from mark1.storage import require_file

MAX_AXES = 8
GZIP_MAGIC = b"\x1f\x8b"
_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: "i2", 0x0C: "i4", 0x0D: "f4", 0x0E: "f8"}
_BIG, _LITTLE = ">", "<"


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
        if start[:2] == GZIP_MAGIC:
            file.seek(0)
            with suppress(EOFError, zlib.error, OSError), gzip.open(file) as unpacked_file:
                start = unpacked_file.read(4)
    return _magic(start) is not None


def load_idx(
    path: str | os.PathLike[str],
    eye: Eye,
    *,
    framing: Framing = "whole",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
    reading: Reading = AS_USUAL,
) -> StimulusSet:
    """The pictures of one IDX file, with the labels of the file that belongs to it by name.

    Raises StimulusError when either is not what it should be, StorageError when it cannot be opened, PictureError for
    bad pictures.
    """
    path, report = Path(path), ReadingReport()
    head = _header(path)
    if len(head.shape) not in (3, 4) or head.size == 0:
        hint = "; name the file of the pictures, its labels are found by name" if len(head.shape) == 1 else ""
        raise StimulusError(f"{path}: pictures must have shape (n, rows, cols), got {head.shape}{hint}")
    like = as_pictures(np.broadcast_to(np.zeros((), head.dtype), head.shape), str(path), eye)
    labels = _read_labels(labels_path(path), head.shape[0], path, report)

    def first(n: int) -> NDArray[Any]:
        with _faults(path), _stream(path, head.packed) as stream:
            stream.read(head.start)
            values = _native(stream.read(n * head.size // head.shape[0]), head, n)
        return opaque(from_zero(as_pictures(values, str(path), eye), lowest=0.0))

    look_at_first(eye, like.shape, head.dtype, first, str(path), framing=framing, polarity=polarity)
    values = _mapped(path, head) if head.size > LARGE and not head.packed else _values(path, head)
    stored = LabelledArrays(str(path), as_pictures(values, str(path), eye), labels, report)
    return stored.seen(eye, reading, framing=framing, polarity=polarity, progress=progress)


def labels_path(path: Path) -> Path:
    """The file that holds the labels of the pictures in ``path``. Raises StimulusError with the names looked for."""
    names = label_names(path.name)
    for name in names:
        if (path.parent / name).is_file():
            return path.parent / name
    if names and (beside := labels_beside(path)):
        return beside
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


def _read_labels(path: Path, n_pictures: int, pictures_path: Path, report: ReadingReport) -> list[str]:
    """One label per picture, as text: of several columns, as QMNIST has them, the first. Raises StimulusError."""
    head = _header(path)
    if len(head.shape) not in (1, 2) or head.dtype.kind not in "iu" or head.size == 0:
        raise StimulusError(f"{path}: labels must be whole numbers of shape (n,), got {head.dtype} {head.shape}")
    if head.shape[0] != n_pictures:
        raise StimulusError(f"{path}: {head.shape[0]} labels for the {n_pictures} pictures of {pictures_path.name}")
    values = _values(path, head)
    if values.ndim == 2 and not is_one_hot(values):
        report.assumed.append(f"the first of {values.shape[1]} columns in {path.name} is the class, as in QMNIST")
        values = values[:, 0]
    return label_texts(values, str(path), report)


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
            heads = _read_headers(file, packed, path)
    fits = [head for head in heads if _held_against(head, stored)[0]]
    head = fits[0] if fits else heads[0]
    if not fits:
        held = _held_against(head, stored)[1]
        raise StimulusError(f"{_lies(path, head)}, the file holds {'at most ' * packed}{max(held, 0)}")
    require_modest(prod(max(axis, 1) for axis in head.shape) * head.dtype.itemsize, str(path), StimulusError)
    return head


def _held_against(head: _Head, stored: int) -> tuple[bool, int]:
    """Whether a file of ``stored`` bytes may hold what its header asks for, and how many bytes it does."""
    held = (stored * DENSEST if head.packed else stored) - head.start
    return (head.size <= held if head.packed else head.size == held), held


def _mapped(path: str | os.PathLike[str], head: _Head) -> NDArray[Any]:
    """The array of a plain file, mapped into memory. Raises StorageError."""
    with _faults(path):
        return FileArray(path, head.dtype, "r", head.start, head.shape)


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


def _magic(start: bytes) -> tuple[int, int, str] | None:
    """Code of the type, number of axes and byte order of the magic number; None if it is none of IDX."""
    for order, (low, high, code, n_axes) in ((_BIG, _four(start)), (_LITTLE, _four(start[::-1]))):
        if (low, high) == (0, 0) and code in _TYPES and 1 <= n_axes <= MAX_AXES:
            return code, n_axes, order
    return None


def _four(start: bytes) -> tuple[int, ...]:
    """Four bytes, missing ones as 255."""
    return tuple(start.ljust(4, b"\xff")[:4])


def _read_headers(file: IO[bytes], packed: bool, path: str | os.PathLike[str]) -> list[_Head]:
    """What the header may mean, in the likeliest byte order first. Raises StimulusError."""
    magic = file.read(4)
    meaning = _magic(magic)
    if meaning is None:
        kind = found_instead(magic + file.read(GLANCE_BYTES))
        begins = f"it begins with {magic.hex(' ') or 'nothing'}, not 00 00 08 03"
        raise StimulusError(f"{path}: not an IDX file; {f'it is {kind}' if kind else begins}")
    code, n_axes, order = meaning
    lengths = file.read(4 * n_axes)
    if len(lengths) != 4 * n_axes:
        raise StimulusError(f"{path}: cut short within its header of {n_axes} axes")
    return [
        _Head(np.dtype(f"{way}{_TYPES[code]}"), struct.unpack(f"{way}{n_axes}I", lengths), 4 + 4 * n_axes, packed)
        for way in ((_BIG, _LITTLE) if order == _BIG else (_LITTLE,))
    ]
