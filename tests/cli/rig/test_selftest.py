"""``mark1 rig selftest`` on a virtual board in its own time."""

import json
import re

import pytest

from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.session_port import SessionPort
from firmware_sim.virtual_board.sizes import Sizes
from mark1.cli.rig.selftest import selftest
from mark1.errors import RigError
from mark1.rig.selftest.table import CHECKS
from mark1.rig.wire import serial_port
from mark1.rig.wire.protocol import StopReason


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> SessionPort:
    """What every name of a port opens; its clock is everybody's."""
    board = SessionPort(new_session(Sizes(rows=3, cols=4, pots=6, a_lamps=5, r_lamps=2)))
    monkeypatch.setattr(serial_port, "SerialPort", lambda name: board)
    monkeypatch.setattr("mark1.rig.selftest.run.run.__defaults__", (board.now_s, True, None))
    monkeypatch.setattr("mark1.rig.wire.strangers.new_session", lambda: 0xBEEF)
    return board


def test_a_line_a_check_and_a_count(port: SessionPort, capsys: pytest.CaptureFixture[str]) -> None:
    assert selftest("virtual") == 0
    out, err = capsys.readouterr()
    lines = re.sub(r"\n {8,}", " ", out).splitlines()  # a check whose text is long has two
    assert len(lines) == len(CHECKS) + 1
    assert lines[0] == "passed  before-hello   Before HELLO a request is refused, and a STOP is obeyed."
    assert "skipped absent         What the board does not report is refused. (the board reports everything)" in lines
    assert lines[-1] == f"{len(CHECKS) - 1} passed, 0 failed, 1 skipped"
    assert err == "mark1: motors will move slightly and return; keep clear (--no-motion skips these checks)\n"


def test_without_motion_nothing_moves_and_nobody_is_warned(
    port: SessionPort, capsys: pytest.CaptureFixture[str]
) -> None:
    before = port.session.board.physics.shaft.tolist()
    assert selftest("virtual", no_motion=True) == 0
    assert port.session.board.physics.shaft.tolist() == before
    assert capsys.readouterr().err == ""


def test_a_failure_tells_the_guilty_side_and_ends_with_1(port: SessionPort, capsys: pytest.CaptureFixture[str]) -> None:
    port.session.board.physics.stuck[2] = True
    assert selftest("virtual") == 1
    lines = capsys.readouterr().out.splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.startswith("failed  pulses ")]
    went = r"        the board: counts a wiper went when told up and down: pot 2 up -?[0-2], down -?[0-2]:"
    assert re.match(went, lines[at + 1]), lines[at + 1]  # a wiper that rests reads -2 to 2 away: the ADC's noise
    assert lines[-1] == f"{len(CHECKS) - 3} passed, 2 failed, 1 skipped"


def test_ctrl_c_leaves_a_stopped_board(port: SessionPort, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(text: str) -> None:
        if "hello-again" in text:
            raise KeyboardInterrupt

    monkeypatch.setattr("mark1.cli.rig.selftest.say", interrupted)
    with pytest.raises(KeyboardInterrupt):
        selftest("virtual")
    port.session.run(5)
    assert port.session.board.reason == StopReason.STOP_BYTE


def test_json(port: SessionPort, capsys: pytest.CaptureFixture[str]) -> None:
    port.session.board.physics.stuck[2] = True
    assert selftest("virtual", json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["port"], told["failed"], len(told["checks"])) == ("virtual", 2, len(CHECKS))
    assert {check["side"] for check in told["checks"]} == {None, "the board"}


def test_a_port_that_is_not_there_is_said_before_anything_else(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RigError, match="the cable: port /dev/nowhere cannot be opened"):
        selftest("/dev/nowhere")
    assert capsys.readouterr() == ("", "")
