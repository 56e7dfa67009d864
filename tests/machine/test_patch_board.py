"""Patch board: how it is drawn, what it carries, wires by hand and as text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slow_machine import SlowMachine

from mark1.errors import ConfigError
from mark1.machine.config import PatchBoardConfig
from mark1.machine.patch_board import PatchBoard


def board(rows: int = 20, cols: int = 20, n_a: int = 512, seed: int = 0, **settings) -> PatchBoard:
    return PatchBoard(PatchBoardConfig(**settings), rows, cols, n_a, np.random.default_rng(seed))


def wires_of(some: PatchBoard) -> list[tuple[int, int, int]]:
    return list(zip(some.s_of_wire.tolist(), some.a_of_wire.tolist(), some.sign_of_wire.tolist(), strict=True))


def assert_sound(some: PatchBoard, excitatory: int, inhibitory: int) -> None:
    """x + y wires per A-unit, from different S-units, none beyond the sockets, in the order of the A-units."""
    pairs = some.s_of_wire.astype(np.int64) * some.n_a + some.a_of_wire
    assert len(np.unique(pairs)) == len(pairs) == some.n_a * (excitatory + inhibitory)
    assert (np.bincount(some.a_of_wire[some.sign_of_wire > 0], minlength=some.n_a) == excitatory).all()
    assert (np.bincount(some.a_of_wire[some.sign_of_wire < 0], minlength=some.n_a) == inhibitory).all()
    assert (np.diff(some.a_of_wire) >= 0).all()
    assert some.s_of_wire.min() >= 0
    assert some.s_of_wire.max() < some.n_s
    assert np.bincount(some.s_of_wire).max() <= some.sockets


# ---- drawn


@pytest.mark.parametrize("wiring", ["random", "constrained"])
@pytest.mark.parametrize(("excitatory", "inhibitory"), [(10, 10), (5, 0), (0, 7), (3, 8)])
def test_every_a_unit_has_its_wires_and_no_s_unit_too_many(wiring, excitatory, inhibitory):
    some = board(wiring=wiring, excitatory=excitatory, inhibitory=inhibitory)
    assert_sound(some, excitatory, inhibitory)
    assert some.sockets == 40
    assert not some.extended


@pytest.mark.parametrize(("n_a", "sockets"), [(799, 40), (800, 40), (100, 5), (60, 3)])
def test_a_board_may_be_full_to_the_last_socket(n_a, sockets):
    assert_sound(board(n_a=n_a, sockets_per_s_unit=sockets), 10, 10)


def test_every_s_unit_may_be_wired_to_every_a_unit():
    assert_sound(board(4, 5, n_a=40, excitatory=12, inhibitory=8), 12, 8)


def test_no_wires_at_all_is_a_board():
    some = board(n_a=5, excitatory=0, inhibitory=0)
    assert wires_of(some) == []
    assert some.carry(np.ones(400, bool)).tolist() == [0] * 5
    assert some.start_of_a.tolist() == [0] * 6


def test_same_seed_same_wires_other_seed_other_wires():
    assert wires_of(board(seed=3)) == wires_of(board(seed=3))
    assert wires_of(board(seed=3)) != wires_of(board(seed=4))


def test_a_machine_too_large_for_forty_sockets_gets_a_larger_board():
    some = board(n_a=5000)
    # 5,000 x 20 wires on 400 S-units are 250 each; a quarter more are there
    assert (some.sockets, some.extended) == (313, True)
    assert_sound(some, 10, 10)


def test_random_wires_come_from_all_over_the_retina():
    used = np.bincount(board().s_of_wire, minlength=400)
    assert used.min() > 0
    assert used.mean() == pytest.approx(25.6)


def test_constrained_wires_are_clustered_and_fall_exponentially():
    def spread(**settings) -> np.ndarray:
        some = board(64, 64, n_a=400, excitatory=6, inhibitory=6, **settings)
        at = np.stack(np.divmod(some.s_of_wire, 64)).reshape(2, 400, 12).astype(float)
        return np.hypot(*(at - at.mean(axis=2, keepdims=True))).ravel()

    near, far, anywhere = (
        spread(wiring="constrained", reach_cells=2.0),
        spread(wiring="constrained", reach_cells=6.0),
        spread(wiring="random"),
    )
    assert near.mean() < far.mean() < anywhere.mean()
    # exp(-d / reach) in the plane has the mean distance 2 reach; the middle of 12 wires is a little nearer to them
    assert near.mean() == pytest.approx(4, rel=0.15)
    assert np.median(near) < near.mean()


def test_more_wires_than_s_units_are_refused():
    with pytest.raises(ConfigError, match=r"12 \+ 9 wires per A-unit need as many S-units, the retina has 20: fewer"):
        board(4, 5, excitatory=12, inhibitory=9)


def test_a_reach_too_short_for_the_wires_takes_the_nearest_cells():
    some = board(wiring="constrained", reach_cells=0.1, excitatory=3, inhibitory=2, n_a=40)
    assert_sound(some, 3, 2)
    row, col = (of.reshape(40, 5) for of in np.divmod(some.s_of_wire, 20))
    assert (np.ptp(row, axis=1) <= 2).all()
    assert (np.ptp(col, axis=1) <= 2).all()


def test_the_draw_of_0_1_0_refuses_a_reach_too_short():
    config = PatchBoardConfig(wiring="constrained", reach_cells=0.1, excitatory=100, inhibitory=100)
    with pytest.raises(ConfigError, match="found no free sockets within reach"):
        PatchBoard(config, 20, 20, 4, np.random.default_rng(0), draw=1)


# ---- the signal


def test_the_excitation_by_hand(tiny):
    # A0 = S0 + S1 - S2, A1 = S2 + S3 - S0, A2 = S0 + S3 - S1
    carry = tiny.patch_board.carry
    assert carry(np.array([1, 1, 0, 0], bool)).tolist() == [2, -1, 0]
    assert carry(np.array([0, 0, 1, 1], bool)).tolist() == [-1, 2, 1]
    assert carry(np.array([1, 1, 1, 1], bool)).tolist() == [1, 1, 1]
    assert carry(np.array([0, 0, 0, 0], bool)).tolist() == [0, 0, 0]


def test_values_carried_back_by_hand(tiny):
    # S0 = A0 - A1 + A2, S1 = A0 - A2, S2 = -A0 + A1, S3 = A1 + A2
    assert tiny.patch_board.back(np.array([1.0, 10.0, 100.0])).tolist() == [[91.0, -99.0], [9.0, 110.0]]


def test_it_carries_what_the_slow_reference_carries(build):
    machine = build(n_a=60, excitatory=4, inhibitory=3, seed=5)
    slow = SlowMachine(machine)
    for s in np.random.default_rng(0).random((20, 400)) < 0.4:
        assert machine.patch_board.carry(s).tolist() == slow.carry(s.tolist())


def test_back_is_the_transpose_of_carry():
    some, rng = board(n_a=50, excitatory=5, inhibitory=5), np.random.default_rng(1)
    s, value = rng.random(400) < 0.5, rng.integers(-9, 9, 50).astype(float)
    assert some.carry(s) @ value == s @ some.back(value).ravel()


# ---- by hand


def test_a_wire_is_plugged_in_and_pulled_out(tiny):
    some, before = tiny.patch_board, wires_of(tiny.patch_board)
    some.plug(3, 0, -1)
    assert wires_of(some) == [*before[:3], (3, 0, -1), *before[3:]]
    assert some.carry(np.array([0, 0, 0, 1], bool)).tolist() == [-1, 1, 1]
    some.unplug(3, 0)
    assert wires_of(some) == before


def test_a_unit_may_lose_all_its_wires(tiny):
    some = tiny.patch_board
    for s in (2, 3, 0):
        some.unplug(s, 1)
    assert some.start_of_a.tolist() == [0, 3, 3, 6]
    assert some.carry(np.ones(4, bool)).tolist() == [1, 0, 1]
    some.plug(1, 1, +1)
    assert some.start_of_a.tolist() == [0, 3, 4, 7]


def test_wires_are_cut_by_their_index(tiny):
    before = wires_of(tiny.patch_board)
    tiny.patch_board.cut(np.array([0, 8]))
    assert wires_of(tiny.patch_board) == before[1:8]


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda b: b.plug(0, 0, 1), "S-unit 0 and A-unit 0 are joined already: unplug 0 0 first"),
        (lambda b: b.plug(4, 0, 1), "S-unit 4 does not exist"),
        (lambda b: b.plug(-1, 0, 1), "S-unit -1 does not exist"),
        (lambda b: b.plug(0, 3, 1), "A-unit 3 does not exist .valid: 0 to 2."),
        (lambda b: b.plug(3, 0, 0), "sign"),
        (lambda b: b.plug(3, 0, 2), "sign"),
        (lambda b: b.unplug(3, 0), "no wire joins S-unit 3 and A-unit 0"),
        (lambda b: b.unplug(9, 0), "S-unit 9 does not exist"),
    ],
)
def test_what_cannot_be_plugged_is_refused_and_changes_nothing(tiny, act, says):
    before = wires_of(tiny.patch_board)
    with pytest.raises(ConfigError, match=says):
        act(tiny.patch_board)
    assert wires_of(tiny.patch_board) == before


def test_a_full_s_unit_takes_no_more_wires():
    some = board(4, 5, n_a=10, excitatory=1, inhibitory=0, sockets_per_s_unit=2)
    s = int(np.argmax(np.bincount(some.s_of_wire, minlength=20)))
    free = [a for a in range(10) if (s, a, 1) not in wires_of(some)]
    with pytest.raises(ConfigError, match=f"all 2 sockets of S-unit {s} are taken: unplug a wire of it"):
        for a in free:
            some.plug(s, a, 1)
    assert np.count_nonzero(some.s_of_wire == s) == 2


def test_wires_outlast_a_reset(tiny):
    before = wires_of(tiny.patch_board)
    tiny.patch_board.reset()
    assert wires_of(tiny.patch_board) == before


@given(st.data())
def test_plugging_and_pulling_is_a_set_of_wires(data):
    some = board(2, 3, n_a=4, excitatory=1, inhibitory=1, sockets_per_s_unit=4)
    model = {(s, a): sign for s, a, sign in wires_of(some)}
    for _ in range(data.draw(st.integers(0, 15))):
        s, a, sign = data.draw(st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from([1, -1])))
        if (s, a) in model:
            some.unplug(s, a)
            del model[s, a]
        else:
            some.plug(s, a, sign)
            model[s, a] = sign
    assert {(s, a): sign for s, a, sign in wires_of(some)} == model
    assert (np.diff(some.a_of_wire) >= 0).all()
    assert some.start_of_a.tolist() == [sum(a < unit for _, a in model) for unit in range(5)]


# ---- as text


def test_wires_survive_the_way_through_csv():
    one, other = board(seed=1), board(seed=2)
    other.load_csv(one.to_csv())
    assert wires_of(other) == wires_of(one)
    assert one.to_csv().splitlines()[0] == "s,a,sign"


@pytest.mark.parametrize(
    "text",
    ["s,a,sign\n3,0,+\n1,2,-\n", "S,A,Sign\r\n1,2,-1\r\n3,0,+1\r\n", "s,a,sign\n\n1,2,-\n3,0, 1 \n\n"],
)
def test_csv_comes_in_any_order_and_spelling(tiny, text):
    tiny.patch_board.load_csv(text)
    assert wires_of(tiny.patch_board) == [(3, 0, 1), (1, 2, -1)]


def test_a_header_alone_is_an_empty_board(tiny):
    tiny.patch_board.load_csv("s,a,sign\n")
    assert wires_of(tiny.patch_board) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the first line must be s,a,sign"),
        ("0,0,+\n", "the first line must be s,a,sign"),
        ("s,a,sign\n0,0,+\n0,0,-\n", "joined twice"),
        ("s,a,sign\n0,0\n", "line 2: expected S,A,\\+ or S,A,-, got '0,0'"),
        ("s,a,sign\n0,0,+\nx,0,+\n", "line 3: expected S,A,\\+ or S,A,-, got 'x,0,\\+'"),
        ("s,a,sign\n0,0,*\n", "line 2"),
        ("s,a,sign\n4,0,+\n", "line 2: patch board: S-unit 4 does not exist"),
        ("s,a,sign\n0,-1,+\n", "line 2: patch board: A-unit -1 does not exist .valid: 0 to 2."),
        ("s,a,sign\n0,99999999999999999999999,+\n", "line 2"),
        ("s,a,sign\n0,0,+\r1,0,+\n", "CSV"),
        ("s,a,sign\n0,0," + "+" * 200_000 + "\n", "CSV"),
    ],
)
def test_a_bad_csv_is_refused_in_one_line_and_changes_nothing(tiny, text, says):
    before = wires_of(tiny.patch_board)
    with pytest.raises(ConfigError, match=says) as refused:
        tiny.patch_board.load_csv(text)
    assert "\n" not in str(refused.value)
    assert wires_of(tiny.patch_board) == before


def test_a_csv_with_more_wires_than_sockets_is_refused():
    some = board(1, 2, n_a=3, excitatory=1, inhibitory=0, sockets_per_s_unit=2)
    with pytest.raises(ConfigError, match="patch board CSV: 3 wires on one S-unit, it has 2 sockets"):
        some.load_csv("s,a,sign\n0,0,+\n0,1,+\n0,2,+\n")
