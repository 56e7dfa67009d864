"""The library: from the words an operator types to pictures.

    "letters:roman"  "digits"  "shapes"  "left-right"  "sklearn-digits"     a name in OWN
    "greek/"         "train-images-idx3-ubyte.gz"  "mine.npz"  "mine.csv"    a place on the disk
            -> load -> StimulusSet                "letter A roman" -> picture_of -> one picture

A name of the library comes before a file or folder of the same name; ``./letters`` is the folder.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1.errors import StimulusError, StorageError
from mark1.stimuli import characters, plane, shapes
from mark1.stimuli.arrays import load_npz, load_sklearn_digits
from mark1.stimuli.eye import Eye, Progress
from mark1.stimuli.folders import is_picture_name, load_folder, picture_files
from mark1.stimuli.idx import labels_path, load_idx, looks_like_idx
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.stimuli.tables import load_csv
from mark1.stimuli.thermometer_code import light_of

SCATTERED = ("square", "circle", "triangle", "bar", "cross")
N_EACH_SHAPE = 40
N_SQUARES = 150  # 50 to train and 100 to test, as in the demonstration of July 1958 (New York Times, 13 July 1958)
FONT_SUFFIXES = (".ttf", ".otf", ".ttc")


@dataclass(frozen=True)
class Listing:
    """What is asked of one entry of the library: the words after its colon, for which eye, with which chance."""

    option: str
    eye: Eye
    rng: np.random.Generator
    progress: Progress | None = None


def load(data: str, eye: Eye, *, rng: np.random.Generator, progress: Progress | None = None) -> StimulusSet:
    """The labelled pictures that ``data`` names: an entry of ``OWN``, with its option after a colon, or a place.

    ``rng`` scatters the shapes and squares; ``progress(done, total)`` is called while pictures are read.

    Raises StimulusError that lists what is allowed, PictureError for a picture in a set, StorageError.
    """
    name, colon, option = data.strip().partition(":")
    entry = OWN.get(name)
    if entry is None:
        return _load_place(data.strip(), eye, progress)
    if colon and (not option or not entry.options):
        allowed = f"; allowed are {entry.options}" if entry.options else f"; {name} takes none"
        raise StimulusError(f"{data!r}: {option!r} cannot follow {name!r}{allowed}")
    return entry.load(Listing(option, eye, rng, progress))


def files_of(data: str) -> list[Path]:
    """The files that ``load`` would read; [] for what the library draws itself.

    Raises StimulusError that lists what is allowed, StorageError.
    """
    name, _, option = data.strip().partition(":")
    if name in OWN:
        return [Path(option).expanduser()] if is_place(option) else []
    path, loader = _place(data.strip())
    return FILES_OF[loader](path) if loader in FILES_OF else [path]


def is_place(option: str) -> bool:
    """Whether what follows the colon of an entry of ``OWN`` is a file, as in ``letters:font.ttf``."""
    return bool(Path(option).suffix) and not plane.is_typed(option)


def picture_of(kind: str, *words: str) -> NDArray[np.float32]:
    """One picture of the library, raw, before any eye: ``letter A``, ``letter A roman``, ``digit 7``, ``shape square``.

    The words may come apart or as one text. A letter may be typed small. The face is the first one unless given.

    Raises StimulusError that says what is allowed.
    """
    kind, *rest = [kind, *words] if words else kind.split() or [""]
    draw = PICTURES.get(kind)
    if draw is None:
        raise StimulusError(f"no {kind!r} in the library; allowed are {', '.join(PICTURES)}{_nearest(kind, PICTURES)}")
    return draw(rest)


def allowed() -> str:
    """What ``load`` takes, in one line."""
    names = (f"{name}[:{entry.options.replace(', ', '|')}]" if entry.options else name for name, entry in OWN.items())
    return f"{', '.join(names)}, a folder with one sub-folder per class, an IDX file, .npz, .csv"


def _load_glyphs(order: Listing, name: str, wanted: str) -> StimulusSet:
    """The glyphs ``wanted`` of one face, all faces, or a font file. Raises StimulusError."""
    faces = _faces(order.option, wanted)
    drawn = [(face, character, glyphs[character]) for face, glyphs in faces.items() for character in wanted]
    pictures = np.stack([picture for _, _, picture in drawn])
    title = f"{name}:{order.option}" if order.option else name
    sources = [f"{character} {face}" for face, character, _ in drawn]
    return StimulusSet.labelled(title, _seen(order, pictures), [character for _, character, _ in drawn], sources)


def _faces(option: str, wanted: str) -> Mapping[str, Mapping[str, NDArray[np.float32]]]:
    """The glyphs of each face that ``option`` asks for. Raises StimulusError."""
    if option == "all":
        return {face: characters.glyphs(face) for face in characters.FACES}
    if Path(option).suffix.lower() in FONT_SUFFIXES:
        return {Path(option).name: characters.font_glyphs(Path(option).expanduser(), wanted)}
    if option and option not in characters.FACES:
        near = _nearest(option, (*characters.FACES, "all"))
        raise StimulusError(f"no face {option!r}; allowed are {_FACE_OPTIONS}{near}")
    return {_face(option): characters.glyphs(_face(option))}


def _face(name: str) -> str:
    """The face called ``name``, the first of all if none is. Raises StimulusError."""
    faces = tuple(characters.FACES)
    if name and name not in faces:
        raise StimulusError(f"no face {name!r}; allowed are {', '.join(faces)}{_nearest(name, faces)}")
    return name or faces[0]


def _load_shapes(order: Listing) -> StimulusSet:
    """Scattered shapes, ``N_EACH_SHAPE`` of each."""
    pictures, labels = shapes.scattered(SCATTERED, N_EACH_SHAPE, order.rng, order.eye.rows, order.eye.cols)
    return StimulusSet.labelled("shapes", _seen(order, pictures), labels)


def _load_squares(order: Listing) -> StimulusSet:
    """Squares in the left or the right half."""
    pictures, labels = shapes.left_right_squares(N_SQUARES, order.rng, order.eye.rows, order.eye.cols)
    return StimulusSet.labelled("left-right", _seen(order, pictures), labels)


def _load_plane(order: Listing) -> StimulusSet:
    """Points of the plane, each as two thermometers. Raises StimulusError, StorageError."""
    points = plane.load(order.option or "xor")
    labels = [points.classes[k] for k in points.class_of]
    sources = [f"({x:+.2f}, {y:+.2f})" for x, y in points.xy]
    return StimulusSet.labelled(
        f"plane:{points.name}", light_of(points.xy, order.eye.rows, order.eye.cols), labels, sources
    )


def _load_exclusive_or(order: Listing) -> StimulusSet:
    """Two squares, each high or low: are they level?"""
    pictures, labels = shapes.exclusive_or(order.eye.rows, order.eye.cols)
    return StimulusSet.labelled("xor", _seen(order, pictures), labels, ["high high", "low low", "high low", "low high"])


def _seen(order: Listing, pictures: NDArray[Any]) -> NDArray[np.float32]:
    """The light of the library's own pictures, which are light on dark and fill the frame."""
    return order.eye.project_all(pictures, framing="whole", polarity="light")


@dataclass(frozen=True)
class Source:
    """One name of the library: who loads it, and what may follow its colon."""

    load: Callable[[Listing], StimulusSet]
    options: str = ""


_FACE_OPTIONS = ", ".join((*characters.FACES, "all", "font.ttf"))

OWN: dict[str, Source] = {
    "letters": Source(lambda order: _load_glyphs(order, "letters", characters.LETTERS), _FACE_OPTIONS),
    "digits": Source(lambda order: _load_glyphs(order, "digits", characters.DIGITS), _FACE_OPTIONS),
    "shapes": Source(_load_shapes),
    "left-right": Source(_load_squares),
    "plane": Source(_load_plane, ", ".join((*plane.SETS, "points.csv"))),
    "xor": Source(_load_exclusive_or),
    "sklearn-digits": Source(lambda order: load_sklearn_digits(order.eye, progress=order.progress)),
}

BY_SUFFIX: dict[str, Callable[..., StimulusSet]] = {".npz": load_npz, ".csv": load_csv, ".tsv": load_csv}
# What a loader reads, where that is more than the one file.
FILES_OF: dict[Callable[..., StimulusSet], Callable[[Path], list[Path]]] = {
    load_folder: picture_files,
    load_idx: lambda path: [path, labels_path(path)],
}


def _load_place(data: str, eye: Eye, progress: Progress | None) -> StimulusSet:
    """The pictures of a folder or file. Raises StimulusError, PictureError, StorageError."""
    path, loader = _place(data)
    return loader(path, eye, progress=progress)


def _place(data: str) -> tuple[Path, Callable[..., StimulusSet]]:
    """A folder or file, and who loads it. Raises StimulusError, StorageError."""
    try:
        path = Path(data).expanduser()
        return path, _loader_of(path, data)
    except (ValueError, RuntimeError) as error:  # a NUL in the name; ~somebody
        if isinstance(error, StimulusError):
            raise
        raise StimulusError(f"{data!r} is no name of a file or folder ({error})") from error
    except OSError as error:
        raise StorageError(f"{data}: cannot be read ({error.strerror or error})") from error


def _loader_of(path: Path, data: str) -> Callable[..., StimulusSet]:
    """Who loads the file or folder at ``path``. Raises StimulusError, OSError."""
    if data and path.is_dir():
        return load_folder
    if not data or not path.is_file():
        raise StimulusError(
            f"no data set, file or folder called {data!r}; allowed are {allowed()}{_nearest(data, OWN)}"
        )
    if path.suffix.lower() in BY_SUFFIX:
        return BY_SUFFIX[path.suffix.lower()]
    if is_picture_name(path.name):
        raise StimulusError(f"{path}: one picture is no data set; use recognize, or name a folder of classes")
    if looks_like_idx(path) or "idx" in path.name.lower():
        return load_idx
    raise StimulusError(f"{path}: not a kind of file that holds labelled pictures; allowed are {allowed()}")


def _picture_of_character(kind: str, allowed_characters: str, words: Sequence[str]) -> NDArray[np.float32]:
    """The glyph of ``words``: the character, then maybe the face. Raises StimulusError."""
    if not 1 <= len(words) <= 2:
        raise StimulusError(f"{kind!r} takes a character and maybe a face, as in '{kind} {allowed_characters[0]}'")
    character, face = words[0].upper(), _face(words[1] if len(words) == 2 else "")
    if len(character) != 1 or character not in allowed_characters:
        raise StimulusError(f"no {kind} {words[0]!r}; allowed are {' '.join(allowed_characters)}")
    return characters.glyphs(face)[character]


def _picture_of_shape(words: Sequence[str]) -> NDArray[np.float32]:
    """The shape that ``words`` names, in the middle. Raises StimulusError."""
    name = words[0] if len(words) == 1 else " ".join(words)
    if name not in shapes.SHAPES:
        raise StimulusError(f"no shape {name!r}; allowed are {', '.join(shapes.SHAPES)}{_nearest(name, shapes.SHAPES)}")
    return shapes.draw(name)


PICTURES: dict[str, Callable[[Sequence[str]], NDArray[np.float32]]] = {
    "letter": lambda words: _picture_of_character("letter", characters.LETTERS, words),
    "digit": lambda words: _picture_of_character("digit", characters.DIGITS, words),
    "shape": _picture_of_shape,
}


def _nearest(word: str, names: Iterable[str]) -> str:
    """A question after the name most like ``word``, empty if none is."""
    near = difflib.get_close_matches(word.partition(":")[0].lower(), list(names), n=1)
    return f". Did you mean {near[0]!r}?" if near else ""
