"""Arrays of pictures: numpy's ``.npz`` files, and scikit-learn's digits.

    pictures (n, h, w) or as ``layout.py`` says + labels (n,) -> eye -> light

A file from a stranger is safe to open: objects (pickles) are refused, and no array is made before all headers inside
the zip were compared with the actual bytes, with each other, and with ``packed.max_size()``.
"""

import importlib
import os
import tokenize
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.errors import Described, Mark1Error, StimulusError, StorageError, expected
from mark1.install_hint import install
from mark1.machine.config import Framing, Polarity
from mark1.packed import DENSEST, npy_header, require_few_entries, require_modest, unpacked
from mark1.stimuli.eye import Eye, Progress, look_at_first, project_scaled
from mark1.stimuli.labelled_arrays import LabelledArrays
from mark1.stimuli.layout import as_pictures, from_zero, label_texts, opaque
from mark1.stimuli.pairs import is_of_labels, labels_beside, required_labels
from mark1.stimuli.reading import AS_USUAL, Reading
from mark1.stimuli.reading_report import ReadingReport
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.storage import require_file

# What the arrays of the pictures and of the labels are called, and those of a test set in the same file.
NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "train": (
        ("x", "x_train", "train_images", "train_x", "images", "imgs", "pictures", "data", "light"),
        ("y", "y_train", "train_labels", "train_y", "labels", "label", "target", "targets", "classes"),
    ),
    "test": (("x_test", "test_images", "test_x"), ("y_test", "test_labels", "test_y")),
}
LONGEST_LABEL = 4096  # bytes
# What zipfile and numpy raise on damaged data; OSError because a damaged offset is a seek before the start.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    tokenize.TokenError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    SyntaxError,
    RuntimeError,
    NotImplementedError,
    MemoryError,
)


def load_npz(
    path: str | os.PathLike[str],
    eye: Eye,
    *,
    framing: Framing = "whole",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
    reading: Reading = AS_USUAL,
) -> StimulusSet:
    """The pictures and labels of a ``.npz`` file, found by name, or by shape where it holds just two arrays.

    Of a file with parts, such as ``x_train`` and ``x_test``, the part that is asked for is taken. A file with one array
    has its labels in the file that ``pairs.py`` finds.

    Raises StimulusError when they cannot be identified, do not fit together, or the file is damaged; StorageError when
    it cannot be opened; PictureError for bad pictures.
    """
    source, report = str(path), ReadingReport()
    with _opened(path) as archive:
        pictures, labels = _pictures_and_labels(_members(archive, source), Path(path), reading.part)
        as_pictures(pictures.like, source, eye, _count(labels))
        names = label_texts(_read_labels(labels, pictures, Path(path), report), source, report)
        allowed = as_pictures(pictures.like, source, eye, len(names)).shape
        if len(names) != allowed[0]:
            raise StimulusError(f"{source}: {allowed[0]} pictures and {len(names)} labels")

        def first(n: int) -> NDArray[Any]:
            return opaque(from_zero(as_pictures(pictures.first(n), source, eye), lowest=0.0))

        if not pictures.in_columns and len(pictures.like) == len(names):
            look_at_first(eye, allowed, pictures.dtype, first, source, framing=framing, polarity=polarity)
        stack = as_pictures(pictures.read(), source, eye, len(names), report)
    stored = LabelledArrays(source, stack, names, report)
    return stored.seen(eye, reading, framing=framing, polarity=polarity, progress=progress)


def has_test_part(path: str | os.PathLike[str]) -> bool:
    """Whether a ``.npz`` file has a test set of its own. Raises StimulusError, StorageError."""
    with _opened(path) as archive:
        names = {info.filename[:-4].lower() for info in archive.infolist()}
    return all(names.intersection(wanted) for wanted in NAMES["test"])


def npz_files(path: Path) -> list[Path]:
    """The file, and that of its labels where they are not in it. Raises StimulusError, StorageError."""
    with _opened(path) as archive:
        alone = len([info for info in archive.infolist() if info.filename.endswith(".npy")]) == 1
    return [path, required_labels(path, ".npz")] if alone else [path]


def _count(labels: "_Member | None") -> int | None:
    """How many pictures there must be, by the shape of the labels; None if that is not known yet."""
    return labels.shape[0] if labels is not None and labels.ndim and labels.shape[0] > 1 else None


def _read_labels(labels: "_Member | None", pictures: "_Member", path: Path, report: ReadingReport) -> NDArray[Any]:
    """The array of the labels, in this file or in the one beside it. Raises StimulusError, StorageError."""
    if labels is None:
        beside = required_labels(path, ".npz")
        report.assumed.append(f"the labels are in {beside.name}")
        arrays = read_npz(beside)
        if len(arrays) != 1:
            raise StimulusError(
                expected(str(beside), f"one array, the labels of {path.name}", Described(str(len(arrays))))
            )
        return next(iter(arrays.values()))
    if labels.dtype.kind in "US" and labels.dtype.itemsize > LONGEST_LABEL:
        fault = f"labels of {labels.dtype.itemsize} bytes; at most {LONGEST_LABEL} are allowed"
        raise StimulusError(f"{path}: {fault}")
    require_modest(pictures.size + labels.size, str(path), StimulusError)
    return labels.read()


def load_sklearn_digits(eye: Eye, *, progress: Progress | None = None) -> StimulusSet:
    """The 1,797 handwritten digits of 8 x 8 pixels that come with scikit-learn: light strokes on dark.

    Raises StimulusError where scikit-learn is not installed.
    """
    try:
        datasets = importlib.import_module("sklearn.datasets")
    except ImportError as error:
        raise StimulusError(f"sklearn-digits come with scikit-learn, not installed: {install('sklearn')}") from error
    digits = datasets.load_digits()
    light = project_scaled(eye, digits.images, "sklearn-digits", polarity="light", progress=progress)
    return StimulusSet.labelled("sklearn-digits", light, [str(label) for label in digits.target])


def read_npz(path: str | os.PathLike[str]) -> dict[str, NDArray[Any]]:
    """Every array of a ``.npz`` file by name. Raises StimulusError when damaged or hostile, StorageError."""
    with _opened(path) as archive:
        members = _members(archive, str(path))
        require_modest(sum(member.size for member in members.values()), str(path), StimulusError)
        return {name: member.read() for name, member in members.items()}


@dataclass(frozen=True)
class _Member:
    """One array of the zip: what its header says, which was compared with what is there."""

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    shape: tuple[int, ...]
    in_columns: bool
    dtype: np.dtype[Any]
    start: int

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """Bytes of all values; no axis counts as nothing."""
        return prod(max(axis, 1) for axis in self.shape) * self.dtype.itemsize

    @property
    def like(self) -> NDArray[Any]:
        """An array of this shape and type that takes no memory."""
        dtype = np.dtype(np.uint8) if self.dtype == np.bool_ else self.dtype
        return np.broadcast_to(np.zeros((), dtype), self.shape)

    def first(self, n: int) -> NDArray[Any]:
        """The first ``n`` of the array, whose rows stand one after another."""
        with self.archive.open(self.info) as file:
            file.read(self.start)
            data = file.read(n * self.size // self.shape[0])
        return np.frombuffer(data, self.dtype).reshape(n, *self.shape[1:])

    def read(self) -> NDArray[Any]:
        """The array. Raises whatever a damaged zip raises."""
        size = prod(self.shape) * self.dtype.itemsize
        values = unpacked(lambda: self.archive.open(self.info), self.start, size).view(self.dtype)
        return values.reshape(self.shape, order="F" if self.in_columns else "C")


def _pictures_and_labels(arrays: Mapping[str, "_Member"], path: Path, part: str) -> "tuple[_Member, _Member | None]":
    """Which array is the pictures and which the labels, None if those are in the file beside this one.

    Raises StimulusError with the names of the arrays.
    """
    by_name = {name.lower(): array for name, array in arrays.items()}
    pictures, labels = (next((by_name[name] for name in names if name in by_name), None) for names in NAMES[part])
    if pictures is not None and labels is not None:
        return pictures, labels
    if len(arrays) == 2:
        labels, pictures = sorted(arrays.values(), key=lambda array: array.ndim)
        if labels.ndim < pictures.ndim:
            return pictures, labels
    if len(arrays) == 1 and labels_beside(path):
        return next(iter(arrays.values())), None
    names = ", ".join(f"{name} {array.shape}" for name, array in arrays.items()) or "nothing"
    if is_of_labels(path.name) and len(arrays) == 1:
        names += "; name the file of the pictures, its labels are found by name"
    raise StimulusError(expected(str(path), "an array x (pictures) and an array y (labels)", Described(names)))


@contextmanager
def _opened(path: str | os.PathLike[str]) -> Iterator[zipfile.ZipFile]:
    """The zip; what goes wrong in it becomes StimulusError, what does before StorageError."""
    require_file(path)
    try:
        require_few_entries(path)
        with zipfile.ZipFile(path) as archive:
            yield archive
    except Mark1Error:
        raise
    except PermissionError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error
    except _BROKEN as error:
        raise StimulusError(f"{path}: not a readable .npz file ({' '.join(str(error).split())})") from error


def _members(archive: zipfile.ZipFile, source: str) -> dict[str, _Member]:
    """The arrays of a zip by name, none unpacked yet. Raises StimulusError, and whatever a damaged zip raises."""
    infos = [info for info in archive.infolist() if info.filename.endswith(".npy")]
    stored, claimed = os.path.getsize(source), sum(info.file_size for info in infos)
    if claimed > stored * DENSEST:
        raise StimulusError(f"{source}: its arrays claim {claimed} bytes; a file of {stored} bytes holds fewer")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise StimulusError(f"{source}: packed in a way that numpy does not")
    return {info.filename[:-4]: _member(archive, info, source) for info in infos}


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: str) -> _Member:
    """What the header of one array says. Raises StimulusError, and whatever a damaged zip raises."""
    with archive.open(info) as file:
        member = _Member(archive, info, *npy_header(file))
    if member.dtype.hasobject:
        raise StimulusError(f"{source}: {info.filename} holds Python objects (a pickle), which is not opened")
    asked, held = prod(member.shape) * member.dtype.itemsize, info.file_size - member.start
    if asked != held:
        raise StimulusError(f"{source}: {info.filename} has a header for {asked} bytes of values and holds {held}")
    require_modest(member.size, f"{source}: {info.filename}", StimulusError)
    return member
