"""Experiment: a request, the published figures, our results.

    RunRequest (seeds, data)  -->  run  -->  ExperimentResult (rows, charts, remarks)  -->  figure, page, data

An experiment is one file of ``experiments/``; it ends with an ``Experiment`` that names and describes it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mark1.experiments.agreement import AgreementRule, JudgedValue

Value = TypeVar("Value")
Confidence = Literal["P", "S", "D", "A"]
Style = Literal["ours", "curve", "band", "published", "cloud", "level"]

# Confidence in the published figure: see ``machine/fidelity.py``.
CONFIDENCE = {"P": "primary", "S": "secondary", "D": "derived", "A": "assumed"}
NOTHING = "not published"


@dataclass(frozen=True)
class Comparison:
    """A line of the table. ``judgement`` None: there is nothing to compare. ``values``: ours, one per seed.

    ``via``: *plan*, *relayed* or *abstract*, where the source was not read itself or describes a machine not yet built.
    ``headline``: the row is also in the table of all experiments; the first of each always is.
    """

    what: str
    published: str
    ours: str
    source: str
    confidence: Confidence
    judgement: JudgedValue | None
    why: str = ""
    values: tuple[float, ...] = ()
    headline: bool = False
    via: str = ""

    @property
    def verdict(self) -> str:
        """Whether ours is the published figure, in words."""
        return self.judgement.verdict if self.judgement else "nothing to compare"

    @property
    def agrees(self) -> bool | None:
        """Whether ours is wholly the published figure; None if there is nothing to compare."""
        return self.verdict == "agrees" if self.judgement else None

    @property
    def certainty(self) -> str:
        """Confidence in the published figure and, where there is one, ``via``: "secondary, relayed"."""
        return ", ".join(filter(None, (CONFIDENCE[self.confidence], self.via)))


@dataclass(frozen=True)
class Series:
    """A line of a chart: ``x`` (n,) numbers or words, ``y`` (n,), or (n, seeds): then the median, with its range.

    *ours* has a mark at every x; a *curve* has none; a *band* (n, 2) is an area; *published* are hollow marks, a
    *cloud* smaller ones; a *level* is one y for every x.
    """

    name: str
    x: Sequence[Any] | NDArray[Any]
    y: NDArray[Any] | Sequence[Any]
    style: Style = "ours"


@dataclass(frozen=True)
class Chart:
    """Lines on common axes; ``scale`` holds ``x`` or ``y`` for an axis of logarithms."""

    title: str
    x: str
    y: str
    lines: tuple[Series, ...]
    scale: str = ""
    percent: bool = False


@dataclass(frozen=True)
class ExperimentResult:
    """The results of an experiment."""

    rows: tuple[Comparison, ...]
    charts: tuple[Chart, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunRequest:
    """The parameters of a run. ``progress(done, total)`` is called as it proceeds; ``data``: the user's pictures."""

    seeds: int
    data: str | None = None
    progress: Callable[[int, int], None] = lambda done, total: None

    def each(self, *axes: Sequence[Value]) -> Iterator[tuple[Any, ...]]:
        """Yield every combination of the values and the seeds, the seed last, and report progress."""
        every: list[tuple[Any, ...]] = [()]
        for values in (*axes, range(self.seeds)):
            every = [(*before, value) for before in every for value in values]
        for done, combination in enumerate(every):
            self.progress(done, len(every))
            yield combination
        self.progress(len(every), len(every))

    def table(self, measure: Callable[..., Any], *axes: Sequence[Any]) -> NDArray[np.float64]:
        """``measure(*values, seed)`` of every combination: ndarray of shape (len(first), ..., seeds, ...)."""
        shape = (*map(len, axes), self.seeds)
        values = np.array([measure(*combination) for combination in self.each(*axes)], np.float64)
        return values.reshape(*shape, *values.shape[1:])


@dataclass(frozen=True)
class Experiment:
    """One experiment: ``name`` for the command line, ``about`` what is done here.

    ``machine``: what the published figure was measured on; empty if nobody published one.

    ``rules``: all that its rows are judged by.

    ``seeds``: the default number. ``run(order, **sizes)``: the sizes have defaults, tests make them small.
    """

    name: str
    title: str
    machine: str
    about: str
    seeds: int
    run: Callable[..., ExperimentResult]
    rules: tuple[AgreementRule, ...] = ()

    @property
    def of(self) -> str:
        """What the published figure was measured on, in words."""
        return f"published figure: {self.machine}" if self.machine else "our own question"


def spread(values: ArrayLike, form: str = "{:.1%}") -> str:
    """Median and range over the seeds, in words; the value alone where all are equal."""
    array = np.asarray(values, np.float64).ravel()
    middle, low, high = (form.format(value) for value in (np.median(array), array.min(), array.max()))
    return middle if low == high else f"{middle} ({low} to {high})"


def told(values: ArrayLike) -> tuple[float, ...]:
    """Values as a tuple of floats, as a row holds them."""
    return tuple(float(value) for value in np.asarray(values, np.float64).ravel())
