"""Every view, on machines of every size, draws and leaves the machine unchanged."""

import numpy as np
import pygame
import pytest

from mark1.gui.base.contract import FrameContext, PointerEvent
from mark1.gui.base.ui_state import Unit
from mark1.gui.paint.theme import THEMES
from mark1.gui.paint.words import Words
from mark1.gui.views.answer_window import how_sure
from mark1.gui.views.boards import BOARDS
from mark1.gui.wall.hanging import VIEWS
from mark1.gui.wall.pointers import PointerTracker
from mark1.machine.config import (
    AssociationConfig,
    MachineConfig,
    PatchBoardConfig,
    PotentiometerConfig,
    ResponseConfig,
    RetinaConfig,
)
from mark1.stimuli.thermometer_code import REACH

TINY = MachineConfig(
    retina=RetinaConfig(rows=2, cols=2),
    patch_board=PatchBoardConfig(excitatory=1, inhibitory=1),
    association=AssociationConfig(n_a=4),
    response=ResponseConfig(n_r=1),
)
MACHINES = {
    "standard": MachineConfig(),
    "tiny": TINY,
    "many A-units": MachineConfig(association=AssociationConfig(n_a=5000)),
    "26 R-units": MachineConfig(response=ResponseConfig(n_r=26)),
    "shared": MachineConfig(potentiometers=PotentiometerConfig(pots="shared")),
    "ideal": MachineConfig(potentiometers=PotentiometerConfig(ideal=True)),
    "large retina": MachineConfig(retina=RetinaConfig(rows=64, cols=64)),
    "oblong retina": MachineConfig(retina=RetinaConfig(rows=3, cols=30)),
    "no wires": MachineConfig(patch_board=PatchBoardConfig(excitatory=0, inhibitory=0)),
}
LIVELY = ("teach A", "teach C", "damage a 1", "damage cells 1", "damage motors 1")


def arrays_of(panel):
    """Every array of machine and back end, and the states of their random generators."""
    plain, arrays = panel.backend.capture()
    return plain, {name: array.copy() for name, array in arrays.items()}


@pytest.mark.parametrize("name", MACHINES)
def test_every_view_draws_and_leaves_the_machine_alone(name, make_wall):
    wall = make_wall(MACHINES[name])
    wall.draw()
    n_s = wall.panel.machine.retina.n_s
    wall.do("classes A C", "present light " + "ff00" * (n_s // 2), *LIVELY)
    plain, before = arrays_of(wall.panel)
    for pointer in [(-1, -1), *(view.rect.center for view in wall.wall.views.values())]:
        wall.state.pointer = pointer
        wall.draw(2)
    after_plain, after = arrays_of(wall.panel)
    assert after_plain == plain
    assert all(np.array_equal(before[key], after[key]) for key in before)


@pytest.mark.parametrize("place", ["patch_board", "association", "potentiometers", "response", "teacher"])
def test_a_new_view_is_not_asked_before_it_is_drawn(place, make_wall):
    wall = make_wall()
    wall.draw()
    wall.state.pointer = wall.wall.views[place].rect.center
    pointers = PointerTracker(wall.wall)
    for line in ("backend mlp", "course xor", "backend mark1", "machine a-units 40", "undo"):
        wall.do(line)
        pointers.wheel(wall.state.pointer, 1)
        pointers.down("mouse", wall.state.pointer, PointerEvent())
        wall.draw()
    for board in (*BOARDS, *BOARDS):
        wall.state.board = board
        wall.draw()


@pytest.mark.parametrize("name", ["mlp", "logistic"])
def test_the_wall_shows_other_back_ends(name, make_wall):
    wall = make_wall()
    wall.draw()
    wall.do(f"backend {name}", "train letters epochs 2", "evaluate letters", "present letter T")
    before = arrays_of(wall.panel)[1]
    wall.draw(3)
    assert len(wall.view("response").modules) == 26
    assert all(np.array_equal(before[key], array) for key, array in arrays_of(wall.panel)[1].items())


@pytest.mark.parametrize(
    ("theme", "size"),
    [
        ("normal", (1024, 640)), ("high-contrast", (1024, 640)), ("large-text", (1024, 640)), ("normal", (1600, 900)),
        ("high-contrast", (1280, 1024)), ("large-text", (2560, 1080)),
    ],
)  # fmt: skip
def test_every_theme_draws_at_every_size(theme, size, make_wall):
    wall = make_wall(size=size, theme=theme, language="it")
    wall.draw(2)
    assert wall.screen.get_size() == size
    for view in wall.wall.views.values():
        for control in view.controls:
            assert view.rect.contains(control.rect), control.name


def test_views_stay_on_their_plates(wall):
    wall.do("train letters epochs 2", "evaluate letters", "present letter A")
    wall.draw(3)
    frame = FrameContext.of(wall.operator, wall.state, 1 / 60)
    for name, view in wall.wall.views.items():
        wall.wall.canvas.fill((255, 0, 255))
        view.place(view.rect, wall.wall.style)
        view.draw(wall.wall.canvas, frame)
        around = view.rect.inflate(4, 4)
        edge = {(x, y) for x in (around.left, around.right - 1) for y in range(around.top, around.bottom)}
        edge |= {(x, y) for x in range(around.left, around.right) for y in (around.top, around.bottom - 1)}
        seen = {tuple(wall.wall.canvas.get_at(place))[:3] for place in edge}
        assert seen == {(255, 0, 255)}, name


def test_nothing_is_drawn_when_nothing_changed(wall):
    wall.do("train letters epochs 2", "present letter A")
    wall.draw(200)
    assert wall.draw(30) == [[]] * 30


@pytest.mark.parametrize("name", VIEWS)
def test_units_under_the_pointer_have_tips(name, wall):
    wall.do(*(["backend logistic", "course letters"] if name in ("hidden", "curves") else ["present letter A"]))
    wall.state.board = name if name in BOARDS else "patch_board"
    wall.draw()
    view = wall.view(name)
    tips = [
        view.under((x, y))
        for x in range(view.rect.x, view.rect.right, 6)
        for y in range(view.rect.y, view.rect.bottom, 6)
    ]
    assert any(tip is not None and (tip.name or tip.why) for tip in tips)


@pytest.mark.parametrize(("name", "unit"), [("retina", "s"), ("association", "a"), ("potentiometers", "pot")])
def test_units_are_found_under_the_pointer(name, unit, wall):
    wall.draw()
    grid = getattr(wall.view(name), "shown", wall.view(name)).grid
    tip = wall.wall.under(grid.square(17).center)
    assert tip.unit == Unit(unit, 17)


def test_the_wires_of_the_unit_pointed_at_are_lit(wall):
    wall.draw()
    plain = wall.bits()
    wall.state.pointer = wall.view("association").grid.square(5).center
    wall.draw(2)
    assert wall.view("patch_board")._lit[0] == Unit("a", 5)
    wires = wall.view("patch_board").wires.at(Unit("a", 5))
    assert len(wires) == 20
    wall.state.pointer = (-1, -1)
    wall.draw(2)
    assert wall.bits() == plain


def test_another_machine_is_redrawn_completely(wall):
    wall.draw()
    wall.do("machine a-units 100 r-units 4")
    wall.draw()
    assert len(wall.view("association").grid.places) == 100
    assert len(wall.view("potentiometers").grid.places) == 100
    assert len(wall.view("response").modules) == 4
    wall.do("undo")
    wall.draw()
    assert len(wall.view("association").grid.places) == 512


def test_a_pulled_wire_is_drawn(wall):
    wall.draw()
    board = wall.panel.machine.patch_board
    s = int(board.s_of_wire[0])
    wall.do(f"unplug {s} 0")
    wall.draw()
    assert len(wall.view("patch_board").wires.at(Unit("a", 0))) == 19


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_window_gives_no_answer_where_the_panel_gives_none(language, make_wall):
    wall, words = make_wall(language=language), Words(language)
    wall.draw()
    wall.do("backend mark1")
    view = wall.view("response")
    for lines, key in (
        (["classes T F", "present letter T"], "response.tie"),
        (["teach T"], ""),
        (["undecided 500", "present again"], "response.undecided"),
        (["present dark"], "response.no_a_unit"),
        (["backend mlp hidden 4", "train shapes epochs 1", "present dark"], "response.no_light"),
    ):
        wall.do(*lines)
        wall.draw(12)
        answer = wall.panel.backend.answer(wall.panel.observation)
        assert (answer["label"] is None) == bool(key)
        assert view.under(view.answer.rect.center).value == (words(key) if key else answer["label"])
        assert (how_sure(answer, wall.wall.now, words) == words("response.silent")) == bool(key)


def test_no_point_lies_beyond_the_plane(make_wall):
    wall = make_wall(board="plane").do("course plane:moons", "step")
    wall.draw(2)
    view = wall.view("plane")
    assert np.abs(view.points.xy).max() > REACH
    drawn = pygame.Surface(wall.screen.get_size(), pygame.SRCALPHA)
    view._draw_points(drawn, view.points, wall.panel.backend.classes)
    assert view.inner.contains(drawn.get_bounding_rect())


def test_every_theme_has_room_for_its_texts(make_wall):
    wall = make_wall(size=(1366, 749)).do("course plane:moons", "step 3")
    for theme in THEMES:
        wall.state.theme, wall.state.language = theme, "it"
        wall.draw(12)
        answer, picture, teletype = wall.view("response").answer, wall.view("picture"), wall.view("teletype")
        assert answer.nearest.lines >= 3 and answer.rect.h >= 3 * wall.wall.style.text(14), theme
        assert answer.nearest.label_px >= 10, theme
        assert max(one.rect.bottom for one in picture.controls) <= picture.rect.bottom - wall.wall.style.px(14), theme
        assert teletype.room.h % teletype.line_px < 0.66 * teletype.line_px, theme
        assert teletype.room.bottom < teletype.entry.y, theme
        assert wall.view("camera").strip.w == wall.view("camera").inside.w, theme
