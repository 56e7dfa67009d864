"""The answer window: a picture that the machine does not know is called unknown, and nothing is lit as the answer."""

from mark1.gui.paint.words import Words


def amber(wall, rect):
    """The number of pixels of a rectangle in the colour of a lit lamp."""
    red, green, blue = wall.view("response").style.palette.lamp_on
    pixels = wall.screen.subsurface(rect)
    return sum(
        pixels.get_at((x, y))[:3] == (red, green, blue) for x in range(rect.w) for y in range(rect.h)
    )  # fmt: skip


def test_an_unknown_picture_is_called_unknown(make_wall):
    wall, words = make_wall(), Words("en")
    wall.do("train shapes epochs 1", "unknown 0.1", "present letter T").draw(12)
    view, answer = wall.view("response"), wall.wall.now.moment.answer(wall.panel.observation)
    assert answer["label"] is None and answer["distance"] > 0.1
    assert view.answer.said == (
        f"{words('response.unknown')} {answer['distance']:.2f} cells from the nearest "
        f"{answer['taken_for']} it was trained on"
    )
    assert amber(wall, view.answer.glass) > 30 and amber(wall, view.answer.nearest.rect) == 0
    wall.do("unknown off").draw(12)
    assert view.answer.said == answer["taken_for"] and amber(wall, view.answer.nearest.rect) > 30
