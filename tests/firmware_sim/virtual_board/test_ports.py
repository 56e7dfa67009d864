"""A board behind a pseudo-terminal and behind TCP, spoken to through pyserial, in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from typed_process import WITHIN_S, virtual

from firmware_sim.__main__ import main
from firmware_sim.virtual_board import options
from firmware_sim.virtual_board.fault_events import FAULT_KINDS, FaultEvent
from firmware_sim.virtual_board.options import event
from firmware_sim.virtual_board.ports import PtyHost, follow, point, serve
from firmware_sim.virtual_board.session import new_session
from firmware_sim.virtual_board.tcp_host import TcpHost
from mark1.errors import ConfigError, RigError
from mark1.rig.wire import protocol
from mark1.rig.wire.bits import unpack_values
from mark1.rig.wire.link import Link
from mark1.rig.wire.protocol import ArmRequest, Pulse, State, Type, WipersRequest
from mark1.rig.wire.serial_port import SerialPort

has_pty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty: --tcp")
BY_PTY = pytest.param("--pty", marks=has_pty)


@pytest.fixture
def board(request):
    """The name of the port of a board that runs."""
    with virtual(*request.param.split()) as running:
        yield running.name


@pytest.mark.parametrize("board", [BY_PTY, "--tcp 0 --flip 0.002 --drop 0.002"], indirect=True)
def test_a_program_drives_the_board_through_its_port(board):
    link = Link(SerialPort(board), 5)
    assert link.hello(WITHIN_S).pots == 64
    link.ask(Type.ARM, protocol.pack(ArmRequest(5)), within_s=WITHIN_S)
    link.ask(Type.PULSE, protocol.pack_pulses([Pulse(3, 1, 200)]), within_s=WITHIN_S)
    while protocol.unpack_status(link.ask(Type.STATUS, within_s=WITHIN_S), 64).moving:
        pass
    reading = link.ask(Type.WIPERS, protocol.pack(WipersRequest(3, 1)), within_s=WITHIN_S)
    assert unpack_values(reading[2:], 1, 10)[0] > 530
    link.close()


@pytest.mark.parametrize("board", [BY_PTY, "--tcp 0"], indirect=True)
def test_a_second_program_finds_the_board_as_the_first_left_it(board):
    first = Link(SerialPort(board), 5)
    first.hello(WITHIN_S)
    first.close()
    second = Link(SerialPort(board), 6)
    assert second.hello(WITHIN_S).last_session == 5
    second.close()


def test_serve_steps_until_told_not_to():
    steps = iter([True] * 20 + [False])
    session, host = new_session(), TcpHost(0)
    serve(session, host, lambda: next(steps))
    host.unplug()
    assert session.now_ms == 20


def test_a_fault_event_as_text():
    assert event("3.5:stuck:7") == FaultEvent(3500, "stuck", 7)
    assert event("1:reset") == FaultEvent(1000, "reset", 0)


@pytest.mark.parametrize("wrong", ["1:explode", "soon:reset", "reset"])
def test_an_unknown_fault_event_is_refused(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        options.board().parse_args(["--pty", "--mishap", wrong])
    assert ended.value.code == 2
    assert "--mishap" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [
        "--pty --pots 500", "--tcp 99999", "--tcp 0 --mishap 1:stuck:64", "--tcp 0 --show no.png",
        "--tcp 0 --link there", "cable /no/port --tcp 0", "cable socket://127.0.0.1:1 --tcp 0",
        "cable /no/port --tcp 0 --mishap 1:reset",
    ],
)  # fmt: skip
def test_a_board_that_cannot_be_is_misuse(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        main(wrong.split())
    assert ended.value.code == 2
    assert "error: " in capsys.readouterr().err


def test_help_names_every_fault_event(capsys):
    with pytest.raises(SystemExit):
        options.board().parse_args(["--help"])
    words = re.sub(r"-\n *", "-", capsys.readouterr().out).split()  # lines are broken after hyphens too
    assert {word.strip(",;") for word in words} >= set(FAULT_KINDS)


# ---- unplug and replug


def until(there: Callable[[], bool]) -> None:
    """Wait, with a deadline that only a hang can miss."""
    deadline_s = time.monotonic() + WITHIN_S
    while not there():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


def goes_away(port: SerialPort) -> bool:
    """Whether reading and writing end in an error that blames the cable."""
    deadline_s = time.monotonic() + WITHIN_S
    with pytest.raises(RigError, match="the cable"):
        while time.monotonic() < deadline_s:
            port.write(b"~")
            port.read(0.01)
    port.close()
    return True


def joined(name: str) -> socket.socket:
    """A host at socket://127.0.0.1:port."""
    return socket.create_connection(("127.0.0.1", int(name.rpartition(":")[2])), WITHIN_S)


def ended(host: socket.socket) -> bool:
    """Whether the board's end is closed, after what it had still to say."""
    with suppress(ConnectionResetError):
        while host.recv(4096):
            pass
    return True


def greeted(name: str) -> int:
    """Who spoke to the board last: 0 after a reset."""
    link = Link(SerialPort(name), 9)
    last = link.hello(WITHIN_S).last_session
    link.close()
    return last


@has_pty
def test_a_link_goes_with_the_cable_and_comes_back(tmp_path):
    link = tmp_path / "board"
    with virtual("--pty", "--link", link) as running:
        assert running.name == str(link)
        assert greeted(running.name) == 0 and greeted(running.name) == 9
        port = SerialPort(str(link))
        running.ask("unplug")
        assert goes_away(port)
        assert not os.path.lexists(link)
        with pytest.raises(RigError, match="cannot be opened"):
            SerialPort(str(link))
        running.ask("replug")
        assert running.line() == str(link)
        assert greeted(running.name) == 0
        running.type("quit")
        assert running.ends() == 0
    assert not os.path.lexists(link)


@has_pty
def test_a_fault_event_takes_the_port_away_and_another_brings_it_back():
    with virtual("--pty", "--mishap", "1:unplug", "--mishap", "1.1:replug") as running:
        assert goes_away(SerialPort(running.name))
        running.name = running.line()
        assert greeted(running.name) == 0


def test_tcp_refuses_while_unplugged():
    with virtual("--tcp", "0") as running:
        with joined(running.name) as host:
            running.ask("unplug")
            assert ended(host)
        with pytest.raises(ConnectionRefusedError):
            joined(running.name)
        running.ask("replug")
        assert running.line() == running.name
        assert greeted(running.name) == 0


@has_pty
@pytest.mark.parametrize("ending", ["SIGTERM", "SIGINT"])
def test_a_board_that_is_ended_takes_its_link_along(tmp_path, ending):
    with virtual("--pty", "--link", tmp_path / "board") as running:
        running.ask("state")  # it runs
        running.process.send_signal(getattr(signal, ending))
        assert "virtual board stopped" in running.complaint() and running.ends() == 0
    assert list(tmp_path.iterdir()) == []


@has_pty
def test_a_link_left_behind_is_replaced_and_nothing_else_is(tmp_path):
    link, file, other = tmp_path / "board", tmp_path / "file", tmp_path / "other"
    host = PtyHost()
    link.symlink_to(str(Path(host.device).parent / "nobody"))
    file.write_text("mine")
    other.symlink_to(file)
    point(link, host.device)
    assert os.readlink(link) == host.device
    for precious in (file, other):
        with pytest.raises(ConfigError, match="choose another name"):
            PtyHost(precious)
    assert other.read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"board", "file", "other"}
    host.unplug()


@pytest.mark.parametrize("kind", [BY_PTY, "--tcp"])
def test_unplugged_nobody_is_there_and_nothing_is_raised(kind):
    host = PtyHost() if kind == "--pty" else TcpHost(0)
    session = new_session()
    names: list[str] = []
    for plugged in (False, False, True, True):
        session.plugged = plugged
        follow(session, host, names.append)
        assert host.plugged == plugged
        host.write(b"hello")
        assert host.read() == b""
    assert names == [host.name]
    host.unplug()
    host.unplug()


# ---- typed while it runs


@pytest.mark.parametrize("kind", [BY_PTY, "--tcp 0"])
def test_what_is_typed_reaches_the_host_and_a_mistake_does_not(kind):
    with virtual(*kind.split(), "--show", "light") as running:
        running.ask("state")
        assert "400 of 400" in [running.line() for _ in range(8)][1]
        link = Link(SerialPort(running.name), 5)
        link.hello(WITHIN_S)
        running.ask("turn 3 900")
        until(lambda: abs(wiper(link, 3) - 900) <= 4)
        running.type("explode")
        assert "'explode'" in running.complaint()
        running.ask("open-stop")
        until(
            lambda: protocol.unpack_status(link.ask(Type.STATUS, within_s=WITHIN_S), 64).counters.state == State.STOPPED
        )
        link.close()


def wiper(link: Link, pot: int) -> int:
    reading = link.ask(Type.WIPERS, protocol.pack(WipersRequest(pot, 1)), within_s=WITHIN_S)
    return unpack_values(reading[2:], 1, 10)[0]


@pytest.mark.parametrize("nobody", ["nothing", "closed"])
def test_without_anybody_who_types_it_goes_on_serving(nobody):
    command = [sys.executable, "-m", "firmware_sim", "--tcp", "0"]
    shell = {"nothing": "</dev/null", "closed": "<&-"}[nobody]
    if sys.platform == "win32":
        pytest.skip("no shell to close the input with")
    with subprocess.Popen(
        f"exec {' '.join(command)} {shell}", shell=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        name = running.stdout.readline().strip()
        assert greeted(name) == 0 and greeted(name) == 9
        running.kill()


# ---- a cable to it


@has_pty
def test_a_cable_between_a_host_and_a_board(tmp_path):
    near = tmp_path / "near"
    spoilt = ("--flip", "0.002", "--drop", "0.002", "--seed", "3")
    with virtual("--pty") as board, virtual("cable", board.name, "--pty", "--link", near, *spoilt) as cable:
        link = Link(SerialPort(str(near)), 5)
        link.hello(WITHIN_S)
        board.ask("turn 3 900")
        until(lambda: abs(wiper(link, 3) - 900) <= 4)
        cable.ask("unplug")
        assert goes_away(link.port)
        assert not near.exists()
        cable.ask("replug")
        assert cable.line() == str(near)
        assert greeted(str(near)) in (5, 9)  # the board kept its power; a HELLO said twice finds itself
        board.process.kill()
        assert "the cable" in cable.complaint() and cable.ends() == 1
    assert not os.path.lexists(near)


def test_a_cable_by_tcp_with_fault_events():
    with virtual("--tcp", "0") as board:
        events = ("--mishap", "1:unplug", "--mishap", "1.1:replug")
        with virtual("cable", board.name, "--tcp", "0", *events) as cable:
            with joined(cable.name) as host:
                assert ended(host)
            assert cable.line() == cable.name
            assert greeted(cable.name) == 0
