"""plain: training without Numba, in plain NumPy, against the compiled passes. The same bits.

``ours`` is the time of 8,000 pictures of 28 x 28 for 10 epochs in plain NumPy, at most ``TARGET`` seconds; ``peer``
that of the compiled passes. ``letters_s``: the 26 letters until none is wrong, in plain NumPy, at most 10 s.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from benchmarks.rounds import Report, Times, in_turn, require, surroundings
from mark1.machine.compiled import chosen, plain
from mark1.machine.config import AssociationConfig, MachineConfig, ResponseConfig, RetinaConfig
from mark1.machine.mark1 import MarkI
from mark1.panel.control_panel import ControlPanel

TARGET = 600.0
LETTERS_S = 10.0


@contextmanager
def without_numba() -> Iterator[None]:
    """Inside, the epochs are those of plain NumPy."""
    before, chosen._chosen = chosen._chosen, [(plain, "a benchmark")]
    try:
        yield
    finally:
        chosen._chosen = before


def run(n: int = 8000, n_a: int = 5000, n_r: int = 10, epochs: int = 10, rounds: int = 1) -> Report:
    """The report. Raises DisagreementError unless both give the same bits, in time."""
    rng = np.random.Generator(np.random.PCG64(0))
    light = (rng.random((n, 28, 28)) < 0.3).astype(np.float32)
    wanted = rng.choice(np.array([-1, 1], np.int8), (n, n_r))
    ours, peer = (_machine(n_a, n_r) for _ in range(2))

    def plainly() -> None:
        with without_numba():
            _taught(ours, light, wanted, epochs)

    times: dict[str, Times] = in_turn({"ours": plainly, "peer": lambda: _taught(peer, light, wanted, epochs)}, rounds)
    letters_s, settled = _letters()
    checks = {
        "same_wipers": bool((ours.potentiometers.wiper == peer.potentiometers.wiper).all()),
        "same_corrections": ours.corrections == peer.corrections > 0,
        "letters_learned": settled,
        "letters_in_time": letters_s <= LETTERS_S,
    }
    require(checks)
    slow, fast = (min(min(turn) for turn in times[name]) for name in ("ours", "peer"))
    sizes = {"pictures": n, "a_units": n_a, "responses": n_r, "epochs": epochs}
    return {
        "name": "plain",
        "ours": slow,
        "peer": fast,
        "unit": "s",
        "ratio": TARGET / slow,
        "target": 1.0,
        "rounds": rounds,
        "letters_s": letters_s,
        **sizes,
        "checks": checks,
        **surroundings(),
    }


def _machine(n_a: int, n_r: int) -> MarkI:
    return MarkI(
        MachineConfig(
            retina=RetinaConfig(rows=28, cols=28),
            association=AssociationConfig(n_a=n_a),
            response=ResponseConfig(n_r=n_r),
        )
    )


def _taught(machine: MarkI, light: np.ndarray, wanted: np.ndarray, epochs: int) -> None:
    """From the beginning, so that every round does the same."""
    machine.reset()
    activity, order = machine.sense(light), np.arange(len(light))
    for _ in range(epochs):
        machine.learn(activity, wanted, order)


def _letters() -> tuple[float, bool]:
    """Seconds until the 26 letters are learned in plain NumPy, and whether they are."""
    panel = ControlPanel()
    with without_numba():
        began = time.perf_counter()
        panel.execute("train letters")
        took_s = time.perf_counter() - began
    return took_s, panel.training_run is not None and panel.training_run.settled
