"""Commands that break parts at random, and mend them."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from mark1.errors import CommandError, Described, expected, unknown
from mark1.machine.mark1 import MarkI
from mark1.panel.commands.words import exactly, to_number
from mark1.panel.reply import Reply
from mark1.panel.session import Session


def damage(session: Session, words: Sequence[str]) -> Reply:
    part, amount = exactly(words, 2, "damage a 10%")
    if part not in DAMAGE:
        raise CommandError(unknown("part", part, DAMAGE))
    what, count, harm = DAMAGE[part]
    n = count(session.machine)
    hit = _amount(amount, n)
    harm(session.machine, session.machine.damage_rng.permutation(n)[:hit])
    return Reply(f"{hit} of {n} {what if hit != 1 else what.replace(' are ', ' is ')}")


def _amount(word: str, n: int) -> int:
    """``10%`` or ``51`` of n."""
    share = word.removesuffix("%")
    hit = to_number(int, word, "damage") if share == word else to_number(float, share, "damage") / 100 * n
    if not 0 <= hit <= n:
        raise CommandError(expected("damage", f"0 to {n}, or 0% to 100%", Described(word)))
    return round(hit)


def _switch(array: Callable[[MarkI], NDArray[np.bool_]]) -> Callable[[MarkI, NDArray[np.int64]], None]:
    def harm(machine: MarkI, hit: NDArray[np.int64]) -> None:
        array(machine)[hit] = True

    return harm


DAMAGE: dict[str, tuple[str, Callable[[MarkI], int], Callable[[MarkI, NDArray[np.int64]], None]]] = {
    "a": ("A-units are dead", lambda m: m.association.n_a, _switch(lambda m: m.association.dead)),
    "cells": ("photocells are dead", lambda m: m.retina.n_s, _switch(lambda m: m.retina.dead)),
    "stuck-cells": ("photocells are stuck on", lambda m: m.retina.n_s, _switch(lambda m: m.retina.stuck)),
    "motors": ("motors are stuck", lambda m: m.potentiometers.n_pots, _switch(lambda m: m.potentiometers.stuck)),
    "wires": ("wires are cut", lambda m: len(m.patch_board.s_of_wire), lambda m, hit: m.patch_board.cut(hit)),
}


def repair(session: Session, words: Sequence[str]) -> Reply:
    exactly(words, 0, "repair")
    machine = session.machine
    for faults in (machine.association.dead, machine.retina.dead, machine.retina.stuck, machine.potentiometers.stuck):
        faults[:] = False
    return Reply("units, cells and motors work again; wires that were cut stay out")
