"""Facts of proofs: what ``prove``, ``fool`` and ``why-answer`` report to programs, and print with ``--json``."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

Cells = list[list[int]]  # [row, col] each
_AUnits = TypedDict("_AUnits", {"a-units": list[list[int]]}, total=False)  # this key is no name in Python


class FoolingFacts(_AUnits, total=False):
    """The least change of one answer: ``fool``.

    ``change``: what was changed; under its name (``cells`` also for light) is what to change: [row, col] of cells,
    [S-unit, A-unit] of wires, [pot] of dials, [A-unit]. ``answer`` becomes ``to``, None if nothing was found.
    ``count``: how many; of light, the brightness of how many cells. ``lower_bound``: nothing less does. ``proved``: no
    gap is left. ``picture``: its name, where there are several.
    """

    picture: str
    change: str
    answer: str | None
    to: str | None
    cells: Cells
    wires: list[list[int]]
    dials: list[list[int]]
    count: float | None
    lower_bound: float | None
    proved: bool
    seconds: float


class RUnitFacts(TypedDict, total=False):
    """What is known of R-unit ``r``: ``prove``. ``separable`` is None if that is not known.

    If it is separable: its margin, from ``margin`` to ``margin_at_most``, with ``weights`` (k,) of the ``a_units``
    (k,); ``bound``: the most corrections by the convergence theorem. If not: whole ``multipliers`` of the ``pictures``
    (by ``names``) that contradict each other. ``epochs``, ``corrections``: of ideal training; None epochs if it did not
    converge.
    """

    r: int
    separable: bool | None
    margin: float | None
    margin_at_most: float
    bound: int | None
    a_units: NDArray[np.int64]
    weights: NDArray[np.int64]
    fits_between_stops: bool | None
    pictures: list[int]
    multipliers: list[int]
    names: list[str]
    epochs: int | None
    corrections: int
    seconds: float


class SumFacts(TypedDict):
    """The sum of R-unit ``r``: ``pots`` whose A-unit is on, their ``volts``, the sum, V, and the lamp +1, 0 or -1."""

    r: int
    pots: list[int]
    volts: list[float]
    sum_v: float
    response: int


class ClassFacts(TypedDict):
    """A class: its code ``word``, +1 and -1, and ``fit_v``, the sums times the word, V."""

    label: str
    word: list[int]
    fit_v: float


class PotFacts(TypedDict):
    """A pot that matters, of A-unit ``a`` and R-unit ``r``: how far it moves the answer ahead of the runner-up, V.

    ``excited_by``, ``inhibited_by``: lit cells on the wires of its A-unit; ``least``: the excitation it needs.
    """

    pot: int
    a: int
    r: int
    volts: float
    lead_v: float
    excited_by: Cells
    inhibited_by: Cells
    least: int


class ProofFacts(FoolingFacts, total=False):
    """What one command reports. ``data``: the name of the set.

    prove        data, separable, r_units, duplicates, contradictions (names of pictures, by group)
    fool         see FoolingFacts
    fool all     data, by_class (the fewest cells for any picture of a class), pictures, left (how many were not tried)
    why-answer   answer, sums, classes (the best first), deciding (pots)
    """

    data: str
    separable: bool | None
    r_units: list[RUnitFacts]
    duplicates: list[list[str]]
    contradictions: list[list[str]]
    by_class: dict[str, int]
    pictures: list[FoolingFacts]
    left: int
    sums: list[SumFacts]
    classes: list[ClassFacts]
    deciding: list[PotFacts]
