"""LabelledArrays: stored pictures and their labels on the way to the retina, whatever file they came from.

pictures (n, ...) + labels (n,) -> wanted classes -> upright -> eye -> without the bad ones -> StimulusSet
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mark1 import arguments
from mark1.errors import Described, StimulusError, expected
from mark1.machine.camera.settings import check_wishes
from mark1.machine.config import Framing, Polarity
from mark1.stimuli.emnist import is_transposed, named
from mark1.stimuli.eye import Eye, Progress, project_scaled
from mark1.stimuli.layout import from_zero, opaque
from mark1.stimuli.polarities import PolarityTally
from mark1.stimuli.reading import AS_USUAL, Reading
from mark1.stimuli.reading_report import ReadingReport
from mark1.stimuli.room import chosen
from mark1.stimuli.stimulus_set import StimulusSet, label_of


@dataclass
class LabelledArrays:
    """``pictures`` (n, h, w) or (n, h, w, 3 or 4) as stored, one text per picture in ``labels``, and where they are
    from: ``source`` is the file, ``numbers`` (n,) the place of each picture in it, counted from 0."""

    source: str
    pictures: NDArray[Any]
    labels: list[str]
    report: ReadingReport = field(default_factory=ReadingReport)
    numbers: NDArray[np.int64] | None = None

    def seen(
        self, eye: Eye, reading: Reading, *, framing: Framing, polarity: Polarity, progress: Progress | None
    ) -> StimulusSet:
        """What the eye sees of them, with the report. Raises StimulusError, PictureError, BadPicturesError."""
        self.labels = named(self.labels, self.source, reading, self.report)
        self._keep_wanted(reading)
        n = len(self.labels) + len(self.report.bad)
        if is_transposed(self.source, reading, self.report):
            self.pictures = np.swapaxes(self.pictures, 1, 2)
        self._leave_out_unfinite()
        self.pictures = opaque(from_zero(self.pictures, self.report))
        bad: dict[int, str] = {}
        tally = PolarityTally()
        light = project_scaled(
            eye, self.pictures, self.source, framing=framing, polarity=polarity, progress=progress, tally=tally, bad=bad
        )
        tally.name(self._name)
        for place, why in bad.items():
            self.report.skip(self._name(place), why)
        self.report.settle(self.source, n, reading)
        sources: list[str] = []
        if self.report.bad:
            good = np.setdiff1d(np.arange(len(light)), np.fromiter(bad, np.int64, len(bad)))
            light, self.labels = chosen(light, good), [self.labels[i] for i in good.tolist()]
            sources = [self._name(i) for i in good.tolist()]
        stimuli = StimulusSet.labelled(os.path.basename(self.source), light, self.labels, sources, tally)
        return stimuli.reported(self.report)

    def _keep_wanted(self, reading: Reading) -> None:
        """Only the classes that are asked for. Raises StimulusError for one that is not there."""
        if not reading.only:
            return
        reading.require_known(dict.fromkeys(self.labels), self.source)
        self._take(np.array([reading.wants(label) for label in self.labels]))

    def _leave_out_unfinite(self) -> None:
        """Pictures with a value that is no finite number are bad. Raises StimulusError if all are."""
        if self.pictures.dtype.kind != "f":
            return
        axes = tuple(range(1, self.pictures.ndim))
        with np.errstate(over="ignore"):
            finite = np.isfinite(self.pictures.sum(axis=axes, dtype=np.float64))
        for i in np.flatnonzero(~finite).tolist():
            where = np.argwhere(~np.isfinite(self.pictures[i]))
            if len(where):
                self.report.skip(self._name(i), f"a pixel is not a finite number, at {tuple(where[0].tolist())}")
            else:
                finite[i] = True
        if not finite.any():
            raise StimulusError(f"{self.source}: no picture has finite pixel values: {self.report.bad[0]}")
        if not finite.all():
            self._take(finite)

    def _take(self, keep: NDArray[np.bool_]) -> None:
        """Keep some of the pictures."""
        kept = np.flatnonzero(keep)
        self.numbers = kept if self.numbers is None else self.numbers[kept]
        self.pictures, self.labels = self.pictures[kept], [self.labels[i] for i in kept.tolist()]

    def _name(self, i: int) -> str:
        """What a picture is called: its place in the file."""
        return f"picture {i if self.numbers is None else int(self.numbers[i])} (from 0)"


def stimuli_from(
    pictures: ArrayLike,
    labels: Iterable[str | int],
    eye: Eye,
    *,
    framing: Framing = "whole",
    polarity: Polarity = "auto",
    bad: str = "skip",
) -> StimulusSet:
    """The user's own pictures as the retina sees them: ``stimuli_from(x, y, machine.optics)``.

    ``pictures`` (n, h, w), or in colour (n, h, w, 3 or 4), of any kind of number; ``labels`` (n,), texts or whole
    numbers. ``bad``: ``skip`` leaves out pictures that cannot be used, up to 5 % of the set, and ``fail`` allows none;
    the set's ``report`` lists them. Raises StimulusError, PictureError.
    """
    values = arguments.anything(pictures)
    if values.dtype.kind not in "biuf" or values.ndim not in (3, 4):
        got = values if values.dtype.kind != "O" else Described("pictures of different shapes, or no numbers")
        raise StimulusError(expected("pictures", "numbers of shape (n, h, w), or (n, h, w, 3) in colour", got))
    given: object = labels
    if isinstance(given, str) or not isinstance(given, Iterable) or getattr(given, "shape", None) == ():
        raise StimulusError(expected("labels", f"{len(values)}, one for each picture", labels))
    texts = [label_of("labels", label) for label in labels]
    if len(texts) != len(values):
        raise StimulusError(expected("labels", f"{len(values)}, one for each picture", len(texts)))
    arguments.instance("eye", eye, Eye)
    check_wishes(framing, polarity)
    reading = replace(AS_USUAL, bad=bad)
    arrays = LabelledArrays("arrays", values, texts)
    return arrays.seen(eye, reading, framing=framing, polarity=polarity, progress=None)
