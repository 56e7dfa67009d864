"""Arrays of pictures: numpy's ``.npz`` files, and scikit-learn's digits.

    pictures (n, h, w), (n, h * w), (n, h, w, 1) or (n, h, w, 3) + labels (n,) -> eye -> light

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
from math import isqrt, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.errors import Mark1Error, StimulusError, StorageError
from mark1.machine.config import Framing, Polarity
from mark1.packed import DENSEST, npy_header, require_few_entries, require_modest, unpacked
from mark1.stimuli.eye import Eye, Progress, look_at_first, project_scaled
from mark1.stimuli.polarities import PolarityTally
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.storage import require_file

PICTURE_NAMES = ("x", "x_train", "images", "pictures", "data", "light")
LABEL_NAMES = ("y", "y_train", "labels", "label", "target", "classes")
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
) -> StimulusSet:
    """The pictures and labels of a ``.npz`` file, found by name, or by shape where it holds just two arrays.

    Of a file with ``x_train`` and ``x_test`` the training part is taken.

    Raises StimulusError when they cannot be identified, do not fit together, or the file is damaged; StorageError when
    it cannot be opened.
    """
    source = str(path)
    with _opened(path) as archive:
        pictures, labels = _pictures_and_labels(_members(archive, source), source)
        allowed = as_pictures(pictures.like, source, eye).shape
        if labels.dtype.kind in "US" and labels.dtype.itemsize > LONGEST_LABEL:
            fault = f"labels of {labels.dtype.itemsize} bytes; at most {LONGEST_LABEL} are allowed"
            raise StimulusError(f"{source}: {fault}")
        if labels.ndim and len(labels.like) != allowed[0]:
            raise StimulusError(f"{source}: {allowed[0]} pictures and {len(labels.like)} labels")
        require_modest(pictures.size + labels.size, source, StimulusError)
        names = label_texts(labels.read(), source)

        def first(n: int) -> NDArray[Any]:
            return as_pictures(pictures.first(n), source, eye)

        if not pictures.in_columns:
            look_at_first(eye, allowed, pictures.dtype, first, source, framing=framing, polarity=polarity)
        stack = as_pictures(pictures.read(), source, eye)
    tally = PolarityTally()
    light = project_scaled(eye, stack, source, framing=framing, polarity=polarity, progress=progress, tally=tally)
    return StimulusSet.labelled(os.path.basename(source), light, names, tally=tally)


def load_sklearn_digits(eye: Eye, *, progress: Progress | None = None) -> StimulusSet:
    """The 1,797 handwritten digits of 8 x 8 pixels that come with scikit-learn: light strokes on dark.

    Raises StimulusError where scikit-learn is not installed.
    """
    try:
        datasets = importlib.import_module("sklearn.datasets")
    except ImportError as error:
        raise StimulusError("sklearn-digits come with scikit-learn, not installed: pip install scikit-learn") from error
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


def as_pictures(values: NDArray[Any], source: str, eye: Eye) -> NDArray[Any]:
    """``values`` as (n, h, w), or (n, h, w, 3) in colour. Raises StimulusError for any other shape or type."""
    if values.dtype.kind not in "buif":
        raise StimulusError(f"{source}: pixels must be numbers, got {values.dtype}")
    if values.dtype == np.bool_:
        values = values.astype(np.uint8)
    if values.ndim == 2 and len(values):
        values = values.reshape(len(values), *picture_shape(values.shape[1], source, eye))
    if values.ndim == 4 and values.shape[3] == 1:
        values = values[..., 0]
    if values.size == 0:
        raise StimulusError(f"{source}: no pictures")
    if values.ndim != 3 and not (values.ndim == 4 and values.shape[3] == 3):
        allowed = "(n, h, w), (n, h * w), (n, h, w, 1) or (n, h, w, 3)"
        raise StimulusError(f"{source}: pictures must have shape {allowed}, got {values.shape}")
    return values


def picture_shape(n_pixels: int, source: str, eye: Eye) -> tuple[int, int]:
    """Height and width of a picture stored as a row: square, or of the retina's own shape. Raises StimulusError."""
    side = isqrt(n_pixels)
    if side and side * side == n_pixels:
        return side, side
    if n_pixels == eye.rows * eye.cols:
        return eye.rows, eye.cols
    raise StimulusError(
        f"{source}: expected a square number of pixels per picture, such as 784 = 28 x 28, "
        f"or {eye.rows * eye.cols} = {eye.rows} x {eye.cols} of the retina, got {n_pixels}"
    )


def label_texts(labels: NDArray[Any], source: str) -> list[str]:
    """One text per label: words as they are, whole numbers without a point. Raises StimulusError."""
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1 or labels.dtype.kind not in "buifUS":
        raise StimulusError(
            f"{source}: labels must be words or numbers of shape (n,), got {labels.dtype} {labels.shape}"
        )
    if labels.dtype.kind == "S":
        labels = np.char.decode(labels, "utf-8", "replace")
    return [label_text(label, source, i) for i, label in enumerate(labels.tolist())]


def label_text(label: str | int | float, source: str, place: int) -> str:
    """A label as text: 5, 5.0 and "5" are the class "5". Raises StimulusError for 0.5, NaN and empty texts."""
    if isinstance(label, float):
        if not label.is_integer():
            raise StimulusError(f"{source}: label {place} (from 0) is {label:g}; a label is a word or a whole number")
        label = int(label)
    text = str(label).strip()
    if not text:
        raise StimulusError(f"{source}: label {place} (from 0) is empty")
    return text


def _pictures_and_labels(arrays: Mapping[str, _Member], source: str) -> tuple[_Member, _Member]:
    """Which array is the pictures and which the labels. Raises StimulusError with the names of the arrays."""
    by_name = {name.lower(): array for name, array in arrays.items()}
    pictures = next((by_name[name] for name in PICTURE_NAMES if name in by_name), None)
    labels = next((by_name[name] for name in LABEL_NAMES if name in by_name), None)
    if pictures is not None and labels is not None:
        return pictures, labels
    if len(arrays) == 2:
        labels, pictures = sorted(arrays.values(), key=lambda array: array.ndim)
        if labels.ndim < pictures.ndim:
            return pictures, labels
    names = ", ".join(f"{name} {array.shape}" for name, array in arrays.items()) or "nothing"
    raise StimulusError(f"{source}: expected an array x (pictures) and an array y (labels); got {names}")


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
