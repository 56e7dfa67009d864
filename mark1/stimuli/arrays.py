"""Arrays of pictures: numpy's ``.npz`` files, and scikit-learn's digits.

    pictures (n, h, w), (n, h * w), (n, h, w, 1) or (n, h, w, 3) + labels (n,) -> eye -> light

A file from a stranger is safe to open: objects (pickles) are refused, and no array is made before the header inside
the zip was compared with the bytes that are there.
"""

import importlib
import os
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from math import isqrt, prod
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from mark1.errors import StimulusError, StorageError
from mark1.machine.config import Framing, Polarity
from mark1.stimuli.eye import Eye, Progress, project_scaled
from mark1.stimuli.stimulus_set import StimulusSet

PICTURE_NAMES = ("x", "x_train", "images", "pictures", "data", "light")
LABEL_NAMES = ("y", "y_train", "labels", "label", "target", "classes")
MAX_BYTES = 2**31
_DENSEST_ZIP = 1032  # DEFLATE stores at most 258 bytes in 2 bits
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

    Raises StimulusError when they cannot be told, do not fit together, or the file is damaged; StorageError when it
    cannot be opened.
    """
    source = str(path)
    pictures, labels = _pictures_and_labels(read_npz(path), source)
    names = label_texts(labels, source)
    stack = as_pictures(pictures, source, eye)
    if len(stack) != len(names):
        raise StimulusError(f"{source}: {len(stack)} pictures and {len(names)} labels")
    light = project_scaled(eye, stack, source, framing=framing, polarity=polarity, progress=progress)
    return StimulusSet.labelled(os.path.basename(source), light, names)


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
    try:
        with open(path, "rb") as file:
            return _read_archive(file, os.path.getsize(path), str(path))
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error


def as_pictures(values: NDArray[Any], source: str, eye: Eye) -> NDArray[Any]:
    """``values`` as (n, h, w), or (n, h, w, 3) in colour. Raises StimulusError for any other shape or type."""
    if values.dtype.kind not in "buif":
        raise StimulusError(f"{source}: pixels are numbers, {values.dtype} came")
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
        raise StimulusError(f"{source}: pictures have shape {allowed}, {values.shape} came")
    return values


def picture_shape(n_pixels: int, source: str, eye: Eye) -> tuple[int, int]:
    """Height and width of a picture stored as a row: square, or of the retina's own shape. Raises StimulusError."""
    side = isqrt(n_pixels)
    if side and side * side == n_pixels:
        return side, side
    if n_pixels == eye.rows * eye.cols:
        return eye.rows, eye.cols
    raise StimulusError(
        f"{source}: {n_pixels} pixels to a picture came; allowed are a square number, such as 784 = 28 x 28, "
        f"or {eye.rows * eye.cols} = {eye.rows} x {eye.cols} of the retina"
    )


def label_texts(labels: NDArray[Any], source: str) -> list[str]:
    """One text per label: words as they are, whole numbers without a point. Raises StimulusError."""
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1 or labels.dtype.kind not in "buifUS":
        raise StimulusError(f"{source}: labels are words or numbers of shape (n,), {labels.dtype} {labels.shape} came")
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


def _pictures_and_labels(arrays: Mapping[str, NDArray[Any]], source: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Which array is the pictures and which the labels. Raises StimulusError with the names that came."""
    by_name = {name.lower(): array for name, array in arrays.items()}
    pictures = next((by_name[name] for name in PICTURE_NAMES if name in by_name), None)
    labels = next((by_name[name] for name in LABEL_NAMES if name in by_name), None)
    if pictures is not None and labels is not None:
        return pictures, labels
    if len(arrays) == 2:
        labels, pictures = sorted(arrays.values(), key=lambda array: array.ndim)
        if labels.ndim < pictures.ndim:
            return pictures, labels
    came = ", ".join(f"{name} {array.shape}" for name, array in arrays.items()) or "nothing"
    raise StimulusError(f"{source}: expected an array x (pictures) and an array y (labels); {came} came")


def _read_archive(file: BinaryIO, stored: int, source: str) -> dict[str, NDArray[Any]]:
    """Every array of an open zip of ``stored`` bytes. Raises StimulusError."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if member.filename.endswith(".npy")]
            _check_sizes(members, stored, source)
            return {member.filename[:-4]: _read_member(archive, member, source) for member in members}
    except StimulusError:
        raise
    except _BROKEN as error:
        raise StimulusError(f"{source}: not a readable .npz file ({' '.join(str(error).split())})") from error


def _check_sizes(members: list[zipfile.ZipInfo], stored: int, source: str) -> None:
    """Raises StimulusError when the arrays claim more bytes than the file could hold, or than are allowed."""
    claimed = sum(member.file_size for member in members)
    if claimed > min(stored * _DENSEST_ZIP, MAX_BYTES):
        raise StimulusError(f"{source}: its arrays claim {claimed} bytes; a file of {stored} bytes may hold fewer")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> NDArray[Any]:
    """One array of the zip. Raises StimulusError, and whatever a damaged zip raises."""
    with archive.open(member) as file:
        shape, in_columns, dtype = _read_header(file)
        if dtype.hasobject:
            raise StimulusError(f"{source}: {member.filename} holds Python objects (a pickle), which is not opened")
        asked, held = prod(shape) * dtype.itemsize, member.file_size - file.tell()
        if asked != held or prod(max(axis, 1) for axis in shape) * dtype.itemsize > MAX_BYTES:
            raise StimulusError(
                f"{source}: {member.filename} has a header for {asked} bytes of values and holds {held}"
            )
        values = np.frombuffer(bytearray(file.read()), dtype)
    return values.reshape(shape, order="F" if in_columns else "C")


def _read_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether the values stand column after column, and type, of an open ``.npy``. Raises ValueError."""
    version = npy.read_magic(file)
    if version == (1, 0):
        return npy.read_array_header_1_0(file)
    if version == (2, 0):
        return npy.read_array_header_2_0(file)
    raise ValueError(f"version {version} of the array format")
