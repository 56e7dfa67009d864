"""Distortions: each against an example worked by hand; nothing asked is nothing done, and light stays light."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from loops import each
from numpy.typing import NDArray

from mark1.errors import StimulusError
from mark1.stimuli.distortions import blur, distorted, noise, occlude, rotate, scale, shift, stroke_weight

Light = NDArray[np.float32]

PICTURES = arrays(
    np.float32, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12), elements=st.floats(0, 1, width=32)
)
SEEDS = st.integers(0, 2**32)


def spot(rows: int = 5, cols: int = 5, row: int = 2, col: int = 2) -> Light:
    """One lit cell."""
    light = np.zeros((rows, cols), np.float32)
    light[row, col] = 1.0
    return light


def block(side: int = 20, edge: int = 6) -> Light:
    """A lit square in the middle."""
    light = np.zeros((side, side), np.float32)
    light[edge:-edge, edge:-edge] = 1.0
    return light


@given(PICTURES, SEEDS)
def test_nothing_asked_is_nothing_done_to_the_bit(picture: Light, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for same in (
        shift(picture, 0, 0),
        rotate(picture, 0),
        scale(picture, 1),
        stroke_weight(picture, 0),
        blur(picture, 0),
        noise(picture, 0, rng),
        occlude(picture, 0, rng),
        distorted(picture, rng),
    ):
        np.testing.assert_array_equal(same, picture)
        assert same.dtype == np.float32
        assert not np.shares_memory(same, picture)


@given(PICTURES, SEEDS, st.floats(0, 30), st.floats(0, 180), st.floats(0, 3), st.floats(0, 1))
def test_light_stays_light_of_the_same_shape(
    picture: Light, seed: int, cells: float, deg: float, spread: float, share: float
) -> None:
    before = picture.copy()
    rng = np.random.default_rng(seed)
    light = distorted(
        picture, rng, shift_cells=cells, rotation_deg=deg, scale_spread=spread,
        stroke_cells=share, blur_cells=share, noise=share, occlusion=share,
    )  # fmt: skip
    assert light.shape == picture.shape
    assert light.dtype == np.float32
    assert light.min() >= 0
    assert light.max() <= 1
    np.testing.assert_array_equal(picture, before)


def test_shift_goes_right_and_down_and_darkness_follows() -> None:
    np.testing.assert_array_equal(shift(spot(), 1, 2), spot(row=4, col=3))
    np.testing.assert_array_equal(shift(spot(), -2, -1), spot(row=1, col=0))
    np.testing.assert_array_equal(shift(np.ones((2, 3)), 1, 0), [[0, 1, 1], [0, 1, 1]])
    assert not shift(spot(), 3, 0).any()
    assert not shift(spot(), 0, -1e6).any()


def test_shift_by_parts_of_a_cell_shares_the_light() -> None:
    # A quarter of a cell to the right and half a cell down: 3/4 and 1/4 by column, 1/2 and 1/2 by row.
    np.testing.assert_allclose(shift(spot(), 0.25, 0.5)[2:4, 2:4], [[0.375, 0.125], [0.375, 0.125]])
    assert shift(spot(), 0.25, 0.5).sum() == pytest.approx(1.0)


@given(PICTURES)
def test_a_quarter_turn_is_counter_clockwise(picture: Light) -> None:
    side = min(picture.shape)
    square = picture[:side, :side]
    for quarters in (1, 2, 3, -1):
        np.testing.assert_allclose(rotate(square, 90 * quarters), np.rot90(square, quarters), atol=1e-6)


def test_turning_there_and_back_keeps_the_middle() -> None:
    np.testing.assert_allclose(rotate(rotate(block(), 30), -30)[8:12, 8:12], 1.0, atol=1e-6)


def test_scale_multiplies_lengths_about_the_centre() -> None:
    np.testing.assert_array_equal(scale(spot(), 2)[2], [0, 0.5, 1, 0.5, 0])
    assert scale(block(), 1.5).sum() == pytest.approx(64 * 1.5**2, rel=0.05)
    assert scale(block(), 0.5).sum() == pytest.approx(64 * 0.5**2, rel=0.05)
    larger = scale(block(), 1.3)
    np.testing.assert_allclose(larger, larger[::-1, ::-1], atol=1e-6)


def test_strokes_grow_by_a_disc_and_shrink_back() -> None:
    plus = np.array([[0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]])
    np.testing.assert_array_equal(stroke_weight(spot(), 1), plus)
    np.testing.assert_array_equal(stroke_weight(plus, -1), spot())
    np.testing.assert_array_equal(stroke_weight(spot(), 2).sum(axis=1), [1, 3, 5, 3, 1])


def test_part_of_a_stroke_is_a_blend() -> None:
    np.testing.assert_allclose(stroke_weight(spot(), 0.25)[2], [0, 0.25, 1, 0.25, 0])
    np.testing.assert_allclose(stroke_weight(np.ones((1, 3)), -0.5), [[0.5, 0.5, 0.5]])


@given(PICTURES, st.floats(0, 1))
def test_thicker_is_brighter_and_thinner_darker(picture: Light, cells: float) -> None:
    assert (stroke_weight(picture, cells) >= picture - 1e-6).all()
    assert (stroke_weight(picture, -cells) <= picture + 1e-6).all()


def test_darkness_comes_in_over_the_edges_when_strokes_thin() -> None:
    np.testing.assert_array_equal(stroke_weight(np.ones((3, 3)), -1), spot(3, 3, 1, 1))


def test_blur_is_the_gaussian_in_both_directions() -> None:
    light = blur(spot(21, 21, 10, 10), 2.0)
    bell = np.exp(-(np.arange(-8, 9) ** 2) / 8.0)
    bell /= bell.sum()
    np.testing.assert_allclose(light[2:19, 2:19], np.outer(bell, bell), atol=1e-7)
    assert light.sum() == pytest.approx(1.0, abs=1e-5)


def test_blur_loses_light_over_the_edges_only() -> None:
    light = blur(np.ones((20, 20)), 1.0)
    np.testing.assert_allclose(light[4:16, 4:16], 1.0, atol=1e-6)
    assert light[0, 0] < 0.6


def test_the_least_blur_goes_over_into_none() -> None:
    for sigma_cells in (5e-324, 1e-9, 0.0499, 0.05, 0.06):
        np.testing.assert_array_equal(blur(spot(), sigma_cells), spot())


def test_noise_has_its_standard_deviation_and_is_clipped() -> None:
    rng = np.random.default_rng(3)
    middle = noise(np.full((200, 200), 0.5), 0.1, rng)
    assert middle.std() == pytest.approx(0.1, rel=0.03)
    assert middle.mean() == pytest.approx(0.5, abs=0.003)
    loud = noise(np.full((50, 50), 0.5), 100.0, rng)
    assert set(np.unique(loud[(loud == 0) | (loud == 1)])) == {0.0, 1.0}


@given(SEEDS, st.floats(0, 1), st.integers(1, 25), st.integers(1, 25))
def test_an_occlusion_takes_its_share_of_the_area_as_a_rectangle(seed: int, share: float, rows: int, cols: int) -> None:
    light = occlude(np.ones((rows, cols)), share, np.random.default_rng(seed))
    dark = 1 - light.astype(np.float64)
    assert dark.mean() == pytest.approx(share, abs=1e-5)
    # The outer product of two lines: what is covered of the rows, and of the columns.
    np.testing.assert_allclose(dark * dark.sum(), np.outer(dark.sum(axis=1), dark.sum(axis=0)), atol=1e-3)


def test_occlusions_stand_at_many_places() -> None:
    rng = np.random.default_rng(5)
    hidden = [occlude(np.ones((20, 20)), 0.1, rng) < 0.5 for _ in range(200)]
    often = np.mean(hidden, axis=0)
    assert (often[2:-2, 2:-2] > 0).all()
    assert not occlude(np.ones((4, 4)), 1.0, rng).any()


def test_distortions_are_drawn_both_ways_and_within_their_amounts() -> None:
    rng = np.random.default_rng(11)
    seen = [distorted(spot(21, 21, 10, 10), rng, shift_cells=3.0) for _ in range(300)]
    places = [(light.sum(axis=1) @ np.arange(21) - 10, light.sum(axis=0) @ np.arange(21) - 10) for light in seen]
    for along in zip(*places, strict=True):
        assert -3.001 <= min(along) < -2.5
        assert 2.5 < max(along) <= 3.001

    areas = [distorted(block(), rng, scale_spread=0.25).sum() / 64 for _ in range(300)]
    assert 0.95 * 0.8**2 <= min(areas) < 0.8
    assert 1.3 < max(areas) <= 1.05 * 1.25**2

    weights = [distorted(block(), rng, stroke_cells=1.0).sum() for _ in range(100)]
    assert 36 <= min(weights) < 50
    assert 80 < max(weights) <= 96


def test_the_same_seed_distorts_alike_and_one_amount_leaves_the_others() -> None:
    def at(**amounts: float) -> Light:
        return distorted(block(), np.random.default_rng(9), **amounts)

    np.testing.assert_array_equal(at(shift_cells=2.0, noise=0.2), at(shift_cells=2.0, noise=0.2))
    assert (at(shift_cells=2.0) != at(rotation_deg=20.0)).any()
    both = at(shift_cells=2.0, occlusion=0.2)
    alone = at(shift_cells=2.0)
    assert (both <= alone).all()
    np.testing.assert_array_equal(both[both == alone], alone[both == alone])
    assert (both == alone).mean() > 0.75


RNG = np.random.default_rng(0)


@each(
    "distort, said",
    [
        (lambda light: shift(light, math.nan, 0), "shifts and angles must be -1e\\+06 to 1e\\+06"),
        (lambda light: shift(light, 0, math.inf), "shifts and angles"),
        (lambda light: rotate(light, -math.inf), "shifts and angles"),
        (lambda light: scale(light, 0), "scale factor must be 0.001 to 1000, got 0"),
        (lambda light: scale(light, -1), "scale factor"),
        (lambda light: scale(light, math.nan), "scale factor"),
        (lambda light: stroke_weight(light, 6), "-5 to 5 cells in this picture, got 6"),
        (lambda light: stroke_weight(light, math.nan), "-5 to 5 cells"),
        (lambda light: blur(light, -0.1), "blur must be 0 to 5 cells"),
        (lambda light: blur(light, math.inf), "blur must be 0 to 5 cells"),
        (lambda light: noise(light, -1, RNG), "noise must be a number from 0, got -1"),
        (lambda light: noise(light, math.inf, RNG), "noise must be a number from 0"),
        (lambda light: occlude(light, 1.1, RNG), "fraction must be 0 to 1, got 1.1"),
        (lambda light: occlude(light, math.nan, RNG), "fraction must be 0 to 1"),
        (lambda light: distorted(light, RNG, shift_cells=-1), "numbers from 0"),
        (lambda light: distorted(light, RNG, noise=math.nan), "numbers from 0"),
        (lambda light: rotate(light[0], 1), r"shape \(rows, cols\), got \(5,\)"),
        (lambda light: rotate(light[:0], 1), r"shape \(rows, cols\), got \(0, 5"),
        (lambda light: blur(light * 255, 1), "0 to 1, got 0 to 255"),
        (lambda light: blur(light * math.nan, 1), "0 to 1, got nan to nan"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(distort: Callable[[Light], Light], said: str) -> None:
    with pytest.raises(StimulusError, match=said) as refused:
        distort(spot())
    assert "\n" not in str(refused.value)
