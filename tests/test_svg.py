"""SVG pages: places and words are those that were asked for, and a picture of one shows what the page shows."""

from io import BytesIO
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from mark1.figures import raster
from mark1.figures.page import Page, style
from mark1.svg import SvgPage

INK, RED = "#000000", "#ff0000"


def draw(page):
    page.rects([(10, 10, 30, 20)], RED)
    page.circles([(70, 20)], 8, INK, RED, 2)
    page.polygons([[(100, 10), (120, 10), (110, 30)]], INK)
    page.lines([[(10, 50), (110, 50)]], INK, 2)
    page.text(20, 80, "x & y < z", 16)
    page.text(120, 80, "right", 16, "right", RED, "italic")


def test_a_drawing_says_where_everything_is():
    page = SvgPage(130, 90, "#ffffff")
    draw(page)
    root = ElementTree.fromstring(page.svg())
    shapes = [mark.tag.rpartition("}")[2] for mark in root]
    assert shapes == ["rect", "rect", "circle", "polygon", "polyline", "text", "text"]
    assert (root[1].get("x"), root[1].get("width"), root[1].get("fill")) == ("10", "30", RED)
    assert root[3].get("points") == "100,10 120,10 110,30"
    assert (root[5].text, root[5].get("x"), root[5].get("fill")) == ("x & y < z", "20", "#22282e")
    assert (root[6].get("text-anchor"), root[6].get("font-style")) == ("end", "italic")


def test_its_picture_is_that_of_a_page_on_which_the_same_is_drawn():
    svg = SvgPage(130, 90, "#ffffff")
    draw(svg)
    with style():
        page = Page(130, 90)
        page.rects([(0, 0, 130, 90)], "#ffffff")
        draw(page)
        wanted = page.png(raster.SCALE * 100)
    ours, theirs = (
        np.asarray(Image.open(BytesIO(data)).convert("L"), float) for data in (raster.png(svg.svg()), wanted)
    )
    assert ours.shape == theirs.shape == (180, 260)
    assert np.abs(ours - theirs).max() <= 2


def test_words_are_as_wide_as_matplotlib_makes_them():
    page = SvgPage(10, 10)
    with style():
        ruler = Page(10, 10)
        for face in ("roman", "italic", "label"):
            for words in ("(x + y) * z = -12.5", "MOTOR_POWER", "softmax loss", " above the arrow", "1 … 3, 47"):
                difference = page.width_of(words, 20, face) - ruler.width_of(words, 20, face)
                assert abs(difference) < 0.5 * len(words)
    assert page.width_of("重み", 20) == 40
    assert page.width_of("e\u0301", 20) == page.width_of("e", 20)


def test_what_could_break_a_file_is_not_printed():
    page = SvgPage(10, 10)
    page.text(0, 5, "a\n\x1b</text><script>", 4)
    (words,) = [mark.text for mark in ElementTree.fromstring(page.svg()) if mark.tag.endswith("text")]
    assert "\n" not in words and words.endswith("</text><script>")
