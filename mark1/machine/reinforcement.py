"""Reinforcement: which potentiometers turn, which way, and for how many pulses."""

import numpy as np
from numpy.typing import NDArray

from mark1.machine.config import TeacherConfig

MAX_PULSES = {"quantized": 1, "nonquantized": 1000}


class ErrorCorrection:
    """After a wrong answer the right one is forced: the motors of active A-units turn toward it.

    ::

        delta v_i = eta r a_i      a_i in {0, 1};  r = +1 / -1 the wanted side;  eta one pulse of the motor

    Quantized: one pulse a correction. Non-quantized: pulses until this R-unit is right on this stimulus, the stops
    are reached, or 1,000 were given. Source: NAVY60, NOV (primary / secondary); the two names are of later usage,
    their definitions Assumed.

    Not modelled: the relays that switch the motors, motors that slow down when many run at once.
    """

    def __init__(self, config: TeacherConfig) -> None:
        self.pulse_s = config.pulse_s
        self.max_pulses = MAX_PULSES[config.rule]

    def pots(self, active_pots: NDArray[np.int64]) -> NDArray[np.int64]:
        """The pots whose motors run, of those whose A-unit is on: all of them, and no other."""
        return active_pots
