"""A zip of a folder of pictures: read where it is, without unpacking it to the disk.

greek.zip: greek/alpha/1.png greek/beta/1.png ... -> as a folder is read
"""

import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple, overload

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
        reader = PictureReader(partial(_luminance, frame=reading.frame), _no_note, eye, framing, polarity)
        found = ClassFolders(part_of(top, reading.part), reading)
        return found.seen(Path(path).stem, reader, progress, Unpacked(found.files))


class Content(NamedTuple):
    """A picture out of a zip: its name and its bytes, or the ``fault`` why there are none."""

    name: str
    data: bytes
    fault: str = ""


class Unpacked(Sequence[Content]):
    """The pictures of a zip, each unpacked when it is asked for: other processes are handed bytes, not the zip."""

    def __init__(self, files: Sequence[zipfile.Path]) -> None:
        self.files = files

    def __len__(self) -> int:
        return len(self.files)

    @overload
    def __getitem__(self, place: int) -> Content: ...
    @overload
    def __getitem__(self, place: slice) -> list[Content]: ...
    def __getitem__(self, place: int | slice) -> Content | list[Content]:
        """One picture, or those of a slice."""
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        file = self.files[place]
        try:
            return Content(file.name, _content(file))
        except PictureError as error:
            return Content(file.name, b"", str(error))


def _luminance(content: Content, frame: int) -> NDArray[np.float32]:
    """The luminance of a picture out of a zip. Raises PictureError."""
    if content.fault:
        raise PictureError(content.fault)
    return decoded(io.BytesIO(content.data), repr(content.name), frame)


def _no_note(content: Content) -> str:
    """Nothing to add where nothing is seen."""
    return ""


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
