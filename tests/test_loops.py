"""Loops inside one test: all values are run, and a failure names its value."""

import pytest
from loops import each

SEEN: list[tuple[object, ...]] = []


@each("letter", "ab")
@each("number, name", [(1, "one"), (2, "two")])
def test_products_come_with_fixtures(tmp_path, number, name, letter):
    SEEN.append((tmp_path, letter, number, name))
    assert [seen[1:] for seen in SEEN] == [("a", 1, "one"), ("a", 2, "two"), ("b", 1, "one"), ("b", 2, "two")][
        : len(SEEN)
    ]
    assert len({seen[0] for seen in SEEN}) == 1


def test_a_failure_names_its_value():
    @each("number", [1, 2, 3])
    def fails_at_two(number):
        assert number != 2

    with pytest.raises(AssertionError) as error:
        fails_at_two()
    assert error.value.__notes__ == ["with number = 2"]


def test_no_values_are_a_mistake():
    with pytest.raises(AssertionError, match="no values for number"):
        each("number", [])
