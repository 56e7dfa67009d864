"""StimulusSet: what it holds, how it is cut and joined, what it refuses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mark1.errors import Mark1Error, StimulusError
from mark1.stimuli.stimulus_set import StimulusSet


def numbered(labels: list[str], rows: int = 1, cols: int = 2) -> StimulusSet:
    """A set whose i-th picture has the light i / n everywhere, so that it can be followed."""
    light = np.empty((len(labels), rows, cols), np.float32)
    light[:] = (np.arange(len(labels)) / max(len(labels), 1))[:, np.newaxis, np.newaxis]
    return StimulusSet.labelled("numbered", light, labels, [f"source {i}" for i in range(len(labels))])


def positions(part: StimulusSet) -> list[int]:
    """Which pictures of ``numbered`` these are."""
    return [int(source.split()[1]) for source in part.sources]


def test_labels_are_indices_into_the_classes_in_natural_order() -> None:
    stimuli = numbered(["10", "2", "10", "B", "a"])
    assert stimuli.classes == ("2", "10", "a", "B")
    assert stimuli.class_of.tolist() == [1, 0, 1, 3, 2]
    assert stimuli.class_of.dtype == np.int32
    assert stimuli.labels == ["10", "2", "10", "B", "a"]
    assert len(stimuli) == 5


def test_the_set_is_frozen() -> None:
    with pytest.raises(AttributeError):
        numbered(["a", "b"]).name = "other"  # type: ignore[misc]


def test_take_keeps_the_order_asked_for_and_the_classes() -> None:
    part = numbered(["a", "b", "c", "a"]).take([3, 1])
    assert part.labels == ["a", "b"]
    assert positions(part) == [3, 1]
    assert part.classes == ("a", "b", "c")
    assert part.light[:, 0, 0].tolist() == [0.75, 0.25]


def test_take_by_true_and_false() -> None:
    assert positions(numbered(["a", "b", "c"]).take(np.array([True, False, True]))) == [0, 2]


@pytest.mark.parametrize("indices", [[3], [-1], [0.0, 1.0], [[0, 1]], ["a"], [True, False]])
def test_take_refuses_what_is_no_position(indices: list[object]) -> None:
    with pytest.raises(StimulusError, match="from 0 to 2"):
        numbered(["a", "b", "c"]).take(indices)  # type: ignore[arg-type]


def test_take_of_nothing_is_refused() -> None:
    with pytest.raises(StimulusError, match="no picture is left"):
        numbered(["a", "b"]).take([])


@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=60), st.floats(0.01, 0.99), st.integers(0, 2**32 - 1))
def test_split_has_the_exact_total_keeps_proportions_and_loses_nothing(
    labels: list[str], fraction: float, seed: int
) -> None:
    stimuli = numbered(labels)
    n_test = round(len(labels) * fraction)
    if not 0 < n_test < len(labels):
        with pytest.raises(StimulusError, match="one part empty"):
            stimuli.split(fraction, np.random.default_rng(seed))
        return
    train, test = stimuli.split(fraction, np.random.default_rng(seed))
    kept = sum(labels.count(name) > 1 and train.labels.count(name) == 1 for name in stimuli.classes)
    assert n_test - kept <= len(test) <= n_test
    assert all(name in train.labels for name in stimuli.classes if labels.count(name) > 1)
    assert sorted(positions(train) + positions(test)) == list(range(len(labels)))
    for name in stimuli.classes:
        assert abs(test.labels.count(name) - labels.count(name) * n_test / len(labels)) < 3


def test_split_of_equal_classes_gives_each_the_same_number() -> None:
    train, test = numbered(["a"] * 10 + ["b"] * 10 + ["c"] * 10).split(0.3, np.random.default_rng(1))
    assert [test.labels.count(name) for name in "abc"] == [3, 3, 3]
    assert [train.labels.count(name) for name in "abc"] == [7, 7, 7]


def test_split_gives_a_small_class_its_share_by_hand() -> None:
    # Six of a: quantiles 1/12, 3/12 ... 11/12; two of b: 1/4, 3/4. The lowest half of the eight, in order, are
    # 1/12 a, 3/12 a and 1/4 b in either order, 5/12 a: three of a, one of b.
    _, test = numbered(["a"] * 6 + ["b"] * 2).split(0.5, np.random.default_rng(7))
    assert sorted(test.labels) == ["a", "a", "a", "b"]


def test_split_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    stimuli = numbered(["a", "b"] * 50)
    first, again, other = (stimuli.split(0.2, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert positions(first[0]) == positions(again[0])
    assert positions(first[1]) == positions(again[1])
    assert positions(first[0]) != positions(other[0])


def test_split_mixes_the_training_part() -> None:
    train, _ = numbered(["a"] * 50 + ["b"] * 50).split(0.1, np.random.default_rng(0))
    assert positions(train) != sorted(positions(train))
    assert 10 < train.labels[:45].count("a") < 35


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.5, 1.5, float("nan"), 0.01, 0.99])
def test_split_that_leaves_a_part_empty_is_refused(fraction: float) -> None:
    with pytest.raises(StimulusError, match="one part empty"):
        numbered(["a", "b", "c"]).split(fraction, np.random.default_rng(0))


def test_joined_makes_classes_of_one_name_one() -> None:
    both = numbered(["b", "a"]).joined(numbered(["c", "b"]))
    assert both.labels == ["b", "a", "c", "b"]
    assert both.classes == ("a", "b", "c")
    assert both.sources == ("source 0", "source 1", "source 0", "source 1")
    assert both.checked() is both


def test_joined_with_a_set_of_unknown_sources_leaves_them_blank() -> None:
    without = StimulusSet.labelled("bare", np.zeros((1, 1, 2), np.float32), ["z"])
    assert numbered(["a"]).joined(without).sources == ("source 0", "")
    assert without.joined(without).sources == ()


def test_joined_refuses_another_retina() -> None:
    with pytest.raises(StimulusError, match="1 x 2, numbered for 3 x 3"):
        numbered(["a"]).joined(numbered(["a"], 3, 3))


LIGHT = np.zeros((2, 1, 2), np.float32)
FIRST = np.array([0, 1], np.int32)


@pytest.mark.parametrize(
    ("light", "class_of", "classes", "sources", "words"),
    [
        (LIGHT[:0], FIRST[:0], (), (), "no pictures"),
        (LIGHT.astype(np.float64), FIRST, ("a", "b"), (), "float32"),
        (LIGHT[0], FIRST[:1], ("a",), (), "shape"),
        (LIGHT[:, :0], FIRST, ("a", "b"), (), "no photocell"),
        (LIGHT, FIRST.astype(np.int64), ("a", "b"), (), "int32"),
        (LIGHT, FIRST[:1], ("a",), (), "2 pictures and 1 labels"),
        (LIGHT, FIRST, ("a",), (), "indices into its 1 classes"),
        (LIGHT, FIRST - 1, ("a",), (), "indices"),
        (LIGHT, FIRST, ("a", "a"), (), "same name"),
        (LIGHT, FIRST, ("a", "b"), ("one",), "2 pictures and 1 sources"),
        (LIGHT + 2, FIRST, ("a", "b"), (), "light must be 0 to 1"),
        (LIGHT - 1, FIRST, ("a", "b"), (), "light must be 0 to 1"),
        (LIGHT * np.float32("nan"), FIRST, ("a", "b"), (), "light must be 0 to 1"),
    ],
)
def test_checked_says_what_does_not_fit(
    light: np.ndarray, class_of: np.ndarray, classes: tuple[str, ...], sources: tuple[str, ...], words: str
) -> None:
    with pytest.raises(StimulusError, match=words) as caught:
        StimulusSet("odd", light, class_of, classes, sources).checked()
    assert str(caught.value).startswith("odd: ")


def test_a_set_of_one_class_exists_but_cannot_be_trained() -> None:
    one = numbered(["a", "a"])
    assert one.checked() is one
    with pytest.raises(StimulusError, match=r"only one class \('a'\)"):
        one.require_trainable()
    two = numbered(["a", "b"])
    assert two.require_trainable() is two


def test_a_class_without_pictures_does_not_count() -> None:
    with pytest.raises(StimulusError, match="only one class"):
        numbered(["a", "b"]).take([1]).require_trainable()


def test_an_empty_set_cannot_be_trained() -> None:
    empty = StimulusSet("none", LIGHT[:0], FIRST[:0], ())
    with pytest.raises(Mark1Error, match="no pictures"):
        empty.require_trainable()
    with pytest.raises(StimulusError, match="no pictures"):
        StimulusSet.labelled("none", LIGHT[:0], [])
