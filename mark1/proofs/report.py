"""Report: what was proved, in words for people and in values for programs."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil, floor, sqrt

from mark1.proofs.capacity import learnable_share
from mark1.proofs.certificate import Certificate
from mark1.proofs.facts import ProofFacts, RUnitFacts
from mark1.proofs.improvement import Improvement
from mark1.proofs.separation import RUnitProof, Separability
from mark1.text import counted, short
from mark1.training.training_run import name_of

MOST_PICTURES, MOST_UNITS, MOST_GROUPS = 12, 16, 6
DIGITS = 10_000  # of a margin in words: its lower bound is rounded down, its upper one up
VERDICTS = {True: "separable", False: "not separable", None: "not known"}


# ---- for programs


def facts(proof: Separability) -> ProofFacts:
    """What ``--json`` prints: pictures as numbers in the set and as names."""
    retina, a_units = proof.retina, proof.a_units
    return {
        "data": proof.stimuli.name,
        "separable": proof.separable,
        "r_units": [_facts_of(proof, unit) for unit in proof.r_units],
        "duplicates": _by_group(proof, retina.duplicates + a_units.duplicates),
        "contradictions": _by_group(proof, retina.contradictions + a_units.contradictions),
    }


def _by_group(proof: Separability, groups: Iterable[Sequence[int]]) -> list[list[str]]:
    """The names of groups of pictures."""
    return [[name_of(proof.stimuli, i) for i in group] for group in groups]


def _facts_of(proof: Separability, unit: RUnitProof) -> RUnitFacts:
    margin, stops, certificate = unit.margin, unit.stops, unit.certificate
    told: RUnitFacts = {"r": unit.r, "separable": unit.separable, "margin": None, "bound": None}
    if margin is not None and stops is not None:
        told |= {
            "margin": sqrt(margin.below),
            "margin_at_most": sqrt(margin.above),
            "bound": margin.bound,
            "a_units": unit.dichotomy.a_units,
            "weights": margin.weights,
            "fits_between_stops": stops.fits,
        }
    if certificate is not None:
        told |= {
            "pictures": certificate.pictures,
            "multipliers": list(certificate.multipliers),
            "names": [name_of(proof.stimuli, i) for i in certificate.pictures],
        }
    converged = unit.epochs if unit.epochs >= 0 else None
    told |= {"epochs": converged, "corrections": unit.corrections, "seconds": unit.seconds}
    return told


# ---- for people


def lines(proof: Separability, better: Improvement | None = None) -> Iterator[str]:
    """The verdict in one line, then what supports it."""
    units, no = len(proof.r_units), [unit.r for unit in proof.r_units if unit.separable is False]
    which = f"R-unit{'s' if len(no) > 1 else ''} {', '.join(map(str, no))}"
    told = {
        True: f"{counted(units, 'R-unit')} can learn {'its' if units == 1 else 'their'} part",
        False: f"{which} of {units} cannot learn {'its' if len(no) == 1 else 'their'} part",
        None: "the search ended before it was settled",
    }
    yield f"{proof.stimuli.name}: {VERDICTS[proof.separable]}: {told[proof.separable]}"
    yield from _lookalikes(proof)
    if proof.separable is False:
        yield from _size(proof)
        yield from _better(better)
    if proof.idle:
        yield f"  R-units {', '.join(map(str, proof.idle))}: no class uses them"
    for unit in proof.r_units:
        yield from _of_unit(proof, unit)


def _of_unit(proof: Separability, unit: RUnitProof) -> Iterator[str]:
    if unit.margin is not None:
        yield f"  R-unit {unit.r}: separable{_margin(unit)}{_stops(unit)}"
    elif unit.certificate is not None:
        yield f"  R-unit {unit.r}: not separable"
        yield from _certificate(proof, unit.certificate)
    else:
        yield f"  R-unit {unit.r}: not known; {counted(unit.corrections, 'correction')} in training"
    if len(unit.dichotomy.silent) and unit.separable is not False:
        names = _names(proof, [int(i) for i in unit.dichotomy.silent])
        yield f"    training never ends: a sum of 0 is right but counts as wrong for {names}, which turns no A-unit on"


def _margin(unit: RUnitProof) -> str:
    margin, n = unit.margin, len(unit.dichotomy) + len(unit.dichotomy.silent)
    assert margin is not None
    epochs = ceil(margin.bound / max(1, n))
    below, above = floor(DIGITS * sqrt(margin.below)) / DIGITS, ceil(DIGITS * sqrt(margin.above)) / DIGITS
    trained = f"ideal motors needed {unit.corrections:,}" if unit.epochs >= 0 else "ideal motors had not converged"
    return (
        f", margin {below:.4f} (at most {above:.4f}), at most "
        f"{counted(margin.bound, 'correction')} ({counted(epochs, 'epoch')} or more); {trained}"
    )


def _stops(unit: RUnitProof) -> str:
    stops = unit.stops
    if stops is None or stops.fits:
        return ""
    if stops.fits is None:
        return f"; whether it fits between the stops is not known: {stops.found:,} steps were enough"
    return (
        f"; but not between the stops: it takes a weight of {stops.needed:,} steps of {stops.step_v:.2f} V, and "
        f"{stops.room:,} fit"
    )


def _certificate(proof: Separability, certificate: Certificate) -> Iterator[str]:
    """What to show how often, and what it does to the dials."""
    shown = list(zip(certificate.pictures, certificate.sides, certificate.multipliers, strict=True))
    if certificate.multipliers == (1,) and not certificate.turns:
        yield f"    {_name(proof, shown[0][0])} is wanted -1 and turns no A-unit on: its sum is 0 whatever the dials"
        return
    yield "    show these, and every dial is turned up as often as down:"
    width = max(len(f"{number:,}") for number in certificate.multipliers)
    for picture, side, number in shown[:MOST_PICTURES]:
        yield f"      {number:>{width},} x {side:+d}  {_name(proof, picture)}"
    if len(shown) > MOST_PICTURES:
        yield f"      and {counted(len(shown) - MOST_PICTURES, 'more picture')} (--json lists them all)"
    turns = list(certificate.turns.items())
    if len(turns) > 1 and len(set(certificate.turns.values())) == 1:
        times = "once" if turns[0][1] == 1 else f"{turns[0][1]:,} times"
        yield f"    the dials of {len(turns):,} A-units are each turned up {times} and down {times}"
        return
    told = [f"{a} ({number:,})" for a, number in turns[:MOST_UNITS]]
    more = f" and {len(turns) - MOST_UNITS:,} more" if len(turns) > MOST_UNITS else ""
    yield f"    A-units, and how often their dials are turned each way: {', '.join(told)}{more}"


def _lookalikes(proof: Separability) -> Iterator[str]:
    found = (
        ("photocells", "different labels", proof.retina.contradictions),
        ("A-units", "different labels", proof.a_units.contradictions),
        ("photocells", "one label", proof.retina.duplicates),
    )
    for units, labels, groups in found:
        for group in groups[:MOST_GROUPS]:
            yield f"  the same {units}, {labels}: {_names(proof, group)}"
        if len(groups) > MOST_GROUPS:
            yield f"  the same {units}, {labels}: {counted(len(groups) - MOST_GROUPS, 'more group')}"


def _size(proof: Separability) -> Iterator[str]:
    unit = max((unit for unit in proof.r_units if unit.separable is False), key=lambda unit: len(unit.dichotomy))
    n, k = len(unit.dichotomy), len(unit.dichotomy.a_units)
    share = learnable_share(n, k)
    if share == 1:
        return
    part = f"{share:.2%}" if share > 1e-4 else "less than 0.01%"
    yield (
        f"  capacity: {counted(n, 'different picture')}, {counted(k, 'A-unit')} on R-unit {unit.r}: {part} of all "
        "labelings of such a set can be learned (Cover)"
    )


def _better(better: Improvement | None) -> Iterator[str]:
    if better is None:
        return
    if better.seed is not None:
        yield f"  unlucky wires: a machine that differs in its seed can learn it (--seed {better.seed})"
    elif better.a_units is not None:
        yield f"  too few A-units: a machine with {better.a_units:,} can learn it (--a-units {better.a_units})"
    else:
        yield f"  none of {counted(better.tried, 'machine')} tried, with other wires or more A-units, can learn it"


def _name(proof: Separability, picture: int) -> str:
    return short(name_of(proof.stimuli, picture))


def _names(proof: Separability, pictures: list[int]) -> str:
    names = [_name(proof, i) for i in pictures[:MOST_GROUPS]]
    return ", ".join(names) + (f" and {len(pictures) - MOST_GROUPS} more" if len(pictures) > MOST_GROUPS else "")
