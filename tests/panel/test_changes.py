"""What undo takes back, redo does again, and what each brain keeps while another is in use."""

import numpy as np
import pytest

from mark1.errors import CommandError
from mark1.panel import changes
from mark1.panel.control_panel import ControlPanel

STROKE, LONGER = f"draw {'ff' * 40}{'00' * 360}", f"draw {'ff' * 60}{'00' * 340}"


def replayed(panel):
    again = ControlPanel()
    for line in panel.journal.lines:
        again.execute(line)
    return again


def test_undo_says_what_it_undid(panel):
    for line, said in (
        ("theta 3", "theta 3"),
        ("train letters epochs 2", "train letters epochs 2, {} corrections"),
        ("teach B", "teach B, {} corrections"),
        ("course letters epochs 1", "course letters epochs 1"),
        ("run", "run, {} corrections"),
        (STROKE, "draw ..."),
        ("backend mlp hidden 4", "backend mlp hidden 4"),
        ("train letters epochs 1", "train letters epochs 1, 1 epoch"),
    ):
        if line == "teach B":
            panel.execute("present letter A")
        before = panel.machine.corrections
        panel.execute(line)
        made = panel.machine.corrections - before
        said = said.format(made) if made != 1 else said.format(made).removesuffix("s")
        assert panel.execute("undo").text == f"undone: {said}"
        assert panel.execute("redo").text == f"done again: {said}"


def test_redo_brings_the_same_bits_until_something_else_is_changed(panel, bits):
    seen = [bits(panel)]
    for line in ("theta 3", "train letters epochs 1", "damage a 5"):
        panel.execute(line)
        seen.append(bits(panel))
    for before in reversed(seen[:-1]):
        panel.execute("undo")
        assert bits(panel) == before
    for after in seen[1:]:
        panel.execute("redo")
        assert bits(panel) == after
    with pytest.raises(CommandError, match="nothing to redo"):
        panel.execute("redo")
    panel.execute("undo")
    panel.execute("present letter C")  # changes nothing
    panel.execute("theta 5")
    with pytest.raises(CommandError, match="nothing to redo"):
        panel.execute("redo")
    assert bits(replayed(panel)) == bits(panel)


def test_history_has_what_was_redone_and_not_what_was_undone(panel, bits):
    lines = ("theta 3", "theta 4", "undo", "undo", "redo", "plug 399 0 +", "undo", "train letters epochs 1")
    for line in lines:
        panel.execute(line)
    assert panel.history[1:] == ["theta 3", "train letters epochs 1"]
    assert bits(replayed(panel)) == bits(panel)


def test_what_was_amended_is_undone_and_redone_as_one_change(panel):
    for line in ("theta 3", "theta 4", "amend theta 5"):
        panel.execute(line)
    assert panel.execute("undo").text == "undone: theta 5"
    assert panel.machine.association.theta == 3
    panel.execute("redo")
    assert panel.machine.association.theta == 5


def test_a_stroke_of_the_pen_is_a_change_of_its_own(panel):
    panel.execute("present letter A")
    for line in (STROKE, LONGER):
        panel.execute(line)
    lit = []
    for line in ("undo", "undo", "redo"):
        panel.execute(line)
        lit.append((panel.observation.name, int(panel.observation.s.sum())))
    assert lit[0] == lit[2] == ("drawing", 40) and lit[1][0] == "letter A"


def test_no_more_is_kept_than_agreed(panel, monkeypatch):
    """Brains that are not in use are in every snapshot, and counted once."""
    panel.execute("backend mlp hidden 64")
    panel.execute("train letters epochs 1")
    panel.execute("backend mark1")
    for number in range(30):
        panel.execute(f"theta {number}")
    assert len(panel.changes.past) == 34
    monkeypatch.setattr(changes, "UNDO_BYTES", changes._bytes(change.state for change in panel.changes.past))
    panel.execute("theta 30")
    assert 25 < len(panel.changes.past) < 35


# ---- three brains


def test_each_brain_keeps_what_it_learned_and_all_see_the_same_picture(panel, bits):
    panel.execute("present letter Q")
    light = panel.observation.light
    panel.execute("train letters epochs 150")
    learned = {"mark1": bits(panel)}
    for brain in ("mlp", "logistic"):
        panel.execute(f"backend {brain} rate 0.01")
        panel.execute("train letters epochs 150")
        learned[brain] = bits(panel)
    for _ in range(2):
        for brain in ("mark1", "mlp", "logistic", "mlp"):
            reply = panel.execute(f"backend {brain}")
            assert bits(panel) == learned[brain]
            assert reply.text.endswith(", as it was left") is (brain != "mark1")
            assert panel.observation.light is light and not panel.observation_is_old
            assert panel.backend.answer(panel.observation)["label"] == "Q" or brain == "mark1"  # too small for 26
            assert panel.training_run.train_accuracy is not None and panel.training_run.epochs > 0
            assert bool(panel.training_run.losses) is (brain != "mark1")
    assert set(panel.others) == {"mark1", "logistic"}
    assert bits(replayed(panel)) == bits(panel)


def test_a_back_end_that_was_just_trained_answers_the_picture_before_the_camera(panel):
    for line in ("present letter Q", "backend mlp rate 0.01", "train letters epochs 60"):
        panel.execute(line)
    assert panel.backend.answer(panel.observation)["label"] == "Q" and not panel.observation_is_old
    panel.execute("expect answer = Q")
    observation = panel.observation
    panel.execute("train letters epochs 1")
    assert panel.observation is observation and panel.observation_is_old


def test_the_one_in_use_stays_and_a_new_one_is_asked_for(panel, bits):
    for line in ("backend mlp hidden 8", "train letters epochs 2"):
        panel.execute(line)
    learned = bits(panel)
    panel.execute("backend mlp")
    assert bits(panel) == learned
    for line in ("backend mlp new", "backend mlp hidden 4"):
        panel.execute(line)
        assert not panel.backend.taught
        panel.execute("undo")
        assert bits(panel) == learned


def test_what_becomes_of_the_others(panel, tmp_path, bits):
    for line in ("train letters epochs 2", "backend mlp hidden 8", "train letters epochs 2", "backend mark1"):
        panel.execute(line)
    assert panel.execute("reset").text.endswith("; what mlp learned is kept")
    assert panel.execute(f"save {tmp_path / 'm.mark1'}").text.endswith("; not in it: what mlp learned")
    panel.execute("undo")
    panel.execute("backend mlp")
    assert panel.backend.taught
    assert panel.execute(f"save {tmp_path / 'm.mark1'}").text == f"saved to {tmp_path / 'm.mark1'}"
    panel.execute("backend mark1")
    for line in (f"load {tmp_path / 'm.mark1'}", "machine seed 4"):
        panel.execute(line)
        assert not panel.others
        panel.execute("undo")
        assert panel.others["mlp"].taught


def test_the_history_of_a_loaded_machine_replays_a_brain_that_was_not_saved(panel, tmp_path, bits):
    for line in ("backend mlp hidden 8", "train letters epochs 1", "backend mark1", "theta 3",
                 f"save {tmp_path / 'm.mark1'}", f"load {tmp_path / 'm.mark1'}", "backend mlp"):  # fmt: skip
        panel.execute(line)
    assert not panel.backend.taught and panel.history[-1] == "backend mlp new"
    again = ControlPanel()
    for line in panel.history:
        again.execute(line)
    assert bits(again) == bits(panel)


def test_a_brain_behind_a_machine_that_was_changed_meanwhile_sees_it_as_it_is(panel):
    for line in ("present letter A", "backend mlp input a-units hidden 8", "train letters epochs 2", "backend mark1",
                 "theta 5", "undo", "redo", "backend mlp"):  # fmt: skip
        panel.execute(line)
    assert panel.backend.front.machine is panel.machine and panel.machine.association.theta == 5
    np.testing.assert_array_equal(panel.observation.a, panel.machine.activity(panel.observation.light))
