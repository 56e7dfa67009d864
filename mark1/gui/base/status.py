"""OperatorStatus: what the operator is asked, its progress, and what others see of it."""

from collections.abc import Sequence
from typing import NamedTuple

from mark1.machine.optics import Scene


class Asked(NamedTuple):
    """A batch of lines: the gesture it comes from, its number, and the number of stops before it."""

    lines: Sequence[str]
    gesture: str
    batch: int
    stops: int


class Progress(NamedTuple):
    """The progress of long work; ``total`` is 0 if unknown."""

    what: str
    done: int
    total: int
    note: str


class OperatorStatus(NamedTuple):
    """``settled``: nothing is queued or running; ``why``: see ``Operator``; ``again``: the line that presents the
    picture before the camera again, after a dial or cable was moved by hand; empty without a picture and during
    training, whose next picture shows the change. ``photograph``: the last one from a file, seen or not.
    """

    settled: bool
    busy: bool
    under_way: str
    progress: Progress | None
    why: tuple[int, str]
    again: tuple[str, ...]
    photograph: Scene | None
