"""Weights of metal: the same verbs, the same course of training, and what happens when a motor does not obey."""

import numpy as np
import pytest
from virtual_rig import BAD_CABLE, VirtualRig

from firmware_sim.virtual_board.fault_events import FaultEvent
from mark1 import ControlPanel, MachineConfig
from mark1.errors import RigError
from mark1.machine.config import AssociationConfig, PotentiometerConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.potentiometers import BY_HAND
from mark1.machine.simulated_time import run_to_end
from mark1.machine.teacher import AnswerCode
from mark1.rig.board.potentiometers import STALLS, RigPotentiometers, pulse_for
from mark1.training.evaluation import evaluation_of
from mark1.training.training_run import TrainingRun, advance, name_of

PULSE_S = 1.0


def joined(virtual: VirtualRig, config: MachineConfig | None = None, **options) -> MarkI:
    machine = MarkI(config)
    virtual.rig(**options).join(machine)
    return machine


def taught(virtual: VirtualRig | None, **options) -> tuple[ControlPanel, TrainingRun]:
    """Every third letter, with the first pots on a board, or without one."""
    panel, most = ControlPanel(), 30
    stimuli = panel.stimuli("letters").take(np.arange(0, 26, 3))
    panel.backend.adopt(stimuli.classes)
    if virtual:
        virtual.rig(**options).join(panel.machine)
    course = TrainingRun(stimuli, panel.backend.classes, most)
    trainer = panel.backend.trainer(stimuli, most, lambda i: name_of(stimuli, i), lambda i, observation: None)
    run_to_end(advance(panel.backend, course, trainer))
    return panel, course


def counts(machine: MarkI) -> np.ndarray:
    """Where the wipers on the board should be, as the simulator has them."""
    bank = machine.potentiometers
    volts = bank.wiper_v[: bank.n_real]
    return np.array([one.low + (v / 11 + 1) / 2 * (one.high - one.low) for one, v in zip(bank.channels, volts)])  # noqa: B905


def on_board(virtual: VirtualRig, machine: MarkI) -> np.ndarray:
    return virtual.world.wiper[: machine.potentiometers.n_real]


# ---- the verbs


def test_joining_takes_the_wipers_where_the_machine_has_them():
    virtual = VirtualRig(pots=8)
    machine = MarkI()
    machine.potentiometers.set_by_hand(3, 5.5)
    virtual.rig().join(machine)
    assert np.abs(on_board(virtual, machine) - counts(machine)).max() <= 8
    assert virtual.world.wiper[3] > 700 and abs(virtual.world.wiper[4] - 511.5) <= 8


@pytest.mark.parametrize("pots", [1, 8, 64])
def test_as_many_as_there_are_live_on_the_board_and_the_rest_stay_simulated(pots):
    bank = joined(VirtualRig(pots=pots)).potentiometers
    assert isinstance(bank, RigPotentiometers) and bank.n_real == pots and bank.n_pots == 512


def test_what_moves_here_has_moved_in_the_simulated_bank():
    bank = joined(VirtualRig(pots=4)).potentiometers
    assert {name for name, held in vars(bank.simulated).items() if getattr(bank, name) is not held} == set()


def test_a_small_machine_needs_no_more_than_it_has():
    config = MachineConfig(association=AssociationConfig(n_a=16))
    assert joined(VirtualRig(pots=64), config).potentiometers.n_real == 16


def test_turning_by_motor_by_hand_decay_and_reset_move_the_real_wipers():
    virtual = VirtualRig(pots=8)
    machine = joined(virtual, MachineConfig(potentiometers=PotentiometerConfig(decay_per_s=0.01)))
    bank, pots = machine.potentiometers, np.array([1, 5, 100])
    assert bank.turn(pots, 1, PULSE_S)
    bank.set_by_hand(2, -7.0)
    assert np.abs(on_board(virtual, machine) - counts(machine)).max() <= 8
    assert virtual.world.wiper[2] < 220 and virtual.world.wiper[1] > 530
    bank.decay(60.0)
    assert np.abs(on_board(virtual, machine) - counts(machine)).max() <= 12
    assert 280 < virtual.world.wiper[2] < 400
    bank.reset()
    assert np.abs(on_board(virtual, machine) - 511.5).max() <= 8


def test_motors_run_through_time_and_the_real_ones_follow_when_they_rest():
    virtual = VirtualRig(pots=4)
    machine = joined(virtual)
    bank = machine.potentiometers
    bank.start(np.array([2]), 1, PULSE_S)
    bank.step(0.5)
    assert abs(virtual.world.wiper[2] - 511.5) <= 8
    bank.settle()
    assert np.abs(on_board(virtual, machine) - counts(machine)).max() <= 8
    assert virtual.world.wiper[2] > 530


def test_a_knob_that_a_visitor_turns_is_a_change_of_the_weight():
    virtual = VirtualRig(pots=4)
    bank = joined(virtual).potentiometers
    everything = np.ones(512, bool)
    before = bank.sum(everything)[0]
    virtual.world.shaft[1] = virtual.world.wiper[1] = 800
    virtual.wait(0.02)  # the board reads each wiper every 10 ms
    assert bank.sum(everything)[0] - before == pytest.approx(6.4, abs=0.2)
    assert bank.moved_by[1] == BY_HAND and bank.follows()


def test_noise_of_the_adc_is_no_change_of_a_weight():
    virtual = VirtualRig(pots=16, noise=1.0)
    bank = joined(virtual).potentiometers
    bank.turn(np.arange(16), 1, PULSE_S)
    wiper = bank.wiper.copy()
    for _ in range(50):
        bank.read()
    assert (bank.wiper == wiper).all()


def test_a_motor_that_does_not_turn_is_left_alone_after_a_while_and_the_rest_goes_on():
    virtual = VirtualRig(pots=4)
    machine = joined(virtual)
    bank = machine.potentiometers
    virtual.world.stuck[1] = True
    for _ in range(STALLS + 2):
        bank.turn(np.arange(4), 1, PULSE_S)
    assert bank.stuck[1] and bank.wrong == {1: "its motor is driven and does not turn"}
    assert abs(bank.wiper_v[1]) < 0.1 and (bank.wiper_v[[0, 2, 3]] > 3).all()
    assert [text for text in virtual.told if "pot 1 (channel 1)" in text]
    assert np.abs(on_board(virtual, machine) - counts(machine)).max() <= 8


def test_a_lying_wiper_is_believed_because_the_machine_has_no_other():
    virtual = VirtualRig(pots=4)
    bank = joined(virtual).potentiometers
    virtual.world.lie[2] = 128
    virtual.wait(0.02)
    bank.read()
    assert bank.wiper_v[2] == pytest.approx(128 / 991 * 22, abs=0.2)


def test_a_pulse_runs_a_motor_for_as_long_as_its_way_takes():
    channel = joined(VirtualRig(pots=1)).potentiometers.channels[0]
    assert pulse_for(channel, 100) == (0, 1, 400) and pulse_for(channel, -50) == (0, -1, 200)
    assert pulse_for(channel, 0) is None


def test_in_pulses_the_weight_is_where_the_motor_ended():
    virtual = VirtualRig(pots=8)
    machine = joined(virtual, motion="pulse")
    machine.potentiometers.turn(np.arange(8), 1, PULSE_S)
    assert np.abs(on_board(virtual, machine) - counts(machine)).max() <= 2
    assert len(set(machine.potentiometers.wiper[:8].tolist())) > 4  # each motor has its own speed


# ---- a course of training


def test_letters_are_learned_on_a_board_to_the_same_weights():
    virtual = VirtualRig()
    (alone, course), (rigged, same) = taught(None), taught(virtual)
    assert same.settled and same.corrections == course.corrections
    assert (rigged.machine.potentiometers.wiper == alone.machine.potentiometers.wiper).all()
    assert np.abs(on_board(virtual, rigged.machine) - counts(rigged.machine)).max() <= 8
    assert evaluation_of(rigged.backend, course.stimuli).accuracy == 1.0


def test_a_bad_cable_resets_and_an_unplugged_board_end_in_the_same_places():
    events = [FaultEvent(3000 + 2500 * number, "reset") for number in range(12)]
    events += [
        FaultEvent(9000, "unplug"),
        FaultEvent(12_000, "replug"),
        FaultEvent(16_000, "unplug"),
        FaultEvent(16_500, "replug"),
    ]
    virtual = VirtualRig(faults=BAD_CABLE, events=events)
    rigged, course = taught(virtual)
    alone, _ = taught(None)
    assert course.settled and (rigged.machine.potentiometers.wiper == alone.machine.potentiometers.wiper).all()
    assert np.abs(on_board(virtual, rigged.machine) - counts(rigged.machine)).max() <= 8
    assert virtual.board.counters.resets >= 8 and virtual.board.counters.mended >= 2


def test_pulses_learn_the_letters_as_well():
    rigged, course = taught(VirtualRig(), motion="pulse")
    assert course.settled and evaluation_of(rigged.backend, course.stimuli).accuracy == 1.0


def test_a_board_that_is_lost_for_good_ends_the_course_and_keeps_what_was_learned():
    virtual = VirtualRig(events=[FaultEvent(3000, "unplug")], patience_s=4.0)
    rigged, course = taught(virtual)
    assert course.interrupted and "did not come back in 4 s" in course.trouble
    bank = rigged.machine.potentiometers
    assert rigged.machine.corrections > 20 and np.abs(bank.wiper).sum() > 0
    assert all(rigged.machine.why(pot) for pot in range(bank.n_pots))


@pytest.mark.parametrize("portions", [[0.3], [1.0, 0.05, 5.0]])
def test_teaching_through_time_ends_with_the_bits_of_teaching_at_once(portions):
    virtual = VirtualRig(pots=64)
    alone, rigged = MarkI(), joined(virtual)
    letters = ControlPanel().stimuli("letters")
    words = AnswerCode("binary", letters.classes, 8).words
    for i in range(4):
        alone.teach(letters.light[i], words[i], "it")
        lapse, motions, count = rigged.teaching(rigged.activity(letters.light[i]), words[i], "it"), 0, 0
        next(lapse)
        motions = virtual.board.counters.motions
        with pytest.raises(StopIteration):
            while True:
                lapse.send(portions[count % len(portions)])
                count += 1
        assert count > 1 and virtual.board.counters.motions - motions <= 4, "all motors of a pulse run together"
        assert (rigged.potentiometers.wiper == alone.potentiometers.wiper).all()
    assert rigged.why(3) == alone.why(3) and rigged.machine_time_s == alone.machine_time_s
    assert np.abs(on_board(virtual, rigged) - counts(rigged)).max() <= 8


def test_in_pulses_through_time_the_motor_of_metal_runs_once_when_the_simulated_one_rests():
    virtual = VirtualRig(pots=4)
    bank = joined(virtual, motion="pulse").potentiometers
    before = virtual.board.counters.motions
    bank.start(np.array([2, 300]), 1, PULSE_S)
    bank.step(0.5)
    assert virtual.board.counters.motions == before
    bank.step(0.1)
    bank.settle()
    assert virtual.board.counters.motions == before + 1 and virtual.world.wiper[2] > 530
    assert bank.wiper_v[2] == pytest.approx((virtual.world.wiper[2] - 511.5) * 22 / 991, abs=0.1)


# ---- shadow


def test_in_shadow_the_simulator_decides_and_an_obedient_board_never_parts():
    virtual = VirtualRig()
    (alone, _), (rigged, _) = taught(None), taught(virtual, shadow=True)
    bank = rigged.machine.potentiometers
    assert (bank.wiper == alone.machine.potentiometers.wiper).all() and bank.partings == {}
    assert np.abs(on_board(virtual, rigged.machine) - counts(rigged.machine)).max() <= 8


def test_shadow_tells_which_pot_parted_when_and_how_far():
    virtual = VirtualRig(pots=8)
    machine = joined(virtual, shadow=True)
    bank = machine.potentiometers
    virtual.world.stuck[3] = True
    for _ in range(4):
        bank.turn(np.arange(8), 1, PULSE_S)
    assert bank.wiper_v[3] > 2  # the simulator is not led astray
    (parting,) = bank.partings.values()
    assert (parting.pot, parting.motion) == (3, bank.board.counters.motions - 3)
    assert parting.simulated_v == pytest.approx(0.8, abs=0.3) and abs(parting.board_v) < 0.1
    assert parting.apart_v > parting.simulated_v - parting.board_v


# ---- leaving, and what does not fit


def test_leaving_keeps_the_weights_where_they_are():
    virtual = VirtualRig(pots=4)
    machine = MarkI()
    rig = virtual.rig()
    rig.join(machine)
    machine.potentiometers.turn(np.arange(6), -1, PULSE_S)
    wiper = machine.potentiometers.wiper.copy()
    rig.leave(machine)
    assert type(machine.potentiometers).__name__ == "Potentiometers"
    assert (machine.potentiometers.wiper == wiper).all()
    machine.potentiometers.turn(np.arange(6), -1, PULSE_S)
    assert abs(virtual.world.wiper[0] - 511.5) < 60  # the board no longer follows


@pytest.mark.parametrize(
    ("config", "options", "says"),
    [
        (MachineConfig(potentiometers=PotentiometerConfig(ideal=True)), {}, "an ideal bank"),
        (None, {"pots": 9}, "has 8 pots that can be used, expected 9"),
    ],
)
def test_what_cannot_be_joined_is_said(config, options, says):
    with pytest.raises(RigError, match=says):
        joined(VirtualRig(pots=8), config, **options)


def test_a_retina_of_another_size_is_said():
    with pytest.raises(RigError, match="has 4 x 4 photocells, the machine 20 x 20"):
        VirtualRig(rows=4, cols=4).rig().light(20, 20)
