"""A board behind a pseudo-terminal and behind TCP, spoken to through pyserial, in a process of its own."""

import subprocess
import sys

import pytest

from firmware_sim.__main__ import main, mishap, parser
from firmware_sim.faults import MISHAPS, Mishap
from firmware_sim.ports import TcpHost, serve
from firmware_sim.session import new_session
from mark1.rig import protocol
from mark1.rig.link import Link, SerialPort
from mark1.rig.protocol import ArmRequest, Pulse, Type, WipersRequest

BY_PTY = pytest.param("--pty", marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty: --tcp"))


@pytest.fixture
def board(request):
    """The name of the port of a board that runs."""
    command = [sys.executable, "-m", "firmware_sim", *request.param.split()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        yield running.stdout.readline().strip()
        running.kill()


@pytest.mark.parametrize("board", [BY_PTY, "--tcp 0", "--tcp 0 --flip 0.002 --drop 0.002"], indirect=True)
def test_a_program_drives_the_board_through_its_port(board):
    link = Link(SerialPort(board), 5)
    assert link.hello(30).pots == 64
    link.ask(Type.ARM, protocol.pack(ArmRequest(5)), within_s=30)
    link.ask(Type.PULSE, protocol.pack_pulses([Pulse(3, 1, 200)]), within_s=30)
    while protocol.unpack_status(link.ask(Type.STATUS, within_s=30), 64).moving:
        pass
    reading = link.ask(Type.WIPERS, protocol.pack(WipersRequest(3, 1)), within_s=30)
    assert protocol.unpack_values(reading[2:], 1, 10)[0] > 530
    link.close()


@pytest.mark.parametrize("board", [BY_PTY, "--tcp 0"], indirect=True)
def test_a_second_program_finds_the_board_as_the_first_left_it(board):
    first = Link(SerialPort(board), 5)
    first.hello(30)
    first.close()
    second = Link(SerialPort(board), 6)
    assert second.hello(30).last_session == 5
    second.close()


def test_serve_steps_until_told_not_to():
    steps = iter([True] * 20 + [False])
    session, host = new_session(), TcpHost(0)
    serve(session, host, lambda: next(steps))
    host.close()
    assert session.now_ms == 20


def test_a_mishap_in_words():
    assert mishap("3.5:stuck:7") == Mishap(3500, "stuck", 7)
    assert mishap("1:reset") == Mishap(1000, "reset", 0)


@pytest.mark.parametrize("wrong", ["1:explode", "soon:reset", "reset"])
def test_a_mishap_that_is_none_is_refused(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["--pty", "--mishap", wrong])
    assert ended.value.code == 2
    assert "--mishap" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["--pty --pots 500", "--tcp 99999"])
def test_a_board_that_cannot_be_is_misuse(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        main(wrong.split())
    assert ended.value.code == 2
    assert "error: " in capsys.readouterr().err


def test_help_names_every_mishap(capsys):
    with pytest.raises(SystemExit):
        parser().parse_args(["--help"])
    words = capsys.readouterr().out.replace("\n", " ").split()
    assert {word.strip(",;") for word in words} >= set(MISHAPS)
