"""Faces: which typefaces are found, and in which order."""

from mark1.experiments import faces
from mark1.experiments.faces import KNOWN, found


def test_the_projects_own_come_first_and_known_ones_before_others() -> None:
    names = list(found(100))
    assert names[:2] == ["grotesque", "roman"] and set(KNOWN[:4]) <= set(names), "these come with the drawing library"
    known = [name for name in names if name in KNOWN]
    assert names[2 : 2 + len(known)] == known == [name for name in KNOWN if name in names]
    assert list(found(3)) == names[:3]


def test_fonts_of_symbols_are_left_out() -> None:
    """STIX's signs and the extensions of cmex10 come with the drawing library as well, cmr10 has letters."""
    names = set(faces._files())
    assert "cmr10" in names and names.isdisjoint({"cmex10", "STIXSizeOneSym", "STIXNonUnicode", "Standard Symbols PS"})
