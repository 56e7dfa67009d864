"""The benchmarks in small: what they print, that their checks hold, and that a disagreement gives no number.

Nothing here is timed against a limit.
"""

import json
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as command_line
from benchmarks import frame, load, memory, profile, quality, sense, startup, stop, sweep, train, train_real, window
from benchmarks.letters import machine_of, unpacked
from benchmarks.rounds import DisagreementError, in_turn, report, require

ALWAYS = {"name", "ours", "peer", "unit", "ratio", "ours_median", "peer_median", "rounds"}
ALWAYS |= {"target", "load", "cpu", "versions", "checks"}
ROOT = Path(__file__).parents[2]


def checked(result):
    assert result.keys() >= ALWAYS
    assert result["checks"] and all(value is True for value in result["checks"].values())
    assert json.loads(json.dumps(result)) == result
    return result


def test_train_makes_the_mistakes_of_scikit_learn():
    result = checked(train.run(n=60, n_a=70, n_r=6, epochs=3, rounds=2, large=(60, 70, 3)))
    assert result["large"]["checks"] == {"same_weights": True} and result["large"]["mistakes"] > 0
    assert result["mistakes"] == result["peer_mistakes"] == sum(result["mistakes_of_epoch"]) > 0
    assert result["ratio"] == result["peer"] / result["ours"]
    assert result["rounds"] == 2


def test_train_refuses_a_peer_that_learned_something_else(monkeypatch):
    right = train.peer_weights
    monkeypatch.setattr(train, "peer_weights", lambda *given: right(*given) + 1)
    with pytest.raises(DisagreementError, match="same_weights"):
        train.run(n=20, n_a=64, n_r=5, epochs=1, rounds=1, large=(60, 70, 1))


def test_the_rule_by_hand():
    # Two A-units, both on; wanted +1 then -1. Sum 0: wrong, weights 1 1. Sum 2, wanted -1: wrong, weights 0 0.
    dense, wanted = np.ones((2, 2)), np.array([[1], [-1]], np.int8)
    weights, mistakes = train.by_rule(dense, wanted, epochs=2)
    assert weights.tolist() == [[0, 0]]
    assert mistakes == [2, 2]


def test_train_real_is_the_same_lesson():
    result = checked(train_real.run(n=40, n_a=64, n_r=5, epochs=2, rounds=2))
    assert result["mistakes"] > 0


def test_frame_draws_all_parts():
    result = checked(frame.run(rounds=12))
    assert 0 < result["median_ms"] <= result["p99_ms"]
    assert result["first_ms"] > 0


def test_window_learns_while_it_is_drawn_and_rests_when_it_is_paused(monkeypatch):
    monkeypatch.setattr(window, "MEASURED_S", 0.2)
    result = checked(window.run(rounds=1))
    assert result["frames_per_s"] > 0 and result["stimuli_per_s"] > 0
    assert result["rest"] >= 0 and result["first_s"] > 0


def test_sense_gives_what_both_products_give():
    result = checked(sense.run(n=150, n_a=70, rounds=2))
    assert 0 < result["share_active"] < 1
    assert result["sparse_ratio"] > 0


def test_sense_refuses_other_wires(monkeypatch):
    right = sense.wire_matrix
    monkeypatch.setattr(sense, "wire_matrix", lambda board: -right(board))
    with pytest.raises(DisagreementError, match="same_activity"):
        sense.run(n=30, n_a=64, rounds=1)


def test_fire_all_is_sense_without_the_retina():
    machine = machine_of(130, 1, ideal=True)
    light = np.random.default_rng(0).random((9, 20, 20), np.float32)
    activity = machine.fire_all(machine.retina.sense_all(light))
    assert np.array_equal(activity, machine.sense(light))
    assert np.array_equal(unpacked(activity, 130), [machine.activity(picture) for picture in light])


def test_startup_measures_fresh_processes():
    result = checked(startup.run(rounds=1))
    assert result["peer"] > 0


def test_memory_counts_a_process_of_its_own():
    result = checked(memory.run(n=50, n_a=64, n_r=2))
    assert result["ours"] > 10  # MiB: Python and numpy alone take more


def test_load_gives_the_light_of_a_plain_loop():
    result = checked(load.run(count=12))
    assert result["pictures"] == 12 and result["pillow_s"] > 0


@pytest.mark.ci
def test_a_set_in_a_file_is_trained_on_in_a_process_of_its_own():
    from benchmarks.long import memory as in_file

    outcome = in_file.run(300, 1, lambda text: None)
    assert outcome["failures"] == [] and outcome["presentations"] == 300


def test_quality_of_a_small_set(tmp_path):
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    pictures = rng.integers(0, 40, (60, 28, 28))
    pictures[np.arange(60), 8 * labels + 5] = 255  # a bright row, higher or lower
    pictures[np.arange(60), 8 * labels + 6] = 255
    head, tail = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"
    (tmp_path / head).write_bytes(struct.pack(">4i", 0x803, 60, 28, 28) + pictures.astype(np.uint8).tobytes())
    (tmp_path / tail).write_bytes(struct.pack(">2i", 0x801, 60) + labels.astype(np.uint8).tobytes())
    result = checked(quality.run(str(tmp_path / head), n_a=100, epochs=2, seeds=(0, 1)))
    assert [one["n_test"] for one in result["trials"]] == [12, 12]
    assert result["ours"] > 0.9


def test_sweep_gives_the_same_rows_and_bits():
    result = checked(sweep.run(n_jobs=3, n_a=64, epochs=2, rounds=1, n_machines=2, many=60, n_small=300))
    assert result["machines"] == 300 and result["machines_per_s"] > 0
    assert result["efficiency"] == result["ratio"] / 2
    assert result["batch"]["letters_26"]["ratio"] > 0 and result["cell_s"] > 0


def test_sweep_refuses_other_rows(monkeypatch):
    right = sweep.untimed
    monkeypatch.setattr(sweep, "batch_report", lambda *_: ({}, {}))
    monkeypatch.setattr(sweep, "untimed", lambda rows: [{**row, "epochs": id(rows)} for row in right(rows)])
    with pytest.raises(DisagreementError, match="same_rows"):
        sweep.run(n_jobs=2, n_a=64, epochs=1, rounds=1, n_machines=1, n_small=8)


def test_contenders_take_turns():
    seen = []
    times = in_turn({"ours": lambda: seen.append("ours"), "peer": lambda: seen.append("peer")}, rounds=2, turn_s=0)
    assert seen == ["ours", "peer"] * 3  # one round to warm up
    assert {name: [len(turn) for turn in turns] for name, turns in times.items()} == {"ours": [1, 1], "peer": [1, 1]}


def test_no_number_without_agreement():
    require({"same_weights": True})
    with pytest.raises(DisagreementError, match="same_mistakes"):
        report("train", [[1.0]], [[2.0]], {"same_weights": True, "same_mistakes": False})


def test_the_ratio_is_of_the_best_rounds():
    result = report("train", [[2.0, 1.0], [4.0]], [[30.0], [20.0, 90.0]], {"same": True}, target=1.0)
    assert (result["ours"], result["peer"], result["ratio"]) == (1.0, 20.0, 20.0)
    assert (result["ours_median"], result["peer_median"]) == (2.0, 30.0)


def test_the_list(capsys):
    assert command_line.main([]) == 0
    listed = capsys.readouterr().out.split()
    assert set(command_line.NAMES) <= set(listed)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["trian"], "Did you mean train"),
        (["quality"], "needs --data"),
        (["train", "--data", "x"], "takes no --data"),
        (["train", "--rounds", "0"], "from 1"),
        (["memory", "--rounds", "2"], "takes no --rounds"),
    ],
)
def test_misuse_is_one_line(arguments, says, capsys):
    assert command_line.main(arguments) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_json_is_one_value_and_text_is_a_table(monkeypatch, capsys):
    monkeypatch.setattr(train, "run", lambda **_: report("train", [[1.0]], [[2.0]], {"same": True}, target=1.0))
    assert command_line.main(["train", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ratio"] == 2.0
    assert command_line.main(["train"]) == 0
    assert capsys.readouterr().out.startswith("train: ours 1 s, peer 2 s, ratio 2 (wanted 1)\n")


def test_disagreement_is_one_line_and_exit_code_1(monkeypatch, capsys):
    monkeypatch.setattr(train, "run", lambda **_: require({"same_weights": False}))
    assert command_line.main(["train", "--json"]) == 1
    said = capsys.readouterr()
    assert "same_weights" in said.err
    assert said.out == ""


def test_the_module_runs():
    ran = subprocess.run([sys.executable, "-m", "benchmarks"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("train ")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")
def test_stop_ends_trainings_that_save_what_they_learned(monkeypatch):
    monkeypatch.setattr(stop, "MOTIONS", (4, 6))
    monkeypatch.setattr(stop, "image_of", lambda folder: None)
    result = checked(stop.run(rounds=1))
    assert result["exit_codes"] == [130] and set(result["by_signal_ms"]) == set(stop.SIGNALS)
    assert result["simavr_worst_ms"] is None


def test_profile_accounts_for_all_of_the_time():
    result = checked(profile.run(n=64, rounds=1))
    assert sum(result["us"].values()) == pytest.approx(result["ours"]) and result["us"]["wires drawn"] == result["peer"]
