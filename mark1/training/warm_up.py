"""Warm-up: the compiled passes are made ready before a training run is timed, by teaching a copy one dark picture."""

from copy import deepcopy

import numpy as np

from mark1.machine.compiled import chosen
from mark1.machine.compiled.passes import work_us
from mark1.machine.mark1 import MarkI


def pays(machine: MarkI, n: int) -> bool:
    """Whether passes are not compiled yet, and showing the next ``n`` pictures without that would take longer than
    loading or compiling them, with all that was shown before.
    """
    is_closed = machine.potentiometers.in_closed_form and not chosen.is_settled()
    return is_closed and chosen.pays(work_us(n, machine.response.n_r, machine.potentiometers.n_pots))


def warm_up(machine: MarkI) -> None:
    """Load or compile what teaching this machine takes; the machine stays as it is.

    Nothing is compiled for motors that no formula turns.
    """
    if not machine.potentiometers.in_closed_form:
        return
    chosen.kernels  # noqa: B018  # from here on they are the compiled ones
    double = deepcopy(machine)
    retina = machine.config.retina
    activity = double.sense(np.zeros((1, retina.rows, retina.cols), np.float32))
    double.learn(activity, np.ones((1, machine.response.n_r), np.int8), np.zeros(1, np.int64))
    double.sums(activity)
