"""Pixels at named points: lit things are brighter, pointers point where the machine says; reproducible bits."""

import math

import numpy as np
import pygame
import pytest

from mark1.gui.paint.dial import ANGLES, SWEEP_DEG
from mark1.gui.paint.lamp import DEAD


def test_a_lamp_that_is_on_is_brighter(wall):
    wall.do("present letter A").draw(60)
    a, grid = wall.panel.observation.a, wall.view("association").grid
    on, off = (int(np.flatnonzero(a == value)[0]) for value in (True, False))
    assert wall.brightness(grid.square(on)) > 2 * wall.brightness(grid.square(off))


def test_a_lamp_lights_up_gradually(wall):
    wall.draw(2)
    wall.do("present letter A")
    on = wall.view("association").grid.square(int(np.flatnonzero(wall.panel.observation.a)[0]))
    bright = []
    for _ in range(30):
        wall.draw()
        bright.append(wall.brightness(on))
    assert bright == sorted(bright)
    assert bright[0] < bright[3] < bright[-1]


def test_a_cell_that_is_on_is_brighter(wall):
    wall.do("present letter A").draw(2)
    s, grid = wall.panel.observation.s, wall.view("retina").grid
    on, off = (int(np.flatnonzero(s == value)[0]) for value in (True, False))
    assert wall.brightness(grid.square(on)) > 1.5 * wall.brightness(grid.square(off))


@pytest.mark.parametrize("volts", [-11, -6, -2, 0, 3, 7, 11])
def test_a_dial_points_where_the_wiper_is(volts, make_wall):
    wall = make_wall(size=(1600, 900)).do(f"set 100 {volts}")
    wall.draw(90)
    square = wall.view("potentiometers").grid.square(100)
    along = square.w * 0.26
    light = {}
    for share in np.linspace(-1, 1, 23):
        angle = math.radians(SWEEP_DEG * share)
        at = (
            round(square.centerx - 0.5 + along * math.sin(angle)),
            round(square.centery - 0.5 - along * math.cos(angle)),
        )
        light[float(share)] = sum(wall.screen.get_at(at)[:3])
    brightest = max(light, key=light.__getitem__)
    assert brightest == pytest.approx(volts / 11, abs=0.14)


def test_a_dial_follows_the_wiper_exactly(wall):
    wall.draw()
    wall.do("set 3 7.7").draw(90)
    assert wall.view("potentiometers").pointer[3] == np.float32(0.7)
    assert wall.view("potentiometers").field.shown[3] % ANGLES == round(1.7 / 2 * (ANGLES - 1))


def test_dead_units_look_dead(wall):
    wall.do("damage a 5").draw(30)
    dead = wall.panel.machine.association.dead
    assert (wall.view("association").lamps.shown[dead] == DEAD).all()
    assert not (wall.view("association").lamps.shown[~dead] == DEAD).any()


def test_a_needle_deflects_to_the_side_of_the_sum(make_wall):
    wall = make_wall(size=(1600, 900)).do("train letters epochs 3", "present letter R")
    wall.draw(120)
    view = wall.view("response")
    for r, sum_v in enumerate(wall.panel.observation.sum_v):
        assert view.needle[r] == pytest.approx(sum_v / view.range_v, abs=0.01)
        meter = view.small[r][0]
        x, y = view.face._at(float(view.needle[r]), view.face.reach * 0.75)
        assert sum(wall.screen.get_at((round(meter.x + x), round(meter.y + y)))[:3]) < 330


def test_the_same_session_gives_the_same_bits(make_wall):
    lines = ("train letters epochs 2", "evaluate letters", "present letter Q")
    first, second = (make_wall().do(*lines) for _ in range(2))
    first.draw(20)
    kept = first.bits()
    second.draw(20)
    assert second.bits() == kept


def test_incremental_and_complete_drawing_give_the_same_pixels(make_wall):
    """Dirty rectangles leave no trace."""
    wall = make_wall().do("present letter A")
    wall.draw(5)
    wall.do("train letters epochs 2", "present letter B")
    wall.draw(200)
    piecewise = wall.bits()
    wall.wall.place(wall.wall.size)
    wall.draw(200)
    assert wall.bits() == piecewise


def test_the_picture_has_the_requested_size(make_wall):
    wall = make_wall(size=(1600, 900))
    wall.draw()
    assert pygame.transform.average_color(wall.screen, pygame.Rect(1580, 880, 10, 10))[:3] != (0, 0, 0)
