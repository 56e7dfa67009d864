"""Teacher: what is wrong; AnswerCode: words for classes, and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mark1.errors import ConfigError
from mark1.machine.teacher import AnswerCode, Teacher, r_units_needed


def names(n: int) -> list[str]:
    return [f"class{number}" for number in range(n)]


# ---- what is wrong


@pytest.mark.parametrize(
    ("sum_v", "wanted", "wrong"),
    [(1.0, 1, False), (1.0, -1, True), (-1.0, -1, False), (-1.0, 1, True), (0.0, 1, True), (0.0, -1, True)],
)
def test_a_sum_on_the_other_side_or_of_zero_is_wrong(sum_v, wanted, wrong):
    assert Teacher(0.0).wrong(np.array([sum_v]), np.array([wanted], np.int8)).tolist() == [wrong]


@pytest.mark.parametrize("sum_v", [-5.0, 0.0, 5.0])
def test_nothing_is_wrong_where_nothing_is_asked(sum_v):
    assert not Teacher(1.0).wrong(np.array([sum_v]), np.array([0], np.int8)).any()


def test_a_sum_inside_the_undecided_band_is_wrong_by_hand():
    sums, wanted = np.array([0.4, 0.5, 0.6, -0.5, -0.6, -0.6]), np.array([1, 1, 1, -1, -1, 1], np.int8)
    assert Teacher(0.5).wrong(sums, wanted).tolist() == [True, True, False, True, False, True]


# ---- which R-units are reinforced, and which way


@pytest.mark.parametrize(
    ("rule", "sign", "directions"),
    [  # sums 2, -2, 2, -2, 0; answers +, -, +, -, +; wanted +, +, -, 0, +
        ("quantized", "positive", [0, 1, -1, 0, 1]),
        ("nonquantized", "positive", [0, 1, -1, 0, 1]),
        ("forced", "positive", [1, 1, 0, 0, 1]),
        ("bivalent", "positive", [1, 1, -1, 0, 1]),
        ("bivalent", "negative", [-1, -1, 1, 0, -1]),
        ("spontaneous", "positive", [1, -1, 1, -1, 1]),
    ],
)
def test_which_way_each_rule_reinforces_by_hand(rule, sign, directions):
    sums, answer = np.array([2.0, -2.0, 2.0, -2.0, 0.0]), np.array([1, -1, 1, -1, 1], np.int8)
    wanted = np.array([1, 1, -1, 0, 1], np.int8)
    found = Teacher(0.0, rule, sign).directions(sums, answer, wanted)
    assert (found.tolist(), found.dtype) == (directions, np.int8)


# ---- codes


@pytest.mark.parametrize("name", ["binary", "onehot"])
@pytest.mark.parametrize("spare", [0, 1, 3, 20])
def test_every_word_is_read_back_as_its_class(name, spare):
    for n_classes in (2, 3, 5, 8, 26, 36, 100, 128, 129, 256):
        code = AnswerCode(name, names(n_classes), r_units_needed(name, n_classes) + spare)
        words = np.array([code.word(label) for label in code.classes])
        assert code.nearest(0.5 * words).tolist() == list(range(n_classes))
        asked = words[:, (words != 0).any(axis=0)]
        assert len(np.unique(asked, axis=0)) == n_classes
        assert set(np.unique(asked)) <= {-1, 1}


def test_all_class_counts_from_two_to_256_fit_the_fewest_r_units():
    for n_classes in range(2, 257):
        code = AnswerCode("binary", names(n_classes), r_units_needed("binary", n_classes))
        assert code.nearest(code.words.astype(float)).tolist() == list(range(n_classes))


def test_a_hundred_classes_need_seven_r_units():
    assert r_units_needed("binary", 100) == 7  # R58 p. 402
    assert [r_units_needed("binary", n) for n in (1, 2, 3, 4, 5, 26, 128, 129)] == [1, 1, 2, 2, 3, 5, 7, 8]
    assert [r_units_needed("onehot", n) for n in (1, 2, 26)] == [1, 2, 26]


def test_binary_words_by_hand():
    # 0 .. 3 on two R-units, most significant first; the third is their parity: 0, 1, 1, 0
    assert AnswerCode("binary", "ABCD", 3).words.tolist() == [[-1, -1, -1], [-1, 1, 1], [1, -1, 1], [1, 1, -1]]


def test_onehot_words_by_hand_ask_nothing_of_spare_r_units():
    assert AnswerCode("onehot", "AB", 3).words.tolist() == [[1, -1, 0], [-1, 1, 0]]


@pytest.mark.parametrize("n_classes", [5, 6, 7, 8, 16, 26, 32])
def test_spare_r_units_of_the_mark_i_all_have_work(n_classes):
    """Each spare unit of eight tells some classes apart, and none only repeats another."""
    words = AnswerCode("binary", names(n_classes), 8).words
    for r in range(8):
        assert len(set(words[:, r])) == 2
    different = {tuple(words[:, r] * words[0, r]) for r in range(8)}
    assert len(different) >= min(8, 2 ** r_units_needed("binary", n_classes) - 1)


@pytest.mark.parametrize(
    ("name", "n_classes", "n_r", "says"),
    [
        ("binary", 257, 8, "code binary: 257 classes need 9 R-units, the machine has 8: more R-units or fewer classes"),
        ("onehot", 9, 8, "9 classes need 9 R-units, the machine has 8: more R-units, the binary code, or fewer"),
        ("binary", 3, 1, "3 classes need 2 R-units, the machine has 1"),
    ],
)
def test_more_classes_than_the_code_can_tell_apart(name, n_classes, n_r, says):
    with pytest.raises(ConfigError, match=says):
        AnswerCode(name, names(n_classes), n_r)


def test_a_label_that_is_not_a_class():
    with pytest.raises(ConfigError, match="no class 'Q': .* A B C"):
        AnswerCode("binary", "ABC", 8).word("Q")


def test_the_nearest_class_by_hand():
    code = AnswerCode("binary", "ABCD", 3)  # --- -++ +-+ ++-
    assert code.nearest(np.array([[-1.0, 2.0, 3.0]])).tolist() == [1]
    # +++ is one unit away from B, C and D; the volts say which: B -1+5+2=6, C 1-5+2=-2, D 1+5-2=4
    assert code.nearest(np.array([[1.0, 5.0, 2.0]])).tolist() == [1]


def test_one_certain_r_unit_outvotes_two_that_waver_by_hand():
    # --- and +++: A 9-1-1=7, B -9+1+1=-7
    assert AnswerCode("binary", "AB", 3).nearest(np.array([[-9.0, 1.0, 1.0]])).tolist() == [0]


def test_one_r_unit_may_slip_where_words_differ_in_three():
    code = AnswerCode("binary", "AB", 3)
    for slipped in range(3):
        for label in range(2):
            sums = code.words[label] * 1.0
            sums[slipped] *= -1
            assert code.nearest(sums[np.newaxis]).tolist() == [label]


def test_in_a_onehot_code_the_strongest_of_several_wins():
    code = AnswerCode("onehot", "ABC", 4)
    assert code.nearest(np.array([[-1.0, 2.0, 3.0, 99.0], [-3.0, -2.0, -1.0, 99.0]])).tolist() == [2, 2]


def test_the_margin_is_that_of_the_least_certain_r_unit():
    code = AnswerCode("onehot", "AB", 3)  # + - 0
    assert code.margin_v(np.array([2.0, -0.5, -9.0]), 0) == 0.5
    assert code.margin_v(np.array([2.0, 0.25, -9.0]), 0) == -0.25


volts = st.integers(-3, 3).map(float) | st.floats(-9, 9)


@given(st.integers(2, 40), st.integers(0, 6), st.data())
def test_nearest_is_the_word_with_the_least_squared_distance(n_classes, spare, data):
    code = AnswerCode("binary", names(n_classes), r_units_needed("binary", n_classes) + spare)
    n_r = code.words.shape[1]
    sums = data.draw(st.lists(volts, min_size=n_r, max_size=n_r))
    away = [sum((v - side) ** 2 for v, side in zip(sums, word, strict=True)) for word in code.words.tolist()]
    assert away[code.nearest(np.array([sums]))[0]] == pytest.approx(min(away), abs=1e-9)


@given(st.sampled_from(["binary", "onehot"]), st.integers(2, 20), st.integers(0, 3), st.data())
def test_a_word_that_the_lamps_show_exactly_wins_also_at_sums_of_zero(name, n_classes, spare, data):
    code = AnswerCode(name, names(n_classes), r_units_needed(name, n_classes) + spare)
    label = data.draw(st.integers(0, n_classes - 1))
    sizes = data.draw(st.lists(st.integers(0, 2), min_size=code.words.shape[1], max_size=code.words.shape[1]))
    # A lamp at a sum of 0 shows +1, so a wanted -1 needs some volts.
    sums = [float(size if side > 0 else -(size + 1)) for size, side in zip(sizes, code.words[label], strict=True)]
    assert code.nearest(np.array([sums])).tolist() == [label]
