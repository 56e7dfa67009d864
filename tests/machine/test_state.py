"""The state of a machine: captured and restored to the last bit, and refused when it cannot be."""

import copy
import json
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mark1.errors import ConfigError
from mark1.machine import state
from mark1.machine.correction_log import ERROR_CORRECTIONS
from mark1.machine.mark1 import MarkI
from mark1.machine.patch_board import PatchBoard

Captured = tuple[dict[str, Any], dict[str, Any]]
WAYS = (
    {},
    {"rule": "bivalent", "gain": "gamma"},
    {"rule": "forced", "gain": "beta"},
    {"ideal": True},
    {"pots": "shared"},
    {"noise": 0.1, "noise_v": 0.1, "gain_spread": 0.2, "lag_s": 0.1},
)


def lived(machine: MarkI) -> MarkI:
    """The machine after some teaching and some faults, with two motors still turning."""
    rng = np.random.default_rng(1)
    for number in range(20):
        light = rng.random((machine.patch_board.rows, machine.patch_board.cols), np.float32)
        machine.teach(light, rng.choice([-1, 1], machine.response.n_r).astype(np.int8), f"picture {number}")
    machine.association.dead[1], machine.association.trim[2], machine.retina.stuck[0] = True, -0.5, True
    machine.patch_board.cut(machine.damage_rng.permutation(4))
    machine.potentiometers.start(np.array([0, 3]), -1, 1.0)
    machine.potentiometers.step(0.4)
    machine.potentiometers.set_by_hand(1, 2.0)
    machine.potentiometers.start(np.array([5]), 1, 1.0)
    machine.potentiometers.step(0.2)
    machine.retina.step(np.ones((machine.patch_board.rows, machine.patch_board.cols), np.float32), 0.05)
    return machine


def same(one: Captured, other: Captured) -> bool:
    """Whether two captured states are the same bits."""
    names = one[1].keys() == other[1].keys()
    return names and one[0] == other[0] and all(a.tobytes() == other[1][name].tobytes() for name, a in one[1].items())


@pytest.fixture
def captured(build: Callable[..., MarkI]) -> Captured:
    """What was captured of a machine that has lived."""
    return state.capture(lived(build(n_a=20, n_r=4, rows=6, cols=6, excitatory=3, inhibitory=2, seed=5)))


@pytest.mark.parametrize("settings", WAYS)
def test_restored_is_the_same_bits_and_goes_on_alike(settings: dict[str, Any], build: Callable[..., MarkI]) -> None:
    machine = lived(build(n_a=20, n_r=4, rows=6, cols=6, excitatory=3, inhibitory=2, seed=5, **settings))
    plain, arrays = state.capture(machine)
    other = state.restored(MarkI, json.loads(json.dumps(plain)), arrays)
    assert same(state.capture(other), (plain, arrays))
    for each in (machine, other):
        lived(each)
        each.patch_board.rng.random()
    assert same(state.capture(other), state.capture(machine))
    assert [other.why(pot) for pot in range(20)] == [machine.why(pot) for pot in range(20)]
    np.testing.assert_array_equal(other.looks_for(2), machine.looks_for(2))


def test_what_was_captured_does_not_change_with_the_machine(build: Callable[..., MarkI]) -> None:
    machine = build(n_a=20, n_r=4)
    plain, arrays = copy.deepcopy(state.capture(machine))
    held = state.capture(machine)
    lived(machine)
    assert same(held, (plain, arrays))
    other = state.restored(MarkI, plain, arrays)
    lived(other)
    assert same(held, (plain, arrays))


def test_every_array_of_every_part_is_state_or_follows_from_the_settings(build: Callable[..., MarkI]) -> None:
    """A new array in a part must be added to the table, or be the same in every machine of one config."""
    machine, fresh = lived(build(n_a=20, n_r=4, seed=5)), build(n_a=20, n_r=4, seed=5)
    known = {f"{part}.{name}" for part, name, _ in state.ATTRIBUTES} | {f"patch_board.{name}" for name in state.WIRES}
    for part in ("optics", "retina", "patch_board", "association", "potentiometers", "response", "teacher"):
        for name, value in vars(getattr(machine, part)).items():
            if isinstance(value, np.ndarray) and f"{part}.{name}" not in known:
                np.testing.assert_array_equal(value, getattr(getattr(fresh, part), name), err_msg=f"{part}.{name}")


def test_wires_are_not_drawn_only_to_be_replaced(captured: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a small file that claims 100,000 A-units with 8,192 wires each could take all memory."""

    drawn = PatchBoard._drawn

    def no_wire(board: PatchBoard, fan_in: int, draw: int) -> NDArray[np.int32]:
        assert fan_in == 0
        return drawn(board, fan_in, draw)

    monkeypatch.setattr(PatchBoard, "_drawn", no_wire)
    restored = state.restored(MarkI, *captured)
    assert restored.config.patch_board.excitatory == restored.patch_board.config.excitatory == 3


@pytest.mark.parametrize(
    "path, value",
    [
        ("config", 5),
        ("config", [1]),
        ("config.zz", 1),
        ("config.seed", -1),
        ("config.seed", 1.5),
        ("config.association", [1]),
        ("config.association.zz", 1),
        ("config.association.n_a", 21),
        ("config.association.n_a", None),
        ("config.association.n_a", 20.5),
        ("config.association.n_a", True),
        ("config.association.n_a", 10**30),
        ("config.association.theta", "2"),
        ("config.response.n_r", 21),
        ("config.retina.rows", 12),
        ("config.potentiometers.pots", "shared"),
        ("config.potentiometers.ideal", "yes"),
        ("config.teacher.exposure_s", None),
        ("theta", math.nan),
        ("theta", 1e300),
        ("theta", None),
        ("sockets", -1),
        ("sockets", 1),
        ("sockets", 1e300),
        ("sockets", None),
        ("presentations", -1),
        ("presentations", 1.5),
        ("presentations", 10**30),
        ("corrections", None),
        ("machine_time_s", math.nan),
        ("machine_time_s", math.inf),
        ("machine_time_s", -1.0),
        ("log_names", 5),
        ("log_names", []),
        ("generators", {}),
        ("generators.teacher_rng", 5),
        ("generators.teacher_rng.bit_generator", "MT19937"),
        ("generators.teacher_rng.state.state", -1),
        ("generators.teacher_rng.state.state", 10**60),
        ("generators.teacher_rng.state.state", "a"),
    ],
)
def test_plain_values_that_are_none_of_a_machine(path: str, value: Any, captured: Captured) -> None:
    plain, arrays = captured
    place: Any = plain
    *way, last = path.split(".")
    for name in way:
        place = place[name]
    place[last] = value
    with pytest.raises(ConfigError):
        state.restored(MarkI, plain, arrays)


ARRAYS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "too short": ("retina.gain", lambda a: a[:-1]),
    "another kind": ("retina.gain", lambda a: a.astype(np.float64)),
    "the other byte order": ("retina.gain", lambda a: a.astype(">f4")),
    "NaN": ("retina.gain", lambda a: a * np.nan),
    "infinite": ("association.trim", lambda a: a + np.inf),
    "a trim out of range": ("association.trim", lambda a: a + 1e300),
    "neither on nor off": ("retina.dead", lambda a: np.full(len(a), 2, np.uint8).view(np.bool_)),
    "an S-unit that is not there": ("patch_board.s_of_wire", lambda a: a + 36),
    "an S-unit below 0": ("patch_board.s_of_wire", lambda a: a - 36),
    "an A-unit that is not there": ("patch_board.a_of_wire", lambda a: a + 1),
    "A-units out of order": ("patch_board.a_of_wire", lambda a: a[::-1].copy()),
    "a wire without a sign": ("patch_board.sign_of_wire", lambda a: a * 0),
    "a wire twice": ("patch_board.s_of_wire", lambda a: np.concatenate([a[:1].repeat(4), a[4:]])),
    "a wire too few": ("patch_board.s_of_wire", lambda a: a[1:]),
    "wires in two dimensions": ("patch_board.s_of_wire", lambda a: a[:, np.newaxis]),
    "a correction that is not there": ("potentiometers.moved_by", lambda a: a + 1000),
    "no such mark": ("potentiometers.moved_by", lambda a: a * 0 - 4),
    "a wiper beyond its stop": ("potentiometers.wiper", lambda a: a * 0 + 2_000_000_000),
    "a wiper off its shaft": ("potentiometers.wiper", lambda a: a + 1_000_000),
    "a shaft beyond its stop": ("potentiometers.shaft", lambda a: np.full_like(a, -(2**31))),
    "a motor that runs neither way": ("potentiometers.way", lambda a: a * 0 + 7),
    "a motor that runs backwards in time": ("potentiometers.run_s", lambda a: a - 1e9),
    "a motor that never started": ("potentiometers.pulse_s", lambda a: a * 0),
    "a motor of negative speed": ("potentiometers.speed_v_per_s", lambda a: -a),
    "a run from nowhere": ("potentiometers.run_from", lambda a: np.full_like(a, 2**31 - 1)),
    "too few corrections": ("log.rows", lambda a: a[:1]),
    "corrections of another kind": ("log.rows", lambda a: np.zeros(len(a))),
}


@pytest.mark.parametrize("what", ARRAYS)
def test_arrays_that_are_none_of_a_machine(what: str, captured: Captured) -> None:
    plain, arrays = captured
    name, spoil = ARRAYS[what]
    arrays[name] = spoil(arrays[name])
    with warnings.catch_warnings(action="error"), pytest.raises(ConfigError):
        state.restored(MarkI, plain, arrays)


@given(data=st.data())
def test_any_missing_piece_is_named(data: st.DataObject) -> None:
    plain, arrays = state.capture(MarkI())
    piece = data.draw(st.sampled_from([*plain, *arrays]))
    plain.pop(piece, None)
    arrays.pop(piece, None)
    with pytest.raises(ConfigError, match=piece.replace(".", r"\.")):
        state.restored(MarkI, plain, arrays)


def test_a_bank_too_large_for_its_file_is_refused_before_it_is_built(captured: Captured) -> None:
    plain, arrays = captured
    plain["config"]["association"]["n_a"] = 100_000
    plain["config"]["response"]["n_r"] = 1_024
    plain["config"]["potentiometers"]["pots"] = "shared"
    with pytest.raises(ConfigError, match="describes 102400000 potentiometers, but the file contains 20"):
        state.restored(MarkI, plain, arrays)


@pytest.mark.parametrize(
    "column, value", [("sum_v", np.nan), ("pulse_s", np.nan), ("pulse_s", 1e300), ("pulse_s", 0), ("r", 99), ("r", -1),
                      ("pulses", -1), ("wanted", 0), ("wanted", 2), ("cause", 4), ("cause", -1), ("part", 3),
                      ("part", 2), ("share", 0), ("share", np.nan), ("share", 1e300), ("active", -1), ("active", 513)],
)  # fmt: skip
def test_a_correction_that_cannot_be_is_refused(column, value, build):
    machine = build()
    light = np.random.default_rng(0).random((20, 20)).astype(np.float32)
    machine.teach(light, np.ones(machine.response.n_r, np.int8))
    plain, arrays = state.capture(machine)
    assert len(arrays["log.rows"])
    arrays["log.rows"][column][0] = value
    with pytest.raises(ConfigError, match="log"):
        state.restored(MarkI, plain, arrays)


def test_a_file_of_before_there_was_more_than_error_correction(captured: Captured) -> None:
    """Its log has fewer columns; the machine says the same of every pot."""
    plain, arrays = captured
    machine = state.restored(MarkI, plain, arrays)
    rows = arrays["log.rows"]
    assert len(rows)
    older = np.empty(rows.shape, ERROR_CORRECTIONS)
    for name in ERROR_CORRECTIONS.names or ():
        older[name] = rows[name]
    other = state.restored(MarkI, plain, arrays | {"log.rows": older})
    assert [other.why(pot) for pot in range(20)] == [machine.why(pot) for pot in range(20)]
    assert (other.log.rows == rows).all()
