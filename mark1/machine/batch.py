"""MarkIBatch: many machines of one make, taught the same stimuli in one compiled call.

::

                        +-> machine 0: its wires -> A-units -> its pots --+
    light -> photocells +-> machine 1: its wires -> A-units -> its pots --+-> a result each
                        +-> ...                                           |
             wanted answers, each machine's own order of showing  --------+
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from mark1 import arguments
from mark1.commit import commit
from mark1.errors import ConfigError, Described, expected
from mark1.machine.compiled import batch
from mark1.machine.compiled.arrays import Bank
from mark1.machine.config import CORRECTING, MachineConfig
from mark1.machine.double import double_of, take_over
from mark1.machine.learning import LearningResult, checked, fits_narrow, rule_of, stretch_of
from mark1.machine.mark1 import MarkI
from mark1.machine.outcome import PassOutcome, Positions, jitter
from mark1.machine.parts import Parts
from mark1.machine.simulated_time import MICROSECONDS


class MarkIBatch:
    """Machines that differ in their seed only: other wires, other motors, other chance; all else is the same.

    Each ends with the bits it would have alone: wipers, log, counters, random numbers. The machines stay what they
    are and can be used one by one at any time. Raises ConfigError if they do not fit together.
    """

    def __init__(self, machines: Sequence[MarkI]) -> None:
        self.machines = machines = list(machines)
        if not machines:
            raise ConfigError(expected("machines", "one or more", Described("none")))
        for machine in machines:
            arguments.instance("a batch", machine, MarkI)
        if len(set(map(id, machines))) < len(machines):
            raise arguments.refusal("a batch", "different machines", Described("one of them twice"))
        for machine in machines:
            if replace(machine.config, seed=0) != replace(machines[0].config, seed=0):
                raise ConfigError("all machines in a batch must share one configuration (only the seed may differ)")
            if not fits(machine):
                allowed = f"rule {' or '.join(CORRECTING)} and motors in closed form"
                got = f"{machine.config.teacher.rule} on {type(machine.potentiometers).__name__}"
                raise ConfigError(expected("a batch", allowed, Described(got)))

    @classmethod
    def of(cls, config: MachineConfig, seeds: Sequence[int]) -> Self:
        """New machines of one configuration, one per seed. Raises ConfigError."""
        return cls([MarkI(replace(config, seed=seed)) for seed in seeds])

    def __len__(self) -> int:
        """How many machines."""
        return len(self.machines)

    def sense(self, light: NDArray[np.float32]) -> NDArray[np.uint16]:
        """Activity of the A-units of each machine for many pictures (n, rows, cols): packed, (m, n, n_lanes).

        Photocells that are alike look once for all.
        """
        retina = self.machines[0].config.retina
        light = arguments.array("light", light, (None, retina.rows, retina.cols), "light from 0 to 1")
        if self.machines[0].config.retina.noise or not self._alike():
            return np.stack([machine.sense(light) for machine in self.machines])
        s = self.machines[0].retina.sense_all(light)
        return np.stack([machine.fire_all(s) for machine in self.machines])

    def _alike(self) -> bool:
        """Whether all machines have the same photocells, with the same faults."""
        names, first = ("gain", "dead", "stuck"), self.machines[0].retina
        return all(
            np.array_equal(getattr(machine.retina, name), getattr(first, name))
            for machine in self.machines
            for name in names
        )

    def learn(
        self,
        activity: NDArray[np.uint16],
        wanted: NDArray[np.int8],
        orders: NDArray[np.int64],
        who: Sequence[int] | None = None,
        name_of: Callable[[int], str] = str,
    ) -> list[LearningResult]:
        """Teach every machine the stimuli in its order: a LearningResult each, with the same bits as ``MarkI.learn``.

        ``activity`` (m, n, n_lanes) from ``sense``; ``wanted`` (n, n_r) int8; ``orders`` (k, n_shown): numbers of
        stimuli, a row for each machine of ``who`` (all, unless given). Raises ConfigError if these do not fit together.
        If the call ends early, by Ctrl-C or by any error, no machine has learned anything of it.
        """
        chosen = list(range(len(self))) if who is None else self._chosen(who)
        machines = [self.machines[i] for i in chosen]
        activity = arguments.array("activity", activity, (len(self), None, None), "uint16 as sense gives it,", "u")
        orders = arguments.array("orders", orders, (len(machines), None), "numbers of stimuli", "iu")
        prepared = [
            checked(machine, activity[i], wanted, order)
            for machine, i, order in zip(machines, chosen, orders, strict=True)
        ]
        shown = activity if who is None else activity[chosen]
        wanted, orders = prepared[0][1], np.stack([order for _, _, order in prepared])
        corrections_of = np.zeros((len(machines), len(wanted)), np.int64)
        chunk = stretch_of(machines[0], len(machines))
        at_once = orders.shape[1] <= chunk and not any(machine.potentiometers.moving.any() for machine in machines)
        doubles = machines if at_once else [double_of(machine) for machine in machines]
        for first in range(0, orders.shape[1], chunk):
            part = np.ascontiguousarray(orders[:, first : first + chunk])
            for i, corrected in enumerate(_learn(doubles, shown, wanted, part, name_of)):
                corrections_of[i] += np.bincount(corrected, minlength=len(wanted))
        if not at_once:
            take_over(machines, doubles)
        return [LearningResult(orders.shape[1], int(taken.sum()), taken) for taken in corrections_of]

    def _chosen(self, who: Sequence[int]) -> list[int]:
        """Which machines learn, each once. Raises ConfigError."""
        chosen: list[int] = arguments.indices("who", who, len(self)).tolist()
        if not chosen or len(set(chosen)) < len(chosen):
            raise arguments.refusal("who", "one machine or more, each once", who)
        return chosen


def fits(machine: MarkI) -> bool:
    """Whether this machine can be one of a batch."""
    return machine.potentiometers.in_closed_form and machine.config.teacher.rule in CORRECTING


def _learn(
    machines: Sequence[Parts],
    activity: NDArray[np.uint16],
    wanted: NDArray[np.int8],
    orders: NDArray[np.int64],
    name_of: Callable[[int], str],
) -> list[NDArray[np.int32]]:
    """One compiled call, learned by all or by none; the stimuli each machine corrected, as often as it did."""
    shown = orders.shape[1]
    narrow = all(fits_narrow(machine, shown) for machine in machines)
    banks, rule = _banks(machines, narrow), rule_of(machines[0])
    drawn = [jitter(machine.potentiometers, shown) for machine in machines]
    done = batch.correct(
        batch.BatchShown(
            activity,
            orders,
            wanted,
            np.stack([noise.numbers for noise in drawn]),
            np.array([len(machine.log) for machine in machines]),
            np.array([machine.presentations for machine in machines]),
        ),
        banks,
        rule,
    )
    changes = []
    for i, (machine, noise) in enumerate(zip(machines, drawn, strict=True)):
        positions = _positions(banks, i, machine.potentiometers.n_pots, narrow)
        motor_us = int(done[i].pulses_at.sum()) * round(rule.pulse_s * MICROSECONDS)
        rows = done[i].rows
        changes += PassOutcome(positions, noise.rng, rows, name_of, shown, len(rows), motor_us).changes(machine)
    commit(changes)
    for machine in machines:
        machine.log.tidy()
    return [result.rows["stimulus"] for result in done]


def _banks(machines: Sequence[Parts], narrow: bool) -> Bank:
    """The potentiometers of all machines as the pass wants them: arrays of one row a machine."""
    banks, width = [machine.potentiometers for machine in machines], np.int16 if narrow else np.int32
    for bank in banks:
        bank.settle()
    first = banks[0]
    return Bank(
        batch.stacked([bank.wiper for bank in banks], width),
        batch.stacked([bank.shaft for bank in banks], np.int32),
        batch.stacked([bank.travel(machines[0].reinforcement.pulse_s) for bank in banks], width),
        batch.stacked([bank.came_from for bank in banks], width),
        batch.stacked([bank.moved_by for bank in banks], np.int32),
        first.start_of_r,
        first.first_a,
        first.half_lash,
        first.limit,
    )


def _positions(banks: Bank, i: int, n: int, narrow: bool) -> Positions:
    """Wipers, shafts, where they came from and what moved them: row ``i`` of the pass's arrays."""
    shaft = banks.wiper if narrow else banks.shaft
    return Positions(*(of[i, :n] for of in (banks.wiper, shaft, banks.came_from, banks.moved_by)))
