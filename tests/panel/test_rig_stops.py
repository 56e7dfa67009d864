"""Training with a rig, and somebody who stops it: motors stay off, what was learned is kept. In the board's time."""

import signal

import pytest
from virtual_rig import VirtualRig
from witness import STOP, Witness, hello

from mark1.panel.control_panel import ControlPanel
from mark1.rig.board import joined as rig_module
from mark1.training.evaluation import evaluation_of


@pytest.fixture
def virtual(monkeypatch) -> VirtualRig:
    virtual = VirtualRig(pots=6, patience_s=20.0)

    def opened(config, folder, tell, asked_to_stop):
        virtual.board.tell, virtual.board.asked_to_stop = tell, asked_to_stop
        return virtual.rig(config.motion, config.shadow, config.pots)

    monkeypatch.setattr(rig_module, "opened", opened)
    return virtual


def test_a_stop_of_another_program_ends_training_and_what_was_learned_is_kept(virtual):
    panel = ControlPanel()
    panel.execute("rig X")
    witness = Witness(virtual.session, (virtual.session.now_ms + 4000, STOP + hello()))
    reply = panel.execute("train letters passes 30")
    assert "another program stopped it" in reply.text and "what was learned is kept" in reply.text
    assert panel.training_run.interrupted and panel.training_run.stopped_by == "another program"
    assert witness.stopped_ms and not witness.driven_ms and not witness.armed_ms
    assert panel.machine.corrections > 0 and panel.rig is None
    panel.execute("train letters passes 1")  # without the rig
    assert not witness.driven_ms


def test_the_stop_input_ends_training_also_when_it_is_closed_again(virtual):
    panel = ControlPanel()
    panel.execute("rig X")
    board, witness = virtual.session.board, Witness(virtual.session, (virtual.session.now_ms + 4000, b""))
    tick = board.tick

    def pressed() -> None:
        board.stop_input_open = not witness.sent and board.state == 1
        tick()

    board.tick = pressed
    panel.execute("train letters passes 30")
    assert panel.training_run.stopped_by == "the stop input" and panel.training_run.trouble
    assert witness.stopped_ms and not witness.driven_ms and not board.stop_input_open


@pytest.mark.parametrize("count", range(10, 20))
def test_ctrl_c_switches_the_motors_off_before_anything_else(virtual, count):
    now_ms, off_ms, driven = [], [], []
    session = virtual.session

    def at_motion(what: str, done: int, total: int, note: str) -> None:
        if what == "motors" and done == count and not now_ms:
            session.run(30)  # they turn
            driven.append(session.board.drive.any())
            now_ms.append(session.now_ms)
            signal.raise_signal(signal.SIGINT)

    panel = ControlPanel(on_progress=at_motion)
    panel.execute("rig X")
    step = session.step

    def seen() -> bytes:
        data = step()
        if now_ms and session.board.drive.any():
            off_ms.append(session.now_ms - now_ms[0])
        return data

    session.step = seen
    reply = panel.execute("train letters passes 30")
    assert driven == [True] and max(off_ms, default=0) <= 2  # the bytes' way
    assert "stopped on request" in reply.text and panel.training_run.interrupted and not panel.training_run.trouble
    assert panel.machine.corrections > 0 and panel.training_run.place < len(panel.training_run.order)
    assert panel.journal.lines[-1].startswith("train letters")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_that_interrupts_asks_as_often_as_it_comes(virtual, name):
    number = getattr(signal, name)
    before = signal.signal(number, signal.default_int_handler)

    def at_motion(what: str, done: int, total: int, note: str) -> None:
        if what == "motors" and done >= 12:
            signal.raise_signal(number)
            signal.raise_signal(number)

    try:
        panel = ControlPanel(on_progress=at_motion)
        panel.execute("rig X")
        panel.execute("train letters passes 30")
        assert signal.getsignal(number) == signal.SIG_IGN  # the program ends: it is not asked again
    finally:
        signal.signal(number, before)
    assert panel.training_run.interrupted and not panel.training_run.trouble and panel.machine.corrections > 0


def test_a_stop_while_the_end_is_judged_loses_nothing(virtual, monkeypatch):
    panel = ControlPanel()
    panel.execute("rig X")

    def stopped_first(*given):
        monkeypatch.setattr("mark1.panel.commands.course.evaluation_of", evaluation_of)
        virtual.session.send(STOP + hello())
        return evaluation_of(*given)

    monkeypatch.setattr("mark1.panel.commands.course.evaluation_of", stopped_first)
    panel.execute("train letters passes 1")
    assert panel.training_run.stopped_by == "another program" and panel.rig is None
    assert panel.machine.presentations == 26 and panel.training_run.train_accuracy is not None
