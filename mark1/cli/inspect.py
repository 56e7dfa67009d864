"""``mark1 inspect``: describe a saved machine."""

from typing import TYPE_CHECKING

from mark1.cli.options import Json, Machine
from mark1.cli.output import as_json, say
from mark1.cli.provenance import unusual
from mark1.cli.session import loaded

if TYPE_CHECKING:
    from mark1.panel.control_panel import ControlPanel


def inspect(machine: Machine, json: Json = False) -> None:
    """Describe a saved machine: configuration, training, current state."""
    panel = loaded(machine, None)
    facts = facts_of(panel)
    as_json(facts) if json else print_facts(machine, facts, panel.history)


def facts_of(panel: "ControlPanel") -> dict[str, object]:
    """The facts of a machine, for ``--json``: sizes, settings that are not standard, state, training."""
    import numpy as np

    machine = panel.machine
    bank, board = machine.potentiometers, machine.patch_board
    at_stop = np.abs(bank.shaft.astype(np.int64)) >= bank.limit
    return {
        "backend": panel.backend.name,
        "seed": machine.config.seed,
        "retina": [machine.config.retina.rows, machine.config.retina.cols],
        "a_units": machine.association.n_a,
        "r_units": machine.response.n_r,
        "wires": len(board.s_of_wire),
        "potentiometers": bank.n_pots,
        "theta": machine.association.theta,
        "settings": unusual(machine.config),
        "code": machine.config.teacher.code if panel.backend.classes else None,
        "classes": list(panel.backend.classes),
        "presentations": machine.presentations,
        "corrections": machine.corrections,
        "machine_time_s": machine.machine_time_s,
        "highest_v": float(bank.wiper_v.max(initial=0.0)),
        "lowest_v": float(bank.wiper_v.min(initial=0.0)),
        "pots_moved": int(np.count_nonzero(bank.moved_by >= 0)),
        "pots_at_a_stop": int(np.count_nonzero(at_stop)),
        "dead_a_units": int(machine.association.dead.sum()),
        "dead_or_stuck_cells": int((machine.retina.dead | machine.retina.stuck).sum()),
        "stuck_motors": int(bank.stuck.sum()),
        "history": panel.history,
    }


def print_facts(path: str, facts: dict[str, object], history: list[str], lines: int = 10) -> None:
    """Print the facts of a machine, one per line, and the last ``lines`` of its history."""
    say(path)
    for name, value in facts.items():
        if name == "history":
            continue
        text = f"{value:.3f}" if isinstance(value, float) else value
        if isinstance(value, list):
            text = " ".join(str(part) for part in value) or "none"
        elif isinstance(value, dict):
            text = ", ".join(f"{key} {part}" for key, part in value.items()) or "standard"
        say(f"  {name.replace('_', ' '):20} {text}")
    say("  history")
    for line in history[-lines:]:
        say(f"    {line}")
