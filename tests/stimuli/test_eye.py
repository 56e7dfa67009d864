"""How arrays of pictures are handed to the eye: scale, polarity of the set, margin, batches."""

import numpy as np
import pytest

from mark1.errors import PictureError, StimulusError
from mark1.machine.camera.figure_ground import dark_odds
from mark1.stimuli.eye import full_scale, project_scaled
from mark1.stimuli.polarities import PolarityTally


def framed(ground: float, figure: float, n: int = 4, side: int = 8) -> np.ndarray:
    """Pictures of a figure in the middle of its ground."""
    pictures = np.full((n, side, side), ground, np.float32)
    pictures[:, 2:4, 1:5] = figure
    return pictures


@pytest.mark.parametrize(
    ("dtype", "largest", "full"),
    [("f8", 0, 1), ("f8", 1 + 1e-9, 1), ("u1", 2, 16), ("f4", 16.5, 255), ("i4", 255, 255), ("u2", 256, 65535)],
)
def test_the_largest_value_tells_the_scale(dtype: str, largest: float, full: float) -> None:
    assert full_scale(np.array([[[0, largest]]], dtype), "here") == full


@pytest.mark.parametrize("value", [256, -1, float("nan"), float("inf"), -float("inf"), 1e300])
def test_values_of_no_scale_are_refused(value: float) -> None:
    with pytest.raises(StimulusError, match="here: "):
        full_scale(np.array([[[0.0, value]]]), "here")


def taken(pictures: np.ndarray, eye) -> tuple[int, int]:
    """How many pictures are taken as dark figures, and how many as light ones."""
    tally = PolarityTally()
    project_scaled(eye, pictures, "here", tally=tally)
    return tally.dark, tally.light


def test_every_picture_of_a_mixed_set_keeps_its_polarity(eye) -> None:
    assert taken(framed(0, 1), eye) == (0, 4)
    assert taken(framed(255, 0), eye) == (4, 0)
    assert taken(np.concatenate([framed(0, 1, 2), framed(1, 0, 2)]), eye) == (2, 2)
    assert taken(np.repeat(framed(0, 1)[..., np.newaxis], 3, axis=3), eye) == (0, 4)


def test_a_mixed_set_comes_out_in_its_own_order(eye) -> None:
    pictures = np.concatenate([framed(0, 1, 1), framed(1, 0, 1), framed(0, 1, 1)])
    pictures[0, 3, 3] = 0.5  # the pixel that the eye picks
    light = project_scaled(eye, pictures, "here")
    assert eye.asked == [("whole", "light", "float32", 2), ("whole", "dark", "float32", 1)]
    np.testing.assert_array_equal(light[:, 1, 1], [0.5, 0, 1])


def test_a_picture_that_fills_its_frame_follows_the_others(eye) -> None:
    pictures = np.zeros((21, 8, 8), np.float32)
    pictures[:, 2:6, 3:5], pictures[-1] = 1, 1
    pictures[-1, 1:, 3:5] = 0
    assert dark_odds(pictures.astype(float))[-1] > 0
    project_scaled(eye, pictures, "here")
    assert eye.asked == [("whole", "light", "float32", 21)]


def test_a_polarity_asked_for_is_kept(eye) -> None:
    project_scaled(eye, framed(0, 1), "here", polarity="dark", framing="fit")
    assert eye.asked == [("fit", "dark", "float32", 4)]


def test_pictures_smaller_than_the_retina_get_a_margin_of_ground(eye) -> None:
    light = np.zeros((3, 2, 2), np.uint8)
    light[:, 0, 0] = 255
    by_hand = [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert project_scaled(eye, light, "here")[0].tolist() == by_hand
    assert (1 - project_scaled(eye, 255 - light, "here")[0]).tolist() == by_hand


@pytest.mark.parametrize("shape", [(4, 4), (4, 2), (2, 5)])
def test_pictures_as_large_as_the_retina_get_none(eye, shape: tuple[int, int]) -> None:
    pictures = np.zeros((2, *shape), np.uint8)
    pictures[:, 1, 1] = 255
    np.testing.assert_array_equal(
        project_scaled(eye, pictures, "here"), eye.project_all(pictures, framing="whole", polarity="light")
    )


def test_what_cannot_be_seen_is_named_beyond_the_first_batch(eye) -> None:
    pictures = np.tile(framed(0, 1, 1), (1500, 1, 1))
    pictures[1200] = 0
    with pytest.raises(PictureError, match=r"here: picture 1200 \(from 0\): blank"):
        project_scaled(eye, pictures, "here")
