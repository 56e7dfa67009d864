"""What chance decides, in plain NumPy: wires at random, and normal deviates. The same bits as the compiled code."""

from typing import Any

import numpy as np

from mark1.machine import wire_draw
from mark1.machine.compiled.ahead import Ahead
from mark1.machine.normal import LEAST, MIDDLE, middle, outer


def draw_wires(rng: Any, s_of_wire: Any, n_s: int, fan_in: int, sockets: int, cols: int, weight: Any) -> None:
    """Wires at random, see ``wire_draw.py``: fills ``s_of_wire``."""
    drawn, chance = [0] * len(s_of_wire), Ahead(rng)
    wire_draw.fill(chance, drawn, fan_in, sockets, cols, weight.tolist(), [0.0] * n_s, [0] * n_s, [-1] * n_s)
    chance.give_back()
    s_of_wire[:] = drawn


def fill_normal(u: Any, deviates: Any) -> None:
    """Normal deviates at ``u`` (n,), see ``normal.py``: fills ``deviates`` (n,)."""
    q = u - 0.5
    deviates[:] = middle(q)
    out = np.flatnonzero(np.abs(q) > MIDDLE)
    if len(out):
        tail = np.maximum(np.minimum(u[out], 1.0 - u[out]), LEAST)
        deviates[out] = np.copysign(outer(tail), q[out])
