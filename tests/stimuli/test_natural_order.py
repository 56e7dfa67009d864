"""Natural order: names as a person sorts them."""

from mark1.stimuli.natural_order import natural_key


def test_natural_order_puts_2_before_10_and_is_total() -> None:
    names = ["b10", "b2", "B2", "a", "", "10", "9", "01", "1"]
    assert sorted(names, key=natural_key) == ["", "01", "1", "9", "10", "a", "B2", "b2", "b10"]
    assert sorted(["x" + "9" * 5000, "x1"], key=natural_key)[0] == "x1"
