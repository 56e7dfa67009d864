"""Photographs in the window: the frame found on one is shown, dragged with mouse and fingers, and put by hand."""

import pygame
import pytest
from PIL import Image, ImageDraw

from mark1.gui.views.photograph import WHOLE, line_for
from mark1.machine.optics import Scene
from mark1.panel.control_panel import ControlPanel
from tests.gui.conftest import Visit

SHEET = ((100, 60), (420, 80), (400, 420), (80, 400))  # on a desk of 640 x 480


def draw(path, *, sheet=True, letters="T"):
    """A T per letter, 120 px apart, on a sheet on a desk or on white."""
    image = Image.new("L", (640, 480), 90 if sheet else 255)
    pen = ImageDraw.Draw(image)
    if sheet:
        pen.polygon(SHEET, fill=235)
    for k, _ in enumerate(letters):
        pen.rectangle((200 + 120 * k, 160, 290 + 120 * k, 185), fill=10)
        pen.rectangle((233 + 120 * k, 160, 257 + 120 * k, 300), fill=10)
    image.save(path)
    return path


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    made = Visit()
    made.path = draw(tmp_path_factory.mktemp("photo") / "sheet.png")
    yield made
    made.operator.close()


@pytest.fixture
def visit(window):
    window.state.board, window.state.notice = "photo", None
    window.operator.ask(f"present file '{window.path}'")
    return window.settle()


def view_of(visit):
    return visit.wall.all_views["photo"]


def at(visit, *points):
    """Places in the window of points of the file."""
    width, height = view_of(visit).photograph.scene.size
    places = view_of(visit).photograph.places(tuple((x / width, y / height) for x, y in points))
    return [(round(x), round(y)) for x, y in places]


def drag(visit, start, *way, release=True):
    mouse = pygame.Event(pygame.MOUSEBUTTONDOWN, pos=start, button=1)
    moves = [pygame.Event(pygame.MOUSEMOTION, pos=place, rel=(0, 0), buttons=(1, 0, 0)) for place in way]
    up = [pygame.Event(pygame.MOUSEBUTTONUP, pos=way[-1], button=1)] if release else []
    for event in (mouse, *moves, *up):
        pygame.event.post(event)
        visit.frames()
    return visit.settle() if release else visit


def last_line(visit):
    log = visit.operator.log
    return next(log[-k].text for k in range(1, len(log) + 1) if log[-k].kind == "line")


def corners_of(line):
    numbers = [float(word) for word in line.split("corners ")[1].split(",")]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def near(one, other, px=3.0):
    return all(abs(a - b) <= px for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True))


def test_the_sheet_found_is_shown_where_it_lies(visit):
    scene, (width, height) = visit.panel.observation.scene, (640, 480)
    assert near([(x * width, y * height) for x, y in scene.sheet], SHEET, 12)
    assert scene.words == () and view_of(visit).photograph.scene is scene
    for place in at(visit, *[(x * width, y * height) for x, y in scene.sheet]):
        red, _, blue, _ = visit.window.screen.get_at((place[0] + visit.wall.style.px(3), place[1]))
        assert blue > red + 25  # desk and paper are warm


def test_a_dragged_corner_is_one_line_that_replays(visit):
    before = visit.panel.observation.light.copy()
    found = [(x * 640, y * 480) for x, y in visit.panel.observation.scene.sheet]
    start, end = at(visit, found[2], (500, 460))
    drag(visit, start, (start[0] + 5, start[1] + 5), end)
    line = last_line(visit)
    assert near(corners_of(line), [*found[:2], (500, 460), found[3]])
    assert visit.panel.journal.lines[-1] == line and "corners" in visit.panel.observation.scene.words
    assert not (visit.panel.observation.light == before).all()
    other = ControlPanel()
    other.execute(line)
    assert (other.observation.light == visit.panel.observation.light).all()


def test_the_same_corners_by_hand_give_the_same_picture(visit):
    seen = visit.panel.observation
    visit.operator.ask(line_for(seen.scene, seen.scene.sheet))
    again = visit.settle().panel.observation
    assert (again.s != seen.s).mean() < 0.01 and near(again.scene.sheet, seen.scene.sheet, 1e-3)


def test_crossing_corners_are_refused_and_nothing_changes(visit):
    seen, lines = visit.panel.observation, list(visit.panel.journal.lines)
    start, across = at(visit, SHEET[3], (600, 60))
    drag(visit, start, across, release=False)
    palette = visit.wall.style.palette
    assert visit.window.screen.get_at((across[0] + visit.wall.style.px(3), across[1]))[:3] == palette.fault
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, pos=across, button=1))
    visit.settle()
    assert visit.panel.observation is seen and visit.panel.journal.lines == lines
    assert visit.operator.trouble.startswith("corners: expected those of the sheet")
    assert view_of(visit).dragged is None


def test_a_corner_stays_on_the_picture(visit):
    (start,) = at(visit, SHEET[0])
    drag(visit, start, (start[0] - 50, start[1] - 50), (0, 0))
    assert corners_of(last_line(visit))[0] == (0, 0)


def test_a_finger_drags_a_corner_from_beside_it(visit):
    width, height = visit.window.screen.get_size()
    (start, end), reach = at(visit, SHEET[1], (600, 20)), visit.wall.style.px(18)
    way = [(start[0] + reach, start[1]), ((start[0] + end[0]) // 2, end[1]), end]
    for kind, place in zip((pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP), way, strict=True):
        pygame.event.post(pygame.Event(kind, finger_id=3, x=place[0] / width, y=place[1] / height, dx=0, dy=0))
        visit.frames()
    assert near(corners_of(last_line(visit.settle()))[1:2], [(600, 20)], 4)


def test_several_letters_open_the_board_and_are_framed_by_hand(visit, tmp_path):
    seen, visit.state.board = visit.panel.observation, "patch_board"
    visit.operator.ask(f"present file '{draw(tmp_path / 'TT.png', sheet=False, letters='TT')}'")
    visit.settle().frames(2)
    assert visit.state.board == "photo" and visit.panel.observation is seen
    assert "2 separate figures" in visit.operator.trouble and view_of(visit).corners == WHOLE
    start, end = at(visit, (180, 140), (305, 320))
    drag(visit, start, end)
    assert near(corners_of(last_line(visit)), [(180, 140), (305, 140), (305, 320), (180, 320)])
    assert visit.panel.observation.name == "TT.png" and visit.operator.trouble == ""


def test_the_keys_go_back_to_automatic_and_take_it_whole(visit):
    controls = {control.key: control for control in view_of(visit).controls}
    drag(visit, *at(visit, SHEET[2], (500, 460)))
    visit.window.press(controls["photo.find"])
    assert "corners" not in last_line(visit.settle()) and len(visit.panel.observation.scene.sheet) == 4
    visit.window.press(controls["photo.whole"])
    assert corners_of(last_line(visit.settle())) == [(0, 0), (640, 0), (640, 480), (0, 480)]
    assert near(visit.panel.observation.scene.sheet, WHOLE, 1e-9)


def test_a_corner_is_moved_by_keys(visit):
    controls = {control.key: control for control in view_of(visit).controls}
    visit.wall.focus(controls["photo.corner"])
    visit.press(pygame.K_RIGHT)
    visit.wall.focus(controls["photo.across"])
    before = visit.panel.observation.scene.sheet[1][0] * 640
    visit.press(pygame.K_PAGEUP)
    assert abs(visit.panel.observation.scene.sheet[1][0] * 640 - before - 32) < 3.3


def test_another_photograph_ends_a_drag(visit, tmp_path):
    start, end = at(visit, SHEET[2], (500, 460))
    drag(visit, start, end, release=False)
    visit.operator.ask(f"present file '{draw(tmp_path / 'other.png', sheet=False)}'")
    visit.settle()
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, pos=end, button=1))
    visit.settle()
    assert visit.panel.observation.name == "other.png" and visit.state.notice.key == "strip.other_photograph"
    assert view_of(visit).dragged is None


def test_a_drag_survives_training_and_another_window_size(visit):
    start, end = at(visit, SHEET[2], (500, 460))
    drag(visit, start, (start[0] + 4, start[1]), release=False)
    visit.operator.ask_all(["course letters", "step 3"])
    visit.settle()
    visit.wall.place((1280, 800))
    visit.frames(2)
    (end,) = at(visit, (500, 460))
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, pos=end, button=1))
    visit.settle()
    assert near(corners_of(last_line(visit))[2:3], [(500, 460)], 4) and visit.panel.observation.name == "sheet.png"
    visit.wall.place(visit.window.screen.get_size())


def test_the_camera_has_the_same_corners_and_opens_the_board(visit):
    camera, visit.state.board = visit.wall.all_views["camera"], "library"
    visit.frames(2)
    start, end = ((round(x), round(y)) for x, y in camera.photograph.places((camera.corners[0], (0.02, 0.02))))
    drag(visit, start, end)
    assert near(corners_of(last_line(visit))[:1], [(13, 10)], 8) and visit.state.board == "library"
    drag(visit, camera.glass.center, camera.glass.center)
    assert visit.state.board == "photo"


def test_pixels_of_a_line_and_the_words_that_stay():
    scene = Scene(None, (), (), "a b.png", (24, 20), ("channel", "red", "crop", "1,1,5,5", "figure", "2", "frame", "0"))
    assert line_for(scene) == "present file 'a b.png' channel red frame 0"
    assert line_for(scene, WHOLE).endswith("frame 0 corners 0,0,24,0,24,20,0,20")
