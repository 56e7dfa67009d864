"""``mark1 rig stop``: the board says so, or the power is to be switched off."""

import os
import sys
from collections.abc import Callable
from typing import Any

import pytest

from firmware_sim.virtual_board.session import BoardSession
from mark1.rig.wire.protocol import State, StopReason

Run = Callable[..., Any]


def test_stop(mark1: Run, board: str, session: BoardSession) -> None:
    ended = mark1("rig", "stop", "--port", board)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"{board}: stopped (acknowledged by the board)\n"
    assert (session.board.state, session.board.reason) == (State.STOPPED, StopReason.STOP_BYTE)
    assert mark1("rig", "stop", "--port", board, "--json").value.items() >= {"port": board, "stopped": True}.items()


def test_stop_that_nobody_confirms(mark1: Run, silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mark1.rig.wire.stopping.WITHIN_S", 0.1)
    ended = mark1("rig", "stop", "--port", silent)
    assert (ended.code, ended.out) == (1, "")
    assert "; cut the motor power now" in ended.err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="who has a port open is told on Linux only")
def test_stop_reaches_a_port_that_another_program_has(mark1: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    from mark1.rig.wire.serial_port import SerialPort

    near, far = pty.openpty()
    os.set_blocking(near, False)
    name = os.ttyname(far)
    training = SerialPort(name)
    monkeypatch.setattr("mark1.rig.wire.stopping.WITHIN_S", 0.05)
    ended = mark1("rig", "stop", "--port", name)
    assert ended.code == 1 and os.read(near, 3) == b"\x18\x18\x18"
    training.close()
    os.close(near)
    os.close(far)
