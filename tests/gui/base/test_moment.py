"""What a frame draws is a copy: nothing that the operator changes can be reached from it."""

import numpy as np
import pytest

from mark1.gui.base.contract import FrameContext
from mark1.panel.control_panel import ControlPanel


def arrays_in(thing, path="", seen=None):
    """Every array that can be reached from an object, and its path."""
    seen = {} if seen is None else seen
    if id(thing) in seen or isinstance(thing, (str, bytes, int, float, type)) or thing is None:
        return
    seen[id(thing)] = thing
    if isinstance(thing, np.ndarray):
        yield path, thing
        return
    parts = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, (list, tuple)) else ()
    inside = getattr(thing, "__dict__", {}) if not callable(thing) else {}
    for name, part in [*parts, *inside.items()]:
        yield from arrays_in(part, f"{path}.{name}", seen)


WORK = {
    "mark1": ("course letters", "step 30", "evaluate letters"),
    "mlp": ("backend mlp hidden 16", "course letters", "step", "evaluate letters", "present letter A"),
    "logistic": ("backend logistic input a-units", "course shapes", "step 2"),
}


@pytest.mark.parametrize("name", WORK)
def test_arrays_of_a_frame_are_read_only(name, make_wall):
    wall = make_wall().do(*WORK[name])
    frame = FrameContext.of(wall.operator, wall.state, 0.0)
    live = [array for _, array in arrays_in(wall.panel) if array.flags.writeable and array.size]
    assert len(live) > 10
    shown = [
        (path, array)
        for path, array in arrays_in(frame.moment)
        if not path.startswith((".observation", ".training_run.stim"))
    ]
    assert len(shown) > 10
    parts = ("retina", "patch_board", "association", "potentiometers", "response")
    machine = wall.panel.machine
    written = [array for part in parts for _, array in arrays_in(getattr(machine, part))] + [
        array for _, array in arrays_in(getattr(wall.panel.backend, "network", None))
    ]
    for path, array in shown:
        shared = any(np.shares_memory(array, one) for one in written if one.flags.writeable and one.size)
        assert not shared, path


def test_a_moment_never_changes(make_wall):
    wall = make_wall().do("course letters", "step 30", "present letter A")
    moment, _ = wall.operator.look()
    held = {path: array.copy() for path, array in arrays_in(moment)}
    text, lists = moment.backend.in_a_line(), (moment.training_run.corrections, moment.training_run.place)
    wall.do("run", "theta 4", "damage a 9", "damage cells 9", "set 3 2", "unplug 1 1" if False else "reset", "machine")
    assert moment.backend.in_a_line() == text and (moment.training_run.corrections, moment.training_run.place) == lists
    assert all(np.array_equal(array, held[path]) for path, array in arrays_in(moment))


def test_a_copy_cannot_learn_or_use_random_numbers():
    machine = ControlPanel().machine.still()
    for part in (machine, machine.retina, machine.patch_board, machine.potentiometers):
        assert not {"rng", "teacher_rng", "damage_rng", "log"} & vars(part).keys()
    with pytest.raises(ValueError, match="read-only"):
        machine.potentiometers.wiper[0] = 1


def test_the_copy_of_a_machine_answers_as_it_does(make_wall):
    wall = make_wall().do("train letters epochs 2", "present letter R")
    live, moment = wall.panel.backend, wall.operator.look()[0]
    assert moment.backend.answer(moment.observation) == live.answer(wall.panel.observation)
    assert np.array_equal(moment.backend.looks_for(), live.looks_for())
    assert moment.machine.potentiometers.wiper_v.tolist() == live.machine.potentiometers.wiper_v.tolist()


def test_long_work_is_published_as_often_as_somebody_looks(make_wall):
    """At most one copy per frame, and none if nobody looks."""
    wall, seen = make_wall(), []
    wall.do("course letters")
    published = []
    publish = wall.operator.publish
    wall.operator.publish = lambda: published.append(publish())
    wall.operator.pace.speed = 100.0
    wall.operator.on_pause = lambda: None if len(seen) > 3 else seen.append(wall.operator.look()[0].training_run.place)
    wall.do("step 2")
    assert len(published) <= len(seen) + 2
    assert seen[0] == 0 and wall.operator.look()[0].training_run.place == 2
