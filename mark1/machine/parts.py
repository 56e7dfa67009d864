"""Parts: what one machine is made of, and its counters. The only file that imports parts.

It is below whatever works on a whole machine: teaching, saving, copies, explanations. See ``mark1.py``.
"""

from dataclasses import replace

import numpy as np

from mark1 import arguments
from mark1.commit import Change, attributes
from mark1.errors import Described
from mark1.machine.association import AssociationUnits
from mark1.machine.chance import generator
from mark1.machine.config import MachineConfig
from mark1.machine.correction_log import CorrectionLog
from mark1.machine.optics import Optics
from mark1.machine.patch_board import PatchBoard
from mark1.machine.potentiometers import Potentiometers
from mark1.machine.reinforcement import Reinforcement
from mark1.machine.response import ResponseUnits
from mark1.machine.retina import Retina
from mark1.machine.simulated_time import MICROSECONDS
from mark1.machine.teacher import Teacher

MOST_S = 2**53 / MICROSECONDS  # of machine time, counted in microseconds


class Parts:
    """The parts of one machine. ``config`` says what they are made of; its seed decides every random choice."""

    def __init__(self, config: MachineConfig | None = None) -> None:
        self.config = config = MachineConfig() if config is None else config
        arguments.instance("config", config, MachineConfig)
        self.seeds = np.random.SeedSequence(config.seed).spawn(5)
        rng = [generator(seed, config.draw) for seed in self.seeds]
        rows, cols, n_a, n_r = config.retina.rows, config.retina.cols, config.association.n_a, config.response.n_r
        self.optics = Optics(config.optics, rows, cols)
        self.retina = Retina(config.retina, rng[0])
        self.patch_board = PatchBoard(config.patch_board, rows, cols, n_a, rng[1], config.draw)
        self.association = AssociationUnits(config.association)
        self.potentiometers = Potentiometers(config.potentiometers, n_a, n_r, rng[2])
        self.response = ResponseUnits(config.response)
        self.instruct(config)
        self.log = CorrectionLog(self.potentiometers.moved_by)
        self.teacher_rng, self.damage_rng = rng[3], rng[4]
        self.presentations = 0
        self.corrections = 0
        self._time_us = 0

    def instruct(self, config: MachineConfig) -> None:
        """Another rule, gain or undecided band for the trainer, by the settings of ``config``.

        Raises ConfigError if it is not this machine's in all else.
        """
        arguments.instance("config", config, MachineConfig)
        response = replace(self.config.response, undecided_v=config.response.undecided_v)
        if config != replace(self.config, teacher=config.teacher, response=response):
            allowed = "the machine's own config with another rule or band"
            raise arguments.refusal("instruct", allowed, Described("other settings"))
        self.config, bank = config, config.potentiometers
        self.teacher = Teacher(config.response.undecided_v, config.teacher.rule, config.teacher.sign)
        self.reinforcement = Reinforcement(config.teacher, 0.0 if bank.ideal else bank.coast_s)

    def reset(self) -> None:
        """Everything learned is forgotten; wires, tolerances and faults stay."""
        for part in (self.retina, self.patch_board, self.association, self.potentiometers, self.response, self.log):
            part.reset()
        self.presentations, self.corrections, self.machine_time_s = 0, 0, 0.0

    # ---- what was done with it

    @property
    def machine_time_s(self) -> float:
        """How long the real machine would have taken for all it did, s, in whole microseconds.

        Assumed: exposure and pulse times.
        """
        return self._time_us / MICROSECONDS

    @machine_time_s.setter
    def machine_time_s(self, time_s: float) -> None:
        self._time_us = round(arguments.real("machine_time_s", time_s, 0, MOST_S) * MICROSECONDS)

    def spending(self, presentations: int, corrections: int, motor_us: int) -> Change:
        """Count it, in a commit. Whole microseconds, so that parts of a pass add up to what the pass takes."""
        shown_us = presentations * round(self.config.teacher.exposure_s * MICROSECONDS)
        counters = {
            "presentations": self.presentations + presentations,
            "corrections": self.corrections + corrections,
            "_time_us": self._time_us + shown_us + motor_us,
        }
        return attributes(self, counters)
