"""The camera: the picture as given, the frame on it, and cells where there is only light."""

import pytest
from PIL import Image, ImageDraw
from pygame import Rect


@pytest.fixture
def page(tmp_path):
    """A dark T in the left upper quarter of a wide white page."""
    image = Image.new("L", (640, 400), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 60, 260, 90), fill=0)
    draw.rectangle((165, 60, 195, 220), fill=0)
    image.save(tmp_path / "T.png")
    return tmp_path / "T.png"


def test_the_camera_shows_the_page_and_not_what_the_retina_sees(wall, page):
    wall.do(f"present file '{page}'").draw(2)
    glass = wall.view("camera").glass
    assert wall.panel.observation.light[0].max() < 0.5  # the ground is dark for the photocells,
    paper = Rect(0, 0, glass.w // 4, glass.h // 4)
    paper.midright = glass.midright
    above = Rect(glass.x, glass.y, glass.w, glass.h // 10)
    assert wall.brightness(paper) > 100  # and white before the lens,
    assert wall.brightness(above) < 40  # with nothing above a page wider than high


def test_teaching_keeps_the_scene(wall):
    wall.do("present letter A")
    scene = wall.panel.observation.scene
    wall.do("teach A")
    assert scene is not None and wall.panel.observation.scene is scene


def test_light_alone_is_shown_as_cells(wall):
    wall.do("present light " + "ff00" * 200).draw(2)
    glass = wall.view("camera").glass
    assert wall.panel.observation.scene is None
    step = glass.w / 20
    columns = [wall.brightness(Rect(round(glass.x + (k + 0.4) * step), glass.centery - 20, 2, 40)) for k in (4, 5, 6)]
    assert columns[0] > 2 * columns[1] < columns[2]


def test_the_frame_moves_with_the_knobs(wall):
    wall.do("present letter A").draw(2)
    straight = wall.bits()
    wall.do("rotate 20", "present letter A").draw(2)
    (x0, y0), (x1, y1), *_ = wall.panel.observation.scene.corners
    assert y1 > y0 and x1 > x0
    assert wall.bits() != straight
