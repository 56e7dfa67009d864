"""A zip of a folder of pictures: read where it is, without unpacking it to the disk.

greek.zip: greek/alpha/1.png greek/beta/1.png ... -> as a folder is read
"""

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mark1.errors import Mark1Error, PictureError, StimulusError, StorageError
from mark1.machine.config import Framing, Polarity
from mark1.packed import require_modest
from mark1.stimuli.decoding import PictureReader
from mark1.stimuli.eye import Eye, Progress
from mark1.stimuli.folders import ClassFolders, has_test_part, is_picture_name, part_of
from mark1.stimuli.pictures import decoded
from mark1.stimuli.reading import AS_USUAL, Reading
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.storage import require_file

LARGEST_FILE = 2**28  # bytes of one picture, unpacked


def load_zip(
    path: str | os.PathLike[str],
    eye: Eye,
    *,
    framing: Framing = "fit",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
    reading: Reading = AS_USUAL,
) -> StimulusSet:
    """The pictures of a zipped folder, as ``load_folder`` gives those of the folder. Raises the same, for the zip."""
    with opened(path) as top:

        def read(file: zipfile.Path) -> NDArray[np.float32]:
            return decoded(io.BytesIO(_content(file)), repr(file.name), reading.frame)

        reader = PictureReader(read, lambda file: "", eye, framing, polarity)
        found = ClassFolders(part_of(top, reading.part), reading)
        return found.seen(Path(path).stem, reader, progress, processes=1)


def zip_has_test_part(path: str | os.PathLike[str]) -> bool:
    """Whether the folder in a zip has a training set and a test set. Raises StimulusError, StorageError."""
    with opened(path) as top:
        return has_test_part(top)


def holds_pictures(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a zip with pictures in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(is_picture_name(name) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[zipfile.Path]:
    """The folder of classes in a zip, below a single folder that holds all. Raises StimulusError, StorageError."""
    require_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            require_modest(sum(info.file_size for info in archive.infolist()), str(path), StimulusError)
            top = zipfile.Path(archive)
            while not has_test_part(top) and (inner := _only_folder(top)):
                top = inner
            yield top
    except Mark1Error:
        raise
    except zipfile.BadZipFile as error:
        raise StimulusError(f"{path}: not a readable zip ({error})") from error
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error


def _only_folder(folder: zipfile.Path) -> zipfile.Path | None:
    """The single folder in a folder, if that holds folders itself; else None."""
    inside = [entry for entry in folder.iterdir() if entry.name[0] != "." and entry.name != "__MACOSX"]
    if len(inside) != 1 or not inside[0].is_dir():
        return None
    return inside[0] if any(entry.is_dir() for entry in inside[0].iterdir()) else None


def _content(file: zipfile.Path) -> bytes:
    """The bytes of a picture in a zip. Raises PictureError."""
    try:
        with file.open("rb") as stream:
            content: bytes = stream.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise PictureError(f"{file.name!r} is damaged or locked in the zip ({error})") from error
    if len(content) > LARGEST_FILE:
        raise PictureError(f"{file.name!r} is too large: at most {LARGEST_FILE:,} bytes are allowed")
    return content
