"""The Python API: what ``import mark1`` offers, and what it does with bad input."""

import ast
import inspect
import pydoc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mark1
from mark1 import estimators
from mark1.errors import ConfigError, StimulusError, StorageError
from mark1.machine.state import capture

SCRIPT = Path(__file__).with_name("user_script.py")
SMALL = mark1.MachineConfig.of(a_units=64, theta=1, seed=3)


@pytest.fixture
def machine() -> mark1.MarkI:
    return mark1.MarkI(SMALL)


@pytest.fixture(scope="module")
def letters() -> mark1.StimulusSet:
    return mark1.load_stimuli("letters").take(range(8))


def state(machine: mark1.MarkI) -> tuple[dict[str, Any], dict[str, bytes]]:
    """All of a machine."""
    plain, arrays = capture(machine)
    return plain, {name: array.tobytes() for name, array in arrays.items()}


# ---- found by help


def test_help_names_everything_and_every_name_has_help() -> None:
    text = pydoc.render_doc(mark1, renderer=pydoc.plaintext)
    for name in mark1.__all__:
        assert name.strip("_").lower() in text.lower() and name in dir(mark1)
        assert name.startswith("__") or len(getattr(mark1, name).__doc__) > 40


def functions_of(owner: Any) -> Iterator[tuple[str, Any]]:
    """The functions, methods and properties of a public name that are written in mark1."""
    if inspect.isfunction(owner):
        yield owner.__qualname__, owner
    for kind in inspect.getmro(owner) if inspect.isclass(owner) else ():
        for name, member in vars(kind).items() if kind.__module__.startswith("mark1") else ():
            member = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
            if (name == "__init__" or not name.startswith("_")) and inspect.isfunction(member):
                yield f"{kind.__qualname__}.{name}", member


def untyped(owner: Any) -> list[str]:
    """Arguments and results that are nothing but Any, or have no type."""
    found = []
    for name, function in functions_of(owner):
        signature = inspect.signature(function)
        given = {part.name: part.annotation for part in signature.parameters.values() if part.name != "self"}
        for what, kind in {**given, "return": signature.return_annotation}.items():
            if kind in (Any, "Any") or (kind is inspect.Signature.empty and what != "cls"):
                found.append(f"{name}: {what}")
    return found


@pytest.mark.parametrize("package", [mark1, estimators], ids=lambda package: package.__name__)
def test_no_public_signature_has_a_bare_any(package: Any) -> None:
    assert [slip for name in package.__all__ for slip in untyped(getattr(package, name))] == []
    assert untyped(functions_of) == ["functions_of: owner"]
    assert sum(len(list(functions_of(getattr(package, name)))) for name in package.__all__) > 25


def used_in(source: str) -> set[str]:
    """The names of mark1 that a script takes: ``mark1.NAME``, in its code."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
    return {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "mark1"}


def test_a_users_script_with_every_name_is_typed_and_runs(tmp_path: Path) -> None:
    source = SCRIPT.read_text("utf-8")
    assert used_in(source) == set(mark1.__all__) and used_in('"mark1.MarkI"') == set()
    (tmp_path / "dot.pbm").write_text("P1 2 2 1 0 0 0")
    ran = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True, check=False)
    assert ran.returncode == 0 and mark1.__version__ in ran.stdout, ran.stderr


def test_reprs_are_one_short_line(machine: mark1.MarkI, letters: mark1.StimulusSet) -> None:
    for one in (machine, letters, mark1.ControlPanel()):
        assert repr(one).startswith(f"<{type(one).__name__}") and len(repr(one)) < 120
    assert repr(machine) == "<MarkI: 64 A-units, 64 pots, 8 R-units, 0 corrections>"


# ---- settings


def test_short_names_are_settings() -> None:
    config = mark1.MachineConfig.of(a_units=100, theta=3, stop_v=5, rows=8, undecided_v=1, seed=7)
    assert (config.association.n_a, config.association.theta, config.potentiometers.stop_v) == (100, 3, 5)
    assert (config.retina.rows, config.response.undecided_v, config.seed) == (8, 1, 7)
    assert mark1.MachineConfig.of() == mark1.MachineConfig()


def test_a_setting_is_the_one_of_the_panel() -> None:
    panel = mark1.ControlPanel()
    panel.execute("machine a-units 64 theta 1 seed 3")
    assert panel.machine.config == SMALL


# ---- files


def test_a_saved_machine_goes_on_with_the_same_bits(
    machine: mark1.MarkI, letters: mark1.StimulusSet, tmp_path: Path
) -> None:
    mark1.train(machine, letters, epochs=2)
    machine.save(tmp_path / "machine.mark1")
    loaded = mark1.MarkI.load(tmp_path / "machine.mark1")
    assert [loaded.why(pot) for pot in range(64)] == [machine.why(pot) for pot in range(64)]
    for one in (machine, loaded):
        mark1.train(one, letters, epochs=2)
    assert state(loaded) == state(machine)


def test_files_of_the_panel_and_of_the_machine_are_of_one_kind(machine: mark1.MarkI, tmp_path: Path) -> None:
    machine.weights = np.where(np.isnan(machine.weights), 0, 1.5)
    machine.save(tmp_path / "machine.mark1")
    panel = mark1.ControlPanel()
    panel.execute(f"load {tmp_path / 'machine.mark1'}")
    np.testing.assert_array_equal(panel.machine.weights, machine.weights)
    panel.execute("backend logistic")
    panel.execute(f"save {tmp_path / 'panel.mark1'}")
    np.testing.assert_array_equal(mark1.MarkI.load(tmp_path / "panel.mark1").weights, machine.weights)
    (tmp_path / "text.mark1").write_text("no machine")
    with pytest.raises(StorageError, match=r"text\.mark1"):
        mark1.MarkI.load(tmp_path / "text.mark1")


# ---- weights and wires


def test_weights_are_the_wipers_by_unit(machine: mark1.MarkI) -> None:
    weights = machine.weights
    assert weights.shape == (8, 64) and np.isnan(weights).sum() == 7 * 64
    weights[0, 3], weights[7, 63] = 2.5, -11
    machine.weights = weights
    on = np.zeros(64, bool)
    on[[3, 63]] = True
    np.testing.assert_array_equal(machine.potentiometers.sum(on), [2.5, 0, 0, 0, 0, 0, 0, -11])
    assert "by hand" in machine.why(3) and "by hand" not in machine.why(4)
    before = state(machine)
    machine.weights = machine.weights
    assert state(machine) == before


def test_weights_of_shared_pots_have_no_gaps() -> None:
    machine = mark1.MarkI(mark1.MachineConfig.of(a_units=10, r_units=3, pots="shared", ideal=True))
    machine.weights = np.arange(30).reshape(3, 10)
    np.testing.assert_array_equal(machine.weights, np.arange(30).reshape(3, 10))


def test_wires_by_matrix_and_by_row_are_the_same(machine: mark1.MarkI) -> None:
    matrix = machine.patch_board.matrix
    assert matrix.shape == (400, 64) and (np.abs(matrix).sum(axis=0) == 20).all()
    other = mark1.MarkI(mark1.MachineConfig.of(a_units=64, theta=1, seed=4))
    other.set_wires(matrix)
    np.testing.assert_array_equal(other.patch_board.matrix, matrix)
    board = machine.patch_board
    rows = np.stack([board.s_of_wire, board.a_of_wire, board.sign_of_wire], axis=1)
    other.set_wires(np.random.default_rng(0).permutation(rows))
    s = np.random.default_rng(1).random(400) < 0.3
    np.testing.assert_array_equal(other.patch_board.carry(s), s @ matrix.astype(int))
    other.set_wires(np.maximum(matrix, 0))
    np.testing.assert_array_equal(other.patch_board.matrix, np.maximum(matrix, 0))
    other.set_wires([])
    assert not other.patch_board.matrix.any()


# ---- training


def test_training_is_that_of_the_panel_with_and_without_callbacks(letters: mark1.StimulusSet) -> None:
    panel = mark1.ControlPanel(SMALL)
    panel.execute("train letters epochs 3")
    whole = mark1.load_stimuli("letters", panel.machine.optics)
    epochs: list[mark1.EpochReport] = []
    shown: list[mark1.PresentationReport] = []
    for callbacks in ({}, {"on_epoch": epochs.append}, {"on_epoch": epochs.append, "on_presentation": shown.append}):
        machine = mark1.MarkI(SMALL)
        run = mark1.train(machine, whole, epochs=3, **callbacks)  # type: ignore[arg-type]
        np.testing.assert_array_equal(machine.weights, panel.machine.weights)
        assert run.corrections == panel.training_run.corrections  # type: ignore[union-attr]
    assert [(epoch.number, epoch.corrections) for epoch in epochs] == list(enumerate(run.corrections, 1)) * 2
    assert len(shown) == 3 * 26 and sum(one.corrections for one in shown) == sum(run.corrections)
    assert sorted(one.label for one in shown[:26]) == whole.labels and shown[0].sum_v.tolist() == [0.0] * 8


def test_noise_is_the_same_with_and_without_callbacks(letters: mark1.StimulusSet) -> None:
    noisy = mark1.MachineConfig.of(a_units=64, noise=0.2, noise_v=0.3)
    machines = [mark1.MarkI(noisy), mark1.MarkI(noisy)]
    mark1.train(machines[0], letters, epochs=2)
    mark1.train(machines[1], letters, epochs=2, on_presentation=lambda report: None)
    np.testing.assert_array_equal(machines[0].weights, machines[1].weights)


def test_weights_per_epoch_and_labels(letters: mark1.StimulusSet) -> None:
    machine, weights = mark1.MarkI(mark1.MachineConfig.of(a_units=256, theta=1)), list[Any]()
    run = mark1.train(machine, letters, on_epoch=lambda epoch: weights.append(epoch.machine.weights))
    assert len(weights) == run.epochs and run.settled
    assert (weights[0] != weights[-2])[~np.isnan(weights[0])].any()
    np.testing.assert_array_equal(weights[-1], machine.weights)
    assert mark1.classify(machine, run, letters.light) == letters.labels


def test_a_machine_grows_for_a_one_hot_code(letters: mark1.StimulusSet) -> None:
    machine = mark1.MarkI(mark1.MachineConfig.of(a_units=64, code="onehot", r_units=2))
    assert len(mark1.train(machine, letters, epochs=1).classes) == machine.response.n_r == len(letters.classes)


def test_tables(letters: mark1.StimulusSet) -> None:
    machine = mark1.MarkI(mark1.MachineConfig.of(a_units=256, theta=1))
    run = mark1.train(machine, letters)
    table = run.to_dataframe()
    assert list(table) == ["epoch", "corrections", "right"]
    assert table["corrections"].tolist() == run.corrections and table["right"].iloc[-1] == 1
    log = machine.log.to_dataframe()
    assert len(log) == len(machine.log.rows) and set(log["cause"]) == {"correction"}
    assert log["name"].str.contains("grotesque").any() and (log["wanted"].abs() == 1).all()


def test_without_pandas_a_table_says_what_to_install(monkeypatch: pytest.MonkeyPatch, machine: mark1.MarkI) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"to_dataframe needs pandas .*: pip install .*\[pandas\]"):
        machine.log.to_dataframe()


# ---- bad input: one line, and the machine as before


def _raise(report: object) -> None:
    raise KeyError("mine")


NONE = np.zeros((8, 64))
BAD: list[tuple[str, Any, type[Exception], str]] = [
    ("weights", np.zeros((64, 8)), ConfigError, r"weights: expected volts of shape \(8, 64\), got float64"),
    ("weights", "heavy", ConfigError, r"weights: expected volts of shape \(8, 64\), got 'heavy'"),
    ("weights", np.full((8, 64), np.nan), ConfigError, r"weights: expected -11 to \+11 V at every pot, got nan"),
    ("weights", np.eye(8, 64) * 12, ConfigError, r"weights: expected -11 to \+11 V|no pot joins"),
    ("weights", np.ones((8, 64)), ConfigError, r"weights\[0, 8\]: expected NaN or 0, for no pot joins .*, got 1.0"),
    (
        "set_wires",
        [(0, 0)],
        ConfigError,
        r"wires: expected a matrix of shape \(400, 64\), or rows .*, got \[\(0, 0\)\]",
    ),
    ("set_wires", [(0, 0, 2)], ConfigError, "wires, sign: expected .*, got 2"),
    ("set_wires", [(400, 0, 1)], ConfigError, "wires, S-unit: expected a number from 0 to 399, got 400"),
    ("set_wires", [(0, -1, 1)], ConfigError, "wires, A-unit: expected a number from 0 to 63, got -1"),
    ("set_wires", [(0, 0, 1), (0, 0, -1)], ConfigError, "wires: expected one wire between two units"),
    ("set_wires", [(9, a, 1) for a in range(41)], ConfigError, "wires: 41 wires on one S-unit, it has 40 sockets"),
    ("set_wires", np.full((400, 64), np.nan), ConfigError, r"wires: expected \+1, -1 or 0, got nan"),
    ("set_wires", None, ConfigError, "wires: expected a matrix"),
    ("respond", np.full((20, 20), np.nan), ValueError, "NaN|finite"),
    ("respond", np.zeros(7), ValueError, "expected|picture"),
]


@pytest.mark.parametrize(("what", "value", "kind", "says"), BAD)
def test_bad_input_is_one_line_and_changes_nothing(
    machine: mark1.MarkI, what: str, value: Any, kind: type[Exception], says: str
) -> None:
    before = state(machine)
    with pytest.raises(kind, match=says) as caught:
        setattr(machine, what, value) if what == "weights" else getattr(machine, what)(value)
    assert "\n" not in str(caught.value) and state(machine) == before


def test_a_callback_that_raises_leaves_the_machine_as_it_was(letters: mark1.StimulusSet) -> None:
    noisy = mark1.MachineConfig.of(a_units=64, noise=0.2, noise_v=0.3, code="onehot", r_units=2)
    for machine in (mark1.MarkI(SMALL), mark1.MarkI(noisy)):
        before = state(machine)
        for callback in ("on_epoch", "on_presentation"):
            with pytest.raises(KeyError, match="mine"):
                mark1.train(machine, letters, **{callback: _raise})  # type: ignore[arg-type]
            assert state(machine) == before


def test_bad_training_is_refused(machine: mark1.MarkI, letters: mark1.StimulusSet) -> None:
    before = state(machine)
    wide = mark1.load_stimuli("letters", mark1.MarkI(mark1.MachineConfig.of(rows=8, cols=9)).optics)
    for stimuli, epochs, kind, says in (
        (None, 1, ConfigError, "stimuli: expected a StimulusSet, got None"),
        (letters, 0, ConfigError, "epochs: expected a whole number from 1 up, got 0"),
        (letters, 1.5, ConfigError, "epochs: expected a whole number, got 1.5"),
        (letters.take([0, 0]), 1, StimulusError, "only one class"),
        (wide, 1, ConfigError, r"light: expected light from 0 to 1 of shape \(n, 20, 20\), got"),
    ):
        with pytest.raises(kind, match=says):
            mark1.train(machine, stimuli, epochs=epochs)  # type: ignore[arg-type]
    assert state(machine) == before


def test_bad_pictures_and_labels_are_refused(machine: mark1.MarkI) -> None:
    good, eye = np.random.default_rng(0).random((3, 4, 4)), machine.optics
    for pictures, labels, says in (
        (np.zeros((3, 4)), "abc", r"pictures: expected numbers of shape \(n, h, w\).*, got float64 of shape \(3, 4\)"),
        ([[1], [2, 3]], "ab", "pictures: expected numbers .*, got pictures of different shapes"),
        (good, ["a", "b"], "labels: expected 3, one for each picture, got 2"),
        (good, [["a"], "b", "c"], r"label: expected a text or a whole number, got \['a'\]"),
        (good, [{}, "b", "c"], "label: expected a text or a whole number, got {}"),
        (good, 5, "labels: expected 3, one for each picture, got 5"),
        (np.full((3, 4, 4), np.nan), [1, 2, 3], "no picture has finite pixel values"),
        (good * 1e9, [1, 2, 3], "arrays: expected pixel values from 0 to 1, 16 or 255"),
    ):
        with pytest.raises(ValueError, match=says):
            mark1.stimuli_from(pictures, list(labels) if isinstance(labels, str) else labels, eye)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="bad"):
        mark1.stimuli_from(good, [1, 2, 3], eye, bad="keep")


def test_bad_settings_are_refused() -> None:
    for settings, says in (
        ({"a_unit": 3}, "unknown setting 'a_unit'. Did you mean 'a_units'?"),
        ({"a_units": -3}, "association.n_a: expected a whole number from 1 to 100000, got -3"),
        ({"theta": float("nan")}, "association.theta: expected a number"),
    ):
        with pytest.raises(ConfigError) as caught:
            mark1.MachineConfig.of(**settings)
        assert says in str(caught.value)
