"""Characters: the two faces are well drawn and different."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loops import each
from numpy.typing import NDArray

from mark1.errors import StimulusError
from mark1.stimuli.characters import DIGITS, FACES, LETTERS, glyphs, parse_face

Light = NDArray[np.float32]

# What a letter looks like to itself: in a mirror, in a pool of water, upside down.
MIRRORED = {"grotesque": "AHIMOTUVWXY08", "roman": "HIOT08"}
REFLECTED = {"grotesque": "CDHIOX0", "roman": "DIO0"}
TURNED = {"grotesque": "HINOSXZ0", "roman": "IOSXZ0"}

HOLES = dict.fromkeys(LETTERS + DIGITS, 0) | dict.fromkeys("ADOPQR0469", 1) | dict.fromkeys("B8", 2)

EVERY_GLYPH = [(face, character) for face in FACES for character in LETTERS + DIGITS]
BAR = "...##...............\n" * 20


def in_pieces(mask: NDArray[np.bool_], corners_join: bool) -> int:
    """How many connected pieces a mask has; ``corners_join`` when cells that touch at a corner are one piece."""
    left = {(int(r), int(c)) for r, c in zip(*np.nonzero(mask), strict=True)}
    steps = [(r, c) for r in (-1, 0, 1) for c in (-1, 0, 1) if corners_join or r * c == 0]
    pieces = 0
    while left:
        pieces += 1
        edge = [left.pop()]
        while edge:
            row, col = edge.pop()
            near = {(row + r, col + c) for r, c in steps} & left
            left -= near
            edge.extend(near)
    return pieces


def test_every_face_has_the_capitals_and_the_digits() -> None:
    for face in FACES:
        assert list(glyphs(face)) == list(LETTERS + DIGITS)
    assert LETTERS == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert DIGITS == "0123456789"


@each("face, character", EVERY_GLYPH)
def test_a_glyph_is_16_rows_high_and_centred_with_two_dark_cells_all_round(face: str, character: str) -> None:
    light = glyphs(face)[character]
    assert light.shape == (20, 20)
    assert light.dtype == np.float32
    assert set(np.unique(light)) == {0.0, 1.0}
    rows, cols = np.flatnonzero(light.any(axis=1)), np.flatnonzero(light.any(axis=0))
    assert (rows[0], rows[-1]) == (2, 17)
    assert cols[0] + cols[-1] == 19
    assert cols[0] >= 2


@each("face, character", EVERY_GLYPH)
def test_a_glyph_is_one_piece_with_the_holes_of_its_letter(face: str, character: str) -> None:
    lit = glyphs(face)[character] > 0
    assert in_pieces(lit, corners_join=True) == 1
    assert in_pieces(~lit, corners_join=False) - 1 == HOLES[character]


@pytest.mark.parametrize("face", FACES)
def test_symmetric_letters_are_symmetric_to_the_cell(face: str) -> None:
    drawn = glyphs(face)
    for character in MIRRORED[face]:
        np.testing.assert_array_equal(drawn[character], drawn[character][:, ::-1], err_msg=character)
    for character in REFLECTED[face]:
        np.testing.assert_array_equal(drawn[character], drawn[character][::-1], err_msg=character)
    for character in TURNED[face]:
        np.testing.assert_array_equal(drawn[character], drawn[character][::-1, ::-1], err_msg=character)
    np.testing.assert_array_equal(drawn["9"], drawn["6"][::-1, ::-1])


@pytest.mark.parametrize("face", FACES)
def test_any_two_glyphs_of_a_face_differ_in_at_least_20_cells(face: str) -> None:
    for (a, light_a), (b, light_b) in combinations(glyphs(face).items(), 2):
        assert np.count_nonzero(light_a != light_b) >= 20, f"{a} and {b}"


def test_the_two_faces_are_clearly_two() -> None:
    bold, fine = glyphs("grotesque"), glyphs("roman")
    apart = {character: np.count_nonzero(bold[character] != fine[character]) for character in LETTERS + DIGITS}
    assert min(apart.values()) == apart["I"] >= 12
    assert sorted(apart.values())[1] >= 30
    assert sum(map(np.sum, bold.values())) > 1.3 * sum(map(np.sum, fine.values()))


def test_glyphs_are_the_callers_own() -> None:
    first = glyphs("roman")
    first["A"][:] = 0.5
    del first["B"]
    assert set(np.unique(glyphs("roman")["A"])) == {0.0, 1.0}
    assert "B" in glyphs("roman")


def test_an_unknown_face_is_refused_with_the_faces_there_are() -> None:
    with pytest.raises(StimulusError, match=r"no face 'Roman': the faces are grotesque, roman; did you mean 'roman'\?"):
        glyphs("Roman")
    with pytest.raises(StimulusError, match="no face 'x': the faces are grotesque, roman$"):
        glyphs("x")


def test_a_written_face_is_read_mark_by_mark() -> None:
    face = parse_face(f"\n= l\n{BAR}\n\n= ?\n{'.' * 19}#\n" + f"{'.' * 20}\n" * 19, "tiny.txt")
    assert list(face) == ["l", "?"]
    np.testing.assert_array_equal(np.flatnonzero(face["l"].any(axis=0)), [3, 4])
    np.testing.assert_array_equal(np.argwhere(face["?"]), [[0, 19]])


@each(
    "text, said",
    [
        ("", "tiny.txt: no glyph"),
        (BAR, r"tiny.txt, line 1: expected '= ' and one character"),
        (f"= AB\n{BAR}", r"tiny.txt, line 1: expected '= ' and one character .*, got '= AB'"),
        (f"=A\n{BAR}", "tiny.txt, line 1: expected"),
        (f"= A\n{BAR}= A\n{BAR}", "tiny.txt, line 22: a second glyph for 'A'"),
        (f"= A\n{BAR[:-1]}#\n", "tiny.txt, line 21: row 20 of the glyph begun in line 1 must be 20 marks"),
        (f"= A\n{BAR.replace('#', 'x')}", "tiny.txt, line 2: row 1 of the glyph"),
        (f"= A\n{BAR[:42]}", "tiny.txt, line 4: row 3 of the glyph begun in line 1"),
        (f"= A\n{BAR[:42]}\n= B\n{BAR}", "tiny.txt, line 4: row 3 of the glyph begun in line 1"),
        (f"= A\n{BAR}{BAR}", "tiny.txt, line 22: expected"),
        ("= A", "tiny.txt, line 2: row 1 of the glyph begun in line 1"),
    ],
)
def test_a_malformed_face_is_refused_with_the_line(text: str, said: str) -> None:
    with pytest.raises(StimulusError, match=said) as refused:
        parse_face(text, "tiny.txt")
    assert "\n" not in str(refused.value)


@given(st.text(alphabet="=A#. \n", max_size=300))
def test_any_text_is_a_face_or_a_stimulus_error(text: str) -> None:
    try:
        face = parse_face(text, "any.txt")
    except StimulusError:
        return
    assert all(light.shape == (20, 20) for light in face.values())
