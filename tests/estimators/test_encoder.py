"""How rows of numbers become pictures: by hand, and which way is chosen."""

from typing import Any

import numpy as np
import pytest

from mark1.errors import ConfigError
from mark1.estimators.encoder import LightEncoder, ThermometerEncoder, make_encoder


def test_light_goes_from_the_smallest_to_the_largest_number_of_the_training_set() -> None:
    encoder = LightEncoder(np.array([[2.0, 4.0, 6.0, 10.0]]))
    np.testing.assert_array_equal(encoder.pictures(np.array([[2, 4, 6, 10]])), [[[0.0, 0.25], [0.5, 1.0]]])
    np.testing.assert_array_equal(encoder.pictures(np.array([[-5, 99, 8, 3]])), [[[0.0, 1.0], [0.75, 0.125]]])


def test_the_retina_is_the_mark_is_unless_the_picture_is_larger() -> None:
    for side, cells in ((8, 20), (20, 20), (28, 28)):
        encoder = LightEncoder(np.arange(side * side)[np.newaxis])
        assert (encoder.rows, encoder.cols) == (cells, cells)


def test_pictures_all_of_one_light_are_dark() -> None:
    assert LightEncoder(np.full((3, 64), 7.0)).pictures(np.full((3, 64), 7.0)).max() == 0


def test_numbers_as_large_as_they_can_be_are_drawn() -> None:
    x = np.array([[-1.7e308, 0.0, 0.0, 1.7e308]])
    np.testing.assert_allclose(LightEncoder(x).pictures(x), [[[0, 0.5], [0.5, 1]]])
    np.testing.assert_array_equal(ThermometerEncoder(x.T, 2).pictures(x.T)[:, 0].sum(axis=1), [0, 1, 1, 2])


def test_a_thermometer_by_hand() -> None:
    """Values 0 1 3 7: marks between them 0.5 2 5; three levels take them all."""
    x = np.array([[0.0], [1.0], [3.0], [7.0], [3.0]])
    encoder = ThermometerEncoder(x, 3)
    np.testing.assert_array_equal(encoder.marks, [[0.5, 2.0, 5.0]])
    lit = [[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1], [1, 1, 0]]
    np.testing.assert_array_equal(encoder.pictures(x)[:, 0], lit)
    beyond_and_on_a_mark = encoder.pictures(np.array([[-9.0], [99.0], [2.0]]))[:, 0]
    np.testing.assert_array_equal(beyond_and_on_a_mark, [[0, 0, 0], [1, 1, 1], [1, 0, 0]])


def test_levels_are_at_equal_shares_of_the_values() -> None:
    x = np.exp(np.linspace(0, 9, 1001))[:, np.newaxis]
    lit = ThermometerEncoder(x, 10).pictures(x)[:, 0].sum(axis=1)
    np.testing.assert_allclose(np.bincount(lit.astype(int)), [50, *[100] * 9, 50], atol=1)


def test_a_feature_that_never_changes_says_nothing() -> None:
    x = np.array([[5.0, 1.0], [5.0, 2.0]])
    pictures = ThermometerEncoder(x, 4).pictures(x)
    np.testing.assert_array_equal(pictures[0, 0], pictures[1, 0])
    assert (pictures[0, 1] != pictures[1, 1]).all()


def test_one_row_a_feature_while_there_are_rows() -> None:
    rng = np.random.default_rng(0)
    for n_features, shape in ((4, (4, 16)), (256, (256, 16)), (300, (150, 32)), (5000, (250, 240))):
        x = rng.normal(size=(3, n_features))
        encoder = ThermometerEncoder(x, 16)
        pictures = encoder.pictures(x)
        assert pictures.shape == (3, encoder.rows, encoder.cols) == (3, *shape)
        by_feature = pictures.reshape(3, -1, encoder.levels)[:, :n_features]
        np.testing.assert_array_equal(by_feature, x[:, :, np.newaxis] > encoder.marks)


@pytest.mark.parametrize(
    ("x", "kind"),
    [
        (np.eye(64), LightEncoder),
        (np.eye(64) - 0.5, ThermometerEncoder),
        (np.eye(63), ThermometerEncoder),
        (np.eye(49), ThermometerEncoder),
        (np.eye(64) * np.logspace(0, 3, 64), ThermometerEncoder),
        (np.tile(np.array([0.0, 3.0]), (2, 32)), LightEncoder),
    ],
    ids=["pictures", "below 0", "not square", "too small", "not of one scale", "half of the pixels always dark"],
)
def test_what_looks_like_pictures_is_shown_as_light(x: Any, kind: Any) -> None:
    assert type(make_encoder("auto", x, 16)) is kind
    assert type(make_encoder("thermometer", x, 16)) is ThermometerEncoder


def test_digits_are_pictures_and_flowers_are_not(digits: Any, iris: Any) -> None:
    assert type(make_encoder("auto", digits[0], 16)) is LightEncoder
    assert type(make_encoder("auto", iris[0], 16)) is ThermometerEncoder


@pytest.mark.parametrize(
    ("retina", "n_features", "says"),
    [
        ("light", 10, "retina=light: expected a square number of features up to 256 x 256, got 10"),
        ("light", 257**2, "got 66049"),
        ("thermometer", 257**2, "retina='thermometer': expected at most 65536 features, got 66049"),
    ],
)
def test_what_cannot_be_drawn_is_told(retina: str, n_features: int, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        make_encoder(retina, np.zeros((1, n_features)), 1)
