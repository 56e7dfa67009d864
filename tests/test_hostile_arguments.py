"""A hostile user: every argument of the public API is given what does not belong there.

Whatever it is, the answer is one line, a Mark1Error, and the machine and the panel are as before.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mark1
from mark1.backprop.network import Network, NetworkConfig
from mark1.machine.state import capture

SMALL = mark1.MachineConfig.of(a_units=16, rows=4, cols=5, excitatory=3, inhibitory=2, r_units=2, theta=1, seed=3)
MACHINE = mark1.MarkI(SMALL)
PANEL = mark1.ControlPanel(SMALL)
LIGHT = np.random.default_rng(0).random((6, 4, 5)).astype(np.float32)
SET = mark1.StimulusSet.labelled("six", LIGHT, list("ababab"))
RUN = mark1.train(mark1.MarkI(SMALL), SET, epochs=1)
NETWORK = Network(NetworkConfig(n_in=4, n_out=3), np.random.default_rng(0))
WANTED, ORDER, RNG = np.ones((6, 2), np.int8), np.arange(6), np.random.default_rng(0)
ACTIVITY, EYE, DOT = MACHINE.sense(LIGHT), MACHINE.optics, Path(__file__).with_name("corpus") / "no such file"


class Weird:
    """No number, no text, no array."""


class Unready:
    """Raises when it is iterated."""

    def __iter__(self) -> Any:
        raise mark1.Mark1Error("expected a list that can be read")


OBJECTS = np.empty((6, 4, 5), object)
HOSTILE: dict[str, Any] = {
    "None": None, "text": "heavy", "bytes": b"ab", "True": True, "whole": 5, "negative": -3, "huge": 10**30,
    "fraction": 1.5, "NaN": float("nan"), "infinity": float("inf"), "complex": 1j, "list": [1, 2],
    "ragged": [[1], [2, 3]], "dict": {"a": 1}, "set": {1, 2}, "empty list": [], "object": Weird(), "unready": Unready(),
    "class": int, "empty array": np.zeros(0), "no pictures": np.zeros((0, 4, 5)), "2-D NaN": np.full((4, 5), np.nan),
    "3-D NaN": np.full((6, 4, 5), np.nan), "2-D infinity": np.full((4, 5), np.inf), "objects": OBJECTS,
    "texts": np.array(["a", "b"]), "3-D texts": np.full((6, 4, 5), "x"), "complex array": np.zeros((4, 5), complex),
    "dates": np.zeros((4, 5), "M8[s]"), "below 0": np.full((4, 5), -1.0), "0-D": np.array(3),
    "4-D": np.zeros((1, 2, 4, 5)),
    "records": np.zeros(3, [("a", int)]), "generator": (i for i in range(3)), "range": range(3),
    "path": Path("/no/such/file"), "NUL": "a\0b", "surrogate": "\udcff", "long": "x" * 9999, "Nones": [None] * 6,
    "not hashable": [[1]] * 6, "mixed": [1, "a", None, 2, 3, 4],
}  # fmt: skip

Call = Callable[[Any], object]
# What is called, and which of the values above mean something there.
CALLS: dict[str, tuple[Call, str]] = {
    "MarkI(config)": (mark1.MarkI, "None"),
    "MachineConfig(retina)": (lambda v: mark1.MachineConfig(retina=v), ""),
    "MachineConfig(seed)": (lambda v: mark1.MachineConfig(seed=v), "whole, huge"),
    "MachineConfig.of(a_units)": (lambda v: mark1.MachineConfig.of(a_units=v), "whole"),
    "MachineConfig.of(theta)": (lambda v: mark1.MachineConfig.of(theta=v), "whole, negative, fraction"),
    "MachineConfig.of(pots)": (lambda v: mark1.MachineConfig.of(pots=v), ""),
    "activity": (MACHINE.activity, ""),
    "respond": (MACHINE.respond, ""),
    "looks_for": (MACHINE.looks_for, ""),
    "why": (MACHINE.why, "whole"),
    "weights": (lambda v: setattr(MACHINE, "weights", v), ""),
    "set_wires": (MACHINE.set_wires, "empty list, empty array"),
    "sense": (MACHINE.sense, "no pictures"),
    "sums": (MACHINE.sums, ""),
    "fire_all": (MACHINE.fire_all, ""),
    "units_on": (MACHINE.units_on, ""),
    "no_activity": (MACHINE.no_activity, "whole, 0-D, huge"),
    "instruct": (MACHINE.instruct, ""),
    "teach(light)": (lambda v: MACHINE.teach(v, WANTED[0]), ""),
    "teach(wanted)": (lambda v: MACHINE.teach(LIGHT[0], v), "list"),
    "learn(activity)": (lambda v: MACHINE.learn(v, WANTED, ORDER), ""),
    "learn(wanted)": (lambda v: MACHINE.learn(ACTIVITY, v, ORDER), ""),
    "learn(order)": (lambda v: MACHINE.learn(ACTIVITY, WANTED, v), "list, empty list, empty array, range"),
    "learn(name_of)": (lambda v: MACHINE.learn(ACTIVITY, WANTED, ORDER, v), "None, class"),
    "save": (MACHINE.save, "text, surrogate"),
    "load": (mark1.MarkI.load, ""),
    "train(machine)": (lambda v: mark1.train(v, SET), ""),
    "train(stimuli)": (lambda v: mark1.train(MACHINE, v), ""),
    "train(epochs)": (lambda v: mark1.train(MACHINE, SET, epochs=v), "whole, huge"),
    "train(on_epoch)": (lambda v: mark1.train(MACHINE, SET, on_epoch=v), "None, class"),
    "train(on_presentation)": (lambda v: mark1.train(MACHINE, SET, on_presentation=v), "None, class"),
    "classify(machine)": (lambda v: mark1.classify(v, RUN, LIGHT), ""),
    "classify(run)": (lambda v: mark1.classify(MACHINE, v, LIGHT), ""),
    "classify(light)": (lambda v: mark1.classify(MACHINE, RUN, v), "no pictures"),
    "load_stimuli(data)": (mark1.load_stimuli, ""),
    "load_stimuli(eye)": (lambda v: mark1.load_stimuli("xor", v), "None"),
    "load_stimuli(rng)": (lambda v: mark1.load_stimuli("xor", rng=v), "None"),
    "load_stimuli(progress)": (lambda v: mark1.load_stimuli("xor", progress=v), "None, class"),
    "load_stimuli(reading)": (lambda v: mark1.load_stimuli("xor", reading=v), ""),
    "load_stimuli(bad)": (lambda v: mark1.load_stimuli("xor", bad=v), "None"),
    "read_picture(path)": (mark1.read_picture, ""),
    "read_picture(channel)": (lambda v: mark1.read_picture(DOT, v), ""),
    "read_picture(frame)": (lambda v: mark1.read_picture(DOT, frame=v), ""),
    "stimuli_from(pictures)": (lambda v: mark1.stimuli_from(v, SET.labels, EYE), ""),
    "stimuli_from(labels)": (lambda v: mark1.stimuli_from(LIGHT, v, EYE), ""),
    "stimuli_from(eye)": (lambda v: mark1.stimuli_from(LIGHT, SET.labels, v), ""),
    "stimuli_from(framing)": (lambda v: mark1.stimuli_from(LIGHT, SET.labels, EYE, framing=v), ""),
    "stimuli_from(polarity)": (lambda v: mark1.stimuli_from(LIGHT, SET.labels, EYE, polarity=v), ""),
    "stimuli_from(bad)": (lambda v: mark1.stimuli_from(LIGHT, SET.labels, EYE, bad=v), ""),
    "StimulusSet(name)": (lambda v: whole(v, LIGHT, SET.class_of, SET.classes), "text, NUL, surrogate, long"),
    "StimulusSet(light)": (lambda v: whole("n", v, SET.class_of, SET.classes), ""),
    "StimulusSet(class_of)": (lambda v: whole("n", LIGHT, v, SET.classes), ""),
    "StimulusSet(classes)": (lambda v: whole("n", LIGHT, SET.class_of, v), ""),
    "StimulusSet(sources)": (lambda v: whole("n", LIGHT, SET.class_of, SET.classes, v), ""),
    "take": (SET.take, "list, range"),
    "split(test_fraction)": (lambda v: SET.split(v, RNG), ""),
    "split(rng)": (lambda v: SET.split(0.5, v), ""),
    "joined": (SET.joined, ""),
    "labelled(light)": (lambda v: mark1.StimulusSet.labelled("n", v, SET.labels), ""),
    "labelled(labels)": (lambda v: mark1.StimulusSet.labelled("n", LIGHT, v), ""),
    "ControlPanel(config)": (mark1.ControlPanel, "None"),
    "ControlPanel(journal)": (lambda v: mark1.ControlPanel(SMALL, v), "None"),
    "ControlPanel(on_progress)": (lambda v: mark1.ControlPanel(SMALL, None, v), "None, class"),
    "ControlPanel(on_note)": (lambda v: mark1.ControlPanel(SMALL, None, None, v), "None, class"),
    "execute": (PANEL.execute, ""),
    "panel.load": (PANEL.load, ""),
    "panel.save": (PANEL.save, "text, surrogate"),
    "panel.snapshot": (PANEL.snapshot, "text, NUL, surrogate, long"),
    "panel.restore": (PANEL.restore, ""),
    "panel.stimuli": (PANEL.stimuli, ""),
    "panel.look": (lambda v: PANEL.look(v, "light"), ""),
    "panel.answer": (PANEL.answer, ""),
    "panel.remember": (PANEL.remember, ""),
    "Reply(text)": (mark1.Reply, "text, NUL, surrogate, long"),
    "Network(config)": (lambda v: Network(v, RNG), ""),
    "Network(rng)": (lambda v: Network(NETWORK.config, v), ""),
    "NetworkConfig(n_in)": (lambda v: NetworkConfig(n_in=v, n_out=2), "whole, 0-D"),
    "NetworkConfig(hidden)": (lambda v: NetworkConfig(n_in=4, n_out=2, hidden=v), "list, empty list"),
    "NetworkConfig(start)": (lambda v: NetworkConfig(n_in=4, n_out=2, start=v), ""),
    "NetworkConfig(dtype)": (lambda v: NetworkConfig(n_in=4, n_out=2, dtype=v), ""),
    "Network.scores": (NETWORK.scores, ""),
    "Network.judge(labels)": (lambda v: NETWORK.judge(np.zeros((6, 4)), v), ""),
}


def whole(*parts: Any) -> mark1.StimulusSet:
    """A set as training takes it."""
    return mark1.StimulusSet(*parts).require_trainable()


def state() -> object:
    plain, arrays = capture(MACHINE)
    own = [value.tobytes() for value in capture(PANEL.machine)[1].values()]
    return repr(plain), [value.tobytes() for value in arrays.values()], own, PANEL.history, len(PANEL.changes.past)


@pytest.mark.parametrize("name", CALLS)
def test_what_does_not_belong_there_is_one_line_and_changes_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call, fits = CALLS[name]
    before = state()
    for what, value in HOSTILE.items():
        if what in fits.split(", "):
            continue
        with pytest.raises(mark1.Mark1Error) as caught:
            call(value)
            pytest.fail(f"{name} took {what}")
        text = str(caught.value)
        assert text and "\n" not in text and len(text) <= 1000, f"{name} <- {what}: {text!r}"
        assert state() == before, f"{name} <- {what} changed the machine"
