"""The panel: undo, what a machine answers, saving and going on."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mark1 import archive, storage
from mark1.errors import CommandError, StorageError
from mark1.machine.config import MachineConfig, OpticsConfig, PotentiometerConfig, RetinaConfig
from mark1.machine.teacher import AnswerCode
from mark1.panel import changes, undo
from mark1.panel.control_panel import ControlPanel
from mark1.stimuli.characters import LETTERS

SMALL = "machine a-units 64 r-units 5 excitatory 5 inhibitory 5 seed 3"
NOISY = f"{SMALL} retina.noise 0.1 potentiometers.noise_v 0.05 potentiometers.decay_per_s 0.0001"
Bits = Callable[[ControlPanel], tuple[Any, ...]]


# ---- undo


def test_undo_goes_back_step_by_step(panel: ControlPanel, bits: Bits) -> None:
    seen = [bits(panel)]
    for line in ("theta 3", "plug 399 0 +", "damage a 5", "present letter A", "teach A", "train letters epochs 1"):
        panel.execute(line)
        if line != "present letter A":
            seen.append(bits(panel))
    assert len(seen) == 6
    for before in reversed(seen[:-1]):
        panel.execute("undo")
        assert bits(panel) == before


def test_there_is_an_end_to_undo() -> None:
    panel = ControlPanel()
    with pytest.raises(CommandError, match="nothing to undo"):
        panel.execute("undo")
    for number in range(changes.UNDO_STEPS + 5):
        panel.execute(f"theta {number}")
    for _ in range(changes.UNDO_STEPS):
        panel.execute("undo")
    panel.execute("expect theta = 4")
    with pytest.raises(CommandError, match="nothing to undo"):
        panel.execute("undo")


def test_a_change_too_large_to_keep_ends_undo_instead_of_skipping_it(
    panel: ControlPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.execute("theta 3")
    monkeypatch.setattr(undo, "BYTES_PER_POT", changes.UNDO_BYTES // 64 + 1)
    panel.execute("theta 4")
    with pytest.raises(CommandError, match="undo is off: this machine is too large"):
        panel.execute("undo")
    panel.execute("expect theta = 4")


def test_undo_keeps_no_more_memory_than_agreed(panel: ControlPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "UNDO_BYTES", 40_000)
    for number in range(40):
        panel.execute(f"theta {number}")
    with pytest.raises(CommandError):
        for _ in range(40):
            panel.execute("undo")
    panel.execute("expect theta > 20")
    panel.execute("expect theta < 39")


def test_after_undo_the_same_actions_give_the_same_bits(panel: ControlPanel, bits: Bits) -> None:
    panel.execute(NOISY)
    lines = ("present letter A", "teach A", "damage a 10%", "train letters epochs 2", "evaluate letters")
    for line in lines:
        panel.execute(line)
    once = bits(panel)
    for _ in range(3):
        panel.execute("undo")
    for line in lines[1:]:
        panel.execute(line)
    assert bits(panel) == once


# ---- what it sees and answers


def test_a_picture_shows_the_same_numbers_as_the_machine(taught: ControlPanel) -> None:
    taught.execute("present letter Q")
    observation, machine = taught.observation, taught.machine
    assert observation is not None
    np.testing.assert_array_equal(observation.a, machine.activity(observation.light))
    np.testing.assert_array_equal(observation.sum_v, machine.potentiometers.sum(observation.a))
    np.testing.assert_array_equal(observation.responses, machine.response.answer(observation.sum_v))


def test_before_any_class_is_known_there_is_no_label(panel: ControlPanel) -> None:
    data = panel.execute("present letter A").data
    assert (data["label"], data["margin_v"], len(data["responses"])) == (None, None, 5)


def test_parity_checks_bear_one_wrong_r_unit() -> None:
    """26 letters need 5 R-units; with 16, the other 11 are parity checks, and any one may fail."""
    panel = ControlPanel()
    panel.execute("machine r-units 16 a-units 2048 seed 1")
    panel.execute("train letters epochs 200")
    panel.execute("expect train-accuracy = 1")
    code = AnswerCode("binary", panel.backend.classes, 16)
    for letter in LETTERS:
        panel.execute(f"present letter {letter}")
        assert panel.observation is not None
        for r in range(16):
            sum_v = panel.observation.sum_v.copy()
            sum_v[r] = -sum_v[r]
            assert code.classes[int(code.nearest(np.sign(sum_v)[np.newaxis])[0])] == letter


def test_the_same_seed_gives_the_same_pictures(panel: ControlPanel) -> None:
    once, again = panel.stimuli("shapes"), ControlPanel(panel.machine.config).stimuli("shapes")
    np.testing.assert_array_equal(once.light, again.light)
    panel.execute("machine seed 4")
    assert not np.array_equal(once.light, panel.stimuli("shapes").light)


# ---- files


def test_save_and_load_give_the_same_bits(taught: ControlPanel, tmp_path: Path, bits: Bits) -> None:
    for line in ("damage a 3", "damage cells 5%", "trim 4 1.5", "plug 399 0 -", "rule nonquantized", "undecided 0.25",
                 "set 7 -3", "rotate 3", "train letters epochs 2"):  # fmt: skip
        taught.execute(line)
    taught.execute(f"save {tmp_path / 'm.mark1'}")
    other = ControlPanel()
    other.execute(f"load {tmp_path / 'm.mark1'}")
    assert bits(other) == bits(taught)
    assert other.history == taught.history
    assert [other.machine.why(pot) for pot in range(64)] == [taught.machine.why(pot) for pot in range(64)]


@pytest.mark.parametrize("machine", [SMALL, NOISY, f"{SMALL} ideal on pots shared", f"{SMALL} code onehot"])
def test_going_on_after_load_is_as_if_never_saved(
    machine: str, panel: ControlPanel, tmp_path: Path, bits: Bits
) -> None:
    if "onehot" in machine:
        machine = machine.replace("r-units 5", "r-units 26")
    before = (machine, "present letter A", "teach A", "train letters epochs 2", "damage a 3")
    after = ("present letter B", "teach B", "damage wires 5", "train letters epochs 2", "evaluate letters", "wait 10")
    other = ControlPanel()
    for line in (*before, f"save {tmp_path / 'm.mark1'}"):
        panel.execute(line)
    other.execute(f"load {tmp_path / 'm.mark1'}")
    for line in after:
        panel.execute(line)
        other.execute(line)
    assert bits(other) == bits(panel)


def test_whether_r_units_were_asked_for_is_saved(panel: ControlPanel, tmp_path: Path) -> None:
    for r_units, line in (("4", "machine code onehot r-units 4"), ("26", "machine code onehot")):
        panel.execute(line)
        panel.execute(f"save {tmp_path / 'm.mark1'}")
        other = ControlPanel()
        other.execute(f"load {tmp_path / 'm.mark1'}")
        assert other.backend.capture()[0]["asked_r_units"] == (r_units == "4")


def test_a_machine_of_a_config_is_saved_too(tmp_path: Path, bits: Bits) -> None:
    config = dataclasses.replace(MachineConfig(seed=9), retina=RetinaConfig(rows=5, cols=7, gain_spread=0.1, lag_s=0.2))
    panel, other = ControlPanel(config), ControlPanel()
    panel.machine.potentiometers.start(np.array([1, 2]), 1, 1.0)
    panel.machine.potentiometers.step(0.3)
    panel.execute(f"save {tmp_path / 'm.mark1'}")
    other.execute(f"load {tmp_path / 'm.mark1'}")
    assert bits(other) == bits(panel)
    panel.machine.potentiometers.settle()
    panel.execute(f"save {tmp_path / 'm.mark1'}")
    other.execute(f"load {tmp_path / 'm.mark1'}")
    assert bits(other) == bits(panel)


def test_names_that_are_no_unicode_are_saved(folder: Path, panel: ControlPanel, tmp_path: Path, bits: Bits) -> None:
    panel.execute("classes \udcff B")
    panel.execute("present letter B")
    panel.execute("teach \udcff")
    panel.execute(f"save {tmp_path / 'm.mark1'}")
    other = ControlPanel()
    other.execute(f"load {tmp_path / 'm.mark1'}")
    assert bits(other) == bits(panel)
    assert "\udcff" in other.machine.why(int(np.flatnonzero(other.machine.potentiometers.moved_by >= 0)[0]))


@pytest.mark.parametrize(
    "code",
    [
        5,
        {},
        {"name": "gray", "classes": ["A", "B"]},
        {"name": "binary", "classes": []},
        {"name": "binary", "classes": ["A"]},
        {"name": "binary", "classes": ["A", "A"]},
        {"name": "binary", "classes": [1, 2]},
        {"name": "binary", "classes": "AB"},
        {"name": "onehot", "classes": ["A", "B", "C", "D", "E", "F"]},
    ],
)
def test_a_code_that_is_none_is_refused(code: Any, taught: ControlPanel, tmp_path: Path, bits: Bits) -> None:
    path = tmp_path / "m.mark1"
    taught.execute(f"save {path}")
    meta, arrays = storage.load(path)
    storage.save(path, {**meta, "code": code}, arrays)
    before = bits(taught)
    with pytest.raises(StorageError, match="not a valid .mark1 file"):
        taught.execute(f"load {path}")
    assert bits(taught) == before


@pytest.mark.parametrize("change", [{"backend": "mlp"}, {"machine": None}, {"machine": {}}, {"history": 5}])
def test_a_file_of_something_else_is_refused(change: dict[str, Any], taught: ControlPanel, tmp_path: Path) -> None:
    path = tmp_path / "m.mark1"
    taught.execute(f"save {path}")
    meta, arrays = storage.load(path)
    storage.save(path, {**meta, **change}, arrays)
    with pytest.raises(StorageError, match="not a valid .mark1 file"):
        taught.execute(f"load {path}")


def test_tilde_is_the_users_folder(taught: ControlPanel, home: Path, bits: Bits) -> None:
    taught.execute("save ~/mine.mark1")
    assert (home / "mine.mark1").is_file()
    other = ControlPanel()
    other.execute("load ~/mine.mark1")
    assert bits(other) == bits(taught)


# ---- what was, and what is now


def test_a_panel_made_with_a_config_replays_from_its_journal(bits: Bits) -> None:
    config = dataclasses.replace(
        MachineConfig(seed=1),
        retina=RetinaConfig(threshold=0.25),
        optics=OpticsConfig(exposure=2.0, framing="whole"),
        potentiometers=PotentiometerConfig(ideal=True),
    )
    panel, again = ControlPanel(config), ControlPanel()
    panel.execute("train letters epochs 2")
    for line in panel.journal.lines:
        again.execute(line)
    assert bits(again) == bits(panel)
    assert again.history == panel.history


def test_what_the_machine_saw_before_it_changed_is_not_expected(panel: ControlPanel) -> None:
    for line in ("present letter A", "teach A", "expect answer = A", "expect active > 0", "theta 3"):
        panel.execute(line)
    for name in ("answer", "active", "cells", "sum 0"):
        with pytest.raises(CommandError, match="has changed since it saw letter A: present it again"):
            panel.execute(f"expect {name} = A" if name == "answer" else f"expect {name} >= -100")
    panel.execute("undo")
    panel.execute("expect answer = A")
    panel.execute("theta 3")
    panel.execute("present letter A")
    panel.execute("expect active >= 0")


def test_arrays_that_are_nobodys_are_not_even_unpacked(
    taught: ControlPanel, tmp_path: Path, bits: Bits, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught.execute(f"save {tmp_path / 'm.mark1'}")
    meta, arrays = storage.load(tmp_path / "m.mark1")
    storage.save(tmp_path / "junk.mark1", meta, {**arrays, "junk": np.zeros(10**6), "retina.junk": np.zeros(10**6)})
    unpacked, whole = [], archive.array

    def watched(file: Any, name: str, *head: Any) -> Any:
        unpacked.append(name)
        return whole(file, name, *head)

    monkeypatch.setattr(archive, "array", watched)
    other = ControlPanel()
    other.execute(f"load {tmp_path / 'junk.mark1'}")
    assert bits(other) == bits(taught)
    assert len(unpacked) == len(arrays) and not any("junk" in name for name in unpacked)


def test_what_could_not_be_loaded_is_not_saved(taught: ControlPanel, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(storage, "META_LIMIT", 1000)
    with pytest.raises(StorageError, match="more than a file may hold"):
        taught.execute(f"save {tmp_path / 'm.mark1'}")
    assert not (tmp_path / "m.mark1").exists()
