"""Photographs before the camera: the scene that is kept, several letters that touch, and what a colour would show."""

import numpy as np
import pytest
from PIL import Image

from mark1.errors import FramingError
from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.characters import glyphs


@pytest.fixture(scope="module")
def panel():
    made = ControlPanel()
    made.execute("train shapes epochs 1")
    return made


def word(text, gap=0):
    """A word of roman capitals, black on white, its letters ``gap`` cells apart after their blank columns."""
    letters = [glyphs("roman")[letter] for letter in text]
    inked = [letter[:, letter.any(axis=0)] for letter in letters]
    spaced = [np.pad(letter, ((8, 8), (0, max(0, gap)))) for letter in inked]
    row = spaced[0]
    for letter in spaced[1:]:  # a negative gap lets them overlap
        over = max(0, -gap)
        both = np.zeros((row.shape[0], row.shape[1] + letter.shape[1] - over), row.dtype)
        both[:, : row.shape[1]] = row
        both[:, row.shape[1] - over :] = np.maximum(both[:, row.shape[1] - over :], letter)
        row = both
    page = np.pad(row, ((0, 0), (8, 8)))
    return Image.fromarray((255 * (1 - np.kron(page, np.ones((8, 8))))).astype(np.uint8))


def test_letters_that_touch_are_no_letter_without_a_word(panel, tmp_path):
    word("HELLO", gap=-1).save(tmp_path / "tight.png")
    word("W").save(tmp_path / "W.png")
    reply = panel.execute(f"present file '{tmp_path / 'tight.png'}'")
    assert 3.5 < reply.data["wide"] < 6 and reply.text.endswith("times as wide as high)")
    assert "may be several letters" in reply.text
    assert "may be several" not in panel.execute(f"present file '{tmp_path / 'tight.png'}' figure all").text
    alone = panel.execute(f"present file '{tmp_path / 'W.png'}'")
    assert alone.data["wide"] is None and "several" not in alone.text


def test_a_picture_without_one_figure_is_raised_with_its_scene(panel, tmp_path):
    seen = panel.observation
    word("AB", gap=4).save(tmp_path / "AB.png")
    with pytest.raises(FramingError, match=r"AB\.png': 2 separate figures") as caught:
        panel.execute(f"present file '{tmp_path / 'AB.png'}' channel red")
    scene = caught.value.scene
    assert scene.corners == () == scene.sheet and scene.words == ("channel", "red") and panel.observation is seen
    with Image.open(tmp_path / "AB.png") as image:
        assert scene.size == image.size and scene.file.endswith("AB.png")


def test_a_crop_is_a_sheet_of_the_scene(panel, tmp_path):
    image = word("AB", gap=4)
    image.save(tmp_path / "AB.png")
    width, height = image.size
    panel.execute(f"present file '{tmp_path / 'AB.png'}' crop 0,0,{width // 2},{height}")
    sheet = np.array(panel.observation.scene.sheet) * (width, height)
    assert np.allclose(sheet, [(0, 0), (width // 2, 0), (width // 2, height), (0, height)])


def test_grey_noise_has_no_colour_that_helps(panel, tmp_path):
    Image.fromarray((np.random.default_rng(0).random((200, 200)) * 255).astype("uint8")).save(tmp_path / "noise.png")
    with pytest.raises(FramingError) as caught:
        panel.execute(f"present file '{tmp_path / 'noise.png'}'")
    assert "channel" not in str(caught.value)
    ink = np.asarray(word("R")) < 128
    Image.fromarray(np.where(ink[..., None], (255, 0, 0), (0, 130, 0)).astype(np.uint8)).save(tmp_path / "red.png")
    with pytest.raises(FramingError, match="channel red tells them apart"):
        panel.execute(f"present file '{tmp_path / 'red.png'}'")
