"""Views ask the back end what it can show: one under another name looks the same."""

import numpy as np
import pytest

from mark1.backends.mark1 import Mark1Backend
from mark1.backends.network import LogisticBackend, NetworkBackend
from mark1.gui.views.nearest_list import ranking
from mark1.gui.views.outputs import fits, looks_for, values, weights_of

LEARNED = "course letters epochs 1", "run", "present letter R"


@pytest.mark.parametrize(
    ("kind", "lines"),
    [(Mark1Backend, ()), (NetworkBackend, ("backend mlp hidden 4",)), (LogisticBackend, ("backend logistic",))],
)
def test_a_back_end_under_another_name_looks_the_same(kind, lines, make_wall, monkeypatch):
    shown = []
    for name in (kind.name, "a new one"):
        wall = make_wall().do(*lines, *LEARNED)
        monkeypatch.setattr(kind, "name", name)
        wall.draw(8)
        hung = [type(view).__name__ for view in wall.wall.views.values()]
        header = wall.view("header").rect
        wall.wall.canvas.fill((0, 0, 0), header)  # its key is down, or none is
        wall.wall.canvas.fill((0, 0, 0), wall.view("teletype").rect)
        shown.append((hung, wall.wall.canvas.get_buffer().raw, wall.wall.guard.failures))
    assert shown[0] == shown[1] and not shown[0][2]


def test_outputs_of_each_back_end(make_wall):
    wall = make_wall().do(*LEARNED)
    frame = wall.wall.now
    assert frame.backend.in_volts and frame.backend.pictured and frame.backend.network is None
    assert np.array_equal(values(frame), wall.panel.observation.sum_v) and fits(frame)
    assert np.array_equal(weights_of(frame, 3), wall.panel.machine.potentiometers.wiper[192:256])
    labels, near = ranking(frame)
    assert near[0] == frame.backend.code.word(labels[0]) @ wall.panel.observation.sum_v
    for line, pictured, n_units in (("backend mlp hidden 4", False, 4), ("backend logistic", True, 26)):
        frame = wall.do(line).wall.now
        assert frame.backend.network is None and not fits(frame) and frame.backend.nearness(np.zeros(26)) is None
        frame = wall.do(*LEARNED).wall.now
        assert not frame.backend.in_volts and frame.backend.pictured == pictured
        assert np.array_equal(values(frame), wall.panel.observation.scores) and fits(frame)
        assert frame.backend.looks_for().shape == (n_units, 20, 20)
        assert (weights_of(frame, 3) is not None) == pictured
        assert looks_for(frame, 3).shape == (20, 20)
        labels, near = ranking(frame)
        assert labels[0] == frame.backend.answer(frame.observation)["label"] and near[0] == values(frame).max()
        assert frame.backend.nearness(np.zeros(25)) is None
