"""Single arrays: ``.npy`` files, as a pair of pictures and labels, or one file per class as Quick, Draw! has them.

    x_train.npy + y_train.npy -> eye -> light
    cat.npy dog.npy (or full_numpy_bitmap_cat.npy) in a folder -> classes cat and dog

A large file is mapped into memory and read as it is needed; objects (pickles) are refused.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.errors import StimulusError, StorageError
from mark1.machine.config import Framing, Polarity
from mark1.packed import npy_header, require_modest
from mark1.stimuli.eye import Eye, Progress
from mark1.stimuli.labelled_arrays import LabelledArrays
from mark1.stimuli.layout import as_pictures, label_texts
from mark1.stimuli.natural_order import natural_key
from mark1.stimuli.pairs import is_of_labels, required_labels
from mark1.stimuli.reading import AS_USUAL, Reading
from mark1.stimuli.reading_report import ReadingReport
from mark1.stimuli.room import FileArray
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.storage import require_file

SUFFIX = ".npy"
QUICK_DRAW = "full_numpy_bitmap_"
NPY_MAGIC = b"\x93NUMPY"


def load_npy(
    path: str | os.PathLike[str],
    eye: Eye,
    *,
    framing: Framing = "whole",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
    reading: Reading = AS_USUAL,
) -> StimulusSet:
    """The pictures of a ``.npy`` file, with the labels of the file that belongs to it by name.

    Raises StimulusError when they do not fit together or a file is damaged, StorageError, PictureError.
    """
    path, report = Path(path), ReadingReport()
    if is_of_labels(path.name):
        raise StimulusError(f"{path}: name the file of the pictures, its labels are found by name")
    beside = required_labels(path, SUFFIX)
    labels = label_texts(np.array(read_npy(beside)), str(beside), report)
    pictures = as_pictures(read_npy(path), str(path), eye, len(labels), report)
    if len(pictures) != len(labels):
        raise StimulusError(f"{path}: {len(pictures)} pictures and {len(labels)} labels in {beside.name}")
    stored = LabelledArrays(str(path), pictures, labels, report)
    return stored.seen(eye, reading, framing=framing, polarity=polarity, progress=progress)


def load_class_arrays(
    folder: str | os.PathLike[str],
    eye: Eye,
    *,
    framing: Framing = "whole",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
    reading: Reading = AS_USUAL,
) -> StimulusSet:
    """The pictures of a folder with one ``.npy`` file per class, its name the label. Raises as ``load_npy`` does."""
    files = {class_of(file): file for file in class_arrays(Path(folder))}
    reading.require_known(files, str(folder))
    stacks = {name: as_pictures(read_npy(file), str(file), eye) for name, file in files.items() if reading.wants(name)}
    shapes = {stack.shape[1:] for stack in stacks.values()}
    if len(shapes) != 1:
        raise StimulusError(f"{folder}: the pictures of all classes must have one shape, got {sorted(shapes)}")
    labels = [name for name, stack in stacks.items() for _ in range(len(stack))]
    stored = LabelledArrays(str(Path(folder).resolve()), np.concatenate(list(stacks.values())), labels)
    return stored.seen(eye, reading, framing=framing, polarity=polarity, progress=progress)


def class_arrays(folder: Path) -> list[Path]:
    """The ``.npy`` files of a folder, one per class; [] if it holds sub-folders, or a file of labels.

    Raises StorageError.
    """
    try:
        entries = [entry for entry in folder.iterdir() if entry.name[0] != "."]
    except OSError as error:
        raise StorageError(f"{folder}: cannot be listed ({error.strerror or error})") from error
    files = [entry for entry in entries if entry.suffix.lower() == SUFFIX and entry.is_file()]
    if any(entry.is_dir() for entry in entries) or any(is_of_labels(file.name) for file in files):
        return []
    return sorted(files, key=lambda file: natural_key(class_of(file)))


def class_of(file: Path) -> str:
    """The class whose pictures a file holds."""
    return file.stem.removeprefix(QUICK_DRAW)


def read_npy(path: str | os.PathLike[str]) -> NDArray[Any]:
    """The array of a ``.npy`` file, mapped into memory. Raises StimulusError when damaged or hostile, StorageError."""
    require_file(path)
    try:
        with open(path, "rb") as file:
            shape, in_columns, dtype, start = npy_header(file)
        if dtype.hasobject:
            raise StimulusError(f"{path}: holds Python objects (a pickle), which is not opened")
        held, asked = os.path.getsize(path) - start, int(np.prod(shape, dtype=object)) * dtype.itemsize
        if asked != held:
            raise StimulusError(f"{path}: the header asks for {asked} bytes of values, the file holds {held}")
        require_modest(asked, str(path), StimulusError)
        if not asked:
            return np.empty(shape, dtype)
        return FileArray(path, dtype, "r", start, shape, "F" if in_columns else "C")
    except (StimulusError, StorageError):
        raise
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error
    except (ValueError, TypeError, SyntaxError, EOFError, OverflowError) as error:
        raise StimulusError(f"{path}: not a readable .npy file ({' '.join(str(error).split())})") from error
