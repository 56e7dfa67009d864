"""A folder of pictures: one sub-folder per class, its name the label; or ROOT/train and ROOT/test with such folders.

    greek/alpha/1.png greek/alpha/2.png greek/beta/1.png ... -> one picture at a time -> eye -> light

The pictures may be of any size and of any kind Pillow opens. Only their light is kept. What is said of folders holds
for a zip of a folder as well: ``zipfile.Path`` is a path like another.
"""

import os
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from mark1.errors import StimulusError, StorageError
from mark1.machine.config import Framing, Polarity
from mark1.stimuli import photos
from mark1.stimuli.decoding import PictureReader, seen_files
from mark1.stimuli.eye import Eye, Progress
from mark1.stimuli.natural_order import natural_key
from mark1.stimuli.pictures import frame_note, read_picture
from mark1.stimuli.polarities import PolarityTally
from mark1.stimuli.reading import AS_USUAL, Reading
from mark1.stimuli.reading_report import ReadingReport
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.stimuli.wrong_files import passed_over
from mark1.text import counted

Place = TypeVar("Place", Path, zipfile.Path)  # in a folder on the disk, or inside a zip

_NOT_CLASSES = {"__MACOSX"}  # what a zip made on a Mac leaves beside its contents
_NOT_COUNTED = {"thumbs.db", "desktop.ini"}
_EXPECTED = "expected one sub-folder per class with that class's pictures inside"
PARTS = {"train": ("train", "training"), "test": ("test", "testing", "val", "valid", "validation")}


def load_folder(
    path: str | os.PathLike[str],
    eye: Eye,
    *,
    framing: Framing = "fit",
    polarity: Polarity = "auto",
    progress: Progress | None = None,
    reading: Reading = AS_USUAL,
) -> StimulusSet:
    """The pictures of a folder with one sub-folder per class, in natural order of class and file name.

    Hidden entries are ignored; files that are no pictures are counted in the report. The names of classes are compared
    in Unicode's form NFC, blanks at their ends left aside.

    Raises StimulusError when the folder is not so arranged, BadPicturesError when more pictures than allowed are no
    good, StorageError when something cannot be read.
    """
    folder = Path(path)
    found = ClassFolders(part_of(folder, reading.part), reading)
    if found.root != folder:
        train, test = (part_of(folder, part).name for part in PARTS)
        found.report.assume(f"the training set is in {train}, the test set in {test}", "--test DATA")
    frame = reading.frame
    reader = PictureReader(partial(read_picture, frame=frame), partial(frame_note, frame=frame), eye, framing, polarity)
    return found.seen(folder.resolve().name, reader, progress)


class ClassFolders(Generic[Place]):
    """The picture files of each class below ``root``, in natural order, on the disk or in a zip.

    Two folders of one name, as Unicode sees it, are one class. Raises StimulusError, StorageError.
    """

    def __init__(self, root: Place, reading: Reading) -> None:
        self.root: Place = root
        self.reading, self.report = reading, ReadingReport()
        self.classes: dict[str, list[Place]] = {}
        for folder in class_folders(root):
            label = label_of(folder.name)
            if label in self.classes:
                self.report.odd.append(f"folders of class {label!r} differ only in blanks or in Unicode: one class")
            self.classes.setdefault(label, []).extend(_pictures_of_class(folder, label, reading, self.report))
        reading.require_known(self.classes, str(root))
        self.classes = {label: files for label, files in self.classes.items() if reading.wants(label)}
        _report_clashes(self.classes, self.report)

    @property
    def files(self) -> list[Place]:
        """All pictures, class by class."""
        return [file for files in self.classes.values() for file in files]

    def seen(
        self, name: str, reader: PictureReader[Any], progress: Progress | None, read: Sequence[Any] | None = None
    ) -> StimulusSet:
        """What is seen of the pictures; the reader is handed ``read`` in place of the files.

        Raises StimulusError, BadPicturesError.
        """
        sources = [str(file)[len(str(self.root)) :].lstrip("/\\") for file in self.files]
        labels = [label for label, files in self.classes.items() for _ in files]
        tally = PolarityTally()
        seen = seen_files(reader, self.files if read is None else read, progress, tally)
        tally.name(lambda i: sources[i])
        for file, source, glimpse in zip(self.files, sources, seen, strict=True):
            if glimpse.fault:
                self._leave_out(file, source, glimpse.fault)
        good = [i for i, glimpse in enumerate(seen) if not glimpse.fault]
        self.report.settle(str(self.root), len(good) + len(self.report.bad), self.reading)
        if not good:
            why = self.report.summary() or "all classes are empty"
            raise StimulusError(f"{self.root}: no picture that can be read; {why}")
        stack = np.stack([seen[i].light for i in good])
        absent = tuple(self.classes) if self.reading.empty == "allow" else ()
        stimuli = StimulusSet.labelled(
            name, stack, [labels[i] for i in good], [sources[i] for i in good], tally, absent
        )
        return stimuli.reported(self.report)

    def _leave_out(self, file: Place, source: str, why: str) -> None:
        """A picture that is no good, or a file of a format that this program reads only with another library."""
        suffix = Path(file.name).suffix
        if photos.is_optional(suffix) and self.reading.bad == "skip":
            self.report.passed_over[f"{suffix.lower()[1:].upper()} files that cannot be read"] += 1
        else:
            self.report.skip(source, why.removeprefix(f"{str(file)!r} "))


def picture_files(folder: Path) -> list[Path]:
    """The pictures of all parts, class by class, in natural order. Raises StimulusError, StorageError."""
    parts = [part_of(folder, part) for part in PARTS] if has_test_part(folder) else [folder]
    return [file for part in parts for file in ClassFolders(part, AS_USUAL).files]


def has_test_part(folder: Place) -> bool:
    """Whether a folder holds nothing but a training set and a test set, by the names of its sub-folders."""
    names = {name.lower() for name in _names(folder)}
    known = {name for of_part in PARTS.values() for name in of_part}
    return names <= known and all(names.intersection(of_part) for of_part in PARTS.values())


def part_of(folder: Place, part: str) -> Place:
    """The sub-folder of a part, the folder itself if it has no parts. Raises StimulusError if there is no such part."""
    if not has_test_part(folder):
        if part != "train":
            raise StimulusError(f"{folder}: no test set in it: expected the sub-folders train and test")
        return folder
    folders = {entry.name.lower(): entry for entry in _entries(folder) if entry.is_dir()}
    return next(folders[name] for name in PARTS[part] if name in folders)


def class_folders(folder: Place) -> list[Place]:
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


def label_of(name: str) -> str:
    """The class that a folder of this name holds."""
    return unicodedata.normalize("NFC", name).strip() or name


def is_picture_name(name: str) -> bool:
    """Whether the suffix is one that can be read."""
    suffix = Path(name).suffix.lower()
    return suffix in _picture_suffixes() or suffix in photos.readable_suffixes()


@cache
def _picture_suffixes() -> frozenset[str]:
    """Suffixes such as ``.png``, in lower case, of every format Pillow can open by itself."""
    from PIL import Image

    known = Image.registered_extensions()
    readable = frozenset(suffix for suffix, kind in known.items() if kind in Image.OPEN)
    return readable - {suffix for suffixes in photos.LIBRARIES.values() for suffix in suffixes}


def _names(folder: Place) -> list[str]:
    """The names of the sub-folders that may be classes."""
    return [entry.name for entry in _entries(folder) if entry.is_dir() and entry.name not in _NOT_CLASSES]


def _entries(folder: Place) -> list[Place]:
    """What a folder holds, hidden entries left out, in natural order. Raises StimulusError, StorageError."""
    if not folder.is_dir():
        raise StimulusError(f"{folder}: not a folder; {_EXPECTED}")
    try:
        entries: Iterable[Place] = folder.iterdir()
        return sorted((entry for entry in entries if entry.name[0] != "."), key=lambda p: natural_key(p.name))
    except OSError as error:
        raise StorageError(f"{folder}: cannot be listed ({error.strerror or error})") from error


def _pictures_of_class(folder: Place, label: str, reading: Reading, report: ReadingReport) -> list[Place]:
    """The picture files of one class. Raises StimulusError when there are none and that is not to be left out."""
    entries = _entries(folder)
    files = [entry for entry in entries if is_picture_name(entry.name) and entry.is_file()]
    for entry in entries:
        if not is_picture_name(entry.name) and entry.name.lower() not in _NOT_COUNTED and entry.is_file():
            report.passed_over[passed_over(entry.name)] += 1
    if not files and reading.wants(label):
        deeper = "; folders inside a class are not searched" if any(entry.is_dir() for entry in entries) else ""
        if deeper or (reading.bad == "fail" and reading.empty != "allow"):
            raise StimulusError(f"{folder}: a class without pictures; put some in, or take the folder away{deeper}")
        kept = f"class {label!r} has no pictures and is kept"
        left_out = f"class {label!r} has no pictures and is left out: --empty allow keeps it"
        report.odd.append(kept if reading.empty == "allow" else left_out)
    return files


def _report_clashes(classes: Iterable[str], report: ReadingReport) -> None:
    """Classes whose names differ only in case."""
    by_case: dict[str, list[str]] = {}
    for label in classes:
        by_case.setdefault(label.casefold(), []).append(label)
    for labels in by_case.values():
        if len(labels) > 1:
            report.odd.append(f"the classes {' and '.join(map(repr, labels))} differ only in case: they stay apart")
