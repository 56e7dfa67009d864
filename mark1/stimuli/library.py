"""The library: from the words an operator types to pictures.

    "letters:roman"  "digits"  "shapes"  "left-right"  "sklearn-digits"     a name in OWN
    "bars"                                                                  a name that a plug-in offers
    "greek/"  "greek.zip"  "train-images-idx3-ubyte.gz"  "mine.npz"  "mine.csv"    a place on the disk
            -> load -> StimulusSet                "letter A roman" -> picture_of -> one picture

A name of the library comes before a file or folder of the same name; ``./letters`` is the folder.
"""

import difflib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments, plugins
from mark1.errors import PluginError, StimulusError, expected
from mark1.machine.config import OpticsConfig
from mark1.machine.optics import Optics
from mark1.stimuli import characters, fonts, plane, shapes
from mark1.stimuli.arrays import load_sklearn_digits
from mark1.stimuli.eye import Eye, Progress
from mark1.stimuli.places import FILES_OF, TEST_PARTS, loader_of, place_of
from mark1.stimuli.reading import AS_USUAL, Reading
from mark1.stimuli.source import Listing as Listing  # plug-ins import them from here
from mark1.stimuli.source import Source as Source
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.stimuli.thermometer_code import light_of

SCATTERED = ("square", "circle", "triangle", "bar", "cross")
N_EACH_SHAPE = 40
SIDE = 20  # photocells along a side of the Mark I's retina
N_SQUARES = 150  # 50 to train and 100 to test, as in the demonstration of July 1958 (New York Times, 13 July 1958)

Glyphs = tuple[tuple[tuple[str, str], ...], NDArray[np.float32]]  # face and character of each, and their light


def load(
    data: str,
    eye: Eye | None = None,
    *,
    rng: np.random.Generator | None = None,
    progress: Progress | None = None,
    reading: Reading = AS_USUAL,
    bad: str | None = None,
) -> StimulusSet:
    """The labelled pictures that ``data`` names: an entry of ``OWN`` or a plug-in, with its option after a colon, or a
    place.

    ``eye``: the optics of the machine that will see them, ``machine.optics``; None: a camera with the Mark I's retina
    of 20 x 20. ``rng`` (None: seed 0) scatters the shapes and squares; ``progress(done, total)`` is called while
    pictures are read; ``reading`` says how files are read, and ``bad`` ("skip" or "fail") is one of its fields. The
    set's ``report`` says what was left out and what was assumed.

    Raises StimulusError that lists what is allowed, PictureError for pictures in a set, StorageError, PluginError.
    """
    arguments.instance("data", data, str)
    eye = Optics(OpticsConfig(), SIDE, SIDE) if eye is None else eye
    rng = np.random.Generator(np.random.PCG64(0)) if rng is None else rng
    arguments.instance("eye", eye, Eye)
    arguments.instance("rng", rng, np.random.Generator)
    arguments.instance("reading", reading, Reading)
    arguments.function("progress", progress)
    reading = reading if bad is None else replace(reading, bad=bad)
    name, colon, option = data.strip().partition(":")
    entry = source(name)
    if entry is None:
        path, loader = loader_of(data.strip(), _hint)
        return loader(path, eye, progress=progress, reading=reading)
    if colon and (not option or not entry.options):
        options = f"; allowed are {entry.options}" if entry.options else f"; {name} takes none"
        raise StimulusError(f"{data!r}: {option!r} cannot follow {name!r}{options}")
    return entry.load(Listing(option, eye, rng, progress, reading))


def has_own_test(data: str) -> bool:
    """Whether the data come with a test set of their own. Raises StimulusError, StorageError."""
    if source(data.strip().partition(":")[0]):
        return False
    path, loader = loader_of(data.strip(), _hint)
    return loader in TEST_PARTS and TEST_PARTS[loader](path)


def files_of(data: str) -> list[Path]:
    """The files that ``load`` would read; [] for what the library draws itself.

    Raises StimulusError that lists what is allowed, StorageError.
    """
    name, _, option = data.strip().partition(":")
    if source(name):
        return [fonts.file_of(option)] if is_place(option) else []
    path, loader = loader_of(data.strip(), _hint)
    return FILES_OF[loader](path) if loader in FILES_OF else [path]


def is_set(name: str) -> bool:
    """Whether the library or a plug-in has a data set of this name."""
    return name in OWN or plugins.named(plugins.STIMULI, name, OWN) is not None


def anywhere(data: str, folder: str = "") -> str:
    """Data as they are found from any folder: a name as it is, a file or folder, seen from ``folder``, by full path."""
    name, colon, option = data.strip().partition(":")
    if is_set(name):
        return f"{name}{colon}{_full(option, folder)}" if is_place(option) else data
    return _full(data.strip(), folder)


def _full(place: str, folder: str) -> str:
    return os.path.realpath(place_of(place, folder))


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


def set_names() -> list[str]:
    """The names that ``load`` knows: those of the library, then those of plug-ins."""
    return [*OWN, *plugins.names(plugins.STIMULI, OWN)]


def _hint(data: str) -> str:
    """Which data sets there are, for one that does not exist."""
    return _nearest(data, set_names()) or f" (data sets: {', '.join(set_names())})"


def _load_glyphs(order: Listing, name: str, wanted: str) -> StimulusSet:
    """The glyphs ``wanted`` of one face, all faces, or a font file. Raises StimulusError."""
    order.reading.require_known(wanted, name)
    wanted = "".join(filter(order.reading.wants, wanted))
    if isinstance(order.eye, Optics) and not fonts.spec_of(order.option):
        drawn, light = _glyphs_seen(order.option, wanted, order.eye.config, order.eye.rows, order.eye.cols)
        light = light.copy()
    else:
        drawn, light = _glyphs(order.option, wanted, order.eye)
    title = f"{name}:{order.option}" if order.option else name
    sources = [f"{character} {face}" for face, character in drawn]
    return StimulusSet.labelled(title, light, [character for _, character in drawn], sources)


@lru_cache(maxsize=8)
def _glyphs_seen(option: str, wanted: str, config: OpticsConfig, rows: int, cols: int) -> Glyphs:
    """The glyphs of the project's own faces as a camera sees them: a course asks for the same ones again and again."""
    return _glyphs(option, wanted, Optics(config, rows, cols))


def _glyphs(option: str, wanted: str, eye: Eye) -> Glyphs:
    """Face and character of each glyph ``wanted``, and the light of all. Raises StimulusError."""
    faces = _faces(option, wanted)
    drawn = tuple((face, character) for face in faces for character in wanted)
    return drawn, _seen(eye, np.stack([faces[face][character] for face, character in drawn]))


def _faces(option: str, wanted: str) -> Mapping[str, Mapping[str, NDArray[np.float32]]]:
    """The glyphs of each face that ``option`` asks for. Raises StimulusError."""
    if option == "all":
        return {face: characters.glyphs(face) for face in characters.FACES}
    if spec := fonts.spec_of(option):
        return {Path(option).name: fonts.font_glyphs(spec, wanted)}
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
    return StimulusSet.labelled("shapes", _seen(order.eye, pictures), labels)


def _load_squares(order: Listing) -> StimulusSet:
    """Squares in the left or the right half."""
    pictures, labels = shapes.left_right_squares(N_SQUARES, order.rng, order.eye.rows, order.eye.cols)
    return StimulusSet.labelled("left-right", _seen(order.eye, pictures), labels)


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
    light, sources = _seen(order.eye, pictures), ["high high", "low low", "high low", "low high"]
    return StimulusSet.labelled("xor", light, labels, sources)


def _seen(eye: Eye, pictures: NDArray[Any]) -> NDArray[np.float32]:
    """The light of the library's own pictures, which are light on dark and fill the frame."""
    return eye.project_all(pictures, framing="whole", polarity="light")


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


def source(name: str) -> Source | None:
    """Who draws the data set of this name: the library, else a plug-in; None if it is neither's.

    Raises PluginError for a plug-in that cannot be used.
    """
    plugin = None if name in OWN else plugins.named(plugins.STIMULI, name, OWN)
    if plugin is None:
        return OWN.get(name)
    offer: Source = plugin.load("a mark1.stimuli.source.Source", lambda found: isinstance(found, Source))

    def load_and_check(order: Listing) -> StimulusSet:
        stimuli: object = plugins.guarded(plugin, offer.load)(order)
        shape = (order.eye.rows, order.eye.cols)
        if not isinstance(stimuli, StimulusSet) or stimuli.light.shape[1:] != shape:
            raise PluginError(expected(str(plugin), f"a StimulusSet of pictures {shape}", stimuli))
        return stimuli

    return replace(offer, load=load_and_check)


def _nearest(word: str, names: Iterable[str]) -> str:
    """A question after the name most like ``word``, empty if none is."""
    near = difflib.get_close_matches(word.partition(":")[0].lower(), list(names), n=1)
    return f". Did you mean {near[0]!r}?" if near else ""
