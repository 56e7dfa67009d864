"""Pictures that are the same on the retina: contradictions, and test pictures that were trained on."""

import numpy as np

from mark1.stimuli.stimulus_set import StimulusSet
from mark1.stimuli.twins import digests_of, oddities, untrained


def made(labels: str, seed: int = 0) -> StimulusSet:
    light = np.random.default_rng(seed).random((len(labels), 3, 3)).astype(np.float32)
    return StimulusSet.labelled("made", light, list(labels))


def test_clean_sets_have_nothing_to_say() -> None:
    assert oddities(made("aabb"), made("abab", 1)) == []


def test_the_same_picture_with_two_labels() -> None:
    stimuli = made("aabb")
    stimuli.light[2] = stimuli.light[0]
    (text,) = oddities(stimuli)
    assert text.startswith("a picture has two labels or more")
    assert "picture 0 (from 0) (a) and picture 2 (from 0) (b)" in text
    stimuli.light[3] = stimuli.light[1]
    assert oddities(stimuli)[0].startswith("2 pictures have two labels")


def test_the_same_picture_twice_with_one_label_is_no_contradiction() -> None:
    stimuli = made("aabb")
    stimuli.light[1] = stimuli.light[0]
    assert oddities(stimuli) == []


def test_test_pictures_that_were_trained_on() -> None:
    train, test = made("aabb"), made("abab", 1)
    test.light[3] = train.light[1]
    (text,) = oddities(train, test)
    assert text.startswith("1 of 4 test pictures are in the training set as well: picture 3 (from 0) (b) is picture 1")


def test_digests_are_those_of_the_bytes() -> None:
    stimuli = made("aabb")
    by_hand = [len({other.tobytes() for other in (light, stimuli.light[0])}) == 1 for light in stimuli.light]
    assert (digests_of(stimuli) == digests_of(stimuli)[0]).tolist() == by_hand


def test_classes_that_cannot_be_in_both_parts_are_named() -> None:
    stimuli = made("abcdef")
    train, test = stimuli.split(0.34, np.random.default_rng(0))
    (text,) = untrained(train, test)
    lost = sorted(set(test.labels))
    assert f"2 classes with a single picture cannot be in both parts: {', '.join(lost)}" in text
    pairs = made("aabbcc")
    assert untrained(*pairs.split(0.34, np.random.default_rng(0))) == []
