"""Letters, learned on the firmware: the image in simavr behind a pseudo-terminal, and on a bad cable.

``python -m benchmarks long letters`` learns all of them, through the pseudo-terminal.
"""

import subprocess

import numpy as np
import pytest
from scripted_board import ScriptedBoard
from scripted_port import ScriptedPort

from firmware_sim.virtual_board.faults import FaultConfig
from mark1 import ControlPanel
from mark1.machine.simulated_time import run_to_end
from mark1.rig.board.board import Board
from mark1.rig.board.calibration import Calibration
from mark1.rig.board.joined import Rig, RigConfig
from mark1.training.evaluation import evaluation_of
from mark1.training.training_run import TrainingRun, advance

MCU = "atmega328p"
BAD_CABLE = FaultConfig(flip=0.01, drop=0.01)


FEW = 7  # one letter in so many


def taught(rig: Rig | None) -> ControlPanel:
    """A machine that learned a few letters; its first pots on the rig, if there is one."""
    panel = ControlPanel()
    stimuli = panel.stimuli("letters").take(np.arange(0, 26, FEW))
    panel.backend.adopt(stimuli.classes)
    if rig:
        rig.join(panel.machine)
    course = TrainingRun(stimuli, panel.backend.classes, 30)
    trainer = panel.backend.trainer(stimuli, course.wanted_epochs, str, lambda i, observation: None)
    run_to_end(advance(panel.backend, course, trainer))
    assert course.settled, course.trouble
    assert evaluation_of(panel.backend, stimuli).accuracy == 1.0
    return panel


def test_through_flips_drops_resets_and_an_unplug_the_wipers_end_in_the_same_places(simavr_build):
    events = [(1500 + 1500 * number, "reset") for number in range(6)] + [(5200, "unplug"), (6000, "replug")]
    with ScriptedBoard(simavr_build / f"rig_simavr_{MCU}", simavr_build / f"mark1_rig_{MCU}.elf") as scripted:
        port = ScriptedPort(scripted, BAD_CABLE, events)
        board = Board(lambda: port, now_s=port.now_s, pause=port.wait, session=77)
        rigged = taught(Rig(RigConfig("scripted", pots=32), board, Calibration.assumed(board.hello)))
        bank = rigged.machine.potentiometers
        wipers = np.array([float(scripted.pot(pot)[0]) for pot in range(bank.n_real)])
    alone = taught(None)
    assert {"reset", "unplug", "replug"} <= set(port.happened)
    assert board.counters.resets >= 3 and board.link.counters.retries > 50
    assert (bank.wiper == alone.machine.potentiometers.wiper).all()
    assert np.abs(np.rint(wipers) - bank.sent).max() <= bank.calibration.dead_band


def learn(panel: ControlPanel) -> None:
    """A few letters, until none is wrong."""
    for letter in "ABCDEF":
        panel.execute(f"present letter {letter}")
        panel.execute(f"keep {letter}")
    for line in ("train album", "expect wrong = 0", "expect train-accuracy = 1"):
        panel.execute(line)


@pytest.mark.parametrize("mcu", [MCU])
def test_letters_are_learned_through_a_pseudo_terminal_until_none_is_wrong(simavr_build, mcu):
    command = [simavr_build / f"rig_simavr_{mcu}", simavr_build / f"mark1_rig_{mcu}.elf", "--pty"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as image:
        assert image.stdout
        panel = ControlPanel()
        panel.execute(f"rig {image.stdout.readline().strip()}")
        learn(panel)
        bank = panel.machine.potentiometers
        reading = bank.board.wipers()[: bank.n_real]
        panel.execute("rig off")
        image.kill()
    assert bank.n_real == 64 and bank.board.counters.motions > 10
    assert np.abs(reading - bank.sent).max() <= bank.calibration.dead_band
    alone = ControlPanel()
    learn(alone)
    assert (panel.machine.potentiometers.wiper == alone.machine.potentiometers.wiper).all()
