"""Fragility: the fewest cells that change the answer, for every picture of a set: a margin that means something."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mark1.backends.backend import Backend
from mark1.errors import ConfigError
from mark1.proofs.budget import Budget
from mark1.proofs.facts import FoolingFacts, ProofFacts
from mark1.proofs.fooling import Fooling, fool
from mark1.stimuli.stimulus_set import StimulusSet
from mark1.text import counted, short
from mark1.training.training_run import name_of

MOST_BAR = 40


@dataclass(frozen=True)
class Fragility:
    """For each picture of a set, by number, the ``fooling`` that was found. Pictures without an answer are left out.

    ``left``: how many pictures were not reached within the budget.
    """

    stimuli: StimulusSet
    fooling: dict[int, Fooling]
    left: int

    @property
    def counts(self) -> dict[int, int]:
        """The fewest cells found, by number of the picture; of pictures whose answer can be changed."""
        return {i: int(found.count) for i, found in self.fooling.items() if found.count is not None}

    @property
    def by_class(self) -> dict[str, int]:
        """The fewest cells for any picture of a class."""
        fewest: dict[str, int] = {}
        for i, count in self.counts.items():
            label = self.stimuli.classes[self.stimuli.class_of[i]]
            fewest[label] = min(count, fewest.get(label, count))
        return {label: fewest[label] for label in self.stimuli.classes if label in fewest}

    @property
    def most_fragile(self) -> int | None:
        """The number of the picture that the fewest cells change; None if no answer can be changed."""
        return min(self.counts, key=lambda i: self.counts[i], default=None)


def fragility(backend: Backend, stimuli: StimulusSet, budget: Budget | None = None) -> Fragility:
    """The fewest cells for every picture of a set. Raises ConfigError if the machine is noisy, or has no classes."""
    budget = Budget() if budget is None else budget
    if not backend.classes:
        raise ConfigError("fool: no classes are known yet: train the machine, or teach it")
    found = dict[int, Fooling]()
    for i, light in enumerate(stimuli.light):
        if budget.over:
            return Fragility(stimuli, found, len(stimuli) - i)
        if backend.answer(backend.look("picture", light))["label"] is not None:
            found[i] = fool(backend, light, budget=budget)
    return Fragility(stimuli, found, 0)


def lines(report: Fragility) -> Iterator[str]:
    """The fewest cells by class, a histogram, and the most fragile picture."""
    proved = sum(one.proved for one in report.fooling.values())
    yield (
        f"{report.stimuli.name}: the fewest cells that change an answer, for {counted(len(report.fooling), 'picture')}"
        f" with an answer ({proved:,} proved" + (f"; time ran out before {report.left:,} more)" if report.left else ")")
    )
    if report.most_fragile is None:
        return
    yield "  by class: " + ", ".join(f"{short(label)} {count}" for label, count in report.by_class.items())
    tally = Counter(report.counts.values())
    scale = min(1.0, MOST_BAR / max(tally.values()))
    for count in range(min(tally), max(tally) + 1):
        yield f"  {counted(count, 'cell'):>9} {'#' * round(tally[count] * scale)} {tally[count]}"
    i = report.most_fragile
    yield f"  most fragile: {short(name_of(report.stimuli, i))}, taken for {short(str(report.fooling[i].to))}"


def facts(report: Fragility) -> ProofFacts:
    """What ``--json`` prints: the fewest cells of each class and of each picture."""
    pictures: list[FoolingFacts] = [
        {"picture": name_of(report.stimuli, i), **found.facts} for i, found in report.fooling.items()
    ]
    return {"data": report.stimuli.name, "by_class": report.by_class, "pictures": pictures, "left": report.left}
