"""Places: which loader reads a file or folder of labelled pictures.

suffix --> npz npy csv tsv          contents --> IDX, a zip of a folder, lines of numbers         a folder
"""

import os
from collections.abc import Callable
from pathlib import Path

from mark1.config import library_folders
from mark1.errors import StimulusError, StorageError
from mark1.stimuli.arrays import has_test_part as npz_has_test_part
from mark1.stimuli.arrays import load_npz, npz_files
from mark1.stimuli.folders import has_test_part, is_picture_name, load_folder, picture_files
from mark1.stimuli.idx import labels_path, load_idx, looks_like_idx
from mark1.stimuli.npy import class_arrays, load_class_arrays, load_npy
from mark1.stimuli.pairs import required_labels
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.stimuli.table_text import glance, looks_like_table
from mark1.stimuli.tables import load_csv
from mark1.stimuli.wrong_files import GLANCE_BYTES, found_instead
from mark1.stimuli.zipped import holds_pictures, load_zip, zip_has_test_part

Loader = Callable[..., StimulusSet]
KINDS = "an IDX file, .npz, .npy, .csv, .tsv, or a folder with one sub-folder per class (or a .zip of it)"

# Which loader reads a file: by its suffix, else by its contents, in this order.
BY_SUFFIX: dict[str, Loader] = {
    ".npz": load_npz, ".npy": load_npy, ".csv": load_csv, ".tsv": load_csv,
}  # fmt: skip
BY_CONTENT: tuple[tuple[Callable[[Path], bool], Loader], ...] = (
    (looks_like_idx, load_idx),
    (holds_pictures, load_zip),
    (looks_like_table, load_csv),
    (lambda path: "idx" in path.name.lower(), load_idx),
)
# What a loader reads, where that is more than the one file.
FILES_OF: dict[Loader, Callable[[Path], list[Path]]] = {
    load_folder: picture_files,
    load_class_arrays: class_arrays,
    load_idx: lambda path: [path, labels_path(path)],
    load_npz: npz_files,
    load_npy: lambda path: [path, required_labels(path, ".npy")],
}
# Loaders of data that may have a test set of their own, and whether a file or folder does.
TEST_PARTS: dict[Loader, Callable[[Path], bool]] = {
    load_folder: has_test_part,
    load_zip: zip_has_test_part,
    load_npz: npz_has_test_part,
}


def place_of(data: str, folder: str | os.PathLike[str] = "") -> Path:
    """Where the file or folder called ``data`` is: in ``folder``, else in the first of the user's library folders.

    Raises ConfigError, StorageError for a configuration that cannot be read; ValueError, RuntimeError for no name.
    """
    here = Path(folder, Path(data).expanduser())
    if not data or os.path.isabs(data) or here.exists():
        return here
    return next((place for place in (Path(shelf, data) for shelf in library_folders()) if place.exists()), here)


def loader_of(data: str, hint: Callable[[str], str]) -> tuple[Path, Loader]:
    """The file or folder that ``data`` names, and who loads it. ``hint(data)`` ends the message if there is none.

    Raises StimulusError, StorageError.
    """
    try:
        path = place_of(data)
        return path, _loader_at(path, data, hint)
    except (ValueError, RuntimeError) as error:  # a NUL in the name; ~somebody
        if isinstance(error, StimulusError):
            raise
        raise StimulusError(f"{data!r} is no name of a file or folder ({error})") from error
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        raise StorageError(f"{data}: cannot be read ({error.strerror or error})") from error


def _loader_at(path: Path, data: str, hint: Callable[[str], str]) -> Loader:
    """Who loads the file or folder at ``path``. Raises StimulusError, OSError."""
    if data and path.is_dir():
        return load_class_arrays if class_arrays(path) else load_folder
    if not data or not path.is_file():
        raise StimulusError(f"no data set, file or folder called {data!r}{hint(data)}")
    if path.suffix.lower() in BY_SUFFIX:
        return BY_SUFFIX[path.suffix.lower()]
    if is_picture_name(path.name):
        raise StimulusError(f"{path}: one picture is no data set; use recognize, or name a folder of classes")
    for looks_right, loader in BY_CONTENT:
        if looks_right(path):
            return loader
    kind = found_instead(glance(path)[:GLANCE_BYTES])
    what = f"it is {kind}" if ":" in kind else f"expected {KINDS}"
    raise StimulusError(f"{path}: not a kind of file that holds labelled pictures; {what}")
