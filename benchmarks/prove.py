"""prove: whether 8,000 pictures can be learned by 512 A-units, both answers, against 30 s for an R-unit; the letters.

Distorted letters: steady ones can be learned, careless ones cannot; ``large``: 5,000 A-units. Only the first R-unit is
asked, with ``--rounds N`` the first N. Seconds are those of the processor: the solver uses one core, whoever else uses
the others. Every answer was verified in whole numbers; weights are checked here once more.
"""

import resource
import time

import numpy as np

from benchmarks.letters import CARELESS, STEADY, Distortions, distorted_letters, machine_of
from benchmarks.rounds import Report, require, surroundings
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.teacher import AnswerCode
from mark1.proofs import Budget, separability
from mark1.proofs.fooling import fool
from mark1.stimuli.library import load
from mark1.stimuli.stimulus_set import StimulusSet

LIMIT_S, LETTERS_S, LARGE_S = 30.0, 0.1, 120.0
PICTURES, A_UNITS, LARGE_A_UNITS = 8000, 512, 5000


def run(rounds: int = 1) -> Report:
    """The report. Raises DisagreementError if an answer is not what training, or its own check, says."""
    letters_s = min(_letters() for _ in range(3))
    yes = _set(STEADY, A_UNITS, rounds)
    no = _set(CARELESS, A_UNITS, rounds)
    large = _set(STEADY, LARGE_A_UNITS, rounds)
    slowest = max(yes["seconds"], no["seconds"])
    checks = {"steady_can": yes["separable"], "careless_cannot": no["separable"] is False}
    require({**checks, "verified": yes["verified"] and no["verified"] and large["verified"]})
    return {
        "name": "prove",
        "ours": slowest,
        "peer": LIMIT_S,
        "unit": "s",
        "ratio": LIMIT_S / slowest,
        "target": 1.0,
        "ours_median": slowest,
        "peer_median": LIMIT_S,
        "letters_s": letters_s,
        "letters_target_s": LETTERS_S,
        "fool_letters_s": _fooled(),
        "yes": yes,
        "no": no,
        "large": large,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rounds": rounds,
        "checks": checks,
        **surroundings(),
    }


def _letters() -> float:
    """Seconds for the 26 letters and all 8 R-units of the standard machine."""
    machine = MarkI(MachineConfig())
    stimuli = load("letters", machine.optics, rng=np.random.Generator(np.random.PCG64(0)))
    began = time.process_time()
    separability(machine, stimuli)
    return time.process_time() - began


def _fooled() -> float:
    """Seconds for the fewest cells of one letter, proved: the median of all 26."""
    from mark1.panel.control_panel import ControlPanel

    panel = ControlPanel()
    panel.execute("train letters")
    seconds = []
    for light in panel.stimuli("letters").light:
        began = time.process_time()
        assert fool(panel.backend, light).proved
        seconds.append(time.process_time() - began)
    return float(np.median(seconds))


def _set(slide: Distortions, n_a: int, r_units: int) -> Report:
    """What is proved of 8,000 distorted letters, of the first R-units alone, and how long an R-unit took."""
    machine = machine_of(n_a, 8, ideal=True)
    light, class_of, classes = distorted_letters(PICTURES, machine, slide)
    code = AnswerCode("binary", classes, 8)
    code.words = code.words * (np.arange(8) < r_units).astype(np.int8)
    stimuli = StimulusSet("letters", light, class_of.astype(np.int32), classes)
    began = time.process_time()
    limit_s = LARGE_S * r_units if n_a == LARGE_A_UNITS else None
    proof = separability(machine, stimuli, code, Budget(limit_s))
    seconds = (time.process_time() - began) / r_units
    verified = all(unit.dichotomy.separated_by(unit.margin.weights) if unit.margin else True for unit in proof.r_units)
    sizes = [len(unit.certificate.rows) for unit in proof.r_units if unit.certificate]
    return {
        "separable": proof.separable,
        "seconds": seconds,
        "pictures_in_certificate": sizes,
        "bounds": [unit.margin.bound for unit in proof.r_units if unit.margin],
        "verified": verified,
    }
