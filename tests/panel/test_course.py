"""A course in progress: begun, stepped, run, through time or not, stopped and taken back; and work in portions."""

import math
from collections.abc import Callable
from copy import copy
from typing import Any

import numpy as np
import pytest

from mark1.errors import CommandError, ConfigError
from mark1.panel.control_panel import ControlPanel
from mark1.panel.reply import Reply

SMALL = "machine a-units 64 r-units 5 excitatory 5 inhibitory 5 seed 3"
MACHINES = {
    "real": SMALL,
    "ideal": f"{SMALL} ideal on",
    "noisy": f"{SMALL} retina.noise 0.1 potentiometers.noise_v 0.05 potentiometers.decay_per_s 0.0001",
    "shared": f"{SMALL} pots shared rule nonquantized teacher.pulse_s 0.3",
    "forced": f"{SMALL} code onehot r-units 26 rule forced gain beta",
    "bivalent": f"{SMALL} rule bivalent gain gamma potentiometers.noise_v 0.05 teacher.exposure_s 0",
    "alone": f"{SMALL} rule spontaneous gain gamma",
}
BRAINS = {"logistic": "backend logistic", "mlp": "backend mlp hidden 8 held-out 0.3 patience 3"}
Bits = Callable[[ControlPanel], tuple[Any, ...]]


def driven(panel: ControlPanel, line: str, portions: list[float | None]) -> tuple[Reply, int]:
    """Work, with time in such portions, again and again: the reply, and how often it came back."""
    work, count = panel.work(line), 0
    try:
        next(work)
        while True:
            count += 1
            work.send(portions[count % len(portions)])
    except StopIteration as ended:
        return ended.value, count


def begun(line: str, epochs: int = 4) -> ControlPanel:
    """A panel with a course of letters that has not begun."""
    panel = ControlPanel()
    for each in (SMALL, line, f"course letters epochs {epochs} test-split 0.2"):
        panel.execute(each)
    return panel


def left_behind(panel: ControlPanel) -> tuple[Any, ...]:
    """All figures of the panel's course, but how long it took."""
    course = panel.training_run
    assert course is not None
    names = ("corrections", "losses", "wrong", "place", "corrections_now", "showing", "machine_time_s", "settled",
             "train_accuracy", "test_accuracy")  # fmt: skip
    lists = course.wrong_of.tolist(), course.wrong_of_now.tolist(), course.order.tolist()
    return (*(copy(getattr(course, name)) for name in names), *lists)


# ---- the same, whichever way


@pytest.mark.parametrize("name", [*MACHINES, *BRAINS])
def test_course_and_run_are_train_and_so_are_steps_of_any_size(name: str, bits: Bits) -> None:
    line = (MACHINES | BRAINS)[name]
    trained = ControlPanel()
    for each in (SMALL, line, "train letters epochs 4 test-split 0.2"):
        trained.execute(each)
    ran, stepped = begun(line), begun(line)
    ran.execute("run")
    for steps in (1, 2, 30, 7, 1, 1000):
        if not stepped.training_run.over:  # type: ignore[union-attr]
            stepped.execute(f"step {steps}")
    assert bits(ran) == bits(stepped) == bits(trained)
    assert left_behind(ran) == left_behind(stepped) == left_behind(trained)
    assert ran.training_run.train_accuracy is not None  # type: ignore[union-attr]


@pytest.mark.parametrize("portions", [[None], [0.25], [0.4, None, 7.0, math.inf], [1e9]])
@pytest.mark.parametrize("name", MACHINES)
def test_time_in_any_portions_gives_the_same_bits(name: str, portions: list[float | None], bits: Bits) -> None:
    fast, slow = begun(MACHINES[name], 2), begun(MACHINES[name], 2)
    fast.execute("step 5")
    fast.execute("run")
    driven(slow, "step 5", portions)
    _, count = driven(slow, "run", portions)
    assert bits(slow) == bits(fast) and left_behind(slow) == left_behind(fast)
    assert [slow.machine.why(pot) for pot in range(64)] == [fast.machine.why(pot) for pot in range(64)]
    assert count > 20 or None in portions, "a picture at a time"
    assert slow.observation is not None and fast.observation is not None
    np.testing.assert_array_equal(slow.observation.sum_v, fast.observation.sum_v)
    assert slow.journal.lines[-2:] == fast.journal.lines[-2:]


def test_train_through_time_is_train(bits: Bits) -> None:
    fast, slow = ControlPanel(), ControlPanel()
    for panel in (fast, slow):
        panel.execute(MACHINES["noisy"])
    fast.execute("train letters epochs 2")
    reply, count = driven(slow, "train letters epochs 2", [0.9])
    assert bits(slow) == bits(fast) and reply.text.startswith("letters: 2 epochs") and count > 52
    assert slow.journal.lines[-1] == fast.journal.lines[-1] == "train letters epochs 2"


def test_a_course_that_is_watched_has_the_same_bits(bits: Bits) -> None:
    seen, unseen = begun(MACHINES["noisy"]), begun(MACHINES["noisy"])
    seen.glance_s, unseen.glance_s = 0.0, 1e9
    seen.execute("run")
    unseen.execute("run")
    assert bits(seen) == bits(unseen)


def test_a_long_epoch_comes_in_stretches_of_the_same_bits(bits: Bits, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, parts = begun(MACHINES["noisy"]), begun(MACHINES["noisy"])
    _, epochs = driven(whole, "run", [None])
    monkeypatch.setattr("mark1.backends.mark1_trainer.MOST_AT_ONCE", 8)
    _, stretches = driven(parts, "run", [None])
    assert bits(whole) == bits(parts) and left_behind(whole) == left_behind(parts)
    assert (epochs, stretches) == (4, 12)  # of 21 pictures


# ---- what a view can see


def test_what_is_under_way_is_on_the_panel(panel: ControlPanel) -> None:
    panel.execute("course letters epochs 2")
    course = panel.training_run
    assert course is not None and (course.showing, course.wanted, course.place, course.epochs) == (None, None, 0, 0)
    work = panel.work("step 2")
    next(work)
    assert panel.under_way == "step 2" and panel.observation is None
    work.send(0.25)
    course, observation = panel.training_run, panel.observation
    assert course is not None and observation is not None and course.showing == course.order[0] and course.place == 0
    assert course.wanted == course.stimuli.labels[course.showing] and observation.name.endswith(f"({course.wanted})")
    np.testing.assert_array_equal(observation.light, course.stimuli.light[course.showing])
    assert course.wrong_r is not None and course.wrong_r.tolist() == [True] * 5, "all sums are 0"
    bank = panel.machine.potentiometers
    assert not bank.moving.any()
    work.send(1.0)
    work.send(0.5)
    running = bank.moving.copy()
    np.testing.assert_array_equal(running, observation.a[bank.a_of_pot])
    driven_r = [bool(running[bank.r_of_pot == r].any()) for r in range(5)]
    assert any(driven_r) and panel.observation is not observation and panel.observation is not None
    assert observation.sum_v is not None and panel.observation.sum_v is not None and not observation.sum_v.any()
    assert ((panel.observation.sum_v != 0) == driven_r).all()
    assert (course.wrong_r == np.logical_not(driven_r)).all(), "the motors have brought those sums over to their side"
    assert "is running" in panel.execute(f"why {np.flatnonzero(running)[0]}").text
    work.send(None)
    assert (course.place, course.corrections_now) == (1, 5)
    work.close()
    assert panel.under_way == ""


def test_steps_say_where_they_are(panel: ControlPanel) -> None:
    assert panel.execute("course letters").text == "letters: 26 pictures, at most 100 epochs; step or run"
    text = panel.execute("step").text
    assert panel.observation is not None
    assert text == f"epoch 1, picture 1 of 26, {panel.observation.name}: 5 corrections"
    panel.execute("step 25")
    panel.execute("expect epochs = 1")
    panel.execute("expect place = 26")
    assert "epoch 2, picture 1 of 26" in panel.execute("step").text
    panel.execute("expect presentations = 27")
    with pytest.raises(CommandError, match="nothing to expect yet"):
        panel.execute("expect train-accuracy > 0")
    with pytest.raises(CommandError, match="expected a whole number from 1 up, got 0"):
        panel.execute("step 0")
    for wrong in ("step 1.5", "step 1 2", "run 3"):
        with pytest.raises(CommandError):
            panel.execute(wrong)


def test_a_step_of_a_network_is_an_epoch(panel: ControlPanel) -> None:
    panel.execute("backend logistic")
    panel.execute("course letters epochs 5")
    assert panel.execute("step 2").text.startswith("letters: 2 epochs, loss")
    assert panel.training_run is not None and panel.training_run.wrong_r is None and panel.training_run.epochs == 2
    panel.execute("run")
    assert panel.journal.lines[-1] == "step 3"


def test_what_train_looks_at_is_what_was_looked_at(panel: ControlPanel) -> None:
    panel.execute("present letter A")
    observation = panel.observation
    panel.execute("train letters epochs 1")
    assert panel.observation is observation and panel.observation_is_old
    panel.execute("course letters epochs 1")
    panel.execute("step 3")
    assert panel.observation is not observation and not panel.observation_is_old
    panel.execute("expect active > 0")


# ---- ends


def test_run_ends_when_asked_and_the_journal_replays_it(bits: Bits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mark1.backends.mark1_trainer.MOST_AT_ONCE", 8)
    panel, again = ControlPanel(), ControlPanel()
    for line in (MACHINES["noisy"], "course letters epochs 50"):
        panel.execute(line)
    work = panel.work("run")
    for _ in range(7):
        next(work)
    panel.stop_request.asked = True
    with pytest.raises(StopIteration) as ended:
        work.send(None)
    assert ended.value.value.text.endswith("corrections; stopped on request, what was learned is kept")
    assert panel.journal.lines[-1] == "step 50"  # 8 8 8 2, 8 8 8
    for line in panel.journal.lines:
        again.execute(line)
    assert bits(again) == bits(panel) and left_behind(again) == left_behind(panel)
    for line in ("run", "teach Q"):
        panel.execute(line)
        again.execute(line)
    assert bits(again) == bits(panel) and not panel.training_run.interrupted  # type: ignore[union-attr]


def test_a_request_from_before_stops_nothing(panel: ControlPanel) -> None:
    panel.stop_request.asked = True
    panel.execute("course letters epochs 2")
    panel.stop_request.asked = True
    panel.execute("run")
    assert panel.training_run is not None and panel.training_run.epochs == 2


@pytest.mark.parametrize("brain", BRAINS.values())
def test_a_network_that_was_stopped_replays_too(brain: str, bits: Bits) -> None:
    panel, again = begun(brain, 8), ControlPanel()
    work = panel.work("run")
    for _ in range(3):
        next(work)
    panel.stop_request.asked = True
    with pytest.raises(StopIteration):
        next(work)
    assert panel.journal.lines[-1] == "step 3"
    for line in panel.journal.lines:
        again.execute(line)
    assert bits(again) == bits(panel)
    panel.execute("run")
    again.execute("step 100")
    assert bits(again) == bits(panel)


def test_a_course_that_is_over_is_not_gone_on_with(panel: ControlPanel) -> None:
    panel.execute("course letters epochs 1")
    panel.execute("run")
    for line in ("run", "step"):
        with pytest.raises(
            CommandError, match=r"the course is over \(letters: 1 epoch, .*: course letters begins anew"
        ):
            panel.execute(line)


def test_undo_brings_the_course_back_too(panel: ControlPanel, bits: Bits) -> None:
    panel.execute("course letters epochs 3")
    states = []
    for line in ("step 3", "step 30", "run"):
        states.append((bits(panel), left_behind(panel)))
        panel.execute(line)
    for before, course in reversed(states):
        panel.execute("undo")
        assert bits(panel) == before and left_behind(panel) == course
    panel.execute("undo")
    assert panel.training_run is None


def test_work_that_is_closed_changes_nothing(panel: ControlPanel, bits: Bits) -> None:
    panel.execute("course letters epochs 3")
    panel.execute("step 3")
    before, course, lines, observation = bits(panel), left_behind(panel), list(panel.journal.lines), panel.observation
    for times, dt_s in ((1, None), (3, 0.4), (9, 0.4), (2, None)):
        work = panel.work("run")
        next(work)
        for _ in range(times):
            work.send(dt_s)
        work.close()
        assert bits(panel) == before and left_behind(panel) == course
        assert (panel.journal.lines, panel.observation, panel.under_way) == (lines, observation, "")


def test_an_error_in_the_middle_changes_nothing(panel: ControlPanel, bits: Bits, monkeypatch: Any) -> None:
    panel.execute("course letters epochs 3")
    panel.execute("step 3")
    before, course = bits(panel), left_behind(panel)
    work = panel.work("run")
    for _ in range(3):
        next(work)
    with pytest.raises(ZeroDivisionError):
        work.throw(ZeroDivisionError())
    assert bits(panel) == before and left_behind(panel) == course


def test_while_one_works_only_questions_are_answered(panel: ControlPanel, bits: Bits) -> None:
    panel.execute("course letters epochs 3")
    alone = ControlPanel()
    for line in (SMALL, "course letters epochs 3", "run"):
        alone.execute(line)
    work = panel.work("run")
    next(work)
    work.send(0.4)
    for line in ("theta 3", "present letter A", "undo", "run"):
        with pytest.raises(CommandError, match="'run' is still running; stop it or wait"):
            panel.execute(line)
    assert panel.execute("why 3").text and panel.execute("help").text and panel.under_way == "run"
    with pytest.raises(CommandError):
        panel.execute("expect thet = 2")
    while True:
        try:
            next(work)
        except StopIteration:
            break
    assert bits(panel) == bits(alone)
    panel.execute("theta 3")


def test_short_work_is_done_when_it_is_begun(panel: ControlPanel) -> None:
    with pytest.raises(StopIteration) as ended:
        next(panel.work("theta 3"))
    assert ended.value.value.text == "theta 3"
    work = panel.work("theta 4")
    panel.execute("expect theta = 3")
    work.close()
    panel.execute("expect theta = 3")


# ---- and if something else is changed meanwhile


@pytest.mark.parametrize("line", ["machine seed 5", "reset", "backend mlp hidden 4", "load {saved}"])
def test_another_machine_has_no_course(line: str, panel: ControlPanel, tmp_path: Any) -> None:
    panel.execute("course letters")
    panel.execute("step 3")
    panel.execute(f"save {tmp_path / 'saved.mark1'}")
    panel.execute(line.format(saved=tmp_path / "saved.mark1"))
    for word in ("step", "run"):
        with pytest.raises(CommandError, match="no course has begun: course letters begins one"):
            panel.execute(word)
    panel.execute("undo")
    panel.execute("step")
    panel.execute("expect place = 4")


def test_the_pictures_stay_as_they_were_projected_and_the_machine_is_as_it_is_now(
    panel: ControlPanel, bits: Bits
) -> None:
    panel.execute("course letters epochs 2")
    assert panel.training_run is not None
    light = panel.training_run.stimuli.light.copy()
    panel.execute("step 3")
    for line in ("shift 3 0", "theta 1", "damage a 20%", "rule nonquantized", "wait 60"):
        panel.execute(line)
    panel.execute("run")
    np.testing.assert_array_equal(panel.training_run.stimuli.light, light)
    again = ControlPanel()
    for line in panel.journal.lines:
        again.execute(line)
    assert bits(again) == bits(panel)
    shown = panel.training_run.stimuli
    sums = panel.machine.sums(panel.machine.sense(shown.light))
    assert panel.training_run.train_accuracy == np.mean(panel.backend.code.nearest(sums) == shown.class_of)  # type: ignore


def test_other_classes_than_the_courses_are_an_error(panel: ControlPanel, bits: Bits) -> None:
    panel.execute("course letters")
    panel.execute("classes one two")
    before = bits(panel)
    with pytest.raises(ConfigError, match="no class 'A'"):
        panel.execute("run")
    assert bits(panel) == before


def test_a_course_of_a_folder_replays_from_anywhere(folder: Any, tmp_path: Any, monkeypatch: Any, bits: Bits) -> None:
    monkeypatch.chdir(tmp_path)
    panel, again = ControlPanel(), ControlPanel()
    for line in (SMALL, f"course {folder.name} epochs 2", "step 3", "run"):
        panel.execute(line)
    monkeypatch.chdir("/")
    for line in panel.journal.lines:
        again.execute(line)
    assert bits(again) == bits(panel)
