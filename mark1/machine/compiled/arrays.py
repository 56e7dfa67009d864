"""Arrays: what a compiled pass is handed and fills, by name."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Bank(NamedTuple):
    """The potentiometers as the pass sees them: arrays with one entry per pot, and with one per R-unit."""

    wiper: NDArray[Any]  # counts; int16 in an ideal bank while they fit, else int32
    shaft: NDArray[np.int32]
    travel: NDArray[Any]  # counts a reinforcement pulse moves each shaft; as wide as the wiper
    came_from: NDArray[Any]  # as wide as the wiper
    moved_by: NDArray[np.int32]
    start_of_r: NDArray[np.int64]
    first_a: NDArray[np.int64]
    half_lash: int
    limit: int  # counts at which a shaft is stopped


class Motors(NamedTuple):
    """The potentiometers as a pass by gain sees them: arrays with one entry per pot, and with one per R-unit."""

    wiper: NDArray[np.int32]  # counts
    shaft: NDArray[np.int32]
    came_from: NDArray[np.int32]
    moved_by: NDArray[np.int32]
    start_of_r: NDArray[np.int64]
    first_a: NDArray[np.int64]
    travel: NDArray[np.int32]  # counts a whole pulse moves each shaft
    speed_v_per_s: NDArray[np.float32]  # 0 where a motor is stuck
    coast_s: float
    half_lash: int
    limit: int


class Gain(NamedTuple):
    """Which R-units are reinforced, and what a unit of reinforcement does to a set."""

    shares: NDArray[np.float64]  # (n_sizes, n_active, 3) pulses up: ``Reinforcement.shares`` for each size of set
    lengths_s: NDArray[np.float64]  # of the same shape: how long the motors run
    size_of_r: NDArray[np.int64]  # which of the sizes each R-unit's set has
    feeds_all: bool  # whether sets move that are not reinforced
    own: bool  # the machine's own answer is reinforced
    sign: int
    cause: int
    pulse_s: float
    undecided_v: float
    noise: float  # counts of one wiper
    counts_per_v: int
    decay_per_s: float
    exposure_s: float


class Rule(NamedTuple):
    """When an answer is wrong, and what a correction may take."""

    band: int  # a sum up to this many counts beyond 0 is not yet right
    max_pulses: int
    noise: float  # counts of one wiper
    counts_per_v: int
    decay_per_s: float
    pulse_s: float
    exposure_s: float


class Planes(NamedTuple):
    """The wires as the firing pass wants them, and where each A-unit's count starts: see ``firing_by_bits.fire``."""

    wires: NDArray[np.int32]
    start_of_a: NDArray[np.int64]
    start_count: NDArray[np.uint64]
    n_digits: int


class Shown(NamedTuple):
    """Stimuli to show, in order. ``wanted`` 0: nothing is asked; under a rule that does not look at errors, the way
    each R-unit is reinforced."""

    activity: NDArray[np.uint16]  # (n, n_lanes)
    order: NDArray[np.int64]  # (n_shown,) numbers of stimuli
    wanted: NDArray[np.int8]  # (n, n_r)
    jitter: NDArray[np.float64]  # (n_shown, n_r) standard normal, or empty
    number: int  # of the first correction, in the log
    presentation: int  # number of the first
