"""Plugging by keyboard: two selectors and two keys that plug and unplug cables; and the controls for damage."""

from collections.abc import Sequence
from typing import Literal

from mark1.gui.base.base_view import NOWHERE
from mark1.gui.base.contract import Control, Dial, FrameContext, by_rule, choice
from mark1.gui.base.ui_state import Unit
from mark1.gui.paint.words import Words

# The types of damage, and their names.
DAMAGES = {
    "a": "damage.a",
    "cells": "damage.cells",
    "stuck-cells": "damage.stuck_cells",
    "motors": "damage.motors",
    "wires": "damage.wires",
}
AMOUNTS = ("1%", "5%", "10%", "25%", "50%")
Row = Sequence[tuple[float, Control]]


def take_sign(excites: bool, frame: FrameContext) -> Sequence[str]:
    """Set the sign of the next cable."""
    frame.state.excites = excites
    return ()


def plugging(frame: FrameContext) -> Row:
    """S-unit, A-unit, plug, unplug: each with its share of the row."""
    machine = frame.machine
    s, a = _units(frame, "s", machine.retina.n_s), _units(frame, "a", machine.association.n_a)
    return [
        (0.25, Control("", NOWHERE, dial=s, look="selector", key="patch_board.s")),
        (0.25, Control("", NOWHERE, dial=a, look="selector", key="patch_board.a")),
        (0.25, Control("", NOWHERE, does=_plug, key="patch_board.plug", off=by_rule)),
        (0.25, Control("", NOWHERE, does=_unplug, key="patch_board.unplug", off=by_rule)),
    ]


def breaking(frame: FrameContext, words: Words) -> Row:
    """Type of damage, amount, break, repair."""
    part = _words(frame, "part", [words(key) for key in DAMAGES.values()])
    amount = _words(frame, "amount", AMOUNTS)
    return [
        (0.36, Control("", NOWHERE, dial=part, look="selector", key="patch_board.part")),
        (0.20, Control("", NOWHERE, dial=amount, look="selector", key="patch_board.amount")),
        (0.22, Control("", NOWHERE, does=_break, key="patch_board.break", off=by_rule)),
        (0.22, Control("", NOWHERE, does=_repair, key="patch_board.repair")),
    ]


def _units(frame: FrameContext, part: Literal["s", "a"], n: int) -> Dial:
    """A selector of units; its unit is selected, so that its cables are lit."""
    state = frame.state

    def take(number: float) -> str:
        state.chosen[part], state.selected = number, Unit(part, round(number))
        return ""

    return Dial(
        part,
        lambda now: min(n - 1.0, state.chosen.get(part, 0.0)),
        take,
        0,
        n - 1,
        text=f"{part.upper()} {{:g}}".format,
    )


def _words(frame: FrameContext, key: str, shown: Sequence[str]) -> Dial:
    state = frame.state

    def take(number: int) -> str:
        state.chosen[key] = number
        return ""

    return choice(key, tuple(shown), lambda now: round(state.chosen.get(key, 0)), take)


def _wire(frame: FrameContext) -> str:
    """The S-unit and the A-unit that are chosen."""
    chosen = frame.state.chosen
    return f"{chosen.get('s', 0):g} {chosen.get('a', 0):g}"


def _plug(frame: FrameContext) -> Sequence[str]:
    return f"plug {_wire(frame)} {'+' if frame.state.excites else '-'}", *frame.status.again


def _unplug(frame: FrameContext) -> Sequence[str]:
    return f"unplug {_wire(frame)}", *frame.status.again


def _break(frame: FrameContext) -> Sequence[str]:
    chosen = frame.state.chosen
    part, amount = list(DAMAGES)[round(chosen.get("part", 0))], AMOUNTS[round(chosen.get("amount", 0))]
    return f"damage {part} {amount}", *frame.status.again


def _repair(frame: FrameContext) -> Sequence[str]:
    return "repair", *frame.status.again
