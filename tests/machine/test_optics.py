"""Optics: worked on paper, against a slow reference in loops, and on pages a camera would meet."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loops import each
from numpy.typing import NDArray

from mark1.errors import ConfigError, PictureError
from mark1.machine.camera.sampling import coverage
from mark1.machine.config import OpticsConfig
from mark1.machine.optics import Optics

HALF_STEP = 0.5 / 4096 + 1e-7


def optics(rows: int = 20, cols: int = 20, **settings: Any) -> Optics:
    return Optics(dataclasses.replace(OpticsConfig(), **settings), rows, cols)


def seen(picture: Any, rows: int, cols: int, **settings: Any) -> NDArray[np.float32]:
    """Light at fixed exposure 1 with a light figure: plain area means of the luminance."""
    return optics(rows, cols, **{"exposure": 1.0, "polarity": "light"} | settings).project(np.array(picture, float))


def area_mean(picture: NDArray[Any], rows: int, cols: int) -> NDArray[np.float64]:
    """The slow reference: every cell asks every pixel how much of it lies inside; ground is 0."""
    height, width = picture.shape
    cell = max(height / rows, width / cols)
    top, left = height / 2 - cell * rows / 2, width / 2 - cell * cols / 2
    light = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            for y in range(height):
                for x in range(width):
                    tall = min(top + (r + 1) * cell, y + 1) - max(top + r * cell, y)
                    wide = min(left + (c + 1) * cell, x + 1) - max(left + c * cell, x)
                    light[r, c] += max(tall, 0) * max(wide, 0) * picture[y, x] / cell**2
    return light


def letter(side: int = 40, thick: int = 6) -> NDArray[np.float64]:
    """A capital L, 1 on 0, in the middle half of a square."""
    page, quarter = np.zeros((side, side)), side // 4
    page[quarter : side - quarter, quarter : quarter + thick] = 1
    page[side - quarter - thick : side - quarter, quarter : side - quarter] = 1
    return page


def l_on_retina() -> NDArray[np.float32]:
    """The L of 16 x 16 cells that ``fit`` makes of ``letter()``: 20 px to 16 cells, so 6 px strokes are 4.8 cells."""
    return optics(framing="fit").project(letter())


# --- area sampling ------------------------------------------------------------------------------------------------


def test_three_by_three_onto_two_by_two_on_paper() -> None:
    """A cell is 1.5 pixels wide, 2.25 in area. Top left: one whole pixel, two halves, a quarter.

    (1.0 + 0.5 * 0.5 + 0.5 * 0.5 + 0.25 * 0) / 2.25 = 1.5 / 2.25 = 2/3; top right: 0.5 * 0.5 + 0 = 0.25 -> 1/9;
    bottom left the same by symmetry; bottom right: 0.25 * 0 + 1 * 0.9 -> 0.4.
    """
    picture = [[1.0, 0.5, 0.0], [0.5, 0.0, 0.0], [0.0, 0.0, 0.9]]
    np.testing.assert_allclose(seen(picture, 2, 2), [[2 / 3, 1 / 9], [1 / 9, 0.4]], atol=HALF_STEP)


def test_two_by_two_onto_three_by_three_on_paper() -> None:
    """Enlarged: a cell is 2/3 of a pixel; the middle cells straddle two or four pixels evenly."""
    light = seen([[1.0, 0.0], [0.0, 0.0]], 3, 3)
    np.testing.assert_allclose(light, [[1, 0.5, 0], [0.5, 0.25, 0], [0, 0, 0]], atol=HALF_STEP)


def test_a_wide_picture_is_letterboxed_with_ground() -> None:
    """2 x 4 pixels onto 4 x 4 cells: the picture fills the two middle rows, the rest is its ground, 0.25."""
    picture = np.full((2, 4), 0.25)
    picture[0, 1] = 1.0
    expected = np.full((4, 4), 0.25)
    expected[1, 1] = 1.0
    np.testing.assert_array_equal(seen(picture, 4, 4), expected)


pages = st.tuples(st.integers(1, 13), st.integers(1, 13), st.integers(0, 2**32 - 1))


@settings(deadline=None, max_examples=60)
@given(pages, st.integers(1, 9), st.integers(1, 9))
def test_light_is_the_mean_over_the_exact_area(page: tuple[int, int, int], rows: int, cols: int) -> None:
    height, width, seed = page
    picture = np.random.default_rng(seed).random((height, width))
    cells = optics(rows, cols)
    top = height / 2 - max(height / rows, width / cols) * rows / 2
    left = width / 2 - max(height / rows, width / cols) * cols / 2
    cell = max(height / rows, width / cols)
    light = coverage(top, cell, cells.rows, height) @ picture @ coverage(left, cell, cells.cols, width).T
    np.testing.assert_allclose(light, area_mean(picture, rows, cols), atol=1e-9)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_light_is_conserved(pixels: int, cells: int, seed: int) -> None:
    """Sum over cells times the area of a cell = sum over pixels times the area of a pixel."""
    picture = np.random.default_rng(seed).random((pixels, pixels))
    light = seen(picture, cells, cells)
    area = (pixels / cells) ** 2
    assert light.sum(dtype=float) * area == pytest.approx(picture.sum(), abs=HALF_STEP * pixels**2)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["light", "auto"]))
def test_own_letters_pass_bit_for_bit(seed: int, polarity: Any) -> None:
    rng = np.random.default_rng(seed)
    own = (rng.random((20, 20)) < rng.uniform(0.05, 0.95)).astype(np.float32)
    if polarity == "auto":
        own[[0, -1], :], own[:, [0, -1]], own[9, 9] = 0, 0, 1
    for picture in (own, own.astype(bool), (own * 255).astype(np.uint8)):
        np.testing.assert_array_equal(optics().project(picture, polarity=polarity), own)


@pytest.mark.parametrize("figure", [np.s_[:, :10], np.s_[:10, :], np.s_[:10, :10], np.s_[:, 17:], np.s_[5:9, :]])
def test_shapes_that_reach_the_border_pass_bit_for_bit(figure: Any) -> None:
    own = np.zeros((20, 20), np.float32)
    own[figure] = 1
    np.testing.assert_array_equal(optics().project(own, polarity="light"), own)


# --- the projector's controls -------------------------------------------------------------------------------------


@pytest.fixture
def spot() -> NDArray[np.float64]:
    """One lit pixel, right of the middle and above it, of 8 x 8."""
    page = np.zeros((8, 8))
    page[2, 5] = 1
    return page


def lit(light: NDArray[np.float32]) -> list[tuple[int, int]]:
    return [(int(r), int(c)) for r, c in np.argwhere(light == 1)]


def test_shift_is_right_and_down(spot: NDArray[np.float64]) -> None:
    assert lit(seen(spot, 8, 8, shift_x_cells=2)) == [(2, 7)]
    assert lit(seen(spot, 8, 8, shift_y_cells=-1)) == [(1, 5)]


def test_half_a_cell_of_shift_divides_the_light(spot: NDArray[np.float64]) -> None:
    light = seen(spot, 8, 8, shift_x_cells=0.5)
    np.testing.assert_array_equal(light[2, 4:8], [0, 0.5, 0.5, 0])


def test_rotation_is_counter_clockwise(spot: NDArray[np.float64]) -> None:
    """Up and right of the middle; a quarter turn to the left brings it up and left."""
    for angle, turned in ((90, np.rot90(spot)), (180, np.rot90(spot, 2)), (-90, np.rot90(spot, -1)), (360, spot)):
        np.testing.assert_array_equal(seen(spot, 8, 8, rotation_deg=float(angle)), turned)


def test_rotation_by_90_of_a_large_and_of_a_small_picture() -> None:
    for side in (5, 400):
        page = np.zeros((side, side))
        page[: side // 2, : side // 5] = 1
        np.testing.assert_allclose(seen(page, 10, 10, rotation_deg=90.0), seen(np.rot90(page), 10, 10), atol=0.01)


def test_a_small_turn_keeps_the_light() -> None:
    page = letter(64, 8)
    assert seen(page, 20, 20, rotation_deg=17.0).sum() == pytest.approx(seen(page, 20, 20).sum(), rel=0.01)


def test_a_turned_picture_is_then_shifted(spot: NDArray[np.float64]) -> None:
    assert lit(seen(spot, 8, 8, rotation_deg=180.0, shift_x_cells=1.0)) == [(5, 3)]


def test_scale_enlarges_about_the_middle() -> None:
    page = np.zeros((8, 8))
    page[3:5, 3:5] = 1
    light = seen(page, 8, 8, scale=2.0)
    assert light[2:6, 2:6].min() == 1 and light.sum() == 16
    assert seen(page, 8, 8, scale=0.5).sum() == 1


def test_zero_and_one_are_exact_identity(spot: NDArray[np.float64]) -> None:
    still = {"shift_x_cells": 0.0, "shift_y_cells": 0.0, "rotation_deg": 0.0, "scale": 1.0, "blur_cells": 0.0}
    np.testing.assert_array_equal(seen(spot, 8, 8, **still), spot)


def test_blur_spreads_and_keeps_the_light(spot: NDArray[np.float64]) -> None:
    light = seen(np.pad(spot, 6), 20, 20, blur_cells=1.0)
    assert light.max() == pytest.approx(0.39894**2, abs=1e-3) and light.sum() == pytest.approx(1, abs=0.02)
    turned = seen(np.pad(spot, 6), 20, 20, blur_cells=1.0, rotation_deg=90.0)
    np.testing.assert_allclose(turned, np.rot90(light), atol=2 * HALF_STEP)


# --- polarity -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("framing", ["whole", "fit"])
@pytest.mark.parametrize("exposure", [None, 1.0])
def test_the_figure_is_lit_whatever_the_polarity(framing: Any, exposure: Any) -> None:
    camera, page = optics(framing=framing, exposure=exposure), letter()
    np.testing.assert_array_equal(camera.project(page), camera.project(1 - page))
    np.testing.assert_array_equal(camera.project(page), camera.project(page, polarity="light"))
    np.testing.assert_array_equal(camera.project(page), camera.project(1 - page, polarity="dark"))


def test_a_border_of_half_and_half_is_settled_by_the_majority() -> None:
    """Columns 0 to 9 are black, 10 to 19 white: the border is a tie. One more black pixel inside: black is ground."""
    page = np.zeros((20, 20))
    page[:, 10:] = 1
    mostly_black, mostly_white = page.copy(), page.copy()
    mostly_black[5, 12], mostly_white[5, 3] = 0, 1
    np.testing.assert_array_equal(optics().project(mostly_black), mostly_black)
    np.testing.assert_array_equal(optics().project(mostly_white), 1 - mostly_white)


def test_a_given_polarity_wins_over_the_border() -> None:
    page = letter()
    np.testing.assert_array_equal(optics(40, 40).project(page, polarity="dark"), 1 - page)


def test_the_config_wins_over_the_source() -> None:
    page = letter()
    by_config = optics(framing="fit", polarity="dark").project(page, framing="whole", polarity="light")
    np.testing.assert_array_equal(by_config, optics().project(page, framing="fit", polarity="dark"))


# --- framing ------------------------------------------------------------------------------------------------------


def test_fit_leaves_the_margin_free_and_centres() -> None:
    """20 x 20 pixels of ink on 16 x 16 cells: a cell is 1.25 pixels, the L fills rows and columns 2 to 17."""
    on = l_on_retina() >= 0.5
    rows, cols = np.flatnonzero(on.any(axis=1)), np.flatnonzero(on.any(axis=0))
    assert (rows[0], rows[-1], cols[0], cols[-1]) == (2, 17, 2, 17)
    full = optics(framing="fit", margin=0.0).project(letter()) >= 0.5
    assert full[:, 0].all() and full[-1].all()


def test_fit_keeps_proportions() -> None:
    """A bar four times as high as wide: 16 cells high, 4 wide, in the middle."""
    page = np.zeros((50, 50))
    page[5:45, 30:40] = 1
    expected = np.zeros((20, 20))
    expected[2:18, 8:12] = 1
    np.testing.assert_array_equal(optics(framing="fit").project(page), expected)


def test_fit_does_not_care_where_the_ink_is() -> None:
    for down, right in ((-10, 0), (5, 9), (10, 10)):
        moved = np.roll(letter(), (down, right), (0, 1))
        np.testing.assert_array_equal(optics(framing="fit").project(moved), l_on_retina())


def test_fit_ignores_dust() -> None:
    page = letter()
    page[1, 38] = page[38, 1] = 1
    np.testing.assert_array_equal(optics(framing="fit").project(page), l_on_retina())


def test_fit_looks_inside_a_scanner_frame() -> None:
    page = 1 - letter(200, 30)
    page[:8], page[-8:], page[:, :8], page[:, -8:] = 0, 0, 0, 0
    plain = optics(framing="fit").project(1 - letter(200, 30))
    np.testing.assert_allclose(optics(framing="fit").project(page), plain, atol=0.1)


def test_a_solid_square_is_no_scanner_frame() -> None:
    page = np.zeros((20, 20))
    page[1:-1, 1:-1] = 1
    light = optics(framing="fit").project(page)
    np.testing.assert_array_equal(light, np.pad(np.ones((16, 16)), 2))


# --- exposure -----------------------------------------------------------------------------------------------------


def test_fixed_exposure_opens_and_closes_the_aperture() -> None:
    page = np.full((4, 4), 0.2)
    page[1, 1] = 0.3
    light = seen(page, 4, 4, exposure=2.0)
    assert light[0, 0] == pytest.approx(0.4, abs=2 * HALF_STEP) and light[1, 1] == pytest.approx(0.6, abs=2 * HALF_STEP)
    assert seen(page, 4, 4, exposure=10.0).min() == 1
    np.testing.assert_array_equal(seen(np.full((4, 4), 0.25), 2, 2), np.full((2, 2), 0.25))


def test_thin_strokes_come_out_connected() -> None:
    """2-pixel strokes of a 100-pixel page light a cell of 5 pixels to 0.4 at most; the aperture opens."""
    page = np.zeros((100, 100))
    page[20:80, 40:42], page[78:80, 40:70] = 1, 1
    light = optics().project(page)
    assert (light[4:16, 8] >= 0.5).all() and (light[15, 8:14] >= 0.5).all()
    assert (light >= 0.5).sum() == 12 + 5


@pytest.mark.parametrize("framing", ["whole", "fit"])
def test_poor_pages_look_like_good_ones(framing: Any) -> None:
    """Grey ink, noise, slanting light, a bright middle, chalk: nearly the same cells are on as on the clean page."""
    rng, page = np.random.default_rng(1), letter(160, 24)
    y, x = np.mgrid[:160, :160] / 160
    poor = {
        "grey": 0.5 - 0.06 * page,
        "noisy": np.clip(0.85 - 0.7 * page + rng.normal(0, 0.15, page.shape), 0, 1),
        "slanting light": (0.35 + 0.4 * x + 0.2 * y) * (1 - 0.75 * page),
        "bright middle": (1 - 0.8 * ((x - 0.5) ** 2 + (y - 0.5) ** 2)) * (1 - 0.7 * page),
        "uneven chalk": 0.1 + 0.3 * x + 0.4 * page,
    }
    camera = optics(framing=framing)
    clean = camera.project(page) >= 0.5
    for name, picture in poor.items():
        wrong = np.count_nonzero((camera.project(picture) >= 0.5) != clean)
        assert wrong <= 0.1 * clean.sum(), name


def test_uneven_light_is_evened_out_for_a_given_polarity_too() -> None:
    x = np.linspace(0, 1, 160)
    page = (0.35 + 0.6 * x) * (1 - 0.75 * letter(160, 24))
    np.testing.assert_array_equal(optics().project(page, polarity="dark"), optics().project(page))


@each("edge", range(2, 40, 2))
def test_a_grey_step_is_a_figure_and_not_uneven_light(edge: int) -> None:
    """Whichever side is taken for the ground, the two sides come out even: wholly lit and wholly dark."""
    rng = np.random.default_rng(edge)
    for step in (np.s_[:, edge:], np.s_[edge:, :], np.s_[edge:, edge:]):
        page, figure = np.full((40, 40), 0.3), np.zeros((20, 20))
        page[step] = 0.7
        figure[tuple(slice(s.start and s.start // 2, None) for s in step)] = 1
        light = optics().project(page + rng.uniform(0, 0.02, page.shape))
        np.testing.assert_allclose(light if light[-1, -1] > 0.5 else 1 - light, figure, atol=0.05)


def test_a_given_polarity_against_the_border_is_not_evened_out() -> None:
    page = (0.55 + 0.4 * np.linspace(0, 1, 160)) * (1 - 0.9 * letter(160, 24))
    light = optics().project(page, polarity="light")
    assert light[0, -1] == 1 and light[14, 8] == 0


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("framing", ["whole", "fit"])
def test_a_blank_page_is_nothing_to_see(level: float, framing: Any) -> None:
    with pytest.raises(PictureError, match="no figure found: the picture is all one tone: show one"):
        optics(framing=framing).project(np.full((30, 30), level))


def test_what_is_said_of_a_picture_without_a_figure_is_true() -> None:
    rng = np.random.default_rng(2)
    speck, salt = np.zeros((1000, 1000)), (rng.random((1000, 1000)) < 0.1).astype(float)
    speck[500, 500] = 1.0
    for page, says in (
        (np.clip(0.5 + rng.normal(0, 0.1, (200, 200)), 0, 1), "light and dark change from pixel to pixel"),
        (rng.integers(0, 2, (1000, 1000)).astype(float), "light and dark change from pixel to pixel"),
        (salt, "light and dark change from pixel to pixel"),
        (np.indices((640, 640)).sum(0) % 2 * 1.0, "light and dark change from pixel to pixel"),
        (0.5 + 0.01 * letter(), "the tones of the picture differ by 1.00% of black to white"),
        (speck, "too small for a photocell"),
    ):
        for framing in ("whole", "fit"):
            with pytest.raises(PictureError) as caught:
                optics(framing=framing).project(page)
            assert says in str(caught.value) and "blank" not in str(caught.value)


def test_a_figure_off_the_retina_is_nothing_to_see() -> None:
    with pytest.raises(PictureError, match="off the retina"):
        optics(shift_x_cells=40.0).project(letter())


# --- many pictures ------------------------------------------------------------------------------------------------


def mixed_pages() -> NDArray[np.uint8]:
    """Clean, noisy, inverted and unevenly lit pages of 28 x 28, more than one chunk of them."""
    rng = np.random.default_rng(4)
    clean = (np.array([np.roll(letter(28, 3), rng.integers(-5, 6, 2), (0, 1)) for _ in range(1500)]) * 180).astype(int)
    clean[::3] += rng.integers(0, 70, clean[::3].shape)
    clean[1::4] = 255 - clean[1::4]
    clean[2::5] = np.clip(clean[2::5] // 2 + np.arange(28) * 4, 0, 255)
    return clean.astype(np.uint8)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"framing": "fit"},
        {"blur_cells": 0.7, "shift_x_cells": 0.3},
        {"rotation_deg": 10.0},
        {"exposure": 1.3},
        {"polarity": "dark", "exposure": 0.9},
    ],
)
def test_a_batch_gives_the_same_bits_as_one_by_one(settings: dict[str, Any]) -> None:
    pages_, camera = mixed_pages(), optics(**settings)
    if settings.keys() & {"framing", "rotation_deg"}:
        pages_ = pages_[:60]
    batch = camera.project_all(pages_)
    assert batch.shape == (len(pages_), 20, 20) and batch.dtype == np.float32
    for page, light in zip(pages_[::23], batch[::23], strict=True):
        np.testing.assert_array_equal(camera.project(page), light)


def test_the_text_says_which_picture_is_blank() -> None:
    pages_ = mixed_pages()
    pages_[1234] = 7
    with pytest.raises(PictureError, match="picture 1234 "):
        optics().project_all(pages_)


def test_no_pictures_give_no_light() -> None:
    assert optics().project_all(np.zeros((0, 28, 28), np.uint8)).shape == (0, 20, 20)


@pytest.mark.parametrize("framing", ["whole", "fit"])
@pytest.mark.parametrize(("rows", "cols"), [(1, 1), (1, 7), (5, 30), (256, 256)])
def test_free_sizes(rows: int, cols: int, framing: Any) -> None:
    for angle in (0.0, 30.0):
        light = optics(rows, cols, framing=framing, rotation_deg=angle).project(letter())
        assert light.shape == (rows, cols) and 0 <= light.min() <= light.max() <= 1


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.int64, np.int8, np.complex128, object, str])
def test_types_that_are_no_levels(dtype: Any) -> None:
    with pytest.raises(PictureError, match="uint8, uint16, bool or float"):
        optics().project(np.zeros((4, 4), dtype))


@pytest.mark.parametrize("level", [-0.01, 1.01, np.nan, np.inf])
def test_levels_out_of_range(level: float) -> None:
    page = letter()
    page[3, 3] = level
    with pytest.raises(PictureError, match=r"within 0 \(black\) .. 1 \(white\)"):
        optics().project(page)


@pytest.mark.parametrize("shape", [(4,), (4, 4, 3), (0, 4), (4, 0)])
def test_shapes_that_are_no_picture(shape: tuple[int, ...]) -> None:
    with pytest.raises(PictureError):
        optics().project(np.zeros(shape))


def test_a_single_picture_is_no_batch() -> None:
    with pytest.raises(PictureError, match="shape"):
        optics().project_all(letter())


@each(
    "setting",
    [
        {"margin": 0.5},
        {"margin": -0.1},
        {"blur_cells": -1.0},
        {"scale": 0.0},
        {"scale": float("nan")},
        {"exposure": -1.0},
        {"rotation_deg": float("inf")},
        {"shift_x_cells": float("nan")},
        {"framing": "tight"},
        {"polarity": "red"},
        {"rows": 0},
        {"cols": 257},
    ],
)
def test_settings_out_of_range_name_what_is_allowed(setting: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"optics\.\w+: expected (a number from|one of)|retina: expected 1 x 1"):
        optics(**setting)


def test_sixteen_bits_and_eight_bits_agree() -> None:
    page = letter() > 0
    by_type = [page, page * np.uint8(255), page * np.uint16(65535), page.astype(np.float32), page.astype(np.float16)]
    lights = [optics().project(picture) for picture in by_type]
    for light in lights[1:]:
        np.testing.assert_array_equal(light, lights[0])


# --- the scene, for people ------------------------------------------------------------------------------------------


@each(
    "knobs",
    [
        {},
        {"shift_x_cells": 3.0, "shift_y_cells": -2.0},
        {"rotation_deg": 30.0},
        {"scale": 1.6},
        {"shift_x_cells": -2.0, "rotation_deg": -75.0, "scale": 0.8},
    ],
)
@each("cell", [(4, 5), (6, 3)])
def test_a_spot_where_the_frame_has_a_cell_lights_that_cell(knobs, cell):
    rows, cols, shape = 12, 10, (240, 300)
    camera = optics(rows, cols, exposure=1.0, polarity="light", **knobs)
    (x0, y0), (x1, y1), _, (x3, y3) = camera.scene(np.zeros(shape)).corners
    down, right = (cell[0] + 0.5) / rows, (cell[1] + 0.5) / cols
    x = (x0 + right * (x1 - x0) + down * (x3 - x0)) * shape[1]
    y = (y0 + right * (y1 - y0) + down * (y3 - y0)) * shape[0]
    page = np.zeros(shape)
    page[round(y) - 4 : round(y) + 4, round(x) - 4 : round(x) + 4] = 1
    assert np.unravel_index(np.argmax(camera.project(page)), (rows, cols)) == cell


def test_the_frame_lies_around_the_ink():
    corners = optics(framing="fit").scene(letter()).corners
    assert np.allclose(corners, [(0.1875, 0.1875), (0.8125, 0.1875), (0.8125, 0.8125), (0.1875, 0.8125)])


def test_an_open_scanner_lid_does_not_move_the_frame():
    page = np.ones((200, 240))
    page[60:140, 60:80] = 0
    lid = np.pad(page, 6, constant_values=0.0)
    inner, outer = (np.array(optics(framing="fit").scene(one).corners) for one in (page, lid))
    assert np.allclose(inner * [240, 200] + 6, outer * [252, 212], atol=1.0)


def test_a_scene_is_small_enough_to_keep():
    assert optics().scene(np.ones((900, 3000), np.uint8)).picture.shape == (154, 512)
