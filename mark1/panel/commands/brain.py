"""The command that swaps the brain behind the photocells."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from mark1.backends.catalogue import BACKENDS, kind_of
from mark1.errors import CommandError
from mark1.panel.commands.words import nearest, to_number, to_options
from mark1.panel.control_panel import ControlPanel, Reply


def _layers(word: str) -> tuple[int, ...]:
    """``128`` or ``128,64``: the units of each hidden layer."""
    return tuple(to_number(int, part, "hidden") for part in word.split(","))


OPTIONS: dict[str, Callable[[str], Any]] = {
    "hidden": _layers,
    "activation": str,
    "loss": str,
    "l2": float,
    "start": str,
    "optimizer": str,
    "rate": float,
    "momentum": float,
    "batch": int,
    "schedule": str,
    "held-out": float,
    "patience": int,
    "threads": int,
    "input": str,
}
"""Of the networks; see ``BrainConfig``."""


def backend(panel: ControlPanel, words: Sequence[str]) -> Reply:
    if not words:
        raise CommandError(f"which back end is needed, as in: backend mlp hidden 128; known: {', '.join(BACKENDS)}")
    name, options = words[0], to_options(words[1:], OPTIONS)
    if name not in BACKENDS:
        raise CommandError(f"no back end {name!r}{nearest(name, BACKENDS)}; known: {', '.join(BACKENDS)}")
    front = panel.backend.front
    if name == "mark1":
        if options:
            raise CommandError(f"the mark1 back end has no {words[1]!r}: its settings are those of 'machine'")
        panel.backend = front
        panel.forget()
        return Reply(f"back end mark1: {front.in_a_line()}")
    kind = kind_of(name)
    if name == "logistic" and "hidden" in options:
        raise CommandError("logistic regression has no hidden units: use mlp")
    config = replace(kind.usual, **{key.replace("-", "_"): value for key, value in options.items()})
    panel.backend = kind(front, config)
    panel.forget()
    return Reply(f"back end {name}: {panel.backend.in_a_line()}")
