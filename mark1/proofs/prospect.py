"""Prospect: what is left of a training that stopped at its limit, if that can be had in a moment.

The bound is Novikoff's, from where the dials stand now and for motors that are not equal. Let v be the shafts, d the
counts a pulse moves each, w = d y weights that separate with a least side x sum of g, and Q = sum d y y. Weigh all
squares with 1 / d. Each correction takes v.y up by g or more, and v.v up by at most b, the largest of ``sum d a + 2 (u
+ h |a|)``, where the sum was at most u on the wrong side and each wiper is within h of its shaft. So k corrections
leave ``(k g + v0.y) squared <= Q (v0.v0 + k b)``, and the largest such k is the bound. It holds as long as no dial
reaches a stop.
"""

from math import isqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mark1.machine.mark1 import MarkI
from mark1.machine.teacher import AnswerCode
from mark1.proofs.budget import Budget
from mark1.proofs.certificate import plain_certificate
from mark1.proofs.decision import decide
from mark1.proofs.dichotomy import Dichotomy, dichotomies
from mark1.proofs.margin import margin_of
from mark1.proofs.solver import available
from mark1.stimuli.stimulus_set import StimulusSet

Numbers = NDArray[np.int64]

# The limits do not depend on the computer: what is said must not. Both together are a fraction of a second.
MOST_ENTRIES = 300_000  # pictures x pots
MOST_LOOKED_AT = 10_000_000  # the same, for pictures that are alike but should not be
MOST_ITERATIONS = 5_000  # of a linear program
FINE = 2**12


class Prospect(NamedTuple):
    """``separable``: whether the pictures can be learned. ``corrections``: at most this many are left; None if no bound
    holds. ``stops``: whether the bound is void once a dial reaches a stop."""

    separable: bool
    corrections: int | None
    stops: bool


def prospect(machine: MarkI, stimuli: StimulusSet, code: AnswerCode) -> Prospect | None:
    """What more training can come to; None if that takes longer than a moment, or the machine is noisy."""
    bank = machine.potentiometers
    noisy = machine.retina.config.noise or bank.config.noise_v
    entries = len(stimuli) * bank.n_pots
    if noisy or not bank.in_closed_form or entries > MOST_LOOKED_AT or bank.wiper[bank.stuck].any():
        return None
    wanted = code.words[[code.index(label) for label in stimuli.classes]][stimuli.class_of]
    on = machine.units_on(machine.sense(stimuli.light))
    left: list[int | None] = []
    asked, unlimited = list(dichotomies(machine, on, wanted)), Budget(None)
    if any(plain_certificate(dichotomy) for dichotomy in asked):
        return Prospect(False, None, False)
    if entries > MOST_ENTRIES or not available():
        return None
    for dichotomy in asked:
        if not len(dichotomy):
            continue
        decision = decide(dichotomy, np.zeros(len(dichotomy), np.int64), unlimited, MOST_ITERATIONS)
        if decision.certificate is not None:
            return Prospect(False, None, False)
        if decision.weights is None:
            return None
        margin = margin_of(dichotomy, decision.weights, unlimited)
        left.append(None if len(dichotomy.silent) else corrections_left(machine, dichotomy, margin.weights))
    bounded = [bound for bound in left if bound is not None]
    holds = len(bounded) == len(left) and not bank.config.decay_per_s
    return Prospect(True, sum(bounded) if holds else None, not bank.config.ideal)


def corrections_left(machine: MarkI, dichotomy: Dichotomy, weights: Numbers) -> int | None:
    """At most how many corrections this R-unit still takes, for whole-number ``weights`` (k,) that separate.

    None if these weights, in parts of the motors' own steps, no longer do. Exact.
    """
    bank, r = machine.potentiometers, dichotomy.r
    pots = bank.start_of_r[r] + dichotomy.a_units - bank.first_a[r]
    travel = bank.travel(machine.reinforcement.pulse_s)[pots].astype(np.int64)
    if not travel.all():
        return None
    unit = FINE / max(1, int(np.abs(weights).max()))
    steps = np.rint(weights * (unit * travel.max() / travel)).astype(np.int64)
    least = int(dichotomy.sums(travel * steps).min())
    if least <= 0:
        return None
    shaft = [int(v) for v in bank.shaft[pots]]
    lengths = [int(d) for d in travel]
    active = np.count_nonzero(dichotomy.signed, axis=1)
    hidden = bank.counts_up_to(machine.teacher.undecided_v) + bank.half_lash * active
    growth = int((np.abs(dichotomy.signed) @ travel + 2 * hidden).max())
    size = sum(d * int(y) ** 2 for d, y in zip(lengths, steps, strict=True))
    along = sum(v * int(y) for v, y in zip(shaft, steps, strict=True))
    square = sum(-(-v * v // d) for v, d in zip(shaft, lengths, strict=True))  # rounded up, each
    half = size * growth - 2 * least * along
    root = half**2 - 4 * least**2 * (along**2 - size * square)
    return max(0, (half + isqrt(max(0, root)) + 1) // (2 * least**2))


def in_words(found: Prospect | None, data: str) -> str:
    """The last line of a training that stopped at its limit."""
    if found is None:
        return f"not known whether more epochs help: see 'mark1 prove {data}'"
    if not found.separable:
        return f"not separable, so no number of epochs is enough: see 'mark1 prove {data}'"
    if found.corrections is None:
        return "separable, but no bound on the corrections left holds for this machine"
    unless = ", unless a dial reaches a stop" if found.stops else ""
    return f"separable: at most {found.corrections:,} more corrections{unless}"
