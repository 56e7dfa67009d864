"""The rig on the panel: joined by a line, through undo, new machines and lost boards; what it sees is kept."""

import re

import numpy as np
import pytest
from virtual_rig import VirtualRig

from firmware_sim.virtual_board.fault_events import FaultEvent
from mark1.errors import CommandError, RigError
from mark1.panel.control_panel import ControlPanel
from mark1.rig.board import joined as rig_module
from mark1.rig.board.potentiometers import RigPotentiometers


@pytest.fixture
def virtual(monkeypatch) -> VirtualRig:
    return at_every_port(monkeypatch, VirtualRig(pots=6, patience_s=20.0))


def at_every_port(monkeypatch, virtual: VirtualRig) -> VirtualRig:
    """Whatever port is named, this board is on it."""

    def opened(config, folder, tell, asked_to_stop):
        virtual.board.tell, virtual.board.asked_to_stop = tell, asked_to_stop
        return virtual.rig(config.motion, config.shadow, config.pots)

    monkeypatch.setattr(rig_module, "opened", opened)
    return virtual


def near(virtual: VirtualRig, panel: ControlPanel) -> bool:
    bank = panel.machine.potentiometers
    return isinstance(bank, RigPotentiometers) and bool(np.abs(virtual.world.wiper - bank.sent).max() <= 8)


def test_joining_says_which_weights_live_where(virtual, panel):
    reply = panel.execute("rig /dev/ttyUSB7")
    assert reply.text == (
        "rig: board 56310001 at virtual, pots 0 to 5 (R-unit 0) live on the board, 58 are simulated, not calibrated"
    )
    assert near(virtual, panel)
    assert panel.execute("rig").data["rig"]["pots_on_board"] == 6


def test_training_undo_reset_load_and_a_new_machine_keep_the_board_in_step(virtual, panel, tmp_path):
    panel.execute("rig X")
    panel.execute("train letters epochs 2")
    assert near(virtual, panel) and np.abs(virtual.world.wiper - 511.5).max() > 20
    panel.execute(f"save {tmp_path / 'two.mark1'}")
    trained = virtual.world.wiper.copy()
    for line in ("undo", "machine seed 5", f"load {tmp_path / 'two.mark1'}", "reset", "undo"):
        panel.execute(line)
        assert near(virtual, panel), line
    assert np.abs(virtual.world.wiper - trained).max() <= 8


def test_a_machine_that_grows_for_its_classes_stays_joined(virtual):
    panel = ControlPanel()
    panel.execute("machine code onehot")
    panel.execute("rig X")
    panel.execute("train letters epochs 1")
    assert panel.machine.response.n_r == 26 and near(virtual, panel)


def test_another_brain_leaves_the_weights_of_metal_where_they_are(virtual, panel):
    panel.execute("rig X")
    panel.execute("set 2 5")
    panel.execute("backend mlp hidden 4")
    panel.execute("train letters epochs 1")
    assert near(virtual, panel)
    panel.execute("backend mark1")
    assert panel.machine.potentiometers.wiper_v[2] == 5.0


def test_off_stop_and_arm(virtual, panel):
    panel.execute("rig X")
    panel.execute("rig stop")
    virtual.wait(0.01)
    with pytest.raises(RigError, match="stopped from here; 'rig arm' lets them run again"):
        panel.execute("set 1 3")
    panel.execute("rig off")
    assert panel.rig is None and not isinstance(panel.machine.potentiometers, RigPotentiometers)
    panel.execute("set 1 3")  # simulated now


def test_a_stop_that_nobody_confirms_claims_nothing(virtual, panel):
    assert "no motors to stop" in panel.execute("rig stop").text
    panel.execute("rig X")
    assert "all motors are off" in panel.execute("rig stop").text
    panel.execute("rig arm")
    virtual.session.plugged = False
    with pytest.raises(RigError, match="does not answer; its own dead-man stop acts within 500 ms"):
        panel.execute("rig stop")
    virtual.session.plugged = True
    panel.execute("rig stop")


def test_an_error_of_the_rig_leaves_the_machine_as_it_was(virtual, panel, bits):
    panel.execute("rig X")
    panel.execute("set 1 3")
    before = bits(panel)
    virtual.session.board.stop_input_open = True
    virtual.wait(0.01)
    with pytest.raises(RigError, match="the stop input is open"):
        panel.execute("set 1 -3")
    assert bits(panel) == before
    assert panel.rig is None  # it could not follow back


def test_a_second_rig_needs_the_first_to_go(virtual, panel):
    panel.execute("rig X")
    with pytest.raises(CommandError, match="the rig at virtual is joined already: rig off first"):
        panel.execute("rig Y")


def test_repair_lets_a_motor_try_again(virtual, panel):
    panel.execute("rig X")
    virtual.world.stuck[4] = True
    for volts in (1, 2, 3):
        panel.execute(f"set 4 {volts}")
    assert panel.execute("rig").data["rig"]["stuck"] == {"4": "its motor is driven and does not turn"}
    virtual.world.stuck[4] = False
    panel.execute("repair")
    panel.execute("set 4 4")
    assert panel.execute("rig").data["rig"]["stuck"] == {} and near(virtual, panel)


def test_a_pause_is_told_and_stands_in_the_journal(monkeypatch):
    events = [FaultEvent(6000, "unplug"), FaultEvent(9000, "replug")]
    at_every_port(monkeypatch, VirtualRig(pots=6, events=events))
    told: list[str] = []
    panel = ControlPanel(on_note=told.append)
    panel.execute("rig X")
    panel.execute("train letters epochs 3")
    assert len(told) == 2 and told[0].startswith("paused: the cable") and "is back after" in told[1]
    assert [line for line in panel.journal.lines if line in (f"# {told[0]}", f"# {told[1]}")]


def test_a_course_goes_on_with_a_rig_that_joins_in_the_middle(virtual, panel):
    alone = ControlPanel(panel.machine.config)
    for line in ("course letters epochs 2", "step 5"):
        panel.execute(line)
        alone.execute(line)
    panel.execute("rig X")
    work, came_back = panel.work("step 3"), 0
    with pytest.raises(StopIteration):
        next(work)
        while True:
            work.send(0.3)
            came_back += 1
    assert came_back > 10 and near(virtual, panel)
    panel.execute("run")
    alone.execute("step 3")
    alone.execute("run")
    assert near(virtual, panel) and panel.training_run.corrections == alone.training_run.corrections
    assert (panel.machine.potentiometers.wiper == alone.machine.potentiometers.wiper).all()
    assert panel.journal.lines[-1] == alone.journal.lines[-1]


def test_a_board_that_is_lost_ends_a_run_which_goes_on_without_it(monkeypatch):
    at_every_port(monkeypatch, VirtualRig(pots=6, events=[FaultEvent(9000, "unplug")], patience_s=10.0))
    panel = ControlPanel()
    for line in ("rig X", "course letters epochs 30"):
        panel.execute(line)
    reply = panel.execute("run")
    assert "did not come back in 10 s" in reply.text and "what was learned is kept" in reply.text
    assert (
        panel.rig is None
        and panel.training_run.interrupted
        and panel.training_run.trouble
        and not panel.training_run.over
    )
    assert re.fullmatch(r"step \d+", panel.journal.lines[-1])
    panel.execute("run")
    assert panel.training_run.over and not panel.training_run.trouble
    panel.execute("undo")
    panel.execute("undo")
    assert panel.machine.corrections == 0 and panel.training_run.showing is None


def test_a_board_that_is_lost_ends_training_and_undo_takes_it_back(monkeypatch):
    at_every_port(monkeypatch, VirtualRig(pots=6, events=[FaultEvent(9000, "unplug")], patience_s=10.0))
    panel = ControlPanel()
    panel.execute("rig X")
    reply = panel.execute("train letters epochs 30")
    assert "did not come back in 10 s" in reply.text and "what was learned is kept" in reply.text
    assert panel.rig is None and panel.machine.corrections > 10 and panel.training_run.interrupted
    panel.execute("undo")
    assert panel.machine.corrections == 0


# ---- what it sees


def test_what_the_rig_sees_is_shown_again_by_the_journal_without_it(monkeypatch, bits):
    virtual = at_every_port(monkeypatch, VirtualRig(pots=6))
    panel, later = ControlPanel(), ControlPanel()
    virtual.world.light[:] = np.random.default_rng(3).random((20, 20))
    for line in ("rig X", "present rig", "teach K"):
        panel.execute(line)
    lines = [line for line in panel.journal.lines if re.match("present|teach", line)]
    assert lines[0].startswith("present light ")
    for line in lines:
        later.execute(line)
    assert (later.observation.light == panel.observation.light).all() and later.observation.s.sum() > 100
    assert bits(later) == bits(panel)


def test_an_album_of_what_was_shown_can_be_taught(monkeypatch, panel):
    virtual = at_every_port(monkeypatch, VirtualRig(pots=6))
    panel.execute("machine a-units 128 r-units 5 seed 3")
    panel.execute("rig X pots 0")
    for label, where in (("left", np.s_[:, :8]), ("right", np.s_[:, 12:])):
        virtual.world.light[:] = 0
        virtual.world.light[where] = 1
        panel.execute("present rig")
        panel.execute(f"keep {label}")
    assert panel.execute("album").text == "2 pictures in the album: left right"
    panel.execute("train album")
    assert panel.training_run.settled and panel.execute("evaluate album").data["evaluation"].accuracy == 1.0
    assert not isinstance(panel.machine.potentiometers, RigPotentiometers)


def test_an_album_for_another_retina_is_not_taught(panel):
    panel.execute("present letter A")
    panel.execute("keep A")
    panel.execute("machine rows 10 cols 10")
    with pytest.raises(CommandError, match="for a retina of 10 x 10"):
        panel.execute("train album")


def test_lamps_show_what_the_machine_makes_of_a_picture(virtual, panel):
    panel.execute("rig X")
    panel.execute("present letter A")
    virtual.wait(0.02)
    shown = virtual.session.board.a_lamps
    assert [bool(shown >> k & 1) for k in range(64)] == panel.observation.a[:64].tolist()
