"""Decay: does a little forgetting speed learning up?

A builder remembers that letting the values decay a little between iterations sped learning up dramatically; no rate is
given. Here every wiper loses a share of its voltage, steadily, and machines learn under several circumstances.
"""

from typing import Any

import numpy as np

from mark1.lab.bench import Taught, built, chance, further, letters, taught
from mark1.lab.experiment import Chart, Experiment, Finding, Line, Order, Row, spread, told
from mark1.machine.mark1 import MarkI
from mark1.stimuli.stimulus_set import StimulusSet

RATES = (0.0, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3)
DRAMATIC = 2.0
"""Assumed: from so many times as fast on, we would call it dramatic."""
CIRCUMSTANCES: dict[str, dict[str, Any]] = {
    "one face": {},
    "two faces": {},
    "pots anywhere at first": {},
    "labels swapped after learning": {},
    "steps of a third of the way": {"potentiometers__speed_v_per_s": 3.5},
    "half the A-units": {"association__n_a": 256},
}


def learned(circumstance: str, rate: float, seed: int, most: int) -> int:
    """Passes until nothing is wrong; ``most`` if that never came."""
    machine = built(seed, potentiometers__decay_per_s=rate, **CIRCUMSTANCES[circumstance])
    first = letters()
    if circumstance == "labels swapped after learning":
        swapped = [first.labels[i] for i in chance(seed, 4).permutation(len(first))]
        then = StimulusSet.labelled("swapped", first.light, swapped)
        return passes_of(further(taught(machine, first, most).backend, then, most), most)
    if circumstance == "pots anywhere at first":
        scatter(machine)
    both = first.joined(letters("roman")) if circumstance == "two faces" else first
    return passes_of(taught(machine, both, most), most)


def scatter(machine: MarkI) -> None:
    """Every wiper somewhere between the stops."""
    bank = machine.potentiometers
    bank.wiper[:] = machine.teacher_rng.uniform(-bank.config.stop_v, bank.config.stop_v, bank.n_pots) * 1e6
    bank.shaft[:] = bank.wiper


def passes_of(run: Taught, most: int) -> int:
    """Passes it took; one that did not settle took at least ``most``."""
    return run.passes if run.settled else most


def run(order: Order, most: int = 300) -> Finding:
    """Every rate, under every circumstance."""
    got = order.table(lambda which, rate, seed: learned(which, rate, seed, most), [*CIRCUMSTANCES], RATES)
    rows, x = [], [f"{rate:.5f}".rstrip("0").rstrip(".") for rate in RATES]
    for which, passes in zip(CIRCUMSTANCES, got, strict=True):
        best = 1 + int(np.argmin(np.median(passes[1:], axis=1)))
        none, with_it = passes[0], passes[best]
        gain = float(np.median(none) / np.median(with_it))
        ours = f"{spread(none, '{:.0f}')} passes without decay, {spread(with_it, '{:.0f}')} at {x[best]} a second"
        why = f"{gain:.1f} times as fast at the best rate tried"
        rows.append(
            Row(
                f"decay speeds learning up, {which}",
                "dramatic",
                ours,
                "JD26",
                "S",
                gain >= DRAMATIC,
                why,
                told(with_it),
            )
        )
    lines = tuple(Line(which, x, passes) for which, passes in zip(CIRCUMSTANCES, got, strict=True))
    axis = "share of its value a pot loses in a second"
    charts = (
        Chart("letters, a good and an untidy start", axis, "passes", lines[:3], "y"),
        Chart("relearning, coarse steps, few units", axis, "passes", lines[3:], "y"),
    )
    fast = [row.what.rpartition(", ")[2] for row in rows if row.agrees]
    remark = (
        f"A run that had not settled after {most} passes counts as {most}. A pass over 26 letters takes the machine "
        "26 to 52 s (assumed timings). Error correction stops by itself when all answers are right, so there is "
        f"little that forgetting could mend. Dramatic (twice as fast) here: {', '.join(fast) or 'nothing'}. Our "
        "guess: the memory is of another training, forced or spontaneous, whose values grow for ever without decay."
    )
    return Finding(tuple(rows), charts, (remark,))


EXPERIMENT = Experiment(
    name="decay",
    title="Does a little forgetting help?",
    machine="the Mark I",
    about=(
        "A builder of the machine remembers, decades later, that a little deliberate decay of the values between "
        "iterations sped learning up dramatically. No rate is given, so several are tried, under six circumstances."
    ),
    seeds=10,
    run=run,
)
