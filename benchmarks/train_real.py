"""train-real: the same lesson with real motors (spread, coasting, stops, backlash), against ideal ones.

``ours`` is the time with real motors, ``peer`` with ideal ones.
"""

import numpy as np

from benchmarks.letters import epochs_of, lessons, machine_of, same_as_parts
from benchmarks.rounds import Report, in_turn, report

TARGET = 0.33
N_BY_PARTS = 100


def run(n: int = 5000, n_a: int = 512, n_r: int = 8, epochs: int = 10, rounds: int = 15) -> Report:
    """The report. Raises DisagreementError unless both give the bits of their parts, and keep within their stops."""
    light, activity, wanted = lessons(n, n_a, n_r)
    real, ideal = machine_of(n_a, n_r, ideal=False), machine_of(n_a, n_r, ideal=True)
    some = slice(0, N_BY_PARTS)
    by_parts = [same_as_parts(machine, light[some], activity[some], wanted[some]) for machine in (real, ideal)]
    times = in_turn(
        {
            "ours": lambda: epochs_of(real, activity, wanted, epochs),
            "peer": lambda: epochs_of(ideal, activity, wanted, epochs),
        },
        rounds,
    )
    bank = real.potentiometers
    checks = {
        "real_same_as_parts": by_parts[0],
        "ideal_same_as_parts": by_parts[1],
        "same_presentations": real.presentations == ideal.presentations == n * epochs,
        "within_stops": bool(np.all(np.abs(bank.wiper_v) <= bank.config.stop_v)),
    }
    sizes = {"stimuli": n, "a_units": n_a, "responses": n_r, "epochs": epochs}
    mistakes = {"mistakes": real.corrections, "peer_mistakes": ideal.corrections}
    return report("train-real", times["ours"], times["peer"], checks, target=TARGET, **sizes, **mistakes)
