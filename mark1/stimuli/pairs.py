"""Pairs: which file holds the labels of the pictures in another, by its name.

train-images-idx3-ubyte.gz -> train-labels-idx1-ubyte.gz      k49-train-imgs.npz -> k49-train-labels.npz
qmnist-train-images-idx3-ubyte -> qmnist-train-labels-idx2-int    x_train.npy -> y_train.npy
"""

import os
import re
from pathlib import Path

from mark1.errors import StimulusError, StorageError

_PICTURES = re.compile(r"images|imgs|pictures|(?<![a-z])x(?![a-z])|(?<![a-z])data(?![a-z])", re.IGNORECASE)
_LABELS = re.compile(r"labels?|targets?|(?<![a-z])y(?![a-z])", re.IGNORECASE)
# What differs between two files of a pair beside these words: the number of axes, the type of value, the packing.
_KIND = re.compile(r"[-_.](?:idx\d|ubyte|byte|short|int|float|double)|\.gz$", re.IGNORECASE)


def labels_beside(path: Path) -> Path | None:
    """The file in the same folder that is called like the labels of ``path``; None if there is none, or several.

    Raises StorageError if the folder cannot be listed.
    """
    wanted = _key(path.name, _PICTURES)
    if wanted is None:
        return None
    try:
        names = sorted(os.listdir(path.parent))
    except OSError as error:
        raise StorageError(f"{path.parent}: cannot be listed ({error.strerror or error})") from error
    beside = [name for name in names if name != path.name and _key(name, _LABELS) == wanted]
    same = [name for name in beside if Path(name).suffix == path.suffix] or beside
    return path.parent / same[0] if same else None


def required_labels(path: Path, suffix: str) -> Path:
    """The labels of the pictures in ``path``. Raises StimulusError if they are not there, StorageError."""
    labels = labels_beside(path)
    if labels is None:
        example = f"x_train{suffix} and y_train{suffix}, or train-images{suffix} and train-labels{suffix}"
        raise StimulusError(f"{path}: no labels in it or beside it; two files are called like {example}")
    return labels


def is_of_labels(name: str) -> bool:
    """Whether a file is called like one of labels."""
    return bool(_LABELS.search(name)) and not _PICTURES.search(name)


def _key(name: str, words: re.Pattern[str]) -> str | None:
    """What two files of a pair have in common; None if none of the ``words`` is in the name."""
    match = list(words.finditer(name))
    if not match:
        return None
    before, after = name[: match[-1].start()], name[match[-1].end() :]
    return _KIND.sub("", f"{before}*{after}").lower()
