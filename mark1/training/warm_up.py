"""Warm-up: the compiled passes are made ready before a training run is timed, by teaching a copy one dark picture."""

from copy import deepcopy

import numpy as np

from mark1.machine.mark1 import MarkI


def warm_up(machine: MarkI) -> None:
    """Load or compile what teaching this machine takes; the machine stays as it is.

    Nothing is compiled for motors that no formula turns.
    """
    if not machine.potentiometers.in_closed_form:
        return
    double = deepcopy(machine)
    retina = machine.config.retina
    activity = double.sense(np.zeros((1, retina.rows, retina.cols), np.float32))
    double.learn(activity, np.ones((1, machine.response.n_r), np.int8), np.zeros(1, np.int64))
    double.sums(activity)
