"""A training loop of one's own with motors on a (virtual) board: how it ends when a callback raises."""

import re
import traceback
from collections.abc import Callable

import numpy as np
import pytest
from virtual_rig import VirtualRig

import mark1
from firmware_sim.virtual_board.fault_events import FaultEvent
from mark1.errors import RigError
from mark1.rig.board.potentiometers import RigPotentiometers

SMALL = mark1.MachineConfig.of(a_units=64, theta=1, seed=3)


@pytest.fixture
def virtual() -> VirtualRig:
    return VirtualRig(pots=6, patience_s=20.0)


@pytest.fixture
def machine(virtual: VirtualRig) -> mark1.MarkI:
    machine = mark1.MarkI(SMALL)
    virtual.rig().join(machine)
    return machine


@pytest.fixture(scope="module")
def letters() -> mark1.StimulusSet:
    return mark1.load_stimuli("letters").take(range(10, 22))  # both sides of R-unit 0, whose pots are on the board


def raising(error: BaseException, at: int) -> Callable[[object], None]:
    """A callback that raises when it is called for the ``at``-th time."""
    calls = iter(range(1, at + 1))

    def callback(report: object) -> None:
        if next(calls) == at:
            raise error

    return callback


def require_halted(virtual: VirtualRig, machine: mark1.MarkI, error: BaseException) -> None:
    """No motor runs or may run, board and machine say the same, and the error says what became of it."""
    bank, began_ms = machine.potentiometers, virtual.session.now_ms
    assert isinstance(bank, RigPotentiometers) and not bank.moving.any()
    while virtual.session.now_ms < began_ms + 300:
        virtual.wait(0.001)
        assert not virtual.session.board.drive.any()
    near = bank.simulated.wiper_v[:6] * 46.5 + 511.5  # counts of a 10-bit reading: 11 V are 511.5
    np.testing.assert_allclose(virtual.world.wiper, near, atol=8)
    assert bank.board.stopped and machine.presentations > 0
    noted = f"off until 'rig arm'; the machine keeps what it learned until then ({machine.presentations} presentation"
    assert noted in "".join(traceback.format_exception(error))


@pytest.mark.parametrize("name", ["on_epoch", "on_presentation"])
@pytest.mark.parametrize("error", [KeyError("mine"), KeyboardInterrupt("mine")], ids=["error", "Ctrl-C"])
def test_a_callback_that_raises_leaves_the_motors_off(
    virtual: VirtualRig, machine: mark1.MarkI, letters: mark1.StimulusSet, name: str, error: BaseException
) -> None:
    at = {"on_epoch": 1, "on_presentation": 9}[name]
    with pytest.raises(type(error), match="mine") as caught:
        mark1.train(machine, letters, **{name: raising(error, at)})  # type: ignore[arg-type]
    assert caught.value is error and len(error.__notes__) == 1
    require_halted(virtual, machine, error)
    assert machine.presentations == {"on_epoch": 12, "on_presentation": 9}[name]
    assert np.abs(virtual.world.wiper - 511.5).max() > 20  # it had learned something
    error.__notes__.clear()


@pytest.mark.parametrize("motion", range(1, 6))
def test_ctrl_c_while_motors_turn(
    virtual: VirtualRig, machine: mark1.MarkI, letters: mark1.StimulusSet, motion: int
) -> None:
    driven, before = [], virtual.board.counters.motions

    def on_motion(count: int) -> None:
        if count == before + motion:
            virtual.session.run(20)
            driven.append(virtual.session.board.drive.any())
            raise KeyboardInterrupt

    virtual.board.on_motion = on_motion
    with pytest.raises(KeyboardInterrupt) as caught:
        mark1.train(machine, letters)
    assert driven == [True]
    require_halted(virtual, machine, caught.value)
    virtual.board.arm()
    mark1.train(machine, letters, epochs=1)  # it goes on where it was


def test_a_rig_that_is_stopped_ends_training_with_one_error(
    virtual: VirtualRig, machine: mark1.MarkI, letters: mark1.StimulusSet
) -> None:
    def stop(report: mark1.PresentationReport) -> None:
        if report.corrections:
            virtual.board.stop()

    with pytest.raises(RigError, match=re.escape("motors are off: it was stopped from here; 'rig arm'")) as caught:
        mark1.train(machine, letters, on_presentation=stop)
    require_halted(virtual, machine, caught.value)


def test_a_rig_that_is_lost_ends_training_with_one_error(letters: mark1.StimulusSet) -> None:
    virtual = VirtualRig(pots=6, events=[FaultEvent(6000, "unplug")], patience_s=10.0)
    machine = mark1.MarkI(SMALL)
    virtual.rig().join(machine)
    with pytest.raises(RigError, match="did not come back in 10 s") as caught:
        mark1.train(machine, letters)
    assert machine.presentations > 0 and not machine.potentiometers.moving.any()
    assert len(caught.value.__notes__) == 1 and virtual.board.stopped
