"""State: what the wall shows of a panel, as bytes and plain facts. To read it changes nothing, and asks no board.

panel  -->  arrays, little-endian: light, s, a, sum_v, wiper ...   (mirror.js has the types)
       -->  facts: sizes, classes, the answer, how training goes
"""

import math
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from mark1.backends.answer import NoAnswer
from mark1.backends.backend import Observation
from mark1.machine.state import same_chance
from mark1.page.pictures import SETS
from mark1.panel.control_panel import ControlPanel
from mark1.panel.session import ALBUM
from mark1.training.training_run import TrainingRun


def seen_now(panel: ControlPanel) -> Observation | None:
    """The picture before the camera as the machine responds to it now, whatever a cell did to the machine since.

    Amid a training run, and with a rig, whose wipers would have to be read: as it was seen last.
    """
    seen = panel.observation
    if seen is None or panel.rig or panel.under_way or seen.light.shape != _retina(panel):
        return seen
    with same_chance(panel.machine):
        if seen.chance is not None:
            panel.machine.retina.rng.bit_generator.state = seen.chance
        return panel.backend.look(seen.name, seen.light)


def arrays_of(panel: ControlPanel, seen: Observation | None) -> dict[str, bytes]:
    """The arrays of the machine, and of what it has ``seen``, by name. Without a picture, those of it are empty."""
    machine = panel.machine
    bank, none = machine.potentiometers, np.empty(0)
    return {
        "light": _bytes(none if seen is None else seen.light, "<f4"),
        "s": _bytes(none if seen is None else seen.s, "u1"),
        "a": _bytes(none if seen is None else seen.a, "u1"),
        "sum_v": _bytes(none if seen is None or seen.sum_v is None else seen.sum_v, "<f8"),
        "responses": _bytes(none if seen is None or seen.responses is None else seen.responses, "i1"),
        "wiper": _bytes(bank.wiper, "<i4"),
        "direction": _bytes(bank.direction, "i1"),
        "start_of_r": _bytes(bank.start_of_r, "<i4"),
        "dead_s": _bytes(machine.retina.dead, "u1"),
        "stuck_s": _bytes(machine.retina.stuck, "u1"),
        "dead_a": _bytes(machine.association.dead, "u1"),
        "stuck_pots": _bytes(bank.stuck, "u1"),
    }


def facts_of(panel: ControlPanel, seen: Observation | None) -> dict[str, Any]:
    """Plain values that JSON can hold."""
    bank, (rows, cols) = panel.machine.potentiometers, _retina(panel)
    return {
        "rows": rows,
        "cols": cols,
        "shared": bank.config.pots == "shared",
        "ideal": bank.config.ideal,
        "limit": bank.limit,
        "half_lash": bank.half_lash,
        "classes": list(panel.backend.classes),
        "name": None if seen is None else seen.name,
        "answer": None if seen is None else _answer(panel, seen),
        "corrections": panel.machine.corrections,
        "course": _course(panel.training_run),
        "under_way": panel.under_way,
        "sets": [*SETS, *([ALBUM] if panel.album else [])],
        "other_backend": "" if panel.backend.by_rule else panel.backend.name,
    }


def _retina(panel: ControlPanel) -> tuple[int, int]:
    retina = panel.machine.retina.config
    return retina.rows, retina.cols


def _bytes(values: NDArray[Any], kind: DTypeLike) -> bytes:
    return np.ascontiguousarray(values, kind).tobytes()


def _answer(panel: ControlPanel, seen: Observation) -> dict[str, Any]:
    """The label, or why there is none: the name of a ``NoAnswer``."""
    answer = panel.answer(seen)
    reason = answer["reason"]
    return {
        "label": answer["label"],
        "margin_v": answer["margin_v"],
        "reason": "" if reason is None else NoAnswer(reason).name.lower(),
        "tied": answer["tied"],
    }


def _course(run: TrainingRun | None) -> dict[str, Any] | None:
    """How a training run goes."""
    if run is None:
        return None
    accuracy = run.train_accuracy
    is_known = accuracy is not None and math.isfinite(accuracy)
    return {
        "epochs": run.epochs,
        "place": run.place,
        "order": {"length": len(run.order)},
        "accuracy": accuracy if is_known else None,
    }
