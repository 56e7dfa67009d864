"""Fooling report: the least change of an answer in words."""

from collections.abc import Iterator

from mark1.proofs.fooling import NOUNS, Fooling
from mark1.text import counted, short

MOST_CHANGES = 24
DONE = {
    "cells": "flip (row col)",
    "light": "dim or brighten (row col)",
    "wires": "pull (S-unit A-unit)",
    "dials": "set to 0 V: pots",
    "a-units": "switch off A-units",
}


def lines(found: Fooling, name: str) -> Iterator[str]:
    """The least change found, the bound, and where to make it."""
    what, name = found.change, short(name)
    if found.count is None:
        nothing = "nothing changes that" if found.proved else f"{amount(what, found.lower_bound)} or more are needed"
        yield f"{name}: the answer is {short(found.answer)}; {nothing}"
        return
    bound = "less does not" if found.proved else f"{amount(what, found.lower_bound)} or more are needed"
    yield f"{name}: {short(found.answer)} becomes {short(str(found.to))} with {amount(what, found.count)}; {bound}"
    told = [" ".join(map(str, part)) for part in found.changes[:MOST_CHANGES]]
    more = len(found.changes) - MOST_CHANGES
    yield f"  {DONE[what]}: {', '.join(told)}" + (f" and {more} more" if more > 0 else "")


def amount(what: str, count: float) -> str:
    """How many cells, wires ...; or how much light, in whole cells."""
    return f"the light of {count:.3f} cells" if what == "light" else counted(int(count), NOUNS[what])
