"""StimulusSet: labelled pictures as the retina receives them.

    folder, IDX, npz, CSV, glyphs -> eye -> light (n, rows, cols) + class_of (n,) -> teacher

``n`` counts pictures; light is 0 (dark) to 1 (full light), a pure number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mark1 import arguments, html
from mark1.errors import StimulusError, expected
from mark1.stimuli import room
from mark1.stimuli.natural_order import natural_key
from mark1.stimuli.polarities import PolarityTally
from mark1.stimuli.reading_report import ReadingReport
from mark1.text import counted

KINDS = {"name": str, "light": np.ndarray, "class_of": np.ndarray, "classes": tuple, "sources": tuple}


@dataclass(frozen=True, eq=False)
class StimulusSet:
    """Pictures, and the class each belongs to.

    ``light`` is an ndarray (n, rows, cols) of float32; ``class_of`` an ndarray (n,) of int32, each an index into
    ``classes``; ``sources`` names the file or glyph each picture came from, or is empty. ``tally``: how many pictures
    of the whole set were taken as dark on light; ``report``: what happened while it was read from files; both None for
    what the library draws itself.
    """

    name: str
    light: NDArray[np.float32]
    class_of: NDArray[np.int32]
    classes: tuple[str, ...]
    sources: tuple[str, ...] = ()
    tally: PolarityTally | None = None
    report: ReadingReport | None = None

    def __post_init__(self) -> None:
        for name, kind in KINDS.items():
            if not isinstance(getattr(self, name), kind):
                raise StimulusError(expected(f"stimuli, {name}", f"a {kind.__name__}", getattr(self, name)))

    @classmethod
    def labelled(
        cls,
        name: str,
        light: NDArray[np.float32],
        labels: Sequence[str],
        sources: Sequence[str] = (),
        tally: PolarityTally | None = None,
        absent: Sequence[str] = (),
    ) -> Self:
        """The checked set whose classes are the distinct labels in natural order. Raises StimulusError.

        ``absent``: classes without a picture.

        ``light`` may be of any kind of number from 0 to 1, labels texts or whole numbers.
        """
        lists: dict[str, object] = {"labels": labels, "sources": sources}
        for what, several in lists.items():
            if not isinstance(several, Iterable) or getattr(several, "shape", None) == ():
                raise StimulusError(expected(f"{name}: {what}", "one for each picture", several))
        light, labels = _light_of(name, light), [label_of(name, label) for label in labels]
        classes = tuple(sorted({*labels, *absent}, key=natural_key))
        index = {label: i for i, label in enumerate(classes)}
        class_of = np.fromiter((index[label] for label in labels), np.int32, len(labels))
        return cls(name, light, class_of, classes, tuple(sources), tally).checked()

    def __repr__(self) -> str:
        rows, cols = self.light.shape[1:]
        return f"<StimulusSet {self.name}: {len(self)} pictures of {rows} x {cols}, {len(self.classes)} classes>"

    def _repr_html_(self) -> str:
        """Pictures of every class in turn, as a notebook shows them."""
        place_in_class = np.argsort(np.argsort(self.class_of, kind="stable"), kind="stable")
        first = np.concatenate([[0], np.cumsum(np.bincount(self.class_of, minlength=len(self.classes)))[:-1]])
        turn = place_in_class - first[self.class_of]
        shown = np.lexsort((self.class_of, turn))[: html.MOST_PICTURES]
        labels = [self.classes[i] for i in self.class_of[shown]]
        return html.pictures(np.asarray(self.light[shown]), labels, repr(self)[1:-1])

    def __len__(self) -> int:
        """How many pictures."""
        return self.class_of.size

    @property
    def labels(self) -> list[str]:
        """The class of every picture, by name."""
        return [self.classes[i] for i in self.class_of]

    def reported(self, report: ReadingReport) -> Self:
        """The set with the report of the loader that read it."""
        return replace(self, report=report)

    def with_oddities(self, odd: Sequence[str]) -> Self:
        """The set with these sentences in a copy of its report."""
        report = self.report or ReadingReport()
        return replace(self, report=replace(report, odd=[*report.odd, *odd]))

    def take(self, indices: ArrayLike) -> Self:
        """The pictures at ``indices`` (whole numbers, or one true / false per picture), in that order.

        Raises StimulusError when none is left or an index is out of range.
        """
        chosen = self._positions(indices)
        sources = tuple(self.sources[i] for i in chosen) if self.sources else ()
        light = room.chosen(self.light, chosen)
        return type(self)(self.name, light, self.class_of[chosen], self.classes, sources, self.tally, self.report)

    def split(self, test_fraction: float, rng: np.random.Generator) -> tuple[Self, Self]:
        """The set as (train, test), see ``division``. Raises StimulusError unless both parts get a picture or more."""
        train, test = self.division(test_fraction, rng)
        return self.take(train), self.take(test)

    def division(self, test_fraction: float, rng: np.random.Generator) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Which pictures train and which test: each class in proportion, ``round(n * test_fraction)`` for the test.

        Every picture of a random order gets its quantile within its class, (its place among its class + 1/2) / (size
        of the class); the lowest quantiles are the test. The training part is in a fresh random order. A class of two
        or more pictures keeps one to train with, whatever the share.

        Raises StimulusError unless both parts get at least one picture.
        """
        n_test = self._test_size(test_fraction)
        if not isinstance(rng, np.random.Generator):
            raise StimulusError(expected(f"{self.name}: rng", "a numpy.random.Generator", rng))
        order = rng.permutation(len(self))
        by_quantile = order[np.argsort(_quantiles_within_class(self.class_of[order]), kind="stable")]
        test = by_quantile[:n_test]
        kept = self._to_keep(test)
        train = np.concatenate([by_quantile[n_test:], test[kept]])
        return rng.permutation(train), test[~kept]

    def _to_keep(self, test: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Of the test pictures, the last of each class that would have none left to train with, (n_test,).

        A class of one picture is not helped: somebody has to say so.
        """
        sizes, taken = np.bincount(self.class_of), np.bincount(self.class_of[test], minlength=len(self.classes))
        kept = np.zeros(len(test), bool)
        for class_ in np.flatnonzero((sizes > 1) & (taken[: len(sizes)] == sizes)):
            kept[np.flatnonzero(self.class_of[test] == class_)[-1]] = True
        return kept

    def joined(self, other: "StimulusSet") -> Self:
        """This set followed by ``other``; classes of one name become one. Raises StimulusError on unlike retinas."""
        if not isinstance(other, StimulusSet):
            raise StimulusError(expected(f"{self.name}: joined", "a StimulusSet", other))
        if self.light.shape[1:] != other.light.shape[1:]:
            mine, theirs = (f"{rows} x {cols}" for rows, cols in (self.light.shape[1:], other.light.shape[1:]))
            raise StimulusError(
                f"{self.name} is for a retina of {mine}, {other.name} for {theirs}; they cannot be joined"
            )
        classes = tuple(dict.fromkeys(self.classes + other.classes))
        moved = np.array([classes.index(name) for name in other.classes], np.int32)[other.class_of]
        return type(self)(
            f"{self.name} + {other.name}",
            np.concatenate([self.light, other.light]),
            np.concatenate([self.class_of, moved]),
            classes,
            self._sources_or_blanks() + other._sources_or_blanks() if self.sources or other.sources else (),
        )

    def checked(self) -> Self:
        """The set itself, if it holds together. Raises StimulusError that says what does not fit."""
        for fault, text in self._faults():
            if fault:
                raise StimulusError(f"{self.name}: {text}")
        low, high = room.extremes(self.light)
        if not (low >= 0.0 and high <= 1.0):
            raise StimulusError(f"{self.name}: light must be 0 to 1, got {low:g} to {high:g}")
        return self

    def require_trainable(self) -> Self:
        """The set itself, if it holds at least two classes. Raises StimulusError."""
        present = np.unique(self.checked().class_of)
        if len(present) == 1:
            only = self.classes[present[0]]
            text = f"{self.name}: only one class ({only!r}); a perceptron needs two or more to tell apart"
            bad = self.report.bad if self.report else []
            left_out = f"; {counted(len(bad), 'bad picture')} left out, the first: {bad[0]}" if bad else ""
            raise StimulusError(f"{text}{left_out}")
        return self

    def _positions(self, indices: ArrayLike) -> NDArray[np.intp]:
        """``indices`` as an ndarray of positions. Raises StimulusError."""
        wanted = arguments.anything(indices)
        if wanted.dtype == bool and wanted.shape == (len(self),):
            wanted = np.flatnonzero(wanted)
        if wanted.size == 0:
            raise StimulusError(f"{self.name}: no picture is left")
        if wanted.ndim != 1 or wanted.dtype.kind not in "iu" or wanted.min() < 0 or wanted.max() >= len(self):
            allowed = f"whole numbers from 0 to {len(self) - 1}, or one True or False for each"
            raise StimulusError(expected(f"{self.name}: pictures", allowed, indices))
        return wanted.astype(np.intp)

    def _test_size(self, test_fraction: float) -> int:
        """How many pictures go to the test. Raises StimulusError."""
        if isinstance(test_fraction, bool) or not isinstance(test_fraction, Real):
            raise StimulusError(expected(f"{self.name}: test fraction", "a number", test_fraction))
        n_test = round(len(self) * test_fraction) if 0.0 < test_fraction < 1.0 else 0
        if not 0 < n_test < len(self):
            raise StimulusError(
                f"{self.name}: a test fraction of {test_fraction:g} of {len(self)} pictures leaves one part empty; "
                "it must lie between 0 and 1 and give each part at least one picture"
            )
        return n_test

    def _sources_or_blanks(self) -> tuple[str, ...]:
        """One source per picture, empty texts where none is known."""
        return self.sources or ("",) * len(self)

    def _faults(self) -> list[tuple[bool, str]]:
        """What could be wrong with shapes and types, each with the words for it; the first true one counts."""
        n, light, class_of = len(self), self.light, self.class_of
        are_indices = class_of.ndim == 1 and class_of.dtype == np.int32
        indices_fit = are_indices and bool(n) and class_of.min() >= 0 and class_of.max() < len(self.classes)
        faults: list[tuple[Any, str]] = [
            (n == 0, "no pictures"),
            (light.ndim != 3 or light.dtype != np.float32, "light must be float32 of shape (n, rows, cols)"),
            (light.size == 0 and n > 0, "light of no photocell"),
            (not are_indices, "class_of must be int32 of shape (n,)"),
            (not all(isinstance(name, str) for name in self.classes), "classes must be texts"),
            (light.shape[:1] != (n,), f"{light.shape[0] if light.ndim else 0} pictures and {n} labels"),
            (not indices_fit, f"class_of must hold indices into its {len(self.classes)} classes"),
            (len(set(map(str, self.classes))) != len(self.classes), "two classes have the same name"),
            (self.sources and len(self.sources) != n, f"{n} pictures and {len(self.sources)} sources"),
        ]
        return [(bool(fault), text) for fault, text in faults]


def _light_of(name: str, light: object) -> NDArray[np.float32]:
    """Light as float32; ``checked`` looks at its shape. Raises StimulusError for what are no numbers."""
    numbers = arguments.anything(light)
    if numbers.dtype.kind not in "biuf":
        raise StimulusError(expected(f"{name}: light", "numbers from 0 to 1", light))
    return numbers.astype(np.float32, copy=False)


def label_of(name: str, label: object) -> str:
    """A label as text. Raises StimulusError."""
    label = arguments.plain(label)
    if isinstance(label, bool) or not isinstance(label, (str, int)):
        raise StimulusError(expected(f"{name}: label", "a text or a whole number", label))
    return str(label)


def _quantiles_within_class(class_of: NDArray[np.int32]) -> NDArray[np.float64]:
    """The place of each picture in its class: (place + 1/2) / size, strictly between 0 and 1, shape (n,)."""
    by_class = np.argsort(class_of, kind="stable")
    sizes = np.bincount(class_of)
    starts = np.cumsum(sizes) - sizes
    place = np.empty(len(class_of), np.float64)
    place[by_class] = np.arange(len(class_of)) - np.repeat(starts, sizes)
    return np.asarray((place + 0.5) / sizes[class_of])
