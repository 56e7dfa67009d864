"""Numbers with their nouns."""

from mark1.text import counted


def test_one_is_singular_and_all_others_plural() -> None:
    for n, noun, said in (
        (1, "correction", "1 correction"),
        (0, "correction", "0 corrections"),
        (2, "pass", "2 passes"),
        (13, "epoch", "13 epochs"),
        (2, "switch", "2 switches"),
        (1, "pass", "1 pass"),
        (337, "R-unit", "337 R-units"),
        (3, "class", "3 classes"),
    ):
        assert counted(n, noun) == said
