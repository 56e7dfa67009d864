"""A folder of pictures: one sub-folder per class, its name the label.

    greek/alpha/1.png greek/alpha/2.png greek/beta/1.png ... -> one picture at a time -> eye -> light

The pictures may be of any size and of any kind Pillow opens. Only their light is kept.
"""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mark1.errors import PictureError, StimulusError, StorageError
from mark1.machine.config import Framing, Polarity
from mark1.stimuli.eye import Eye, Progress, project_each
from mark1.stimuli.natural_order import natural_key
from mark1.stimuli.pictures import read_picture
from mark1.stimuli.polarities import PolarityTally
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.text import counted

_NOT_CLASSES = {"__MACOSX"}  # what a zip made on a Mac leaves beside its contents
_EXPECTED = "expected one sub-folder per class with that class's pictures inside"


def load_folder(
    path: str | os.PathLike[str],
    eye: Eye,
    *,
    framing: Framing = "fit",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
) -> StimulusSet:
    """The pictures of a folder with one sub-folder per class, in natural order of class and file name.

    Hidden entries and files without a picture's suffix are passed over.

    Raises StimulusError when the folder is not so arranged, PictureError that names the file that is no good picture,
    StorageError when something cannot be read.
    """
    folder = Path(path)
    files = picture_files(folder)
    tally = PolarityTally()
    light = _light_of(files, eye, framing, polarity, progress, tally)
    labels = [file.parent.name for file in files]
    sources = [str(file.relative_to(folder)) for file in files]
    return StimulusSet.labelled(folder.resolve().name, light, labels, sources, tally)


def picture_files(folder: Path) -> list[Path]:
    """The pictures, class by class, in natural order. Raises StimulusError, StorageError."""
    return [file for class_folder in class_folders(folder) for file in _pictures_of_class(class_folder)]


def class_folders(folder: Path) -> list[Path]:
    """The sub-folders, one per class. Raises StimulusError when there are none, or pictures stand beside them."""
    entries = _entries(folder)
    classes = [entry for entry in entries if entry.is_dir() and entry.name not in _NOT_CLASSES]
    loose = [entry for entry in entries if is_picture_name(entry.name) and entry.is_file()]
    if loose and classes:
        raise StimulusError(f"{folder}: {loose[0].name} belongs to no class; {_EXPECTED}, and none beside them")
    if not classes:
        held = f"it holds {counted(len(loose), 'picture')} and no sub-folder" if loose else "it is empty"
        raise StimulusError(f"{folder}: {_EXPECTED}; {held if loose or not entries else 'it holds neither'}")
    return classes


def is_picture_name(name: str) -> bool:
    """Whether the suffix is one that Pillow reads."""
    return Path(name).suffix.lower() in _picture_suffixes()


@cache
def _picture_suffixes() -> frozenset[str]:
    """Suffixes such as ``.png``, in lower case, of every format Pillow can open."""
    from PIL import Image

    known = Image.registered_extensions()
    return frozenset(suffix for suffix, kind in known.items() if kind in Image.OPEN)


def _entries(folder: Path) -> list[Path]:
    """What a folder holds, hidden entries left out, in natural order. Raises StimulusError, StorageError."""
    if not folder.is_dir():
        raise StimulusError(f"{folder}: not a folder; {_EXPECTED}")
    try:
        return sorted((entry for entry in folder.iterdir() if entry.name[0] != "."), key=lambda p: natural_key(p.name))
    except OSError as error:
        raise StorageError(f"{folder}: cannot be listed ({error.strerror or error})") from error


def _pictures_of_class(folder: Path) -> list[Path]:
    """The picture files of one class. Raises StimulusError when there are none."""
    entries = _entries(folder)
    files = [entry for entry in entries if is_picture_name(entry.name) and entry.is_file()]
    if not files:
        deeper = "; folders inside a class are not searched" if any(entry.is_dir() for entry in entries) else ""
        raise StimulusError(f"{folder}: a class without pictures; put some in, or take the folder away{deeper}")
    return files


def _light_of(
    files: Sequence[Path],
    eye: Eye,
    framing: Framing,
    polarity: Polarity,
    progress: Progress | None,
    tally: PolarityTally,
) -> NDArray[np.float32]:
    """The light (n, rows, cols) of the files, read and projected one by one. Raises PictureError."""
    latest = 0

    def read(i: int) -> NDArray[np.float32]:
        nonlocal latest
        latest = i
        return read_picture(files[i])

    try:
        return project_each(eye, read, len(files), framing=framing, polarity=polarity, progress=progress, tally=tally)
    except PictureError as error:
        file = str(files[latest])
        raise error if file in str(error) else PictureError(f"{file}: {error}") from error
