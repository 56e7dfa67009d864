"""OperatorStatus: what the operator is asked, how far it is, and what others see of it."""

from collections.abc import Sequence
from typing import NamedTuple


class Asked(NamedTuple):
    """Lines that belong together, the gesture they come from, their number, and how often there was a stop before."""

    lines: Sequence[str]
    gesture: str
    batch: int
    stops: int


class Progress(NamedTuple):
    """How far long work is; ``total`` 0 if nobody knows."""

    what: str
    done: int
    total: int
    note: str


class OperatorStatus(NamedTuple):
    """What the operator is about: ``settled`` if nothing is queued or under way; ``why``: see ``Operator``; ``again``:
    the line that shows the picture before the camera once more, after something was turned or plugged by hand; none
    where there is no picture, nor while a course goes on: its next picture shows it.
    """

    settled: bool
    busy: bool
    under_way: str
    progress: Progress | None
    why: tuple[int, str]
    again: tuple[str, ...]
