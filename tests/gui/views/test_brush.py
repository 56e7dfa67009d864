"""Light laid on cells along a line."""

import numpy as np

from mark1.gui.views.brush import brush


def test_a_dot_of_one_cell_lights_that_cell():
    light = np.zeros((3, 3), np.float32)
    brush(light, (1.5, 1.5), (1.5, 1.5), 1.0, lit=True)
    assert light.tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_a_fast_line_has_no_gaps():
    light = np.zeros((5, 20), np.float32)
    brush(light, (0.5, 2.5), (19.5, 2.5), 1.0, lit=True)
    assert (light[2] == 1).all() and light.sum() == 20


def test_light_adds_up_and_dark_removes_it():
    light = np.ones((4, 4), np.float32)
    brush(light, (0.5, 0.5), (3.5, 3.5), 1.0, lit=True)
    assert light.min() == 1
    brush(light, (0.5, 0.5), (3.5, 3.5), 1.0, lit=False)
    assert np.diag(light).tolist() == [0, 0, 0, 0]
