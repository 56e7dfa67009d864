"""Many machines of one configuration, known by their seeds: made and taught in compiled calls, and reported."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.errors import ConfigError, Described, expected
from mark1.machine.batch import fits
from mark1.machine.compiled import chosen
from mark1.machine.config import DRAW, MachineConfig
from mark1.machine.correction_log import ROW
from mark1.machine.learning import rule_of
from mark1.machine.mark1 import MarkI
from mark1.machine.simulated_time import MICROSECONDS

if TYPE_CHECKING:  # loaded with Numba
    from mark1.machine.compiled.many import Make

AT_ONCE = 128  # machines per compiled call: a fraction of a second, so that Ctrl-C is heard
LARGEST_SEED = 2**128 - 1


@dataclass(frozen=True)
class TaughtMachines:
    """What machines came to, one entry per seed.

    ``epochs``, ``corrections``; ``wrong``: pictures corrected in the last epoch; ``settled``: none was;
    ``machine_time_s``: how long the real machine would have taken; ``wiper`` (m, n_pots) counts; ``sum_v``
    (m, n, n_r): the sum of every picture at every R-unit afterwards, V.
    """

    epochs: NDArray[np.int64]
    corrections: NDArray[np.int64]
    wrong: NDArray[np.int64]
    settled: NDArray[np.bool_]
    machine_time_s: NDArray[np.float64]
    wiper: NDArray[np.int32]
    sum_v: NDArray[np.float64]


def can_be_many(machine: MarkI) -> bool:
    """Whether machines of this one's configuration can be made and taught from their seeds alone.

    By error correction, without noise, from the present draw, as it left the works; and only where Numba is.
    """
    config = machine.config
    return (
        config.draw == DRAW
        and fits(machine)
        and not (config.retina.noise or config.potentiometers.noise_v)
        and not any(faults.any() for faults in (machine.retina.dead, machine.retina.stuck, machine.association.dead))
        and not (machine.potentiometers.stuck.any() or machine.association.trim.any())
        and not chosen.why_plain()
    )


def teach_many(
    config: MachineConfig,
    seeds: Sequence[int],
    light: NDArray[np.float32],
    wanted: NDArray[np.int8],
    epochs: int,
    taught: NDArray[np.int64] | None = None,
) -> TaughtMachines:
    """Machines of ``config``, one per seed, each taught by error correction until no answer is wrong.

    ``light`` (n, rows, cols) 0 to 1; ``wanted`` (n, n_r) +1, -1, or 0 where nothing is asked; at most ``epochs``
    epochs, each in the order of the machine's own teacher. ``taught`` (m, k): the pictures each machine is taught, by
    number, in the order that its teacher shuffles; all of them unless given. The same bits as ``MarkI`` one by one.
    Raises ConfigError for machines that must be made one by one, see ``can_be_many``.
    """
    seeds = [arguments.whole("seed", seed) for seed in seeds]
    machine = MarkI(replace(config, seed=0))
    if not can_be_many(machine):
        raise ConfigError(expected("config", "error correction without noise, and Numba", Described("another machine")))
    if any(not 0 <= seed <= LARGEST_SEED for seed in seeds):
        raise ConfigError(expected("seed", "a whole number from 0 to 2^128 - 1", max(seeds, key=abs)))
    retina, n_r = config.retina, config.response.n_r
    light = arguments.light("light", light, (None, retina.rows, retina.cols)).reshape(len(light), -1)
    wanted = arguments.sides("wanted", wanted, (len(light), n_r))
    epochs = arguments.whole("epochs", epochs)
    if epochs < 1:
        raise ConfigError(expected("epochs", "a whole number from 1 up", epochs))
    everything = np.arange(len(light))[np.newaxis]
    rows = everything if taught is None else arguments.array("taught", taught, (len(seeds), None), "numbers", "iu")
    arguments.indices("taught", rows.reshape(-1), len(light))
    parts = []
    for i in range(0, len(seeds), AT_ONCE):
        own = rows if taught is None else rows[i : i + AT_ONCE]
        parts.append(_taught(machine, seeds[i : i + AT_ONCE], light, wanted, epochs, own))
    names = [field.name for field in fields(TaughtMachines)]
    return TaughtMachines(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _taught(
    machine: MarkI,
    seeds: Sequence[int],
    light: NDArray[np.float32],
    wanted: NDArray[np.int8],
    epochs: int,
    taught: NDArray[np.int64],
) -> TaughtMachines:
    """One compiled call."""
    from mark1.machine.compiled import many

    m, n, n_r, bank = len(seeds), len(light), wanted.shape[1], machine.potentiometers
    epochs_of, corrections, wrong, last, pulses = np.zeros((5, m), np.int64)
    wiper, counts = np.empty((m, bank.n_pots), np.int32), np.empty((m, n, n_r), np.int64)
    results = many.Results(epochs_of, corrections, wrong, last, pulses, wiper, counts)
    words = np.array([[seed >> 32 * i & 0xFFFFFFFF for i in range(4)] for seed in seeds], np.uint32)
    shows = many.Shows(np.ascontiguousarray(light), wanted, np.ascontiguousarray(taught, np.int64), epochs)
    rule = rule_of(machine)
    many.teach_each(words, _make_of(machine), shows, rule, np.empty(taught.shape[1] * n_r, ROW), results)
    exposure_us, pulse_us = (round(time_s * MICROSECONDS) for time_s in (rule.exposure_s, rule.pulse_s))
    motor_us = results.epochs * taught.shape[1] * exposure_us + results.pulses * pulse_us
    return TaughtMachines(
        results.epochs,
        results.corrections,
        results.wrong,
        results.last == 0,
        motor_us / MICROSECONDS,
        results.wiper,
        results.counts / bank.counts_per_v,
    )


def _make_of(machine: MarkI) -> "Make":
    """What machines of this configuration have in common."""
    from mark1.machine.compiled import many

    config, board, bank = machine.config, machine.patch_board, machine.potentiometers
    return many.Make(
        config.retina.gain_spread,
        np.float32(config.retina.threshold),
        config.retina.cols,
        config.patch_board.excitatory + config.patch_board.inhibitory,
        config.patch_board.excitatory,
        board.sockets,
        board.weights(),
        int(machine.association.least[0]),
        config.association.n_a,
        config.potentiometers.speed_v_per_s,
        config.potentiometers.speed_spread,
        0.0 if bank.config.ideal else bank.full_speed_s(config.teacher.pulse_s),
        bank.config.ideal,
        bank.start_of_r,
        bank.first_a,
        bank.half_lash,
        bank.limit,
    )
