"""What a user can say about reading: names and ranges."""

import string

from hypothesis import given
from hypothesis import strategies as st

from mark1.stimuli.reading import OPTIONS, Reading, as_ranges, spelled_out


def test_ranges_and_names_are_spelled_out() -> None:
    assert "".join(spelled_out("A-Z")) == string.ascii_uppercase
    assert "".join(spelled_out("0-9A-Za-z")) == string.digits + string.ascii_uppercase + string.ascii_lowercase
    assert spelled_out("alpha,beta,A-C") == ["alpha", "beta", "A", "B", "C"]
    assert spelled_out("") == []


@given(st.sets(st.sampled_from(string.ascii_letters + string.digits), min_size=1))
def test_ranges_are_what_they_were_made_of(characters: set[str]) -> None:
    assert set(spelled_out(as_ranges(characters))) == characters


def test_the_words_of_the_panel_make_a_reading() -> None:
    words = {"bad": "fail", "label-column": "last", "frame": 2, "epochs": 3}
    assert Reading.of_words(words) == Reading(bad="fail", label_column="last", frame=2)
    assert set(OPTIONS.values()) == {"bad", "frame", "transpose", "labels", "label-column", "only", "empty"}
