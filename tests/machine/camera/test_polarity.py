"""Polarity: four voices on paper, floods against a slow reference, and crops of a typeface that nobody fitted."""

from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from mark1.machine.camera.bitboard import count, eroded, flood, pack
from mark1.machine.camera.figure_ground import dark_odds
from mark1.machine.camera.polarity import CLEAR, ink_odds, of_one_hand
from mark1.stimuli.characters import LETTERS
from mark1.stimuli.polarities import SIDES, PolarityTally

FONTS = Path(matplotlib.__file__).parent / "mpl-data/fonts/ttf"


def crops(font: str, margin: int) -> list[np.ndarray]:
    """The 26 capitals of a font, black on white, cropped to their bounding box and a margin."""
    face, pages = ImageFont.truetype(FONTS / f"{font}.ttf", 80), []
    for letter in LETTERS:
        image = Image.new("L", (200, 200), 255)
        ImageDraw.Draw(image).text((100, 100), letter, fill=0, font=face, anchor="mm")
        left, top, right, bottom = Image.eval(image, lambda v: 255 - v).getbbox()
        page = image.crop((left - margin, top - margin, right + margin, bottom + margin))
        pages.append(np.asarray(page) / 255)
    return pages


@pytest.mark.parametrize("font", ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif"])
def test_no_cropped_capital_is_inverted(font: str) -> None:
    for margin in (0, 1, 3, 20):
        for side, flip in (("dark", lambda page: page), ("light", lambda page: 1 - page)):
            odds = np.array([dark_odds(flip(page)[np.newaxis])[0] for page in crops(font, margin)])
            judged = PolarityTally().judge(odds, "auto")
            assert [SIDES[k] for k in judged] == [side] * 26, (font, margin, side)


def test_the_inverse_picture_has_the_inverse_odds() -> None:
    light = np.random.default_rng(0).random((30, 20, 32)) < 0.6
    np.testing.assert_allclose(ink_odds(light), -ink_odds(~light), atol=1e-12)


def test_a_letter_in_a_wide_margin_is_clear() -> None:
    page = np.ones((1, 32, 32))
    page[0, 8:24, 14:18] = 0
    assert dark_odds(page)[0] > 2 * CLEAR and dark_odds(1 - page)[0] < -2 * CLEAR


def test_a_bar_with_round_ends_is_taken_as_its_set_is() -> None:
    bar = np.zeros((126, 10))
    bar[[0, 0, -1, -1], [0, -1, 0, -1]] = 1
    for side, flip in (("dark", lambda page: page), ("light", lambda page: 1 - page)):
        odds = np.array([dark_odds(flip(page)[np.newaxis])[0] for page in [*crops("DejaVuSans", 0), bar]])
        assert [SIDES[k] for k in PolarityTally().judge(odds, "auto")] == [side] * 27
    narrow = np.array([dark_odds(page[np.newaxis])[0] for page in (1 - bar, bar, bar)])
    assert [SIDES[k] for k in PolarityTally().judge(narrow, "auto")] == ["dark", "light", "light"]  # each by its border


def test_a_set_overrules_a_contested_picture_and_not_a_clear_one() -> None:
    together = of_one_hand(np.array([6.0] * 20 + [-5.0, -9.0]))
    assert together[-2] > 0 > together[-1]
    noise = np.array([0.4, -0.7, 1.0])
    np.testing.assert_array_equal(of_one_hand(noise), noise)


def test_flood_and_erosion_are_those_of_a_loop() -> None:
    rng = np.random.default_rng(1)
    for height, width in ((1, 1), (7, 64), (20, 33)):
        mask = rng.random((1, height, width)) < 0.6
        grown, queue = np.zeros_like(mask[0]), [(0, x) for x in range(width) if mask[0, 0, x]]
        while queue:
            y, x = queue.pop()
            if 0 <= y < height and 0 <= x < width and mask[0, y, x] and not grown[y, x]:
                grown[y, x] = True
                queue += [(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)]
        seed = np.zeros_like(mask)
        seed[0, 0] = True
        np.testing.assert_array_equal(flood(pack(seed), pack(mask)), pack(grown[np.newaxis]))
        edged = np.pad(mask[0], 1, mode="edge")
        inner = edged[1:-1, 1:-1] & edged[:-2, 1:-1] & edged[2:, 1:-1] & edged[1:-1, :-2] & edged[1:-1, 2:]
        np.testing.assert_array_equal(eroded(pack(mask), width), pack(inner[np.newaxis]))
        assert count(pack(mask))[0] == mask.sum()
