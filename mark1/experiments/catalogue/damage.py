"""Damage: what is left when parts are taken away from a machine that has learned the alphabet."""

from copy import deepcopy

import numpy as np
from numpy.typing import NDArray

from mark1.experiments.agreement import AgreementRule
from mark1.experiments.experiment import (
    NOTHING,
    Chart,
    Comparison,
    Experiment,
    ExperimentResult,
    RunRequest,
    Series,
    spread,
    told,
)
from mark1.experiments.setup import built, letters, taught
from mark1.panel.commands.damage import DAMAGE

PARTS = {
    "a": "A-units dead",
    "wires": "wires cut",
    "cells": "photocells dead",
    "motors": "motors stuck before learning",
}
SHARES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7)
DEFICITS = AgreementRule("letters of single machines whose margin shrinks and stays above 0", 0.9, 0.5)
DEFICIT = 0.1  # the damage at which single letters are looked at


def left(part: str, share: float, seed: int, most: int) -> NDArray[np.float64]:
    """For every letter, whether it is still right: 26 of 0 or 1, after damage to a machine that had learned."""
    machine, face = built(seed), letters()
    _, count, harm = DAMAGE[part]
    n = count(machine)
    hit = machine.damage_rng.permutation(n)[: round(share * n)]
    if part == "motors":
        harm(machine, hit)
    run = taught(machine, face, most)
    if part != "motors":
        harm(machine, hit)
    return np.asarray(run.backend.classify(face.light) == face.class_of, np.float64)


def margins(seed: int, most: int, n_hits: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each letter: the mean margin of its R-units, whole and after random removals of a tenth of the A-units."""
    run, face = taught(built(seed), letters(), most), letters()
    assert run.backend.code is not None
    words, n_a = run.backend.code.words[face.class_of], run.machine.association.n_a
    whole = (run.machine.sums(run.machine.sense(face.light)) * words).mean(axis=1)
    after = np.zeros_like(whole)
    for _ in range(n_hits):
        hurt = deepcopy(run.machine)
        hurt.association.dead[run.machine.damage_rng.permutation(n_a)[: round(DEFICIT * n_a)]] = True
        after += (hurt.sums(hurt.sense(face.light)) * words).mean(axis=1) / n_hits
    return whole, after


def run(order: RunRequest, most: int = 300, n_hits: int = 20) -> ExperimentResult:
    """Each part, each share; then letter by letter for a tenth of the A-units."""
    right = order.table(lambda part, share, seed: left(part, share, seed, most), [*PARTS], SHARES)
    shares = right.mean(axis=3)  # (parts, shares, seeds)
    pairs = order.table(lambda seed: margins(seed, most, n_hits))  # (seeds, 2, letters)
    kept = pairs[:, 1] / pairs[:, 0]
    at = SHARES.index(DEFICIT)
    by_letter = right[0, at].mean(axis=0)
    general = DEFICITS(((kept > 0) & (kept < 1)).mean())
    ours = (
        f"without a tenth, a letter keeps {kept.mean():.0%} of its margin ({kept.min():.0%} to {kept.max():.0%}); "
        f"the worst letter is still right in {by_letter.min():.0%} of machines"
    )
    published = "a general deficit in all associations, none lost outright"
    rows = [
        Comparison(
            "A-units removed", published, ours, "R58", "P", general, "mean margin of a letter's R-units", told(kept)
        )
    ]
    for part, share in zip(PARTS.values(), shares, strict=True):
        third = spread(share[SHARES.index(0.3)], "{:.0%}")
        ours = f"{spread(share[at], '{:.0%}')} of letters right at 10%, {third} at 30%"
        rows.append(Comparison(part, NOTHING, ours, "OWN", "A", None, values=told(share[at])))
    lines = tuple(Series(part, SHARES, share) for part, share in zip(PARTS.values(), shares, strict=True))
    order_of = np.argsort(kept.mean(axis=0))
    names = [letters().labels[k] for k in order_of]
    charts = (
        Chart("what is left", "share of the parts", "letters right", lines, percent=True),
        Chart("a tenth of the A-units gone", "letter", "margin kept", (Series("kept", names, kept[:, order_of].T),),
              percent=True),
    )  # fmt: skip
    remark = (
        "The theory of 1958 speaks of forced learning; here the alphabet was learned by error correction, which leaves "
        "smaller margins. Motors are stuck before learning: afterwards nobody would notice."
    )
    return ExperimentResult(tuple(rows), charts, (remark,))


EXPERIMENT = Experiment(
    name="damage",
    title="What is left when parts are taken away",
    machine="theory",
    about=(
        "The paper of 1958 predicts that taking association units away weakens all associations a little and wipes "
        "out none. Machines that know the alphabet lose A-units, wires and photocells, or learn it with motors that "
        "are stuck."
    ),
    seeds=10,
    run=run,
    rules=(DEFICITS,),
)
