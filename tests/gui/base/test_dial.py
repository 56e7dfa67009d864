"""Dials: steps, stops, words; and turning them by pointer."""

import math

from mark1.gui.base.contract import Ask, Dial, choice
from mark1.gui.base.turning import Turning, current_value, turned


def dial(wall, low=-10.0, high=30.0, step=0.5):
    return Dial("theta", lambda frame: frame.machine.association.theta, "theta {:g}".format, low, high, step)


def test_values_are_rounded_to_steps_within_the_limits():
    one = Dial("x", lambda frame: 0, str, -1, 1, 0.25)
    assert [one.held(v) for v in (-9, 0.1, 0.13, 9)] == [-1, 0, 0.25, 1]
    assert [one.share(v) for v in (-1, 0, 1, 7)] == [-1, 0, 1, 1]
    assert not math.isnan(Dial("x", lambda frame: 0, str, 0, 0).share(0))


def test_a_choice_has_a_word_at_each_step():
    one = choice("x", ("a", "b", "c"), lambda frame: 0, "x {}".format)
    assert one.text(2) == "c" and one.turn(1) == "x 1" and one.held(7) == 2


def test_dragging_right_or_up_increases_a_dial(wall):
    one, frame = dial(wall), wall.wall.now
    held = Turning(one, (100, 100), 1.0)
    assert held.move((100, 100), frame) is None
    px = 240 * 0.5 / 40
    assert held.move((100 + round(2 * px), 100), frame) == Ask(("theta 3",), f"theta {held.hold}")
    assert held.move((100, 100 - round(4 * px)), frame) == Ask(("theta 4",), f"theta {held.hold}")
    assert held.move((100 - 2000, 100), frame) == Ask(("theta -10",), f"theta {held.hold}")
    assert held.release((0, 0), frame) is None


def test_a_click_advances_a_selector(wall):
    one, frame = dial(wall), wall.wall.now
    click = Turning(one, (0, 0), 1.0, click=1)
    assert click.release((0, 0), frame) == Ask(("theta 2.5",), f"theta {click.hold}")
    frame.state.turned.clear()
    back = Turning(one, (0, 0), 1.0, click=-1)
    assert back.release((0, 0), frame) == Ask(("theta 1.5",), f"theta {back.hold}")
    assert back.hold != click.hold


def test_clicks_add_up_while_the_operator_is_behind(wall):
    wall.operator.ask("theta 9")  # the turn is pending: no operator works
    one, frame = dial(wall), wall.wall.now
    for _ in range(3):
        turned(one, current_value(one, frame) + 0.5, frame)
    assert current_value(one, frame) == 3.5


def test_a_camera_knob_presents_the_picture_again(wall):
    wall.do("present letter A")
    one = Dial("blur", lambda frame: frame.machine.config.optics.blur_cells, "blur {:g}".format, 0, 5, 0.1, shows=True)
    assert turned(one, 1, wall.wall.now) == Ask(("blur 1", "present again letter A"), "blur 0")
