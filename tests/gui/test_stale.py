"""Outdated figures, curves, maps and traces are marked as outdated."""

import numpy as np
import pytest

from mark1.gui.paint.words import Words
from mark1.gui.views.tally import accuracy_of, plotted
from mark1.machine.config import MachineConfig

CHANGES = ("theta 4", "set 3 2", "damage a 40", "unplug {s} {a}", "noise 0.3", "rotate 10")
HARMLESS = ("present letter B", "teach B", "course letters", "keep A", "train letters epochs 1", "rule forced")


@pytest.fixture
def judged(make_wall):
    """A wall after an evaluation, with the letter B answered right."""
    return make_wall().do("train letters epochs 12", "present letter B", "teach B", "evaluate letters")


def frame_of(wall):
    return wall.wall.now


def is_dim(wall):
    moment = frame_of(wall).moment
    assert wall.panel.evaluation_is_old == moment.evaluation_is_old
    return moment.evaluation_is_old


def test_an_evaluation_is_outdated_after_a_change_and_current_after_undo(judged):
    board = judged.panel.machine.patch_board
    for line in CHANGES:
        judged.do(line.format(s=board.s_of_wire[0], a=board.a_of_wire[0]))
        assert is_dim(judged), line
        judged.do("undo")
        assert not is_dim(judged), line
    for line in HARMLESS:
        judged.do(line)
        assert not is_dim(judged), line
    judged.do("theta 4", "evaluate letters")
    assert not is_dim(judged)


def test_an_outdated_evaluation_is_dimmed_and_labelled(judged):
    judged.draw(20)
    teacher = judged.view("teacher")
    bright, tip = judged.brightness(teacher.matrix), judged.wall.under(teacher.matrix.center)
    judged.do("theta 6").draw(20)
    assert judged.brightness(teacher.matrix) < bright
    assert judged.wall.under(teacher.matrix.center).why == Words("en")("teacher.old_why") != tip.why
    assert accuracy_of(frame_of(judged))[1]


def test_the_newer_accuracy_is_shown_whichever_it_is(make_wall):
    wall = make_wall().do("train letters epochs 1", "evaluate letters", "train letters epochs 12")
    assert is_dim(wall) and accuracy_of(frame_of(wall)) == (wall.panel.training_run.train_accuracy, False)
    wall.do("theta 4")
    assert accuracy_of(frame_of(wall))[1]
    wall.do("evaluate letters")
    assert accuracy_of(frame_of(wall)) == (wall.panel.evaluation.accuracy, False)


def test_a_run_without_corrections_updates_the_accuracy(make_wall):
    wall = make_wall().do("course letters", "run", "theta 2")
    assert accuracy_of(frame_of(wall)) == (1.0, True)
    wall.do("course letters", "run")
    assert accuracy_of(frame_of(wall)) == (1.0, False)


def test_a_second_evaluation_is_drawn(judged):
    judged.draw(10)
    for line in ("evaluate letters:roman", "undo", "evaluate shapes", "reset"):
        judged.operator.carry_out(line)
        judged.draw(10)
        assert not judged.wall.guard.failures, line
        assert judged.view("teacher")._counted[0] is judged.panel.evaluation


def test_an_evaluation_is_outdated_during_training(judged):
    seen = []
    judged.do("reset", "course letters", "step 5", "evaluate letters")
    judged.operator.on_pause = lambda: seen.append(judged.operator.look()[0].evaluation_is_old)
    judged.operator.pace.speed = 1e6
    judged.do("step 3")
    assert seen[0] is False and seen[-1] is True


def test_no_picture_is_not_the_same_as_not_taught(make_wall, tmp_path):
    wall, words = make_wall(), Words("en")
    answer = wall.view("response").answer

    def said():
        wall.draw(10)
        return answer.shown.sure

    assert said() == words("response.no_picture")
    wall.do("present letter A")
    assert said() == words("response.nothing")
    wall.do("train letters epochs 2", f"save {tmp_path / 'm.mark1'}", "machine", f"load {tmp_path / 'm.mark1'}")
    assert said() == words("response.no_picture")


def test_an_epoch_under_way_is_no_point_of_the_curve(make_wall):
    wall = make_wall().do("course letters", "step 40")
    curve, _ = plotted(frame_of(wall).training_run, True)
    assert len(curve.values) == 1 and curve.going == wall.panel.training_run.corrections_now
    wall.do("step 12")
    curve, _ = plotted(frame_of(wall).training_run, True)
    assert len(curve.values) == 2 and curve.going is None


def test_run_after_success_continues_the_curve(make_wall):
    for lines in (("course letters", "run"), ("backend logistic", "course letters epochs 5", "run")):
        wall = make_wall().do(*lines)
        first, _ = plotted(frame_of(wall).training_run, True)
        wall.do(*lines[-2:])
        again, _ = plotted(frame_of(wall).training_run, True)
        assert again.before == len(first.values) and np.array_equal(again.values[: again.before], first.values)
        assert len(again.values) > len(first.values)
        wall.do("reset", lines[-2])
        assert not len(plotted(frame_of(wall).training_run, True)[0].values)


def test_the_map_and_its_count_show_the_current_machine(make_wall):
    wall = make_wall(MachineConfig(), board="plane").do("course plane:rings")
    wall.draw(3)
    plane = wall.view("plane")
    for _ in range(3):
        wall.do("step 60")
        wall.draw(7)  # a tenth of a second
        points, machine = plane.points, wall.panel.machine
        light = wall.panel.training_run.stimuli.light
        answer = wall.panel.backend.classify(light)
        assert np.array_equal(plane.regions.taken, answer[: len(points)]), machine.corrections


def test_the_history_of_a_pot_ends_with_its_machine(make_wall):
    wall = make_wall().do("course letters", "run")
    wall.draw(10)
    history = wall.view("potentiometers").history
    for line in ("set 0 1", "set 0 2"):
        wall.do(line).draw(10)
    assert history.length >= 3
    for line in ("reset", "machine seed 3"):
        wall.do(line).draw(10)
        assert history.length == 1 and not history.of(0).any()


def test_the_value_at_the_end_of_a_curve_is_on_its_paper(make_wall):
    wall = make_wall(size=(1024, 640)).do("backend logistic rate 0.0001", "course letters epochs 3", "step")
    wall.draw(20)
    for name in ("curves", "teacher"):
        view = wall.view(name)
        charts = view.charts.values() if name == "curves" else [view.chart]
        for chart in charts:
            around = {tuple(wall.wall.canvas.get_at((chart.x - 1, y)))[:3] for y in range(chart.y, chart.bottom)} | {
                tuple(wall.wall.canvas.get_at((chart.right, y)))[:3] for y in range(chart.y, chart.bottom)
            }
            assert wall.wall.style.palette.paper not in around
