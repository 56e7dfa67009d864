"""Every command of the table: a right use, a wrong use that changes nothing, and undo that brings the bits back."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from loops import each

from mark1.errors import CommandError, ConfigError, ExpectationError, Mark1Error, StorageError
from mark1.machine.config import AssociationConfig, MachineConfig, TeacherConfig
from mark1.machine.short_names import SETTINGS
from mark1.panel.commands.expectations import VALUES
from mark1.panel.commands.table import COMMANDS
from mark1.panel.control_panel import ControlPanel

Bits = Callable[[ControlPanel], tuple[Any, ...]]

ACTS = {
    "machine": "machine a-units 100 seed 5",
    "backend": "backend mlp hidden 8",
    "teach": "teach B",
    "train": "train letters epochs 2",
    "course": "course letters epochs 2",
    "step": "step 3",
    "run": "run",
    "classes": "classes A B",
    "rule": "rule forced gain gamma",
    "undecided": "undecided 0.5",
    "theta": "theta 3",
    "trim": "trim 3 -1.5",
    "plug": "plug 399 0 -",
    "unplug": "unplug {s} {a}",
    "wire": "wire {wires}",
    "set": "set 17 -2.5",
    "wait": "wait 60",
    "damage": "damage wires 10%",
    "repair": "repair",
    "shift": "shift 2 -1",
    "rotate": "rotate 5",
    "scale": "scale 0.8",
    "blur": "blur 0.5",
    "noise": "noise 0.2",
    "exposure": "exposure 1",
    "framing": "framing fit",
    "polarity": "polarity light",
    "reset": "reset",
    "load": "load {saved}",
    "draw": f"draw {'00ff' * 200}",
}

BEFORE = {
    "classes": "reset",
    "repair": "damage a 3",
    "course": "reset",
    "step": "course letters",
    "run": "course letters epochs 1",
}

LOOKS_AND_QUESTIONS = (
    "unknown 0.4",
    "present letter B",
    "present letter b roman",
    "present digit 7",
    "present shape square",
    "present dark",
    "present again",
    f"present light {'00ff' * 200}",
    "keep B",
    "album",
    "album clear",
    "rig",
    "rig off",
    "rig stop",
    "evaluate letters",
    "why 3",
    "expect theta = 2",
    "snapshot here",
    "help",
    "help teach",
    "prove xor",
    "fool limit 5",
    "fool light to E",
    "fool dials max 3",
    "why-answer",
)

WRONG = (
    "snapshot",
    "restore",
    "restore nowhere",
    "teech A",
    "present 'letter A",
    "machine a-unit 5",
    "machine a-units",
    "machine a-units 0",
    "machine a-units 100001",
    "machine a-units 5",
    "machine r-units 1025",
    "machine retna.noise 1",
    "machine retina 1",
    "machine retina.rows.x 1",
    "machine ideal perhaps",
    "machine seed -1",
    "machine excitatory 300 inhibitory 300",
    "backend",
    "backend mpl",
    "backend mlp hidden 0",
    "backend mlp hidden 8,",
    "backend mlp hiden 8",
    "backend mlp rate nan",
    "backend mlp rate -1",
    "backend mlp activation cube",
    "backend mlp loss none",
    "backend mlp input camera",
    "backend mark1 hidden 8",
    "backend logistic hidden 8",
    "present",
    "present letter",
    "present letter AB",
    "present letter é",
    "present lettr A",
    "present dark now",
    "present again now",
    "present light ff",
    f"present light {'0g' * 400}",
    "present light",
    "present rig",
    "keep",
    "keep ' '",
    "album empty",
    "train album",
    "course",
    "course nowhere",
    "course letters epochs 0",
    "course letters pases 3",
    "course digits",
    "step",
    "step 3",
    "run",
    "rig /nowhere/port",
    "rig /nowhere/port motion walk",
    "rig /nowhere/port shadow perhaps",
    "rig /nowhere/port shadow",
    "rig /nowhere/port pots some",
    "rig /nowhere/port speed 3",
    "rig arm",
    "present file nowhere.png",
    "present file",
    "teach",
    "teach 7",
    "train",
    "train nowhere",
    "train letters epochs",
    "train letters epochs 0",
    "train letters epochs 1.5",
    "train letters pases 3",
    "train letters test-split 0",
    "train letters test-split 1",
    "train letters test-split nan",
    "train digits",
    "evaluate",
    "evaluate digits",
    "classes A",
    "classes A A",
    "classes A ' '",
    "classes A B 1",
    "rule",
    "rule hebbian",
    "rule forced gain",
    "rule forced gain delta",
    "rule forced gains beta",
    "rule forced sign negative",
    "rule forced feed 3",
    "rule forced gain beta feed 0",
    "rule forced gain beta feed much",
    "rule quantized gain gamma",
    "machine gain gamma",
    "machine ideal on rule forced gain gamma",
    "undecided -1",
    "unknown -1",
    "unknown far",
    "undecided much",
    "theta",
    "theta nan",
    "theta 1e999",
    "theta 10001",
    "trim 64 1",
    "trim -1 1",
    "trim 0 1e300",
    "plug 0 0",
    "plug 0 0 x",
    "plug 400 0 +",
    "plug -1 0 +",
    "plug 0 64 +",
    "plug 99999999999999999999 0 +",
    "unplug 0 0 0",
    "wire nowhere.csv",
    "wires nowhere/wires.csv",
    "set 0 11.5",
    "set 0 nan",
    "set 64 1",
    "why 64",
    "why -1",
    "wait -1",
    "wait 1e308",
    "damage a",
    "damage a 101%",
    "damage a 65",
    "damage a -1",
    "damage a 1e308%",
    "damage b 1",
    "repair all",
    "shift 1",
    "shift 1e9 0",
    "rotate upside-down",
    "scale 0",
    "blur -1",
    "noise loud",
    "exposure dark",
    "framing tight",
    "polarity grey",
    "reset all",
    "undo it",
    "redo",
    "redo it",
    "draw",
    "draw ff",
    "backend mark1 new",
    "backend mlp new hiden 3",
    "amend",
    "amend amend theta 3",
    "amend theta much",
    "save",
    "save nowhere/machine.mark1",
    "load nowhere.mark1",
    "load ~nosuchuser/machine.mark1",
    "expect",
    "expect theta",
    "expect thet = 2",
    "expect theta ~ 2",
    "expect theta = much",
    "expect theta 3 = 2",
    "expect pot = 1",
    "expect pot 64 > 0",
    "expect sum 5 > 0",
    "expect accuracy > 0",
    "expect test-accuracy > 0",
    "help teech",
    "prove",
    "prove nowhere",
    "prove letters limit 0",
    "prove letters limt 3",
    "fool to A",
    "fool to 7",
    "fool to",
    "fool max 0",
    "fool cell",
    "fool wires show",
    "fool all",
    "fool all nowhere",
    "why-answer R",
)


@pytest.fixture
def acts(taught: ControlPanel, tmp_path: Path) -> dict[str, str]:
    """A right use of every command that changes something, on the ``taught`` panel."""
    board = taught.machine.patch_board
    taught.execute(f"save {tmp_path / 'saved.mark1'}")
    (tmp_path / "wires.csv").write_text("s,a,sign\n0,0,+\n399,63,-\n")
    places = {
        "s": board.s_of_wire[0],
        "a": board.a_of_wire[0],
        "wires": tmp_path / "wires.csv",
        "saved": tmp_path / "saved.mark1",
    }
    return {name: line.format(**places) for name, line in ACTS.items()}


def test_the_tables_here_have_every_command() -> None:
    assert set(ACTS) == {name for name, command in COMMANDS.items() if command.kind == "act"}
    tried = {line.split()[0] for line in (*ACTS.values(), *LOOKS_AND_QUESTIONS, *WRONG)}
    assert tried >= set(COMMANDS)


def test_help_lists_every_command(panel: ControlPanel) -> None:
    listed = panel.execute("help").text
    assert len(listed.splitlines()) == len(COMMANDS)
    assert all(command.usage in listed for command in COMMANDS.values())


@pytest.mark.parametrize("name", ACTS)
def test_undo_brings_back_the_same_bits(name: str, taught: ControlPanel, acts: dict[str, str], bits: Bits) -> None:
    taught.execute(BEFORE.get(name, "damage motors 3"))
    before, observation, history = bits(taught), taught.observation, list(taught.history)
    reply = taught.execute(acts[name])
    assert reply.text and "\n" not in reply.text
    assert bits(taught) != before or taught.observation is not observation
    taught.execute("undo")
    assert bits(taught) == before
    assert taught.observation is observation
    assert taught.history == history


def test_undo_takes_back_what_was_amended_too(taught: ControlPanel, bits: Bits) -> None:
    before = bits(taught)
    for line in ("theta 3", "amend theta 4", "present letter A", "amend set 3 5"):
        taught.execute(line)
    assert taught.journal.lines[-4:] == ["theta 3", "amend theta 4", "present letter A", "amend set 3 5"]
    taught.execute("undo")
    assert bits(taught) == before


def test_the_first_change_amends_nothing(bits: Bits) -> None:
    panel = ControlPanel()
    before = bits(panel)
    panel.execute("amend theta 4")
    assert panel.journal.lines[-1] == "theta 4"
    panel.execute("undo")
    assert bits(panel) == before


@pytest.mark.parametrize("line", LOOKS_AND_QUESTIONS)
def test_looking_and_asking_changes_nothing(line: str, taught: ControlPanel, bits: Bits) -> None:
    if line.startswith("evaluate"):
        taught.execute("machine a-units 64")
        taught.execute("train letters epochs 1")
    before = bits(taught)
    assert taught.execute(line).text
    assert bits(taught) == before


@each("line", WRONG)
def test_an_error_is_one_line_and_changes_nothing(
    line: str, taught: ControlPanel, bits: Bits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before, seen, history, journal = bits(taught), _seen(taught), taught.history, list(taught.journal.lines)
    with pytest.raises(Mark1Error) as caught:
        taught.execute(line)
    assert str(caught.value).strip() and "\n" not in str(caught.value)
    assert bits(taught) == before
    assert _seen(taught) == seen
    assert (taught.history, taught.journal.lines) == (history, journal)
    assert list(tmp_path.iterdir()) == []


def _seen(panel: ControlPanel) -> tuple[Any, ...]:
    return (panel.observation and panel.observation.name, panel.training_run, panel.evaluation)


@pytest.mark.parametrize(
    "line, meant",
    [("teech A", "'teach'"), ("machine a-unit 5", "'a-units'"), ("machine retna.noise 1", "retina.noise")],
)
def test_a_misspelt_word_is_answered_with_the_right_one(line: str, meant: str, panel: ControlPanel) -> None:
    with pytest.raises(CommandError, match=meant):
        panel.execute(line)


def test_an_empty_line_and_a_comment_do_nothing(panel: ControlPanel) -> None:
    lines = list(panel.journal.lines)
    assert panel.execute("").text == panel.execute("   # teach A").text == ""
    assert panel.journal.lines == lines


def test_every_setting_has_a_word_that_works(panel: ControlPanel) -> None:
    words = {"pots": "shared", "ideal": "on", "wiring": "constrained", "code": "onehot", "rule": "nonquantized",
             "gain": "alpha", "framing": "whole", "reach": "2.5", "theta": "1.5", "draw": "1"}  # fmt: skip
    for name in SETTINGS:
        panel.execute(f"machine {name} {words.get(name, '12')}")
    panel.execute("machine optics.exposure 2")
    assert panel.machine.config.optics.exposure == 2.0
    panel.execute("machine optics.exposure auto")
    assert panel.machine.config.optics.exposure is None


def test_a_new_machine_forgets_the_picture_the_course_and_the_verdict(panel: ControlPanel) -> None:
    for line in ("machine a-units 64", "train letters epochs 1", "evaluate letters", "present letter A"):
        panel.execute(line)
    panel.execute("reset")
    for name in ("accuracy", "train-accuracy", "epochs", "cells"):
        with pytest.raises(CommandError, match="nothing to expect yet"):
            panel.execute(f"expect {name} >= 0")


def test_plug_and_unplug_move_one_wire(taught: ControlPanel) -> None:
    board = taught.machine.patch_board
    s = next(s for s in range(board.n_s) if not ((board.s_of_wire == s) & (board.a_of_wire == 0)).any())
    n = len(board.s_of_wire)
    taught.execute(f"plug {s} 0 +")
    taught.execute(f"expect wires = {n + 1}")
    with pytest.raises(ConfigError, match="joined already"):
        taught.execute(f"plug {s} 0 -")
    taught.execute(f"unplug {s} 0")
    taught.execute(f"expect wires = {n}")
    with pytest.raises(ConfigError, match="no wire"):
        taught.execute(f"unplug {s} 0")


def test_wires_go_to_a_file_and_come_back(panel: ControlPanel, tmp_path: Path, bits: Bits) -> None:
    before, file = bits(panel), shlex.quote(str(tmp_path / "my wires.csv"))
    panel.execute(f"wires {file}")
    panel.execute("damage wires 50%")
    panel.execute(f"wire {file}")
    assert bits(panel)[2] == before[2]


def test_a_file_of_wires_that_is_wrong_is_refused(panel: ControlPanel, tmp_path: Path, bits: Bits) -> None:
    before, file = bits(panel), tmp_path / "wires.csv"
    for text in ("", "a,b\n", "s,a,sign\n0,0,+\n0,0,-\n", "s,a,sign\n400,0,+\n", "s,a,sign\n0,0,nan\n"):
        file.write_text(text)
        with pytest.raises(ConfigError):
            panel.execute(f"wire {file}")
    file.write_bytes(b"\x89PNG\0\0")
    with pytest.raises(StorageError, match="not a text file"):
        panel.execute(f"wire {file}")
    assert bits(panel) == before


def test_damage_counts_and_repair_mends(taught: ControlPanel) -> None:
    machine = taught.machine
    taught.execute("damage a 25%")
    taught.execute("damage cells 7")
    taught.execute("damage stuck-cells 5")
    taught.execute("damage motors 100%")
    found = (machine.association.dead, machine.retina.dead, machine.retina.stuck, machine.potentiometers.stuck)
    assert [int(faults.sum()) for faults in found] == [16, 7, 5, 64]
    taught.execute("repair")
    assert not any(faults.any() for faults in found)


def test_stuck_motors_learn_nothing(panel: ControlPanel) -> None:
    for line in ("damage motors 100%", "classes A B", "present letter A", "teach A"):
        panel.execute(line)
    assert not panel.machine.potentiometers.wiper.any()


def test_the_projector_moves_the_picture(panel: ControlPanel) -> None:
    panel.execute("present shape square")
    assert panel.observation is not None
    before = panel.observation.light
    panel.execute("shift 3 -2")
    panel.execute("present shape square")
    np.testing.assert_allclose(panel.observation.light[:-2, 3:], before[2:, :-3], atol=1e-6)


def test_the_same_light_is_seen_by_the_machine_as_it_is_now(panel: ControlPanel) -> None:
    with pytest.raises(CommandError, match="no picture to see again"):
        panel.execute("present again")
    panel.execute("present letter A")
    seen = panel.observation
    panel.execute("theta 4")
    panel.execute("present again")
    assert seen and panel.observation and not panel.observation_is_old
    assert (panel.observation.name, panel.observation.scene) == (seen.name, seen.scene)
    assert (panel.observation.light == seen.light).all() and panel.observation.a.sum() < seen.a.sum()


def test_a_picture_file_names_itself_in_errors(panel: ControlPanel, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (20, 20), 255).save(tmp_path / "blank.png")
    with pytest.raises(Mark1Error, match=r"blank\.png.*no figure found"):
        panel.execute(f"present file {tmp_path / 'blank.png'}")


def test_teach_needs_a_picture_and_known_classes(panel: ControlPanel) -> None:
    with pytest.raises(CommandError, match="present one first"):
        panel.execute("teach A")
    panel.execute("present shape square")
    with pytest.raises(CommandError, match="classes square other"):
        panel.execute("teach square")
    panel.execute("machine r-units 4")
    panel.execute("present letter A")
    with pytest.raises(ConfigError, match="26 classes need 5 R-units"):
        panel.execute("teach A")


def test_teaching_until_right_then_nothing_moves(taught: ControlPanel) -> None:
    for _ in range(30):
        taught.execute("teach A")
    taught.execute("present letter A")
    taught.execute("expect answer = A")
    corrections = taught.machine.corrections
    assert taught.execute("teach A").text == "right already: nothing moved"
    taught.execute(f"expect corrections = {corrections}")


def test_a_machine_that_learned_does_not_take_other_classes(panel: ControlPanel) -> None:
    for line in ("classes A B", "present letter A", "teach A"):
        panel.execute(line)
    with pytest.raises(ConfigError, match="reset it first"):
        panel.execute("classes X Y")
    panel.execute("reset")
    panel.execute("classes X Y")


def test_one_r_unit_a_class_makes_the_machine_grow_and_keeps_its_wires(panel: ControlPanel) -> None:
    panel.execute("machine code onehot a-units 64")
    panel.execute("damage wires 100")
    panel.execute("damage a 3")
    n_wires = len(panel.machine.patch_board.s_of_wire)
    assert "got 26 R-units" in panel.execute("train letters epochs 1").text
    assert panel.machine.response.n_r == 26
    assert len(panel.machine.patch_board.s_of_wire) == n_wires
    assert panel.machine.association.dead.sum() == 3


def test_r_units_that_were_asked_for_stay(panel: ControlPanel) -> None:
    panel.execute("machine code onehot r-units 4 a-units 64")
    with pytest.raises(ConfigError, match="26 classes need 26 R-units"):
        panel.execute("train letters")


def test_waiting_lets_values_decay(panel: ControlPanel) -> None:
    panel.execute("machine potentiometers.decay_per_s 0.01")
    panel.execute("set 3 10")
    panel.execute("wait 100")
    panel.execute("expect pot 3 < 3.68")
    panel.execute("expect pot 3 > 3.67")
    panel.execute("expect machine-time = 100")


# ---- expectations


@pytest.mark.parametrize("relation, wanted", [("=", 2), ("!=", 3), ("<", 2.5), ("<=", 2), (">", 1.5), (">=", 2)])
def test_expect_holds(relation: str, wanted: float, panel: ControlPanel) -> None:
    assert panel.execute(f"expect theta {relation} {wanted}").text.startswith("as expected")


@pytest.mark.parametrize("relation, wanted", [("=", 3), ("!=", 2), ("<", 2), ("<=", 1), (">", 2), (">=", 3)])
def test_expect_fails_and_says_what_came(relation: str, wanted: float, panel: ControlPanel) -> None:
    with pytest.raises(ExpectationError, match=f"expect theta {relation} {wanted}: got 2") as caught:
        panel.execute(f"expect theta {relation} {wanted}")
    assert caught.value.exit_code == 1


def test_every_value_can_be_expected(panel: ControlPanel) -> None:
    panel.execute("machine a-units 64")
    for line in ("train letters epochs 2 test-split 0.2", "evaluate letters", "present letter A"):
        panel.execute(line)
    for name in VALUES:
        for line in ("rule forced", "present letter A") if name == "reinforcements" else ():
            panel.execute(line)
        words = {"pot": "pot 3", "sum": "sum 1"}.get(name, name)
        panel.execute(f"expect {words} != 12345.5")


def test_an_answer_is_compared_as_text(taught: ControlPanel) -> None:
    assert taught.observation is not None
    answer = taught.backend.answer(taught.observation)["label"]
    taught.execute(f"expect answer = {answer}")
    with pytest.raises(ExpectationError, match=f"got {answer}"):
        taught.execute(f"expect answer != {answer}")


def test_a_setting_keeps_its_kind_whatever_it_was(panel: ControlPanel) -> None:
    for line in ("exposure 2", "exposure auto", "theta 3", "theta 2.5", "theta 2"):
        panel.execute(line)
    assert panel.machine.config.optics.exposure is None
    whole = ControlPanel(MachineConfig(association=AssociationConfig(theta=3)))
    whole.execute("theta 2.5")
    whole.execute("expect theta = 2.5")


def test_damage_is_rounded_to_whole_units(panel: ControlPanel) -> None:
    assert panel.execute("damage a 2.5%").text.startswith("2 of 64")  # 1.6
    assert panel.execute("damage motors 2%").text.startswith("1 of 64")  # 1.28


def test_a_machine_that_grew_goes_on_drawing_its_luck(panel: ControlPanel) -> None:
    panel.execute("machine code onehot a-units 512")
    panel.execute("damage a 20")
    panel.execute("train letters epochs 1")
    panel.execute("damage a 20")
    assert panel.machine.association.dead.sum() > 20  # the same twenty would have been hit again


def test_a_split_that_leaves_one_class_to_learn_is_refused(panel: ControlPanel, tmp_path: Path) -> None:
    (tmp_path / "set.csv").write_text("label,a,b,c,d\nx,0,9,0,9\nx,0,8,0,9\nx,9,0,9,0\ny,9,9,0,0\n")
    panel.execute("machine a-units 64 r-units 2 rows 2 cols 2 excitatory 2 inhibitory 1")
    with pytest.raises(Mark1Error, match="only one class"):
        panel.execute(f"train {tmp_path / 'set.csv'} test-split 0.75 epochs 1")


def test_teaching_looks_again(taught: ControlPanel) -> None:
    taught.execute("present letter B")
    reply = taught.execute("teach B")
    assert taught.observation is not None
    now = taught.machine.potentiometers.sum(taught.observation.a)
    np.testing.assert_array_equal(taught.observation.sum_v, now)
    assert reply.data["responses"] == taught.machine.response.answer(now).tolist()


def test_the_history_of_a_new_machine_begins_anew(panel: ControlPanel) -> None:
    panel.execute("theta 3")
    panel.execute("machine a-units 64")
    assert panel.history == ["machine a-units 64"]


def test_the_time_of_a_course_is_its_own(panel: ControlPanel) -> None:
    panel.execute("train letters epochs 2")
    assert panel.training_run is not None
    first = panel.training_run.machine_time_s
    panel.execute("train letters epochs 3")
    assert panel.training_run.machine_time_s == pytest.approx(panel.machine.machine_time_s - first)


@pytest.mark.parametrize(
    "line, meant",
    [
        ("rule forcd", "teacher.rule: expected one of quantized, .*, got 'forcd'. Did you mean 'forced'"),
        (
            "rule forced gain gama",
            "teacher.gain: expected one of alpha, beta, gamma, got 'gama'. Did you mean 'gamma'",
        ),
        ("rule forced gian gamma", "unknown option 'gian'. Did you mean 'gain'"),
        ("machine teacher.gian gamma", "unknown setting 'teacher.gian'. Did you mean 'teacher.gain'"),
    ],
)
def test_a_slip_about_rules_is_told_what_was_meant(panel: ControlPanel, line: str, meant: str) -> None:
    with pytest.raises(CommandError, match=meant):
        panel.execute(line)


def test_settings_that_only_go_together_may_come_in_any_order(panel: ControlPanel) -> None:
    for line in ("machine teacher.gain gamma rule forced", "machine rule forced gain gamma"):
        panel.execute(line)
        assert (panel.machine.config.teacher.rule, panel.machine.config.teacher.gain) == ("forced", "gamma")


def test_a_rule_is_what_its_line_says_and_no_more(panel: ControlPanel) -> None:
    """The gain and sign of an earlier line are not kept."""
    panel.execute("rule forced gain beta feed 20")
    assert (panel.machine.config.teacher.gain, panel.machine.config.teacher.feed) == ("beta", 20.0)
    panel.execute("rule bivalent sign negative")
    assert (panel.machine.config.teacher.gain, panel.machine.config.teacher.feed) == ("alpha", 16.0)
    assert panel.machine.teacher.sign == -1
    panel.execute("rule quantized")
    assert panel.machine.config.teacher == TeacherConfig()


@pytest.mark.parametrize("rule", ["forced", "bivalent", "spontaneous"])
def test_a_rule_that_does_not_look_at_errors_ends_after_the_epochs_asked_for(panel: ControlPanel, rule: str) -> None:
    panel.execute("machine code onehot r-units 26")
    panel.execute(f"rule {rule} gain gamma")
    told = panel.execute("train letters").text
    assert "1 epoch," in told and f"rule {rule} ignores errors" in told and "reinforcements" in told
    assert panel.training_run is not None and not panel.training_run.settled and panel.training_run.epochs == 1
    assert panel.machine.corrections == (26 if rule == "forced" else 26 * 26)
    panel.execute(f"expect reinforcements = {panel.machine.corrections}")
    with pytest.raises(CommandError, match="nothing to expect yet: train by a rule that makes them first"):
        panel.execute("expect corrections > 0")
    told = panel.execute("train letters epochs 3").text
    assert panel.training_run.epochs == 3 and not panel.training_run.interrupted
    panel.execute("present letter A")
    assert f" reinforced ({rule})" in panel.execute("teach A").text


def test_forced_learning_is_wrong_where_another_class_has_the_greatest_sum(panel: ControlPanel) -> None:
    panel.execute("machine code onehot r-units 26 rule forced")
    panel.execute("train letters")
    course = panel.training_run
    assert course is not None and course.wrong == [np.count_nonzero(course.wrong_of)]
    assert course.wrong[0] >= 24, "before anything is taught every sum is 0, so all are taken for one class"
    panel.execute("train letters epochs 4")
    assert panel.training_run is not None and 0 < panel.training_run.wrong[-1] < 24
    assert set(panel.training_run.wrong_of.tolist()) <= {0, 1, 2, 3, 4}


def test_a_machine_left_to_itself_is_told_no_label(panel: ControlPanel) -> None:
    """The labels may be anything: the same wipers come out, and nothing is called wrong."""
    wipers = []
    for words in ("A B C D", "D C B A"):
        panel.execute("machine code onehot rule spontaneous gain gamma")
        panel.execute(f"classes {words}")
        for letter in words.split()[:: 1 if words[0] == "A" else -1]:
            panel.execute(f"present letter {letter}")
            panel.execute(f"teach {letter}")
        wipers.append(panel.machine.potentiometers.wiper.copy())
    np.testing.assert_array_equal(*wipers)
    panel.execute("machine rule spontaneous gain gamma")
    assert "reinforcements, left to itself (rule spontaneous" in panel.execute("train letters epochs 3").text
    assert panel.training_run is not None and panel.training_run.wrong == [0, 0, 0] and not panel.training_run.settled


def test_one_of_a_thing_is_not_told_as_many(panel: ControlPanel) -> None:
    """Replies for a machine and a course with one of everything."""
    replies = [
        panel.execute(line).text
        for line in (
            "machine a-units 1 r-units 1 excitatory 1 inhibitory 0 theta -1 rows 1 cols 1",
            "present light ff",
            "keep A",
            "album",
            "classes A B",
            "teach A",
        )
    ]
    assert replies[0].startswith("machine: 1 S-unit, 1 wire, 1 A-unit, 1 pot, 1 R-unit, seed 0")
    assert "1 S-unit and 1 A-unit on" in replies[1]
    assert "1 picture in the album" in replies[2] and "1 picture in the album" in replies[3]
    assert replies[4] == "2 classes, 1 R-unit"
    assert replies[5] == "1 wrong R-unit corrected"
